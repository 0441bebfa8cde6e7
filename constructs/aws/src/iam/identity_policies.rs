//! The policies that grants to an identity fill, split below IAM's limit.

use ferrocdk_cfn::iam::{CfnManagedPolicy, ManagedPolicyProps};
use ferrocdk_core::{CfnResource, Construct, Diagnostic, Expr, ScannerRule, Scope, Value};

use super::document::{PolicyDocument, join_into, length, statements};
use super::statement::PolicyStatement;
use crate::diagnostic_ids;

/// Characters of a managed policy, without blanks. Source: "IAM and AWS STS quotas".
const MAX_LENGTH: usize = 6_144;

/// Characters that every document has around its statements.
const FRAME: usize = 40;

/// Managed policies of an identity, as long as no quota is raised. Source: "IAM and AWS STS quotas".
const MAX_POLICIES: usize = 10;

/// Which property of a managed policy names the identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AttachedTo {
    Role,
    User,
    Group,
}

/// Adds a statement to the customer managed policies below an identity: `Policy`, and `Policy2` … where one is full.
///
/// Managed policies instead of the inline one that AWS CDK makes: they clear the no-inline rules of the scanners, and ten of 6,144 characters hold more than the
/// 10,240 of all inline policies of a role together.
pub(super) fn add(scope: &Scope, attached_to: AttachedTo, name: &Value<String>, statement: PolicyStatement) -> Scope {
    if !statement.has_resource() || statement.has_principal() {
        let diagnostic = Diagnostic::error(
            diagnostic_ids::STATEMENT,
            "a statement that an identity's policy cannot have",
        )
        .found(if statement.has_principal() {
            "a principal"
        } else {
            "no resource"
        })
        .allowed("actions, resources and conditions; who is meant is the identity")
        .help("say `.on(arn)` or `.on_everything()`, and leave out `.by(..)`");
        scope.report(diagnostic);
    }
    let reason = statement.acknowledged_wildcard();
    let addition = statement.clone().into_expr();
    let mut last = None;
    for policy in (1..).map_while(|number| existing(scope, number)) {
        let mut taken = false;
        policy.update_property("PolicyDocument", |document| {
            taken = try_add(document, &addition);
        });
        if taken {
            acknowledge(&policy, reason);
            return policy.scope().clone();
        }
        last = Some(policy);
    }
    let number = (1..).find(|number| existing(scope, *number).is_none()).unwrap_or(1);
    if number == MAX_POLICIES + 1 {
        let diagnostic = Diagnostic::error(
            diagnostic_ids::POLICIES_FULL,
            "an identity has more policies than IAM attaches",
        )
        .found(format!(
            "statements that need more than {MAX_POLICIES} policies of {MAX_LENGTH} characters"
        ))
        .allowed(format!("{MAX_POLICIES} policies"))
        .help("grant on wider resources (a prefix, a tag), or divide the work among several roles");
        scope.report(diagnostic);
        if let Some(policy) = last {
            return policy.scope().clone();
        }
    }
    let props = ManagedPolicyProps::new().policy_document(PolicyDocument::of([statement]));
    let props = match attached_to {
        AttachedTo::Role => props.roles([name.clone()]),
        AttachedTo::User => props.users([name.clone()]),
        AttachedTo::Group => props.groups([name.clone()]),
    };
    let policy = CfnManagedPolicy::new(scope, &id(number), props);
    acknowledge(&policy, reason);
    policy.scope().clone()
}

/// A wildcard of a grant is told by scanners, which do not know what it is for.
fn acknowledge(policy: &CfnResource, reason: Option<&str>) {
    if let Some(reason) = reason {
        let rules = [
            ScannerRule::CdkNag("AwsSolutions-IAM5"),
            ScannerRule::Guard("IAM_POLICYDOCUMENT_NO_WILDCARD_RESOURCE"),
        ];
        policy.acknowledge(&rules, reason);
    }
}

fn id(number: usize) -> String {
    match number {
        1 => "Policy".to_owned(),
        number => format!("Policy{number}"),
    }
}

fn existing(scope: &Scope, number: usize) -> Option<CfnResource> {
    CfnResource::of(&scope.find_child(&id(number))?)
}

/// Adds a statement where it finds room.
fn try_add(document: &mut Expr, addition: &Expr) -> bool {
    let mut candidate = statements(document).to_vec();
    if !join_into(&mut candidate, addition) {
        candidate.push(addition.clone());
    }
    let candidate = Expr::Array(candidate);
    if length(&candidate) + FRAME > MAX_LENGTH {
        return false;
    }
    if let Expr::Object(map) = document {
        map.insert("Statement", candidate);
    }
    true
}
