//! C0011: a table forgets what nothing else keeps.
//!
//! **What it checks.** A template with a table whose items expire has an archive: a bucket that is not for access logs, a delivery stream, or a stream of the table's changes.
//!
//! **Why.** What DynamoDB deletes by its time to live is gone. Readings that were never archived are missing when they are asked for, months later.
//!
//! **Example.**
//!
//! ```yaml
//! Resources:
//!   Readings:
//!     Type: AWS::DynamoDB::Table
//!     Properties: { TimeToLiveSpecification: { AttributeName: expiry, Enabled: true } }
//! ```
//!
//! **Fix.** Archive what is written before it expires, or acknowledge the rule where the items are of no worth later.

use ferrocdk_core::{Finding, RenderedResource};

use super::info;
use crate::diagnostic_ids;
use crate::view::{View, is_true, names};

pub(super) const ID: &str = diagnostic_ids::EXPIRY_WITHOUT_ARCHIVE;

pub(super) fn check(view: &View<'_>) -> Vec<Finding> {
    let delivers = view.of_type("AWS::KinesisFirehose::DeliveryStream").next().is_some();
    if delivers || view.of_type("AWS::S3::Bucket").any(|bucket| !is_for_logs(view, bucket)) {
        return Vec::new();
    }
    let tables = view.of_type("AWS::DynamoDB::Table").chain(view.of_type("AWS::DynamoDB::GlobalTable"));
    let forgets = tables.filter(|table| {
        let has_changes = ["StreamSpecification", "KinesisStreamSpecification"].iter().any(|name| table.property(name).is_object());
        is_true(table.property("TimeToLiveSpecification/Enabled")) && !has_changes
    });
    forgets
        .map(|table| {
            let finding = info(table, ID, "TimeToLiveSpecification", "items expire that nothing archives");
            finding.help("archive them in a bucket, or acknowledge that they are of no worth later")
        })
        .collect()
}

/// Whether a bucket only takes the access logs of others.
fn is_for_logs(view: &View<'_>, bucket: &RenderedResource<'_>) -> bool {
    view.of_type("AWS::S3::Bucket")
        .any(|other| names(other.property("LoggingConfiguration")).contains(bucket.logical_id()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by it")]
mod tests {
    use serde_json::{Value as Json, json};

    fn found(others: Json) -> usize {
        let table = json!({ "Type": "AWS::DynamoDB::Table", "Properties": { "TimeToLiveSpecification": { "AttributeName": "e", "Enabled": true } } });
        let mut resources = others;
        resources["T"] = table;
        crate::rules::found(super::ID, &json!({ "Resources": resources })).len()
    }

    #[test]
    fn an_archive_is_a_bucket_or_a_delivery_stream() {
        assert_eq!(found(json!({})), 1);
        assert_eq!(found(json!({ "B": { "Type": "AWS::S3::Bucket" } })), 0);
        assert_eq!(found(json!({ "D": { "Type": "AWS::KinesisFirehose::DeliveryStream" } })), 0);
        let logged = json!({ "Type": "AWS::S3::Bucket", "Properties": { "LoggingConfiguration": { "DestinationBucketName": { "Ref": "L" } } } });
        assert_eq!(found(json!({ "B": logged, "L": { "Type": "AWS::S3::Bucket" } })), 0);
    }

    #[test]
    fn items_that_stay_need_none() {
        let table = json!({ "Type": "AWS::DynamoDB::Table", "Properties": {} });
        assert!(crate::rules::found(super::ID, &json!({ "Resources": { "T": table } })).is_empty());
    }
}
