//! State of a stack, and the steps of a deployment that follow from it.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::assembly::Stack;

/// A stack as `aws cloudformation describe-stacks` shows it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct StackDescription {
    /// Name, unique in account and region while the stack exists.
    pub stack_name: String,
    /// ARN with a unique id; also names a stack that was deleted.
    pub stack_id: String,
    /// Status such as `CREATE_COMPLETE`.
    pub stack_status: String,
    /// When it was changed last, in ISO 8601; absent for one that never was since it was made.
    #[serde(default)]
    pub last_updated_time: Option<String>,
    /// Why it has that status.
    #[serde(default)]
    pub stack_status_reason: Option<String>,
    /// Parameters with the values in force.
    #[serde(default)]
    pub parameters: Vec<Parameter>,
    /// Outputs.
    #[serde(default)]
    pub outputs: Vec<Output>,
    /// Tags.
    #[serde(default)]
    pub tags: Vec<Tag>,
    /// Whether deletion is refused.
    #[serde(default)]
    pub enable_termination_protection: bool,
}

/// A template parameter's value.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Parameter {
    /// Name in the template.
    pub parameter_key: String,
    /// Value; `****` for those that must not be shown.
    #[serde(default)]
    pub parameter_value: String,
}

/// A stack output.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    /// Name in the template.
    pub output_key: String,
    /// Value.
    #[serde(default)]
    pub output_value: String,
}

/// A tag.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Tag {
    /// Key.
    pub key: String,
    /// Value.
    pub value: String,
}

/// The answer of `aws cloudformation describe-stacks`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeStacks {
    /// The stacks asked for.
    pub stacks: Vec<StackDescription>,
}

/// Steps that are possible with a stack in its present state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Situation {
    /// There is none: create it.
    Absent,
    /// Only a change set was made, nothing created: a new change set creates it.
    Review,
    /// It stands and takes updates.
    Ready,
    /// Its creation failed; it can only be deleted, then created again.
    CreationFailed,
    /// Something is running on it.
    Busy,
    /// A roll-back got stuck; an operator has to continue it.
    RollbackStuck,
    /// Its deletion failed; deletion can be tried again.
    DeletionFailed,
}

impl Situation {
    /// Meaning of a stack's status; `None` stands for a stack that does not exist.
    ///
    /// ```
    /// use ferrocdk_toolkit::stack::Situation;
    ///
    /// assert_eq!(Situation::of(None), Situation::Absent);
    /// assert_eq!(Situation::of(Some("UPDATE_ROLLBACK_COMPLETE")), Situation::Ready);
    /// assert_eq!(Situation::of(Some("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")), Situation::Busy);
    /// ```
    pub fn of(status: Option<&str>) -> Self {
        match status {
            None | Some("DELETE_COMPLETE") => Self::Absent,
            Some("REVIEW_IN_PROGRESS") => Self::Review,
            Some("ROLLBACK_COMPLETE" | "ROLLBACK_FAILED" | "CREATE_FAILED") => Self::CreationFailed,
            Some("UPDATE_ROLLBACK_FAILED") => Self::RollbackStuck,
            Some("DELETE_FAILED") => Self::DeletionFailed,
            Some(status) if status.ends_with("_IN_PROGRESS") => Self::Busy,
            // UPDATE_FAILED and the IMPORT_ statuses take updates, as the COMPLETE ones do.
            Some(_) => Self::Ready,
        }
    }
}

/// Differences of a deployed stack from the assembly; empty when nothing has to be done.
///
/// This spares the change set in the common case of deploying the same again. It may only err to the side of saying "differs": then
/// CloudFormation itself finds that nothing changed.
pub fn differences(stack: &Stack, deployed: &StackDescription, deployed_template: &Value) -> Vec<&'static str> {
    let mut found = Vec::new();
    if !matches!(
        deployed.stack_status.as_str(),
        "CREATE_COMPLETE" | "UPDATE_COMPLETE" | "IMPORT_COMPLETE"
    ) {
        found.push("status");
    }
    if stack.template != *deployed_template {
        found.push("template");
    }
    let tags: BTreeMap<&str, &str> = deployed
        .tags
        .iter()
        .map(|tag| (tag.key.as_str(), tag.value.as_str()))
        .collect();
    let wanted: BTreeMap<&str, &str> = stack
        .properties
        .tags
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str()))
        .collect();
    if tags != wanted {
        found.push("tags");
    }
    let in_force: BTreeMap<&str, &str> = deployed
        .parameters
        .iter()
        .map(|parameter| (parameter.parameter_key.as_str(), parameter.parameter_value.as_str()))
        .collect();
    // Parameters that the assembly leaves to the template's defaults are covered by comparing the templates.
    let set = &stack.properties.parameters;
    if set
        .iter()
        .any(|(key, value)| in_force.get(key.as_str()).is_none_or(|found| found != value))
    {
        found.push("parameters");
    }
    if stack.properties.termination_protection.unwrap_or(false) != deployed.enable_termination_protection {
        found.push("termination protection");
    }
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::assembly::tests::stack;

    fn deployed(status: &str, tags: Value) -> StackDescription {
        serde_json::from_value(json!({
            "StackName": "plant-dev", "StackId": "arn:1", "StackStatus": status,
            "Parameters": [{ "ParameterKey": "BootstrapVersion", "ParameterValue": "22" }],
            "Tags": tags
        }))
        .unwrap()
    }

    #[test]
    fn the_same_needs_nothing_whatever_the_order() {
        let mut stack = stack(json!({ "A": 1, "B": 2 }));
        stack.properties.tags.insert("plant".into(), "p".into());
        let deployed = deployed("UPDATE_COMPLETE", json!([{ "Key": "plant", "Value": "p" }]));
        assert!(differences(&stack, &deployed, &json!({ "B": 2, "A": 1 })).is_empty());
    }

    #[test]
    fn each_difference_is_named() {
        let mut stack = stack(json!({ "A": 1 }));
        stack.properties.tags.insert("plant".into(), "p".into());
        stack.properties.parameters.insert("Size".into(), "4".into());
        stack.properties.termination_protection = Some(true);
        let deployed = deployed("UPDATE_ROLLBACK_COMPLETE", json!([]));
        assert_eq!(
            differences(&stack, &deployed, &json!({ "A": 2 })),
            ["status", "template", "tags", "parameters", "termination protection"]
        );
    }

    #[test]
    fn situations() {
        for (status, situation) in [
            ("CREATE_COMPLETE", Situation::Ready),
            ("UPDATE_FAILED", Situation::Ready),
            ("REVIEW_IN_PROGRESS", Situation::Review),
            ("ROLLBACK_COMPLETE", Situation::CreationFailed),
            ("ROLLBACK_IN_PROGRESS", Situation::Busy),
            ("DELETE_IN_PROGRESS", Situation::Busy),
            ("DELETE_FAILED", Situation::DeletionFailed),
            ("DELETE_COMPLETE", Situation::Absent),
            ("UPDATE_ROLLBACK_FAILED", Situation::RollbackStuck),
        ] {
            assert_eq!(Situation::of(Some(status)), situation, "{status}");
        }
    }
}
