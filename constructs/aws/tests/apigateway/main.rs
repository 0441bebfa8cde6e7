//! REST APIs: what a program says, and what of it stands in the template.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

mod api;
mod deployment;
mod mistakes;
mod parts;
#[path = "../support/mod.rs"]
mod support;

use ferrocdk_aws::apigateway::LambdaIntegration;
use ferrocdk_core::Stack;
use serde_json::Value as Json;

use crate::support::resources;

const FUNCTION: &str = "arn:aws:lambda:sa-east-1:111122223333:function:presses";

fn function() -> LambdaIntegration {
    LambdaIntegration::new(FUNCTION)
}

/// The properties of the resources of a type, with their logical ids; the type is one of this service where it has no other.
fn of_type<'a>(template: &'a Json, kind: &str) -> Vec<(&'a str, &'a Json)> {
    let kind = if kind.contains("::") {
        kind.to_owned()
    } else {
        format!("AWS::ApiGateway::{kind}")
    };
    let found = support::with_ids(template, &kind).into_iter();
    found
        .map(|(id, resource)| (id.as_str(), &resource["Properties"]))
        .collect()
}

/// The mistakes of a stack that `build` fills, each with what is allowed or a way out.
fn mistakes(build: impl FnOnce(&Stack)) -> Vec<String> {
    let found = support::mistakes(build);
    for mistake in &found {
        assert!(mistake.allowed.is_some() || mistake.help.is_some(), "{mistake:?}");
    }
    found.iter().map(support::line).collect()
}
