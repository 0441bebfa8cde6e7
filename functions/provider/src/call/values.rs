//! Values of parameters and answers.

use serde_json::{Map, Value as Json};

use crate::protocol::Request;

/// The one key of an object that stands for a value of the request.
const PLACEHOLDER: &str = "ferrocdk:value";

/// Puts values of the request in place of their placeholders, at any depth.
pub(super) fn fill(parameters: Map<String, Json>, request: &Request) -> Result<Map<String, Json>, String> {
    let entries = parameters.into_iter();
    entries
        .map(|(name, value)| {
            let value = fill_value(value, request).map_err(|what| format!("{name}: {what}"))?;
            Ok((name, value))
        })
        .collect()
}

fn fill_value(value: Json, request: &Request) -> Result<Json, String> {
    match value {
        Json::Object(map) => match map.get(PLACEHOLDER) {
            Some(placeholder) if map.len() == 1 => placeholder_value(placeholder, request).map(Json::String),
            _ => fill(map, request).map(Json::Object),
        },
        Json::Array(items) => {
            let items = items.into_iter().map(|item| fill_value(item, request));
            items.collect::<Result<_, _>>().map(Json::Array)
        }
        other => Ok(other),
    }
}

fn placeholder_value(placeholder: &Json, request: &Request) -> Result<String, String> {
    let envelope = &request.envelope;
    match placeholder.as_str() {
        Some("RequestId") => Ok(envelope.request_id.clone()),
        Some("PhysicalResourceId") => envelope
            .physical_resource_id
            .clone()
            .ok_or_else(|| "there is no physical id before the resource is created".to_owned()),
        _ => Err(format!(
            "unknown placeholder {placeholder}; allowed: PhysicalResourceId, RequestId"
        )),
    }
}

/// The value at a path of names and positions such as `Parameters.0.Value`; what is no string, as JSON.
pub(super) fn at(answer: &Json, path: &str) -> Option<String> {
    let value = path.split('.').try_fold(answer, |value, step| match value {
        Json::Array(items) => items.get(step.parse::<usize>().ok()?),
        other => other.get(step),
    });
    value.filter(|value| !value.is_null()).map(text)
}

/// A string as it is, anything else as JSON.
pub(super) fn text(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The paths of an answer that lead to a value, for messages; not the values, which may be secret.
pub(super) fn paths(answer: &Json) -> Vec<String> {
    let mut found = Vec::new();
    collect(answer, String::new(), &mut found);
    if found.is_empty() {
        found.push("nothing".to_owned());
    }
    found
}

fn collect(value: &Json, path: String, found: &mut Vec<String>) {
    let below = |step: &str| {
        if path.is_empty() {
            step.to_owned()
        } else {
            format!("{path}.{step}")
        }
    };
    match value {
        Json::Object(map) => map.iter().for_each(|(name, inner)| collect(inner, below(name), found)),
        Json::Array(items) => {
            for (position, inner) in items.iter().enumerate() {
                collect(inner, below(&position.to_string()), found);
            }
        }
        _ if path.is_empty() => {}
        _ => found.push(path),
    }
}
