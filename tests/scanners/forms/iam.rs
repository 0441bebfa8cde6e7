//! IAM.

use ferrocdk::Construct;
use ferrocdk::aws::iam::{
    AccessKey, AccessKeyProps, Group, GroupProps, InstanceProfile, InstanceProfileProps, ManagedPolicy,
    ManagedPolicyProps, OpenIdConnectProvider, OpenIdConnectProviderProps, Policy, PolicyProps, PolicyStatement,
    Principal, Role, RoleProps, SamlProvider, SamlProviderProps, User, UserProps,
};

pub(crate) fn forms(stack: &dyn Construct) {
    let service = Principal::service("lambda.amazonaws.com");
    let role = Role::new(stack, "Role", RoleProps::new(service));
    let read = PolicyStatement::allow(["dynamodb:GetItem"]).on("arn:aws:dynamodb:us-east-1:111122223333:table/readings");
    ManagedPolicy::new(stack, "ManagedPolicy", ManagedPolicyProps::new().statements([read.clone()]));
    let policy = Policy::new(stack, "Policy", PolicyProps::new().statements([read]));
    policy.attach_to_role(&role);
    let user = User::new(stack, "User", UserProps::new());
    Group::new(stack, "Group", GroupProps::new());
    AccessKey::new(stack, "AccessKey", AccessKeyProps::new(user.name()));
    InstanceProfile::new(stack, "InstanceProfile", InstanceProfileProps::new(role.name()));
    OpenIdConnectProvider::new(stack, "OpenId", OpenIdConnectProviderProps::new("https://forge.example.com"));
    let metadata = "<EntityDescriptor>".repeat(60);
    SamlProvider::new(stack, "Saml", SamlProviderProps::new(metadata.as_str()));
}
