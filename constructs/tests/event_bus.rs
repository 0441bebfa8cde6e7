//! The example of an event bus across stacks.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

#[path = "../examples/event_bus/app.rs"]
mod app;

use ferrocdk::App;
use serde_json::{Value as Json, json};

#[test]
fn each_stack_takes_what_it_wants_from_the_bus_of_another() {
    let tree = App::new();
    app::event_bus(&tree);
    let assembly = tree.synth().unwrap();
    assert_eq!(assembly.warnings(), []);
    let of = |stack: &str, kind: &str| -> Vec<Json> {
        let resources = assembly.template(stack).unwrap()["Resources"].as_object().unwrap();
        let of_kind = resources.values().filter(|resource| resource["Type"] == *kind);
        of_kind.map(|resource| resource["Properties"].clone()).collect()
    };
    let paid = &of("Shipping", "AWS::Events::Rule")[0];
    assert_eq!(
        paid["EventPattern"]["detail"]["total"],
        json!([{ "numeric": [">=", 1] }])
    );
    assert!(paid["EventBusName"].to_string().contains("GetStackOutput"), "{paid}");
    assert_eq!(paid["Targets"][0]["RetryPolicy"]["MaximumRetryAttempts"], 20);
    let queues = format!("{:?}", of("Shipping", "AWS::SQS::QueuePolicy"));
    assert_eq!(
        queues.matches("events.amazonaws.com").count(),
        2,
        "both queues let the rule in: {queues}"
    );
    assert_eq!(of("Records", "AWS::Logs::ResourcePolicy").len(), 1);
    assert_eq!(of("Shop", "AWS::Events::Archive")[0]["RetentionDays"], 90);
}
