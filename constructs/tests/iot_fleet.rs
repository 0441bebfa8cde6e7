//! The example of a fleet of devices.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

#[path = "../examples/iot_fleet/app.rs"]
mod app;

use ferrocdk::App;
use serde_json::{Value as Json, json};

#[test]
fn a_device_may_do_what_is_its_own_and_no_reading_is_lost() {
    let tree = App::new();
    app::iot_fleet(&tree);
    let assembly = tree.synth().unwrap();
    assert_eq!(assembly.warnings(), []);
    let resources = assembly.template("Fleet").unwrap()["Resources"].as_object().unwrap();
    let of = |kind: &str| -> Vec<&Json> {
        let of_kind = resources.values().filter(|resource| resource["Type"] == *kind);
        of_kind.map(|resource| &resource["Properties"]).collect()
    };
    let rule = &of("AWS::IoT::TopicRule")[0]["TopicRulePayload"];
    assert!(rule["Actions"][0]["DynamoDBv2"].is_object() && rule["ErrorAction"]["Sqs"].is_object());
    let policies = of("AWS::IoT::Policy");
    let device = policies
        .iter()
        .find(|policy| policy.to_string().contains("readings"))
        .unwrap();
    let statements = device["PolicyDocument"]["Statement"].as_array().unwrap();
    assert_eq!(
        statements[0]["Condition"],
        json!({ "Bool": { "iot:Connection.Thing.IsAttached": "true" } })
    );
    assert!(statements.iter().all(|statement| statement["Resource"] != "*"));
    let role = format!("{:?}", of("AWS::IAM::ManagedPolicy"));
    assert!(
        role.contains("dynamodb:PutItem") && !role.contains("dynamodb:*"),
        "{role}"
    );
}
