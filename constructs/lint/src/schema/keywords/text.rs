//! Keywords for text, and for numbers and booleans that are handed on as text.

use ferrocdk_template::{Node, Value};

use super::Keyword;
use crate::compare;
use crate::rules;
use crate::schema::functions;
use crate::schema::sink::Sink;
use crate::words;

pub(super) fn check(at: Keyword<'_>, keyword: &str, sink: &mut Sink<'_>) {
    match keyword {
        "pattern" => pattern(at, sink),
        "minLength" | "maxLength" => length(at, keyword, sink),
        "format" => {
            let (Value::String(found), Some(format)) = (&at.node.value, at.wanted.as_str()) else {
                return;
            };
            crate::formats::check(format, found, at.evaluation.patterns, |rule, wanted| {
                sink.add(rule, at.frame.place, || {
                    (format!("{} is not {wanted}", words::quote(found)), None)
                });
            });
        }
        _ => {}
    }
}

fn pattern(at: Keyword<'_>, sink: &mut Sink<'_>) {
    let (Some(pattern), Some(found)) = (at.wanted.as_str(), compare::scalar_text(at.node)) else {
        return;
    };
    if !at.evaluation.patterns.matches(pattern, &found) {
        sink.add(&rules::E3031, at.frame.place, || {
            (format!("{} does not match `{pattern}`", words::quote(&found)), None)
        });
    }
}

fn length(at: Keyword<'_>, keyword: &str, sink: &mut Sink<'_>) {
    // Only text: how CloudFormation writes a number is not the template's business.
    let (Value::String(found), Some(limit)) = (&at.node.value, at.wanted.as_u64()) else {
        return;
    };
    let is_json = at.schema.get("format").and_then(serde_json::Value::as_str) == Some("json");
    let length = if is_json {
        // The service takes the document, not its blanks.
        match serde_json::from_str::<serde_json::Value>(found) {
            Ok(document) => document.to_string().chars().count(),
            Err(_) => return,
        }
    } else {
        found.chars().count()
    };
    bounds(at, keyword, length as u64, limit, sink);
}

/// The length of an object that is handed on as JSON: of what the template says, without what functions will put in.
pub(super) fn document_length(at: Keyword<'_>, keyword: &str, sink: &mut Sink<'_>) {
    let is_object = at.schema.get("type").is_some_and(|types| match types {
        serde_json::Value::Array(types) => types.iter().any(|name| name == "object"),
        name => name == "object",
    });
    // Policies of IAM are counted for every way in which conditions turn out, with what is attached elsewhere.
    let is_counted = at.evaluation.resource_type.starts_with("AWS::IAM::");
    if let (true, false, Some(limit)) = (is_object, is_counted, at.wanted.as_u64()) {
        bounds(at, keyword, written_length(at.node), limit, sink);
    }
}

fn bounds(at: Keyword<'_>, keyword: &str, length: u64, limit: u64, sink: &mut Sink<'_>) {
    let (fails, bound) = match keyword {
        "minLength" => (length < limit, "at least"),
        _ => (length > limit, "at most"),
    };
    if fails {
        sink.add(&rules::E3033, at.frame.place, || {
            let noun = if length == 1 { "character" } else { "characters" };
            (
                format!(
                    "{} has {length} {noun}, and must have {bound} {limit}",
                    words::describe(at.node)
                ),
                None,
            )
        });
    }
}

/// Characters of a value as compact JSON, where a function counts as the text around its variables.
fn written_length(node: &Node) -> u64 {
    match &node.value {
        Value::List(items) => 2 + items.len().saturating_sub(1) as u64 + items.iter().map(written_length).sum::<u64>(),
        Value::Map(map) => match functions::call(node) {
            Some(_) => 2,
            None => {
                let entries = map
                    .iter()
                    .map(|entry| text_length(&entry.key) + 1 + written_length(&entry.value));
                2 + map.len().saturating_sub(1) as u64 + entries.sum::<u64>()
            }
        },
        Value::String(text) => text_length(text),
        other => Node {
            value: other.clone(),
            at: node.at,
        }
        .to_json()
        .to_string()
        .len() as u64,
    }
}

fn text_length(text: &str) -> u64 {
    serde_json::Value::from(text).to_string().chars().count() as u64
}
