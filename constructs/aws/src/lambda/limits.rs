//! Quantities of a function that Lambda takes within a range.

use crate::bounds::bounded;
use crate::units::{Days, Mebibytes, Seconds};

bounded! {
    /// How long one invocation may take, 1 to 900 seconds. Source: "Lambda quotas".
    Timeout(Seconds) in 1..=900, "seconds";
    /// Memory, 128 to 10,240 MB; 1,769 MB is one processor. Source: "Lambda quotas", "Configure Lambda function memory".
    Memory(Mebibytes) in 128..=10_240, "MB";
    /// Space in `/tmp`, 512 to 10,240 MB. Source: "Configure ephemeral storage for Lambda functions".
    EphemeralStorage(Mebibytes) in 512..=10_240, "MB";
    /// Concurrent executions kept for a function, 1 to 1,000: as many as an account has before its quota is raised. None at all (0) would
    /// switch the function off. Source: "Lambda quotas".
    ReservedConcurrency(u32) in 1..=1_000, "executions";
    /// How long a durable execution may take with all its waiting, a second to 366 days. Source: "Lambda durable functions".
    ExecutionTimeout(Seconds) in 1..=31_622_400, "seconds";
    /// How long the history of a durable execution is kept, 1 to 90 days.
    HistoryRetention(Days) in 1..=90, "days";
}
