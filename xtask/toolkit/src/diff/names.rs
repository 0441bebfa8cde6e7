//! Values as they stand once what the template itself decides is put in: parameters, conditions, mappings, and the many ways to write one text.

use std::{cell::RefCell, collections::BTreeMap};

use serde_json::{Map, Value, json};

/// Meaning of the names of one template.
#[derive(Debug)]
pub(super) struct Names<'a> {
    template: &'a Value,
    given: &'a BTreeMap<String, String>,
    conditions: RefCell<BTreeMap<String, Option<bool>>>,
}

/// Depth at which conditions that name each other are given up.
const DEEPEST: usize = 32;

impl<'a> Names<'a> {
    pub(super) fn new(template: &'a Value, given: &'a BTreeMap<String, String>) -> Self {
        Self {
            template,
            given,
            conditions: RefCell::default(),
        }
    }

    /// The value of a parameter, where it is known before deploying and no secret.
    pub(super) fn parameter(&self, name: &str) -> Option<Value> {
        let declared = self.template.get("Parameters")?.get(name)?;
        let ty = declared.get("Type").and_then(Value::as_str).unwrap_or("String");
        let hidden = declared
            .get("NoEcho")
            .is_some_and(|flag| flag == &json!(true) || flag == &json!("true"));
        if ty.starts_with("AWS::SSM::") || hidden {
            return None;
        }
        let text = match self.given.get(name) {
            Some(given) => given.clone(),
            None => scalar(declared.get("Default")?)?,
        };
        if ty == "CommaDelimitedList" || ty.starts_with("List<") {
            return Some(text.split(',').map(|item| Value::from(item.trim())).collect());
        }
        Some(text.into())
    }

    /// Whether a condition holds, where that is known before deploying.
    pub(super) fn condition(&self, name: &str) -> Option<bool> {
        self.condition_within(name, 0)
    }

    fn condition_within(&self, name: &str, depth: usize) -> Option<bool> {
        if let Some(known) = self.conditions.borrow().get(name) {
            return *known;
        }
        let definition = self.template.get("Conditions")?.get(name)?;
        let found = self.decide(definition, depth + 1);
        self.conditions.borrow_mut().insert(name.to_owned(), found);
        found
    }

    fn decide(&self, value: &Value, depth: usize) -> Option<bool> {
        if depth > DEEPEST {
            return None;
        }
        let (function, argument) = function(value)?;
        let items = || argument.as_array().into_iter().flatten();
        match function {
            "Condition" => self.condition_within(argument.as_str()?, depth),
            "Fn::Not" => self.decide(items().next()?, depth + 1).map(|held| !held),
            "Fn::Equals" => {
                let sides: Vec<Option<String>> = items().map(|item| scalar(&self.resolve(item))).collect();
                match sides.as_slice() {
                    [Some(one), Some(other)] => Some(one == other),
                    _ => None,
                }
            }
            "Fn::And" | "Fn::Or" => {
                let decisive = function == "Fn::Or";
                let found: Vec<Option<bool>> = items().map(|item| self.decide(item, depth + 1)).collect();
                if found.contains(&Some(decisive)) {
                    Some(decisive)
                } else if found.contains(&None) {
                    None
                } else {
                    Some(!decisive)
                }
            }
            _ => None,
        }
    }

    /// The definition of a condition that is not decided, so that two sides are alike where it is, whatever its name.
    pub(super) fn definition(&self, name: &str) -> Value {
        match self.condition(name) {
            Some(held) => held.into(),
            None => self
                .template
                .get("Conditions")
                .and_then(|conditions| conditions.get(name))
                .map_or_else(|| name.into(), |definition| self.resolve(definition)),
        }
    }

    /// The value in the form in which two sides are compared.
    pub(super) fn resolve(&self, value: &Value) -> Value {
        match value {
            Value::Array(items) => items
                .iter()
                .map(|item| self.resolve(item))
                .filter(|item| !is_no_value(item))
                .collect(),
            Value::Object(object) => match function(value) {
                Some((name, argument)) => self.call(name, argument, value),
                None => statement(
                    object
                        .iter()
                        .map(|(key, inner)| (key.clone(), self.resolve(inner)))
                        .filter(|(_, inner)| !is_no_value(inner))
                        .collect(),
                ),
            },
            other => other.clone(),
        }
    }

    fn call(&self, name: &str, argument: &Value, whole: &Value) -> Value {
        let list = argument.as_array().map(Vec::as_slice).unwrap_or_default();
        match (name, list) {
            ("Ref", _) => argument
                .as_str()
                .and_then(|name| self.parameter(name))
                .unwrap_or_else(|| whole.clone()),
            ("Fn::GetAtt", _) => attribute(argument),
            ("Fn::If", [condition, then, otherwise]) => {
                let condition = condition.as_str().unwrap_or_default();
                match self.condition(condition) {
                    Some(true) => self.resolve(then),
                    Some(false) => self.resolve(otherwise),
                    None => {
                        let (then, otherwise) = (self.resolve(then), self.resolve(otherwise));
                        if then == otherwise {
                            then
                        } else {
                            json!({ "Fn::If": [self.definition(condition), then, otherwise] })
                        }
                    }
                }
            }
            ("Fn::Sub", _) => self.substitute(argument),
            ("Fn::Join", [Value::String(delimiter), items]) => self.join(delimiter, &self.resolve(items)),
            ("Fn::FindInMap", [map, first, second, ..]) => {
                let keys = [map, first, second].map(|key| self.resolve(key));
                let found = match &keys {
                    [Value::String(map), Value::String(first), Value::String(second)] => self
                        .template
                        .get("Mappings")
                        .and_then(|maps| maps.get(map)?.get(first)?.get(second)),
                    _ => None,
                };
                match (found, &keys) {
                    (Some(found), _) => found.clone(),
                    // The key is known only while deploying: the whole map counts.
                    (None, [Value::String(map), ..]) => {
                        let whole = self.template.get("Mappings").and_then(|maps| maps.get(map));
                        json!({ "Fn::FindInMap": [whole.unwrap_or(&Value::Null), keys[1], keys[2]] })
                    }
                    _ => json!({ "Fn::FindInMap": keys }),
                }
            }
            ("Fn::Select", [index, items]) => {
                let (index, items) = (self.resolve(index), self.resolve(items));
                let at = scalar(&index).and_then(|text| text.parse::<usize>().ok());
                match (at, &items) {
                    (Some(at), Value::Array(list)) if at < list.len() => list.get(at).cloned().unwrap_or(Value::Null),
                    _ => json!({ "Fn::Select": [index, items] }),
                }
            }
            ("Fn::Split", [Value::String(delimiter), text]) => match self.resolve(text) {
                Value::String(text) if !delimiter.is_empty() => {
                    text.split(delimiter.as_str()).map(Value::from).collect()
                }
                text => json!({ "Fn::Split": [delimiter, text] }),
            },
            _ => json!({ name: self.resolve(argument) }),
        }
    }

