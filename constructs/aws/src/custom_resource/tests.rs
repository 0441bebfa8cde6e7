//! Custom resources in a template, and those that are refused.

use ferrocdk_core::{App, Assembly, CfnOutput, Construct, RemovalPolicy, Stack, StackProps, doc};
use serde_json::{Value as Json, json};

use super::*;
use crate::Defaults;
use crate::iam::PolicyStatement;
use crate::kms::{Key, KeyProps};
use crate::lambda::{Architecture, RustCode};
use crate::s3::{Bucket, BucketProps};
use crate::units::Days;

/// A stack with a provider whose code does not change with its sources.
fn stack(app: &App) -> Stack {
    let stack = Stack::new(app, "plant", StackProps::default());
    let key = KeyProps::new().description("Data").pending_window(Days(7));
    Defaults::of(&stack).encryption_key(Key::new(&stack, "Key", key));
    let code = RustCode::with_fingerprint(Provider::PACKAGE, &"0".repeat(64), Architecture::X86_64);
    Provider::with(&stack, ProviderProps::new().code(code));
    stack
}

fn resources(assembly: &Assembly) -> Json {
    assembly.template("plant").unwrap()["Resources"].clone()
}

fn put(parameter: &str) -> ApiCall {
    let parameters = doc!({ "Name": parameter, "Value": "5", "Tier": "Standard", "Overwrite": true });
    ApiCall::new(Service::Ssm, "PutParameter", parameters).on("arn:aws:ssm:::parameter/tone")
}

/// The messages of a synthesis that has to fail, with what was found and allowed.
fn mistakes(build: impl FnOnce(&Stack)) -> Vec<String> {
    let app = App::new();
    let stack = stack(&app);
    build(&stack);
    let diagnostics = app.synth().unwrap_err().0;
    let lines = diagnostics.iter().map(|diagnostic| {
        assert!(diagnostic.location.is_some(), "{diagnostic:?}");
        let (id, path, message) = (&diagnostic.id, &diagnostic.construct, &diagnostic.message);
        format!("{id} {path}: {message}")
    });
    lines.collect()
}

