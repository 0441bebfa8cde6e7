//! REST APIs: what a program says, and what of it stands in the template.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

mod api;
mod deployment;
mod mistakes;
mod parts;

use ferrocdk_aws::apigateway::LambdaIntegration;
use ferrocdk_core::{App, Stack, StackProps};
use serde_json::Value as Json;

const FUNCTION: &str = "arn:aws:lambda:sa-east-1:111122223333:function:presses";

fn function() -> LambdaIntegration {
    LambdaIntegration::new(FUNCTION)
}

/// The resources of a stack that `build` fills.
fn resources(build: impl FnOnce(&Stack)) -> serde_json::Map<String, Json> {
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default());
    build(&stack);
    let assembly = app.synth().unwrap();
    assembly.template("plant").unwrap()["Resources"]
        .as_object()
        .unwrap()
        .clone()
}

fn of_type<'a>(resources: &'a serde_json::Map<String, Json>, kind: &str) -> Vec<(&'a str, &'a Json)> {
    let kind = if kind.contains("::") {
        kind.to_owned()
    } else {
        format!("AWS::ApiGateway::{kind}")
    };
    let of_kind = resources.iter().filter(|(_, resource)| resource["Type"] == *kind);
    of_kind
        .map(|(id, resource)| (id.as_str(), &resource["Properties"]))
        .collect()
}

/// The mistakes of a stack that `build` fills: the id, the message and what was found.
fn mistakes(build: impl FnOnce(&Stack)) -> Vec<String> {
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default());
    build(&stack);
    let found = app.synth().err().map(|diagnostics| diagnostics.0).unwrap_or_default();
    let told = found.iter().map(|diagnostic| {
        assert!(
            diagnostic
                .location
                .is_some_and(|at| at.file().contains("tests/apigateway")),
            "{diagnostic:?}"
        );
        assert!(diagnostic.allowed.is_some() || diagnostic.help.is_some());
        format!(
            "{} {}: {}",
            diagnostic.id,
            diagnostic.message,
            diagnostic.found.as_deref().unwrap_or_default()
        )
    });
    told.collect()
}
