//! C0009: an alarm or a dashboard looks at a metric that no service publishes.
//!
//! **What it checks.** The metrics of AWS's services in alarms and dashboards exist with exactly the dimensions that are given. What the database does not know passes.
//!
//! **Why.** CloudWatch takes any name and any dimensions, and does not add up over a missing one: such an alarm never fires, such a graph is empty, and nothing says so.
//!
//! **Example.**
//!
//! ```yaml
//! Resources:
//!   Throttled:
//!     Type: AWS::CloudWatch::Alarm
//!     Properties:
//!       Namespace: AWS/DynamoDB
//!       MetricName: UserErrors
//!       Dimensions: [{ Name: TableName, Value: readings }]
//! ```
//!
//! **Fix.** Take the dimensions that the message names, or the metric's method of the construct.

use std::collections::BTreeSet;

use ferrocdk_core::{Finding, RenderedResource};
use serde_json::Value as Json;

use super::warning;
use crate::catalogue::Verdict;
use crate::diagnostic_ids;
use crate::view::{View, listed, text_of};

pub(super) const ID: &str = diagnostic_ids::METRIC_DOES_NOT_EXIST;

pub(super) fn check(view: &View<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for alarm in view.of_type("AWS::CloudWatch::Alarm") {
        let single = (alarm.property("MetricName"), "MetricName");
        let queries = listed(alarm.property("Metrics")).into_iter();
        let queries = queries.map(|query| (&query["MetricStat"]["Metric"], "Metrics"));
        for (metric, property) in queries {
            findings.extend(judge(view, alarm, property, &metric["Namespace"], &metric["MetricName"], &metric["Dimensions"]));
        }
        findings.extend(judge(view, alarm, single.1, alarm.property("Namespace"), single.0, alarm.property("Dimensions")));
    }
    for dashboard in view.of_type("AWS::CloudWatch::Dashboard") {
        let body = text_of(dashboard.property("DashboardBody")).unwrap_or_default();
        let body: Json = serde_json::from_str(&body).unwrap_or_default();
        for widget in listed(&body["widgets"]) {
            findings.extend(widget_findings(view, dashboard, &widget["properties"]["metrics"]));
        }
    }
    findings
}

/// Findings about an alarm's metric, from its names and the list of its dimensions.
fn judge(view: &View<'_>, alarm: &RenderedResource<'_>, property: &str, namespace: &Json, metric: &Json, dimensions: &Json) -> Option<Finding> {
    let names = listed(dimensions).into_iter().map(|dimension| dimension["Name"].as_str().map(str::to_owned));
    let names: Option<BTreeSet<String>> = names.collect();
    verdict(view, alarm, property, namespace.as_str()?, metric.as_str()?, &names?)
}

/// Findings about the metrics of a widget: `[namespace, metric, name, value, ...]`, where `.` repeats what stands above, and `...` all that is left out.
fn widget_findings(view: &View<'_>, dashboard: &RenderedResource<'_>, metrics: &Json) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut above: Vec<String> = Vec::new();
    for row in listed(metrics) {
        let mut fields: Vec<String> = Vec::new();
        let texts: Vec<&str> = listed(row).into_iter().filter_map(Json::as_str).collect();
        for (at, text) in texts.iter().enumerate() {
            match *text {
                "." => fields.extend(above.get(fields.len()).cloned()),
                "..." => {
                    let left = (texts.len() - at - 1).min(above.len());
                    let until = above.len() - left;
                    fields.extend(above.get(fields.len()..until).unwrap_or_default().iter().cloned());
                }
                text => fields.push(text.to_owned()),
            }
        }
        if let [namespace, metric, dimensions @ ..] = fields.as_slice() {
            let names = dimensions.iter().step_by(2).cloned().collect();
            findings.extend(verdict(view, dashboard, "DashboardBody", namespace, metric, &names));
        }
        above = fields;
    }
    findings
}

fn verdict(view: &View<'_>, resource: &RenderedResource<'_>, property: &str, namespace: &str, metric: &str, names: &BTreeSet<String>) -> Option<Finding> {
    let shown = match names.len() {
        0 => format!("{namespace} {metric} without dimensions"),
        _ => format!("{namespace} {metric} by {}", names.iter().map(String::as_str).collect::<Vec<_>>().join(" with ")),
    };
    match view.catalogue().judge(namespace, metric, names) {
        Verdict::Passes => None,
        Verdict::NoMetric => Some(warning(resource, ID, property, "no service publishes the metric").found(shown)),
        Verdict::Dimensions(sets) => {
            let finding = warning(resource, ID, property, "the metric has no data under these dimensions");
            Some(finding.found(shown).allowed(sets))
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by it")]
mod tests {
    use serde_json::json;

    fn found(kind: &str, properties: serde_json::Value) -> usize {
        let template = json!({ "Resources": { "R": { "Type": kind, "Properties": properties } } });
        crate::rules::found(super::ID, &template).len()
    }

    #[test]
    fn alarms_by_name_and_by_maths() {
        let alarm = |properties: serde_json::Value| found("AWS::CloudWatch::Alarm", properties);
        let of_stream = json!([{ "Name": "StreamName", "Value": { "Ref": "S" } }]);
        assert_eq!(alarm(json!({ "Namespace": "AWS/Kinesis", "MetricName": "IncomingRecords", "Dimensions": of_stream })), 0);
        assert_eq!(alarm(json!({ "Namespace": "AWS/Kinesis", "MetricName": "IncomingRecords" })), 1);
        let query = |dimensions: serde_json::Value| json!({ "MetricStat": { "Metric": { "Namespace": "AWS/Kinesis", "MetricName": "IncomingRecords", "Dimensions": dimensions } } });
        let expression = json!({ "Expression": "m1 * 2", "Id": "e" });
        assert_eq!(alarm(json!({ "Metrics": [query(of_stream), expression] })), 0);
        assert_eq!(alarm(json!({ "Metrics": [query(json!(null)), expression] })), 1);
    }

    #[test]
    fn widgets_with_their_short_forms() {
        let dashboard = |metrics: serde_json::Value| {
            let body = json!({ "widgets": [{ "type": "metric", "properties": { "metrics": metrics } }, { "type": "text", "properties": {} }] });
            found("AWS::CloudWatch::Dashboard", json!({ "DashboardBody": body.to_string() }))
        };
        assert_eq!(
            dashboard(json!([
                ["AWS/Kinesis", "IncomingRecords", "StreamName", "readings", { "stat": "Sum" }],
                [".", "IncomingBytes", ".", "."],
                ["...", "others"],
                [{ "expression": "m1" }]
            ])),
            0
        );
        assert_eq!(dashboard(json!([["AWS/Kinesis", "IncomingRecords"], [".", "IncomingBytes"]])), 2);
        assert_eq!(dashboard(json!([["AWS/DynamoDB", "ItemCount", "TableName", "readings"]])), 1);
    }

    #[test]
    fn a_body_put_together_is_read() {
        let body = json!({ "Fn::Join": ["", ["{\"widgets\":[{\"properties\":{\"metrics\":[[\"AWS/Lambda\",\"Errors\",\"Function\",\"", { "Ref": "F" }, "\"]]}}]}"]] });
        assert_eq!(found("AWS::CloudWatch::Dashboard", json!({ "DashboardBody": body })), 1);
    }
}
