//! The services whose APIs can be called, and how a call looks on the wire.

/// A service of AWS that [`AwsCall`](super::AwsCall) can call.
///
/// The list is closed, because each service has its own protocol: what stands here is known to work, and anything else does not compile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// `Amazon DynamoDB`.
    DynamoDb,
    /// `Amazon EventBridge`.
    EventBridge,
    /// `Amazon Data Firehose`.
    Firehose,
    /// `AWS IoT Core`, a part of its API: endpoints, logging, indexing, thing groups, policies of targets.
    Iot,
    /// `Amazon Kinesis Data Streams`.
    Kinesis,
    /// `AWS Key Management Service`.
    Kms,
    /// `Amazon CloudWatch Logs`.
    Logs,
    /// `AWS Secrets Manager`.
    SecretsManager,
    /// `Amazon SQS`.
    Sqs,
    /// `AWS Systems Manager`, with Parameter Store.
    Ssm,
    /// `AWS Step Functions`.
    StepFunctions,
}

/// How a service is spoken to.
pub(super) enum Protocol {
    /// Every action is a POST of JSON; a header names it.
    Json {
        /// Of `application/x-amz-json-…`.
        version: &'static str,
        /// Stands before the action in the header.
        target: &'static str,
    },
    /// Every action has a method and a path.
    Rest(&'static [RestAction]),
}

/// An action of a REST service. Source: the HTTP requests of the "AWS IoT API Reference".
pub(super) struct RestAction {
    pub(super) name: &'static str,
    pub(super) method: &'static str,
    /// With parameters in braces.
    pub(super) path: &'static str,
    /// Parameters in the query.
    pub(super) query: &'static [&'static str],
}

const fn rest(name: &'static str, method: &'static str, path: &'static str) -> RestAction {
    RestAction {
        name,
        method,
        path,
        query: &[],
    }
}

const IOT: &[RestAction] = &[
    rest("AttachPolicy", "PUT", "/target-policies/{policyName}"),
    rest("CreateThingGroup", "POST", "/thing-groups/{thingGroupName}"),
    rest("DeleteThingGroup", "DELETE", "/thing-groups/{thingGroupName}"),
    RestAction {
        query: &["endpointType"],
        ..rest("DescribeEndpoint", "GET", "/endpoint")
    },
    rest("DescribeThingGroup", "GET", "/thing-groups/{thingGroupName}"),
    rest("DetachPolicy", "POST", "/target-policies/{policyName}"),
    rest("GetIndexingConfiguration", "GET", "/indexing/config"),
    rest("GetV2LoggingOptions", "GET", "/v2LoggingOptions"),
    rest("SetV2LoggingOptions", "POST", "/v2LoggingOptions"),
    rest("UpdateEventConfigurations", "PATCH", "/event-configurations"),
    rest("UpdateIndexingConfiguration", "POST", "/indexing/config"),
    rest("UpdateThingGroup", "PATCH", "/thing-groups/{thingGroupName}"),
];

impl Service {
    /// The name in hosts, signatures and permissions, which agree for all services here.
    pub(super) fn prefix(self) -> &'static str {
        match self {
            Self::DynamoDb => "dynamodb",
            Self::EventBridge => "events",
            Self::Firehose => "firehose",
            Self::Iot => "iot",
            Self::Kinesis => "kinesis",
            Self::Kms => "kms",
            Self::Logs => "logs",
            Self::SecretsManager => "secretsmanager",
            Self::Sqs => "sqs",
            Self::Ssm => "ssm",
            Self::StepFunctions => "states",
        }
    }

    /// Source: the service models that the AWS SDKs are generated from (`jsonVersion`, `targetPrefix`).
    pub(super) fn protocol(self) -> Protocol {
        let json = |version, target| Protocol::Json { version, target };
        match self {
            Self::DynamoDb => json("1.0", "DynamoDB_20120810"),
            Self::EventBridge => json("1.1", "AWSEvents"),
            Self::Firehose => json("1.1", "Firehose_20150804"),
            Self::Iot => Protocol::Rest(IOT),
            Self::Kinesis => json("1.1", "Kinesis_20131202"),
            Self::Kms => json("1.1", "TrentService"),
            Self::Logs => json("1.1", "Logs_20140328"),
            Self::SecretsManager => json("1.1", "secretsmanager"),
            Self::Sqs => json("1.0", "AmazonSQS"),
            Self::Ssm => json("1.1", "AmazonSSM"),
            Self::StepFunctions => json("1.0", "AWSStepFunctions"),
        }
    }
}
