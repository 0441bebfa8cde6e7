//! Topics that tell people.

use ferrocdk_cfn::sns::{CfnTopic, CfnTopicPolicy, TopicPolicyProps, TopicProps};
use ferrocdk_core::{Construct, Scope, Value};

use crate::iam::{PolicyDocument, PolicyStatement, Principal};
use crate::kms::Key;

/// A topic that CloudWatch alarms of the same account publish to, encrypted and over TLS only.
#[derive(Clone, Debug)]
pub struct AlarmTopic {
    scope: Scope,
    topic: CfnTopic,
}

impl Construct for AlarmTopic {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl AlarmTopic {
    /// Makes a topic.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, key: &Key) -> Self {
        let scope = scope.scope().child(id);
        key.allow_alarms();
        let topic = CfnTopic::new(&scope, "Resource", TopicProps::new().kms_master_key_id(key.arn()));
        let alarms = PolicyStatement::allow(["sns:Publish"])
            .sid("Alarms")
            .by(Principal::service("cloudwatch.amazonaws.com"))
            .on(topic.reference())
            .from_own_account();
        let policy = PolicyDocument::of([
            PolicyStatement::deny_insecure_transport("sns:Publish", [topic.reference()]),
            alarms,
        ]);
        let props = TopicPolicyProps::new()
            .topics([topic.reference()])
            .policy_document(policy);
        CfnTopicPolicy::new(&scope, "Policy", props);
        Self { scope, topic }
    }

    /// The topic's ARN.
    pub fn arn(&self) -> Value<String> {
        self.topic.reference()
    }
}
