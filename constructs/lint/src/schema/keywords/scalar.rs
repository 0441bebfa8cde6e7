//! The keywords `type`, `enum` and `const`.

use std::slice;

use ferrocdk_template::{Node, Value};
use serde_json::Value as Json;

use super::Keyword;
use crate::compare;
use crate::nearest::nearest;
use crate::rules;
use crate::runtimes;
use crate::schema::sink::Sink;
use crate::words;

pub(super) fn types(at: Keyword<'_>, sink: &mut Sink<'_>) {
    let wanted = || {
        at.wanted
            .as_array()
            .map_or(slice::from_ref(at.wanted), Vec::as_slice)
            .iter()
            .filter_map(Json::as_str)
    };
    at.evaluation.context.plains.want(at.node.at, wanted());
    let is_path =
        at.frame.checks.is_some_and(|checks| checks.is_local_path) && matches!(at.node.value, Value::String(_));
    if is_path || wanted().any(|name| compare::has_type(at.node, name)) {
        return;
    }
    sink.add(&rules::E3012, at.frame.place, || {
        (
            format!("{} is not {}", words::describe(at.node), words::types(wanted())),
            None,
        )
    });
}

pub(super) fn one_of(at: Keyword<'_>, ignore_case: bool, sink: &mut Sink<'_>) {
    let ignore_case = ignore_case || ignores_case(at);
    let Some(allowed) = at.wanted.as_array() else { return };
    if allowed
        .iter()
        .any(|value| compare::equals_json(at.node, value) || ignore_case && equals_ignoring_case(at.node, value))
    {
        return;
    }
    sink.add(&rules::E3030, at.frame.place, || {
        let message = format!("{} is none of {}", words::describe(at.node), words::allowed(allowed));
        let nearest = at.node.as_str().and_then(|found| {
            nearest(
                found,
                allowed
                    .iter()
                    .filter_map(Json::as_str)
                    .filter(|name| is_offered(at, name)),
            )
        });
        (message, nearest.map(|nearest| format!("did you mean `{nearest}`?")))
    });
}

/// Whether a value is one to suggest: not a runtime with which nothing can be made any more.
fn is_offered(at: Keyword<'_>, name: &str) -> bool {
    at.frame.place.last_key() != Some("Runtime") || !runtimes::is_outdated(at.evaluation.context, name)
}

fn equals_ignoring_case(node: &Node, value: &Json) -> bool {
    match (node.as_str(), value.as_str()) {
        (Some(text), Some(value)) => text.to_lowercase() == value.to_lowercase(),
        _ => false,
    }
}

/// Whether the service takes the value in upper and lower case, though the schemas list it in lower case alone: the engine of a database.
fn ignores_case(at: Keyword<'_>) -> bool {
    at.frame.deciding
        && at.evaluation.resource_type.starts_with("AWS::RDS::")
        && at.frame.place.last_key() == Some("Engine")
}

pub(super) fn constant(at: Keyword<'_>, sink: &mut Sink<'_>) {
    let fits = compare::equals_json(at.node, at.wanted) || ignores_case(at) && equals_ignoring_case(at.node, at.wanted);
    if !fits {
        sink.add(&rules::E3002, at.frame.place, || {
            (
                format!("{} is not {}", words::describe(at.node), words::literal(at.wanted)),
                None,
            )
        });
    }
}
