//! Two values side by side: where they differ, and what each difference means for the resource.

use std::collections::{BTreeMap, BTreeSet};

use ferrocdk_spec::{Kind, ResourceType, Type, Update};
use serde_json::{Map, Value};

use super::names::{function, scalar};
use crate::review::{Replacement, replaces_within};

/// One difference of a resource's properties.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Leaf {
    pub(super) path: String,
    pub(super) old: Option<Value>,
    pub(super) new: Option<Value>,
    pub(super) replacement: Replacement,
}

/// A comparison of the properties of one resource.
pub(super) struct Walk<'a> {
    resource_type: &'a str,
    facts: Option<&'a ResourceType>,
    /// Whether the old side came back from CloudFormation.
    deployed: bool,
    pub(super) leaves: Vec<Leaf>,
    /// Texts that are taken as the same because CloudFormation gives `?` for what is not ASCII.
    pub(super) unreadable: usize,
}

/// Kind and effect of the place where values are compared.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) ty: Option<&'a Type>,
    pub(super) replacement: Replacement,
}

/// Keys by which the objects of a list are told apart, the likeliest first.
const IDENTITIES: [&str; 14] = [
    "Key",
    "Id",
    "ID",
    "Sid",
    "Name",
    "IndexName",
    "AttributeName",
    "PolicyName",
    "ParameterKey",
    "ContainerName",
    "DeviceName",
    "VolumeName",
    "HeaderName",
    "RuleName",
];

impl<'a> Walk<'a> {
    pub(super) fn new(resource_type: &'a str, facts: Option<&'a ResourceType>, deployed: bool) -> Self {
        Self {
            resource_type,
            facts,
            deployed,
            leaves: Vec::new(),
            unreadable: 0,
        }
    }