#[test]
fn the_template_has_one_provider_with_what_each_resource_needs() {
    let app = App::new();
    let stack = stack(&app);
    Bucket::new(&stack, "Logs", logs(RemovalPolicy::Destroy));
    let hall = stack.scope().child("Hall");
    let remove = ApiCall::new(
        Service::Ssm,
        "DeleteParameter",
        doc!({ "Name": ApiCall::own_physical_id() }),
    )
    .on("arn:aws:ssm:::parameter/tone")
    .ignore_error("ParameterNotFound");
    let read_key = PolicyStatement::allow(["kms:Decrypt"]).on("arn:aws:kms:::key/k");
    let props = AwsCallProps::new()
        .on_create_and_update(put("/tone").physical_id("/tone").output("Version").needs(read_key))
        .on_delete(remove)
        .outputs(Outputs::Masked);
    let call = AwsCall::new(&hall, "Tone", props);
    CfnOutput::new(&stack, "Version", call.output("Version"));

    let resources = resources(&app.synth().unwrap());
    let of_type = |name: &str| {
        let all = resources.as_object().unwrap().iter();
        all.filter(|(_, resource)| resource["Type"] == name)
            .map(|(id, resource)| (id.clone(), resource.clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(of_type("AWS::Lambda::Function").len(), 1, "one function for all");

    let (_, emptier) = &of_type("Custom::EmptyBucket")[0];
    let (policy_id, policy) = &of_type("AWS::S3::BucketPolicy")[0];
    assert_eq!(emptier["DependsOn"], json!([policy_id]));
    assert_eq!(
        emptier["Properties"]["BucketName"]["Ref"],
        policy["Properties"]["Bucket"]["Ref"]
    );
    let statements = policy["Properties"]["PolicyDocument"]["Statement"].as_array().unwrap();
    let role = &of_type("AWS::Lambda::Function")[0].1["Properties"]["Role"];
    let own: Vec<&Json> = statements
        .iter()
        .filter(|statement| statement["Principal"]["AWS"] == *role)
        .collect();
    assert_eq!(own.len(), 2);
    assert!(
        own[1]["Action"]
            .as_array()
            .unwrap()
            .contains(&json!("s3:DeleteObjectVersion"))
    );
    let (_, bucket) = &of_type("AWS::S3::Bucket")[0];
    assert_eq!(
        bucket["Properties"]["Tags"],
        json!([{ "Key": "ferrocdk:empty-on-deletion", "Value": "true" }])
    );

    let (_, call) = &of_type("Custom::AwsCall")[0];
    let depends: Vec<&str> = call["DependsOn"]
        .as_array()
        .unwrap()
        .iter()
        .map(|id| id.as_str().unwrap())
        .collect();
    assert_eq!(depends.len(), 1);
    assert!(
        depends[0].starts_with("CustomResourceProviderPoliciesHallTone"),
        "{depends:?}"
    );
    let statements = &resources[depends[0]]["Properties"]["PolicyDocument"]["Statement"];
    let actions: Vec<&Json> = statements
        .as_array()
        .unwrap()
        .iter()
        .map(|statement| &statement["Action"])
        .collect();
    assert_eq!(
        actions,
        [
            &json!(["ssm:PutParameter", "ssm:DeleteParameter"]),
            &json!("kms:Decrypt")
        ]
    );
    insta::assert_json_snapshot!([emptier, call]);
}

#[test]
fn every_service_says_how_it_is_called() {
    use Service::{DynamoDb, EventBridge, Firehose, Iot, Kinesis, Kms, Logs, SecretsManager, Sqs, Ssm, StepFunctions};
    let app = App::new();
    let stack = stack(&app);
    let mut wire = Vec::new();
    for (service, action) in [
        (DynamoDb, "PutItem"),
        (EventBridge, "PutEvents"),
        (Firehose, "TagDeliveryStream"),
        (Iot, "DetachPolicy"),
        (Kinesis, "PutRecord"),
        (Kms, "EnableKey"),
        (Logs, "PutLogEvents"),
        (SecretsManager, "RotateSecret"),
        (Sqs, "SendMessage"),
    ] {
        let call = ApiCall::new(service, action, doc!({})).on_everything();
        AwsCall::new(&stack, action, AwsCallProps::new().on_delete(call));
    }
    let resources = resources(&app.synth().unwrap());
    for (_, resource) in resources.as_object().unwrap() {
        if let Some(delete) = resource["Properties"]["Delete"]["Fn::Join"][1].as_array() {
            let text: String = delete.iter().map(|part| part.as_str().unwrap_or("*")).collect();
            let call: Json = serde_json::from_str(&text).unwrap();
            let target = call["headers"]["x-amz-target"].as_str().unwrap_or_default();
            let (method, path) = (call["method"].as_str().unwrap(), call["path"].as_str().unwrap());
            wire.push(format!("{} {method} {path} {target}", call["host"].as_str().unwrap()));
        }
    }
    let expected = [
        "dynamodb.*.* POST / DynamoDB_20120810.PutItem",
        "events.*.* POST / AWSEvents.PutEvents",
        "firehose.*.* POST / Firehose_20150804.TagDeliveryStream",
        "iot.*.* POST /target-policies/{policyName} ",
        "kinesis.*.* POST / Kinesis_20131202.PutRecord",
        "kms.*.* POST / TrentService.EnableKey",
        "logs.*.* POST / Logs_20140328.PutLogEvents",
        "secretsmanager.*.* POST / secretsmanager.RotateSecret",
        "sqs.*.* POST / AmazonSQS.SendMessage",
    ];
    assert_eq!(wire, expected);
    assert_eq!((Ssm.prefix(), StepFunctions.prefix()), ("ssm", "states"));
}

/// Settings of a bucket that is emptied.
fn logs(policy: RemovalPolicy) -> BucketProps {
    BucketProps::for_access_logs(Days(90))
        .removal_policy(policy)
        .auto_delete_objects()
}

#[test]
fn a_bucket_that_is_kept_is_not_emptied() {
    let expected = ["F3005 plant/Logs/EmptyOnDeletion: a bucket that is kept would be emptied"];
    let from_the_start = mistakes(|stack| {
        Bucket::new(stack, "Logs", logs(RemovalPolicy::Retain));
    });
    let afterwards = mistakes(|stack| {
        let bucket = Bucket::new(stack, "Logs", logs(RemovalPolicy::Destroy));
        bucket.cfn().apply_removal_policy(RemovalPolicy::Retain);
    });
    let by_default = mistakes(|stack| {
        Bucket::new(stack, "Logs", BucketProps::new().auto_delete_objects());
    });
    assert_eq!(
        [from_the_start, afterwards, by_default].concat(),
        [expected; 3].concat()
    );
}

#[test]
fn a_provider_is_set_up_before_it_is_needed() {
    let found = mistakes(|stack| {
        Provider::with(stack, ProviderProps::new());
    });
    assert_eq!(found, ["F3129 plant: the provider of this stack is made already"]);
}

#[test]
fn calls_that_cannot_be_made_are_refused() {
    let found = mistakes(|stack| {
        let call = |id: &str, props| AwsCall::new(stack, id, props);
        let unknown = ApiCall::new(Service::Iot, "CreateThing", doc!({})).on_everything();
        call("A", AwsCallProps::new().on_create(unknown));
        let misspelt = ApiCall::new(Service::Ssm, "put-parameter", doc!({})).on_everything();
        call("B", AwsCallProps::new().on_delete(misspelt));
        call(
            "C",
            AwsCallProps::new().on_update(ApiCall::new(Service::Ssm, "GetParameter", doc!({}))),
        );
        call("D", AwsCallProps::new().on_create(put("/tone").output("Version")));
        let _ = call("E", AwsCallProps::new().on_create(put("/tone"))).output("Version");
    });
    let expected = [
        "F3004 plant/A: an action that cannot be called",
        "F3004 plant/B: not the name of an action",
        "F3004 plant/C: nothing that ssm:GetParameter may be called on",
        "F3004 plant/D: outputs differ between creation and update",
        "F3004 plant/E: an output that the call does not read",
    ];
    assert_eq!(found, expected);
    let none = mistakes(|stack| {
        AwsCall::new(stack, "F", AwsCallProps::new());
    });
    assert_eq!(none, ["F3004 plant/F: no call is given"]);
}

#[test]
fn resources_that_cloudformation_does_not_take_are_refused() {
    let found = mistakes(|stack| {
        let new = |id: &str, type_name: &str, properties| {
            let props = CustomResourceProps::new("arn")
                .resource_type(type_name)
                .properties(properties);
            CustomResource::new(stack, id, props)
        };
        new("A", "Bell", doc!({}));
        new("B", "Custom::", doc!({}));
        new("C", "Custom::Bell and whistle", doc!({}));
        new("D", &format!("Custom::{}", "x".repeat(53)), doc!({}));
        new("E", "Custom::Bell", doc!({ "ServiceToken": "other" }));
        new("F", "Custom::Bell", doc!("high"));
    });
    let wrong_type = |id| format!("F3003 plant/{id}: not a type of custom resource");
    let mut expected: Vec<String> = ["A", "B", "C", "D"].map(wrong_type).to_vec();
    expected.push("F3003 plant/E: the service token is given twice".to_owned());
    expected.push("F3003 plant/F: properties have to be a map".to_owned());
    assert_eq!(found, expected);
}

#[test]
fn more_calls_than_a_role_has_policies_for_are_refused() {
    let found = mistakes(|stack| {
        for number in 0..11 {
            AwsCall::new(
                stack,
                &format!("C{number}"),
                AwsCallProps::new().on_create(put("/tone")),
            );
        }
    });
    assert_eq!(found, ["F3006 plant/C9: too many custom resources for one provider"]);
}
