//! `DeadLetter`: where events go that could not be dealt with.

use ferrocdk_core::{Scope, Value};

use crate::iam::{PolicyStatement, Role};
use crate::sqs::{Queue, QueueProps};

/// Where events go that asynchronous invocations failed with: the event alone. A destination ([`FunctionProps::on_failure`](super::FunctionProps::on_failure)) is
/// told the error too.
///
/// Source: "Adding a dead-letter queue".
#[derive(Clone, Debug)]
pub enum DeadLetter {
    /// A queue that is made for the function, and keeps them for 14 days.
    OwnQueue,
    /// A queue.
    Queue(Queue),
    /// A topic, by ARN.
    Topic(Value<String>),
}

impl From<&Queue> for DeadLetter {
    fn from(queue: &Queue) -> Self {
        Self::Queue(queue.clone())
    }
}

impl DeadLetter {
    /// Lets the function's role send there. Gives the ARN.
    #[track_caller]
    pub(super) fn bind(self, scope: &Scope, role: &Role) -> Value<String> {
        let queue = match self {
            Self::OwnQueue => Queue::new(scope, "DeadLetterQueue", QueueProps::new()),
            Self::Queue(queue) => queue,
            Self::Topic(arn) => {
                role.add_to_policy(PolicyStatement::allow(["sns:Publish"]).on(arn.clone()));
                return arn;
            }
        };
        queue.grant_send_messages(role);
        queue.arn()
    }
}
