//! C0013: data leaves the account or the region of its stack.
//!
//! **What it checks.** ARNs written out name the account of the stack's environment, and its region where the environment names none for lint's own rule (F7001); tables have no replicas and backups no copies in other regions.
//!
//! **Why.** A literal account or region works until the stack is deployed elsewhere, or quietly sends data to where it must not be: most plants may not export theirs.
//!
//! **Example.**
//!
//! ```yaml
//! Resources:
//!   Readings:
//!     Type: AWS::DynamoDB::GlobalTable
//!     Properties: { Replicas: [{ Region: sa-east-1 }, { Region: us-east-1 }] }
//! ```
//!
//! **Fix.** Use `AWS::Region`, `AWS::AccountId` or a reference; acknowledge the rule where data may leave.

use std::collections::BTreeSet;

use ferrocdk_core::{Finding, RenderedResource};
use serde_json::Value as Json;

use super::info;
use crate::diagnostic_ids;
use crate::view::{View, listed, text_of};

pub(super) const ID: &str = diagnostic_ids::DATA_LEAVES_RESIDENCY;

pub(super) fn check(view: &View<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for resource in view.resources() {
        let mut arns = BTreeSet::new();
        foreign(&resource.body()["Properties"], view, &mut arns);
        for arn in arns {
            let finding = Finding::new(ID, "the ARN names another account or region than the stack's", &["Resources", resource.logical_id()]);
            let finding = finding.severity(ferrocdk_core::Severity::Info).found(arn);
            findings.push(finding.help("use a reference, or AWS::AccountId and AWS::Region"));
        }
    }
    let own = view.environment().region.as_deref();
    for table in view.of_type("AWS::DynamoDB::GlobalTable") {
        let regions: BTreeSet<&str> = listed(table.property("Replicas")).into_iter().filter_map(|replica| replica["Region"].as_str()).collect();
        let mut others = regions.iter().filter(|region| own.is_some_and(|own| own != **region));
        if regions.len() > 1 || others.next().is_some() {
            findings.push(elsewhere(table, "Replicas", "the table has replicas in other regions", &regions));
        }
    }
    for plan in view.of_type("AWS::Backup::BackupPlan") {
        let rules = listed(plan.property("BackupPlan/BackupPlanRule"));
        let vaults = rules.into_iter().flat_map(|rule| listed(&rule["CopyActions"])).filter_map(|copy| text_of(&copy["DestinationBackupVaultArn"]));
        let regions: BTreeSet<String> = vaults.filter_map(|arn| arn.split(':').nth(3).map(str::to_owned)).filter(|region| is_region(region)).collect();
        let regions: BTreeSet<&str> = regions.iter().map(String::as_str).collect();
        if regions.iter().any(|region| own != Some(*region)) {
            findings.push(elsewhere(plan, "BackupPlan", "backups are copied to another region", &regions));
        }
    }
    findings
}

fn elsewhere(resource: &RenderedResource<'_>, property: &str, message: &str, regions: &BTreeSet<&str>) -> Finding {
    let shown: Vec<&str> = regions.iter().copied().collect();
    let finding = info(resource, ID, property, message).found(shown.join(", "));
    finding.help("keep it in the region of the stack, or acknowledge that the data may leave")
}

/// ARNs below a value that name an account or a region which is not the stack's.
fn foreign(value: &Json, view: &View<'_>, found: &mut BTreeSet<String>) {
    match value {
        Json::String(text) => {
            let mut parts = text.split(':');
            let (Some("arn"), Some(_), Some(service), Some(region), Some(account)) = (parts.next(), parts.next(), parts.next(), parts.next(), parts.next()) else {
                return;
            };
            let environment = view.environment();
            let is_account = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
            let other_account = is_account && environment.account.as_deref().is_some_and(|own| own != account);
            // Lint says it of a stack that names its region.
            let other_region = environment.region.is_none() && is_region(region) && environment.account.is_some();
            // Layers and images are AWS's own, in accounts of its own.
            if service != "lambda" && (other_account || other_region) {
                found.insert(text.clone());
            }
        }
        Json::Array(items) => items.iter().for_each(|item| foreign(item, view, found)),
        Json::Object(fields) => fields.values().for_each(|inner| foreign(inner, view, found)),
        _ => {}
    }
}

/// Whether a text has the form of a region.
fn is_region(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let is_number = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit()) && !part.is_empty();
    parts.len() >= 3 && parts.last().is_some_and(is_number)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by it")]
mod tests {
    use ferrocdk_core::Environment;
    use serde_json::{Value as Json, json};

    fn found(environment: &Environment, kind: &str, properties: Json) -> usize {
        let template = json!({ "Resources": { "R": { "Type": kind, "Properties": properties } } });
        crate::rules::found_in(environment, super::ID, &template).len()
    }

    #[test]
    fn accounts_written_out_are_the_stacks() {
        let own = Environment { account: Some("111122223333".to_owned()), region: Some("sa-east-1".to_owned()) };
        let arn = |account: &str| json!({ "RoleArn": format!("arn:aws:iam::{account}:role/x") });
        assert_eq!(found(&own, "AWS::Any", arn("444455556666")), 1);
        assert_eq!((found(&own, "AWS::Any", arn("111122223333")), found(&own, "AWS::Any", arn("aws"))), (0, 0));
        assert_eq!(found(&Environment::default(), "AWS::Any", arn("444455556666")), 0, "an account that is not known is no other");
    }

    #[test]
    fn replicas_and_copies_stay_in_the_region() {
        let own = Environment::region("sa-east-1");
        let replicas = |regions: &[&str]| json!({ "Replicas": regions.iter().map(|region| json!({ "Region": region })).collect::<Vec<_>>() });
        let table = "AWS::DynamoDB::GlobalTable";
        assert_eq!((found(&own, table, replicas(&["sa-east-1"])), found(&own, table, replicas(&["us-east-1"]))), (0, 1));
        let copy = |region: &str| json!({ "BackupPlan": { "BackupPlanRule": [{ "CopyActions": [{ "DestinationBackupVaultArn": format!("arn:aws:backup:{region}:111122223333:backup-vault:v") }] }] } });
        let plan = "AWS::Backup::BackupPlan";
        assert_eq!((found(&own, plan, copy("us-east-1")), found(&own, plan, copy("sa-east-1"))), (1, 0));
    }
}
