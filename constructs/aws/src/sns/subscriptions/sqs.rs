//! `SqsSubscription`: messages for a queue.

use ferrocdk_core::{Construct, Diagnostic};

use super::{Subscriber, SubscriptionOptions, TopicSubscription, let_in, options, subscriber, unique_id};
use crate::diagnostic_ids;
use crate::sns::{SubscriptionProtocol, Topic};
use crate::sqs::Queue;

/// A queue, which has to be of the topic's kind: FIFO for FIFO, standard for standard; a standard queue takes a FIFO topic's messages without their order.
///
/// The queue's policy lets the topic send, and so does the key that encrypts the queue.
///
/// ```
/// use ferrocdk_aws::sns::{SqsSubscription, Topic, TopicProps};
/// use ferrocdk_aws::sqs::{Queue, QueueProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "shop", StackProps::default());
/// let orders = Topic::new(&stack, "Orders", TopicProps::new());
/// let failed = Queue::new(&stack, "Failed", QueueProps::new());
/// let jobs = Queue::new(&stack, "Jobs", QueueProps::new());
/// orders.add_subscription(SqsSubscription::new(&jobs).raw().dead_letter_queue(&failed));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct SqsSubscription {
    /// The queue.
    pub queue: Queue,
    /// Settings that every subscription has.
    pub options: SubscriptionOptions,
}

options!(SqsSubscription raw);

impl SqsSubscription {
    /// A queue.
    #[must_use]
    pub fn new(queue: &Queue) -> Self {
        Self {
            queue: queue.clone(),
            options: SubscriptionOptions::default(),
        }
    }
}

impl TopicSubscription for SqsSubscription {
    #[track_caller]
    fn bind(self, topic: &Topic) -> Subscriber {
        let scope = self.queue.scope().clone();
        check_queue(topic, &self.queue);
        let policy = let_in(&scope, &self.queue, &topic.arn());
        let protocol = SubscriptionProtocol::Sqs;
        subscriber(topic, scope, unique_id(topic), protocol, self.queue.arn(), self.options).needing(policy)
    }
}

/// Tells what a topic cannot send to: a FIFO queue takes messages of FIFO topics alone, and the key that AWS manages for SQS lets no service in.
fn check_queue(topic: &Topic, queue: &Queue) {
    let report = |message: &str, found: &str, help: &str| {
        let diagnostic = Diagnostic::error(diagnostic_ids::SUBSCRIPTION, message).at("", Some("Endpoint"));
        queue.scope().report(diagnostic.found(found).help(help));
    };
    if queue.is_fifo() && !topic.is_fifo() {
        report(
            "a standard topic does not deliver to a FIFO queue",
            "a FIFO queue",
            "make the topic FIFO, `TopicProps::fifo(FifoTopic::new())`, or the queue a standard one",
        );
    }
    if queue.has_key_of_aws() {
        report(
            "a topic cannot send to a queue under the key that AWS manages",
            "alias/aws/sqs",
            "leave the encryption to SQS, or give the queue a key of the account",
        );
    }
}
