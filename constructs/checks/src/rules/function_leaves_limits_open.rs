//! C0018: a function does not say its timeout or its memory.
//!
//! **What it checks.** Every function states `Timeout` and `MemorySize`.
//!
//! **Why.** Lambda takes 3 seconds and 128 MB where nothing is said: a function that works in a test is killed in the middle of a batch by the first slow answer.
//!
//! **Example.**
//!
//! ```yaml
//! Resources:
//!   Function:
//!     Type: AWS::Lambda::Function
//!     Properties: { Code: { ZipFile: "" }, Role: !GetAtt Role.Arn }
//! ```
//!
//! **Fix.** State both, from what the function does.

use ferrocdk_core::Finding;

use super::info;
use crate::diagnostic_ids;
use crate::view::View;

pub(super) const ID: &str = diagnostic_ids::FUNCTION_LEAVES_LIMITS_OPEN;

pub(super) fn check(view: &View<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for function in view.of_type("AWS::Lambda::Function") {
        let limits = [("Timeout", "3 seconds"), ("MemorySize", "128 MB")];
        for (property, default) in limits.into_iter().filter(|(property, _)| function.property(property).is_null()) {
            let finding = info(function, ID, property, "the function does not say its limit");
            findings.push(finding.found(format!("nothing, which means {default}")).help("state it"));
        }
    }
    findings
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by it")]
mod tests {
    use serde_json::json;

    #[test]
    fn both_are_stated() {
        let found = |properties: serde_json::Value| {
            crate::rules::found(super::ID, &json!({ "Resources": { "F": { "Type": "AWS::Lambda::Function", "Properties": properties } } })).len()
        };
        assert_eq!((found(json!({})), found(json!({ "Timeout": 60 })), found(json!({ "Timeout": 60, "MemorySize": { "Ref": "M" } }))), (2, 1, 0));
    }
}
