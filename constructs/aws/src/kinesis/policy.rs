//! The policy of a stream or a consumer, which is a resource of its own.

use ferrocdk_cfn::kinesis::{CfnResourcePolicy, ResourcePolicyProps};
use ferrocdk_core::{CfnResource, Construct, Scope, Value};

use crate::iam::{PolicyDocument, PolicyStatement, append_statement};

/// Adds a statement to the policy below `scope`, which is made when it is first needed; gives it.
pub(super) fn add(scope: &Scope, arn: &Value<String>, statement: PolicyStatement) -> Scope {
    let made = scope
        .find_child("Policy")
        .and_then(|policy| policy.find_child("Resource"));
    if let Some(policy) = made.and_then(|resource| CfnResource::of(&resource)) {
        policy.update_property("ResourcePolicy", |document| append_statement(document, statement));
        return policy.scope().clone();
    }
    let props = ResourcePolicyProps::new()
        .resource_arn(arn.clone())
        .resource_policy(PolicyDocument::of([statement]));
    let policy = CfnResourcePolicy::new(&scope.child("Policy"), "Resource", props);
    policy.scope().clone()
}
