//! C0004: an alarm can never fire, or tells nobody.
//!
//! **What it checks.** An `AWS::CloudWatch::Alarm` on a metric of an AWS service that has no sum over all of the account has dimensions, and every alarm has an action, or is looked at by a
//! composite alarm.
//!
//! **Why.** Services publish their metrics with dimensions, CloudWatch does not add up over a missing one, and it takes the alarm all the same.
//!
//! **Example.**
//!
//! ```yaml
//! Resources:
//!   Late:
//!     Type: AWS::CloudWatch::Alarm
//!     Properties: { Namespace: AWS/Kinesis, MetricName: IncomingRecords }
//! ```
//!
//! **Fix.** Add the dimensions that the service's page on metrics names; name a topic.

use std::collections::BTreeSet;

use ferrocdk_core::{Finding, RenderedResource};

use super::warning;
use crate::catalogue::Verdict;
use crate::diagnostic_ids;
use crate::view::{View, names};

pub(super) const ID: &str = diagnostic_ids::ALARM_IS_BLIND;

pub(super) fn check(view: &View<'_>) -> Vec<Finding> {
    let composed: BTreeSet<String> = view
        .of_type("AWS::CloudWatch::CompositeAlarm")
        .flat_map(|alarm| names(alarm.property("AlarmRule")).into_iter().chain(names(alarm.property("ActionsSuppressor"))))
        .collect();
    view.of_type("AWS::CloudWatch::Alarm").flat_map(|alarm| look(view, alarm, &composed)).collect()
}

fn look(view: &View<'_>, resource: &RenderedResource<'_>, composed: &BTreeSet<String>) -> Vec<Finding> {
    let filled = |name: &str| {
        resource
            .property(name)
            .as_array()
            .is_some_and(|items| !items.is_empty())
    };
    let namespace = resource.property("Namespace").as_str().unwrap_or_default();
    let mut findings = Vec::new();
    let metric = resource.property("MetricName").as_str().unwrap_or_default();
    let has_sum = !metric.is_empty() && view.catalogue().judge(namespace, metric, &BTreeSet::new()) == Verdict::Passes;
    if namespace.starts_with("AWS/") && !filled("Dimensions") && !has_sum {
        let finding = warning(
            resource,
            ID,
            "Dimensions",
            "the alarm watches a metric that has no data",
        );
        findings.push(
            finding
                .found(format!("{namespace} without dimensions"))
                .help("add the dimensions of the service's metric"),
        );
    }
    if !filled("AlarmActions") && !composed.contains(resource.logical_id()) {
        findings.push(warning(resource, ID, "AlarmActions", "the alarm tells nobody").help("name a topic"));
    }
    findings
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn dimensions_and_actions() {
        let findings = |properties: serde_json::Value| -> Vec<String> {
            let template =
                json!({ "Resources": { "A": { "Type": "AWS::CloudWatch::Alarm", "Properties": properties } } });
            crate::rules::found(super::ID, &template)
        };
        assert_eq!(
            findings(json!({ "Namespace": "AWS/Kinesis" })),
            ["Dimensions", "AlarmActions"]
        );
        let own = json!({ "Namespace": "IoT/Manufacturing", "AlarmActions": [{ "Ref": "Topic" }] });
        assert!(findings(own).is_empty());
    }

    #[test]
    fn an_acknowledged_finding_is_silent() {
        let template = json!({ "Resources": { "A": {
            "Type": "AWS::CloudWatch::Alarm",
            "Properties": { "Namespace": "Own" },
            "Metadata": { "ferrocdk": { "C0004": "read by a dashboard only" } }
        } } });
        assert!(crate::rules::found(super::ID, &template).is_empty());
    }
}
