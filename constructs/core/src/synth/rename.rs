//! References by name in included templates, which follow what they name when its logical id is another one.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use crate::include::sub;

/// The logical ids of an include's elements that are not the names in its template, by namespace and name.
#[derive(Default)]
pub(super) struct Renames(BTreeMap<&'static str, BTreeMap<String, String>>);

impl Renames {
    pub(super) const NONE: Self = Self(BTreeMap::new());

    pub(super) fn insert(&mut self, namespace: &'static str, written: String, logical_id: String) {
        self.0.entry(namespace).or_default().insert(written, logical_id);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn get(&self, namespace: &str, written: &str) -> Option<&String> {
        self.0.get(namespace)?.get(written)
    }
}

/// Namespace that resources and parameters share, since a `Ref` cannot tell them apart.
const REFERABLE: &str = "Resources";
const CONDITIONS: &str = "Conditions";

/// Renames what a function names. Values inside of it are done already.
pub(super) fn call(map: &mut Map<String, Json>, renames: &Renames) {
    if map.len() != 1 {
        return;
    }
    let Some((key, argument)) = map.iter_mut().next() else {
        return;
    };
    match (key.as_str(), argument) {
        ("Ref", name) => one(name, REFERABLE, renames),
        ("Condition", name) => one(name, CONDITIONS, renames),
        ("Fn::GetAtt", Json::String(path)) => {
            let (name, attribute) = path.split_once('.').unwrap_or((path, ""));
            if let Some(new) = renames.get(REFERABLE, name) {
                *path = format!("{new}.{attribute}");
            }
        }
        ("Fn::GetAtt" | "Fn::ValueOf", Json::Array(arguments)) => first(arguments, REFERABLE, renames),
        ("Fn::If", Json::Array(arguments)) => first(arguments, CONDITIONS, renames),
        ("Fn::FindInMap", Json::Array(arguments)) => first(arguments, "Mappings", renames),
        ("Fn::Sub", Json::String(text)) => *text = text_of(text, &Map::new(), renames),
        ("Fn::Sub", Json::Array(arguments)) => {
            if let [Json::String(text), Json::Object(own)] = arguments.as_mut_slice() {
                *text = text_of(text, own, renames);
            }
        }
        _ => {}
    }
}

/// Renames what the attributes of a resource or an output name: its condition, and what it waits for.
pub(super) fn attributes(body: &mut Map<String, Json>, renames: &Renames) {
    if let Some(name) = body.get_mut("Condition") {
        one(name, CONDITIONS, renames);
    }
    match body.get_mut("DependsOn") {
        Some(Json::Array(names)) => names.iter_mut().for_each(|name| one(name, REFERABLE, renames)),
        Some(name) => one(name, REFERABLE, renames),
        None => {}
    }
}

fn first(arguments: &mut [Json], namespace: &str, renames: &Renames) {
    if let Some(name) = arguments.first_mut() {
        one(name, namespace, renames);
    }
}

fn one(name: &mut Json, namespace: &str, renames: &Renames) {
    if let Json::String(name) = name
        && let Some(new) = renames.get(namespace, name)
    {
        name.clone_from(new);
    }
}

fn text_of(text: &str, own: &Map<String, Json>, renames: &Renames) -> String {
    sub::rewrite(text, |placeholder| {
        let (name, attribute) = match placeholder.split_once('.') {
            Some((name, attribute)) => (name, format!(".{attribute}")),
            None => (placeholder, String::new()),
        };
        let new = renames
            .get(REFERABLE, name)
            .filter(|_| !own.contains_key(placeholder))?;
        Some(format!("${{{new}{attribute}}}"))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn functions_follow_and_other_text_does_not() {
        let mut renames = Renames::default();
        renames.insert(REFERABLE, "Q".to_owned(), "New".to_owned());
        renames.insert(CONDITIONS, "Q".to_owned(), "Cond".to_owned());
        for (before, after) in [
            (json!({ "Ref": "Q" }), json!({ "Ref": "New" })),
            (json!({ "Ref": "AWS::Region" }), json!({ "Ref": "AWS::Region" })),
            (json!({ "Fn::GetAtt": "Q.Arn" }), json!({ "Fn::GetAtt": "New.Arn" })),
            (
                json!({ "Fn::GetAtt": ["Q", "Arn"] }),
                json!({ "Fn::GetAtt": ["New", "Arn"] }),
            ),
            (
                json!({ "Fn::If": ["Q", "Q", 1] }),
                json!({ "Fn::If": ["Cond", "Q", 1] }),
            ),
            (
                json!({ "Fn::Sub": "${Q.Arn}/${Q}/Q" }),
                json!({ "Fn::Sub": "${New.Arn}/${New}/Q" }),
            ),
            (
                json!({ "Fn::Sub": ["${Q}", { "Q": 1 }] }),
                json!({ "Fn::Sub": ["${Q}", { "Q": 1 }] }),
            ),
            (json!({ "Name": "Q" }), json!({ "Name": "Q" })),
        ] {
            let Json::Object(mut map) = before else { panic!("a map") };
            call(&mut map, &renames);
            assert_eq!(Json::Object(map), after);
        }
        let Json::Object(mut body) = json!({ "Condition": "Q", "DependsOn": ["Q", "X"] }) else {
            panic!("a map")
        };
        attributes(&mut body, &renames);
        assert_eq!(
            Json::Object(body),
            json!({ "Condition": "Cond", "DependsOn": ["New", "X"] })
        );
    }
}
