//! Custom resources in a template, and those that are refused.

use ferrocdk_core::{App, Assembly, CfnOutput, Construct, RemovalPolicy, Stack, StackProps, doc};
use serde_json::{Value as Json, json};

use super::*;
use crate::iam::PolicyStatement;
use crate::kms::{Key, KeyProps};
use crate::lambda::{Architecture, RustCode};
use crate::s3::Bucket;
use crate::units::Days;

fn provider(scope: &dyn Construct) -> Provider {
    let stack = scope.scope().stack().unwrap();
    let key = match stack.scope().find_child("Key") {
        Some(_) => Key::new(
            &stack,
            "OtherKey",
            KeyProps::new().description("Never used").pending_window(Days(7)),
        ),
        None => Key::new(
            &stack,
            "Key",
            KeyProps::new().description("Data").pending_window(Days(7)),
        ),
    };
    let code = RustCode::with_fingerprint(Provider::PACKAGE, &"0".repeat(64), Architecture::X86_64);
    Provider::of(scope, &key, code)
}

fn stack(app: &App) -> Stack {
    Stack::new(app, "plant", StackProps::default())
}

fn resources(assembly: &Assembly) -> Json {
    assembly.template("plant").unwrap()["Resources"].clone()
}

fn put(parameter: &str) -> ApiCall {
    let parameters = doc!({ "Name": parameter, "Value": "5", "Tier": "Standard", "Overwrite": true });
    ApiCall::new(Service::Ssm, "PutParameter", parameters).on("arn:aws:ssm:::parameter/tone")
}

/// The messages of a synthesis that has to fail, with what was found and allowed.
fn mistakes(build: impl FnOnce(&Stack, &Provider)) -> Vec<String> {
    let app = App::new();
    let stack = stack(&app);
    build(&stack, &provider(&stack));
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
    let bucket = Bucket::for_access_logs(&stack, "Logs", Days(90));
    bucket.empty_on_deletion(&provider(&stack));
    let hall = stack.scope().child("Hall");
    let remove = ApiCall::new(
        Service::Ssm,
        "DeleteParameter",
        doc!({ "Name": ApiCall::own_physical_id() }),
    )
    .on("arn:aws:ssm:::parameter/tone")
    .ignore_error("ParameterNotFound");
    let read_key = PolicyStatement::allow(["kms:Decrypt"]).on("arn:aws:kms:::key/k");
    let props = AwsCallProps::default()
        .on_create_and_update(put("/tone").physical_id("/tone").output("Version").needs(read_key))
        .on_delete(remove)
        .no_echo();
    let call = AwsCall::new(&hall, "Tone", &provider(&hall), props);
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
    let calls = json!(["ssm:PutParameter", "ssm:DeleteParameter"]);
    assert_eq!(actions, [&calls, &json!("kms:Decrypt")]);
    insta::assert_json_snapshot!([emptier, call]);
}

#[test]
fn every_service_says_how_it_is_called() {
    use Service::{DynamoDb, EventBridge, Firehose, Iot, Kinesis, Kms, Logs, SecretsManager, Sqs, Ssm, StepFunctions};
    let app = App::new();
    let stack = stack(&app);
    let provider = provider(&stack);
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
        AwsCall::new(&stack, action, &provider, AwsCallProps::default().on_delete(call));
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

#[test]
fn a_bucket_that_is_kept_is_not_emptied() {
    let expected = ["F3005 plant/Logs/EmptyOnDeletion: a bucket that is kept would be emptied"];
    let before = mistakes(|stack, provider| {
        let bucket = Bucket::for_access_logs(stack, "Logs", Days(90));
        bucket.apply_removal_policy(RemovalPolicy::Retain);
        bucket.empty_on_deletion(provider);
    });
    let after = mistakes(|stack, provider| {
        let bucket = Bucket::for_access_logs(stack, "Logs", Days(90));
        bucket.empty_on_deletion(provider);
        bucket.clone().apply_removal_policy(RemovalPolicy::Retain);
    });
    assert_eq!(
        (before.as_slice(), after.as_slice()),
        (&expected.map(str::to_owned)[..], &expected.map(str::to_owned)[..])
    );
}

#[test]
fn calls_that_cannot_be_made_are_refused() {
    let found = mistakes(|stack, provider| {
        let call = |id: &str, props| AwsCall::new(stack, id, provider, props);
        let unknown = ApiCall::new(Service::Iot, "CreateThing", doc!({})).on_everything();
        call("A", AwsCallProps::default().on_create(unknown));
        let misspelt = ApiCall::new(Service::Ssm, "put-parameter", doc!({})).on_everything();
        call("B", AwsCallProps::default().on_delete(misspelt));
        call(
            "C",
            AwsCallProps::default().on_update(ApiCall::new(Service::Ssm, "GetParameter", doc!({}))),
        );
        call("D", AwsCallProps::default().on_create(put("/tone").output("Version")));
        let _ = call("E", AwsCallProps::default().on_create(put("/tone"))).output("Version");
    });
    let expected = [
        "F3004 plant/A: an action that cannot be called",
        "F3004 plant/B: not the name of an action",
        "F3004 plant/C: nothing that ssm:GetParameter may be called on",
        "F3004 plant/D: outputs differ between creation and update",
        "F3004 plant/E: an output that the call does not read",
    ];
    assert_eq!(found, expected);
    let none = mistakes(|stack, provider| {
        AwsCall::new(stack, "F", provider, AwsCallProps::default());
    });
    assert_eq!(none, ["F3004 plant/F: no call is given"]);
}

#[test]
fn resources_that_cloudformation_does_not_take_are_refused() {
    let found = mistakes(|stack, _| {
        let new = |id: &str, type_name: &str, properties| CustomResource::new(stack, id, type_name, "arn", properties);
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
    let found = mistakes(|stack, provider| {
        for number in 0..11 {
            AwsCall::new(
                stack,
                &format!("C{number}"),
                provider,
                AwsCallProps::default().on_create(put("/tone")),
            );
        }
    });
    assert_eq!(found, ["F3006 plant/C9: too many custom resources for one provider"]);
}
