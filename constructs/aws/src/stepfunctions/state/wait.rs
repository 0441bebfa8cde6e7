//! A state that waits.

use super::{Spoken, StateData, states};
use crate::stepfunctions::chain::Chain;
use crate::units::Seconds;

/// Waits for a time, or until one. A year at most in a standard machine.
///
/// ```
/// use ferrocdk_aws::stepfunctions::Wait;
/// use ferrocdk_aws::units::Minutes;
///
/// let pause = Wait::duration("Pause", Minutes(5));
/// let until = Wait::until_path("Until", "$.due");
/// ```
#[derive(Clone, Debug)]
#[must_use = "a state takes effect in a state machine"]
pub struct Wait {
    state: StateData,
}

states! {
    Wait { paths }
}

impl Wait {
    /// Waits so long.
    #[track_caller]
    pub fn duration(name: &str, time: impl Into<Seconds>) -> Self {
        let mut state = StateData::new("Wait", name);
        state.set("Seconds", Spoken::Both, time.into().get());
        Self { state }
    }

    /// Waits as many seconds as the input says at a path. JSONPath.
    #[track_caller]
    pub fn duration_path(name: &str, path: &str) -> Self {
        let mut state = StateData::new("Wait", name);
        state.set("SecondsPath", Spoken::JsonPath, path);
        Self { state }
    }

    /// Waits until a time such as `2027-01-01T00:00:00Z`; in JSONata an expression may give it.
    #[track_caller]
    pub fn until(name: &str, timestamp: &str) -> Self {
        let mut state = StateData::new("Wait", name);
        state.set("Timestamp", Spoken::Both, timestamp);
        Self { state }
    }

    /// Waits until the time that the input says at a path. JSONPath.
    #[track_caller]
    pub fn until_path(name: &str, path: &str) -> Self {
        let mut state = StateData::new("Wait", name);
        state.set("TimestampPath", Spoken::JsonPath, path);
        Self { state }
    }

    fn into_chain(self) -> Chain {
        Chain::of(self.state, [])
    }
}