    fn join(&self, delimiter: &str, items: &Value) -> Value {
        let Value::Array(items) = items else {
            return json!({ "Fn::Join": [delimiter, items] });
        };
        let mut pieces = Pieces::default();
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                pieces.text(delimiter);
            }
            pieces.value(item.clone());
        }
        pieces.into_value()
    }

    fn substitute(&self, argument: &Value) -> Value {
        let (text, own) = match argument {
            Value::String(text) => (text.as_str(), None),
            Value::Array(parts) => match parts.as_slice() {
                [Value::String(text), own] => (text.as_str(), own.as_object()),
                _ => return json!({ "Fn::Sub": self.resolve(argument) }),
            },
            _ => return json!({ "Fn::Sub": self.resolve(argument) }),
        };
        let mut pieces = Pieces::default();
        let mut rest = text;
        while let Some(start) = rest.find("${") {
            let (before, inner) = rest.split_at(start);
            let Some((name, after)) = inner.get(2..).and_then(|inner| inner.split_once('}')) else {
                break;
            };
            pieces.text(before);
            rest = after;
            if let Some(literal) = name.strip_prefix('!') {
                pieces.text(&format!("${{{literal}}}"));
                continue;
            }
            let name = name.trim();
            match own.and_then(|own| own.get(name)) {
                Some(value) => pieces.value(self.resolve(value)),
                None if name.contains('.') => pieces.value(attribute(&name.into())),
                None => pieces.value(self.resolve(&json!({ "Ref": name }))),
            }
        }
        pieces.text(rest);
        pieces.into_value()
    }
}

/// Texts and values that stand one behind the other.
#[derive(Default)]
struct Pieces(Vec<Value>);

impl Pieces {
    fn text(&mut self, text: &str) {
        match self.0.last_mut() {
            _ if text.is_empty() => {}
            Some(Value::String(before)) => before.push_str(text),
            _ => self.0.push(text.into()),
        }
    }

    fn value(&mut self, value: Value) {
        if let Some(text) = scalar(&value) {
            return self.text(&text);
        }
        match function(&value) {
            Some(("Fn::Join", Value::Array(parts))) => match parts.as_slice() {
                [Value::String(delimiter), Value::Array(inner)] if delimiter.is_empty() => {
                    inner.iter().for_each(|piece| self.value(piece.clone()));
                }
                _ => self.0.push(value),
            },
            _ => self.0.push(value),
        }
    }

    fn into_value(mut self) -> Value {
        match self.0.len() {
            0 => "".into(),
            1 => self.0.remove(0),
            _ => json!({ "Fn::Join": ["", self.0] }),
        }
    }
}

/// The function that a value is, with its argument.
pub(super) fn function(value: &Value) -> Option<(&str, &Value)> {
    let object = value.as_object().filter(|object| object.len() == 1)?;
    let (name, argument) = object.iter().next()?;
    let is_function = name == "Ref" || name.starts_with("Fn::") || (name == "Condition" && argument.is_string());
    is_function.then_some((name.as_str(), argument))
}

/// Text of a value that is no list and no object.
pub(super) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

fn is_no_value(value: &Value) -> bool {
    matches!(function(value), Some(("Ref", Value::String(name))) if name == "AWS::NoValue")
}

fn attribute(argument: &Value) -> Value {
    let name = match argument {
        Value::String(text) => text.clone(),
        Value::Array(parts) if parts.iter().all(Value::is_string) => {
            parts.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(".")
        }
        other => return json!({ "Fn::GetAtt": other }),
    };
    match name.split_once('.') {
        Some((resource, attribute)) => json!({ "Fn::GetAtt": [resource, attribute] }),
        None => json!({ "Fn::GetAtt": name }),
    }
}

/// A statement of a policy says the same in whatever order its lists are, and of one whether it stands in a list or not.
fn statement(mut object: Map<String, Value>) -> Value {
    let is_statement =
        object.contains_key("Effect") && (object.contains_key("Action") || object.contains_key("NotAction"));
    if is_statement {
        for key in ["Action", "NotAction", "Resource", "NotResource"] {
            if let Some(value) = object.get_mut(key) {
                let mut items = match value.take() {
                    Value::Array(items) => items,
                    single => vec![single],
                };
                items.sort_by_cached_key(Value::to_string);
                items.dedup();
                *value = items.into();
            }
        }
    }
    Value::Object(object)
}
