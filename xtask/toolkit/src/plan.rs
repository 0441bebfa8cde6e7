//! A plan: change sets that a person has seen, in a file by which exactly these are executed, and nothing else.
//!
//! Everything in the file is bound by hashes: the templates of the assembly, the changes of each change set, what was shown, and all of it together. Applying compares
//! them with what CloudFormation says now, and refuses when anything is not as it was.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::{change_set::ChangeSet, stack::StackDescription};

/// Form of the file.
pub const VERSION: u32 = 1;

/// The file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// [`VERSION`].
    pub version: u32,
    /// Name of the deployment.
    pub deployment: String,
    /// Whether it is that on this machine.
    pub local: bool,
    /// Account that it was made in.
    pub account: String,
    /// Stacks in the order in which they are changed.
    pub stacks: Vec<PlannedStack>,
    /// The text that was shown, without colours.
    pub shown: String,
    /// Hash of all of the above.
    #[serde(default)]
    pub hash: String,
}

/// A stack of a plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlannedStack {
    /// Its name.
    pub name: String,
    /// Its region.
    pub region: String,
    /// Hash of its template in the assembly.
    pub template: String,
    /// The change set; `None` where nothing changes.
    pub change_set: Option<PlannedChangeSet>,
    /// State at the time of the plan; `None` for a stack that did not exist.
    pub before: Option<Standing>,
    /// Role that talks to CloudFormation, if the assembly names one.
    pub role: Option<String>,
    /// Whether it is protected against deletion afterwards.
    pub termination_protection: bool,
    /// Construct paths by logical id.
    pub paths: BTreeMap<String, String>,
    /// Lines of the sources by construct path.
    pub sources: BTreeMap<String, String>,
}

/// A change set of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedChangeSet {
    /// Its ARN.
    pub id: String,
    /// ARN of its stack.
    pub stack_id: String,
    /// The operation that executing it is.
    pub operation: String,
    /// Hash of its changes.
    pub changes: String,
    /// How many resources it touches.
    pub resources: usize,
}

/// A stack as it stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Its ARN.
    pub stack_id: String,
    /// Its status.
    pub status: String,
    /// When it was changed last.
    pub updated: Option<String>,
}

impl From<&StackDescription> for Standing {
    fn from(stack: &StackDescription) -> Self {
        Self {
            stack_id: stack.stack_id.clone(),
            status: stack.stack_status.clone(),
            updated: stack.last_updated_time.clone(),
        }
    }
}

/// Why a plan cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// No JSON, or not in the form of a plan.
    #[error("it is no plan: {0}")]
    Form(#[from] serde_json::Error),
    /// Of another version.
    #[error("it has version {0}, and this program reads version {VERSION}")]
    Version(u32),
    /// Changed since it was written.
    #[error("it was changed after it was written: its hash does not fit")]
    Changed,
}

impl Plan {
    /// The text of the file, under its hash.
    ///
    /// # Errors
    ///
    /// Never for what this program makes.
    pub fn seal(mut self) -> Result<String, serde_json::Error> {
        self.hash.clear();
        self.hash = hash(&serde_json::to_value(&self)?);
        Ok(serde_json::to_string_pretty(&self)? + "\n")
    }

    /// Reads a file.
    ///
    /// # Errors
    ///
    /// When it is no plan, of another version, or not as it was written.
    pub fn read(text: &str) -> Result<Self, PlanError> {
        #[derive(Deserialize)]
        struct Version {
            version: u32,
        }
        let Version { version } = serde_json::from_str(text)?;
        if version != VERSION {
            return Err(PlanError::Version(version));
        }
        let plan: Self = serde_json::from_str(text)?;
        let bare = Self {
            hash: String::new(),
            ..plan.clone()
        };
        if hash(&serde_json::to_value(&bare)?) == plan.hash {
            Ok(plan)
        } else {
            Err(PlanError::Changed)
        }
    }
}

/// CloudFormation's word on a planned stack now.
#[derive(Debug, Default)]
pub struct Now {
    /// The stack.
    pub stack: Option<StackDescription>,
    /// The change set, where it is still there.
    pub change_set: Option<ChangeSet>,
    /// The template that it would put in force.
    pub template: Option<Value>,
}

