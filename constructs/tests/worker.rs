//! The example of a worker.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

#[path = "../examples/worker/app.rs"]
mod app;

use ferrocdk::App;
use serde_json::{Value as Json, json};

#[test]
fn failed_jobs_come_back_alone_and_then_wait_where_an_alarm_sees_them() {
    let tree = App::new();
    app::worker(&tree);
    let assembly = tree.synth().unwrap();
    assert_eq!(assembly.warnings(), []);
    let resources = assembly.template("Worker").unwrap()["Resources"].as_object().unwrap();
    let of = |kind: &str| -> Vec<&Json> {
        let of_kind = resources.values().filter(|resource| resource["Type"] == *kind);
        of_kind.map(|resource| &resource["Properties"]).collect()
    };
    let mapping = of("AWS::Lambda::EventSourceMapping")[0];
    assert_eq!(mapping["FunctionResponseTypes"], json!(["ReportBatchItemFailures"]));
    let redriven = of("AWS::SQS::Queue")
        .into_iter()
        .filter(|queue| queue["RedrivePolicy"]["maxReceiveCount"] == 3);
    assert_eq!(redriven.count(), 1);
    let policies = format!("{:?}", of("AWS::IAM::ManagedPolicy"));
    assert!(policies.contains("sqs:ReceiveMessage") && policies.contains("dynamodb:PutItem"));
    assert!(!policies.contains("dynamodb:GetItem"), "the worker only writes");
    assert_eq!(of("AWS::CloudWatch::Alarm")[0]["EvaluationPeriods"], 1);
    let topic = of("AWS::SNS::TopicPolicy")[0].to_string();
    assert!(
        topic.contains("cloudwatch.amazonaws.com"),
        "alarms may publish: {topic}"
    );
}
