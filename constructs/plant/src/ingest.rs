//! From the device's message to the stream: rule, stream, and the place for what fails.

use ferrocdk_aws::cloudwatch::{AlarmProps, MissingData, Statistic};
use ferrocdk_aws::iot::actions::{KinesisAction, SqsAction};
use ferrocdk_aws::iot::{ErrorAction, TopicRule, TopicRuleProps};
use ferrocdk_aws::kinesis::{Retention, Shards, Stream, StreamProps};
use ferrocdk_aws::kms::Key;
use ferrocdk_aws::props;
use ferrocdk_aws::units::Minutes;
use ferrocdk_core::{Annotations, Construct, RemovalPolicy, ScannerRule, Scope, Value};

use crate::capacity::{Capacity, Load};
use crate::failure_parking::{FailureParking, FailureParkingProps};
use crate::key::PlantKey;
use crate::naming::{NameOf, Naming};
use crate::part_alarm::{PartAlarm, Watch};
use crate::topic::Topic;

/// The id of the warning for a stream with less room than its load needs; acknowledge it where that is meant.
const TOO_FEW_SHARDS: &str = "plant:tooFewShards";

props! {
    /// Settings of an [`IngestPipeline`].
    pub struct IngestPipelineProps {
        /// The load at its busiest, which gives the shards.
        load: Load,
        /// The MQTT topic that devices publish to. Default: none, so that there is no topic rule: something else puts into the stream, such as an API.
        topic: Option<Topic>,
        /// Shards of the stream. Default: as many as the load needs; fewer are a warning.
        shards: Option<Shards>,
        /// How long records wait in the stream. Default: 7 days, so that an outage over a weekend loses nothing.
        retention: Retention = StreamProps::DEFAULT_RETENTION,
        /// The key that encrypts stream and queues. Default: that of the scope ([`Defaults`](ferrocdk_aws::Defaults)), else a [`PlantKey`] of its own.
        encryption_key: Option<Key>,
        /// How long no record may come in without an alarm; `None` for a plant that may sleep. Default: [`DEFAULT_SILENCE`](Self::DEFAULT_SILENCE).
        own silence: Option<Minutes> = Some(IngestPipelineProps::DEFAULT_SILENCE),
    }
}

impl IngestPipelineProps {
    /// How long no record may come in without an alarm when nothing else is said.
    pub const DEFAULT_SILENCE: Minutes = Minutes(15);

    /// Alarms when no record has come in for so long; `None` for a plant that may sleep.
    pub fn alarm_silence(mut self, silence: Option<Minutes>) -> Self {
        self.silence = silence;
        self
    }
}

