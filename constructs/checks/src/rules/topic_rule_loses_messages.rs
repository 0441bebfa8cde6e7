//! C0001: a topic rule loses messages or their order.
//!
//! **What it checks.** An `AWS::IoT::TopicRule` has an error action, and its Kinesis action has a partition key that belongs to the device.
//!
//! **Why.** Without an error action, a message that cannot be delivered is gone. With a key of time or chance, the messages of one device spread
//! over shards and lose their order.
//!
//! **Example.**
//!
//! ```yaml
//! Resources:
//!   Rule:
//!     Type: AWS::IoT::TopicRule
//!     Properties:
//!       TopicRulePayload:
//!         Sql: SELECT * FROM 'sensor/data/+'
//!         Actions: [{ Kinesis: { StreamName: readings, RoleArn: x, PartitionKey: "${newuuid()}" } }]
//! ```
//!
//! **Fix.** Give the rule an `ErrorAction`, such as a queue; use the level of the topic that names the thing: `${topic(3)}`.

use ferrocdk_core::{Finding, RenderedResource};

use super::warning;
use crate::diagnostic_ids;

pub(super) const ID: &str = diagnostic_ids::TOPIC_RULE_LOSES_MESSAGES;

pub(super) fn check(resource: &RenderedResource<'_>) -> Vec<Finding> {
    if !resource.is("AWS::IoT::TopicRule") {
        return Vec::new();
    }
    let payload = resource.property("TopicRulePayload");
    let mut findings = Vec::new();
    if !payload["ErrorAction"].is_object() {
        let finding = warning(
            resource,
            ID,
            "TopicRulePayload/ErrorAction",
            "a message that cannot be delivered is lost",
        );
        findings.push(finding.help("give the rule an error action, such as a queue"));
    }
    for action in payload["Actions"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|action| action["Kinesis"].is_object())
    {
        let key = &action["Kinesis"]["PartitionKey"];
        let text = key.as_str().unwrap_or_default();
        if key.is_null() || text.contains("newuuid") || text.contains("timestamp") {
            let finding = warning(
                resource,
                ID,
                "TopicRulePayload/Actions/Kinesis/PartitionKey",
                "messages of one device lose their order",
            );
            let found = if key.is_null() { "no partition key" } else { text };
            findings.push(
                finding
                    .found(found)
                    .help("use the level of the topic that names the thing, such as ${topic(3)}"),
            );
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    fn findings(payload: serde_json::Value) -> Vec<String> {
        let template = json!({ "Resources": { "R": { "Type": "AWS::IoT::TopicRule", "Properties": { "TopicRulePayload": payload } } } });
        crate::rules::found(super::ID, &template)
    }

    #[test]
    fn an_error_action_and_a_key_of_the_device() {
        let good =
            json!({ "ErrorAction": { "Sqs": {} }, "Actions": [{ "Kinesis": { "PartitionKey": "${topic(3)}" } }] });
        assert!(findings(good).is_empty());
        let key = "TopicRulePayload/Actions/Kinesis/PartitionKey";
        assert_eq!(
            findings(json!({ "Actions": [{ "Kinesis": {} }] })),
            ["TopicRulePayload/ErrorAction", key]
        );
        let chance =
            json!({ "ErrorAction": { "Sqs": {} }, "Actions": [{ "Kinesis": { "PartitionKey": "${newuuid()}" } }] });
        assert_eq!(findings(chance), [key]);
    }
}
