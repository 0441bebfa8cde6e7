//! Differences between two sides, as data: what the renderers show and `--format json` prints.

use serde::Serialize;
use serde_json::Value;

use crate::review::Replacement;

/// Version of the JSON form; it changes when a reader of the old form would misread the new one.
pub const FORMAT_VERSION: u32 = 1;

/// Differences of all stacks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// [`FORMAT_VERSION`].
    pub version: u32,
    /// Whether anything differs.
    pub differs: bool,
    /// Resources whose data is or may be lost.
    pub losses: Vec<Loss>,
    /// All stacks of either side, in the order of the new side, also those without a difference.
    pub stacks: Vec<StackDiff>,
}

/// A resource that takes data with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Loss {
    /// The stack.
    pub stack: String,
    /// The construct.
    pub path: String,
    /// The resource's type.
    pub resource_type: String,
    /// Whether it is certain.
    pub certain: bool,
    /// Whether the resource is removed; otherwise it is replaced.
    pub removed: bool,
}

/// How a stack or an entry of a section differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Both sides have it, alike.
    Same,
    /// Only the new side has it.
    Added,
    /// Only the old side has it.
    Removed,
    /// Both have it, and it differs.
    Changed,
}

/// Differences of one stack.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StackDiff {
    /// Name of the stack; of a nested one the construct path of its resource.
    pub name: String,
    /// How the stack as a whole differs.
    pub change: Change,
    /// Resources that differ, sorted by path.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<ResourceDiff>,
    /// Permissions gained and lost.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub permissions: Vec<PermissionDiff>,
    /// Network rules gained and lost.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub network: Vec<NetworkDiff>,
    /// Entries of the template's other sections, and the stack's tags.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<EntryDiff>,
    /// Further things to know.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Stacks within it that differ.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub nested: Vec<StackDiff>,
}

impl StackDiff {
    /// Whether anything differs.
    pub fn differs(&self) -> bool {
        self.change != Change::Same
    }
}

/// Work that CloudFormation does on a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Its settings change in place, or only what CloudFormation notes of it.
    Modify,
    /// It may be made anew: what decides is known only while deploying.
    MayReplace,
    /// It is made anew.
    Replace,
    /// It is made.
    Add,
    /// It is deleted, or left to itself where its policy says so.
    Remove,
    /// It stands elsewhere in the tree or under another name: deleted and made anew, unless it is moved by `refactor`.
    Move,
}

/// Fate of a resource's data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Data {
    /// It holds none, or stays as it is.
    Untouched,
    /// The old resource or a snapshot of it stays.
    Kept,
    /// It may be lost.
    MayBeLost,
    /// It is lost.
    Lost,
}

/// Differences of one resource.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ResourceDiff {
    /// Its logical id; the new one of those that moved.
    pub logical_id: String,
    /// The construct it belongs to.
    pub path: String,
    /// Its type.
    pub resource_type: String,
    /// Work that is done on it.
    pub action: Action,
    /// Fate of its data.
    pub data: Data,
    /// Where it stood before, of one that moved or has another logical id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Before>,
    /// Its properties and attributes that differ, in the order of their paths.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<PropertyDiff>,
    /// Further things to know.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// Place of a resource on the old side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Before {
    /// The stack.
    pub stack: String,
    /// Its logical id there.
    pub logical_id: String,
    /// Its construct path there.
    pub path: String,
}

/// Difference of one property, or of an attribute such as `DeletionPolicy`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PropertyDiff {
    /// Such as `Environment.Variables.TABLE` or `Tags[Plant]`.
    pub path: String,
    /// Value before; `None` where there was none, or where only a value behind it changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<Value>,
    /// Value after.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<Value>,
    /// Effect on the resource.
    #[serde(skip_serializing_if = "is_no")]
    pub replacement: Replacement,
    /// Cause that it follows, where the template says the same as before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub follows: Option<String>,
    /// Name of the asset, where the values are hashes of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asset: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_no(replacement: &Replacement) -> bool {
    *replacement == Replacement::No
}

/// Statements that permit or refuse the same, gained or lost.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct PermissionDiff {
    /// Who may: a principal, or the construct paths of roles that a policy is attached to.
    pub who: String,
    /// Whether the statements are new.
    pub gained: bool,
    /// Whether they refuse.
    pub denies: bool,
    /// Actions, sorted.
    pub actions: Vec<String>,
    /// Resources; empty where the statement names none.
    pub on: String,
    /// Condition as JSON; empty without one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub condition: String,
    /// The construct that holds the statement.
    pub holder: String,
}

/// A network rule, gained or lost.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct NetworkDiff {
    /// The security group, or the access list.
    pub group: String,
    /// Whether the rule is new.
    pub gained: bool,
    /// Whether it is about what comes in; otherwise about what goes out.
    pub inbound: bool,
    /// Whether it refuses, as rules of access lists may.
    pub denies: bool,
    /// Protocol and ports, such as `tcp 443` or `everything`.
    pub traffic: String,
    /// The other end: a range of addresses, a group, a prefix list.
    pub peer: String,
}

/// Difference of an entry outside of the resources.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EntryDiff {
    /// The section, such as `Outputs`.
    pub section: String,
    /// Name of the entry; empty for a section that has none.
    pub name: String,
    /// How it differs.
    pub change: Change,
    /// Value before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<Value>,
    /// Value after.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<Value>,
    /// Cause that it follows, where the template says the same as before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub follows: Option<String>,
}
