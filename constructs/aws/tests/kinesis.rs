//! Streams and their consumers in a template, and what is refused.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod support;

use ferrocdk_aws::Defaults;
use ferrocdk_aws::grants::ResourcePolicy;
use ferrocdk_aws::iam::{PolicyStatement, Principal, Role, RoleProps};
use ferrocdk_aws::kinesis::{
    ShardLevelMetric, Stream, StreamAttributes, StreamConsumer, StreamConsumerProps, StreamEncryption, StreamProps,
};
use ferrocdk_aws::kms::{Key, KeyProps};
use ferrocdk_aws::units::{Days, Hours};
use ferrocdk_core::{App, Stack, StackProps};
use serde_json::{Value as Json, json};

use crate::support::{template as synthesized, with_ids as of_type};

fn stream(props: StreamProps) -> Json {
    let template = synthesized(|stack| drop(Stream::new(stack, "Stream", props)));
    of_type(&template, "AWS::Kinesis::Stream")[0].1.clone()
}

fn worker(stack: &Stack) -> Role {
    let props = RoleProps::new(Principal::service("lambda.amazonaws.com"));
    Role::new(stack, "Worker", props)
}

/// The actions of each statement of the only managed policy, with their resources.
fn permissions(template: &Json) -> Vec<(Json, Json)> {
    let policy = &of_type(template, "AWS::IAM::ManagedPolicy")[0].1["Properties"]["PolicyDocument"];
    let statements = policy["Statement"].as_array().unwrap().iter();
    statements
        .map(|statement| (statement["Action"].clone(), statement["Resource"].clone()))
        .collect()
}

#[test]
fn a_stream_takes_what_comes_and_keeps_it_for_a_week() {
    let template = synthesized(|stack| drop(Stream::new(stack, "Stream", StreamProps::new())));
    let (id, stream) = of_type(&template, "AWS::Kinesis::Stream")[0];
    assert_eq!(id, "Stream790BDEE4", "as AWS CDK names it");
    let expected = json!({
        "RetentionPeriodHours": 168,
        "StreamEncryption": { "EncryptionType": "KMS", "KeyId": "alias/aws/kinesis" },
        "StreamModeDetails": { "StreamMode": "ON_DEMAND" },
    });
    assert_eq!(stream["Properties"], expected);
    assert_eq!(stream["DeletionPolicy"], "RetainExceptOnCreate");
}

#[test]
fn settings_reach_their_properties() {
    let props = StreamProps::new()
        .stream_name("readings")
        .shard_count(4)
        .retention_period(Hours(24))
        .max_record_size(2_048)
        .encryption(StreamEncryption::Unencrypted)
        .shard_level_metrics([
            ShardLevelMetric::IncomingBytes,
            ShardLevelMetric::IteratorAgeMilliseconds,
        ]);
    let expected = json!({
        "DesiredShardLevelMetrics": ["IncomingBytes", "IteratorAgeMilliseconds"],
        "MaxRecordSizeInKiB": 2_048,
        "Name": "readings",
        "RetentionPeriodHours": 24,
        "ShardCount": 4,
        "StreamModeDetails": { "StreamMode": "PROVISIONED" },
    });
    assert_eq!(stream(props)["Properties"], expected);
}

#[test]
fn readers_and_writers_get_the_key_as_far_as_they_need_it() {
    let template = synthesized(|stack| {
        let key = Key::new(stack, "Key", KeyProps::new());
        Defaults::of(stack).encryption_key(&key);
        let stream = Stream::new(stack, "Stream", StreamProps::new());
        let role = worker(stack);
        stream.grant_write(&role);
    });
    let arn = |id: &str| json!({ "Fn::GetAtt": [id, "Arn"] });
    let expected = [
        (
            json!(["kinesis:ListShards", "kinesis:PutRecord", "kinesis:PutRecords"]),
            arn("Stream790BDEE4"),
        ),
        (json!("kms:GenerateDataKey"), arn("Key961B73FD")),
    ];
    assert_eq!(permissions(&template), expected);
}

