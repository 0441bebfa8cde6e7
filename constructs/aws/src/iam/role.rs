//! `Role`: permissions that somebody takes on for a while.

use ferrocdk_cfn::iam::{CfnRole, RoleProps as CfnRoleProps};
use ferrocdk_cfn::refs::iam as refs;
use ferrocdk_core::{Construct, IntoRef, Scope, Value, pseudo, text};

use super::document::PolicyDocument;
use super::grantee::Grantee;
use super::grants::RoleGrants;
use super::identity_policies::{self, AttachedTo};
use super::principal::Principal;
use super::statement::PolicyStatement;
use crate::bounds::bounded;
use crate::diagnostic_ids;
use crate::grants::Target;
use crate::owned::{Owned, constructs, refuse};
use crate::props::props;
use crate::units::Seconds;

bounded! {
    /// How long a session of a role may be, an hour to twelve. Source: "Update the maximum session duration for a role".
    SessionDuration(Seconds) in 3_600..=43_200, "seconds";
}

props! {
    /// Settings of a [`Role`].
    pub struct RoleProps for CfnRoleProps {
        /// Who may assume it; [`also_assumed_by`](Self::also_assumed_by) adds others.
        assumed_by: Principal,
        /// Further principals that may assume the role.
        also_assumed_by: Vec<Principal>,
        /// Policies that exist, by ARN: AWS's own ([`ManagedPolicy::from_aws_managed_policy_name`](super::ManagedPolicy::from_aws_managed_policy_name)) or others.
        refers managed_policies: Vec<refs::ManagedPolicyArn>,
        /// Policies of this role alone, by their names. What grants give goes into managed policies of their own.
        own inline_policies: Vec<(String, PolicyDocument)> = Vec::new(),
        /// The most that the role can be given, whatever its policies say: the ARN of a policy. Default: none.
        refers permissions_boundary: Option<refs::ManagedPolicyArn>,
        /// How long a session may be. Default: an hour, as IAM has it.
        max_session_duration: Option<SessionDuration>,
        /// For people. Default: none.
        description: Option<Value<String>>,
        /// A path such as `/plants/` that the role's ARN has. Default: `/`.
        path: Option<Value<String>>,
        /// A name that does not change. Default: CloudFormation generates one, so that a replacement can stand beside the role it replaces.
        role_name: Option<Value<String>>,
    }
}

impl RoleProps {
    /// Adds a policy of this role alone.
    #[must_use]
    pub fn inline_policy(mut self, name: &str, document: PolicyDocument) -> Self {
        self.inline_policies.push((name.to_owned(), document));
        self
    }
}

/// An IAM role.
///
/// Makes an `AWS::IAM::Role`, and an `AWS::IAM::ManagedPolicy` as soon as something is granted to it. Costs nothing.
///
/// ```
/// use ferrocdk_aws::iam::{PolicyStatement, Principal, Role, RoleProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let role = Role::new(&stack, "Reader", RoleProps::new(Principal::service("lambda.amazonaws.com")));
/// role.add_to_policy(PolicyStatement::allow(["dynamodb:Query"]).on("arn:aws:dynamodb:sa-east-1:111122223333:table/readings"));
/// let deployment = Role::from_role_arn(&stack, "Deployment", "arn:aws:iam::111122223333:role/deployment");
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Role {
    scope: Scope,
    resource: Owned<CfnRole>,
    arn: Value<String>,
    name: Value<String>,
    mutable: Mutable,
}

/// Whether grants may change an imported role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mutable {
    Yes,
    No,
}

constructs!(Role);
ferrocdk_cfn::refers!(Role: iam { RoleArn => arn, RoleName => name });

impl From<&Self> for Role {
    fn from(role: &Self) -> Self {
        role.clone()
    }
}