impl PlannedStack {
    /// Things that moved since the plan was made; empty where it may be applied.
    pub fn moved(&self, now: &Now) -> Vec<String> {
        let mut moved = Vec::new();
        let name = &self.name;
        let standing = now.stack.as_ref().map(Standing::from);
        // A change set that creates a stack leaves an empty one, which is the plan's own.
        let before = self.before.as_ref();
        let in_review = standing
            .as_ref()
            .is_some_and(|standing| standing.status == "REVIEW_IN_PROGRESS");
        match (before, &standing) {
            (Some(before), Some(now)) if before == now => {}
            (None, None) if self.change_set.is_none() => {}
            (before, Some(_)) if in_review && before.is_none_or(|before| before.status == "REVIEW_IN_PROGRESS") => {}
            (Some(_), Some(now)) => moved.push(format!("stack `{name}` was changed since: it is in {}", now.status)),
            (Some(_), None) => moved.push(format!("stack `{name}` is gone")),
            (None, Some(now)) => moved.push(format!("stack `{name}` was made meanwhile: it is in {}", now.status)),
            (None, None) => moved.push(format!("the empty stack `{name}` of its change set is gone")),
        }
        if let Some(planned) = &self.change_set {
            match &now.change_set {
                None => moved.push(format!("the change set of stack `{name}` is gone")),
                Some(found)
                    if found
                        .execution_status
                        .as_deref()
                        .is_some_and(|status| status != "AVAILABLE") =>
                {
                    let status = found.execution_status.as_deref().unwrap_or_default();
                    moved.push(format!(
                        "the change set of stack `{name}` cannot be executed: it is {status}"
                    ));
                }
                Some(found) if changes(found) != planned.changes => {
                    moved.push(format!(
                        "the change set of stack `{name}` has other changes than those that were seen"
                    ));
                }
                Some(_) => {}
            }
            if now
                .template
                .as_ref()
                .is_some_and(|template| hash(template) != self.template)
            {
                moved.push(format!("the change set of stack `{name}` is of another template"));
            }
        }
        moved
    }
}

/// Hash of the changes of a change set.
pub fn changes(change_set: &ChangeSet) -> String {
    let changes = change_set
        .changes
        .iter()
        .filter_map(|change| change.resource_change.as_ref());
    let told: Vec<Value> = changes
        .map(|change| {
            let details: Vec<String> = change.details.iter().map(|detail| format!("{detail:?}")).collect();
            serde_json::json!([
                change.action,
                change.logical_resource_id,
                change.resource_type,
                change.replacement,
                change.policy_action,
                details
            ])
        })
        .collect();
    hash(&told.into())
}

