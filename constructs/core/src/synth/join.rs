//! Strings put together: the minimal `Fn::Join`, and JSON documents as strings.
//!
//! Source: `minimalCloudFormationJoin` and `CloudFormationLang.toJSON` of aws-cdk-lib.

use serde_json::{Value as Json, json};

use super::digits;

/// Joins resolved parts without a delimiter.
pub(super) fn concat(parts: impl IntoIterator<Item = Json>) -> Json {
    join("", parts)
}

/// Joins resolved parts: adjacent literals merge, nested joins with the same delimiter dissolve, one part stays alone.
pub(super) fn join(delimiter: &str, parts: impl IntoIterator<Item = Json>) -> Json {
    let mut out: Vec<Json> = Vec::new();
    for part in parts {
        push(delimiter, &mut out, part);
    }
    match out.len() {
        0 => Json::String(String::new()),
        1 => out.swap_remove(0),
        _ => json!({ "Fn::Join": [delimiter, out] }),
    }
}

fn push(delimiter: &str, out: &mut Vec<Json>, part: Json) {
    if let Some(nested) = parts_of(delimiter, &part) {
        for item in nested.clone() {
            push(delimiter, out, item);
        }
        return;
    }
    match (out.last_mut(), part) {
        (_, Json::String(text)) if text.is_empty() && delimiter.is_empty() => {}
        (Some(before), Json::String(text)) if digits::is_text(before) && digits::unmarked(&text).is_none() => {
            *before = format!("{}{delimiter}{text}", before.as_str().unwrap_or_default()).into();
        }
        (_, part) => out.push(part),
    }
}

/// The parts of `{"Fn::Join": [delimiter, [...]]}`.
fn parts_of<'a>(delimiter: &str, json: &'a Json) -> Option<&'a Vec<Json>> {
    let object = json.as_object().filter(|object| object.len() == 1)?;
    match object.get("Fn::Join")?.as_array()?.as_slice() {
        // What is empty joins to an empty string, which is one part and not none.
        [Json::String(other), Json::Array(parts)] if other == delimiter && !parts.is_empty() => Some(parts),
        _ => None,
    }
}

/// The functions that may be known before deployment.
pub(super) const COMPUTED: [&str; 3] = ["Fn::Join", "Fn::Select", "Fn::Split"];

/// Calls a function: what is known already is computed here, the rest by CloudFormation.
pub(super) fn call(function: &str, arguments: Json) -> Json {
    let known = match (function, arguments.as_array().map(Vec::as_slice)) {
        ("Fn::Join", Some([Json::String(delimiter), Json::Array(parts)])) => {
            Some(join(delimiter, parts.iter().cloned()))
        }
        ("Fn::Select", Some([Json::Number(index), Json::Array(items)])) if items.iter().all(digits::is_text) => index
            .as_u64()
            .and_then(|index| items.get(usize::try_from(index).ok()?))
            .cloned(),
        ("Fn::Split", Some([Json::String(delimiter), Json::String(text)])) if !delimiter.is_empty() => {
            digits::unmarked(text)
                .is_none()
                .then(|| text.split(delimiter.as_str()).collect())
        }
        _ => None,
    };
    known.unwrap_or_else(|| json!({ function: arguments }))
}

/// The index and the length of the list, where `Fn::Select` asks for more than there is.
pub(super) fn beyond(arguments: &Json) -> Option<(u64, usize)> {
    match arguments.as_array()?.as_slice() {
        [Json::Number(index), Json::Array(items)] => {
            let index = index.as_u64()?;
            usize::try_from(index)
                .map_or(true, |index| index >= items.len())
                .then_some((index, items.len()))
        }
        _ => None,
    }
}

/// Appends the text of resolved JSON: intrinsics stand as such, in quotes.
pub(super) fn append(parts: &mut Vec<Json>, json: &Json) {
    match json {
        Json::Object(map) if is_intrinsic(json) => {
            parts.push("\"".into());
            // What stands between quotes of the outer document must be escaped for it.
            match parts_of("", json) {
                Some(inner) => parts.extend(inner.iter().map(escape_literal)),
                None => parts.push(Json::Object(map.clone())),
            }
            parts.push("\"".into());
        }
        Json::Object(map) => append_map(parts, map.iter().map(|(key, value)| (key.as_str(), value)), append),
        Json::Array(items) => append_list(parts, items, append),
        Json::String(text) if let Some(digits) = digits::unmarked(text) => parts.push(digits.into()),
        scalar => parts.push(scalar.to_string().into()),
    }
}

