//! `Principal`: who a statement is about.

use ferrocdk_core::{Document, Expr, IntoDocument, Value, doc, pseudo, text};

use super::conditions::Conditions;

/// Who a statement is about, in trust policies and in policies of resources, with the conditions under which it is meant.
///
/// Source: "AWS JSON policy elements: Principal" of the IAM user guide.
///
/// ```
/// use ferrocdk_aws::iam::{PolicyDocument, PolicyStatement, Principal};
/// use ferrocdk_core::{Document, doc};
///
/// let plants = Principal::organization("o-1234567890");
/// let read = PolicyStatement::allow(["s3:GetObject"]).by(plants).on("arn:aws:s3:::archive/*");
/// let document: Document = PolicyDocument::of([read]).into();
/// let expected = doc!({
///     "Version": "2012-10-17",
///     "Statement": [{
///         "Effect": "Allow",
///         "Principal": { "AWS": "*" },
///         "Action": "s3:GetObject",
///         "Resource": "arn:aws:s3:::archive/*",
///         "Condition": { "StringEquals": { "aws:PrincipalOrgID": "o-1234567890" } },
///     }],
/// });
/// assert_eq!(document, expected);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Principal {
    pub(super) kind: &'static str,
    pub(super) value: Value<String>,
    pub(super) conditions: Conditions,
    assume_action: &'static str,
    session_tags: bool,
}

/// The kind of [`Principal::star`], which has no map around it.
pub(super) const STAR: &str = "*";

impl Principal {
    fn of(kind: &'static str, value: impl Into<Value<String>>) -> Self {
        Self {
            kind,
            value: value.into(),
            conditions: Conditions::default(),
            assume_action: "sts:AssumeRole",
            session_tags: false,
        }
    }

    /// An AWS service, such as `lambda.amazonaws.com`.
    pub fn service(name: impl Into<Value<String>>) -> Self {
        Self::of("Service", name)
    }

    /// Every identity of an account that the account's own policies allow, by the 12 digits of the account.
    pub fn account(id: impl Into<Value<String>>) -> Self {
        Self::of("AWS", text!("arn:{}:iam::{}:root", pseudo::partition(), id.into()))
    }

    /// Every identity of the stack's account that the account's own policies allow.
    pub fn own_account() -> Self {
        Self::account(pseudo::account_id())
    }

    /// One role or user, by ARN.
    pub fn arn(arn: impl Into<Value<String>>) -> Self {
        Self::of("AWS", arn)
    }

    /// Every identity of an organization, by its id such as `o-1234567890`.
    pub fn organization(id: impl Into<Value<String>>) -> Self {
        Self::any().when("StringEquals", doc!({ "aws:PrincipalOrgID": id.into() }))
    }

    /// Whoever an OpenID Connect provider vouches for, by the provider's ARN. Conditions on the audience and the subject belong to it:
    /// without them, everybody of the provider is meant.
    pub fn web_identity(provider: impl Into<Value<String>>) -> Self {
        Self {
            assume_action: "sts:AssumeRoleWithWebIdentity",
            ..Self::of("Federated", provider)
        }
    }

    /// Whoever a SAML provider vouches for, by the provider's ARN. A condition on `SAML:aud` belongs to it for the console:
    /// `https://signin.aws.amazon.com/saml`.
    pub fn saml(provider: impl Into<Value<String>>) -> Self {
        Self {
            assume_action: "sts:AssumeRoleWithSAML",
            ..Self::of("Federated", provider)
        }
    }

    /// A canonical user of S3, as old origin access identities are named.
    pub fn canonical_user(id: impl Into<Value<String>>) -> Self {
        Self::of("CanonicalUser", id)
    }

    /// Anybody, written `{ "AWS": "*" }`.
    pub fn any() -> Self {
        Self::of("AWS", "*")
    }

    /// Anybody, written `"*"`: the form that some services ask for, and denials have.
    pub fn star() -> Self {
        Self::of(STAR, "*")
    }

    /// Only under a condition: an operator and its keys.
    #[must_use]
    pub fn when(mut self, operator: &str, keys: Document) -> Self {
        self.conditions.add(operator, keys);
        self
    }

    /// Only on behalf of the stack's own account, against the confused deputy. Not every service sets the account: Lambda sets none when it assumes a role.
    #[must_use]
    pub fn from_own_account(self) -> Self {
        self.when("StringEquals", doc!({ "aws:SourceAccount": pseudo::account_id() }))
    }

    /// Only on behalf of one resource, by ARN, against the confused deputy.
    #[must_use]
    pub fn from_source(self, arn: impl Into<Value<String>>) -> Self {
        self.when("ArnLike", doc!({ "aws:SourceArn": arn.into() }))
    }

    /// Only with an external id, which keeps a third party from being talked into using the role for somebody else.
    #[must_use]
    pub fn with_external_id(self, id: impl Into<Value<String>>) -> Self {
        self.when("StringEquals", doc!({ "sts:ExternalId": id.into() }))
    }

    /// Lets it set tags on its sessions, when it assumes a role.
    #[must_use]
    pub fn with_session_tags(mut self) -> Self {
        self.session_tags = true;
        self
    }

    /// Whether it is an AWS service, which has no identity that permissions could be given to.
    pub(super) fn is_service(&self) -> bool {
        self.kind == "Service"
    }

    /// The actions by which it assumes a role.
    pub(super) fn assume_actions(&self) -> Vec<&'static str> {
        let tags = self.session_tags.then_some("sts:TagSession");
        std::iter::once(self.assume_action).chain(tags).collect()
    }

    /// The kind that policies have it under, such as `Service`; `*` for anybody by that form.
    pub(crate) fn kind(&self) -> &'static str {
        self.kind
    }

    /// Who it is: a name, an ARN, an id.
    pub(crate) fn value(&self) -> &Value<String> {
        &self.value
    }

    /// When it is meant.
    pub(crate) fn conditions(&self) -> &Conditions {
        &self.conditions
    }

    /// The same under other conditions alone.
    pub(crate) fn under(self, conditions: Conditions) -> Self {
        Self { conditions, ..self }
    }
}

/// Principals as a policy has them: one map of kinds, each with one value or several.
pub(super) fn into_document(principals: Vec<Principal>) -> Document {
    if principals.iter().any(|principal| principal.kind == STAR) {
        return STAR.into_document();
    }
    let mut kinds: Vec<(&str, Vec<Expr>)> = Vec::new();
    for Principal { kind, value, .. } in principals {
        let value = value.into_expr();
        match kinds.iter_mut().find(|(other, _)| *other == kind) {
            Some((_, values)) if values.contains(&value) => {}
            Some((_, values)) => values.push(value),
            None => kinds.push((kind, vec![value])),
        }
    }
    let kinds = kinds
        .into_iter()
        .map(|(kind, values)| (kind, super::statement::one_or_many(values)));
    Document::new(Expr::object(kinds))
}
