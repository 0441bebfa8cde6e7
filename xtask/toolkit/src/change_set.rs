//! A change set: what would change, and whether a person has to agree first.

use serde::Deserialize;
use serde_json::Value;

use crate::{
    assembly::Stack,
    iam::{self, Widening},
};

/// The answer of `aws cloudformation describe-change-set`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ChangeSet {
    /// ARN of the stack.
    #[serde(default)]
    pub stack_id: String,
    /// `CREATE_PENDING`, `CREATE_IN_PROGRESS`, `CREATE_COMPLETE` or `FAILED`.
    pub status: String,
    /// Why it failed.
    #[serde(default)]
    pub status_reason: Option<String>,
    /// The changes.
    #[serde(default)]
    pub changes: Vec<Change>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Change {
    /// What happens to a resource; hooks have none.
    #[serde(default)]
    pub resource_change: Option<ResourceChange>,
}

/// What happens to a resource.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ResourceChange {
    /// `Add`, `Modify`, `Remove`, `Import` or `Dynamic`.
    pub action: String,
    /// The resource's logical id.
    pub logical_resource_id: String,
    /// Its type.
    pub resource_type: String,
    /// `True`, `Conditional` or `False`; absent unless modified.
    #[serde(default)]
    pub replacement: Option<String>,
    /// What happens to the old resource, such as `Delete` or `ReplaceAndRetain`.
    #[serde(default)]
    pub policy_action: Option<String>,
    /// What of it changes.
    #[serde(default)]
    pub details: Vec<Detail>,
}

/// One cause of a change.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Detail {
    /// What changes.
    #[serde(default)]
    pub target: Option<DetailTarget>,
}

/// What of a resource changes.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DetailTarget {
    /// `Properties`, `Tags`, `Metadata` and so on.
    #[serde(default)]
    pub attribute: Option<String>,
    /// The property, when it is one.
    #[serde(default)]
    pub name: Option<String>,
}

/// Whether a resource is made anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replacement {
    /// It stays.
    No,
    /// It depends on values known only while deploying.
    Maybe,
    /// It is made anew.
    Yes,
}

/// One line of the table that is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// `add`, `modify`, `remove`, `import` or `dynamic`.
    pub action: String,
    /// The resource's logical id.
    pub logical_id: String,
    /// The construct it belongs to.
    pub path: String,
    /// The resource's type.
    pub resource_type: String,
    /// Whether it is made anew.
    pub replacement: Replacement,
    /// Properties that change, sorted.
    pub properties: Vec<String>,
    /// Whether data goes with it.
    pub loses_data: bool,
}

/// A change set as a person looks at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// What changes.
    pub rows: Vec<Row>,
    /// What is newly permitted.
    pub widenings: Vec<Widening>,
}

impl ChangeSet {
    /// Whether it still has to be waited for.
    pub fn pending(&self) -> bool {
        matches!(self.status.as_str(), "CREATE_PENDING" | "CREATE_IN_PROGRESS")
    }

    /// Whether it failed only because there is nothing to change, which CloudFormation tells in words alone.
    pub fn no_changes(&self) -> bool {
        let reason = self.status_reason.as_deref().unwrap_or_default();
        self.status == "FAILED"
            && (reason.contains("didn't contain changes") || reason.contains("No updates are to be performed"))
    }

    /// Whether it failed for any other reason.
    pub fn failed(&self) -> bool {
        self.status == "FAILED" && !self.no_changes()
    }

    /// The change set as a person looks at it; `deployed` is the template in force, if there is one.
    pub fn review(&self, stack: &Stack, deployed: Option<&Value>) -> Review {
        let rows = self.changes.iter().filter_map(|change| change.resource_change.as_ref());
        Review {
            rows: rows.map(|change| row(change, stack, deployed)).collect(),
            widenings: iam::widenings(deployed, &stack.template),
        }
    }
}

