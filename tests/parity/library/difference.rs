//! Where two sets of templates differ, one place each.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json};

use crate::Templates;

/// A place where the two sides differ.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Difference {
    /// Type of the resource, or the section of the template.
    pub(crate) kind: String,
    /// Logical id.
    pub(crate) id: String,
    /// Path below the resource or element; empty for the whole.
    pub(crate) path: Vec<String>,
    /// Values that AWS CDK has and that ferrocdk has; `None` where a side has nothing.
    pub(crate) there: Option<Json>,
    pub(crate) here: Option<Json>,
}

impl Difference {
    /// The line of differences.tsv that would set it aside, for this resource alone.
    pub(crate) fn line(&self, app: &str) -> String {
        let value = |json: &Option<Json>| json.as_ref().map_or_else(|| "-".to_owned(), Json::to_string);
        format!(
            "{app}\t{} {}\t{}\t{}\t{}\t",
            self.kind,
            self.id,
            if self.path.is_empty() {
                ".".to_owned()
            } else {
                self.path.join(" > ")
            },
            value(&self.there),
            value(&self.here)
        )
    }
}

/// All places where they differ, files first.
pub(crate) fn differences(theirs: &Templates, ours: &Templates) -> Vec<Difference> {
    let mut found = Vec::new();
    let nothing = Json::Null;
    for file in theirs.keys().chain(ours.keys()).collect::<BTreeSet<_>>() {
        let (theirs, ours) = (theirs.get(file), ours.get(file));
        let (Some(theirs), Some(ours)) = (theirs, ours) else {
            found.push(Difference {
                kind: "file".to_owned(),
                id: file.clone(),
                path: Vec::new(),
                there: theirs.map(|_| nothing.clone()),
                here: ours.map(|_| nothing.clone()),
            });
            continue;
        };
        for section in keys(theirs, ours) {
            sections(&section, &theirs[&section], &ours[&section], &mut found);
        }
    }
    found
}

fn sections(section: &str, theirs: &Json, ours: &Json, found: &mut Vec<Difference>) {
    for id in keys(theirs, ours) {
        let (there, here) = (theirs.get(&id), ours.get(&id));
        let of = |element: Option<&Json>| Some(element?.get("Type")?.as_str()?.to_owned());
        let kind = if section == "Resources" {
            of(here).or_else(|| of(there))
        } else {
            None
        };
        let place = Difference {
            kind: kind.unwrap_or_else(|| section.to_owned()),
            id,
            path: Vec::new(),
            there: None,
            here: None,
        };
        describe(&place, there, here, found);
    }
    if !theirs.is_object() && !ours.is_object() && theirs != ours {
        found.push(Difference {
            kind: "template".to_owned(),
            id: section.to_owned(),
            path: Vec::new(),
            there: Some(theirs.clone()),
            here: Some(ours.clone()),
        });
    }
}

fn describe(place: &Difference, there: Option<&Json>, here: Option<&Json>, found: &mut Vec<Difference>) {
    let below = |key: String| Difference {
        path: place.path.iter().cloned().chain([key]).collect(),
        ..place.clone()
    };
    // What one side sets or allows and the other does not at all is told thing by thing too.
    let nothing = Json::Object(Map::new());
    let is_map = |part: &String| {
        part.starts_with("Allow ") || part.starts_with("Deny ") || part == "Properties" || part == "Permissions"
    };
    let (there, here) = match place.path.last() {
        Some(part) if is_map(part) => (there.or(Some(&nothing)), here.or(Some(&nothing))),
        _ => (there, here),
    };
    match (there, here) {
        (Some(there @ Json::Object(_)), Some(here @ Json::Object(_))) => {
            for key in keys(there, here) {
                let allowed = |entry: &String| is_allowed_by_wildcard(there, &key, entry);
                match (there.get(&key), here.get(&key)) {
                    (None, Some(Json::Object(entries))) if entries.keys().all(allowed) => {}
                    (one, other) => describe(&below(key.clone()), one, other, found),
                }
            }
        }
        (Some(one @ Json::Number(_)), Some(other @ Json::Number(_))) if one.as_f64() == other.as_f64() => {}
        (Some(Json::Array(there)), Some(Json::Array(here))) if there.len() == here.len() => {
            for (index, (there, here)) in there.iter().zip(here).enumerate() {
                describe(&below(index.to_string()), Some(there), Some(here), found);
            }
        }
        _ if there == here => {}
        _ => found.push(Difference {
            there: there.cloned(),
            here: here.cloned(),
            ..place.clone()
        }),
    }
}

/// Whether a policy by actions allows an action on a thing by another action with a wildcard. To name what is needed of it is narrower; that the wildcard itself is
/// gone is a difference of its own.
fn is_allowed_by_wildcard(policy: &Json, action: &str, entry: &str) -> bool {
    let Some(policy) = policy.as_object().filter(|_| action.starts_with("Allow ")) else {
        return false;
    };
    policy.iter().any(|(allowed, on)| {
        let start = allowed.strip_suffix('*');
        start.is_some_and(|start| action.starts_with(start)) && on.get(entry).is_some()
    })
}

fn keys(one: &Json, other: &Json) -> BTreeSet<String> {
    let maps = [one, other].into_iter().filter_map(Json::as_object);
    maps.flat_map(|map| map.keys().cloned()).collect()
}