/// Hash of a value, whatever the order of its keys.
///
/// ```
/// use ferrocdk_toolkit::plan::hash;
/// use serde_json::json;
///
/// assert_eq!(hash(&json!({ "a": 1, "b": [2] })), hash(&json!({ "b": [2], "a": 1 })));
/// assert_ne!(hash(&json!({ "a": "1" })), hash(&json!({ "a": 1 })));
/// ```
pub fn hash(value: &Value) -> String {
    let mut hasher = Sha256::new();
    feed(value, &mut hasher);
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn feed(value: &Value, hasher: &mut Sha256) {
    match value {
        Value::Array(items) => {
            hasher.update(format!("[{}:", items.len()));
            items.iter().for_each(|item| feed(item, hasher));
        }
        Value::Object(map) => {
            hasher.update(format!("{{{}:", map.len()));
            let mut entries: Vec<(&String, &Value)> = map.iter().collect();
            entries.sort_unstable_by_key(|(key, _)| *key);
            for (key, inner) in entries {
                hasher.update(format!("{}:{key}", key.len()));
                feed(inner, hasher);
            }
        }
        scalar => {
            let text = scalar.to_string();
            hasher.update(format!("{}:{text}", text.len()));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn planned(before: Option<&str>) -> PlannedStack {
        PlannedStack {
            name: "s".into(),
            region: "eu-west-1".into(),
            template: hash(&json!({})),
            change_set: Some(PlannedChangeSet {
                id: "c".into(),
                stack_id: "arn:1".into(),
                operation: "o".into(),
                changes: changes(&change_set("Add")),
                resources: 1,
            }),
            before: before.map(|status| Standing {
                stack_id: "arn:1".into(),
                status: status.into(),
                updated: None,
            }),
            role: None,
            termination_protection: false,
            paths: BTreeMap::new(),
            sources: BTreeMap::new(),
        }
    }

    fn change_set(action: &str) -> ChangeSet {
        serde_json::from_value(json!({ "Status": "CREATE_COMPLETE", "ExecutionStatus": "AVAILABLE",
            "Changes": [{ "ResourceChange": { "Action": action, "LogicalResourceId": "A", "ResourceType": "AWS::SQS::Queue" } }] }))
        .unwrap()
    }

    fn now(status: Option<&str>, set: Option<ChangeSet>) -> Now {
        let stack = status.map(|status| {
            serde_json::from_value(json!({ "StackName": "s", "StackId": "arn:1", "StackStatus": status })).unwrap()
        });
        Now {
            stack,
            change_set: set,
            template: Some(json!({})),
        }
    }

    #[test]
    fn what_did_not_move_may_be_applied() {
        let set = || Some(change_set("Add"));
        assert!(
            planned(Some("CREATE_COMPLETE"))
                .moved(&now(Some("CREATE_COMPLETE"), set()))
                .is_empty()
        );
        assert!(planned(None).moved(&now(Some("REVIEW_IN_PROGRESS"), set())).is_empty());
    }

    #[test]
    fn whatever_moved_is_told() {
        let set = || Some(change_set("Add"));
        let standing = planned(Some("CREATE_COMPLETE"));
        for (now, expected) in [
            (
                now(Some("UPDATE_COMPLETE"), set()),
                "stack `s` was changed since: it is in UPDATE_COMPLETE",
            ),
            (now(None, None), "stack `s` is gone"),
            (
                now(Some("CREATE_COMPLETE"), None),
                "the change set of stack `s` is gone",
            ),
            (
                now(Some("CREATE_COMPLETE"), Some(change_set("Remove"))),
                "the change set of stack `s` has other changes than those that were seen",
            ),
            (
                Now {
                    template: Some(json!({ "Resources": {} })),
                    ..now(Some("CREATE_COMPLETE"), set())
                },
                "the change set of stack `s` is of another template",
            ),
        ] {
            assert_eq!(standing.moved(&now)[0], expected);
        }
        let mut executed = change_set("Add");
        executed.execution_status = Some("OBSOLETE".into());
        assert_eq!(
            standing.moved(&now(Some("CREATE_COMPLETE"), Some(executed))),
            ["the change set of stack `s` cannot be executed: it is OBSOLETE"]
        );
        assert_eq!(
            planned(None).moved(&now(Some("CREATE_COMPLETE"), set())),
            ["stack `s` was made meanwhile: it is in CREATE_COMPLETE"]
        );
    }

    #[test]
    fn a_plan_that_was_changed_is_none() {
        let plan = Plan {
            version: VERSION,
            deployment: "s".into(),
            local: false,
            account: "1".into(),
            stacks: vec![planned(None)],
            shown: "+ A".into(),
            hash: String::new(),
        };
        let text = plan.clone().seal().unwrap();
        assert_eq!(Plan::read(&text).unwrap().stacks, plan.stacks);
        for (from, to) in [
            ("+ A", "+ B"),
            ("\"id\": \"c\"", "\"id\": \"d\""),
            ("\"operation\": \"o\"", "\"operation\": \"p\""),
        ] {
            let changed = text.replacen(from, to, 1);
            assert_ne!(changed, text);
            assert!(matches!(Plan::read(&changed), Err(PlanError::Changed)), "{from}");
        }
        assert!(matches!(Plan::read("{\"version\": 2}"), Err(PlanError::Version(2))));
        assert!(matches!(Plan::read("{}"), Err(PlanError::Form(_))));
    }
}
