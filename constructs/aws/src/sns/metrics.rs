//! Metrics of a topic.

use ferrocdk_cfn::sns::CfnTopic;
use ferrocdk_core::CannedMetric;

use super::topic::Topic;
use crate::cloudwatch::Metric;

impl Topic {
    /// A metric of the topic by its name, such as `NumberOfMessagesPublished`.
    pub fn metric(&self, name: &str) -> Metric {
        Metric::new("AWS/SNS", name).dimension("TopicName", self.name())
    }

    /// Messages that were published.
    pub fn metric_number_of_messages_published(&self) -> Metric {
        CfnTopic::metric_number_of_messages_published_by_topic_name(self.name()).into()
    }

    /// Messages that were delivered, counted by subscription.
    pub fn metric_number_of_notifications_delivered(&self) -> Metric {
        CfnTopic::metric_number_of_notifications_delivered_by_topic_name(self.name()).into()
    }

    /// Messages that could not be delivered, after all attempts.
    pub fn metric_number_of_notifications_failed(&self) -> Metric {
        CfnTopic::metric_number_of_notifications_failed_by_topic_name(self.name()).into()
    }

    /// Messages that a filter kept back.
    pub fn metric_number_of_notifications_filtered_out(&self) -> Metric {
        CfnTopic::metric_number_of_notifications_filtered_out_by_topic_name(self.name()).into()
    }

    /// Messages that were kept back because their attributes are not what filters can read.
    pub fn metric_number_of_notifications_filtered_out_invalid_attributes(&self) -> Metric {
        CfnTopic::metric_number_of_notifications_filtered_out_invalid_attributes_by_topic_name(self.name()).into()
    }

    /// Messages that were kept back because they have no attributes.
    pub fn metric_number_of_notifications_filtered_out_no_message_attributes(&self) -> Metric {
        CfnTopic::metric_number_of_notifications_filtered_out_no_message_attributes_by_topic_name(self.name()).into()
    }

    /// Messages that could not be delivered and went to the queue of a subscription.
    pub fn metric_number_of_notifications_redriven_to_dlq(&self) -> Metric {
        self.sum("NumberOfNotificationsRedrivenToDlq")
    }

    /// Messages that could not even go to the queue of a subscription, and are lost.
    pub fn metric_number_of_notifications_failed_to_redrive_to_dlq(&self) -> Metric {
        self.sum("NumberOfNotificationsFailedToRedriveToDlq")
    }

    /// Size of the messages that were published, in bytes.
    pub fn metric_publish_size(&self) -> Metric {
        CfnTopic::metric_publish_size_by_topic_name(self.name()).into()
    }

    fn sum(&self, name: &'static str) -> Metric {
        CannedMetric {
            namespace: "AWS/SNS",
            name,
            statistic: "Sum",
            dimensions: vec![("TopicName", self.name())],
        }
        .into()
    }
}
