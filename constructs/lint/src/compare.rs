//! Equality and types as CloudFormation has them: text, numbers and booleans stand for each other.

use ferrocdk_template::{Node, Value};
use serde_json::Value as Json;

/// Whether a value of a template is the one that a schema names.
///
/// `"80"` is 80, `"True"` is true; `"1.0"` is not 1.
pub(crate) fn equals_json(node: &Node, json: &Json) -> bool {
    match (&node.value, json) {
        (Value::Null, Json::Null) => true,
        (Value::List(items), Json::Array(others)) => {
            items.len() == others.len() && items.iter().zip(others).all(|(item, other)| equals_json(item, other))
        }
        (Value::Map(map), Json::Object(others)) => {
            map.len() == others.len()
                && map.iter().all(|entry| {
                    others
                        .get(&entry.key)
                        .is_some_and(|other| equals_json(&entry.value, other))
                })
        }
        (_, Json::String(other)) => equals_text(node, other),
        (_, Json::Bool(other)) => as_bool(node) == Some(*other),
        (Value::String(text), Json::Number(other)) => {
            *text == other.to_string() || with_exponent(text).is_some_and(|number| Some(number) == other.as_f64())
        }
        (Value::Number(number), Json::Number(other)) => number == other || number.as_f64() == other.as_f64(),
        _ => false,
    }
}

fn equals_text(node: &Node, other: &str) -> bool {
    match &node.value {
        Value::String(text) => text == other || (is_bool_text(text) && text.eq_ignore_ascii_case(other)),
        Value::Number(number) => number.to_string() == other,
        Value::Bool(value) => other.eq_ignore_ascii_case(if *value { "true" } else { "false" }),
        _ => false,
    }
}

fn is_bool_text(text: &str) -> bool {
    text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false")
}

/// Whether two values of a template are the same to CloudFormation.
pub(crate) fn equals(one: &Node, other: &Node) -> bool {
    match (&one.value, &other.value) {
        (Value::List(items), Value::List(others)) => {
            items.len() == others.len() && items.iter().zip(others).all(|(item, other)| equals(item, other))
        }
        (Value::Map(map), Value::Map(others)) => {
            map.len() == others.len()
                && map
                    .iter()
                    .all(|entry| others.get(&entry.key).is_some_and(|other| equals(&entry.value, other)))
        }
        (Value::Null, Value::Null) => true,
        (_, Value::String(text)) => equals_text(one, text),
        (Value::String(text), _) => equals_text(other, text),
        (Value::Bool(value), Value::Bool(other)) => value == other,
        (Value::Number(number), Value::Number(other)) => number == other || number.as_f64() == other.as_f64(),
        _ => false,
    }
}

/// The value as a scalar's text, as CloudFormation would hand it to a service.
pub(crate) fn scalar_text(node: &Node) -> Option<std::borrow::Cow<'_, str>> {
    match &node.value {
        Value::String(text) => Some(text.as_str().into()),
        Value::Number(number) => Some(number.to_string().into()),
        Value::Bool(value) => Some(if *value { "true" } else { "false" }.into()),
        _ => None,
    }
}

/// The value as a boolean.
pub(crate) fn as_bool(node: &Node) -> Option<bool> {
    match &node.value {
        Value::Bool(value) => Some(*value),
        Value::String(text) if text.eq_ignore_ascii_case("true") => Some(true),
        Value::String(text) if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// The value as a number.
pub(crate) fn as_number(node: &Node) -> Option<f64> {
    match &node.value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok().filter(|number: &f64| number.is_finite()),
        _ => None,
    }
}

/// The number of a text such as `1e3`, which counts 1000.
fn with_exponent(text: &str) -> Option<f64> {
    let text = text.trim();
    let is_number = text.contains(['e', 'E'])
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    text.parse().ok().filter(|number: &f64| is_number && number.is_finite())
}

fn is_whole(text: &str) -> bool {
    if let Some(number) = with_exponent(text) {
        return number.fract() == 0.0;
    }
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether the value is, or can be read as, one of the type of that name in JSON Schema.
pub(crate) fn has_type(node: &Node, name: &str) -> bool {
    match (name, &node.value) {
        ("object", Value::Map(_)) | ("array", Value::List(_)) | ("null", Value::Null) => true,
        ("string", Value::String(_) | Value::Number(_) | Value::Bool(_)) | ("boolean", Value::Bool(_)) => true,
        ("boolean", Value::String(text)) => {
            matches!(text.as_str(), "true" | "True" | "TRUE" | "false" | "False" | "FALSE")
        }
        // A number with a fraction is cut off where a whole one is wanted; text with a fraction is refused.
        ("number" | "integer", Value::Number(_)) => true,
        ("number", Value::String(_)) => as_number(node).is_some(),
        ("integer", Value::String(text)) => is_whole(text.trim()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn node(value: Json) -> Node {
        Node::from_json(&value)
    }

    #[test]
    fn scalars_equal_their_text() {
        for (value, other) in [
            (json!("80"), json!(80)),
            (json!(80), json!("80")),
            (json!("True"), json!(true)),
            (json!(false), json!("false")),
            (json!(1.0), json!(1)),
            (json!([1, { "a": "b" }]), json!(["1", { "a": "b" }])),
        ] {
            assert!(equals_json(&node(value.clone()), &other), "{value} {other}");
            assert!(equals(&node(value.clone()), &node(other.clone())), "{value} {other}");
        }
        assert!(equals_json(&node(json!("1e3")), &json!(1000)));
        for (value, other) in [
            (json!("1.0"), json!(1)),
            (json!("1e3"), json!(100)),
            (json!("yes"), json!(true)),
            (json!(1), json!(true)),
            (json!("a"), json!("A")),
            (json!([1]), json!(1)),
            (json!({ "a": 1 }), json!({ "b": 1 })),
        ] {
            assert!(!equals_json(&node(value.clone()), &other), "{value} {other}");
            assert!(!equals(&node(value.clone()), &node(other.clone())), "{value} {other}");
        }
    }

    #[test]
    fn types_are_coerced_as_cloudformation_does() {
        for (value, yes, no) in [
            (
                json!("x"),
                vec!["string"],
                vec!["number", "integer", "boolean", "object", "array"],
            ),
            (json!("12"), vec!["string", "number", "integer"], vec!["boolean"]),
            (json!("1.5"), vec!["string", "number"], vec!["integer"]),
            (json!("1e3"), vec!["string", "number", "integer"], vec!["boolean"]),
            (json!("1e-3"), vec!["string", "number"], vec!["integer"]),
            (json!(1.5), vec!["string", "number", "integer"], vec!["boolean"]),
            (json!("True"), vec!["string", "boolean"], vec!["number"]),
            (json!("tRue"), vec!["string"], vec!["boolean"]),
            (json!(true), vec!["string", "boolean"], vec!["number", "integer"]),
            (json!([]), vec!["array"], vec!["string", "object"]),
            (json!({}), vec!["object"], vec!["string", "array"]),
            (json!("inf"), vec!["string"], vec!["number"]),
        ] {
            for name in yes {
                assert!(has_type(&node(value.clone()), name), "{value} {name}");
            }
            for name in no {
                assert!(!has_type(&node(value.clone()), name), "{value} {name}");
            }
        }
    }
}
