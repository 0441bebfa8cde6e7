//! Who uses what: gathered by the walk, read by the rules about circles and about what nobody uses.

use ferrocdk_template::Position;
use indexmap::IndexSet;

/// Everything that functions name.
#[derive(Debug, Default)]
pub(crate) struct Uses<'c> {
    /// Resources that name resources.
    pub(crate) references: Vec<Reference<'c>>,
    /// Names in `Ref` and `Fn::Sub`, of whatever kind.
    pub(crate) names: IndexSet<&'c str>,
    /// Conditions in `Fn::If` and `Condition`.
    pub(crate) conditions: IndexSet<&'c str>,
    /// Mappings in `Fn::FindInMap`.
    pub(crate) mappings: IndexSet<&'c str>,
    /// Whether a mapping is named by a function, so that any may be meant.
    pub(crate) any_mapping: bool,
}

/// A resource that needs another one first.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reference<'c> {
    /// The one that needs.
    pub(crate) from: &'c str,
    /// The one that is needed.
    pub(crate) to: &'c str,
    /// By what: the function, or `DependsOn`.
    pub(crate) by: &'static str,
    /// Where it says so.
    pub(crate) at: Position,
}
