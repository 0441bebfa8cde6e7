//! Topics of SNS.

use ferrocdk_cfn::iot::topic_rule::{Action as CfnAction, MessageFormat, SnsAction as CfnSnsAction};
use ferrocdk_core::{Construct, Diagnostic};

use crate::diagnostic_ids;
use crate::iot::{RuleAction, TopicRule};
use crate::sns::Topic;

/// How SNS takes a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SnsMessageFormat {
    /// As it is, for each subscriber.
    #[default]
    Raw,
    /// As a map with a text for each kind of subscriber, such as `default` and `sms`.
    Json,
}

/// Publishes each message to a standard topic of SNS. FIFO topics are refused: IoT does not publish to them.
///
/// ```
/// use ferrocdk_aws::iot::actions::SnsAction;
/// use ferrocdk_aws::sns::{Topic, TopicProps};
/// # use ferrocdk_core::{App, Stack, StackProps};
/// # let app = App::new();
/// # let stack = Stack::new(&app, "plant", StackProps::default());
/// let tell = SnsAction::new(&Topic::new(&stack, "Operations", TopicProps::new()));
/// ```
#[derive(Clone, Debug)]
#[must_use = "an action takes effect in a rule"]
pub struct SnsAction {
    topic: Topic,
    message_format: SnsMessageFormat,
}

impl SnsAction {
    /// Publishes messages to a topic.
    pub fn new(topic: &Topic) -> Self {
        Self {
            topic: topic.clone(),
            message_format: SnsMessageFormat::default(),
        }
    }

    /// Sets how SNS takes messages. Default: as they are.
    pub fn message_format(mut self, format: SnsMessageFormat) -> Self {
        self.message_format = format;
        self
    }
}

impl RuleAction for SnsAction {
    fn bind(&self, rule: &TopicRule) -> CfnAction {
        if self.topic.is_fifo() {
            let diagnostic = Diagnostic::error(diagnostic_ids::RULE_ACTION, "a topic rule publishes to a FIFO topic")
                .at("", Some("TopicRulePayload.Actions"))
                .found(self.topic.scope().path())
                .allowed("standard topics")
                .help("publish to a standard topic, or invoke a function that publishes");
            rule.scope().report(diagnostic);
        }
        let role = rule.role();
        self.topic.grant_publish(&role);
        let format = match self.message_format {
            SnsMessageFormat::Raw => MessageFormat::Raw,
            SnsMessageFormat::Json => MessageFormat::Json,
        };
        let action = CfnSnsAction::new()
            .target_arn(self.topic.arn())
            .message_format(format)
            .role_arn(role.arn());
        CfnAction::new().sns(action)
    }
}
