//! `Grant`: how permissions are given, and where they stand.

use std::panic::Location;

use ferrocdk_core::{Construct, Diagnostic, Scope};

use super::facts::GrantFacts;
use super::target::Target;
use crate::diagnostic_ids;
use crate::iam::{Grantee, PolicyStatement};

/// Why a grant has wildcards.
const WILDCARD: &str = "a grant names what belongs to one resource, or the actions of one family";

/// Permissions that were given: the constructs that have them.
#[derive(Clone, Debug, Default)]
pub struct Grant {
    policies: Vec<Scope>,
}

impl Grant {
    /// Gives what the rows of a grant say.
    #[track_caller]
    pub(crate) fn give(facts: &[GrantFacts], grant: &str, grantee: &dyn Grantee, target: &Target) -> Self {
        let mut given = Self::default();
        for row in facts.iter().filter(|row| row.grant == grant) {
            let arns = target.resources(row.on);
            if !row.actions.is_empty() && !arns.is_empty() {
                let statement = PolicyStatement::allow(row.actions.iter().copied()).on_each(arns);
                given.join(Self::statement(statement.because(WILDCARD), grantee, target));
            }
            if let (Some(key), false) = (&target.key, row.key_actions.is_empty()) {
                given.join(key.grant_through(grantee, row.key_actions, target.key_service.clone()));
            }
        }
        given
    }

    /// Gives what a statement says: to the identity; and in the policy of the resource where there is no identity of this account.
    #[track_caller]
    pub(crate) fn statement(statement: PolicyStatement, grantee: &dyn Grantee, target: &Target) -> Self {
        let mut given = Self::default();
        let own = grantee.add_to_principal_policy(statement.clone());
        let is_enough = own.is_some() && grantee.foreign_account().is_none();
        given.policies.extend(own);
        if is_enough {
            return given;
        }
        let in_policy = target.policy.as_ref();
        match in_policy.and_then(|policy| policy.add_to_resource_policy(statement.by(grantee.grant_principal()))) {
            Some(policy) => given.policies.push(policy),
            None => target
                .scope
                .report(refused(in_policy.is_some()).located(Location::caller())),
        }
        given
    }

    /// Adds what another grant gave.
    pub(crate) fn join(&mut self, other: Self) {
        self.policies.extend(other.policies);
    }

    /// Makes a construct wait until the permissions are there.
    ///
    /// ```
    /// use ferrocdk_aws::iam::{Principal, Role, RoleProps};
    /// use ferrocdk_aws::sqs::{Queue, QueueProps};
    /// use ferrocdk_core::{App, CfnResource, Stack, StackProps, doc};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// let jobs = Queue::new(&stack, "Jobs", QueueProps::new());
    /// let pipes = Role::new(&stack, "Pipes", RoleProps::new(Principal::service("pipes.amazonaws.com")));
    /// let pipe = CfnResource::untyped(&stack, "Pipe", "Custom::Pipe", doc!({ "ServiceToken": "t" }));
    /// jobs.grant_consume_messages(&pipes).apply_before(&pipe);
    /// # assert!(app.synth().is_ok());
    /// ```
    pub fn apply_before(&self, construct: &dyn Construct) {
        for policy in &self.policies {
            construct.scope().depends_on(policy);
        }
    }
}

fn refused(has_policy: bool) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        diagnostic_ids::NO_IDENTITY,
        "a grant that nothing of this app could carry",
    );
    if has_policy {
        diagnostic
            .found("a grantee without permissions of its own here, and a resource that is imported, whose policy this app cannot change")
            .help("add the statement where the resource is made, or grant to a role of this app")
    } else {
        diagnostic
            .found("a grantee without permissions of its own here (a service, another account, a role that must not be changed), and a resource without a policy")
            .help("grant to a role of this app")
    }
}
