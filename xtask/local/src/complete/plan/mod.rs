//! Which calls set the properties that the emulator drops, and which of them nothing sets. No input or output here.

mod data;
mod lambda;
mod s3;

use crate::cloudformation::Template;
use serde_json::Value;
use ureq::http::Method;

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
    Rest {
        service: &'static str,
        method: Method,
        path: String,
        body: Body,
    },
    /// As many shards for a stream, once its records are worked off.
    Shards { stream: String, count: u64 },
    /// Code for a function that has none.
    Code { function: String, body: Value },
}

/// Body of a call.
#[derive(Debug, PartialEq)]
pub(super) enum Body {
    Empty,
    Json(Value),
    Xml(String),
}

/// Turns a physical id and a resolved property into calls.
type Plan = fn(&str, &Value) -> Vec<Call>;

/// A property that the emulator drops, with the calls that set it, and those that take it back: they get the value that was set.
type Setting = (&'static str, Plan, Plan);

const TABLE: &[Setting] = &[
    ("TimeToLiveSpecification", data::time_to_live, data::no_time_to_live),
    (
        "PointInTimeRecoverySpecification",
        data::point_in_time,
        data::no_point_in_time,
    ),
    ("SSESpecification", data::table_encryption, data::no_table_encryption),
    (
        "ContributorInsightsSpecification",
        data::contributor_insights,
        data::no_contributor_insights,
    ),
];
const STREAM: &[Setting] = &[
    ("StreamEncryption", data::stream_encryption, data::no_stream_encryption),
    ("ShardCount", data::shards, data::nothing),
];
const FUNCTION: &[Setting] = &[
    ("Code", lambda::code, data::nothing),
    (
        "ReservedConcurrentExecutions",
        lambda::concurrency,
        lambda::no_concurrency,
    ),
    ("DeadLetterConfig", lambda::dead_letters, lambda::no_dead_letters),
    ("KmsKeyArn", lambda::key, lambda::no_key),
    ("RecursiveLoop", lambda::recursion, lambda::no_recursion),
];
const TOPIC: &[Setting] = &[
    ("KmsMasterKeyId", data::topic_key, data::no_topic_key),
    ("TracingConfig", data::topic_tracing, data::no_topic_tracing),
    ("SignatureVersion", data::topic_signature, data::no_topic_signature),
];
const BUCKET: &[Setting] = &[
    ("BucketEncryption", s3::encryption, s3::no_encryption),
    ("LifecycleConfiguration", s3::life_cycle, s3::no_life_cycle),
    ("VersioningConfiguration", s3::versioning, s3::no_versioning),
    ("LoggingConfiguration", s3::logging, s3::no_logging),
    ("OwnershipControls", s3::ownership, s3::no_ownership),
    ("AccelerateConfiguration", s3::acceleration, s3::no_acceleration),
    ("Tags", s3::tags, s3::no_tags),
];
const ROLE: &[Setting] = &[("PermissionsBoundary", data::boundary, data::no_boundary)];

/// By type: what is set here, and what the emulator sets by itself. Measured with version 1.5.33 by reading every property back through its
/// service, after a creation and after an update. Of other types nothing is known.
const TYPES: &[(&str, &[Setting], &[&str])] = &[
    (
        "AWS::DynamoDB::Table",
        TABLE,
        &[
            "AttributeDefinitions",
            "BillingMode",
            "DeletionProtectionEnabled",
            "GlobalSecondaryIndexes",
            "KeySchema",
            "LocalSecondaryIndexes",
            "ProvisionedThroughput",
            "StreamSpecification",
            "TableName",
            "Tags",
        ],
    ),
    (
        "AWS::IAM::Role",
        ROLE,
        &[
            "AssumeRolePolicyDocument",
            "Description",
            "ManagedPolicyArns",
            "MaxSessionDuration",
            "Path",
            "Policies",
            "RoleName",
            "Tags",
        ],
    ),
    (
        "AWS::Kinesis::Stream",
        STREAM,
        &["Name", "RetentionPeriodHours", "StreamModeDetails", "Tags"],
    ),
    (
        "AWS::Lambda::EventSourceMapping",
        &[],
        &[
            "BatchSize",
            "BisectBatchOnFunctionError",
            "DestinationConfig",
            "Enabled",
            "EventSourceArn",
            "FilterCriteria",
            "FunctionName",
            "FunctionResponseTypes",
            "MaximumBatchingWindowInSeconds",
            "MaximumRecordAgeInSeconds",
            "MaximumRetryAttempts",
            "ParallelizationFactor",
            "ScalingConfig",
            "StartingPosition",
            "StartingPositionTimestamp",
            "Tags",
        ],
    ),
    (
        "AWS::Lambda::Function",
        FUNCTION,
        &[
            "Architectures",
            "CapacityProviderConfig",
            "Description",
            "DurableConfig",
            "Environment",
            "EphemeralStorage",
            "FunctionName",
            "Handler",
            "ImageConfig",
            "Layers",
            "LoggingConfig",
            "MemorySize",
            "PackageType",
            "Role",
            "Runtime",
            "SnapStart",
            "Tags",
            "Timeout",
            "TracingConfig",
        ],
    ),
    (
        "AWS::S3::Bucket",
        BUCKET,
        &[
            "BucketName",
            "CorsConfiguration",
            "NotificationConfiguration",
            "PublicAccessBlockConfiguration",
            "WebsiteConfiguration",
        ],
    ),
    (
        "AWS::SNS::Topic",
        TOPIC,
        &[
            "ContentBasedDeduplication",
            "DisplayName",
            "FifoTopic",
            "Subscription",
            "Tags",
            "TopicName",
        ],
    ),
];

/// A property that is set here.
#[derive(Debug, PartialEq)]
pub(super) struct Planned {
    pub(super) property: &'static str,
    /// As the template has it, with its references replaced.
    pub(super) value: Value,
    pub(super) calls: Vec<Call>,
}

/// The properties of one resource that are set here; of those that cannot be understood, the reason.
pub(super) fn planned(
    kind: &str,
    id: &str,
    properties: &Value,
    template: &Template<'_>,
) -> Vec<Result<Planned, (&'static str, String)>> {
    let mut out = Vec::new();
    for (property, set, _) in settings(kind) {
        let Some(value) = properties.get(property) else {
            continue;
        };
        match template.resolve(value) {
            Ok(Some(value)) => out.push(Ok(Planned {
                property,
                calls: set(id, &value),
                value,
            })),
            Ok(None) => {}
            Err(problem) => out.push(Err((*property, problem))),
        }
    }
    out
}

/// The calls that take back a property that was set to `was` and that the template has no more.
pub(super) fn taken_back(kind: &str, id: &str, property: &str, was: &Value) -> Vec<Call> {
    let setting = settings(kind).iter().find(|(name, _, _)| *name == property);
    setting.map(|(_, _, unset)| unset(id, was)).unwrap_or_default()
}

/// The properties of one resource that nobody sets.
pub(super) fn dropped<'p>(kind: &str, properties: &'p Value) -> Vec<&'p str> {
    let Some((_, settings, kept)) = TYPES.iter().find(|(name, _, _)| *name == kind) else {
        return Vec::new();
    };
    let names = properties
        .as_object()
        .into_iter()
        .flat_map(|properties| properties.keys());
    names
        .map(String::as_str)
        .filter(|name| !kept.contains(name) && !settings.iter().any(|(known, _, _)| known == name))
        .collect()
}

