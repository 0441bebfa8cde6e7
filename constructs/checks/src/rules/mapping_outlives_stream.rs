//! C0007: a mapping tries records for longer than its stream keeps them.
//!
//! **What it checks.** The age at which a mapping gives a record up is below the retention of its stream of Kinesis.
//!
//! **Why.** A record that expires in the stream before the mapping gives it up goes nowhere: the destination would only have got its place.
//!
//! **Example.**
//!
//! ```yaml
//! Resources:
//!   Stream: { Type: AWS::Kinesis::Stream, Properties: { RetentionPeriodHours: 24 } }
//!   Mapping:
//!     Type: AWS::Lambda::EventSourceMapping
//!     Properties: { EventSourceArn: !GetAtt Stream.Arn, MaximumRecordAgeInSeconds: 86400 }
//! ```
//!
//! **Fix.** Take a share of the retention, such as a quarter, so that there is time to bring records back.

use ferrocdk_core::Finding;

use super::{warning};
use crate::diagnostic_ids;
use crate::view::{View, number};

pub(super) const ID: &str = diagnostic_ids::MAPPING_OUTLIVES_STREAM;

/// Hours that a stream keeps records for where nothing is said. Source: "AWS::Kinesis::Stream".
const DEFAULT_RETENTION: u64 = 24;

pub(super) fn check(view: &View<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for mapping in view.of_type("AWS::Lambda::EventSourceMapping") {
        let Some(stream) = view.target(mapping.property("EventSourceArn")) else { continue };
        let Some(age) = number(mapping.property("MaximumRecordAgeInSeconds")) else { continue };
        let retention = stream.property("RetentionPeriodHours");
        if !stream.is("AWS::Kinesis::Stream") || retention.is_object() {
            continue;
        }
        let hours = number(retention).unwrap_or(DEFAULT_RETENTION);
        if age >= hours.saturating_mul(3_600) {
            let finding = warning(mapping, ID, "MaximumRecordAgeInSeconds", "records expire in the stream before they are given up");
            findings.push(
                finding
                    .found(format!("{age} seconds, where the stream keeps {hours} hours"))
                    .help("take a quarter of the stream's retention"),
            );
        }
    }
    findings
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by it")]
mod tests {
    use serde_json::json;

    #[test]
    fn the_age_stays_below_the_retention() {
        let found = |age: i64, hours: serde_json::Value| {
            let template = json!({ "Resources": {
                "S": { "Type": "AWS::Kinesis::Stream", "Properties": { "RetentionPeriodHours": hours } },
                "M": { "Type": "AWS::Lambda::EventSourceMapping", "Properties": { "EventSourceArn": { "Fn::GetAtt": "S.Arn" }, "MaximumRecordAgeInSeconds": age } }
            } });
            crate::rules::found(super::ID, &template).len()
        };
        assert_eq!((found(86_400, json!(24)), found(86_399, json!(24)), found(151_200, json!(168))), (1, 0, 0));
        assert_eq!((found(86_400, json!(null)), found(-1, json!(24)), found(86_400, json!({ "Ref": "Hours" }))), (1, 0, 0));
    }
}
