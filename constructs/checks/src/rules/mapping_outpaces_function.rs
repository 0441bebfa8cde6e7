//! C0006: a function has fewer executions than its stream can ask for.
//!
//! **What it checks.** The reserved concurrency of a function that reads a stream of Kinesis is at least the stream's shards times the mapping's parallelization factor, where all three are numbers.
//!
//! **Why.** Each shard has as many batches under way as the factor says. With fewer executions the others are throttled, and their shards fall behind.
//!
//! **Example.**
//!
//! ```yaml
//! Resources:
//!   Stream: { Type: AWS::Kinesis::Stream, Properties: { ShardCount: 4 } }
//!   Function: { Type: AWS::Lambda::Function, Properties: { ReservedConcurrentExecutions: 5 } }
//!   Mapping:
//!     Type: AWS::Lambda::EventSourceMapping
//!     Properties:
//!       EventSourceArn: !GetAtt Stream.Arn
//!       FunctionName: !Ref Function
//!       ParallelizationFactor: 2
//! ```
//!
//! **Fix.** Reserve shards times factor, and a few to spare; or lower the factor.

use ferrocdk_core::Finding;

use super::{warning};
use crate::diagnostic_ids;
use crate::view::{View, number};

pub(super) const ID: &str = diagnostic_ids::MAPPING_OUTPACES_FUNCTION;

pub(super) fn check(view: &View<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for mapping in view.of_type("AWS::Lambda::EventSourceMapping") {
        let stream = view.target(mapping.property("EventSourceArn"));
        let function = view.target(mapping.property("FunctionName"));
        let shards = stream.and_then(|stream| number(stream.property("ShardCount")));
        let (Some(function), Some(shards)) = (function, shards) else { continue };
        let Some(executions) = number(function.property("ReservedConcurrentExecutions")) else {
            continue;
        };
        let factor = number(mapping.property("ParallelizationFactor")).unwrap_or(1);
        let needed = shards.saturating_mul(factor);
        if executions < needed {
            let finding = warning(function, ID, "ReservedConcurrentExecutions", "the stream asks for more executions than the function has");
            findings.push(
                finding
                    .found(format!("{executions} for {shards} shards with {factor} batches each"))
                    .allowed(format!("at least {needed}"))
                    .help("reserve some more, for those that end while their successors start"),
            );
        }
    }
    findings
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by it")]
mod tests {
    use serde_json::json;

    fn found(executions: u32, factor: serde_json::Value) -> usize {
        let mapping = json!({ "EventSourceArn": { "Fn::GetAtt": ["S", "Arn"] }, "FunctionName": { "Ref": "F" }, "ParallelizationFactor": factor });
        let template = json!({ "Resources": {
            "S": { "Type": "AWS::Kinesis::Stream", "Properties": { "ShardCount": 4 } },
            "F": { "Type": "AWS::Lambda::Function", "Properties": { "ReservedConcurrentExecutions": executions } },
            "M": { "Type": "AWS::Lambda::EventSourceMapping", "Properties": mapping }
        } });
        crate::rules::found(super::ID, &template).len()
    }

    #[test]
    fn shards_times_factor_are_enough() {
        assert_eq!((found(7, json!(2)), found(8, json!(2)), found(4, json!(null))), (1, 0, 0));
    }
}
