//! From the device's message to the function: rule, stream, mapping, and the place for what fails.

use ferrocdk_aws::cloudwatch::{AlarmProps, MissingData, Statistic};
use ferrocdk_aws::iot::actions::{KinesisAction, SqsAction};
use ferrocdk_aws::iot::{ErrorAction, TopicRule, TopicRuleProps};
use ferrocdk_aws::kinesis::{Shards, Stream, StreamProps};
use ferrocdk_aws::kms::Key;
use ferrocdk_aws::units::{Hours, Minutes};
use ferrocdk_core::{Annotations, Construct, RemovalPolicy, Scope, Value};

use crate::capacity::{Capacity, Load};
use crate::failure_parking::FailureParking;
use crate::part_alarm::{PartAlarm, Watch};
use crate::stream_processor::{StreamProcessor, StreamProcessorProps};
use crate::topic::Topic;

/// Settings of an [`IngestPipeline`].
#[derive(Clone, Debug)]
pub struct IngestPipelineProps {
    topic: Topic,
    needed: Capacity,
    shards: Shards,
    stream: StreamProps,
    processor: StreamProcessorProps,
    silence: Option<Minutes>,
}

/// The id of the warning for a stream with less room than its load needs; acknowledge it where that is meant.
const TOO_FEW_SHARDS: &str = "plant:tooFewShards";

impl IngestPipelineProps {
    /// How long no record may come in without an alarm when nothing else is said.
    pub const DEFAULT_SILENCE: Minutes = Minutes(15);

    /// A pipeline for a load, with as many shards as it needs.
    pub fn new(topic: Topic, load: &Load, processor: StreamProcessorProps) -> Self {
        let needed = Capacity::of(load);
        Self {
            topic,
            stream: StreamProps::new()
                .shard_count(needed.shards)
                .removal_policy(RemovalPolicy::Destroy),
            shards: needed.shards.into(),
            needed,
            processor,
            silence: Some(Self::DEFAULT_SILENCE),
        }
    }

    /// Takes so many shards, whatever the load says; fewer than it needs are a warning.
    #[must_use]
    pub fn shards(mut self, shards: impl Into<Shards>) -> Self {
        self.shards = shards.into();
        self.stream = self.stream.shard_count(self.shards);
        self
    }

    /// Sets how long records wait in the stream. Default: [`StreamProps::DEFAULT_RETENTION`].
    #[must_use]
    pub fn retention(mut self, retention: impl Into<Hours>) -> Self {
        self.stream = self.stream.retention_period(retention.into());
        self
    }

    /// Alarms when no record has come in for so long; `None` for a plant that may sleep. Default: [`DEFAULT_SILENCE`](Self::DEFAULT_SILENCE).
    #[must_use]
    pub fn alarm_silence(mut self, silence: Option<Minutes>) -> Self {
        self.silence = silence;
        self
    }
}

/// The way in: topic rule, stream, event source mapping and function.
///
/// The rule carries the bytes of each message as they came, in base64 as `payload`: it would round the numbers of a payload that it reads
/// as JSON, and hand none on that is no JSON. Beside them stands what the broker knows, `thing` from the topic, `client` and `ingestedAt`,
/// so that the function need not believe what a device says about itself. Messages of one device stay in order: the partition key is the
/// thing's name. What the rule cannot put, and what the function gives up, waits in the failure queue.
///
/// Source: "Working with binary payloads" of the AWS IoT developer guide.
#[derive(Clone, Debug)]
pub struct IngestPipeline {
    scope: Scope,
    topic: Topic,
    rule: TopicRule,
    stream: Stream,
    parking: FailureParking,
    processor: StreamProcessor,
    silence: Option<Minutes>,
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
        if let Some(warning) = too_few(&props.needed, props.shards.get()) {
            Annotations::of(&scope).add_warning(TOO_FEW_SHARDS, &warning);
        }
        let stream = Stream::new(&scope, "Stream", props.stream.encryption_key(key));
        let parking = FailureParking::new(&scope, "Parking", key);
        let level = props.topic.thing_level();
        let filter = props.topic.filter();
        let sql = format!(
            "SELECT encode(*, 'base64') AS payload, topic({level}) AS thing, clientid() AS client, timestamp() AS ingestedAt FROM '{filter}'"
        );
        let put = KinesisAction::new(&stream).partition_key(format!("${{topic({level})}}"));
        let park = ErrorAction::new(SqsAction::new(parking.failures()));
        let rule = TopicRule::new(&scope, "Rule", TopicRuleProps::new(sql, park).action(put));
        let processor = StreamProcessor::new(&scope, "Processor", key, &stream, &parking, props.processor);
        Self {
            scope,
            topic: props.topic,
            rule,
            stream,
            parking,
            processor,
            silence: props.silence,
        }
    }

    /// The topic that devices publish to.
    pub fn topic(&self) -> &Topic {
        &self.topic
    }

    /// The rule.
    pub fn rule(&self) -> &TopicRule {
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
    fn alarms(&self) -> Vec<PartAlarm> {
        let full = self.stream.metric_write_provisioned_throughput_exceeded();
        let parse = self.rule.metric_parse_error();
        let throttled = self.rule.metric_rule_message_throttled();
        let records = self.stream.metric_incoming_records().statistic(Statistic::Sum);
        let mut alarms = vec![
            PartAlarm::new(
                "StreamFull",
                "kinesis-throttles",
                AlarmProps::new(full.statistic(Statistic::Sum).at_least(1))
                    .description("The stream takes less than devices send; add shards"),
            ),
            PartAlarm::new(
                "MessagesNotUnderstood",
                "iot-parse-errors",
                AlarmProps::new(parse.at_least(1))
                    .description("The topic rule cannot evaluate messages; they reach neither the stream nor a queue")
                    .at_once(),
            )
            .critical(),
            PartAlarm::new(
                "RuleThrottled",
                "iot-throttles",
                AlarmProps::new(throttled.at_least(1))
                    .description("The account's limit on rule evaluations is reached"),
            ),
        ];
        if let Some(silence) = self.silence {
            let silent = AlarmProps::new(records.below(1))
                .description("No device sends: the plant stands still, or it cannot reach the broker")
                .evaluation_periods(silence.0)
                .datapoints_to_alarm(silence.0)
                .missing_data(MissingData::Breaching);
            alarms.push(PartAlarm::new("Silent", "kinesis-no-data", silent).critical());
        }
        alarms.extend(self.parking.alarms());
        alarms.extend(self.processor.alarms());
        alarms
    }
}

/// Warning about a stream that has fewer shards than its load needs.
fn too_few(needed: &Capacity, shards: i64) -> Option<String> {
    let Capacity {
        records_per_second: records,
        bytes_per_second: bytes,
        shards: enough,
    } = needed;
    (shards < i64::from(*enough)).then(|| {
        format!(
            "the stream has {shards} of the {enough} shards that the load needs: {records:.0} records and {bytes:.0} bytes a second at its \
             busiest, and half as much again to spare; what finds no room waits in the failure queue"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fewer_shards_than_the_load_needs_are_told() {
        let needed = Capacity::of(&Load {
            devices: 2_000,
            messages_per_second: 1.0,
            bytes_per_message: 650,
            readers: 1,
        });
        assert_eq!(needed.shards, 3);
        assert!(too_few(&needed, 3).is_none() && too_few(&needed, 4).is_none());
        let warning = too_few(&needed, 2).unwrap_or_default();
        assert!(
            warning.starts_with(
                "the stream has 2 of the 3 shards that the load needs: 2000 records and 1300000 bytes a second"
            ),
            "{warning}"
        );
    }
}