impl Review {
    /// Why a person has to agree, one reason each; empty when nobody has to.
    pub fn reasons(&self) -> Vec<String> {
        let mut reasons: Vec<String> = self
            .rows
            .iter()
            .filter(|row| row.loses_data)
            .map(|row| match row.replacement {
                Replacement::No => format!("{} is deleted with its data", row.path),
                Replacement::Maybe => format!("{} may be replaced and lose its data", row.path),
                Replacement::Yes => format!("{} is replaced and loses its data", row.path),
            })
            .collect();
        match self.widenings.len() {
            0 => {}
            1 => reasons.push("1 permission is added".to_owned()),
            count => reasons.push(format!("{count} permissions are added")),
        }
        reasons
    }
}

/// Types whose deletion loses what was stored in them.
const STATEFUL: [&str; 20] = [
    "AWS::CloudWatch::AnomalyDetector",
    "AWS::Cognito::UserPool",
    "AWS::DynamoDB::GlobalTable",
    "AWS::DynamoDB::Table",
    "AWS::EC2::Volume",
    "AWS::EFS::FileSystem",
    "AWS::ElastiCache::ReplicationGroup",
    "AWS::KMS::Key",
    "AWS::Kinesis::Stream",
    "AWS::Logs::LogGroup",
    "AWS::OpenSearchService::Domain",
    "AWS::RDS::DBCluster",
    "AWS::RDS::DBInstance",
    "AWS::S3::Bucket",
    "AWS::SQS::Queue",
    "AWS::SSM::Parameter",
    "AWS::SecretsManager::Secret",
    "AWS::Timestream::Database",
    "AWS::Timestream::InfluxDBInstance",
    "AWS::Timestream::Table",
];

fn row(change: &ResourceChange, stack: &Stack, deployed: Option<&Value>) -> Row {
    let replacement = match change.replacement.as_deref() {
        Some("True") => Replacement::Yes,
        Some("Conditional") => Replacement::Maybe,
        _ => Replacement::No,
    };
    let mut properties: Vec<String> = change
        .details
        .iter()
        .filter_map(|detail| detail.target.as_ref())
        .filter_map(|target| target.name.clone().or_else(|| target.attribute.clone()))
        .collect();
    properties.sort();
    properties.dedup();
    let removed = change.action == "Remove";
    Row {
        action: change.action.to_lowercase(),
        logical_id: change.logical_resource_id.clone(),
        path: deployed_path(change, stack, deployed),
        resource_type: change.resource_type.clone(),
        replacement,
        properties,
        loses_data: STATEFUL.binary_search(&change.resource_type.as_str()).is_ok()
            && (removed || replacement != Replacement::No)
            && !kept(change, removed, stack, deployed),
    }
}

/// The construct path; of a resource that is going away only the template in force still knows it.
fn deployed_path(change: &ResourceChange, stack: &Stack, deployed: Option<&Value>) -> String {
    let id = &change.logical_resource_id;
    let known = stack.paths.get(id).cloned();
    let old = || {
        resource(deployed?, id)?
            .pointer("/Metadata/aws:cdk:path")?
            .as_str()
            .map(str::to_owned)
    };
    known
        .or_else(|| old().map(|path| path.trim_end_matches("/Resource").to_owned()))
        .unwrap_or_else(|| id.clone())
}

fn resource<'a>(template: &'a Value, id: &str) -> Option<&'a Value> {
    template.get("Resources")?.get(id)
}

