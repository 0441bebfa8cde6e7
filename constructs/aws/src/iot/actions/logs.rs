//! Log groups.

use ferrocdk_cfn::iot::topic_rule::{Action as CfnAction, CloudwatchLogsAction as CfnLogsAction};

use super::Payload;
use crate::iam::PolicyStatement;
use crate::iot::{RuleAction, TopicRule};
use crate::logs::LogGroup;

/// Writes each message into a log group, in streams that IoT makes.
///
/// ```
/// use ferrocdk_aws::iot::actions::CloudWatchLogsAction;
/// use ferrocdk_aws::logs::{LogGroup, LogGroupProps};
/// # use ferrocdk_core::{App, Stack, StackProps};
/// # let app = App::new();
/// # let stack = Stack::new(&app, "plant", StackProps::default());
/// let write = CloudWatchLogsAction::new(&LogGroup::new(&stack, "Messages", LogGroupProps::new()));
/// ```
#[derive(Clone, Debug)]
#[must_use = "an action takes effect in a rule"]
pub struct CloudWatchLogsAction {
    group: LogGroup,
    payload: Payload,
}

impl CloudWatchLogsAction {
    /// Writes messages into a log group.
    pub fn new(group: &LogGroup) -> Self {
        Self {
            group: group.clone(),
            payload: Payload::default(),
        }
    }

    /// Says what a message brings. Default: one event.
    pub fn payload(mut self, payload: Payload) -> Self {
        self.payload = payload;
        self
    }
}

impl RuleAction for CloudWatchLogsAction {
    fn bind(&self, rule: &TopicRule) -> CfnAction {
        let role = rule.role();
        self.group.grant_write(&role);
        role.add_to_policy(PolicyStatement::allow(["logs:DescribeLogStreams"]).on(self.group.arn()));
        let mut action = CfnLogsAction::new()
            .log_group_name(self.group.name())
            .role_arn(role.arn());
        action.batch_mode = self.payload.batch_mode();
        CfnAction::new().cloudwatch_logs(action)
    }
}
