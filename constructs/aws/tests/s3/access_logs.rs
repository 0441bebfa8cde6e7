//! A log bucket that several buckets share, within a stack and across stacks.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use ferrocdk_aws::kms::{Key, KeyProps};
use ferrocdk_aws::s3::{Bucket, BucketProps};
use ferrocdk_aws::units::Days;
use ferrocdk_core::{App, Environment, NestedStack, NestedStackProps, Stack, StackProps};
use serde_json::Value as Json;

fn data(stack: &Stack, id: &str, log: &Bucket) -> Bucket {
    let key = Key::new(
        stack,
        &format!("{id}Key"),
        KeyProps::new().description("Data").pending_window(Days(7)),
    );
    Bucket::new(
        stack,
        id,
        BucketProps::new().encryption_key(&key).server_access_log(log),
    )
}

/// The statements of the log bucket's policy that let S3 deliver.
fn deliveries(template: &Json) -> Vec<Json> {
    let resources = template["Resources"]
        .as_object()
        .into_iter()
        .flat_map(|resources| resources.values());
    let policies = resources.filter(|resource| resource["Type"] == "AWS::S3::BucketPolicy");
    let statements = policies.filter_map(|policy| policy["Properties"]["PolicyDocument"]["Statement"].as_array());
    let is_delivery = |statement: &&Json| {
        statement["Sid"]
            .as_str()
            .is_some_and(|sid| sid.starts_with("LogDelivery"))
    };
    statements.flatten().filter(is_delivery).cloned().collect()
}

#[test]
fn stacks_share_a_log_bucket_however_they_refer_to_it() {
    for strength in ["weak", "strong", "both"] {
        let context = ("@aws-cdk/core:defaultCrossStackReferences".to_owned(), strength.into());
        let app = App::with_context([context].into());
        let stack = |id: &str| {
            Stack::new(
                &app,
                id,
                StackProps::default().environment(Environment::region("sa-east-1")),
            )
        };
        let log = Bucket::new(&stack("logs"), "Logs", BucketProps::for_access_logs(Days(30)));
        for id in ["one", "two"] {
            data(&stack(id), "Data", &log);
        }
        let assembly = app.synth().unwrap();
        let statements = deliveries(assembly.template("logs").unwrap());
        assert_eq!(statements.len(), 1, "one statement serves all other stacks");
        assert_eq!(
            statements[0]["Condition"]["StringEquals"]["aws:SourceAccount"]["Ref"],
            "AWS::AccountId"
        );
        assert_eq!(statements[0]["Condition"].get("ArnLike"), None);
        assert!(
            assembly
                .template("one")
                .unwrap()
                .to_string()
                .contains("DestinationBucketName")
        );
    }
}

#[test]
fn within_a_stack_each_bucket_is_named_and_each_statement_has_its_own_name() {
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default());
    let log = Bucket::new(&stack, "Logs", BucketProps::for_access_logs(Days(30)));
    data(&stack, "One", &log);
    data(&stack, "Two", &log);
    let assembly = app.synth().unwrap();
    let statements = deliveries(assembly.template("plant").unwrap());
    let names: Vec<&str> = statements
        .iter()
        .map(|statement| statement["Sid"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["LogDelivery", "LogDelivery2"]);
    assert!(
        statements
            .iter()
            .all(|statement| statement["Condition"]["ArnLike"].is_object())
    );
}

#[test]
fn a_nested_stack_shares_the_log_bucket_of_the_one_around_it() {
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default());
    let log = Bucket::new(&stack, "Logs", BucketProps::for_access_logs(Days(30)));
    let nested = NestedStack::new(&stack, "Line", NestedStackProps::default());
    data(nested.stack(), "Data", &log);
    let assembly = app.synth().unwrap();
    let statements = deliveries(assembly.template("plant").unwrap());
    assert_eq!(statements[0]["Sid"], "LogDeliveryOfOtherStacks");
}

#[test]
fn a_log_does_not_leave_its_region() {
    let app = App::new();
    let stack =
        |id: &str, region: &str| Stack::new(&app, id, StackProps::default().environment(Environment::region(region)));
    let log = Bucket::new(
        &stack("logs", "sa-east-1"),
        "Logs",
        BucketProps::for_access_logs(Days(30)),
    );
    data(&stack("far", "eu-central-1"), "Data", &log);
    let mistakes = app.synth().unwrap_err();
    let found: Vec<(&str, &str)> = mistakes.0.iter().map(|one| (one.id, one.construct.as_str())).collect();
    assert_eq!(found, [("F3007", "far/Data")]);
}
