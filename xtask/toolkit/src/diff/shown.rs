//! Values and changes as words, for the forms that people read.

use serde_json::Value;

use super::{
    model::{Action, Data, Loss, PropertyDiff, ResourceDiff},
    names::{function, scalar},
};
use crate::review::Replacement;

/// Characters of a value that are shown.
const LONGEST: usize = 100;

/// Hexadecimal digits of a hash that are shown.
const HASH: usize = 8;

/// A value in few characters: references as `${Name.Attribute}`, the rest as JSON.
pub(super) fn value(value: &Value) -> String {
    let text = whole(value);
    if text.chars().count() <= LONGEST {
        return text;
    }
    let start: String = text.chars().take(LONGEST).collect();
    format!("{start}…")
}

fn whole(value: &Value) -> String {
    match reference(value) {
        Some(text) => text,
        None => match value {
            Value::Array(items) => {
                let items: Vec<String> = items.iter().map(whole).collect();
                format!("[{}]", items.join(", "))
            }
            Value::Object(map) => {
                let entries: Vec<String> = map
                    .iter()
                    .map(|(key, inner)| format!("{key}: {}", whole(inner)))
                    .collect();
                format!("{{{}}}", entries.join(", "))
            }
            other => other.to_string(),
        },
    }
}

fn reference(value: &Value) -> Option<String> {
    match function(value)? {
        ("Ref", Value::String(name)) => Some(format!("${{{name}}}")),
        ("Fn::GetAtt", Value::Array(parts)) => {
            let parts: Vec<String> = parts.iter().filter_map(scalar).collect();
            Some(format!("${{{}}}", parts.join(".")))
        }
        ("Fn::Join", Value::Array(parts)) => match parts.as_slice() {
            [Value::String(delimiter), Value::Array(items)] if delimiter.is_empty() => {
                let items = items.iter().map(|item| match item {
                    Value::String(text) => text.clone(),
                    other => whole(other),
                });
                Some(format!("\"{}\"", items.collect::<String>()))
            }
            _ => None,
        },
        _ => None,
    }
}

/// The values of a change on one line, from old to new.
pub(super) fn change(change: &PropertyDiff) -> String {
    if let Some(cause) = &change.follows {
        return format!("follows {cause}");
    }
    let own = |side: &Option<Value>| match (&change.asset, side) {
        (Some(_), Some(of)) => super::assets::hash(of).map(|hash| hash.chars().take(HASH).collect()),
        (None, Some(of)) => Some(value(of)),
        _ => None,
    };
    let name = match change.asset.as_deref() {
        Some("") => "asset ".to_owned(),
        Some(name) => format!("{name} "),
        None => String::new(),
    };
    match (own(&change.old), own(&change.new)) {
        (Some(old), Some(new)) => format!("{name}{old} → {new}"),
        (Some(old), None) => format!("{name}{old} removed"),
        (None, Some(new)) => format!("{name}{new} added"),
        (None, None) => name,
    }
}

/// Words for what a change of a property does; empty where it does nothing of note.
pub(super) fn effect(replacement: Replacement) -> &'static str {
    match replacement {
        Replacement::No => "",
        Replacement::Maybe => "may replace",
        Replacement::Yes => "replaces",
    }
}

/// The mark in front of a resource.
pub(super) fn mark(diff: &ResourceDiff) -> &'static str {
    match diff.action {
        Action::Add => "+",
        Action::Remove => "-",
        Action::Replace | Action::MayReplace => "±",
        Action::Move => ">",
        Action::Modify => "~",
    }
}

/// Words for the work on a resource.
pub(super) fn action(action: Action) -> &'static str {
    match action {
        Action::Add => "added",
        Action::Remove => "removed",
        Action::Replace => "replaced",
        Action::MayReplace => "may be replaced",
        Action::Move => "moved",
        Action::Modify => "modified",
    }
}

/// Words for the fate of a resource's data; empty where it stays as it is.
pub(super) fn data(diff: &ResourceDiff) -> &'static str {
    match (diff.data, diff.action) {
        (Data::Untouched, _) => "",
        (Data::Kept, _) => "data kept",
        (Data::Lost, Action::Move) => "data lost unless it is moved by `refactor`",
        (Data::Lost, _) => "data lost",
        (Data::MayBeLost, _) => "data may be lost",
    }
}

/// A loss as half a sentence.
pub(super) fn loss(loss: &Loss) -> String {
    let verb = match (loss.removed, loss.certain) {
        (true, _) => "is removed",
        (false, true) => "is replaced",
        (false, false) => "may be replaced",
    };
    format!("{} ({}) {verb}", loss.path, loss.resource_type)
}
