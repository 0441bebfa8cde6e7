//! A state that goes on by what it finds.

use super::{Next, StateData, states};
use crate::stepfunctions::chain::Chain;
use crate::stepfunctions::condition::Condition;

/// Goes on with the first chain whose condition holds, else with the other one.
///
/// Whatever follows the choice in a chain follows each of its branches that does not end the machine.
///
/// ```
/// use ferrocdk_aws::stepfunctions::{Choice, Condition, Fail, Pass, Succeed};
///
/// let judge = Choice::new("Hot?")
///     .when(Condition::number_greater_than("$.value", 80), Fail::new("Too hot"))
///     .otherwise(Pass::new("Fine"))
///     .next(Succeed::new("Done"));
/// ```
#[derive(Clone, Debug)]
#[must_use = "a state takes effect in a state machine"]
pub struct Choice {
    state: StateData,
    beside: Vec<Chain>,
}

states! {
    Choice { paths }
}

impl Choice {
    /// A state by its name, which no other of the machine has.
    #[track_caller]
    pub fn new(name: &str) -> Self {
        Self {
            state: StateData {
                next: Next::Nowhere,
                ..StateData::new("Choice", name)
            },
            beside: Vec::new(),
        }
    }

    /// Goes on with a chain when a condition holds and none before it did.
    pub fn when(mut self, condition: Condition, chain: impl Into<Chain>) -> Self {
        let chain = chain.into();
        self.state.choices.push((condition, chain.start().to_owned()));
        self.beside.push(chain);
        self
    }

    /// Goes on with a chain when no condition holds. Without it the machine fails then.
    pub fn otherwise(mut self, chain: impl Into<Chain>) -> Self {
        let chain = chain.into();
        self.state.default = Some(chain.start().to_owned());
        self.beside.push(chain);
        self
    }

    fn into_chain(self) -> Chain {
        Chain::of(self.state, self.beside)
    }
}
