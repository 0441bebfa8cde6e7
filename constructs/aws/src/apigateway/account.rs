//! The role with which API Gateway writes logs: a setting of the account in a region.

use ferrocdk_cfn::apigateway::{AccountProps, CfnAccount};
use ferrocdk_core::{Construct, RemovalPolicy, ScannerRule, Scope, pseudo, text};

use crate::Defaults;
use crate::iam::{Principal, Role, RoleProps};

const ID: &str = "ApiGatewayAccount";

/// Who sees to the role with which API Gateway writes logs, which is a setting of the account in a region.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogRole {
    /// The stack. Role and setting stay when it goes, since other APIs of the account write with them; where [`Defaults`](crate::Defaults) say that everything goes with its stack, they
    /// do too.
    #[default]
    OfStack,
    /// Somebody else: the account has the setting.
    OfAccount,
}

/// Sees to the setting, once in a stack. Gives what stages have to wait for.
#[track_caller]
pub(super) fn ensure(scope: &Scope) -> Option<Scope> {
    let stack = scope.stack()?;
    let top = stack.scope();
    if let Some(account) = top.find_child(ID) {
        return Some(account);
    }
    let account = top.child(ID);
    let policy = text!(
        "arn:{}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs",
        pseudo::partition()
    );
    let trusted = Principal::service("apigateway.amazonaws.com");
    let role = Role::new(&account, "Role", RoleProps::new(trusted).managed_policies([policy]));
    let role_resource = role.cfn();
    let fate = match Defaults::of(scope).current_removal_policy() {
        Some(RemovalPolicy::Destroy) => RemovalPolicy::Destroy,
        _ => RemovalPolicy::Retain,
    };
    role_resource.apply_removal_policy(fate);
    role_resource.acknowledge(
        &[ScannerRule::CdkNag("AwsSolutions-IAM4")],
        "the policy is the one that API Gateway asks for, for log groups that it names itself",
    );
    let setting = CfnAccount::new(
        &account,
        "Resource",
        AccountProps::new().cloud_watch_role_arn(role.arn()),
    );
    setting.apply_removal_policy(fate);
    Some(account)
}
