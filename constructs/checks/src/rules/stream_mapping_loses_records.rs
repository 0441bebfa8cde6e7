//! C0002: an event source mapping of a stream loses records.
//!
//! **What it checks.** An `AWS::Lambda::EventSourceMapping` with a starting position (a stream's) does not start at `LATEST`, takes partial
//! results, bounds the age of records, and has a destination for what it gives up.
//!
//! **Why.** `LATEST` skips what arrives while the mapping is made or changed. Without partial results, one bad record repeats or drops its whole
//! batch. Without an age, a record that cannot be processed blocks its shard until it expires; without a destination it is then gone.
//!
//! **Example.**
//!
//! ```yaml
//! Resources:
//!   Mapping:
//!     Type: AWS::Lambda::EventSourceMapping
//!     Properties: { StartingPosition: LATEST }
//! ```
//!
//! **Fix.** `TRIM_HORIZON`, `ReportBatchItemFailures`, `MaximumRecordAgeInSeconds` below the stream's retention, `DestinationConfig/OnFailure`.

use ferrocdk_core::{Finding, RenderedResource};

use super::warning;
use crate::diagnostic_ids;

pub(super) const ID: &str = diagnostic_ids::STREAM_MAPPING_LOSES_RECORDS;

pub(super) fn check(resource: &RenderedResource<'_>) -> Vec<Finding> {
    if !resource.is("AWS::Lambda::EventSourceMapping") || resource.property("StartingPosition").is_null() {
        return Vec::new();
    }
    let mut findings = Vec::new();
    if resource.property("StartingPosition") == "LATEST" {
        let finding = warning(
            resource,
            ID,
            "StartingPosition",
            "records that arrive while the mapping changes are skipped",
        );
        findings.push(finding.found("LATEST").help("start at TRIM_HORIZON"));
    }
    let responses = resource.property("FunctionResponseTypes").as_array();
    if !responses.is_some_and(|types| types.iter().any(|kind| kind == "ReportBatchItemFailures")) {
        let finding = warning(
            resource,
            ID,
            "FunctionResponseTypes",
            "one bad record takes its whole batch with it",
        );
        findings.push(finding.help("add ReportBatchItemFailures and return the failed records"));
    }
    let age = resource.property("MaximumRecordAgeInSeconds");
    if age.is_null() || *age == -1 {
        let finding = warning(
            resource,
            ID,
            "MaximumRecordAgeInSeconds",
            "a record that fails blocks its shard until it expires",
        );
        findings.push(finding.help("set an age below the stream's retention"));
    }
    if resource.property("DestinationConfig")["OnFailure"]["Destination"].is_null() {
        let finding = warning(
            resource,
            ID,
            "DestinationConfig/OnFailure",
            "records that are given up are lost",
        );
        findings.push(finding.help("send them to a queue"));
    }
    findings
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    fn findings(properties: serde_json::Value) -> Vec<String> {
        let template =
            json!({ "Resources": { "M": { "Type": "AWS::Lambda::EventSourceMapping", "Properties": properties } } });
        crate::rules::found(super::ID, &template)
    }

    #[test]
    fn every_way_to_lose_records_is_found() {
        let properties = json!({ "StartingPosition": "LATEST" });
        let all = [
            "StartingPosition",
            "FunctionResponseTypes",
            "MaximumRecordAgeInSeconds",
            "DestinationConfig/OnFailure",
        ];
        assert_eq!(findings(properties), all);
        let good = json!({
            "StartingPosition": "TRIM_HORIZON",
            "FunctionResponseTypes": ["ReportBatchItemFailures"],
            "MaximumRecordAgeInSeconds": 3600,
            "DestinationConfig": { "OnFailure": { "Destination": { "Fn::GetAtt": ["Q", "Arn"] } } }
        });
        assert!(findings(good).is_empty());
        assert!(
            findings(json!({ "FunctionName": "queue" })).is_empty(),
            "a mapping of a queue is another matter"
        );
    }
}
