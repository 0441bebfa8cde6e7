//! The example of a state machine.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

#[path = "../examples/state_machine/app.rs"]
mod app;

use ferrocdk::App;
use serde_json::Value as Json;

#[test]
fn a_large_order_waits_for_a_person_and_a_failed_one_is_told() {
    let tree = App::new();
    app::state_machine(&tree);
    let assembly = tree.synth().unwrap();
    assert_eq!(assembly.warnings(), []);
    let resources = assembly.template("Orders").unwrap()["Resources"].as_object().unwrap();
    let machine = resources
        .values()
        .find(|resource| resource["Type"] == "AWS::StepFunctions::StateMachine")
        .unwrap();
    let parts = machine["Properties"]["DefinitionString"]["Fn::Join"][1]
        .as_array()
        .unwrap();
    let text: String = parts.iter().map(|part| part.as_str().unwrap_or("x")).collect();
    let definition: Json = serde_json::from_str(&text).unwrap();
    let states = &definition["States"];
    assert_eq!(states["Large?"]["Choices"][0]["Next"], "Ask a person");
    // Both branches go on with the payment.
    assert_eq!(
        (&states["Ask a person"]["Next"], &states["Small"]["Next"]),
        (&"Take the money".into(), &"Take the money".into())
    );
    assert!(
        states["Ask a person"]["Resource"]
            .as_str()
            .unwrap()
            .ends_with("sqs:sendMessage.waitForTaskToken")
    );
    assert_eq!(states["Take the money"]["Catch"][0]["Next"], "Tell operations");
    assert_eq!(states["Tell operations"]["Next"], "Failed");
    let policies: String = resources
        .values()
        .filter(|resource| resource["Type"] == "AWS::IAM::ManagedPolicy")
        .map(|resource| resource["Properties"].to_string())
        .collect();
    for action in ["lambda:InvokeFunction", "sqs:SendMessage", "sns:Publish"] {
        assert!(policies.contains(action), "{action}");
    }
}