/// The way in: topic rule, stream, and the place for what fails. A [`StreamProcessor`](crate::StreamProcessor) reads it.
///
/// The rule carries the bytes of each message as they came, in base64 as `payload`: it would round the numbers of a payload that it reads
/// as JSON, and hand none on that is no JSON. Beside them stands what the broker knows, `thing` from the topic, `client` and `ingestedAt`,
/// so that the function need not believe what a device says about itself. Messages of one device stay in order: the partition key is the
/// thing's name. What the rule cannot put waits in the failure queue.
///
/// Makes a stream, a [`FailureParking`], and with a topic an `AWS::IoT::TopicRule` and its role. The stream goes with its stack, since its records are on their way. It
/// costs 1.5 cents a shard and hour, 2 cents a shard and hour for the week of retention, and 1.4 cents a million messages up to 25 KB; the rule 15 cents a million
/// messages (us-east-1).
///
/// Source: "Working with binary payloads" of the AWS IoT developer guide.
///
/// ```
/// use ferrocdk_core::{App, Stack, StackProps};
/// use ferrocdk_plant::{IngestPipeline, IngestPipelineProps, Load, Topic};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let load = Load { devices: 10_000, messages_per_second: 1.0, bytes_per_message: 676, readers: 2 };
/// let topic = Topic::new("sensor/{thing}/data").unwrap();
/// let ingest = IngestPipeline::new(&stack, "Ingest", IngestPipelineProps::new(load).topic(topic));
/// assert_eq!(ingest.stream().shards().unwrap().get(), 15);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct IngestPipeline {
    scope: Scope,
    topic: Option<Topic>,
    rule: Option<TopicRule>,
    stream: Stream,
    parking: FailureParking,
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
    pub fn new(scope: &dyn Construct, id: &str, props: IngestPipelineProps) -> Self {
        let scope = scope.scope().child(id);
        let needed = Capacity::of(&props.load);
        let shards = props.shards.unwrap_or_else(|| needed.shards.into());
        if let Some(warning) = too_few(&needed, shards.get()) {
            Annotations::of(&scope).add_warning(TOO_FEW_SHARDS, &warning);
        }
        let key = PlantKey::or_own(props.encryption_key, &scope);
        let mut stream = StreamProps::new()
            .shard_count(shards)
            .retention_period(props.retention)
            .removal_policy(RemovalPolicy::Destroy)
            .encryption_key(&key);
        stream.stream_name = Naming::of(&scope).name(NameOf::Stream, "readings");
        let stream = Stream::new(&scope, "Stream", stream);
        stream.cfn().acknowledge(
            &[ScannerRule::CdkNag("AwsSolutions-KDS3")],
            "encrypted with a key of the account, whose policy says who reads; the rule asks for the one of AWS",
        );
        let parking = FailureParking::new(&scope, "Parking", FailureParkingProps::new().encryption_key(&key));
        let rule = props.topic.as_ref().map(|topic| rule(&scope, topic, &stream, &parking));
        Self {
            scope,
            topic: props.topic,
            rule,
            stream,
            parking,
            silence: props.silence,
        }
    }

    /// The topic that devices publish to.
    pub fn topic(&self) -> Option<&Topic> {
        self.topic.as_ref()
    }

    /// The rule.
    pub fn rule(&self) -> Option<&TopicRule> {
        self.rule.as_ref()
    }

    /// The stream.
    pub fn stream(&self) -> &Stream {
        &self.stream
    }

    /// Where what fails waits.
    pub fn parking(&self) -> &FailureParking {
        &self.parking
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

fn rule(scope: &Scope, topic: &Topic, stream: &Stream, parking: &FailureParking) -> TopicRule {
    let (level, filter) = (topic.thing_level(), topic.filter());
    let sql = format!(
        "SELECT encode(*, 'base64') AS payload, topic({level}) AS thing, clientid() AS client, timestamp() AS ingestedAt FROM '{filter}'"
    );
    let put = KinesisAction::new(stream).partition_key(format!("${{topic({level})}}"));
    let park = ErrorAction::new(SqsAction::new(parking.failures()));
    let mut rule = TopicRuleProps::new(sql, park).action(put);
    rule.rule_name = Naming::of(scope).name(NameOf::Rule, "readings");
    TopicRule::new(scope, "Rule", rule)
}

impl Watch for IngestPipeline {
    fn alarms(&self) -> Vec<PartAlarm> {
        let full = self.stream.metric_write_provisioned_throughput_exceeded();
        let full = AlarmProps::new(full.statistic(Statistic::Sum).at_least(1))
            .description("The stream takes less than devices send; add shards");
        let mut alarms = vec![PartAlarm::new("StreamFull", "kinesis-write-throttles", full)];
        if let Some(rule) = &self.rule {
            let parse = AlarmProps::new(rule.metric_parse_error().at_least(1))
                .description("The topic rule cannot evaluate messages; they reach neither the stream nor a queue")
                .at_once();
            let throttled = AlarmProps::new(rule.metric_rule_message_throttled().at_least(1))
                .description("The account's limit on rule evaluations is reached");
            alarms.push(PartAlarm::new("MessagesNotUnderstood", "iot-parse-errors", parse).critical());
            alarms.push(PartAlarm::new("RuleThrottled", "iot-rule-throttles", throttled));
        }
        if let Some(silence) = self.silence {
            let records = self.stream.metric_incoming_records().statistic(Statistic::Sum);
            let silent = AlarmProps::new(records.below(1))
                .description("No device sends: the plant stands still, or it cannot reach the broker")
                .evaluation_periods(silence.0)
                .datapoints_to_alarm(silence.0)
                .missing_data(MissingData::Breaching);
            alarms.push(PartAlarm::new("Silent", "kinesis-no-data", silent).critical());
        }
        alarms.extend(self.parking.alarms());
        alarms
    }
}

/// Warning about a stream that has fewer shards than its load needs.
fn too_few(needed: &Capacity, shards: i64) -> Option<String> {
    let Capacity {
        records_per_second: records,
        bytes_per_second: bytes,
        shards: enough,
        ..
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
