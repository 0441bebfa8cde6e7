//! `Fn::Sub` from resolved parts.

use serde_json::{Map, Value as Json, json};

/// The call for parts, each with whether it is literal text, and the variables that it has already.
pub(super) fn render(parts: Vec<(bool, Json)>, mut variables: Map<String, Json>) -> Json {
    let mut text = String::new();
    for (literal, part) in parts {
        match (literal, part) {
            // What looks like a placeholder to CloudFormation and is none has an exclamation mark.
            (true, Json::String(literal)) => text += &literal.replace("${", "${!"),
            (_, part) => {
                let name = name_of(&part).unwrap_or_else(|| {
                    let name = free_name(&variables);
                    variables.insert(name.clone(), part);
                    name
                });
                text.extend(["${", &name, "}"]);
            }
        }
    }
    if variables.is_empty() {
        json!({ "Fn::Sub": text })
    } else {
        json!({ "Fn::Sub": [text, variables] })
    }
}

/// Name of a reference in `Fn::Sub`; `None` for anything that it needs a variable for.
fn name_of(part: &Json) -> Option<String> {
    let map = part.as_object().filter(|map| map.len() == 1)?;
    match (map.get("Ref"), map.get("Fn::GetAtt").and_then(Json::as_array)) {
        (Some(name), _) => name.as_str().map(str::to_owned),
        (_, Some(path)) => {
            let words: Option<Vec<&str>> = path.iter().map(Json::as_str).collect();
            Some(words?.join("."))
        }
        _ => None,
    }
}

fn free_name(variables: &Map<String, Json>) -> String {
    let mut number = variables.len() + 1;
    while variables.contains_key(&format!("Value{number}")) {
        number += 1;
    }
    format!("Value{number}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_become_names_and_the_rest_variables() {
        let import = json!({ "Fn::ImportValue": "key" });
        let parts = vec![
            (true, json!("${iot:x} of ")),
            (false, json!({ "Fn::GetAtt": ["Queue", "Arn"] })),
            (true, json!("/")),
            (false, json!({ "Ref": "AWS::Region" })),
            (false, import.clone()),
            (false, json!({ "Ref": "Value2" })),
        ];
        let variables = json!({ "Value2": "own" }).as_object().cloned().unwrap();
        assert_eq!(
            render(parts, variables),
            json!({ "Fn::Sub": [
                "${!iot:x} of ${Queue.Arn}/${AWS::Region}${Value3}${Value2}",
                { "Value2": "own", "Value3": import }
            ] })
        );
        assert_eq!(
            render(vec![(true, json!("plain"))], Map::new()),
            json!({ "Fn::Sub": "plain" })
        );
    }
}
