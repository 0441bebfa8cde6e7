//! Actions of rules: what the services of AWS do with a message, and the permissions for that.
//!
//! Many settings of an action are substitution templates: `${topic(2)}`, `${timestamp()}`, or any other expression of the rules engine's language, which is worked out for
//! each message. Source: "Substitution templates" of the AWS IoT developer guide.

use ferrocdk_core::{Value, pseudo, text};

mod cloudwatch;
#[cfg(feature = "dynamodb")]
mod dynamodb;
mod firehose;
mod http;
mod influx_db;
mod iot_analytics;
mod iot_events;
mod kafka;
#[cfg(feature = "kinesis")]
mod kinesis;
#[cfg(feature = "lambda")]
mod lambda;
mod location;
#[cfg(feature = "logs")]
mod logs;
mod open_search;
mod republish;
#[cfg(feature = "s3")]
mod s3;
mod site_wise;
#[cfg(feature = "sns")]
mod sns;
#[cfg(feature = "sqs")]
mod sqs;
#[cfg(feature = "stepfunctions")]
mod step_functions;
mod timestream;

pub use cloudwatch::{AlarmAction, AlarmState, MetricAction};
#[cfg(feature = "dynamodb")]
pub use dynamodb::{DynamoDbAction, DynamoDbKey, DynamoDbV2Action};
pub use firehose::{FirehoseAction, Separator};
pub use http::{Batching, HttpAction};
pub use influx_db::InfluxDbAction;
pub use iot_analytics::IotAnalyticsAction;
pub use iot_events::IotEventsAction;
pub use kafka::KafkaAction;
#[cfg(feature = "kinesis")]
pub use kinesis::KinesisAction;
#[cfg(feature = "lambda")]
pub use lambda::LambdaAction;
pub use location::LocationAction;
#[cfg(feature = "logs")]
pub use logs::CloudWatchLogsAction;
pub use open_search::OpenSearchAction;
pub use republish::{QualityOfService, RepublishAction};
#[cfg(feature = "s3")]
pub use s3::S3Action;
pub use site_wise::{PropertyEntry, PropertyValue, SiteWiseAction};
#[cfg(feature = "sns")]
pub use sns::{SnsAction, SnsMessageFormat};
#[cfg(feature = "sqs")]
pub use sqs::{SqsAction, SqsEncoding};
#[cfg(feature = "stepfunctions")]
pub use step_functions::StepFunctionsAction;
pub use timestream::{TimestampUnit, TimestreamAction};

/// Content of a message: one thing, or a list of things.
///
/// Source: "batchMode" of the actions that have it, in the AWS IoT developer guide.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Payload {
    /// The message is one record.
    #[default]
    One,
    /// The message is an array in JSON, and each of its items a record.
    Items,
}

impl Payload {
    /// As the template has it; nothing where it is the default.
    fn batch_mode(self) -> Option<Value<bool>> {
        (self == Self::Items).then(|| true.into())
    }
}

/// Why statements of actions have wildcards.
const BY_TEMPLATE: &str =
    "the rule works the name out for each message; the statement has the part of it that does not change";
const NO_RESOURCE: &str = "IAM limits this action to no resource";

/// The ARN of something of the stack's account and region.
pub(super) fn arn(service: &str, resource: &str, name: impl Into<Value<String>>) -> Value<String> {
    text!(
        "arn:{}:{}:{}:{}:{}/{}",
        pseudo::partition(),
        service,
        pseudo::region(),
        pseudo::account_id(),
        resource,
        name.into()
    )
}

/// A name as statements have it: with `*` in place of what is worked out for each message.
fn pattern(name: &Value<String>) -> Value<String> {
    let Some(text) = name.literal() else {
        return name.clone();
    };
    let mut pattern = String::new();
    let mut rest = text.as_str();
    while let Some((before, template)) = rest.split_once("${") {
        pattern.push_str(before);
        if !pattern.ends_with('*') {
            pattern.push('*');
        }
        rest = template.split_once('}').map_or("", |(_, after)| after);
    }
    (pattern + rest).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_becomes_a_wildcard() {
        let cases = [
            ("plant/commands", "plant/commands"),
            ("plant/${topic(2)}/commands", "plant/*/commands"),
            ("${topic()}/${timestamp()}", "*/*"),
            ("${topic(1)}${topic(2)}.json", "*.json"),
            ("${never closed", "*"),
        ];
        for (name, expected) in cases {
            assert_eq!(
                pattern(&name.into()).literal().map(String::as_str),
                Some(expected),
                "{name}"
            );
        }
    }
}
