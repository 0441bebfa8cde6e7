//! Roles and policy statements; whoever can be granted something is a [`Grantee`].

use ferrocdk_cfn::iam::{CfnManagedPolicy, CfnRole, ManagedPolicyProps, RoleProps as CfnRoleProps};
use ferrocdk_core::{Construct, Document, Expr, Scope, Value, doc, pseudo, text};

/// Who a statement is about, in resource and trust policies.
#[derive(Clone, Debug)]
pub enum Principal {
    /// An AWS service, such as `lambda.amazonaws.com`.
    Service(Value<String>),
    /// Every identity of the stack's account that IAM allows.
    Account,
    /// One role or user, by ARN.
    Arn(Value<String>),
    /// Anybody; for denials.
    Anybody,
}

impl Principal {
    /// An AWS service by name.
    pub fn service(name: impl Into<Value<String>>) -> Self {
        Self::Service(name.into())
    }

    fn into_document(self) -> Document {
        match self {
            Self::Service(name) => doc!({ "Service": name }),
            Self::Account => doc!({ "AWS": text!("arn:{}:iam::{}:root", pseudo::partition(), pseudo::account_id()) }),
            Self::Arn(arn) => doc!({ "AWS": arn }),
            Self::Anybody => doc!("*"),
        }
    }
}

/// One statement of a policy.
///
/// ```
/// use ferrocdk_aws::iam::Statement;
/// let statement = Statement::allow(["kinesis:PutRecord"]).on("arn:aws:kinesis:sa-east-1:111122223333:stream/readings");
/// ```
#[derive(Clone, Debug)]
#[must_use = "a statement takes effect in a policy"]
pub struct Statement {
    sid: Option<String>,
    effect: &'static str,
    actions: Vec<String>,
    resources: Vec<Value<String>>,
    principal: Option<Principal>,
    conditions: Vec<(String, Document)>,
}

impl Statement {
    fn new<A: Into<String>>(effect: &'static str, actions: impl IntoIterator<Item = A>) -> Self {
        let actions = actions.into_iter().map(Into::into).collect();
        Self {
            sid: None,
            effect,
            actions,
            resources: Vec::new(),
            principal: None,
            conditions: Vec::new(),
        }
    }

    /// Allows actions; on nothing until [`on`](Self::on) says what.
    pub fn allow<A: Into<String>>(actions: impl IntoIterator<Item = A>) -> Self {
        Self::new("Allow", actions)
    }

    /// Denies actions.
    pub fn deny<A: Into<String>>(actions: impl IntoIterator<Item = A>) -> Self {
        Self::new("Deny", actions)
    }

    /// Adds a resource by ARN.
    pub fn on(mut self, arn: impl Into<Value<String>>) -> Self {
        self.resources.push(arn.into());
        self
    }

    /// Applies to every resource; for actions that have no resource level, and for policies of a resource itself.
    pub fn on_everything(self) -> Self {
        self.on("*")
    }

    /// Says who, in a resource policy.
    pub fn by(mut self, principal: Principal) -> Self {
        self.principal = Some(principal);
        self
    }

    /// Adds a condition: an operator and its keys.
    pub fn when(mut self, operator: &str, keys: Document) -> Self {
        self.conditions.push((operator.to_owned(), keys));
        self
    }

    /// Only when the request comes from the stack's own account, against the confused deputy.
    pub fn from_own_account(self) -> Self {
        self.when("StringEquals", doc!({ "aws:SourceAccount": pseudo::account_id() }))
    }

    /// Names the statement.
    pub fn sid(mut self, sid: &str) -> Self {
        self.sid = Some(sid.to_owned());
        self
    }

    /// Denies every use of `service:*` on the resources by plain HTTP.
    pub fn deny_insecure_transport(actions: &str, resources: impl IntoIterator<Item = Value<String>>) -> Self {
        let deny = Self::deny([actions])
            .sid("DenyInsecureTransport")
            .by(Principal::Anybody);
        // The string form is the one that CDK writes and that Control Tower's rule knows.
        let deny = deny.when("Bool", doc!({ "aws:SecureTransport": "false" }));
        resources.into_iter().fold(deny, Self::on)
    }