    /// Kind and effect of a property of the resource.
    pub(super) fn property(&self, name: &str) -> Place<'a> {
        let Some(facts) = self.facts else {
            return Place {
                ty: None,
                replacement: self.unknown(name),
            };
        };
        match facts.properties.get(name) {
            Some(property) => Place {
                ty: Some(&property.ty),
                replacement: of_update(property.update),
            },
            None => Place {
                ty: None,
                replacement: Replacement::Maybe,
            },
        }
    }

    /// Effect of a property of a type that the database does not have. A custom resource gets an update of whatever changes, but for the function
    /// behind it, which makes it another one; of other types nothing is known.
    fn unknown(&self, name: &str) -> Replacement {
        let custom =
            self.resource_type.starts_with("Custom::") || self.resource_type == "AWS::CloudFormation::CustomResource";
        match (custom, name) {
            (true, "ServiceToken") => Replacement::Yes,
            (true, _) => Replacement::No,
            (false, _) => Replacement::Maybe,
        }
    }

    /// Values at `key` within a place.
    pub(super) fn within(&self, place: Place<'a>, key: &str) -> Place<'a> {
        let inner = |ty| Place { ty: Some(ty), ..place };
        match place.ty.map(|ty| &ty.kind) {
            Some(Kind::Map(ty)) => inner(ty),
            Some(Kind::Object(name)) => self.of_object(place, name, key),
            Some(Kind::Union(types)) => {
                let known = types.iter().find_map(|ty| match &ty.kind {
                    Kind::Object(name) => Some(self.of_object(place, name, key)).filter(|place| place.ty.is_some()),
                    _ => None,
                });
                known.unwrap_or_else(|| below_free(place))
            }
            Some(Kind::Json) => place,
            _ => Place { ty: None, ..place },
        }
    }

    fn of_object(&self, place: Place<'a>, object: &str, key: &str) -> Place<'a> {
        let property = self.facts.and_then(|facts| facts.property_types.get(object)?.get(key));
        match property {
            Some(property) => Place {
                ty: Some(&property.ty),
                replacement: place.replacement.max(of_update(property.update)),
            },
            None => Place { ty: None, ..place },
        }
    }

    /// The items of a list at a place.
    pub(super) fn item(place: Place<'a>) -> Place<'a> {
        match place.ty.map(|ty| &ty.kind) {
            Some(Kind::List(ty)) => Place { ty: Some(ty), ..place },
            Some(Kind::Json | Kind::Union(_)) => below_free(place),
            _ => Place { ty: None, ..place },
        }
    }

    /// Compares what stands at a path, and notes what differs.
    pub(super) fn compare(&mut self, path: &str, place: Place<'a>, old: Option<&Value>, new: Option<&Value>) {
        match (old, new) {
            (Some(old), Some(new)) if self.same(place, old, new) => {}
            (Some(Value::Object(old_map)), Some(Value::Object(new_map)))
                if old.and_then(function).is_none() && new.and_then(function).is_none() =>
            {
                let keys: BTreeSet<&String> = old_map.keys().chain(new_map.keys()).collect();
                for key in keys {
                    let path = format!("{path}.{key}");
                    self.compare(&path, self.within(place, key), old_map.get(key), new_map.get(key));
                }
            }
            (Some(Value::Array(old)), Some(Value::Array(new))) => self.lists(path, place, old, new),
            (Some(Value::String(old)), Some(Value::String(new))) => match (document(old), document(new)) {
                (Some(old), Some(new)) if old != new => {
                    let place = Place { ty: None, ..place };
                    self.compare(&format!("{path}(JSON)"), place, Some(&old), Some(&new));
                }
                _ => self.leaf(path, place, Some(old.as_str().into()), Some(new.as_str().into())),
            },
            _ => self.leaf(path, place, old.cloned(), new.cloned()),
        }
    }

    fn leaf(&mut self, path: &str, place: Place<'a>, old: Option<Value>, new: Option<Value>) {
        let below = match (place.ty, self.facts) {
            (Some(ty), Some(facts)) if place.replacement == Replacement::No => {
                replaces_within(facts, ty, &mut BTreeSet::new())
            }
            _ => false,
        };
        self.leaves.push(Leaf {
            path: path.to_owned(),
            old,
            new,
            replacement: if below { Replacement::Maybe } else { place.replacement },
        });
    }

    fn lists<'v>(&mut self, path: &str, place: Place<'a>, old: &'v [Value], new: &'v [Value]) {
        let item = Self::item(place);
        if let Some((olds, news, key)) = named(old, new) {
            let names: Vec<&str> = olds
                .keys()
                .chain(news.keys().filter(|name| !olds.contains_key(*name)))
                .copied()
                .collect();
            let found = self.leaves.len();
            for name in names {
                let path = format!("{path}[{name}]");
                self.compare(&path, item, olds.get(name).copied(), news.get(name).copied());
            }
            let is_tags = key == "Key" || matches!(item.ty.map(|ty| &ty.kind), Some(Kind::Tag));
            if self.leaves.len() == found && !is_tags {
                let order =
                    |list: &[Value]| Some(list.iter().filter_map(|item| item.get(key).cloned()).collect::<Value>());
                self.leaf(&format!("{path}[order]"), place, order(old), order(new));
            }
            return;
        }
        let same_start = old
            .iter()
            .zip(new)
            .take_while(|(old, new)| self.alike(item, old, new))
            .count();
        let rest = |list: &'v [Value]| list.get(same_start..).unwrap_or_default();
        let (old, new) = (rest(old), rest(new));
        let same_end = old
            .iter()
            .rev()
            .zip(new.iter().rev())
            .take_while(|(old, new)| self.alike(item, old, new))
            .count();
        let middle = |list: &'v [Value]| list.get(..list.len() - same_end).unwrap_or_default();
        let (old, new) = (middle(old), middle(new));
        if old
            .iter()
            .chain(new)
            .all(|item| scalar(item).is_some() || function(item).is_some())
            && old.len() != new.len()
        {
            let gone = old.iter().filter(|item| !new.contains(item));
            let come: Vec<&Value> = new.iter().filter(|item| !old.contains(item)).collect();
            let gone: Vec<&Value> = gone.collect();
            if !(gone.is_empty() && come.is_empty()) {
                for value in gone {
                    self.leaf(&format!("{path}[]"), item, Some(value.clone()), None);
                }
                for value in come {
                    self.leaf(&format!("{path}[]"), item, None, Some(value.clone()));
                }
                return;
            }
        }
        for index in 0..old.len().max(new.len()) {
            let path = format!("{path}[{}]", same_start + index);
            self.compare(&path, item, old.get(index), new.get(index));
        }
    }

    /// As [`Self::same`], without counting.
    fn alike(&self, place: Place<'a>, old: &Value, new: &Value) -> bool {
        let mut other = Self::new(self.resource_type, self.facts, self.deployed);
        other.same(place, old, new)
    }

    /// Whether CloudFormation takes two values for the same. It reads numbers and flags from text wherever a property wants them, but not within
    /// free-form JSON.
    fn same(&mut self, place: Place<'a>, old: &Value, new: &Value) -> bool {
        if old == new {
            return true;
        }
        let free = is_free(place.ty);
        match (old, new) {
            (Value::Object(one), Value::Object(other)) => {
                one.len() == other.len()
                    && one.iter().all(|(key, value)| {
                        other
                            .get(key)
                            .is_some_and(|other| self.same(self.within(place, key), value, other))
                    })
            }
            (Value::Array(one), Value::Array(other)) => {
                let item = Self::item(place);
                one.len() == other.len()
                    && one
                        .iter()
                        .zip(other)
                        .all(|(value, other)| self.same(item, value, other))
            }
            (Value::String(old), Value::String(new)) => {
                let same = self.deployed && !new.is_ascii() && *old == as_cloudformation_gives(new);
                self.unreadable += usize::from(same);
                same
            }
            _ => match (scalar(old), scalar(new)) {
                (Some(old), Some(new)) => !free && (old == new || numbers_agree(&old, &new)),
                _ => false,
            },
        }
    }
}

/// Whether JSON of any form may stand at a place, so that a number is no text.
fn is_free(ty: Option<&Type>) -> bool {
    match ty.map(|ty| &ty.kind) {
        Some(Kind::Json) => true,
        Some(Kind::Union(types)) => types.iter().any(|ty| is_free(Some(ty))),
        _ => false,
    }
}

/// A place below one of any form, which is one of any form itself.
fn below_free(place: Place<'_>) -> Place<'_> {
    let ty = place.ty.filter(|ty| is_free(Some(ty)));
    Place { ty, ..place }
}

fn of_update(update: Update) -> Replacement {
    match update {
        Update::InPlace => Replacement::No,
        Update::Conditional => Replacement::Maybe,
        Update::Replacement => Replacement::Yes,
    }
}

fn numbers_agree(old: &str, new: &str) -> bool {
    match (old.parse::<f64>(), new.parse::<f64>()) {
        (Ok(old), Ok(new)) => old.to_bits() == new.to_bits(),
        _ => false,
    }
}

/// A text as `get-template` gives it back.
fn as_cloudformation_gives(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii() { c } else { '?' }).collect()
}

/// The JSON document that a text is, such as a dashboard's body.
fn document(text: &str) -> Option<Value> {
    let text = text.trim_start();
    if !text.starts_with(['{', '[']) {
        return None;
    }
    serde_json::from_str(text).ok()
}

type Named<'v> = BTreeMap<&'v str, &'v Value>;

/// The items of two lists by what names them, if each item has a name of its own.
fn named<'v>(old: &'v [Value], new: &'v [Value]) -> Option<(Named<'v>, Named<'v>, &'static str)> {
    let by = |list: &'v [Value], key: &str| -> Option<Named<'v>> {
        let mut found = Named::new();
        for item in list {
            let name = item
                .as_object()
                .and_then(|item: &Map<String, Value>| item.get(key))?
                .as_str()?;
            if found.insert(name, item).is_some() {
                return None;
            }
        }
        Some(found)
    };
    if old.is_empty() || new.is_empty() {
        return None;
    }
    IDENTITIES
        .into_iter()
        .find_map(|key| Some((by(old, key)?, by(new, key)?, key)))
}
