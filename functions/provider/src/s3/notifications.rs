//! Receivers that buckets notify, as S3 has it.

use aws_sdk_s3::error::BuildError;
use aws_sdk_s3::types::{
    Event, EventBridgeConfiguration, FilterRule, FilterRuleName, LambdaFunctionConfiguration,
    NotificationConfiguration, NotificationConfigurationFilter, QueueConfiguration, S3KeyFilter, TopicConfiguration,
};

use super::{S3Buckets, failure};
use crate::bucket::S3Error;
use crate::notifications::{Destination, Notification, Notifications, Notifying};

impl Notifying for S3Buckets {
    async fn notifications(&self, bucket: &str) -> Result<Notifications, S3Error> {
        let request = self.client.get_bucket_notification_configuration().bucket(bucket);
        let found = request.send().await.map_err(|error| failure(&error))?;
        let queues = found
            .queue_configurations()
            .iter()
            .map(|it| read(Destination::Queue, it.id(), it.queue_arn(), it.events(), it.filter()));
        let topics = found
            .topic_configurations()
            .iter()
            .map(|it| read(Destination::Topic, it.id(), it.topic_arn(), it.events(), it.filter()));
        let functions = found.lambda_function_configurations().iter().map(|it| {
            read(
                Destination::Function,
                it.id(),
                it.lambda_function_arn(),
                it.events(),
                it.filter(),
            )
        });
        Ok(Notifications {
            all: queues.chain(topics).chain(functions).collect(),
            event_bridge: found.event_bridge_configuration.is_some(),
        })
    }

    async fn set_notifications(&self, bucket: &str, all: &Notifications) -> Result<(), S3Error> {
        let configuration = write(all).map_err(|error| S3Error::Other(error.to_string()))?;
        let request = self.client.put_bucket_notification_configuration().bucket(bucket);
        let request = request.notification_configuration(configuration);
        request.send().await.map(|_| ()).map_err(|error| failure(&error))
    }
}

fn read(
    to: Destination,
    id: Option<&str>,
    arn: &str,
    events: &[Event],
    filter: Option<&NotificationConfigurationFilter>,
) -> Notification {
    let rules = filter
        .and_then(|filter| filter.key())
        .map(|key| key.filter_rules())
        .unwrap_or_default();
    let rule = |rule: &FilterRule| Some((rule.name()?.as_str().to_owned(), rule.value()?.to_owned()));
    Notification {
        id: id.unwrap_or_default().to_owned(),
        to,
        arn: arn.to_owned(),
        events: events.iter().map(|event| event.as_str().to_owned()).collect(),
        filter: rules.iter().filter_map(rule).collect(),
    }
}

fn write(all: &Notifications) -> Result<NotificationConfiguration, BuildError> {
    let mut configuration = NotificationConfiguration::builder();
    if all.event_bridge {
        configuration = configuration.event_bridge_configuration(EventBridgeConfiguration::builder().build());
    }
    for notification in &all.all {
        let id = Some(notification.id.clone()).filter(|id| !id.is_empty());
        let events: Vec<Event> = notification
            .events
            .iter()
            .map(|event| Event::from(event.as_str()))
            .collect();
        let (events, filter) = (Some(events), filter(notification));
        configuration = match notification.to {
            Destination::Queue => configuration.queue_configurations(
                QueueConfiguration::builder()
                    .set_id(id)
                    .queue_arn(&notification.arn)
                    .set_events(events)
                    .set_filter(filter)
                    .build()?,
            ),
            Destination::Topic => configuration.topic_configurations(
                TopicConfiguration::builder()
                    .set_id(id)
                    .topic_arn(&notification.arn)
                    .set_events(events)
                    .set_filter(filter)
                    .build()?,
            ),
            Destination::Function => configuration.lambda_function_configurations(
                LambdaFunctionConfiguration::builder()
                    .set_id(id)
                    .lambda_function_arn(&notification.arn)
                    .set_events(events)
                    .set_filter(filter)
                    .build()?,
            ),
        };
    }
    Ok(configuration.build())
}

fn filter(notification: &Notification) -> Option<NotificationConfigurationFilter> {
    if notification.filter.is_empty() {
        return None;
    }
    let rules = notification.filter.iter().map(|(name, value)| {
        // S3 answers with `Prefix`, and takes both.
        let name = FilterRuleName::from(name.to_lowercase().as_str());
        FilterRule::builder().name(name).value(value).build()
    });
    let key = S3KeyFilter::builder().set_filter_rules(Some(rules.collect())).build();
    Some(NotificationConfigurationFilter::builder().key(key).build())
}
