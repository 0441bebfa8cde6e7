//! The example of a serverless API.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

#[path = "../examples/serverless_api/app.rs"]
mod app;

use ferrocdk::App;
use serde_json::Value as Json;

#[test]
fn methods_share_a_function_that_may_use_the_table() {
    let tree = App::new();
    app::serverless_api(&tree);
    let assembly = tree.synth().unwrap();
    assert_eq!(assembly.warnings(), []);
    let resources = assembly.template("ServerlessApi").unwrap()["Resources"]
        .as_object()
        .unwrap();
    let of = |kind: &str| -> Vec<&Json> {
        let of_kind = resources.values().filter(|resource| resource["Type"] == *kind);
        of_kind.map(|resource| &resource["Properties"]).collect()
    };
    let methods = of("AWS::ApiGateway::Method");
    let verbs = |wanted: &str| methods.iter().filter(|method| method["HttpMethod"] == *wanted).count();
    assert_eq!(
        (
            verbs("GET"),
            verbs("POST"),
            verbs("PUT"),
            verbs("DELETE"),
            verbs("OPTIONS")
        ),
        (2, 1, 1, 1, 3)
    );
    assert_eq!(of("AWS::Lambda::Permission").len(), 10);
    let checked = methods.iter().filter(|method| method["RequestValidatorId"].is_object());
    assert_eq!(checked.count(), 2);
    let policy = of("AWS::IAM::ManagedPolicy")[0]["PolicyDocument"].to_string();
    assert!(
        policy.contains("dynamodb:PutItem") && !policy.contains("dynamodb:*"),
        "{policy}"
    );
}