/// Whether the old resource, or a snapshot of it, outlives the change. The change set says so itself on newer API versions; otherwise the
/// deletion policy in force, or the new replacement policy, decides.
fn kept(change: &ResourceChange, removed: bool, stack: &Stack, deployed: Option<&Value>) -> bool {
    if let Some(action) = &change.policy_action {
        return action.ends_with("Retain") || action.ends_with("Snapshot");
    }
    let (template, policy) = if removed {
        (deployed, "DeletionPolicy")
    } else {
        (Some(&stack.template), "UpdateReplacePolicy")
    };
    let policy = template
        .and_then(|template| resource(template, &change.logical_resource_id)?.get(policy))
        .and_then(Value::as_str);
    matches!(policy, Some("Retain" | "Snapshot" | "RetainExceptOnCreate"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::assembly::tests::stack;

    fn change_set(changes: &[Value]) -> ChangeSet {
        let changes: Vec<Value> = changes
            .iter()
            .map(|change| json!({ "Type": "Resource", "ResourceChange": change }))
            .collect();
        serde_json::from_value(json!({ "Status": "CREATE_COMPLETE", "Changes": changes })).unwrap()
    }

    #[test]
    fn statuses() {
        let failed = |reason: &str| -> ChangeSet {
            serde_json::from_value(json!({ "Status": "FAILED", "StatusReason": reason })).unwrap()
        };
        let nothing = failed(
            "The submitted information didn't contain changes. Submit different information to create a change set.",
        );
        assert!(nothing.no_changes() && !nothing.failed());
        assert!(failed("No updates are to be performed.").no_changes());
        assert!(failed("Template error").failed());
        assert!(
            serde_json::from_value::<ChangeSet>(json!({ "Status": "CREATE_PENDING" }))
                .unwrap()
                .pending()
        );
    }

    #[test]
    fn rows_tell_replacement_data_and_paths() {
        let deployed = json!({ "Resources": {
            "Old": { "Type": "AWS::S3::Bucket", "DeletionPolicy": "Delete", "Metadata": { "aws:cdk:path": "Plant/Old/Resource" } },
            "Kept": { "Type": "AWS::S3::Bucket", "DeletionPolicy": "Retain" }
        } });
        let mut stack = stack(json!({ "Resources": { "Table": { "Type": "AWS::DynamoDB::Table" } } }));
        stack.paths.insert("Table".into(), "Plant/Hot".into());
        let review = change_set(&[
            json!({ "Action": "Remove", "LogicalResourceId": "Old", "ResourceType": "AWS::S3::Bucket" }),
            json!({ "Action": "Remove", "LogicalResourceId": "Kept", "ResourceType": "AWS::S3::Bucket" }),
            json!({ "Action": "Modify", "LogicalResourceId": "Table", "ResourceType": "AWS::DynamoDB::Table", "Replacement": "Conditional",
                    "Details": [{ "Target": { "Attribute": "Properties", "Name": "KeySchema" } }, { "Target": { "Attribute": "Tags" } }] }),
            json!({ "Action": "Modify", "LogicalResourceId": "Table", "ResourceType": "AWS::DynamoDB::Table", "Replacement": "True",
                    "PolicyAction": "ReplaceAndRetain" }),
            json!({ "Action": "Add", "LogicalResourceId": "Role", "ResourceType": "AWS::IAM::Role" }),
        ])
        .review(&stack, Some(&deployed));
        let seen: Vec<_> = review
            .rows
            .iter()
            .map(|row| (row.path.as_str(), row.replacement, row.loses_data))
            .collect();
        assert_eq!(
            seen,
            [
                ("Plant/Old", Replacement::No, true),
                ("Kept", Replacement::No, false),
                ("Plant/Hot", Replacement::Maybe, true),
                ("Plant/Hot", Replacement::Yes, false),
                ("Role", Replacement::No, false),
            ]
        );
        assert_eq!(review.rows[2].properties, ["KeySchema", "Tags"]);
        assert_eq!(
            review.reasons(),
            [
                "Plant/Old is deleted with its data",
                "Plant/Hot may be replaced and lose its data"
            ]
        );
    }

    #[test]
    fn new_permissions_are_a_reason() {
        let statement = json!([{ "Effect": "Allow", "Action": ["a:B", "a:C"], "Resource": "*" }]);
        let stack = stack(json!({ "Resources": { "P": { "Type": "AWS::IAM::Policy",
            "Properties": { "PolicyDocument": { "Statement": statement } } } } }));
        let review = change_set(&[]).review(&stack, None);
        assert_eq!(review.reasons(), ["2 permissions are added"]);
        assert!(
            change_set(&[])
                .review(&stack, Some(&stack.template))
                .reasons()
                .is_empty()
        );
    }

    #[test]
    fn stateful_types_are_sorted_for_the_search() {
        assert!(STATEFUL.is_sorted());
    }
}
