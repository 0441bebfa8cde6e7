//! `Group`: users that may do the same.

use ferrocdk_cfn::iam::{CfnGroup, GroupProps as CfnGroupProps};
use ferrocdk_cfn::refs::iam as refs;
use ferrocdk_core::{Construct, ScannerRule, Scope, Value, pseudo, text};

use super::grantee::Grantee;
use super::identity_policies::{self, AttachedTo};
use super::principal::Principal;
use super::statement::PolicyStatement;
use crate::owned::{Owned, constructs};
use crate::props::props;

props! {
    /// Settings of a [`Group`].
    pub struct GroupProps for CfnGroupProps {
        /// A name that does not change. Default: CloudFormation generates one.
        group_name: Option<Value<String>>,
        /// Policies that exist, by ARN.
        refers managed_policies: Vec<refs::ManagedPolicyArn>,
        /// A path such as `/plants/` that the group's ARN has. Default: `/`.
        path: Option<Value<String>>,
    }
}

/// A group of users.
///
/// Makes an `AWS::IAM::Group`. Costs nothing. A group is nobody for a policy of a resource: it cannot be let in there.
///
/// ```
/// use ferrocdk_aws::iam::{Group, GroupProps, ManagedPolicy};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let read_only = ManagedPolicy::from_aws_managed_policy_name("ReadOnlyAccess");
/// Group::new(&stack, "Auditors", GroupProps::new().managed_policies([read_only]));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Group {
    scope: Scope,
    resource: Owned<CfnGroup>,
    arn: Value<String>,
    name: Value<String>,
}

constructs!(Group);
ferrocdk_cfn::refers!(Group: iam { GroupArn => arn, GroupName => name });

impl Group {
    /// Makes a group.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: GroupProps) -> Self {
        let scope = scope.scope().child(id);
        let mut group = CfnGroupProps::new();
        group.group_name = props.group_name;
        group.path = props.path;
        if !props.managed_policies.is_empty() {
            group = group.managed_policy_arns(props.managed_policies);
        }
        let group = CfnGroup::new(&scope, "Resource", props.customize.apply(group));
        // The rules of Control Tower on inline policies fail a group that has none at all.
        let rules = [ScannerRule::Guard("CT.IAM.PR.1"), ScannerRule::Guard("CT.IAM.PR.5")];
        group.acknowledge(&rules, "has no inline policy");
        Self {
            scope,
            arn: group.attr_arn(),
            name: group.reference(),
            resource: Owned::made(group),
        }
    }

    /// A group of the stack's account that exists, by name.
    #[track_caller]
    pub fn from_group_name(scope: &dyn Construct, id: &str, name: impl Into<Value<String>>) -> Self {
        let name = name.into();
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            arn: text!(
                "arn:{}:iam::{}:group/{}",
                pseudo::partition(),
                pseudo::account_id(),
                name.clone()
            ),
            name,
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnGroup {
        self.resource.resource(&self.scope, |scope| {
            CfnGroup::new(scope, "Resource", CfnGroupProps::new())
        })
    }

    /// The group's ARN.
    pub fn arn(&self) -> Value<String> {
        self.arn.clone()
    }

    /// The group's name.
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }

    /// Adds a statement to what its users may do.
    pub fn add_to_policy(&self, statement: PolicyStatement) {
        self.add_to_principal_policy(statement);
    }
}

impl Grantee for Group {
    fn grant_principal(&self) -> Principal {
        Principal::arn(self.arn())
    }

    fn add_to_principal_policy(&self, statement: PolicyStatement) -> Option<Scope> {
        Some(identity_policies::add(
            &self.scope,
            AttachedTo::Group,
            &self.name,
            statement,
        ))
    }
}
