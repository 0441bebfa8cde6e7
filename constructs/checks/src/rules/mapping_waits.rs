//! C0008: a mapping of a stream waits for longer than its latency goal.
//!
//! **What it checks.** The batching window of a mapping that reads a stream is at most its latency goal: a second, or what `Metadata: { ferrocdk: { latencyGoal: 10 } }` of the mapping says in seconds.
//!
//! **Why.** A record that arrives in a quiet moment waits for the whole window before the function sees it.
//!
//! **Example.**
//!
//! ```yaml
//! Resources:
//!   Mapping:
//!     Type: AWS::Lambda::EventSourceMapping
//!     Properties: { StartingPosition: TRIM_HORIZON, MaximumBatchingWindowInSeconds: 5 }
//! ```
//!
//! **Fix.** Set the window to 0, or say the goal in the metadata.

use ferrocdk_core::Finding;

use super::{info};
use crate::diagnostic_ids;
use crate::view::{View, number};

pub(super) const ID: &str = diagnostic_ids::MAPPING_WAITS;

/// Seconds from the stream to the function where no other goal is said.
const GOAL: u64 = 1;

pub(super) fn check(view: &View<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for mapping in view.of_type("AWS::Lambda::EventSourceMapping") {
        if mapping.property("StartingPosition").is_null() {
            continue;
        }
        let goal = number(&mapping.body()["Metadata"]["ferrocdk"]["latencyGoal"]).unwrap_or(GOAL);
        let window = number(mapping.property("MaximumBatchingWindowInSeconds")).unwrap_or_default();
        if window > goal {
            let finding = info(mapping, ID, "MaximumBatchingWindowInSeconds", "records wait for longer than the latency goal");
            findings.push(
                finding
                    .found(format!("{window} seconds"))
                    .allowed(format!("at most {goal} seconds"))
                    .help("set the window to 0, or say the goal in the metadata: ferrocdk.latencyGoal"),
            );
        }
    }
    findings
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by it")]
mod tests {
    use serde_json::json;

    #[test]
    fn the_window_is_held_against_the_goal() {
        let found = |window: u32, goal: serde_json::Value| {
            let mapping = json!({
                "Type": "AWS::Lambda::EventSourceMapping", "Metadata": { "ferrocdk": { "latencyGoal": goal } },
                "Properties": { "StartingPosition": "TRIM_HORIZON", "MaximumBatchingWindowInSeconds": window }
            });
            crate::rules::found(super::ID, &json!({ "Resources": { "M": mapping } })).len()
        };
        assert_eq!((found(5, json!(null)), found(1, json!(null)), found(10, json!(10)), found(11, json!(10))), (1, 0, 0, 1));
    }
}