    fn into_expr(self) -> Expr {
        let one_or_many = |mut items: Vec<Expr>| {
            if items.len() == 1 {
                items.remove(0)
            } else {
                Expr::Array(items)
            }
        };
        let mut entries: Vec<(&str, Expr)> = Vec::new();
        if let Some(sid) = self.sid {
            entries.push(("Sid", Expr::string(sid)));
        }
        entries.push(("Effect", Expr::string(self.effect)));
        if let Some(principal) = self.principal {
            entries.push(("Principal", principal.into_document().into_expr()));
        }
        entries.push((
            "Action",
            one_or_many(self.actions.into_iter().map(Expr::string).collect()),
        ));
        if !self.resources.is_empty() {
            entries.push((
                "Resource",
                one_or_many(self.resources.into_iter().map(Value::into_expr).collect()),
            ));
        }
        if !self.conditions.is_empty() {
            let conditions = self
                .conditions
                .into_iter()
                .map(|(operator, keys)| (operator, keys.into_expr()));
            entries.push(("Condition", Expr::object(conditions)));
        }
        Expr::object(entries)
    }
}

/// A policy document of statements, with the current language version.
pub fn policy_document(statements: impl IntoIterator<Item = Statement>) -> Document {
    let statements = Expr::Array(statements.into_iter().map(Statement::into_expr).collect());
    Document::new(Expr::object([
        ("Version", Expr::string("2012-10-17")),
        ("Statement", statements),
    ]))
}

/// Adds a statement to the policy document held in an expression; one that stands there already is not repeated.
pub(crate) fn append_statement(policy: &mut Expr, statement: Statement) {
    let statement = statement.into_expr();
    if let Expr::Object(map) = policy
        && let Some(Expr::Array(statements)) = map.get_mut("Statement")
        && !statements.contains(&statement)
    {
        statements.push(statement);
    }
}

/// A name for a statement that no other of the policy document has: names are unique in a policy.
pub(crate) fn free_sid(policy: &Expr, name: &str) -> String {
    let statements = match policy {
        Expr::Object(map) => map.get("Statement"),
        _ => None,
    };
    let is_taken = |sid: &str| match statements {
        Some(Expr::Array(statements)) => statements.iter().any(|statement| match statement {
            Expr::Object(map) => map.get("Sid") == Some(&Expr::string(sid)),
            _ => false,
        }),
        _ => false,
    };
    let others = (2..).map(|number: u32| format!("{name}{number}"));
    let mut names = std::iter::once(name.to_owned()).chain(others);
    names.find(|sid| !is_taken(sid)).unwrap_or_default()
}

/// Something that permissions can be given to.
#[diagnostic::on_unimplemented(
    message = "permissions cannot be given to `{Self}`",
    label = "expected a role, a function, or another `Grantee`, by reference"
)]
pub trait Grantee {
    /// Adds a statement to its permissions.
    fn grant(&self, statement: Statement);
}

/// A role with one customer managed policy that grants fill.
///
/// A managed policy instead of an inline one: it clears the no-inline rules of the scanners and counts against a larger limit.
#[derive(Clone, Debug)]
pub struct Role {
    scope: Scope,
    role: CfnRole,
    policy: CfnManagedPolicy,
}

impl Construct for Role {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl Role {
    /// A role that an AWS service assumes, with the statement that trusts it. `first` is its first permission: CloudFormation takes no empty policy.
    #[track_caller]
    pub fn for_service(scope: &dyn Construct, id: &str, service: &str, trust: Trust, first: Statement) -> Self {
        let scope = scope.scope().child(id);
        let statement = Statement::allow(["sts:AssumeRole"]).by(Principal::service(service));
        let statement = match trust {
            Trust::AnyCaller => statement,
            Trust::OwnAccount => statement.from_own_account(),
        };
        let props = CfnRoleProps::new().assume_role_policy_document(policy_document([statement]));
        let role = CfnRole::new(&scope, "Resource", props);
        let props = ManagedPolicyProps::new()
            .roles([role.reference()])
            .policy_document(policy_document([first]));
        let policy = CfnManagedPolicy::new(&scope, "Policy", props);
        Self { scope, role, policy }
    }

    /// The role's ARN.
    pub fn arn(&self) -> Value<String> {
        self.role.attr_arn()
    }

    /// The role's name.
    pub fn name(&self) -> Value<String> {
        self.role.reference()
    }
}

/// How far a service is trusted when it assumes a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// The service sets no source account (Lambda does not), so none can be asked for.
    AnyCaller,
    /// Only on behalf of the stack's own account.
    OwnAccount,
}

impl Grantee for Role {
    fn grant(&self, statement: Statement) {
        self.policy
            .update_property("PolicyDocument", |policy| append_statement(policy, statement));
    }
}
