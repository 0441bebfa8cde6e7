//! Calls for what the emulator leaves out of methods of APIs.

use super::{Body, Call};
use crate::aws::escape;
use serde_json::{Value, json};
use ureq::http::Method;

/// The validator that looks at requests; without it every JSON passes, whatever its model says.
pub(super) fn validator(method: &str, value: &Value) -> Vec<Call> {
    patch(method, value.as_str().unwrap_or_default())
}

pub(super) fn no_validator(method: &str, _: &Value) -> Vec<Call> {
    patch(method, "")
}

/// A method's physical id has API, resource and verb, with hyphens between them.
fn patch(method: &str, validator: &str) -> Vec<Call> {
    let parts: Vec<&str> = method.splitn(3, '-').collect();
    let [api, resource, verb] = parts.as_slice() else {
        return Vec::new();
    };
    let operation = json!({ "op": "replace", "path": "/requestValidatorId", "value": validator });
    vec![Call::Rest {
        service: "apigateway",
        method: Method::PATCH,
        path: format!(
            "/restapis/{}/resources/{}/methods/{}",
            escape(api),
            escape(resource),
            escape(verb)
        ),
        body: Body::Json(json!({ "patchOperations": [operation] })),
    }]
}
