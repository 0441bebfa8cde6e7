//! Queues of SQS.

use ferrocdk_cfn::iot::topic_rule::{Action as CfnAction, SqsAction as CfnSqsAction};
use ferrocdk_core::{Construct, Diagnostic};

use crate::diagnostic_ids;
use crate::iot::{RuleAction, TopicRule};
use crate::sqs::Queue;

/// How a message stands in a queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SqsEncoding {
    /// As it is, which has to be text.
    #[default]
    Text,
    /// In base64, which takes any bytes, and a third more of them.
    Base64,
}

/// Sends each message to a standard queue. Order is not kept, and FIFO queues are refused: IoT does not send to them.
///
/// ```
/// use ferrocdk_aws::iot::actions::SqsAction;
/// use ferrocdk_aws::sqs::{Queue, QueueProps};
/// # use ferrocdk_core::{App, Stack, StackProps};
/// # let app = App::new();
/// # let stack = Stack::new(&app, "plant", StackProps::default());
/// let jobs = Queue::new(&stack, "Jobs", QueueProps::new());
/// let send = SqsAction::new(&jobs);
/// ```
#[derive(Clone, Debug)]
#[must_use = "an action takes effect in a rule"]
pub struct SqsAction {
    queue: Queue,
    encoding: SqsEncoding,
}

impl SqsAction {
    /// Sends messages to a queue.
    pub fn new(queue: &Queue) -> Self {
        Self {
            queue: queue.clone(),
            encoding: SqsEncoding::default(),
        }
    }

    /// Sets how messages stand in the queue. Default: as text.
    pub fn encoding(mut self, encoding: SqsEncoding) -> Self {
        self.encoding = encoding;
        self
    }
}

impl RuleAction for SqsAction {
    fn bind(&self, rule: &TopicRule) -> CfnAction {
        if self.queue.is_fifo() {
            let diagnostic = Diagnostic::error(diagnostic_ids::RULE_ACTION, "a topic rule sends to a FIFO queue")
                .at("", Some("TopicRulePayload.Actions"))
                .found(self.queue.scope().path())
                .allowed("standard queues")
                .help("send to a stream of Kinesis, which keeps the order of each thing, or to a function that sends to the queue");
            rule.scope().report(diagnostic);
        }
        let role = rule.role();
        self.queue.grant_send_messages(&role);
        let action = CfnSqsAction::new()
            .queue_url(self.queue.url())
            .role_arn(role.arn())
            .use_base64(self.encoding == SqsEncoding::Base64);
        CfnAction::new().sqs(action)
    }
}
