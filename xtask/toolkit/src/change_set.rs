//! A change set as the AWS CLI shows it.

use serde::Deserialize;

/// The answer of `aws cloudformation create-change-set`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreatedChangeSet {
    /// ARN of the change set: what names this one and never another, whatever is made under its name later.
    pub id: String,
    /// ARN of the stack.
    pub stack_id: String,
}

/// The answer of `aws cloudformation describe-change-set`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
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
    /// Whether it may be executed: `AVAILABLE` where it may.
    #[serde(default)]
    pub execution_status: Option<String>,
    /// The changes.
    #[serde(default)]
    pub changes: Vec<Change>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Change {
    /// The change of a resource; hooks have none.
    #[serde(default)]
    pub resource_change: Option<ResourceChange>,
}

/// The change of a resource.
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
    /// The fate of the old resource, such as `Delete` or `ReplaceAndRetain`.
    #[serde(default)]
    pub policy_action: Option<String>,
    /// Its parts that change.
    #[serde(default)]
    pub details: Vec<Detail>,
}

/// One cause of a change.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Detail {
    /// The part that changes.
    #[serde(default)]
    pub target: Option<DetailTarget>,
    /// `Static` where the new value is known already, `Dynamic` where it is known only while deploying.
    #[serde(default)]
    pub evaluation: Option<String>,
}

/// The part of a resource that changes.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DetailTarget {
    /// `Properties`, `Tags`, `Metadata` and so on.
    #[serde(default)]
    pub attribute: Option<String>,
    /// The property, when it is one.
    #[serde(default)]
    pub name: Option<String>,
    /// Whether the change makes the resource anew: `Always`, `Conditionally` or `Never`.
    #[serde(default)]
    pub requires_recreation: Option<String>,
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
}

/// The answer of `aws cloudformation list-change-sets`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ListChangeSets {
    /// The change sets of the stack.
    #[serde(default)]
    pub summaries: Vec<Summary>,
}

/// One change set of a stack.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Summary {
    /// Its ARN.
    pub change_set_id: String,
    /// Its name.
    pub change_set_name: String,
    /// `AVAILABLE` where it waits for its execution.
    #[serde(default)]
    pub execution_status: String,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

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
}
