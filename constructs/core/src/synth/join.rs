//! Strings put together: the minimal `Fn::Join`, and JSON documents as strings.
//!
//! Source: `minimalCloudFormationJoin` and `CloudFormationLang.toJSON` of aws-cdk-lib.

use serde_json::{Value as Json, json};

/// Concatenates resolved parts: adjacent literals merge, nested joins without a delimiter dissolve, one part stays alone.
pub(super) fn concat(parts: impl IntoIterator<Item = Json>) -> Json {
    let mut out: Vec<Json> = Vec::new();
    for part in parts {
        push(&mut out, part);
    }
    match out.len() {
        0 => Json::String(String::new()),
        1 => out.swap_remove(0),
        _ => json!({ "Fn::Join": ["", out] }),
    }
}

fn push(out: &mut Vec<Json>, part: Json) {
    if let Some(nested) = plain_join(&part) {
        for item in nested.clone() {
            push(out, item);
        }
        return;
    }
    match (out.last_mut(), part) {
        (_, Json::String(text)) if text.is_empty() => {}
        (Some(Json::String(before)), Json::String(text)) => before.push_str(&text),
        (_, part) => out.push(part),
    }
}

/// The parts of `{"Fn::Join": ["", [...]]}`.
fn plain_join(json: &Json) -> Option<&Vec<Json>> {
    let object = json.as_object().filter(|object| object.len() == 1)?;
    match object.get("Fn::Join")?.as_array()?.as_slice() {
        [Json::String(delimiter), Json::Array(parts)] if delimiter.is_empty() => Some(parts),
        _ => None,
    }
}

/// A resolved document as a JSON string, with the intrinsics inside it left as such.
pub(super) fn stringify(document: &Json) -> Json {
    let mut parts = vec![String::new().into()];
    append(&mut parts, document);
    concat(parts)
}

fn append(parts: &mut Vec<Json>, json: &Json) {
    match json {
        Json::Object(map) if is_intrinsic(json) => {
            parts.push("\"".into());
            // What stands between quotes of the outer document must be escaped for it.
            match plain_join(json) {
                Some(inner) => parts.extend(inner.iter().map(escape_literal)),
                None => parts.push(Json::Object(map.clone())),
            }
            parts.push("\"".into());
        }
        Json::Object(map) => {
            let mut before = "{".to_owned();
            for (key, value) in map {
                parts.push(format!("{before}{}:", Json::from(key.as_str())).into());
                append(parts, value);
                before = ",".to_owned();
            }
            parts.push(if map.is_empty() { "{}".into() } else { "}".into() });
        }
        Json::Array(items) => {
            let mut before = "[";
            for item in items {
                parts.push(before.into());
                append(parts, item);
                before = ",";
            }
            parts.push(if items.is_empty() { "[]".into() } else { "]".into() });
        }
        scalar => parts.push(scalar.to_string().into()),
    }
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
    fn a_join_with_a_delimiter_is_kept() {
        let path = json!({ "Fn::Join": ["/", ["a", "b"]] });
        assert_eq!(
            concat([path.clone(), json!("c")]),
            json!({ "Fn::Join": ["", [path, "c"]] })
        );
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
