//! Streams of Kinesis.

use ferrocdk_cfn::iot::topic_rule::{Action as CfnAction, KinesisAction as CfnKinesisAction};
use ferrocdk_core::Value;

use crate::iam::PolicyStatement;
use crate::iot::{RuleAction, TopicRule};
use crate::kinesis::Stream;

/// Puts each message onto a stream.
///
/// The role may put single records, and have data keys made where a key of the account encrypts the stream.
///
/// ```
/// use ferrocdk_aws::iot::actions::KinesisAction;
/// use ferrocdk_aws::kinesis::{Stream, StreamProps};
/// # use ferrocdk_core::{App, Stack, StackProps};
/// # let app = App::new();
/// # let stack = Stack::new(&app, "plant", StackProps::default());
/// let readings = Stream::new(&stack, "Readings", StreamProps::new());
/// let in_order_of_each_thing = KinesisAction::new(&readings).partition_key("${topic(2)}");
/// ```
#[derive(Clone, Debug)]
#[must_use = "an action takes effect in a rule"]
pub struct KinesisAction {
    stream: Stream,
    partition_key: Value<String>,
}

impl KinesisAction {
    /// Puts messages onto a stream.
    pub fn new(stream: &Stream) -> Self {
        Self {
            stream: stream.clone(),
            partition_key: "${newuuid()}".into(),
        }
    }

    /// Which messages keep their order: those with the same key, a substitution template such as `${topic(2)}`. Default: each has one of its own, `${newuuid()}`, so that
    /// all shards get as much.
    pub fn partition_key(mut self, key: impl Into<Value<String>>) -> Self {
        self.partition_key = key.into();
        self
    }
}

impl RuleAction for KinesisAction {
    fn bind(&self, rule: &TopicRule) -> CfnAction {
        let role = rule.role();
        role.add_to_policy(PolicyStatement::allow(["kinesis:PutRecord"]).on(self.stream.arn()));
        if let Some(key) = self.stream.encryption_key() {
            key.grant(&role, &["kms:GenerateDataKey"]);
        }
        let action = CfnKinesisAction::new()
            .stream_name(self.stream.name())
            .partition_key(self.partition_key.clone())
            .role_arn(role.arn());
        CfnAction::new().kinesis(action)
    }
}
