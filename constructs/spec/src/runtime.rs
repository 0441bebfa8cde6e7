//! The life of Lambda's runtimes.

use serde::{Deserialize, Serialize};

/// A runtime of AWS Lambda. Dates are `YYYY-MM-DD`, so that their order as text is their order in time; `None` where none is set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Runtime {
    /// The identifier, such as `provided.al2023`.
    pub name: String,
    /// From when it gets no updates.
    pub deprecated: Option<String>,
    /// From when no function can be created with it.
    pub create_blocked: Option<String>,
    /// From when no function that has it can be updated.
    pub update_blocked: Option<String>,
    /// The runtime to move to.
    pub successor: Option<String>,
}