impl Role {
    /// Makes a role.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: RoleProps) -> Self {
        let scope = scope.scope().child(id);
        if let Some(Err(error)) = props.max_session_duration.map(SessionDuration::check) {
            error.report(&scope, diagnostic_ids::ROLE_RANGE, "MaxSessionDuration");
        }
        let principals = std::iter::once(props.assumed_by).chain(props.also_assumed_by);
        let trust = principals.map(|principal| PolicyStatement::allow(principal.assume_actions()).by(principal));
        let mut role = CfnRoleProps::new().assume_role_policy_document(PolicyDocument::of(trust));
        if !props.managed_policies.is_empty() {
            role = role.managed_policy_arns(props.managed_policies);
        }
        if !props.inline_policies.is_empty() {
            let policies = props.inline_policies.into_iter().map(|(name, document)| {
                ferrocdk_cfn::iam::role::Policy::new()
                    .policy_name(name)
                    .policy_document(document)
            });
            role = role.policies(policies.collect::<Vec<_>>());
        }
        role.permissions_boundary = props.permissions_boundary;
        role.max_session_duration = props.max_session_duration.map(|duration| duration.get().into());
        role.description = props.description;
        role.path = props.path;
        role.role_name = props.role_name;
        let role = CfnRole::new(&scope, "Resource", props.customize.apply(role));
        let (arn, name) = (role.attr_arn(), role.reference());
        Self {
            scope,
            resource: Owned::made(role),
            arn,
            name,
            mutable: Mutable::Yes,
        }
    }

    /// A role that exists, by ARN. What is granted to it is attached to it as a policy of this stack, which works within its own account.
    #[track_caller]
    pub fn from_role_arn(scope: &dyn Construct, id: &str, arn: impl Into<Value<String>>) -> Self {
        let arn = arn.into();
        let name = match arn.literal() {
            Some(text) => Value::from(text.rsplit('/').next().unwrap_or_default()),
            None => last_part(arn.clone()),
        };
        Self::imported(scope, id, arn, name)
    }

    /// A role of the stack's account that exists, by name.
    #[track_caller]
    pub fn from_role_name(scope: &dyn Construct, id: &str, name: impl Into<Value<String>>) -> Self {
        let name = name.into();
        let arn = text!(
            "arn:{}:iam::{}:role/{}",
            pseudo::partition(),
            pseudo::account_id(),
            name.clone()
        );
        Self::imported(scope, id, arn, name)
    }

    #[track_caller]
    fn imported(scope: &dyn Construct, id: &str, arn: Value<String>, name: Value<String>) -> Self {
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            arn,
            name,
            mutable: Mutable::Yes,
        }
    }

    /// The same role, which this app must not change: grants to it change nothing but the policies of resources, and whoever owns the role gives it the rest.
    #[must_use]
    pub fn without_policy_updates(&self) -> Self {
        Self {
            mutable: Mutable::No,
            ..self.clone()
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnRole {
        self.resource.resource(&self.scope, |scope| {
            let trust = PolicyDocument::of([]);
            CfnRole::new(
                scope,
                "Resource",
                CfnRoleProps::new().assume_role_policy_document(trust),
            )
        })
    }

    /// The role's ARN.
    pub fn arn(&self) -> Value<String> {
        self.arn.clone()
    }

    /// Grants on this role: who may take it on or hand it on.
    pub fn grants(&self) -> RoleGrants {
        RoleGrants::on(Target::new(self, self.arn()))
    }

    /// The role's name.
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }

    /// Adds a statement to what the role may do.
    pub fn add_to_policy(&self, statement: PolicyStatement) {
        self.add_to_principal_policy(statement);
    }

    /// Attaches a policy that exists, by ARN.
    #[track_caller]
    pub fn add_managed_policy(&self, policy: impl IntoRef<refs::ManagedPolicyArn>) {
        let Some(role) = self.resource.get() else {
            refuse(&self.scope, "cannot be attached a managed policy");
            return;
        };
        let arn = policy.into_ref().into_expr();
        crate::owned::add_to_list(role, "ManagedPolicyArns", arn);
    }

    /// Lets somebody else assume the role, under further conditions too.
    pub fn add_to_trust(&self, principal: Principal) {
        if let Some(role) = self.resource.get() {
            let statement = PolicyStatement::allow(principal.assume_actions()).by(principal);
            role.update_property("AssumeRolePolicyDocument", |policy| {
                super::append_statement(policy, statement);
            });
        }
    }
}

/// Last part of an ARN whose text is known at deployment.
fn last_part(arn: Value<String>) -> Value<String> {
    // A path would stand between; a name behind one cannot be had by position, so such roles are imported by name.
    Value::select(1, arn.split("/"))
}

impl Grantee for Role {
    fn grant_principal(&self) -> Principal {
        Principal::arn(self.arn())
    }

    fn add_to_principal_policy(&self, statement: PolicyStatement) -> Option<Scope> {
        (self.mutable == Mutable::Yes)
            .then(|| identity_policies::add(&self.scope, AttachedTo::Role, &self.name, statement))
    }

    fn foreign_account(&self) -> Option<Value<String>> {
        let text = self.arn.literal()?;
        let account = text.split(':').nth(4).filter(|account| !account.is_empty())?;
        let own = self.scope.stack()?.environment().account?;
        (account != own).then(|| Value::from(account))
    }
}

impl Grantee for CfnRole {
    fn grant_principal(&self) -> Principal {
        Principal::arn(self.attr_arn())
    }

    fn add_to_principal_policy(&self, statement: PolicyStatement) -> Option<Scope> {
        Some(identity_policies::add(
            self.scope(),
            AttachedTo::Role,
            &self.reference(),
            statement,
        ))
    }
}
