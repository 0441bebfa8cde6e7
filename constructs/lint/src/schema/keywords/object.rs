//! Keywords for objects.

use ferrocdk_template::{Entry, Map, Node, Value};
use serde_json::Value as Json;

use super::Keyword;
use crate::nearest::suggestion;
use crate::rules::{self, Rule};
use crate::schema::scenarios;
use crate::schema::sink::Sink;
use crate::words;

/// Keywords that look at each key on its own.
pub(super) fn check(at: Keyword<'_>, keyword: &str, map: &Map, sink: &mut Sink<'_>) {
    match keyword {
        "properties" => properties(at, map, sink),
        "patternProperties" => pattern_properties(at, map, sink),
        "additionalProperties" => additional_properties(at, map, sink),
        "propertyNames" => property_names(at, map, sink),
        "maxLength" | "minLength" => super::text::document_length(at, keyword, sink),
        _ => {}
    }
}

fn properties(at: Keyword<'_>, map: &Map, sink: &mut Sink<'_>) {
    for entry in map {
        if let Some(schema) = at.wanted.get(&entry.key) {
            at.frame
                .property(entry, |frame| at.evaluation.check(&entry.value, schema, frame, sink));
        }
    }
}

fn pattern_properties(at: Keyword<'_>, map: &Map, sink: &mut Sink<'_>) {
    for (pattern, schema) in at.wanted.as_object().into_iter().flatten() {
        for entry in map {
            if at.evaluation.patterns.matches(pattern, &entry.key) && !is_macro(entry) {
                at.frame
                    .any_key(entry, |frame| at.evaluation.check(&entry.value, schema, frame, sink));
            }
        }
    }
}

fn additional_properties(at: Keyword<'_>, map: &Map, sink: &mut Sink<'_>) {
    let named = at.schema.get("properties").and_then(Json::as_object);
    let patterns = at.schema.get("patternProperties").and_then(Json::as_object);
    let additional = map.iter().filter(|entry| {
        let is_named = named.is_some_and(|named| named.contains_key(&entry.key));
        let is_matched = || {
            patterns.is_some_and(|patterns| {
                patterns
                    .keys()
                    .any(|pattern| at.evaluation.patterns.matches(pattern, &entry.key))
            })
        };
        !is_named && !is_macro(entry) && !is_matched()
    });
    for entry in additional {
        match at.wanted {
            Json::Bool(false) => unknown_property(at, entry, sink),
            schema => at
                .frame
                .any_key(entry, |frame| at.evaluation.check(&entry.value, schema, frame, sink)),
        }
    }
}

fn unknown_property(at: Keyword<'_>, entry: &Entry, sink: &mut Sink<'_>) {
    sink.add(&rules::E3002, &at.frame.place.name(entry), || {
        let named = || {
            at.schema
                .get("properties")
                .and_then(Json::as_object)
                .into_iter()
                .flatten()
        };
        let message = match at.schema.get("patternProperties").and_then(Json::as_object) {
            Some(patterns) if named().next().is_none() => {
                let patterns = words::names(patterns.keys().map(String::as_str));
                format!("the key {} does not match {patterns}", words::quote(&entry.key))
            }
            _ => format!("there is no property {} here", words::quote(&entry.key)),
        };
        let names = || named().map(|(name, _)| name.as_str());
        (message, suggestion(&entry.key, names().collect::<Vec<_>>()))
    });
}

fn property_names(at: Keyword<'_>, map: &Map, sink: &mut Sink<'_>) {
    for entry in map {
        let name = Node {
            value: Value::String(entry.key.clone()),
            at: entry.key_at,
        };
        let place = at.frame.place.name(entry);
        at.evaluation
            .check(&name, at.wanted, at.frame.within().at(&place), sink);
    }
}

/// Whether a macro or a loop stands for other keys.
fn is_macro(entry: &Entry) -> bool {
    entry.key == "Fn::Transform" || entry.key.starts_with("Fn::ForEach::")
}

