//! `Target`: what a grant is about.

use std::fmt;
use std::rc::Rc;

use ferrocdk_core::{Construct, Scope, Value, text};

use super::facts::GrantFacts;
use crate::iam::PolicyStatement;
use crate::kms::Key;

/// A resource that has a policy of its own, which lets in services and other accounts.
pub trait ResourcePolicy {
    /// Adds a statement, which names who is meant. Gives the construct that has it now; `None` for what is imported, whose policy this app cannot change.
    fn add_to_resource_policy(&self, statement: PolicyStatement) -> Option<Scope>;
}

/// The resource of a grant, by its ARN, with the policy and the key that it may have.
///
/// ```
/// use ferrocdk_aws::grants::Target;
/// use ferrocdk_aws::iam::{Principal, Role, RoleProps};
/// use ferrocdk_aws::sqs::QueueGrants;
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let worker = Role::new(&stack, "Worker", RoleProps::new(Principal::service("lambda.amazonaws.com")));
/// let queue = Target::new(&stack, "arn:aws:sqs:sa-east-1:111122223333:jobs");
/// QueueGrants::on(queue).send_messages(&worker);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone)]
pub struct Target {
    pub(super) scope: Scope,
    pub(super) arn: Value<String>,
    pub(super) policy: Option<Rc<dyn ResourcePolicy>>,
    pub(super) key: Option<Key>,
    pub(super) key_service: Option<Value<String>>,
    parts: Vec<(&'static str, Vec<String>)>,
}

impl Target {
    /// A resource by its ARN. Mistakes are told at `construct`.
    pub fn new(construct: &dyn Construct, arn: impl Into<Value<String>>) -> Self {
        Self {
            scope: construct.scope().clone(),
            arn: arn.into(),
            policy: None,
            key: None,
            key_service: None,
            parts: Vec::new(),
        }
    }

    /// The resource's ARN.
    pub(crate) fn arn(&self) -> Value<String> {
        self.arn.clone()
    }

    /// Says through which construct the resource's own policy can be changed.
    #[must_use]
    pub fn policy(mut self, policy: impl ResourcePolicy + 'static) -> Self {
        self.policy = Some(Rc::new(policy));
        self
    }

    /// Says which key encrypts the resource. `None` is for the service's own key, which needs no permissions.
    #[must_use]
    pub fn key(mut self, key: Option<&Key>) -> Self {
        self.key = key.cloned();
        self
    }

    /// Says that the key is used through a service alone, such as `secretsmanager.sa-east-1.amazonaws.com`, on behalf of whoever is granted something.
    #[must_use]
    pub fn key_through(mut self, service: impl Into<Value<String>>) -> Self {
        self.key_service = Some(service.into());
        self
    }

    /// Says which parts of the resource a suffix such as `/index/*` of the table of facts stands for, so that a grant names them instead of all there might be.
    #[must_use]
    pub fn parts(mut self, suffix: &'static str, parts: impl IntoIterator<Item = String>) -> Self {
        self.parts.push((suffix, parts.into_iter().collect()));
        self
    }

    /// The ARNs that a row of the table of facts is about.
    pub(super) fn resources(&self, suffixes: &[&str]) -> Vec<Value<String>> {
        if suffixes == [GrantFacts::EVERYTHING] {
            return vec![GrantFacts::EVERYTHING.into()];
        }
        let mut arns = Vec::new();
        for suffix in suffixes {
            match self.parts.iter().find(|(of, _)| of == suffix) {
                Some((_, parts)) => {
                    arns.extend(parts.iter().map(|part| text!("{}{}", self.arn.clone(), part.as_str())));
                }
                None => arns.push(text!("{}{}", self.arn.clone(), *suffix)),
            }
        }
        arns
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Target({})", self.scope.path())
    }
}
