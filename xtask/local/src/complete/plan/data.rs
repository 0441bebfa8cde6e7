//! Calls for what the emulator leaves out of tables, streams, topics and roles.

use serde_json::{Value, json};

use super::Call;

fn dynamodb(target: &'static str, body: Value) -> Vec<Call> {
    vec![Call::Json {
        service: "dynamodb",
        target,
        body,
    }]
}

fn kinesis(target: &'static str, body: Value) -> Vec<Call> {
    vec![Call::Json {
        service: "kinesis",
        target,
        body,
    }]
}

fn truth(value: &Value) -> bool {
    value.as_bool().unwrap_or_else(|| value == "true")
}

pub(super) fn time_to_live(table: &str, value: &Value) -> Vec<Call> {
    let specification = json!({"AttributeName": value["AttributeName"], "Enabled": truth(&value["Enabled"])});
    dynamodb(
        "DynamoDB_20120810.UpdateTimeToLive",
        json!({"TableName": table, "TimeToLiveSpecification": specification}),
    )
}

pub(super) fn no_time_to_live(table: &str, was: &Value) -> Vec<Call> {
    time_to_live(table, &json!({"AttributeName": was["AttributeName"], "Enabled": false}))
}

pub(super) fn point_in_time(table: &str, value: &Value) -> Vec<Call> {
    let mut specification = value.clone();
    specification["PointInTimeRecoveryEnabled"] = Value::Bool(truth(&value["PointInTimeRecoveryEnabled"]));
    let body = json!({"TableName": table, "PointInTimeRecoverySpecification": specification});
    dynamodb("DynamoDB_20120810.UpdateContinuousBackups", body)
}

pub(super) fn no_point_in_time(table: &str, _: &Value) -> Vec<Call> {
    point_in_time(table, &json!({}))
}

pub(super) fn table_encryption(table: &str, value: &Value) -> Vec<Call> {
    let mut specification = json!({"Enabled": truth(&value["SSEEnabled"])});
    for name in ["SSEType", "KMSMasterKeyId"] {
        if let Some(found) = value.get(name) {
            specification[name] = found.clone();
        }
    }
    dynamodb(
        "DynamoDB_20120810.UpdateTable",
        json!({"TableName": table, "SSESpecification": specification}),
    )
}

pub(super) fn no_table_encryption(table: &str, _: &Value) -> Vec<Call> {
    table_encryption(table, &json!({}))
}

pub(super) fn contributor_insights(table: &str, value: &Value) -> Vec<Call> {
    let action = if truth(&value["Enabled"]) { "ENABLE" } else { "DISABLE" };
    dynamodb(
        "DynamoDB_20120810.UpdateContributorInsights",
        json!({"TableName": table, "ContributorInsightsAction": action}),
    )
}

pub(super) fn no_contributor_insights(table: &str, _: &Value) -> Vec<Call> {
    contributor_insights(table, &json!({}))
}

pub(super) fn stream_encryption(stream: &str, value: &Value) -> Vec<Call> {
    let body = json!({"StreamName": stream, "EncryptionType": value["EncryptionType"], "KeyId": value["KeyId"]});
    kinesis("Kinesis_20131202.StartStreamEncryption", body)
}

pub(super) fn no_stream_encryption(stream: &str, was: &Value) -> Vec<Call> {
    let body = json!({"StreamName": stream, "EncryptionType": was["EncryptionType"], "KeyId": was["KeyId"]});
    kinesis("Kinesis_20131202.StopStreamEncryption", body)
}

pub(super) fn shards(stream: &str, value: &Value) -> Vec<Call> {
    let count = value.as_u64().or_else(|| value.as_str()?.parse().ok());
    count
        .map(|count| Call::Shards {
            stream: stream.to_owned(),
            count,
        })
        .into_iter()
        .collect()
}

/// A stream goes on with as many shards as it has.
pub(super) fn nothing(_: &str, _: &Value) -> Vec<Call> {
    Vec::new()
}

fn topic_attribute(topic: &str, name: &str, value: &str) -> Vec<Call> {
    let fields = vec![
        ("Action", "SetTopicAttributes".to_owned()),
        ("Version", "2010-03-31".to_owned()),
        ("TopicArn", topic.to_owned()),
        ("AttributeName", name.to_owned()),
        ("AttributeValue", value.to_owned()),
    ];
    vec![Call::Query { service: "sns", fields }]
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

pub(super) fn topic_key(topic: &str, value: &Value) -> Vec<Call> {
    topic_attribute(topic, "KmsMasterKeyId", &text(value))
}

pub(super) fn no_topic_key(topic: &str, _: &Value) -> Vec<Call> {
    topic_attribute(topic, "KmsMasterKeyId", "")
}

pub(super) fn topic_tracing(topic: &str, value: &Value) -> Vec<Call> {
    topic_attribute(topic, "TracingConfig", &text(value))
}

pub(super) fn no_topic_tracing(topic: &str, _: &Value) -> Vec<Call> {
    topic_attribute(topic, "TracingConfig", "PassThrough")
}

pub(super) fn topic_signature(topic: &str, value: &Value) -> Vec<Call> {
    topic_attribute(topic, "SignatureVersion", &text(value))
}

pub(super) fn no_topic_signature(topic: &str, _: &Value) -> Vec<Call> {
    topic_attribute(topic, "SignatureVersion", "1")
}

fn role_call(action: &str, role: &str, boundary: Option<String>) -> Vec<Call> {
    let mut fields = vec![
        ("Action", action.to_owned()),
        ("Version", "2010-05-08".to_owned()),
        ("RoleName", role.to_owned()),
    ];
    fields.extend(boundary.map(|boundary| ("PermissionsBoundary", boundary)));
    vec![Call::Query { service: "iam", fields }]
}

pub(super) fn boundary(role: &str, value: &Value) -> Vec<Call> {
    role_call("PutRolePermissionsBoundary", role, Some(text(value)))
}

pub(super) fn no_boundary(role: &str, _: &Value) -> Vec<Call> {
    role_call("DeleteRolePermissionsBoundary", role, None)
}