#[test]
fn another_account_is_let_in_by_one_policy() {
    let template = synthesized(|stack| {
        let stream = Stream::new(stack, "Stream", StreamProps::new());
        stream.grant_read(&Principal::account("444455556666"));
        stream.add_to_resource_policy(
            PolicyStatement::allow(["kinesis:PutRecord"])
                .by(Principal::account("777788889999"))
                .on(stream.arn()),
        );
    });
    let policies = of_type(&template, "AWS::Kinesis::ResourcePolicy");
    assert_eq!(policies.len(), 1);
    assert_eq!(policies[0].0, "StreamPolicy1709D870");
    let properties = &policies[0].1["Properties"];
    assert_eq!(
        properties["ResourceArn"],
        json!({ "Fn::GetAtt": ["Stream790BDEE4", "Arn"] })
    );
    assert_eq!(properties["ResourcePolicy"]["Statement"].as_array().unwrap().len(), 2);
}

#[test]
fn a_consumer_is_read_with_its_stream() {
    let template = synthesized(|stack| {
        let stream = Stream::new(stack, "Stream", StreamProps::new());
        let consumer = StreamConsumer::new(stack, "Consumer", StreamConsumerProps::new("dashboard", &stream));
        consumer.grant_read(&worker(stack));
        consumer.add_to_resource_policy(
            PolicyStatement::allow(["kinesis:SubscribeToShard"])
                .by(Principal::account("444455556666"))
                .on(consumer.arn()),
        );
    });
    let (id, consumer) = of_type(&template, "AWS::Kinesis::StreamConsumer")[0];
    assert_eq!(consumer["Properties"]["ConsumerName"], "dashboard");
    let found = permissions(&template);
    assert_eq!(
        found[1],
        (
            json!(["kinesis:DescribeStreamConsumer", "kinesis:SubscribeToShard"]),
            json!({ "Fn::GetAtt": [id, "ConsumerARN"] })
        )
    );
    assert_eq!(of_type(&template, "AWS::Kinesis::ResourcePolicy").len(), 1);
}

#[test]
fn imports_have_the_names_that_their_arns_say() {
    let template = synthesized(|stack| {
        let arn = "arn:aws:kinesis:sa-east-1:111122223333:stream/readings";
        let key = Key::new(stack, "Key", KeyProps::new());
        let attributes = StreamAttributes::new(arn).encryption_key(&key);
        let stream = Stream::from_stream_attributes(stack, "Stream", attributes);
        assert_eq!(stream.name().literal().unwrap(), "readings");
        assert_eq!(stream.shards(), None);
        assert_eq!(stream.retention(), Days(1).into());
        let consumer = format!("{arn}/consumer/dashboard:1700000000");
        let consumer = StreamConsumer::from_stream_consumer_arn(stack, "Consumer", consumer, &stream);
        assert_eq!(consumer.name().literal().unwrap(), "dashboard");
        stream.grant_read_write(&worker(stack));
    });
    assert_eq!(
        permissions(&template)[1].0,
        json!(["kms:Decrypt", "kms:GenerateDataKey"])
    );
}

#[test]
fn mistakes_are_told_with_what_was_found() {
    let new = |props: StreamProps| {
        let app = App::new();
        let stack = Stack::new(&app, "plant", StackProps::default());
        Stream::new(&stack, "Stream", props);
        let found = app.synth().err().map(|diagnostics| diagnostics.0).unwrap_or_default();
        let told = found
            .iter()
            .map(|mistake| format!("{}: {}", mistake.message, mistake.found.clone().unwrap_or_default()));
        told.collect::<Vec<_>>()
    };
    assert_eq!(
        new(StreamProps::new().shard_count(0)),
        ["ShardCount is out of range: 0 shards"]
    );
    assert_eq!(
        new(StreamProps::new().retention_period(Days(366))),
        ["RetentionPeriodHours is out of range: 8784 hours"]
    );
    assert_eq!(
        new(StreamProps::new().max_record_size(100)),
        ["MaxRecordSizeInKiB is out of range: 100 KiB"]
    );
}