/// Appends the text of a map.
pub(super) fn append_map<'a, T>(
    parts: &mut Vec<Json>,
    entries: impl ExactSizeIterator<Item = (&'a str, T)>,
    append: impl Fn(&mut Vec<Json>, T),
) {
    let mut before = "{";
    let end = if entries.len() == 0 { "{}" } else { "}" };
    for (key, value) in entries {
        parts.push(format!("{before}{}:", Json::from(key)).into());
        append(parts, value);
        before = ",";
    }
    parts.push(end.into());
}

/// Appends the text of a list.
pub(super) fn append_list<'a, T>(parts: &mut Vec<Json>, items: &'a [T], append: impl Fn(&mut Vec<Json>, &'a T)) {
    let mut before = "[";
    for item in items {
        parts.push(before.into());
        append(parts, item);
        before = ",";
    }
    parts.push(if items.is_empty() { "[]" } else { "]" }.into());
}

fn escape_literal(part: &Json) -> Json {
    match part {
        Json::String(text) => {
            let quoted = Json::from(text.as_str()).to_string();
            quoted[1..quoted.len() - 1].into()
        }
        other => other.clone(),
    }
}

fn is_intrinsic(json: &Json) -> bool {
    json.as_object()
        .filter(|map| map.len() == 1)
        .and_then(|map| map.keys().next())
        .is_some_and(|key| key == "Ref" || key.starts_with("Fn::"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joins_are_minimal() {
        let nested = json!({ "Fn::Join": ["", ["b", { "Ref": "X" }, "c"]] });
        let joined = concat([json!("a"), nested, json!(""), json!("d")]);
        assert_eq!(joined, json!({ "Fn::Join": ["", ["ab", { "Ref": "X" }, "cd"]] }));
        assert_eq!(concat([json!("a"), json!("b")]), json!("ab"));
        assert_eq!(concat([json!(""), json!({ "Ref": "X" })]), json!({ "Ref": "X" }));
    }

    #[test]
    fn a_join_keeps_its_delimiter_and_its_empty_parts() {
        let x = json!({ "Ref": "X" });
        let path = json!({ "Fn::Join": ["/", ["a", x]] });
        assert_eq!(
            concat([path.clone(), json!("c")]),
            json!({ "Fn::Join": ["", [path, "c"]] })
        );
        assert_eq!(
            join("/", [json!(""), json!("b"), path, json!("")]),
            json!({ "Fn::Join": ["/", ["/b/a", x, ""]] })
        );
    }

    #[test]
    fn functions_of_literals_are_computed_and_nothing_else_is() {
        assert_eq!(call("Fn::Join", json!([",", ["a", "b"]])), json!("a,b"));
        assert_eq!(call("Fn::Select", json!([1, ["a", "b"]])), json!("b"));
        assert_eq!(call("Fn::Split", json!(["/", "a/b"])), json!(["a", "b"]));
        for (function, arguments) in [
            ("Fn::Join", json!([",", { "Ref": "List" }])),
            ("Fn::Select", json!([0, ["a", { "Ref": "AWS::NoValue" }]])),
            ("Fn::Split", json!(["", "ab"])),
        ] {
            assert_eq!(call(function, arguments.clone()), json!({ function: arguments }));
        }
    }

    fn stringify(document: &Json) -> Json {
        let mut parts = vec![String::new().into()];
        append(&mut parts, document);
        concat(parts)
    }

    #[test]
    fn documents_stringify_with_references_inside() {
        assert_eq!(
            stringify(&json!({ "a": [1, true, null, "q\"q"], "b": {} })),
            json!(r#"{"a":[1,true,null,"q\"q"],"b":{}}"#)
        );
        let arn = json!({ "Fn::Join": ["", ["say \"", { "Ref": "X" }]] });
        let expected = json!({ "Fn::Join": ["", [r#"{"arn":"say \""#, { "Ref": "X" }, "\"}"]] });
        assert_eq!(stringify(&json!({ "arn": arn })), expected);
    }
}
