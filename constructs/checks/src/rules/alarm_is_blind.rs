//! C0004: an alarm can never fire, or tells nobody.
//!
//! **What it checks.** An `AWS::CloudWatch::Alarm` on a metric of an AWS service has dimensions, and every alarm has an action.
//!
//! **Why.** Services publish their metrics with dimensions, CloudWatch does not add up over a missing one, and it takes the alarm all the same.
//!
//! **Fix.** Add the dimensions that the service's page on metrics names; name a topic.

use ferrocdk_core::{Finding, RenderedResource};

use super::warning;
use crate::diagnostic_ids;

const ID: &str = diagnostic_ids::ALARM_IS_BLIND;

pub(super) fn check(resource: &RenderedResource<'_>) -> Vec<Finding> {
    if !resource.is("AWS::CloudWatch::Alarm") {
        return Vec::new();
    }
    let filled = |name: &str| {
        resource
            .property(name)
            .as_array()
            .is_some_and(|items| !items.is_empty())
    };
    let namespace = resource.property("Namespace").as_str().unwrap_or_default();
    let mut findings = Vec::new();
    if namespace.starts_with("AWS/") && !filled("Dimensions") {
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
    if !filled("AlarmActions") {
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
            crate::rules::properties(&template)
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
        assert!(crate::rules::properties(&template).is_empty());
    }
}
