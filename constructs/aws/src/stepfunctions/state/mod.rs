//! The states of a state machine, each of which becomes a chain.

mod choice;
mod map;
mod parallel;
mod pass;
mod task;
mod wait;

use std::panic::Location;
use std::rc::Rc;

use ferrocdk_core::{Document, IntoDocument};

pub use choice::Choice;
pub use map::{DistributedMap, Map};
pub use parallel::Parallel;
pub use pass::{Fail, Pass, Succeed};
pub use task::{Task, TaskPattern};
pub use wait::Wait;

use super::chain::Chain;
use super::error_handling::{Catch, Retry};
use super::machine_role::Permission;

/// Which language a field belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spoken {
    Both,
    JsonPath,
    JsonataOnly,
}

/// A field of a state.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) value: Document,
    pub(super) spoken: Spoken,
}

/// Where a state goes when it is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Nothing is said yet; at the end it ends the machine.
    Open,
    To(String),
    /// It ends the machine, whatever follows it in a chain.
    End,
    /// Nowhere by itself: it always ends the machine, or its branches say where.
    Nowhere,
}

/// A state in its chain.
#[derive(Clone)]
pub(super) struct StateData {
    pub(super) name: String,
    pub(super) kind: &'static str,
    pub(super) fields: Vec<Field>,
    /// Input of a task, which has one name in JSONPath (`Parameters`) and another in JSONata (`Arguments`).
    pub(super) input: Option<Document>,
    pub(super) next: Next,
    pub(super) choices: Vec<(super::condition::Condition, String)>,
    pub(super) default: Option<String>,
    /// Chains of their own inside: branches, or the processor of a map.
    pub(super) inner: Vec<Chain>,
    pub(super) processor: Option<Document>,
    pub(super) retries: Vec<Retry>,
    pub(super) catches: Vec<(Catch, String)>,
    pub(super) permissions: Vec<Rc<dyn Permission>>,
    pub(super) location: &'static Location<'static>,
}

impl std::fmt::Debug for StateData {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {:?}", self.kind, self.name)
    }
}

impl StateData {
    #[track_caller]
    pub(super) fn new(kind: &'static str, name: &str) -> Self {
        Self {
            name: name.to_owned(),
            kind,
            fields: Vec::new(),
            input: None,
            next: Next::Open,
            choices: Vec::new(),
            default: None,
            inner: Vec::new(),
            processor: None,
            retries: Vec::new(),
            catches: Vec::new(),
            permissions: Vec::new(),
            location: Location::caller(),
        }
    }

    pub(super) fn set(&mut self, name: &'static str, spoken: Spoken, value: impl IntoDocument) {
        let value = value.into_document();
        self.fields.retain(|field| field.name != name);
        self.fields.push(Field { name, value, spoken });
    }
}

/// Implements what states have in common: becoming a chain, going on to others, and the settings that they share by kind.
macro_rules! states {
    ($($name:ident { $($common:ident),* })*) => {$(
        impl From<$name> for $crate::stepfunctions::Chain {
            fn from(state: $name) -> Self {
                state.into_chain()
            }
        }

        impl $name {
            /// Goes on to another state, or to a chain of them.
            pub fn next(self, next: impl Into<$crate::stepfunctions::Chain>) -> $crate::stepfunctions::Chain {
                $crate::stepfunctions::Chain::from(self).next(next)
            }

            /// Says something for readers of the definition.
            pub fn comment(mut self, text: &str) -> Self {
                self.state.set("Comment", $crate::stepfunctions::state::Spoken::Both, text);
                self
            }

            $($crate::stepfunctions::state::states!(@common $common);)*
        }
    )*};
    (@common paths) => {
        /// Takes a part of the input, such as `$.reading`. JSONPath.
        pub fn input_path(mut self, path: &str) -> Self {
            self.state.set("InputPath", $crate::stepfunctions::state::Spoken::JsonPath, path);
            self
        }

        /// Hands on a part of the output, such as `$.result`. JSONPath.
        pub fn output_path(mut self, path: &str) -> Self {
            self.state.set("OutputPath", $crate::stepfunctions::state::Spoken::JsonPath, path);
            self
        }

        /// Hands on this in place of the result. JSONata: `{% $states.result %}` is the result.
        pub fn output(mut self, output: impl ferrocdk_core::IntoDocument) -> Self {
            self.state.set("Output", $crate::stepfunctions::state::Spoken::JsonataOnly, output);
            self
        }

        /// Keeps values in variables, a map of their names, which later states read as `$name`.
        pub fn assign(mut self, variables: impl ferrocdk_core::IntoDocument) -> Self {
            self.state.set("Assign", $crate::stepfunctions::state::Spoken::Both, variables);
            self
        }
    };
    (@common result) => {
        /// Puts the result into the input, at a path such as `$.result`, instead of in its place. JSONPath.
        pub fn result_path(mut self, path: &str) -> Self {
            self.state.set("ResultPath", $crate::stepfunctions::state::Spoken::JsonPath, path);
            self
        }

        /// Drops the result, and hands on the input. JSONPath.
        pub fn discard_result(mut self) -> Self {
            let nothing = ferrocdk_core::Document::new(ferrocdk_core::Expr::Null);
            self.state.set("ResultPath", $crate::stepfunctions::state::Spoken::JsonPath, nothing);
            self
        }
    };
    (@common selector) => {
        /// Takes parts of the result, a map whose values may be paths ([`JsonPath::at`](crate::stepfunctions::JsonPath::at)). JSONPath.
        pub fn result_selector(mut self, selector: impl ferrocdk_core::IntoDocument) -> Self {
            self.state.set("ResultSelector", $crate::stepfunctions::state::Spoken::JsonPath, selector);
            self
        }
    };
    (@common errors) => {
        /// Tries again after errors.
        pub fn retry(mut self, retry: $crate::stepfunctions::Retry) -> Self {
            self.state.retries.push(retry);
            self
        }

        /// Goes on elsewhere after errors that retries did not mend. What follows this state in a chain does not follow the handler, whose end ends the machine;
        /// [`Chain::go_to`](crate::stepfunctions::Chain::go_to) leads back.
        pub fn catch(mut self, catch: $crate::stepfunctions::Catch, handler: impl Into<$crate::stepfunctions::Chain>) -> Self {
            let handler = handler.into();
            self.state.catches.push((catch, handler.start().to_owned()));
            self.beside.push(handler.closed());
            self
        }
    };
}

pub(super) use states;
