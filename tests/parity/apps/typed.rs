//! Typed properties of several services, and the same with nothing in them.

use ferrocdk::cfn::cloudwatch::alarm::{Dimension, Metric, MetricDataQuery, MetricStat};
use ferrocdk::cfn::cloudwatch::{AlarmProps, CfnAlarm};
use ferrocdk::cfn::dynamodb::table::{AttributeDefinition, KeySchema, SSESpecification, TimeToLiveSpecification};
use ferrocdk::cfn::dynamodb::{CfnTable, TableProps};
use ferrocdk::cfn::iam::role::Policy;
use ferrocdk::cfn::iam::{CfnRole, RoleProps};
use ferrocdk::cfn::iot::topic_rule::{Action, KinesisAction, TopicRulePayload};
use ferrocdk::cfn::iot::{CfnTopicRule, TopicRuleProps};
use ferrocdk::cfn::kinesis::stream::{StreamEncryption, StreamModeDetails};
use ferrocdk::cfn::kinesis::{CfnStream, StreamProps};
use ferrocdk::cfn::kms::{CfnKey, KeyProps};
use ferrocdk::cfn::sqs::{CfnQueue, QueueProps};
use ferrocdk::{App, Stack, StackProps, Tag, Value, doc};

use super::{Entry, resource};

pub(super) const APPS: &[Entry] = &[("typed_properties", typed_properties), ("empty_values", empty_values)];

fn typed_properties(app: &App) {
    let stack = Stack::new(app, "TypedProperties", StackProps::default());
    let key_policy = doc!({
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "kms:*", "Resource": "*", "Principal": { "AWS": "*" } }],
    });
    let key = KeyProps::new().enable_key_rotation(true).key_policy(key_policy);
    let key = CfnKey::new(&stack, "Key", key);
    let stream = StreamProps::new()
        .name("readings")
        .retention_period_hours(168)
        .stream_encryption(StreamEncryption::new().encryption_type("KMS").key_id(key.attr_arn()))
        .stream_mode_details(StreamModeDetails::new().stream_mode("ON_DEMAND"));
    let stream = CfnStream::new(&stack, "Stream", stream);
    let put = doc!({
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "kinesis:PutRecord", "Resource": stream.attr_arn() }],
    });
    let trust = doc!({
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": { "Service": "iot.amazonaws.com" } }],
    });
    let role = RoleProps::new()
        .assume_role_policy_document(trust)
        .policies([Policy::new().policy_name("put").policy_document(put)]);
    let role = CfnRole::new(&stack, "Role", role);
    let kinesis = KinesisAction::new()
        .stream_name(stream.reference())
        .role_arn(role.attr_arn())
        .partition_key("${topic(3)}");
    let payload = TopicRulePayload::new()
        .sql("SELECT * FROM 'sensor/data/+'")
        .aws_iot_sql_version("2016-03-23")
        .rule_disabled(false)
        .actions([Action::new().kinesis(kinesis)]);
    CfnTopicRule::new(&stack, "Rule", TopicRuleProps::new().topic_rule_payload(payload));
    table(&stack, &key);
    alarm(&stack, &stream);
}

fn table(stack: &Stack, key: &CfnKey) {
    let attribute = |name: &str, kind: &str| AttributeDefinition::new().attribute_name(name).attribute_type(kind);
    let element = |name: &str, kind: &str| KeySchema::new().attribute_name(name).key_type(kind);
    let encryption = SSESpecification::new()
        .sse_enabled(true)
        .kms_master_key_id(key.reference())
        .sse_type("KMS");
    let table = TableProps::new()
        .attribute_definitions([attribute("thing", "S"), attribute("at", "N")])
        .key_schema([element("thing", "HASH"), element("at", "RANGE")])
        .billing_mode("PAY_PER_REQUEST")
        .sse_specification(encryption)
        .time_to_live_specification(TimeToLiveSpecification::new().enabled(true).attribute_name("expires"));
    CfnTable::new(stack, "Table", table);
}

fn alarm(stack: &Stack, stream: &CfnStream) {
    let metric = Metric::new()
        .namespace("AWS/Kinesis")
        .metric_name("x")
        .dimensions([Dimension::new().name("StreamName").value(stream.reference())]);
    let alarm = AlarmProps::new()
        .comparison_operator("GreaterThanThreshold")
        .evaluation_periods(3)
        .threshold(0.5)
        .metrics([
            MetricDataQuery::new()
                .id("m1")
                .return_data(false)
                .metric_stat(MetricStat::new().metric(metric).period(60).stat("p99")),
            MetricDataQuery::new().id("e1").expression("m1 * 2"),
        ])
        .treat_missing_data("notBreaching");
    CfnAlarm::new(stack, "Alarm", alarm);
}

fn empty_values(app: &App) {
    let stack = Stack::new(app, "EmptyValues", StackProps::default());
    let properties = doc!({
        "Text": "",
        "Zero": 0,
        "No": false,
        "List": [],
        "Map": {},
        "NestedMap": { "Inner": {} },
        "NestedList": { "Inner": [] },
        "ListOfEmpty": [{}, [], ""],
    });
    resource(&stack, "Untyped", "Test::Empty::Values", properties);
    let queue = QueueProps::new()
        .queue_name("")
        .delay_seconds(0)
        .fifo_queue(false)
        .tags(Vec::<Value<Tag>>::new())
        .redrive_policy(doc!({}));
    CfnQueue::new(&stack, "Typed", queue);
    let empty = doc!({ "List": [], "Map": {} });
    resource(&stack, "AllEmpty", "Test::Empty::Values", empty);
}
