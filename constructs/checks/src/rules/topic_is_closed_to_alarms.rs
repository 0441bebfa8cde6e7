//! C0010: alarms tell a topic that they cannot publish to.
//!
//! **What it checks.** A topic of the template that alarms tell is not encrypted by the key `alias/aws/sns`, its key of the template lets CloudWatch in, and its policy, where it has one, does so too.
//!
//! **Why.** CloudWatch publishes as itself. A key or a policy that does not name it makes every message fail, and the alarm shows only in its history that nobody was told.
//!
//! **Example.**
//!
//! ```yaml
//! Resources:
//!   Topic: { Type: AWS::SNS::Topic, Properties: { KmsMasterKeyId: alias/aws/sns } }
//!   Late:
//!     Type: AWS::CloudWatch::Alarm
//!     Properties: { Namespace: Press, MetricName: Late, AlarmActions: [!Ref Topic] }
//! ```
//!
//! **Fix.** Encrypt with a key of the account whose policy allows `cloudwatch.amazonaws.com` `kms:Decrypt` and `kms:GenerateDataKey*`, and let it publish in the topic's policy.

use std::collections::BTreeSet;

use ferrocdk_core::Finding;
use serde_json::Value as Json;

use super::warning;
use crate::diagnostic_ids;
use crate::view::{View, listed, names};

pub(super) const ID: &str = diagnostic_ids::TOPIC_IS_CLOSED_TO_ALARMS;
const CLOUDWATCH: &str = "cloudwatch.amazonaws.com";

pub(super) fn check(view: &View<'_>) -> Vec<Finding> {
    let told = told(view);
    let mut findings = Vec::new();
    for topic in view.of_type("AWS::SNS::Topic").filter(|topic| told.contains(topic.logical_id())) {
        let key = topic.property("KmsMasterKeyId");
        if key == "alias/aws/sns" {
            let finding = warning(topic, ID, "KmsMasterKeyId", "alarms cannot publish to a topic under the key of AWS");
            findings.push(finding.found("alias/aws/sns").help("take a key of the account that lets CloudWatch in"));
        }
        if let Some(key) = view.target(key).filter(|key| key.is("AWS::KMS::Key"))
            && !lets_in(key.property("KeyPolicy"))
        {
            let finding = warning(topic, ID, "KmsMasterKeyId", "the topic's key does not let alarms use it");
            findings.push(finding.found(key.logical_id()).help(format!("allow {CLOUDWATCH} kms:Decrypt and kms:GenerateDataKey* in the key's policy")));
        }
        let mut policies = view
            .of_type("AWS::SNS::TopicPolicy")
            .filter(|policy| names(policy.property("Topics")).contains(topic.logical_id()))
            .peekable();
        // Without one, SNS lets the account in.
        if policies.peek().is_some() && !policies.any(|policy| lets_in(policy.property("PolicyDocument"))) {
            let finding = warning(topic, ID, "TopicName", "the topic's policy does not let alarms publish");
            findings.push(finding.help(format!("allow {CLOUDWATCH} sns:Publish, from the own account")));
        }
    }
    findings
}

/// Logical ids that alarms tell.
fn told(view: &View<'_>) -> BTreeSet<String> {
    let alarms = view.of_type("AWS::CloudWatch::Alarm").chain(view.of_type("AWS::CloudWatch::CompositeAlarm"));
    let actions = ["AlarmActions", "OKActions", "InsufficientDataActions"];
    alarms.flat_map(|alarm| actions.iter().flat_map(|action| names(alarm.property(action)))).collect()
}

/// Whether a statement allows CloudWatch, or everybody, something.
fn lets_in(policy: &Json) -> bool {
    // A policy that is no map here is put together where it cannot be seen.
    if !policy.is_object() || policy["Statement"].is_null() {
        return true;
    }
    listed(&policy["Statement"]).into_iter().any(|statement| {
        let principal = &statement["Principal"];
        let services = listed(&principal["Service"]);
        statement["Effect"] == "Allow" && (principal == "*" || principal["AWS"] == "*" || services.iter().any(|service| **service == CLOUDWATCH))
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by it")]
mod tests {
    use serde_json::{Value as Json, json};

    fn found(key: Json, key_principal: Json, topic_principal: Json) -> usize {
        let allow = |principal: Json| json!({ "Statement": [{ "Effect": "Allow", "Principal": principal }, { "Effect": "Deny", "Principal": "*" }] });
        let template = json!({ "Resources": {
            "K": { "Type": "AWS::KMS::Key", "Properties": { "KeyPolicy": allow(key_principal) } },
            "T": { "Type": "AWS::SNS::Topic", "Properties": { "KmsMasterKeyId": key } },
            "P": { "Type": "AWS::SNS::TopicPolicy", "Properties": { "Topics": [{ "Ref": "T" }], "PolicyDocument": allow(topic_principal) } },
            "A": { "Type": "AWS::CloudWatch::Alarm", "Properties": { "OKActions": [{ "Ref": "T" }] } }
        } });
        crate::rules::found(super::ID, &template).len()
    }

    #[test]
    fn key_and_policy_name_cloudwatch() {
        let own = json!({ "Fn::GetAtt": ["K", "Arn"] });
        let cloudwatch = json!({ "Service": ["cloudwatch.amazonaws.com"] });
        let other = json!({ "Service": "events.amazonaws.com" });
        assert_eq!(found(own.clone(), cloudwatch.clone(), cloudwatch.clone()), 0);
        assert_eq!(found(own.clone(), other.clone(), cloudwatch.clone()), 1);
        assert_eq!(found(own, cloudwatch.clone(), other.clone()), 1);
        assert_eq!(found(json!("alias/aws/sns"), other, cloudwatch.clone()), 1);
        assert_eq!(found(json!("alias/ours"), json!(null), cloudwatch), 0, "a key from elsewhere is another's");
    }

    #[test]
    fn a_topic_that_no_alarm_tells_may_be_closed() {
        let topic = json!({ "Type": "AWS::SNS::Topic", "Properties": { "KmsMasterKeyId": "alias/aws/sns" } });
        assert!(crate::rules::found(super::ID, &json!({ "Resources": { "T": topic } })).is_empty());
    }
}
