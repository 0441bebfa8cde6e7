//! `PolicyStatement`: what is allowed or denied.

use ferrocdk_core::{Document, Expr, Value, doc, pseudo};

use super::conditions::Conditions;
use super::principal::{self, Principal};

/// One statement of a policy.
///
/// Source: "IAM JSON policy elements reference".
///
/// ```
/// use ferrocdk_aws::iam::PolicyStatement;
/// use ferrocdk_core::doc;
///
/// let put = PolicyStatement::allow(["kinesis:PutRecord"])
///     .on("arn:aws:kinesis:sa-east-1:111122223333:stream/readings")
///     .when("StringEquals", doc!({ "aws:PrincipalTag/line": "press" }));
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "a statement takes effect in a policy"]
pub struct PolicyStatement {
    sid: Option<String>,
    effect: &'static str,
    actions: Vec<String>,
    excepts_actions: bool,
    resources: Vec<Value<String>>,
    excepts_resources: bool,
    principals: Vec<Principal>,
    excepts_principals: bool,
    conditions: Conditions,
    /// Why it names more than one thing by a wildcard.
    wildcard_reason: Option<&'static str>,
}

impl PolicyStatement {
    fn new<A: Into<String>>(effect: &'static str, actions: impl IntoIterator<Item = A>) -> Self {
        let actions = actions.into_iter().map(Into::into).collect();
        Self {
            sid: None,
            effect,
            actions,
            excepts_actions: false,
            resources: Vec::new(),
            excepts_resources: false,
            principals: Vec::new(),
            excepts_principals: false,
            conditions: Conditions::default(),
            wildcard_reason: None,
        }
    }

    /// Allows actions; on nothing until [`on`](Self::on) says what.
    pub fn allow<A: Into<String>>(actions: impl IntoIterator<Item = A>) -> Self {
        Self::new("Allow", actions)
    }

    /// Allows every action but these (`NotAction`), of all services: rarely meant.
    pub fn allow_all_but<A: Into<String>>(actions: impl IntoIterator<Item = A>) -> Self {
        Self {
            excepts_actions: true,
            ..Self::allow(actions)
        }
    }

    /// Denies actions.
    pub fn deny<A: Into<String>>(actions: impl IntoIterator<Item = A>) -> Self {
        Self::new("Deny", actions)
    }

    /// Denies every action but these (`NotAction`).
    pub fn deny_all_but<A: Into<String>>(actions: impl IntoIterator<Item = A>) -> Self {
        Self {
            excepts_actions: true,
            ..Self::deny(actions)
        }
    }

    /// Adds a resource by ARN.
    pub fn on(mut self, arn: impl Into<Value<String>>) -> Self {
        self.resources.push(arn.into());
        self
    }

    /// Adds several resources by ARN.
    pub fn on_each<R: Into<Value<String>>>(self, arns: impl IntoIterator<Item = R>) -> Self {
        arns.into_iter().fold(self, Self::on)
    }

    /// Applies to every resource; for actions that have no resource level, and for policies of a resource itself.
    pub fn on_everything(self) -> Self {
        self.on("*")
    }

    /// Applies to every resource but those it names (`NotResource`).
    pub fn on_all_but(mut self, arn: impl Into<Value<String>>) -> Self {
        self.excepts_resources = true;
        self.on(arn)
    }

    /// Says who, in a policy of a resource; several of them are meant each. The principal's conditions become the statement's.
    pub fn by(mut self, principal: Principal) -> Self {
        self.conditions.extend(principal.conditions.clone());
        self.principals.push(principal);
        self
    }

    /// Applies to everybody but those it names (`NotPrincipal`). AWS advises against it: a role's sessions need naming too.
    pub fn by_all_but(mut self, principal: Principal) -> Self {
        self.excepts_principals = true;
        self.by(principal)
    }

    /// Adds a condition: an operator and its keys. All conditions have to hold; of several values of a key, any.
    pub fn when(mut self, operator: &str, keys: Document) -> Self {
        self.conditions.add(operator, keys);
        self
    }

