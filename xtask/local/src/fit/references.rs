//! References to what was replaced, in every form a template has: `Ref`, `Fn::GetAtt`, and variables of `Fn::Sub`.

use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Values for references.
#[derive(Default)]
pub(super) struct Replacements {
    /// By logical id: what `Ref` gives, and every attribute that has no value of its own.
    resources: BTreeMap<String, Reference>,
    attributes: BTreeMap<(String, String), Value>,
}

/// Values of a resource that became a placeholder.
pub(crate) struct Reference {
    /// Value that `Ref` gives.
    pub(crate) id: Value,
    /// Values that `Fn::GetAtt` gives, by attribute.
    pub(crate) attribute: fn(&str, &Value) -> Value,
}

impl Replacements {
    pub(super) fn resource(&mut self, id: &str, reference: Reference) {
        self.resources.insert(id.to_owned(), reference);
    }

    pub(super) fn attribute(&mut self, id: &str, name: &str, value: Value) {
        self.attributes.insert((id.to_owned(), name.to_owned()), value);
    }

    pub(super) fn apply(&self, value: &mut Value) {
        if self.resources.is_empty() && self.attributes.is_empty() {
            return;
        }
        match value {
            Value::Array(list) => list.iter_mut().for_each(|inner| self.apply(inner)),
            Value::Object(fields) => {
                if let Some(found) = only(fields).and_then(|(name, argument)| self.intrinsic(name, argument)) {
                    *value = found;
                    // What was put in may name another placeholder.
                    return self.apply(value);
                }
                fields.values_mut().for_each(|inner| self.apply(inner));
            }
            _ => {}
        }
    }

    fn intrinsic(&self, name: &str, argument: &Value) -> Option<Value> {
        match (name, argument) {
            ("Ref", Value::String(target)) => self.of(target, None),
            ("Fn::GetAtt", Value::String(path)) => {
                let (target, attribute) = path.split_once('.')?;
                self.of(target, Some(attribute))
            }
            ("Fn::GetAtt", Value::Array(path)) => match path.as_slice() {
                [Value::String(target), Value::String(attribute)] => self.of(target, Some(attribute)),
                _ => None,
            },
            ("Fn::Sub", Value::String(text)) => self.substitute(text, &Map::new()),
            ("Fn::Sub", Value::Array(list)) => match list.as_slice() {
                [Value::String(text), Value::Object(variables)] => self.substitute(text, variables),
                _ => None,
            },
            _ => None,
        }
    }

    fn of(&self, target: &str, attribute: Option<&str>) -> Option<Value> {
        let own = attribute.and_then(|name| self.attributes.get(&(target.to_owned(), name.to_owned())));
        if own.is_some() {
            return own.cloned();
        }
        let reference = self.resources.get(target)?;
        Some(match attribute {
            None => reference.id.clone(),
            Some(name) => (reference.attribute)(name, &reference.id),
        })
    }

    /// The statement with variables for what is replaced; nothing when it names nothing of that.
    fn substitute(&self, text: &str, known: &Map<String, Value>) -> Option<Value> {
        let (mut out, mut rest, mut variables, mut changed) = (String::new(), text, known.clone(), false);
        while let Some((before, after)) = rest.split_once("${") {
            let (inside, after) = after.split_once('}')?;
            out.push_str(before);
            let (target, attribute) = match inside.split_once('.') {
                Some((target, attribute)) => (target, Some(attribute)),
                None => (inside, None),
            };
            match self.of(target, attribute).filter(|_| !known.contains_key(inside)) {
                Some(value) => {
                    let name = format!("Local{}", variables.len());
                    out.extend(["${", &name, "}"]);
                    variables.insert(name, value);
                    changed = true;
                }
                None => out.extend(["${", inside, "}"]),
            }
            rest = after;
        }
        out.push_str(rest);
        changed.then(|| json!({"Fn::Sub": [out, variables]}))
    }
}

fn only(fields: &Map<String, Value>) -> Option<(&str, &Value)> {
    let mut all = fields.iter();
    match (all.next(), all.next()) {
        (Some((name, argument)), None) => Some((name, argument)),
        _ => None,
    }
}
