//! Keywords for lists.

use ferrocdk_template::{Node, Value};
use serde_json::Value as Json;

use super::Keyword;
use crate::compare;
use crate::rules;
use crate::schema::sink::{Sink, Verdict};
use crate::schema::{functions, scenarios};
use crate::words;

/// Items that are compared with each other; a list with more is rare and would take long.
const COMPARED: usize = 500;

/// Keywords that look at each item on its own.
pub(super) fn check(at: Keyword<'_>, keyword: &str, items: &[Node], sink: &mut Sink<'_>) {
    match keyword {
        "items" => each(at, items, sink),
        "prefixItems" => {
            for (index, (item, schema)) in items.iter().zip(at.wanted.as_array().into_iter().flatten()).enumerate() {
                at.frame
                    .item(index, item, |frame| at.evaluation.check(item, schema, frame, sink));
            }
        }
        "contains" => contains(at, items, sink),
        _ => {}
    }
}

fn each(at: Keyword<'_>, items: &[Node], sink: &mut Sink<'_>) {
    let first = at
        .schema
        .get("prefixItems")
        .and_then(Json::as_array)
        .map_or(0, Vec::len);
    for (index, item) in items.iter().enumerate().skip(first) {
        if at.wanted == &Json::Bool(false) {
            sink.add(&rules::E3002, &at.frame.place.item(index, item), || {
                (
                    format!("item {} is one too many: at most {first} are allowed", index + 1),
                    None,
                )
            });
            return;
        }
        at.frame
            .item(index, item, |frame| at.evaluation.check(item, at.wanted, frame, sink));
    }
}

fn contains(at: Keyword<'_>, items: &[Node], sink: &mut Sink<'_>) {
    let mut unknown = false;
    for (index, item) in items.iter().enumerate() {
        let place = at.frame.place.item(index, item);
        match at.evaluation.verdict(item, at.wanted, at.frame.at(&place)) {
            Verdict::Fits => return,
            Verdict::Unknown => unknown = true,
            Verdict::Fails => {}
        }
    }
    if unknown {
        sink.unknown = true;
    } else {
        sink.add(&rules::E3002, at.frame.place, || {
            ("no item is of the kind of which one is required".to_owned(), None)
        });
    }
}

/// Keywords that look at which items are there.
pub(super) fn check_items(at: Keyword<'_>, keyword: &str, items: &[Node], sink: &mut Sink<'_>) {
    match keyword {
        "minItems" | "maxItems" => count(at, keyword, scenarios::items(items, at.frame.place).len(), sink),
        "maxUniqueItems" => {
            let items = scenarios::items(items, at.frame.place);
            if items.len() > COMPARED {
                return;
            }
            let mut unique: Vec<&Node> = Vec::new();
            for (_, item) in items {
                if !unique.iter().any(|other| compare::equals(item, other)) {
                    unique.push(item);
                }
            }
            let limit = at.wanted.as_u64().unwrap_or(u64::MAX);
            if unique.len() as u64 > limit {
                sink.add(&rules::E3065, at.frame.place, || {
                    (
                        format!("{} different items, and at most {limit} are allowed", unique.len()),
                        None,
                    )
                });
            }
        }
        "uniqueItems" => unique_items(at, items, sink),
        "uniqueKeys" => unique_keys(at, items, sink),
        _ => {}
    }
}

fn count(at: Keyword<'_>, keyword: &str, count: usize, sink: &mut Sink<'_>) {
    let Some(limit) = at.wanted.as_u64() else { return };
    let (fails, bound) = match keyword {
        "minItems" => ((count as u64) < limit, "at least"),
        _ => (count as u64 > limit, "at most"),
    };
    if fails {
        sink.add(&rules::E3032, at.frame.place, || {
            let noun = if count == 1 { "item" } else { "items" };
            let verb = if limit == 1 { "is" } else { "are" };
            let wanted = if bound == "at least" { "required" } else { "allowed" };
            (format!("{count} {noun}, and {bound} {limit} {verb} {wanted}"), None)
        });
    }
}

fn unique_items(at: Keyword<'_>, items: &[Node], sink: &mut Sink<'_>) {
    let rule = if at.wanted == &Json::Bool(true) {
        &rules::E3037
    } else {
        &rules::I3037
    };
    let items = scenarios::items(items, at.frame.place);
    if items.len() > COMPARED {
        return;
    }
    for (position, (index, item)) in items.iter().enumerate() {
        // Where repeating is allowed, only plain values that repeat are worth a word.
        if rule.id == "I3037" && matches!(item.value, Value::Map(_) | Value::List(_)) {
            continue;
        }
        if items
            .iter()
            .take(position)
            .any(|(_, other)| compare::equals(item, other))
        {
            sink.add(rule, &at.frame.place.item(*index, item), || {
                (format!("{} stands in the list twice", words::describe(item)), None)
            });
        }
    }
}

fn unique_keys(at: Keyword<'_>, items: &[Node], sink: &mut Sink<'_>) {
    let names: Vec<&str> = at
        .wanted
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Json::as_str)
        .collect();
    let mut seen: Vec<Vec<&Node>> = Vec::new();
    for (index, item) in scenarios::items(items, at.frame.place).into_iter().take(COMPARED) {
        let Some(map) = item.as_map() else { continue };
        let values: Vec<&Node> = names
            .iter()
            .filter_map(|name| scenarios::value(map, name, at.frame.place))
            .collect();
        if values.len() < names.len() || values.iter().any(|value| functions::call(value).is_some()) {
            continue;
        }
        let repeats = |others: &Vec<&Node>| {
            values
                .iter()
                .zip(others)
                .all(|(value, other)| compare::equals(value, other))
        };
        if seen.iter().any(repeats) {
            sink.add(&rules::E3002, &at.frame.place.item(index, item), || {
                (
                    format!("an item before has the same {}", words::names(names.iter().copied())),
                    None,
                )
            });
        }
        seen.push(values);
    }
}
