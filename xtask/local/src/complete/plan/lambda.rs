//! Calls of Lambda for what the emulator leaves out of a function.

use serde_json::{Value, json};
use ureq::http::Method;

use super::{Body, Call};
use crate::aws::escape;

fn rest(version: &str, function: &str, what: &str, method: Method, body: Body) -> Vec<Call> {
    vec![Call::Rest {
        service: "lambda",
        method,
        path: format!("/{version}/functions/{}/{what}", escape(function)),
        body,
    }]
}

fn configure(function: &str, body: Value) -> Vec<Call> {
    rest("2015-03-31", function, "configuration", Method::PUT, Body::Json(body))
}

/// A function whose object is missing is made without any code; asked again, Lambda says what is missing.
pub(super) fn code(function: &str, value: &Value) -> Vec<Call> {
    if value.get("S3Key").is_none() {
        return Vec::new();
    }
    vec![Call::Code {
        function: function.to_owned(),
        body: value.clone(),
    }]
}

pub(super) fn concurrency(function: &str, value: &Value) -> Vec<Call> {
    let number = value
        .as_str()
        .and_then(|text| text.parse().ok())
        .map_or_else(|| value.clone(), |number: u64| json!(number));
    let body = Body::Json(json!({"ReservedConcurrentExecutions": number}));
    rest("2017-10-31", function, "concurrency", Method::PUT, body)
}

pub(super) fn no_concurrency(function: &str, _: &Value) -> Vec<Call> {
    rest("2017-10-31", function, "concurrency", Method::DELETE, Body::Empty)
}

pub(super) fn dead_letters(function: &str, value: &Value) -> Vec<Call> {
    configure(function, json!({"DeadLetterConfig": value}))
}

pub(super) fn no_dead_letters(function: &str, _: &Value) -> Vec<Call> {
    configure(function, json!({"DeadLetterConfig": {"TargetArn": ""}}))
}

pub(super) fn key(function: &str, value: &Value) -> Vec<Call> {
    configure(function, json!({"KMSKeyArn": value}))
}

pub(super) fn no_key(function: &str, _: &Value) -> Vec<Call> {
    configure(function, json!({"KMSKeyArn": ""}))
}

pub(super) fn recursion(function: &str, value: &Value) -> Vec<Call> {
    let body = Body::Json(json!({"RecursiveLoop": value}));
    rest("2024-08-31", function, "recursion-config", Method::PUT, body)
}

pub(super) fn no_recursion(function: &str, _: &Value) -> Vec<Call> {
    recursion(function, &Value::from("Terminate"))
}
