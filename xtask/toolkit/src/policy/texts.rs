//! Texts of a template, with `*` for what is not known before a deployment.

use serde_json::Value;

use super::arn::Environment;

/// A value as a pattern for what it may be.
pub(super) fn pattern(value: &Value, environment: &Environment) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Object(call) => match call.iter().next() {
            Some((name, argument)) if call.len() == 1 => function(name, argument, environment),
            _ => "*".to_owned(),
        },
        _ => "*".to_owned(),
    };
    text.replace("**", "*")
}

fn function(name: &str, argument: &Value, environment: &Environment) -> String {
    match (name, argument) {
        ("Ref", Value::String(name)) => pseudo(name, environment),
        ("Fn::Sub", Value::String(text)) => substituted(text, environment),
        ("Fn::Sub", Value::Array(parts)) => match parts.first() {
            Some(Value::String(text)) => substituted(text, environment),
            _ => "*".to_owned(),
        },
        ("Fn::Join", Value::Array(parts)) => match parts.as_slice() {
            [Value::String(between), Value::Array(parts)] => {
                let parts: Vec<String> = parts.iter().map(|part| pattern(part, environment)).collect();
                parts.join(between)
            }
            _ => "*".to_owned(),
        },
        _ => "*".to_owned(),
    }
}

fn substituted(text: &str, environment: &Environment) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        result.push_str(before);
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        result.push_str(&pseudo(name, environment));
        rest = after;
    }
    result + rest
}

fn pseudo(name: &str, environment: &Environment) -> String {
    match name {
        "AWS::Partition" => environment.partition.to_owned(),
        "AWS::Region" => environment.region.clone(),
        "AWS::AccountId" => environment.account.clone(),
        "AWS::StackName" => environment.stack.clone(),
        _ => "*".to_owned(),
    }
}
