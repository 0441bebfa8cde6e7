//! States that do nothing but shape data, and those that end a machine.

use ferrocdk_core::IntoDocument;

use super::{Next, Spoken, StateData, states};
use crate::stepfunctions::chain::Chain;

/// Hands its input on, changed as it says.
///
/// ```
/// use ferrocdk_aws::stepfunctions::{JsonPath, Pass};
/// use ferrocdk_core::doc;
///
/// let rename = Pass::new("Rename").parameters(doc!({ "press": JsonPath::at("$.thing") }));
/// ```
#[derive(Clone, Debug)]
#[must_use = "a state takes effect in a state machine"]
pub struct Pass {
    state: StateData,
}

/// Ends the machine with success.
///
/// ```
/// use ferrocdk_aws::stepfunctions::{Pass, Succeed};
///
/// let chain = Pass::new("Prepare").next(Succeed::new("Done"));
/// ```
#[derive(Clone, Debug)]
#[must_use = "a state takes effect in a state machine"]
pub struct Succeed {
    state: StateData,
}

/// Ends the machine with an error.
///
/// ```
/// use ferrocdk_aws::stepfunctions::Fail;
///
/// let refused = Fail::new("Refused").error("Plant.Refused").cause("the press took no job");
/// ```
#[derive(Clone, Debug)]
#[must_use = "a state takes effect in a state machine"]
pub struct Fail {
    state: StateData,
}

states! {
    Pass { paths, result }
    Succeed { paths }
    Fail {}
}

impl Pass {
    /// A state by its name, which no other of the machine has.
    #[track_caller]
    pub fn new(name: &str) -> Self {
        Self {
            state: StateData::new("Pass", name),
        }
    }

    /// Gives this as result, instead of the input. JSONPath.
    pub fn result(mut self, result: impl IntoDocument) -> Self {
        self.state.set("Result", Spoken::JsonPath, result);
        self
    }

    /// Makes a new input, whose values may be paths ([`JsonPath::at`](crate::stepfunctions::JsonPath::at)). JSONPath.
    pub fn parameters(mut self, parameters: impl IntoDocument) -> Self {
        self.state.set("Parameters", Spoken::JsonPath, parameters);
        self
    }

    fn into_chain(self) -> Chain {
        Chain::of(self.state, [])
    }
}

impl Succeed {
    /// A state by its name, which no other of the machine has.
    #[track_caller]
    pub fn new(name: &str) -> Self {
        Self {
            state: StateData {
                next: Next::Nowhere,
                ..StateData::new("Succeed", name)
            },
        }
    }

    fn into_chain(self) -> Chain {
        Chain::of(self.state, [])
    }
}

impl Fail {
    /// A state by its name, which no other of the machine has.
    #[track_caller]
    pub fn new(name: &str) -> Self {
        Self {
            state: StateData {
                next: Next::Nowhere,
                ..StateData::new("Fail", name)
            },
        }
    }

    /// Names the error, as catches and whoever started the machine see it.
    pub fn error(mut self, error: &str) -> Self {
        self.state.set("Error", Spoken::Both, error);
        self
    }

    /// Explains it to people.
    pub fn cause(mut self, cause: &str) -> Self {
        self.state.set("Cause", Spoken::Both, cause);
        self
    }

    fn into_chain(self) -> Chain {
        Chain::of(self.state, [])
    }
}