/// Keywords that look at which keys are there.
pub(super) fn check_keys(at: Keyword<'_>, keyword: &str, map: &Map, sink: &mut Sink<'_>) {
    if scenarios::is_open(map) {
        sink.unknown = true;
        return;
    }
    let has = |name: &str| scenarios::value(map, name, at.frame.place).is_some();
    match keyword {
        "required" => required(at, &rules::E3003, texts(at.wanted).filter(|name| !has(name)), sink),
        "requiredOr" if !texts(at.wanted).any(has) => {
            sink.add(&rules::E3058, at.frame.place, || {
                (
                    format!("at least one of {} is required", words::names(texts(at.wanted))),
                    None,
                )
            });
        }
        "requiredXor" => required_xor(at, map, sink),
        "dependentRequired" => {
            for (name, needs) in at
                .wanted
                .as_object()
                .into_iter()
                .flatten()
                .filter(|(name, _)| has(name))
            {
                needed_with(at, &rules::E3021, name, texts(needs).filter(|need| !has(need)), sink);
            }
        }
        "dependentExcluded" => {
            for (name, others) in at
                .wanted
                .as_object()
                .into_iter()
                .flatten()
                .filter(|(name, _)| has(name))
            {
                for other in map
                    .iter()
                    .filter(|entry| texts(others).any(|other| other == entry.key) && has(&entry.key))
                {
                    sink.add(&rules::E3020, &at.frame.place.name(other), || {
                        (format!("`{}` may not stand beside `{name}`", other.key), None)
                    });
                }
            }
        }
        "dependencies" => {
            for (name, wanted) in at
                .wanted
                .as_object()
                .into_iter()
                .flatten()
                .filter(|(name, _)| has(name))
            {
                match wanted {
                    Json::Array(_) => {
                        needed_with(at, &rules::E3021, name, texts(wanted).filter(|need| !has(need)), sink);
                    }
                    schema => at.evaluation.check(at.node, schema, at.frame.within(), sink),
                }
            }
        }
        "minProperties" | "maxProperties" => {
            let count = map
                .iter()
                .filter(|entry| scenarios::settle(&entry.value, at.frame.place).is_some())
                .count();
            let Some(limit) = at.wanted.as_u64() else { return };
            if keyword == "minProperties" && (count as u64) < limit {
                sink.add(&rules::E3002, at.frame.place, || {
                    (format!("{count} properties, and at least {limit} are required"), None)
                });
            } else if keyword == "maxProperties" && count as u64 > limit {
                sink.add(&rules::E3002, at.frame.place, || {
                    (format!("{count} properties, and at most {limit} are allowed"), None)
                });
            }
        }
        _ => {}
    }
}

fn required<'n>(at: Keyword<'_>, rule: &'static Rule, missing: impl Iterator<Item = &'n str>, sink: &mut Sink<'_>) {
    for name in missing {
        sink.add(rule, at.frame.place, || {
            (format!("the required property `{name}` is missing"), None)
        });
    }
}

fn needed_with<'n>(
    at: Keyword<'_>,
    rule: &'static Rule,
    name: &str,
    missing: impl Iterator<Item = &'n str>,
    sink: &mut Sink<'_>,
) {
    for need in missing {
        sink.add(rule, at.frame.place, || {
            (format!("`{name}` needs `{need}`, which is missing"), None)
        });
    }
}

fn required_xor(at: Keyword<'_>, map: &Map, sink: &mut Sink<'_>) {
    let there: Vec<&Entry> = map
        .iter()
        .filter(|entry| texts(at.wanted).any(|name| name == entry.key))
        .filter(|entry| scenarios::settle(&entry.value, at.frame.place).is_some())
        .collect();
    let names = || words::names(texts(at.wanted));
    match there.as_slice() {
        [] => sink.add(&rules::E3014, at.frame.place, || {
            (format!("one of {} is required", names()), None)
        }),
        [_] => {}
        several => {
            for entry in several {
                sink.add(&rules::E3014, &at.frame.place.name(entry), || {
                    (format!("only one of {} may be there", names()), None)
                });
            }
        }
    }
}

fn texts(value: &Json) -> impl Iterator<Item = &str> {
    value.as_array().into_iter().flatten().filter_map(Json::as_str)
}
