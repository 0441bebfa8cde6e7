//! The keywords of a schema, by the kind of value that they look at.

mod composition;
mod list;
mod number;
mod object;
mod scalar;
mod text;

use ferrocdk_template::{Node, Value};
use serde_json::{Map, Value as Json};

use super::evaluate::Evaluation;
use super::frame::Frame;
use super::gather;
use super::sink::Sink;

/// A keyword at a value: everything that its meaning may depend on.
#[derive(Clone, Copy)]
pub(crate) struct Keyword<'k> {
    evaluation: &'k Evaluation<'k>,
    /// Value of the keyword in the schema.
    wanted: &'k Json,
    /// The whole schema, for keywords that depend on others.
    schema: &'k Map<String, Json>,
    node: &'k Node,
    frame: Frame<'k>,
}

/// Whether a keyword looks at which keys or items are there, which can depend on conditions.
pub(crate) fn is_grouped(keyword: &str) -> bool {
    matches!(
        keyword,
        "required"
            | "requiredXor"
            | "requiredOr"
            | "dependentRequired"
            | "dependentExcluded"
            | "dependencies"
            | "minProperties"
            | "maxProperties"
            | "minItems"
            | "maxItems"
            | "maxUniqueItems"
            | "uniqueItems"
            | "uniqueKeys"
            | "if"
    )
}

/// Checks one keyword. Keywords that are not for this kind of value, and such that only describe, say nothing.
pub(crate) fn check(
    evaluation: &Evaluation<'_>,
    keyword: &str,
    wanted: &Json,
    node: &Node,
    schema: &Map<String, Json>,
    frame: Frame<'_>,
    sink: &mut Sink<'_>,
) {
    let at = Keyword {
        evaluation,
        wanted,
        schema,
        node,
        frame,
    };
    match keyword {
        "$ref" => composition::reference(at, sink),
        "allOf" => composition::all_of(at, sink),
        "anyOf" => composition::any_of(at, sink),
        "oneOf" => composition::one_of(at, sink),
        "not" => composition::not(at, sink),
        "cfnGather" => gather::check(evaluation, wanted, node, frame, sink),
        "cfnContext" => composition::context(at, sink),
        "cfnUnresolved" => sink.unknown = true,
        "type" => scalar::types(at, sink),
        "enum" => scalar::one_of(at, false, sink),
        "enumCaseInsensitive" => scalar::one_of(at, true, sink),
        "const" => scalar::constant(at, sink),
        _ => match &node.value {
            Value::Map(map) => object::check(at, keyword, map, sink),
            Value::List(items) => list::check(at, keyword, items, sink),
            Value::String(_) | Value::Number(_) | Value::Bool(_) => {
                text::check(at, keyword, sink);
                number::check(at, keyword, sink);
            }
            Value::Null => {}
        },
    }
}

/// Checks one keyword that looks at which keys or items are there; what the place assumes of conditions says which.
pub(crate) fn check_grouped(
    evaluation: &Evaluation<'_>,
    keyword: &str,
    wanted: &Json,
    node: &Node,
    schema: &Map<String, Json>,
    frame: Frame<'_>,
    sink: &mut Sink<'_>,
) {
    let at = Keyword {
        evaluation,
        wanted,
        schema,
        node,
        frame,
    };
    match &node.value {
        _ if keyword == "if" => composition::condition(at, sink),
        Value::Map(map) => object::check_keys(at, keyword, map, sink),
        Value::List(items) => list::check_items(at, keyword, items, sink),
        _ => {}
    }
}
