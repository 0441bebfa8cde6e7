//! Which calls set the properties that the emulator drops. No input or output here.

use crate::aws::escape;
use crate::cloudformation::Template;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// One call to a service.
#[derive(Debug, PartialEq)]
pub(super) enum Call {
    Json {
        service: &'static str,
        target: &'static str,
        body: Value,
    },
    Query {
        service: &'static str,
        fields: Vec<(&'static str, String)>,
    },
    Put {
        service: &'static str,
        path: String,
        xml: String,
    },
}

/// Turns a physical id and a resolved property into its call.
type Plan = fn(&str, &Value) -> Option<Call>;

/// The calls for one resource, each with the property that it sets, or why it cannot be set.
pub(super) fn calls(
    kind: &str,
    id: &str,
    properties: &Value,
    template: &Template<'_>,
) -> Vec<(&'static str, Result<Call, String>)> {
    let known: &[(&'static str, Plan)] = match kind {
        "AWS::DynamoDB::Table" => &[
            ("TimeToLiveSpecification", time_to_live),
            ("PointInTimeRecoverySpecification", point_in_time),
            ("SSESpecification", table_encryption),
        ],
        "AWS::Kinesis::Stream" => &[("StreamEncryption", stream_encryption)],
        "AWS::SNS::Topic" => &[("KmsMasterKeyId", topic_key)],
        "AWS::S3::Bucket" => &[
            ("BucketEncryption", bucket_encryption),
            ("LifecycleConfiguration", life_cycle),
        ],
        _ => &[],
    };
    let mut out = Vec::new();
    for (property, plan) in known {
        let Some(value) = properties.get(property) else {
            continue;
        };
        match template.resolve(value) {
            Ok(Some(value)) => out.extend(plan(id, &value).map(|call| (*property, Ok(call)))),
            Ok(None) => {}
            Err(problem) => out.push((*property, Err(problem))),
        }
    }
    out
}

fn dynamodb(target: &'static str, body: Value) -> Option<Call> {
    Some(Call::Json {
        service: "dynamodb",
        target,
        body,
    })
}

fn truth(value: &Value) -> bool {
    value.as_bool().unwrap_or_else(|| value == "true")
}

fn time_to_live(table: &str, value: &Value) -> Option<Call> {
    let specification = json!({"AttributeName": value["AttributeName"], "Enabled": truth(&value["Enabled"])});
    truth(&value["Enabled"])
        .then(|| json!({"TableName": table, "TimeToLiveSpecification": specification}))
        .and_then(|body| dynamodb("DynamoDB_20120810.UpdateTimeToLive", body))
}

fn point_in_time(table: &str, value: &Value) -> Option<Call> {
    let mut specification = value.clone();
    specification["PointInTimeRecoveryEnabled"] = Value::Bool(truth(&value["PointInTimeRecoveryEnabled"]));
    let body = json!({"TableName": table, "PointInTimeRecoverySpecification": specification});
    dynamodb("DynamoDB_20120810.UpdateContinuousBackups", body)
}

fn table_encryption(table: &str, value: &Value) -> Option<Call> {
    let mut specification = json!({"Enabled": truth(&value["SSEEnabled"])});
    for (from, to) in [("SSEType", "SSEType"), ("KMSMasterKeyId", "KMSMasterKeyId")] {
        if let Some(found) = value.get(from) {
            specification[to] = found.clone();
        }
    }
    dynamodb(
        "DynamoDB_20120810.UpdateTable",
        json!({"TableName": table, "SSESpecification": specification}),
    )
}

fn stream_encryption(stream: &str, value: &Value) -> Option<Call> {
    let body = json!({"StreamName": stream, "EncryptionType": value["EncryptionType"], "KeyId": value["KeyId"]});
    Some(Call::Json {
        service: "kinesis",
        target: "Kinesis_20131202.StartStreamEncryption",
        body,
    })
}

fn topic_key(topic: &str, value: &Value) -> Option<Call> {
    let fields = vec![
        ("Action", "SetTopicAttributes".to_owned()),
        ("Version", "2010-03-31".to_owned()),
        ("TopicArn", topic.to_owned()),
        ("AttributeName", "KmsMasterKeyId".to_owned()),
        ("AttributeValue", value.as_str()?.to_owned()),
    ];
    Some(Call::Query { service: "sns", fields })
}

fn s3(bucket: &str, what: &str, root: &str, inner: &str) -> Option<Call> {
    let xml = format!("<{root} xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">{inner}</{root}>");
    Some(Call::Put {
        service: "s3",
        path: format!("/{}?{what}", escape(bucket)),
        xml,
    })
}

fn bucket_encryption(bucket: &str, value: &Value) -> Option<Call> {
    let mut inner = String::new();
    for rule in value["ServerSideEncryptionConfiguration"]
        .as_array()
        .into_iter()
        .flatten()
    {
        let default = &rule["ServerSideEncryptionByDefault"];
        let settings = fields(
            default,
            &[("SSEAlgorithm", "SSEAlgorithm"), ("KMSMasterKeyID", "KMSMasterKeyID")],
        );
        let key = fields(rule, &[("BucketKeyEnabled", "BucketKeyEnabled")]);
        element(
            &mut inner,
            "Rule",
            &(wrapped("ApplyServerSideEncryptionByDefault", &settings) + &key),
        );
    }
    s3(bucket, "encryption", "ServerSideEncryptionConfiguration", &inner)
}

fn life_cycle(bucket: &str, value: &Value) -> Option<Call> {
    let mut inner = String::new();
    for rule in value["Rules"].as_array().into_iter().flatten() {
        element(&mut inner, "Rule", &life_cycle_rule(rule));
    }
    s3(bucket, "lifecycle", "LifecycleConfiguration", &inner)
}

fn life_cycle_rule(rule: &Value) -> String {
    let mut out = fields(rule, &[("Id", "ID")]);
    let mut conditions: Vec<String> = ["Prefix", "ObjectSizeGreaterThan", "ObjectSizeLessThan"]
        .iter()
        .map(|name| fields(rule, &[(name, name)]))
        .filter(|condition| !condition.is_empty())
        .collect();
    for tag in rule["TagFilters"].as_array().into_iter().flatten() {
        conditions.push(wrapped("Tag", &fields(tag, &[("Key", "Key"), ("Value", "Value")])));
    }
    let filter = if conditions.len() > 1 {
        wrapped("And", &conditions.concat())
    } else {
        conditions.concat()
    };
    element(&mut out, "Filter", &filter);
    out += &fields(rule, &[("Status", "Status")]);
    for (name, days) in [
        ("Transition", "Days"),
        ("NoncurrentVersionTransition", "NoncurrentDays"),
    ] {
        for transition in rule[format!("{name}s")].as_array().into_iter().flatten() {
            let settings = [
                ("TransitionInDays", days),
                ("TransitionDate", "Date"),
                ("NewerNoncurrentVersions", "NewerNoncurrentVersions"),
                ("StorageClass", "StorageClass"),
            ];
            element(&mut out, name, &fields(transition, &settings));
        }
    }
    let expiration = fields(
        rule,
        &[
            ("ExpirationInDays", "Days"),
            ("ExpirationDate", "Date"),
            ("ExpiredObjectDeleteMarker", "ExpiredObjectDeleteMarker"),
        ],
    );
    if !expiration.is_empty() {
        element(&mut out, "Expiration", &expiration);
    }
    let mut noncurrent = fields(rule, &[("NoncurrentVersionExpirationInDays", "NoncurrentDays")]);
    let settings = [
        ("NoncurrentDays", "NoncurrentDays"),
        ("NewerNoncurrentVersions", "NewerNoncurrentVersions"),
    ];
    noncurrent += &fields(&rule["NoncurrentVersionExpiration"], &settings);
    if !noncurrent.is_empty() {
        element(&mut out, "NoncurrentVersionExpiration", &noncurrent);
    }
    let abort = fields(
        &rule["AbortIncompleteMultipartUpload"],
        &[("DaysAfterInitiation", "DaysAfterInitiation")],
    );
    if !abort.is_empty() {
        element(&mut out, "AbortIncompleteMultipartUpload", &abort);
    }
    out
}

/// The fields that are there, under the names that S3 gives them.
fn fields(value: &Value, names: &[(&str, &str)]) -> String {
    let mut out = String::new();
    for (from, to) in names {
        match value.get(from) {
            None | Some(Value::Null) => {}
            Some(Value::String(text)) => element(&mut out, to, &escaped(text)),
            Some(other) => element(&mut out, to, &other.to_string()),
        }
    }
    out
}

fn element(out: &mut String, name: &str, inner: &str) {
    // Writing to a string cannot fail.
    let _ = write!(out, "<{name}>{inner}</{name}>");
}

fn wrapped(name: &str, inner: &str) -> String {
    let mut out = String::new();
    element(&mut out, name, inner);
    out
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloudformation::Resource;
    use std::collections::BTreeMap;

    fn planned(kind: &str, properties: &Value) -> Vec<(&'static str, Result<Call, String>)> {
        let key = Resource {
            kind: "AWS::KMS::Key".to_owned(),
            id: "k".to_owned(),
            changed: None,
        };
        let (resources, exports) = (BTreeMap::from([("Key".to_owned(), key)]), BTreeMap::new());
        let template = Template {
            body: &Value::Null,
            resources: &resources,
            exports: &exports,
            region: "sa-east-1",
            stack: "arn:aws:cloudformation:sa-east-1:0:stack/s/1",
        };
        calls(kind, "name", properties, &template)
    }

    fn xml(call: &Result<Call, String>) -> &str {
        match call {
            Ok(Call::Put { xml, .. }) => xml,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_table_gets_what_was_dropped() {
        let properties = json!({
            "TimeToLiveSpecification": {"AttributeName": "expires", "Enabled": true},
            "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": "true"},
            "SSESpecification": {"SSEEnabled": true, "SSEType": "KMS", "KMSMasterKeyId": {"Fn::GetAtt": ["Key", "Arn"]}},
            "BillingMode": "PAY_PER_REQUEST",
        });
        let planned = planned("AWS::DynamoDB::Table", &properties);
        let bodies: Vec<&Value> = planned
            .iter()
            .map(|(_, call)| match call {
                Ok(Call::Json { body, .. }) => body,
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(
            bodies,
            [
                &json!({"TableName": "name", "TimeToLiveSpecification": {"AttributeName": "expires", "Enabled": true}}),
                &json!({"TableName": "name", "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": true}}),
                &json!({"TableName": "name", "SSESpecification": {
                    "Enabled": true, "SSEType": "KMS", "KMSMasterKeyId": "arn:aws:kms:sa-east-1:000000000000:key/k",
                }}),
            ]
        );
    }

    #[test]
    fn a_bucket_gets_its_life_cycle() {
        let properties = json!({"LifecycleConfiguration": {"Rules": [
            {
                "Id": "cold", "Status": "Enabled", "Prefix": "raw/",
                "Transitions": [
                    {"StorageClass": "GLACIER", "TransitionInDays": 90},
                    {"StorageClass": "DEEP_ARCHIVE", "TransitionInDays": 180},
                ],
                "ExpirationInDays": 365,
                "NoncurrentVersionExpiration": {"NoncurrentDays": 30},
                "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
            },
            {"Status": "Disabled", "TagFilters": [{"Key": "a", "Value": "<b>"}], "ExpirationInDays": 1},
        ]}});
        let planned = planned("AWS::S3::Bucket", &properties);
        assert_eq!(
            xml(&planned[0].1),
            "<LifecycleConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
             <Rule><ID>cold</ID><Filter><Prefix>raw/</Prefix></Filter><Status>Enabled</Status>\
             <Transition><Days>90</Days><StorageClass>GLACIER</StorageClass></Transition>\
             <Transition><Days>180</Days><StorageClass>DEEP_ARCHIVE</StorageClass></Transition>\
             <Expiration><Days>365</Days></Expiration>\
             <NoncurrentVersionExpiration><NoncurrentDays>30</NoncurrentDays></NoncurrentVersionExpiration>\
             <AbortIncompleteMultipartUpload><DaysAfterInitiation>7</DaysAfterInitiation></AbortIncompleteMultipartUpload>\
             </Rule>\
             <Rule><Filter><Tag><Key>a</Key><Value>&lt;b&gt;</Value></Tag></Filter><Status>Disabled</Status>\
             <Expiration><Days>1</Days></Expiration></Rule></LifecycleConfiguration>"
        );
    }

    #[test]
    fn streams_topics_and_keys() {
        let stream = planned(
            "AWS::Kinesis::Stream",
            &json!({"StreamEncryption": {"EncryptionType": "KMS", "KeyId": {"Ref": "Key"}}}),
        );
        let body = json!({"StreamName": "name", "EncryptionType": "KMS", "KeyId": "k"});
        let target = "Kinesis_20131202.StartStreamEncryption";
        assert_eq!(
            stream,
            [(
                "StreamEncryption",
                Ok(Call::Json {
                    service: "kinesis",
                    target,
                    body
                })
            )]
        );

        let bucket = planned(
            "AWS::S3::Bucket",
            &json!({"BucketEncryption": {"ServerSideEncryptionConfiguration": [{
                "BucketKeyEnabled": true,
                "ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": {"Ref": "Key"}},
            }]}}),
        );
        assert!(xml(&bucket[0].1).contains(
            "<Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm>\
             <KMSMasterKeyID>k</KMSMasterKeyID></ApplyServerSideEncryptionByDefault>\
             <BucketKeyEnabled>true</BucketKeyEnabled></Rule>"
        ));

        let topic = planned("AWS::SNS::Topic", &json!({"KmsMasterKeyId": {"Fn::If": ["c", 1, 2]}}));
        assert!(topic[0].1.as_ref().unwrap_err().contains("Fn::If"));
        assert!(
            planned("AWS::SQS::Queue", &json!({"KmsMasterKeyId": "k"})).is_empty(),
            "the emulator sets it"
        );
    }
}
