//! C0015: a role that nothing takes.
//!
//! **What it checks.** Every role is referred to by something else than the policies that are attached to it, such as a function or an output.
//!
//! **Why.** A role that nothing takes is a permission that somebody may find and use, and that nobody looks at any more.
//!
//! **Example.**
//!
//! ```yaml
//! Resources:
//!   Left:
//!     Type: AWS::IAM::Role
//!     Properties: { AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [] } }
//! ```
//!
//! **Fix.** Remove it; acknowledge the rule where somebody outside of the template takes it by its name.

use ferrocdk_core::Finding;

use super::info;
use crate::diagnostic_ids;
use crate::view::View;

pub(super) const ID: &str = diagnostic_ids::ROLE_IS_UNUSED;

/// Types that only add permissions to a role.
const ADDITIONS: &[&str] = &["AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy"];

pub(super) fn check(view: &View<'_>) -> Vec<Finding> {
    let roles = view.of_type("AWS::IAM::Role");
    // One with a name is there to be found by it.
    let unused = roles.filter(|role| role.property("RoleName").is_null() && !view.is_used(role.logical_id(), ADDITIONS));
    unused
        .map(|role| info(role, ID, "AssumeRolePolicyDocument", "nothing takes the role").help("remove it, or refer to it where it is meant"))
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by it")]
mod tests {
    use serde_json::json;

    #[test]
    fn policies_alone_are_no_use() {
        let found = |others: serde_json::Value| {
            let mut resources = others;
            resources["R"] = json!({ "Type": "AWS::IAM::Role", "Properties": {} });
            crate::rules::found(super::ID, &json!({ "Resources": resources })).len()
        };
        let of = |kind: &str, properties: serde_json::Value| json!({ "X": { "Type": kind, "Properties": properties } });
        assert_eq!((found(json!({})), found(of("AWS::IAM::ManagedPolicy", json!({ "Roles": [{ "Ref": "R" }] })))), (1, 1));
        assert_eq!(found(of("AWS::Lambda::Function", json!({ "Role": { "Fn::GetAtt": ["R", "Arn"] } }))), 0);
    }

    #[test]
    fn an_output_and_a_name_are_use() {
        let output = json!({ "Resources": { "R": { "Type": "AWS::IAM::Role" } }, "Outputs": { "O": { "Value": { "Fn::GetAtt": "R.Arn" } } } });
        let named = json!({ "Resources": { "R": { "Type": "AWS::IAM::Role", "Properties": { "RoleName": "x" } } } });
        assert!(crate::rules::found(super::ID, &output).is_empty() && crate::rules::found(super::ID, &named).is_empty());
    }
}