fn settings(kind: &str) -> &'static [Setting] {
    TYPES
        .iter()
        .find(|(name, _, _)| *name == kind)
        .map_or(&[], |(_, settings, _)| settings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloudformation::Resource;
    use serde_json::json;
    use std::collections::BTreeMap;

    fn planned(kind: &str, properties: &Value) -> Vec<Result<Planned, (&'static str, String)>> {
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
        super::planned(kind, "name", properties, &template)
    }

    fn call<'p>(planned: &'p Result<Planned, (&'static str, String)>) -> &'p Call {
        match planned.as_ref().map(|planned| planned.calls.as_slice()) {
            Ok([call]) => call,
            other => panic!("{other:?}"),
        }
    }

    fn xml<'p>(planned: &'p Result<Planned, (&'static str, String)>) -> &'p str {
        match call(planned) {
            Call::Rest {
                body: Body::Xml(xml), ..
            } => xml,
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
            .map(|planned| match call(planned) {
                Call::Json { body, .. } => body,
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
            xml(&planned[0]),
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
        let service = "kinesis";
        assert_eq!(call(&stream[0]), &Call::Json { service, target, body });

        let bucket = planned(
            "AWS::S3::Bucket",
            &json!({"BucketEncryption": {"ServerSideEncryptionConfiguration": [{
                "BucketKeyEnabled": true,
                "ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": {"Ref": "Key"}},
            }]}}),
        );
        assert!(xml(&bucket[0]).contains(
            "<Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm>\
             <KMSMasterKeyID>k</KMSMasterKeyID></ApplyServerSideEncryptionByDefault>\
             <BucketKeyEnabled>true</BucketKeyEnabled></Rule>"
        ));

        let topic = planned("AWS::SNS::Topic", &json!({"KmsMasterKeyId": {"Fn::If": ["c", 1, 2]}}));
        assert!(topic[0].as_ref().unwrap_err().1.contains("Fn::If"));
        assert!(
            planned("AWS::SQS::Queue", &json!({"KmsMasterKeyId": "k"})).is_empty(),
            "the emulator sets it"
        );
    }

    #[test]
    fn what_nobody_sets_is_named() {
        let properties = json!({"Timeout": 3, "ReservedConcurrentExecutions": 5, "VpcConfig": {}, "Code": {}});
        assert_eq!(dropped("AWS::Lambda::Function", &properties), ["VpcConfig"]);
        assert!(
            dropped("AWS::Scheduler::Schedule", &properties).is_empty(),
            "not measured"
        );
    }

    #[test]
    fn functions_get_their_concurrency_and_lose_it() {
        let path = "/2017-10-31/functions/name/concurrency".to_owned();
        for value in [json!(5), json!("5")] {
            let planned = planned("AWS::Lambda::Function", &json!({"ReservedConcurrentExecutions": value}));
            let body = Body::Json(json!({"ReservedConcurrentExecutions": 5}));
            let (service, method) = ("lambda", Method::PUT);
            assert_eq!(
                call(&planned[0]),
                &Call::Rest {
                    service,
                    method,
                    path: path.clone(),
                    body
                }
            );
        }
        let back = taken_back(
            "AWS::Lambda::Function",
            "name",
            "ReservedConcurrentExecutions",
            &json!(5),
        );
        let (service, method, body) = ("lambda", Method::DELETE, Body::Empty);
        assert_eq!(
            back,
            [Call::Rest {
                service,
                method,
                path,
                body
            }]
        );
        let inline = planned("AWS::Lambda::Function", &json!({"Code": {"ZipFile": "x"}}));
        assert!(inline[0].as_ref().is_ok_and(|planned| planned.calls.is_empty()));
    }

    /// No property stands twice, or it would be set by one and reported by the other.
    #[test]
    fn every_property_stands_once() {
        for (kind, settings, kept) in TYPES {
            let mut names: Vec<&str> = settings
                .iter()
                .map(|(name, _, _)| *name)
                .chain(kept.iter().copied())
                .collect();
            names.sort_unstable();
            let all = names.len();
            names.dedup();
            assert_eq!(names.len(), all, "{kind}");
        }
    }
}
