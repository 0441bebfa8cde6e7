//! `Policy`: an inline policy, which is part of the identities that have it.

use ferrocdk_cfn::iam::{CfnPolicy, PolicyProps as CfnPolicyProps};
use ferrocdk_cfn::refs::iam as refs;
use ferrocdk_core::{Construct, Diagnostic, Expr, IntoRef, Scope, Value};

use super::document::{PolicyDocument, length, statements};
use super::statement::PolicyStatement;
use crate::diagnostic_ids;
use crate::owned::constructs;
use crate::props::props;

/// Characters of all inline policies of a role together, without blanks. Source: "IAM and AWS STS quotas".
const MAX_LENGTH: usize = 10_240;

props! {
    /// Settings of a [`Policy`].
    pub struct PolicyProps for CfnPolicyProps {
        /// Statements: what it allows and denies.
        statements: Vec<PolicyStatement>,
        /// The roles that have it.
        refers roles: Vec<refs::RoleName>,
        /// The users that have it.
        refers users: Vec<refs::UserName>,
        /// The groups that have it.
        refers groups: Vec<refs::GroupName>,
        /// The policy's name. Default: one that follows from the place in the app.
        policy_name: Option<String>,
    }
}

/// An inline policy: it is part of roles, users and groups, and goes with them.
///
/// Grants make managed policies, so this is for permissions that somebody writes by hand and wants to see at the identity. A role has 10,240 characters for all of
/// its inline policies together.
///
/// Makes an `AWS::IAM::Policy`. Costs nothing.
///
/// ```
/// use ferrocdk_aws::iam::{Policy, PolicyProps, PolicyStatement, Principal, Role, RoleProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let role = Role::new(&stack, "Report", RoleProps::new(Principal::service("lambda.amazonaws.com")));
/// let read = PolicyStatement::allow(["dynamodb:Query"]).on("arn:aws:dynamodb:sa-east-1:111122223333:table/readings");
/// let policy = Policy::new(&stack, "Read", PolicyProps::new().statements([read]));
/// policy.attach_to_role(&role);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Policy {
    scope: Scope,
    policy: CfnPolicy,
}

constructs!(Policy);

impl Policy {
    /// Makes a policy.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: PolicyProps) -> Self {
        let scope = scope.scope().child(id);
        let name = props.policy_name.unwrap_or_else(|| scope.unique_resource_name(128));
        let mut policy = CfnPolicyProps::new()
            .policy_name(name)
            .policy_document(PolicyDocument::of(props.statements));
        let names = |names: Vec<Value<String>>| (!names.is_empty()).then(|| names.into());
        policy.roles = names(props.roles);
        policy.users = names(props.users);
        policy.groups = names(props.groups);
        let policy = CfnPolicy::new(&scope, "Resource", props.customize.apply(policy));
        let checked = policy.clone();
        scope.add_validation(move |_| check(&checked));
        Self { scope, policy }
    }

    /// The resource.
    pub fn cfn(&self) -> CfnPolicy {
        self.policy.clone()
    }

    /// Adds a statement.
    pub fn add_statement(&self, statement: PolicyStatement) {
        self.policy
            .update_property("PolicyDocument", |policy| super::append_statement(policy, statement));
    }

    /// Makes it a part of a role.
    pub fn attach_to_role(&self, role: impl IntoRef<refs::RoleName>) {
        self.attach("Roles", role.into_ref());
    }

    /// Makes it a part of a user.
    pub fn attach_to_user(&self, user: impl IntoRef<refs::UserName>) {
        self.attach("Users", user.into_ref());
    }

    /// Makes it a part of a group.
    pub fn attach_to_group(&self, group: impl IntoRef<refs::GroupName>) {
        self.attach("Groups", group.into_ref());
    }

    fn attach(&self, property: &str, name: Value<String>) {
        let name = name.into_expr();
        crate::owned::add_to_list(&self.policy, property, name);
    }
}

/// Mistakes that can be told only when everybody has added what he has to.
fn check(policy: &CfnPolicy) -> Vec<Diagnostic> {
    let mut mistakes = Vec::new();
    let mut is_attached = false;
    for property in ["Roles", "Users", "Groups"] {
        policy.update_property(property, |names| {
            is_attached |= matches!(names, Expr::Array(items) if !items.is_empty());
        });
    }
    policy.update_property("PolicyDocument", |document| {
        let said = statements(document);
        if said.is_empty() {
            let diagnostic = Diagnostic::error(diagnostic_ids::EMPTY_POLICY, "a policy that says nothing")
                .help("give it a statement, or leave it out");
            mistakes.push(diagnostic);
        }
        let long: usize = said.iter().map(length).sum();
        if long > MAX_LENGTH {
            let diagnostic = Diagnostic::error(diagnostic_ids::POLICY_LENGTH, "an inline policy is too long")
                .at("", Some("PolicyDocument"))
                .found(format!("about {long} characters"))
                .allowed(format!("{MAX_LENGTH} for all inline policies of a role together"))
                .help("let grants make the policies, which divide themselves, or make several managed policies");
            mistakes.push(diagnostic);
        }
    });
    if !is_attached {
        let diagnostic = Diagnostic::error(diagnostic_ids::EMPTY_POLICY, "an inline policy that nobody has")
            .help("attach it to a role, a user or a group");
        mistakes.push(diagnostic);
    }
    mistakes
}
