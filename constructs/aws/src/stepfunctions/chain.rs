//! `Chain`: states in their order.

use super::state::{Next, StateData};

/// States that follow each other, with one beginning and as many ends as there are.
///
/// Every state becomes a chain by itself, so chains are rarely named.
///
/// ```
/// use ferrocdk_aws::stepfunctions::{Chain, Choice, Condition, Pass, Succeed, Wait};
/// use ferrocdk_aws::units::Seconds;
///
/// // A loop: asks until the answer is there.
/// let ask = Pass::new("Ask").next(
///     Choice::new("Answered?")
///         .when(Condition::is_present("$.answer"), Succeed::new("Done"))
///         .otherwise(Wait::duration("Pause", Seconds(30)).next(Chain::go_to("Ask"))),
/// );
/// ```
#[derive(Clone, Debug)]
#[must_use = "a chain takes effect in a state machine"]
pub struct Chain {
    start: String,
    pub(super) states: Vec<StateData>,
    /// States that something follows although they end the machine, with what follows.
    pub(super) beyond_end: Vec<(String, String)>,
}

impl Chain {
    /// A state, with chains that it goes on with by itself.
    pub(super) fn of(state: StateData, beside: impl IntoIterator<Item = Self>) -> Self {
        let mut chain = Self {
            start: state.name.clone(),
            states: vec![state],
            beyond_end: Vec::new(),
        };
        for other in beside {
            chain.states.extend(other.states);
            chain.beyond_end.extend(other.beyond_end);
        }
        chain
    }

    /// Goes on with a state that stands elsewhere in the machine, by its name: for loops.
    pub fn go_to(name: &str) -> Self {
        Self {
            start: name.to_owned(),
            states: Vec::new(),
            beyond_end: Vec::new(),
        }
    }

    /// The same, whose ends end the machine.
    pub(super) fn closed(mut self) -> Self {
        for state in &mut self.states {
            if state.next == Next::Open {
                state.next = Next::End;
            }
        }
        self
    }

    /// The name of the first state.
    pub(super) fn start(&self) -> &str {
        &self.start
    }

    /// Goes on with another state or chain, from every end that does not end the machine.
    pub fn next(mut self, next: impl Into<Self>) -> Self {
        let next = next.into();
        let mut has_open = false;
        for state in &mut self.states {
            if state.next == Next::Open {
                state.next = Next::To(next.start.clone());
                has_open = true;
            }
        }
        if let (false, Some(last)) = (has_open, self.states.last()) {
            self.beyond_end.push((last.name.clone(), next.start.clone()));
        }
        self.states.extend(next.states);
        self.beyond_end.extend(next.beyond_end);
        self
    }
}
