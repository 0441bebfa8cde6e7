//! `Policy`: what a device may do.

use ferrocdk_cfn::iot::{CfnPolicy, PolicyProps as CfnPolicyProps};
use ferrocdk_core::{Construct, Diagnostic, Scope, Value};

use crate::diagnostic_ids;
use crate::iam::{PolicyDocument, PolicyStatement, append_statement, policy_length};
use crate::owned::{Owned, constructs, refuse};
use crate::props::props;

/// Characters of a policy without blanks. Source: "AWS IoT Core security limits and quotas".
const MAX_LENGTH: usize = 2_048;

props! {
    /// Settings of a [`Policy`].
    pub struct PolicyProps for CfnPolicyProps {
        /// Statements: what it allows and denies; [`device`](super::device) has the usual statements.
        statements: Vec<PolicyStatement>,
        /// A name that does not change. Default: CloudFormation generates one, so that a replacement can stand beside the policy it replaces.
        policy_name: Option<Value<String>>,
    }
}

/// A policy of AWS IoT: permissions of devices, attached to their certificates or to groups of things.
///
/// Makes an `AWS::IoT::Policy`. Costs nothing.
///
/// ```
/// use ferrocdk_aws::iot::{Policy, PolicyProps, device};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let policy = Policy::new(&stack, "Press", PolicyProps::new().statements([device::connect_as_thing()]));
/// policy.add_statement(device::publish([format!("plant/{}/readings", device::THING_NAME)]));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Policy {
    scope: Scope,
    resource: Owned<CfnPolicy>,
    name: Value<String>,
}

constructs!(Policy);
ferrocdk_cfn::refers!(Policy: iot { PolicyArn => arn, PolicyName => name });

impl From<&Self> for Policy {
    fn from(policy: &Self) -> Self {
        policy.clone()
    }
}

impl Policy {
    /// Makes a policy.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: PolicyProps) -> Self {
        let scope = scope.scope().child(id);
        let mut policy = CfnPolicyProps::new().policy_document(PolicyDocument::of(props.statements));
        policy.policy_name = props.policy_name;
        let policy = CfnPolicy::new(&scope, "Resource", props.customize.apply(policy));
        let checked = policy.clone();
        scope.add_validation(move |_| check(&checked));
        Self {
            scope,
            name: policy.reference(),
            resource: Owned::made(policy),
        }
    }

    /// A policy of the stack's account and region that exists, by name.
    #[track_caller]
    pub fn from_policy_name(scope: &dyn Construct, id: &str, name: impl Into<Value<String>>) -> Self {
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            name: name.into(),
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnPolicy {
        self.resource.resource(&self.scope, |scope| {
            CfnPolicy::new(
                scope,
                "Resource",
                CfnPolicyProps::new().policy_document(PolicyDocument::of([])),
            )
        })
    }

    /// The policy's name.
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }

    /// The policy's ARN.
    pub fn arn(&self) -> Value<String> {
        match self.resource.get() {
            Some(policy) => policy.attr_arn(),
            None => CfnPolicy::arn_for(self.name()),
        }
    }

    /// Adds a statement.
    #[track_caller]
    pub fn add_statement(&self, statement: PolicyStatement) {
        match self.resource.get() {
            Some(policy) => policy.update_property("PolicyDocument", |document| append_statement(document, statement)),
            None => refuse(&self.scope, "has statements that this app cannot add to"),
        }
    }
}

fn check(policy: &CfnPolicy) -> Vec<Diagnostic> {
    let mut mistake = None;
    policy.update_property("PolicyDocument", |document| {
        let long = policy_length(document);
        if long > MAX_LENGTH {
            let diagnostic = Diagnostic::error(diagnostic_ids::DEVICE_POLICY, "a device policy is too long")
                .at("", Some("PolicyDocument"))
                .found(format!("about {long} characters"))
                .allowed(format!("{MAX_LENGTH} characters, without blanks"))
                .help(
                    "let one statement name several topics, or attach several policies to a certificate (ten at most)",
                );
            mistake = Some(diagnostic);
        }
    });
    mistake.into_iter().collect()
}
