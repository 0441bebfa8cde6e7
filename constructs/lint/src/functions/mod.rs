//! Functions wherever they stand: their arguments, the names in them, and who uses what.

mod arguments;
mod mappings;
mod names;
mod residency;
pub(crate) mod table;
mod texts;
mod uses;

use ferrocdk_template::{Node, Value};

pub(crate) use arguments::is_region;
pub(crate) use names::{PSEUDO, given_by};
pub(crate) use uses::{Reference, Uses};

use self::table::Function;
use crate::context::Context;
use crate::findings::Findings;
use crate::kinds::Kinds;
use crate::place::Place;

/// Which functions may stand somewhere, and what their names may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ground {
    /// Values of properties, outputs and metadata: all functions that give values.
    Values,
    /// The name of an export, which must be known before any resource is: no names of resources.
    Export,
    /// `DeletionPolicy` and `UpdateReplacePolicy`, which are settled before any resource is.
    Removal,
    /// The section `Conditions`.
    Conditions,
    /// The section `Rules`.
    Rules,
}

impl Ground {
    fn allows(self, function: &str) -> bool {
        match self {
            Self::Values | Self::Export | Self::Removal => {
                table::VALUES.contains(&function) || function.starts_with("Fn::ForEach::")
            }
            Self::Conditions => table::CONDITIONS.contains(&function) || table::VALUES.contains(&function),
            Self::Rules => table::RULE_CONDITIONS.contains(&function) || table::VALUES.contains(&function),
        }
    }

    fn has_resources(self) -> bool {
        self == Self::Values
    }
}

/// Walks values, checks every function, and notes what they use.
pub(crate) struct Walk<'w, 'c> {
    pub(crate) context: Context<'c>,
    pub(crate) findings: &'w mut Findings,
    pub(crate) uses: Uses<'c>,
    /// The resource that the walk is in.
    pub(crate) resource: Option<&'c str>,
    pub(crate) ground: Ground,
    /// Whether what is here has a condition whose name is not known, so that nobody knows beside what it stands.
    pub(crate) open: bool,
    /// Whether anybody who may describe the stack can read what is here.
    pub(crate) public: bool,
}

impl<'c> Walk<'_, 'c> {
    /// Checks a value and everything in it.
    pub(crate) fn value(&mut self, node: &'c Node, place: &Place<'_>) {
        if let Some((function, argument)) = self.function_of(node) {
            self.function(function, node, argument, place);
            return;
        }
        match &node.value {
            Value::Map(map) => {
                for entry in map {
                    // Beside other keys, a loop is no function's call.
                    if entry.key.starts_with("Fn::ForEach") && self.ground.allows("Fn::ForEach::") {
                        self.loop_at(entry, place);
                    } else {
                        self.value(&entry.value, &place.key(entry));
                    }
                }
            }
            Value::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.value(item, &place.item(index, item));
                }
            }
            Value::String(text) => self.text(text, place),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// The function that a node is, when such a one may stand on this ground. Elsewhere its key is a key like any other: a policy
    /// has `Condition` too.
    fn function_of(&self, node: &'c Node) -> Option<(&'static Function, &'c Node)> {
        let (name, argument) = node.function()?;
        if !self.ground.allows(name) {
            return None;
        }
        Some((table::function(name)?, argument))
    }

    /// Kinds that a value can have, as far as it can be told without resolving anything.
    fn kinds(&self, node: &'c Node) -> Kinds {
        match (self.function_of(node), &node.value) {
            (Some((function, argument)), _) => match function.name {
                "Ref" => given_by(&self.context, argument.as_str()),
                "Fn::GetAtt" => names::attribute_kinds(&self.context, argument),
                _ => function.gives,
            },
            (None, Value::Null) => Kinds::ANY,
            (None, Value::List(_)) => Kinds::LIST,
            (None, Value::Map(_)) => Kinds::MAP,
            (None, Value::String(_) | Value::Number(_) | Value::Bool(_)) => Kinds::SCALAR,
        }
    }
}
