//! Metrics of a queue.

use ferrocdk_cfn::sqs::CfnQueue;

use super::queue::Queue;
use crate::cloudwatch::{Metric, Statistic};

impl Queue {
    /// A metric of the queue by its name, such as `NumberOfMessagesSent`.
    pub fn metric(&self, name: &str) -> Metric {
        Metric::new("AWS/SQS", name).dimension("QueueName", self.name())
    }

    /// Age of the oldest message that is not deleted, in seconds: how far those who receive are behind.
    pub fn metric_approximate_age_of_oldest_message(&self) -> Metric {
        Metric::from(CfnQueue::metric_approximate_age_of_oldest_message_by_queue_name(
            self.name(),
        ))
        .statistic(Statistic::Maximum)
    }

    /// Messages that wait for their delay to end.
    pub fn metric_approximate_number_of_messages_delayed(&self) -> Metric {
        Metric::from(CfnQueue::metric_approximate_number_of_messages_delayed_by_queue_name(
            self.name(),
        ))
        .statistic(Statistic::Maximum)
    }

    /// Messages that somebody has received and not yet deleted.
    pub fn metric_approximate_number_of_messages_not_visible(&self) -> Metric {
        Metric::from(CfnQueue::metric_approximate_number_of_messages_not_visible_by_queue_name(self.name()))
            .statistic(Statistic::Maximum)
    }

    /// Messages that wait to be received. Above zero in a queue of failures, somebody has to look.
    pub fn metric_approximate_number_of_messages_visible(&self) -> Metric {
        Metric::from(CfnQueue::metric_approximate_number_of_messages_visible_by_queue_name(
            self.name(),
        ))
        .statistic(Statistic::Maximum)
    }

    /// Attempts to receive that gave nothing.
    pub fn metric_number_of_empty_receives(&self) -> Metric {
        Metric::from(CfnQueue::metric_number_of_empty_receives_by_queue_name(self.name())).statistic(Statistic::Sum)
    }

    /// Messages that were deleted.
    pub fn metric_number_of_messages_deleted(&self) -> Metric {
        Metric::from(CfnQueue::metric_number_of_messages_deleted_by_queue_name(self.name())).statistic(Statistic::Sum)
    }

    /// Messages that were received.
    pub fn metric_number_of_messages_received(&self) -> Metric {
        Metric::from(CfnQueue::metric_number_of_messages_received_by_queue_name(self.name())).statistic(Statistic::Sum)
    }

    /// Messages that were sent.
    pub fn metric_number_of_messages_sent(&self) -> Metric {
        Metric::from(CfnQueue::metric_number_of_messages_sent_by_queue_name(self.name())).statistic(Statistic::Sum)
    }

    /// Size of the messages that were sent, in bytes.
    pub fn metric_sent_message_size(&self) -> Metric {
        CfnQueue::metric_sent_message_size_by_queue_name(self.name()).into()
    }
}
