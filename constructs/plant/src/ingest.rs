//! From the device's message to the function: rule, stream, mapping, and the place for what fails.

use ferrocdk_aws::cloudwatch::{AlarmProps, Statistic};
use ferrocdk_aws::iot::StreamRule;
use ferrocdk_aws::kinesis::{Shards, Stream, StreamProps};
use ferrocdk_aws::kms::Key;
use ferrocdk_aws::units::Hours;
use ferrocdk_core::{Construct, Scope, Value};

use crate::alarms::Watch;
use crate::capacity::{Capacity, Load};
use crate::failure_parking::FailureParking;
use crate::stream_processor::{StreamProcessor, StreamProcessorProps};
use crate::topic::Topic;

/// Settings of an [`IngestPipeline`].
#[derive(Clone, Debug)]
pub struct IngestPipelineProps {
    topic: Topic,
    stream: StreamProps,
    processor: StreamProcessorProps,
}

impl IngestPipelineProps {
    /// A pipeline for a load, with as many shards as it needs.
    pub fn new(topic: Topic, load: &Load, processor: StreamProcessorProps) -> Self {
        Self {
            topic,
            stream: StreamProps::new(Capacity::of(load).shards),
            processor,
        }
    }

    /// Takes so many shards, whatever the load says.
    #[must_use]
    pub fn shards(mut self, shards: impl Into<Shards>) -> Self {
        self.stream.shards = shards.into();
        self
    }

    /// Sets how long records wait in the stream. Default: [`StreamProps::DEFAULT_RETENTION`].
    #[must_use]
    pub fn retention(mut self, retention: impl Into<Hours>) -> Self {
        self.stream = self.stream.retention(retention);
        self
    }
}

/// The way in: topic rule, stream, event source mapping and function.
///
/// The rule adds what the broker knows to each message, `thing` from the topic, `client` and `ingestedAt`, so that the function need not
/// believe what a device says about itself. Messages of one device stay in order: the partition key is the thing's name. What the rule
/// cannot put, and what the function gives up, waits in the failure queue.
#[derive(Clone, Debug)]
pub struct IngestPipeline {
    scope: Scope,
    topic: Topic,
    rule: StreamRule,
    stream: Stream,
    parking: FailureParking,
    processor: StreamProcessor,
}

impl Construct for IngestPipeline {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl IngestPipeline {
    /// Makes the pipeline.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, key: &Key, props: IngestPipelineProps) -> Self {
        let scope = scope.scope().child(id);
        let stream = Stream::new(&scope, "Stream", key, props.stream);
        let parking = FailureParking::new(&scope, "Parking", key);
        let level = props.topic.thing_level();
        let filter = props.topic.filter();
        let sql = format!(
            "SELECT *, topic({level}) AS thing, clientid() AS client, timestamp() AS ingestedAt FROM '{filter}'"
        );
        let rule = StreamRule::new(
            &scope,
            "Rule",
            &sql,
            &format!("${{topic({level})}}"),
            &stream,
            parking.failures(),
        );
        let processor = StreamProcessor::new(&scope, "Processor", key, &stream, &parking, props.processor);
        Self {
            scope,
            topic: props.topic,
            rule,
            stream,
            parking,
            processor,
        }
    }

    /// The topic that devices publish to.
    pub fn topic(&self) -> &Topic {
        &self.topic
    }

    /// The rule.
    pub fn rule(&self) -> &StreamRule {
        &self.rule
    }

    /// The function and its mapping.
    pub fn processor(&self) -> &StreamProcessor {
        &self.processor
    }

    /// The stream's name.
    pub fn stream_name(&self) -> Value<String> {
        self.stream.name()
    }

    /// The stream's ARN.
    pub fn stream_arn(&self) -> Value<String> {
        self.stream.arn()
    }
}

impl Watch for IngestPipeline {
    fn alarms(&self) -> Vec<(String, AlarmProps)> {
        let full = self.stream.metric("WriteProvisionedThroughputExceeded");
        let parse = self.rule.metric("ParseError");
        let throttled = self.rule.metric("RuleMessageThrottled");
        let mut alarms = vec![
            (
                "StreamFull".to_owned(),
                AlarmProps::new(
                    full,
                    Statistic::Sum,
                    1,
                    "The stream takes less than devices send; add shards",
                ),
            ),
            (
                "MessagesNotUnderstood".to_owned(),
                AlarmProps::new(
                    parse,
                    Statistic::Sum,
                    1,
                    "Devices send what is not JSON; such messages reach no queue",
                )
                .at_once(),
            ),
            (
                "RuleThrottled".to_owned(),
                AlarmProps::new(
                    throttled,
                    Statistic::Sum,
                    1,
                    "The account's limit on rule evaluations is reached",
                ),
            ),
        ];
        alarms.extend(self.parking.alarms());
        alarms.extend(self.processor.alarms());
        alarms
    }
}
