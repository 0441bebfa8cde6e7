//! IAM.

use ferrocdk::Stack;
use ferrocdk::aws::iam::{ManagedPolicy, ManagedPolicyProps, PolicyStatement, Principal, Role, RoleProps};

pub(crate) fn forms(stack: &Stack) {
    let service = Principal::service("lambda.amazonaws.com");
    Role::new(stack, "Role", RoleProps::new(service));
    let read = PolicyStatement::allow(["dynamodb:GetItem"]).on("arn:aws:dynamodb:us-east-1:111122223333:table/readings");
    ManagedPolicy::new(stack, "ManagedPolicy", ManagedPolicyProps::new().statements([read]));
}
