//! `ManagedPolicy`: a policy that several identities have.

use ferrocdk_cfn::iam::{CfnManagedPolicy, ManagedPolicyProps as CfnManagedPolicyProps};
use ferrocdk_cfn::refs::iam as refs;
use ferrocdk_core::{Construct, Scope, Value, pseudo, text};

use super::document::PolicyDocument;
use super::statement::PolicyStatement;
use crate::owned::{Owned, constructs};
use crate::props::props;

props! {
    /// Settings of a [`ManagedPolicy`].
    pub struct ManagedPolicyProps for CfnManagedPolicyProps {
        /// The permissions and denials. CloudFormation refuses a policy without any.
        statements: Vec<PolicyStatement>,
        /// The roles that have it.
        refers roles: Vec<refs::RoleName>,
        /// The users that have it.
        refers users: Vec<refs::UserName>,
        /// The groups that have it.
        refers groups: Vec<refs::GroupName>,
        /// For people; it cannot be changed later without a new policy. Default: none.
        description: Option<Value<String>>,
        /// A path such as `/plants/` that the policy's ARN has. Default: `/`.
        path: Option<Value<String>>,
        /// A name that does not change. Default: CloudFormation generates one.
        managed_policy_name: Option<Value<String>>,
    }
}

/// A customer managed policy.
///
/// Makes an `AWS::IAM::ManagedPolicy` of at most 6,144 characters. Costs nothing.
///
/// ```
/// use ferrocdk_aws::iam::{ManagedPolicy, ManagedPolicyProps, PolicyStatement, Principal, Role, RoleProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let read = PolicyStatement::allow(["dynamodb:Query"]).on("arn:aws:dynamodb:sa-east-1:111122223333:table/readings");
/// let readers = ManagedPolicy::new(&stack, "Readers", ManagedPolicyProps::new().statements([read]));
/// Role::new(&stack, "Report", RoleProps::new(Principal::service("lambda.amazonaws.com")).managed_policies([readers.arn()]));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct ManagedPolicy {
    scope: Scope,
    resource: Owned<CfnManagedPolicy>,
    arn: Value<String>,
}

constructs!(ManagedPolicy);
ferrocdk_cfn::refers!(ManagedPolicy: iam { ManagedPolicyArn => arn });

impl ManagedPolicy {
    /// Makes a policy.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: ManagedPolicyProps) -> Self {
        let scope = scope.scope().child(id);
        let mut policy = CfnManagedPolicyProps::new().policy_document(PolicyDocument::of(props.statements));
        if !props.roles.is_empty() {
            policy = policy.roles(props.roles);
        }
        if !props.users.is_empty() {
            policy = policy.users(props.users);
        }
        if !props.groups.is_empty() {
            policy = policy.groups(props.groups);
        }
        policy.description = props.description;
        policy.path = props.path;
        policy.managed_policy_name = props.managed_policy_name;
        let policy = CfnManagedPolicy::new(&scope, "Resource", props.customize.apply(policy));
        let arn = policy.reference();
        Self {
            scope,
            resource: Owned::made(policy),
            arn,
        }
    }

    /// A policy that exists, by ARN.
    #[track_caller]
    pub fn from_managed_policy_arn(scope: &dyn Construct, id: &str, arn: impl Into<Value<String>>) -> Self {
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            arn: arn.into(),
        }
    }

    /// The ARN of a policy of the stack's account that exists, by its name with its path.
    pub fn from_managed_policy_name(name: &str) -> Value<String> {
        text!(
            "arn:{}:iam::{}:policy/{}",
            pseudo::partition(),
            pseudo::account_id(),
            name
        )
    }

    /// The ARN of a policy of AWS's own, by its name with its path, such as `ReadOnlyAccess` or `service-role/AWSLambdaBasicExecutionRole`.
    ///
    /// These are wide, and AWS changes them; a grant is narrower in most cases.
    pub fn from_aws_managed_policy_name(name: &str) -> Value<String> {
        text!("arn:{}:iam::aws:policy/{}", pseudo::partition(), name)
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnManagedPolicy {
        self.resource.resource(&self.scope, |scope| {
            let document = PolicyDocument::of([]);
            CfnManagedPolicy::new(
                scope,
                "Resource",
                CfnManagedPolicyProps::new().policy_document(document),
            )
        })
    }

    /// The policy's ARN.
    pub fn arn(&self) -> Value<String> {
        self.arn.clone()
    }

    /// Adds a statement.
    #[track_caller]
    pub fn add_statement(&self, statement: PolicyStatement) {
        self.cfn()
            .update_property("PolicyDocument", |policy| super::append_statement(policy, statement));
    }
}