    /// Only when the request comes from the stack's own account, against the confused deputy.
    pub fn from_own_account(self) -> Self {
        self.when("StringEquals", doc!({ "aws:SourceAccount": pseudo::account_id() }))
    }

    /// Names the statement: letters and digits, once in a policy.
    pub fn sid(mut self, sid: &str) -> Self {
        self.sid = Some(sid.to_owned());
        self
    }

    /// Denies every use of actions such as `sqs:*` on the resources by plain HTTP.
    pub fn deny_insecure_transport(actions: &str, resources: impl IntoIterator<Item = Value<String>>) -> Self {
        // The string form is the one that CDK writes and that Control Tower's rule knows.
        Self::deny([actions])
            .sid("DenyInsecureTransport")
            .by(Principal::star())
            .when("Bool", doc!({ "aws:SecureTransport": "false" }))
            .on_each(resources)
    }

    /// Whether it names somebody, as statements of a resource's policy do and those of an identity's must not.
    pub(crate) fn has_principal(&self) -> bool {
        !self.principals.is_empty()
    }

    /// Who is meant, each under all conditions of the statement.
    pub(crate) fn principals(&self) -> impl Iterator<Item = Principal> {
        self.principals
            .iter()
            .map(|principal| principal.clone().under(self.conditions.clone()))
    }

    /// The actions.
    pub(crate) fn actions(&self) -> &[String] {
        &self.actions
    }

    /// Whether everybody it names is an AWS service.
    pub(crate) fn is_about_services(&self) -> bool {
        self.has_principal() && self.principals.iter().all(Principal::is_service)
    }

    /// Whether it names a resource.
    pub(crate) fn has_resource(&self) -> bool {
        !self.resources.is_empty()
    }

    /// The same about the resource whose policy it goes into, where that cannot name itself.
    pub(crate) fn on_itself(self) -> Self {
        Self {
            resources: Vec::new(),
            ..self
        }
        .on_everything()
    }

    /// Says why a wildcard in it is as narrow as it can be; the identity that gets it acknowledges so.
    pub fn because(mut self, reason: &'static str) -> Self {
        self.wildcard_reason = Some(reason);
        self
    }

    /// The reason for its wildcard, if it has one.
    pub(crate) fn acknowledged_wildcard(&self) -> Option<&'static str> {
        let in_value = |value: &Value<String>| match value.clone().into_expr() {
            Expr::String(text) => text.contains('*'),
            Expr::Concat(parts) => parts
                .iter()
                .any(|part| matches!(part, Expr::String(text) if text.contains('*'))),
            _ => false,
        };
        let has_wildcard =
            self.actions.iter().any(|action| action.contains('*')) || self.resources.iter().any(in_value);
        self.wildcard_reason.filter(|_| has_wildcard)
    }

    pub(crate) fn into_expr(self) -> Expr {
        let mut entries: Vec<(&str, Expr)> = Vec::new();
        if let Some(sid) = self.sid {
            entries.push(("Sid", Expr::string(sid)));
        }
        entries.push(("Effect", Expr::string(self.effect)));
        if !self.principals.is_empty() {
            let key = if self.excepts_principals {
                "NotPrincipal"
            } else {
                "Principal"
            };
            entries.push((key, principal::into_document(self.principals).into_expr()));
        }
        let key = if self.excepts_actions { "NotAction" } else { "Action" };
        let actions = self.actions.into_iter().map(Expr::string);
        entries.push((key, one_or_many(actions.collect())));
        if !self.resources.is_empty() {
            let key = if self.excepts_resources {
                "NotResource"
            } else {
                "Resource"
            };
            let resources = self.resources.into_iter().map(Value::into_expr);
            entries.push((key, one_or_many(resources.collect())));
        }
        if !self.conditions.is_empty() {
            entries.push(("Condition", self.conditions.into_expr()));
        }
        Expr::object(entries)
    }
}

/// A list as policies write it: one item stands by itself.
pub(super) fn one_or_many(mut items: Vec<Expr>) -> Expr {
    if items.len() == 1 {
        items.remove(0)
    } else {
        Expr::Array(items)
    }
}
