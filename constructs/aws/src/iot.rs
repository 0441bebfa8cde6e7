//! Topic rules and device policies.

use ferrocdk_cfn::iot::topic_rule::{Action, KinesisAction, SqsAction, TopicRulePayload};
use ferrocdk_cfn::iot::{CfnPolicy, CfnTopicRule, PolicyProps, TopicRuleProps};
use ferrocdk_core::{Construct, Scope, Value};

use crate::cloudwatch::Metric;
use crate::iam::{PolicyDocument, PolicyStatement, Principal, Role, RoleProps};
use crate::kinesis::Stream;
use crate::sqs::Queue;

/// The version of the rules engine's SQL; the newest there is.
const SQL_VERSION: &str = "2016-03-23";

/// A rule that puts every message of a topic onto a stream, and what cannot be put into a queue.
#[derive(Clone, Debug)]
pub struct StreamRule {
    scope: Scope,
    rule: CfnTopicRule,
}

impl Construct for StreamRule {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl StreamRule {
    /// Makes a rule. `sql` selects, `partition_key` is a substitution template such as `${topic(3)}`; the queue for failures is not optional.
    #[track_caller]
    pub fn new(
        scope: &dyn Construct,
        id: &str,
        sql: &str,
        partition_key: &str,
        stream: &Stream,
        failures: &Queue,
    ) -> Self {
        let scope = scope.scope().child(id);
        let put = PolicyStatement::allow(["kinesis:PutRecord"]).on(stream.arn());
        let iot = Principal::service("iot.amazonaws.com").from_own_account();
        let role = Role::new(&scope, "Role", RoleProps::new(iot));
        role.add_to_policy(put);
        stream.grant_write(&role);
        failures.grant_send_messages(&role);
        let kinesis = KinesisAction::new()
            .stream_name(stream.name())
            .partition_key(partition_key)
            .role_arn(role.arn());
        let sqs = SqsAction::new()
            .queue_url(failures.url())
            .role_arn(role.arn())
            .use_base64(false);
        let payload = TopicRulePayload::new()
            .sql(sql)
            .aws_iot_sql_version(SQL_VERSION)
            .rule_disabled(false)
            .actions([Action::new().kinesis(kinesis)])
            .error_action(Action::new().sqs(sqs));
        let rule = CfnTopicRule::new(&scope, "Resource", TopicRuleProps::new().topic_rule_payload(payload));
        // A rule that is there before its permissions would park the first messages.
        rule.scope().depends_on(&role);
        Self { scope, rule }
    }

    /// The rule's name.
    pub fn name(&self) -> Value<String> {
        self.rule.reference()
    }

    /// A metric of the rule, such as `ParseError`.
    pub fn metric(&self, name: &'static str) -> Metric {
        Metric::new("AWS/IoT", name).dimension("RuleName", self.name())
    }
}

/// Permissions of a device: the policy attached to its certificate.
#[derive(Clone, Debug)]
pub struct Policy {
    scope: Scope,
    policy: CfnPolicy,
}

impl Construct for Policy {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl Policy {
    /// Makes a policy of statements.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, statements: impl IntoIterator<Item = PolicyStatement>) -> Self {
        let scope = scope.scope().child(id);
        let props = PolicyProps::new().policy_document(PolicyDocument::of(statements));
        let policy = CfnPolicy::new(&scope, "Resource", props);
        Self { scope, policy }
    }

    /// The policy's name.
    pub fn name(&self) -> Value<String> {
        self.policy.reference()
    }
}
