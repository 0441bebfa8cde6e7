//! A state that does several things at a time.

use super::{StateData, states};
use crate::stepfunctions::chain::Chain;

/// Runs branches at the same time; its result is the list of their outputs.
///
/// ```
/// use ferrocdk_aws::stepfunctions::{Parallel, Pass};
///
/// let both = Parallel::new("Both").branch(Pass::new("Archive")).branch(Pass::new("Notify"));
/// ```
#[derive(Clone, Debug)]
#[must_use = "a state takes effect in a state machine"]
pub struct Parallel {
    state: StateData,
    beside: Vec<Chain>,
}

states! {
    Parallel { paths, result, selector, errors }
}

impl Parallel {
    /// A state by its name, which no other of the machine has.
    #[track_caller]
    pub fn new(name: &str) -> Self {
        Self {
            state: StateData::new("Parallel", name),
            beside: Vec::new(),
        }
    }

    /// Adds a branch. Its states see each other only.
    pub fn branch(mut self, chain: impl Into<Chain>) -> Self {
        self.state.inner.push(chain.into());
        self
    }

    fn into_chain(self) -> Chain {
        Chain::of(self.state, self.beside)
    }
}
