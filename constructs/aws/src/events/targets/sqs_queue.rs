//! Queues of SQS.

use ferrocdk_cfn::events::rule::SqsParameters;
use ferrocdk_core::{Construct, Diagnostic};

use super::delivery;
use crate::diagnostic_ids;
use crate::events::{Delivery, Rule, RuleTarget, TargetConfig};
use crate::sqs::Queue;

/// Puts events into a queue. EventBridge is let in by the queue's policy, and by its key where it has one of the account.
///
/// ```
/// use ferrocdk_aws::events::{Input, Rule, RuleProps, Schedule, targets};
/// use ferrocdk_aws::sqs::{FifoQueue, Queue, QueueProps};
/// use ferrocdk_aws::units::Minutes;
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let jobs = Queue::new(&stack, "Jobs", QueueProps::new().fifo(FifoQueue::ByContent));
/// let count = targets::SqsQueue::new(&jobs).message_group_id("stock").input(Input::text("count the stock"));
/// Rule::new(&stack, "Stock", RuleProps::new().schedule(Schedule::rate(Minutes(30))).target(count));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct SqsQueue {
    queue: Queue,
    message_group_id: Option<String>,
    delivery: Delivery,
}

delivery!(SqsQueue, input);

impl SqsQueue {
    /// Sends to a queue.
    pub fn new(queue: &Queue) -> Self {
        Self {
            queue: queue.clone(),
            message_group_id: None,
            delivery: Delivery::default(),
        }
    }

    /// Puts all events into one group of a first-in-first-out queue, which needs one. Source: "SqsParameters" of the API of EventBridge.
    #[must_use]
    pub fn message_group_id(mut self, id: impl Into<String>) -> Self {
        self.message_group_id = Some(id.into());
        self
    }
}

impl RuleTarget for SqsQueue {
    fn bind(&self, rule: &Rule) -> TargetConfig {
        if self.queue.is_fifo() != self.message_group_id.is_some() {
            let (found, help) = if self.queue.is_fifo() {
                (
                    "a first-in-first-out queue without a message group",
                    "say `.message_group_id(..)`",
                )
            } else {
                (
                    "a message group for a standard queue",
                    "leave out the message group, or make the queue first-in-first-out",
                )
            };
            let diagnostic = Diagnostic::error(diagnostic_ids::EVENT_RULE, "a queue cannot take events like that")
                .at("", Some("Targets"))
                .found(found)
                .help(help);
            rule.scope().report(diagnostic);
        }
        rule.let_in_to_queue(&self.queue);
        let config = TargetConfig::new(self.queue.arn())
            .resource(&self.queue)
            .delivery(&self.delivery);
        match &self.message_group_id {
            Some(group) => {
                config.cfn(|target| target.sqs_parameters(SqsParameters::new().message_group_id(group.as_str())))
            }
            None => config,
        }
    }
}
