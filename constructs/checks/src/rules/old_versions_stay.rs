//! C0012: a bucket keeps every version of its objects for ever.
//!
//! **What it checks.** A versioned bucket has a lifecycle rule that deletes noncurrent versions.
//!
//! **Why.** Deleting an object of a versioned bucket hides it, and overwriting keeps the old one. Without such a rule nothing ever really goes, and all of it is paid.
//!
//! **Example.**
//!
//! ```yaml
//! Resources:
//!   Archive:
//!     Type: AWS::S3::Bucket
//!     Properties:
//!       VersioningConfiguration: { Status: Enabled }
//!       LifecycleConfiguration: { Rules: [{ Status: Enabled, ExpirationInDays: 365 }] }
//! ```
//!
//! **Fix.** Add `NoncurrentVersionExpiration` to an enabled rule.

use ferrocdk_core::Finding;

use super::{info};
use crate::diagnostic_ids;
use crate::view::{View, listed};

pub(super) const ID: &str = diagnostic_ids::OLD_VERSIONS_STAY;

pub(super) fn check(view: &View<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for bucket in view.of_type("AWS::S3::Bucket") {
        if bucket.property("VersioningConfiguration/Status") != "Enabled" {
            continue;
        }
        let rules = bucket.property("LifecycleConfiguration/Rules");
        let deletes = listed(rules).into_iter().any(|rule| {
            let is_off = rule["Status"] == "Disabled";
            let names = ["NoncurrentVersionExpiration", "NoncurrentVersionExpirationInDays"];
            !is_off && names.iter().any(|name| !rule[name].is_null())
        });
        if !deletes {
            let finding = info(bucket, ID, "LifecycleConfiguration", "old versions of objects are kept for ever");
            findings.push(finding.help("add NoncurrentVersionExpiration to a rule of the lifecycle"));
        }
    }
    findings
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by it")]
mod tests {
    use serde_json::{Value as Json, json};

    #[test]
    fn a_versioned_bucket_deletes_old_versions() {
        let found = |status: &str, rules: Json| {
            let properties = json!({ "VersioningConfiguration": { "Status": status }, "LifecycleConfiguration": { "Rules": rules } });
            crate::rules::found(super::ID, &json!({ "Resources": { "B": { "Type": "AWS::S3::Bucket", "Properties": properties } } })).len()
        };
        let rule = |status: &str| json!([{ "Status": status, "NoncurrentVersionExpiration": { "NoncurrentDays": 7 } }]);
        assert_eq!((found("Enabled", json!(null)), found("Enabled", rule("Disabled"))), (1, 1));
        assert_eq!((found("Enabled", rule("Enabled")), found("Suspended", json!(null))), (0, 0));
    }
}
