//! `TopicPolicy`: the policy of topics that have none of their own here.

use ferrocdk_cfn::refs;
use ferrocdk_cfn::sns::{CfnTopicPolicy, TopicPolicyProps as CfnTopicPolicyProps};
use ferrocdk_core::{Construct, Scope};

use crate::iam::{PolicyDocument, PolicyStatement, append_statement};
use crate::owned::constructs;
use crate::props::props;

props! {
    /// Settings of a [`TopicPolicy`].
    pub struct TopicPolicyProps for CfnTopicPolicyProps {
        /// The topics that have it, by ARN.
        refers topics: Vec<refs::sns::TopicArn>,
        /// Statements that it allows, besides denying everything by plain HTTP.
        statements: Vec<PolicyStatement>,
    }
}

/// The policy of topics that are imported, or made as bindings. A [`Topic`](super::Topic) has one already, which
/// [`add_to_resource_policy`](crate::grants::ResourcePolicy::add_to_resource_policy) adds to: of two policies of a topic, the later one overwrites the other.
///
/// Makes an `AWS::SNS::TopicPolicy`.
///
/// ```
/// use ferrocdk_aws::iam::{PolicyStatement, Principal};
/// use ferrocdk_aws::sns::{TopicPolicy, TopicPolicyProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let orders = "arn:aws:sns:sa-east-1:111122223333:orders";
/// let publish = PolicyStatement::allow(["sns:Publish"]).by(Principal::service("events.amazonaws.com")).on(orders).from_own_account();
/// TopicPolicy::new(&stack, "Policy", TopicPolicyProps::new().topics([orders]).statements([publish]));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct TopicPolicy {
    scope: Scope,
    resource: CfnTopicPolicy,
}

constructs!(TopicPolicy);

impl TopicPolicy {
    /// Makes a policy.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: TopicPolicyProps) -> Self {
        let scope = scope.scope().child(id);
        let deny = PolicyStatement::deny_insecure_transport("sns:Publish", props.topics.iter().cloned());
        let statements = std::iter::once(deny).chain(props.statements);
        let policy = CfnTopicPolicyProps::new()
            .topics(props.topics)
            .policy_document(PolicyDocument::of(statements));
        let resource = CfnTopicPolicy::new(&scope, "Resource", props.customize.apply(policy));
        Self { scope, resource }
    }

    /// The resource.
    pub fn cfn(&self) -> CfnTopicPolicy {
        self.resource.clone()
    }

    /// Adds a statement.
    pub fn add_statement(&self, statement: PolicyStatement) {
        self.resource
            .update_property("PolicyDocument", |policy| append_statement(policy, statement));
    }
}
