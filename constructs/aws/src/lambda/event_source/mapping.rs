//! `EventSourceMapping`: Lambda reads a source and invokes a function with batches of records.

use ferrocdk_cfn::lambda::event_source_mapping::{
    AmazonManagedKafkaEventSourceConfig, DestinationConfig, Endpoints, OnFailure, ProvisionedPollerConfig,
    ScalingConfig, SelfManagedEventSource, SelfManagedKafkaEventSourceConfig, SourceAccessConfiguration,
};
use ferrocdk_cfn::lambda::{CfnEventSourceMapping, EventSourceMappingProps as CfnEventSourceMappingProps};
use ferrocdk_cfn::refs::lambda::EventSourceMappingEventSourceArn;
use ferrocdk_core::{Construct, Diagnostic, Document, Number, Scope, Value};

use super::filter::criteria;
use crate::bounds::{OutOfRange, bounded};
use crate::diagnostic_ids;
use crate::iam::Principal;
use crate::kms::Key;
use crate::lambda::Function;
use crate::lambda::destination::{Destination, Told};
use crate::owned::{Owned, constructs};
use crate::props::props;
use crate::units::{Hours, Seconds};

bounded! {
    /// Records in a batch at most, 1 to 10,000; of a queue without batching window 10. Source: "AWS::Lambda::EventSourceMapping".
    BatchSize(u32) in 1..=10_000, "records";
    /// How long a batch may wait to fill, 0 to 300 seconds.
    BatchingWindow(Seconds) in 0..=300, "seconds";
    /// Batches of one shard at the same time, 1 to 10.
    ParallelizationFactor(u32) in 1..=10, "batches";
    /// How old a record may get while it is tried again, 60 seconds to 7 days.
    RecordAge(Seconds) in 60..=604_800, "seconds";
    /// How often a failing batch is tried again, 0 to 10,000 times.
    RetryAttempts(u32) in 0..=10_000, "attempts";
    /// Invocations for a queue at the same time, 2 to 1,000. Source: "Configuring maximum concurrency for Amazon SQS event sources".
    MaxConcurrency(u32) in 2..=1_000, "invocations";
    /// Time over which invocations share a state, 0 to 900 seconds. Source: "Tumbling windows".
    TumblingWindow(Seconds) in 0..=900, "seconds";
}

impl RecordAge {
    /// A quarter of a stream's retention, as far as the range allows.
    ///
    /// ```
    /// use ferrocdk_aws::lambda::RecordAge;
    /// use ferrocdk_aws::units::{Days, Hours, Seconds};
    ///
    /// assert_eq!(RecordAge::for_retention(Hours(24)).quantity(), Seconds::from(Hours(6)));
    /// assert_eq!(RecordAge::for_retention(Days(365)).quantity(), Seconds::from(Days(7)));
    /// ```
    pub fn for_retention(retention: impl Into<Hours>) -> Self {
        let quarter = Seconds::from(retention.into()).0 / 4;
        Self(Seconds(quarter.clamp(*Self::RANGE.start(), *Self::RANGE.end())))
    }
}

/// Where in a stream or topic reading begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StartingPosition {
    /// At the oldest record that is there.
    TrimHorizon,
    /// At records that come from now on. Those that come while the mapping is made or changed are skipped.
    Latest,
    /// At the records of a time, in seconds since 1970. Streams of DynamoDB cannot.
    AtTimestamp(u64),
}

/// The part of a batch that is tried again when some of its records fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BatchAnswer {
    /// The records that the function's answer names in `batchItemFailures`; all of it when the function ends with an error. A function that answers nothing has dealt with all.
    PerRecord,
    /// All of it, when the function ends with an error; answers are not looked at.
    Whole,
}

/// Fate of a batch that the function ends with an error for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailingBatch {
    /// It is halved, until the record that fails is found and the others are through.
    Halved,
    /// It is tried again as it is.
    Kept,
}

/// Whether a source is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MappingState {
    /// It is.
    Enabled,
    /// It waits.
    Disabled,
}

/// Readers that are kept ready, each of which is paid by the hour; they scale within seconds instead of minutes.
///
/// Source: "Provisioned mode": 1 to 200 at least, and 1 to 2,000 at most; of queues 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProvisionedPollers {
    /// How many there are at least.
    pub minimum: u32,
    /// How many there are at most.
    pub maximum: u32,
}

props! {
    /// Settings of an [`EventSourceMapping`]. Those of one kind of source have names of their own, such as [`SqsEventSource`](super::SqsEventSource), with its defaults.
    pub struct EventSourceMappingProps for CfnEventSourceMappingProps {
        /// The function that is invoked.
        function: Function,
        /// The source, by ARN. Kafka outside of MSK has none.
        refers event_source_arn: Option<EventSourceMappingEventSourceArn>,
        /// Records in a batch at most. Default: 100; of a queue 10.
        batch_size: Option<BatchSize>,
        /// How long a batch may wait to fill. Default: not at all.
        max_batching_window: Option<BatchingWindow>,
        /// Batches of one shard at the same time. Default: 1.
        parallelization_factor: Option<ParallelizationFactor>,
        /// How old a record may get while it is tried again. Default: as old as the stream keeps it.
        max_record_age: Option<RecordAge>,
        /// How often a failing batch is tried again. Default: until its records are too old.
        retry_attempts: Option<RetryAttempts>,
        /// Fate of a failing batch of a stream. Default: it is tried again as it is.
        failing_batch: Option<FailingBatch>,
        /// The part of a batch that is tried again. Default: all of it.
        batch_answer: Option<BatchAnswer>,
        /// Where in a stream or topic reading begins. Streams and topics need one.
        starting_position: Option<StartingPosition>,
        /// Where records go that are given up: a queue, a topic, or a bucket. Default: nowhere.
        on_failure: Option<Destination>,
        /// Which records the function gets: those that one of the patterns matches. Default: all.
        filters: Vec<Document>,
        /// The key that encrypts the patterns. Default: Lambda's own.
        filter_encryption: Option<Key>,
        /// Invocations for a queue at the same time. Default: as many as the function may have.
        max_concurrency: Option<MaxConcurrency>,
        /// Time over which invocations share a state. Default: none.
        tumbling_window: Option<TumblingWindow>,
        /// Readers that are kept ready. Default: none.
        provisioned_pollers: Option<ProvisionedPollers>,
        /// The topic of Kafka.
        kafka_topic: Option<String>,
        /// The brokers of Kafka outside of MSK, with their ports.
        kafka_bootstrap_servers: Vec<Value<String>>,
        /// The consumer group of Kafka. Default: one of the mapping's own.
        kafka_consumer_group_id: Option<String>,
        /// How Lambda proves who it is, and how it reaches the brokers.
        own source_access: Vec<SourceAccess> = Vec::new(),
        /// Whether the source is read. Default: it is.
        state: MappingState = MappingState::Enabled,
    }
}

/// One way of access to a broker, as the API has it: `BASIC_AUTH`, `VPC_SUBNET`, … and a secret's ARN or an id.
#[derive(Clone, Debug)]
pub struct SourceAccess {
    /// The kind of access.
    pub kind: &'static str,
    /// The secret, the subnet, or the security group.
    pub uri: Value<String>,
}

impl EventSourceMappingProps {
    /// Adds a way of access to a broker, such as `BASIC_AUTH` with the ARN of a secret.
    pub fn source_access(mut self, kind: &'static str, uri: impl Into<Value<String>>) -> Self {
        self.source_access.push(SourceAccess { kind, uri: uri.into() });
        self
    }
}

/// An event source mapping: Lambda reads a source and invokes a function with batches of records.
///
/// [`Function::add_event_source`] makes one with the permissions that it needs. This form is for sources that have no class of their own, such as Amazon MQ and DocumentDB; the
/// function gets permissions for `on_failure` alone.
///
/// Makes an `AWS::Lambda::EventSourceMapping`. Costs nothing beside the requests to the source.
///
/// ```
/// use ferrocdk_aws::iam::PolicyStatement;
/// use ferrocdk_aws::lambda::{Code, EventSourceMapping, EventSourceMappingProps, Function, FunctionProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let worker = Function::new(&stack, "Worker", FunctionProps::new(Code::rust("processor")));
/// let broker = "arn:aws:mq:sa-east-1:111122223333:broker:orders:b-12345678-1234-1234-1234-123456789012";
/// let secret = "arn:aws:secretsmanager:sa-east-1:111122223333:secret:broker-AbCdEf";
/// let props = EventSourceMappingProps::new(&worker)
///     .event_source_arn(broker)
///     .source_access("BASIC_AUTH", secret)
///     .cfn(|mapping| mapping.queues(["orders"]));
/// EventSourceMapping::new(&stack, "Orders", props);
/// worker.add_to_role_policy(PolicyStatement::allow(["mq:DescribeBroker"]).on(broker));
/// worker.add_to_role_policy(PolicyStatement::allow(["secretsmanager:GetSecretValue"]).on(secret));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct EventSourceMapping {
    scope: Scope,
    resource: Owned<CfnEventSourceMapping>,
    id: Value<String>,
}

constructs!(EventSourceMapping);
ferrocdk_cfn::refers!(EventSourceMapping: lambda { EventSourceMappingId => id });

impl EventSourceMapping {
    /// Makes a mapping.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: EventSourceMappingProps) -> Self {
        let scope = scope.scope().child(id);
        check(&scope, &props);
        let function = props.function;
        let mut mapping = CfnEventSourceMappingProps::new().function_name(function.name());
        mapping.event_source_arn = props.event_source_arn;
        mapping.batch_size = props.batch_size.map(|size| size.get().into());
        mapping.maximum_batching_window_in_seconds = props.max_batching_window.map(|window| window.get().into());
        mapping.parallelization_factor = props.parallelization_factor.map(|factor| factor.get().into());
        mapping.maximum_record_age_in_seconds = props.max_record_age.map(|age| age.get().into());
        mapping.maximum_retry_attempts = props.retry_attempts.map(|attempts| attempts.get().into());
        mapping.bisect_batch_on_function_error = props
            .failing_batch
            .map(|failing| (failing == FailingBatch::Halved).into());
        if props.batch_answer == Some(BatchAnswer::PerRecord) {
            mapping = mapping.function_response_types(["ReportBatchItemFailures"]);
        }
        mapping = match props.starting_position {
            Some(StartingPosition::TrimHorizon) => mapping.starting_position("TRIM_HORIZON"),
            Some(StartingPosition::Latest) => mapping.starting_position("LATEST"),
            Some(StartingPosition::AtTimestamp(time)) => mapping
                .starting_position("AT_TIMESTAMP")
                .starting_position_timestamp(Number::from(time)),
            None => mapping,
        };
        if let Some(destination) = props.on_failure {
            let arn = destination.bind(&scope, &function, Told::RecordsGivenUp);
            mapping =
                mapping.destination_config(DestinationConfig::new().on_failure(OnFailure::new().destination(arn)));
        }
        mapping.filter_criteria = criteria(props.filters).map(Value::from);
        if let Some(key) = props.filter_encryption {
            key.grant_decrypt(&Principal::service("lambda.amazonaws.com"));
            mapping = mapping.kms_key_arn(key.arn());
        }
        if let Some(most) = props.max_concurrency {
            mapping = mapping.scaling_config(ScalingConfig::new().maximum_concurrency(most.get()));
        }
        mapping.tumbling_window_in_seconds = props.tumbling_window.map(|window| window.get().into());
        if let Some(ProvisionedPollers { minimum, maximum }) = props.provisioned_pollers {
            let pollers = ProvisionedPollerConfig::new();
            let pollers = pollers
                .minimum_pollers(i64::from(minimum))
                .maximum_pollers(i64::from(maximum));
            mapping = mapping.provisioned_poller_config(pollers);
        }
        if let Some(topic) = props.kafka_topic {
            mapping = mapping.topics([topic]);
        }
        let is_self_managed = !props.kafka_bootstrap_servers.is_empty();
        if is_self_managed {
            let endpoints = Endpoints::new().kafka_bootstrap_servers(props.kafka_bootstrap_servers);
            mapping = mapping.self_managed_event_source(SelfManagedEventSource::new().endpoints(endpoints));
        }
        match props.kafka_consumer_group_id {
            Some(group) if is_self_managed => {
                let config = SelfManagedKafkaEventSourceConfig::new().consumer_group_id(group);
                mapping = mapping.self_managed_kafka_event_source_config(config);
            }
            Some(group) => {
                let config = AmazonManagedKafkaEventSourceConfig::new().consumer_group_id(group);
                mapping = mapping.amazon_managed_kafka_event_source_config(config);
            }
            None => {}
        }
        if !props.source_access.is_empty() {
            let access = props.source_access.into_iter();
            let access = access.map(|access| SourceAccessConfiguration::new().type_(access.kind).uri(access.uri));
            mapping = mapping.source_access_configurations(access.collect::<Vec<_>>());
        }
        if props.state == MappingState::Disabled {
            mapping = mapping.enabled(false);
        }
        let mapping = CfnEventSourceMapping::new(&scope, "Resource", props.customize.apply(mapping));
        Self {
            scope,
            id: mapping.reference(),
            resource: Owned::made(mapping),
        }
    }

    /// A mapping that exists, by its id, a UUID.
    #[track_caller]
    pub fn from_event_source_mapping_id(scope: &dyn Construct, id: &str, mapping_id: impl Into<Value<String>>) -> Self {
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            id: mapping_id.into(),
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnEventSourceMapping {
        self.resource.resource(&self.scope, |scope| {
            let props = CfnEventSourceMappingProps::new().function_name("-");
            CfnEventSourceMapping::new(scope, "Resource", props)
        })
    }

    /// The mapping's id, a UUID.
    pub fn id(&self) -> Value<String> {
        self.id.clone()
    }
}

fn check(scope: &Scope, props: &EventSourceMappingProps) {
    let passes = |checked: Option<Result<(), OutOfRange>>| checked.unwrap_or(Ok(()));
    let checks = [
        ("BatchSize", passes(props.batch_size.map(BatchSize::check))),
        (
            "MaximumBatchingWindowInSeconds",
            passes(props.max_batching_window.map(BatchingWindow::check)),
        ),
        (
            "ParallelizationFactor",
            passes(props.parallelization_factor.map(ParallelizationFactor::check)),
        ),
        (
            "MaximumRecordAgeInSeconds",
            passes(props.max_record_age.map(RecordAge::check)),
        ),
        (
            "MaximumRetryAttempts",
            passes(props.retry_attempts.map(RetryAttempts::check)),
        ),
        (
            "ScalingConfig",
            passes(props.max_concurrency.map(MaxConcurrency::check)),
        ),
        (
            "TumblingWindowInSeconds",
            passes(props.tumbling_window.map(TumblingWindow::check)),
        ),
        ("ProvisionedPollerConfig", pollers(props.provisioned_pollers)),
    ];
    for (property, checked) in checks {
        if let Err(error) = checked {
            error.report(scope, diagnostic_ids::MAPPING_RANGE, property);
        }
    }
    let refuse = |property: &str, message: &str, help: &str| {
        let diagnostic = Diagnostic::error(diagnostic_ids::MAPPING, message)
            .at("", Some(property))
            .help(help);
        scope.report(diagnostic);
    };
    match (&props.event_source_arn, props.kafka_bootstrap_servers.is_empty()) {
        (None, true) => refuse(
            "EventSourceArn",
            "a mapping without a source",
            "say `.event_source_arn(..)`, or `.kafka_bootstrap_servers(..)` for Kafka outside of MSK",
        ),
        (Some(_), false) => refuse(
            "EventSourceArn",
            "a mapping with two sources: an ARN and brokers",
            "leave one out; Kafka outside of MSK has no ARN",
        ),
        _ => {}
    }
    if props.max_concurrency.is_some() && props.provisioned_pollers.is_some() {
        refuse(
            "ScalingConfig",
            "a mapping with a maximum concurrency and with provisioned pollers",
            "leave one out: pollers have a maximum of their own",
        );
    }
    if props.filter_encryption.is_some() && props.filters.is_empty() {
        refuse(
            "KmsKeyArn",
            "a key for filters that are not there",
            "give filters, or leave out the key",
        );
    }
}

fn pollers(pollers: Option<ProvisionedPollers>) -> Result<(), OutOfRange> {
    let within = |found: u32, allowed: std::ops::RangeInclusive<u32>| match allowed.contains(&found) {
        true => Ok(()),
        false => Err(OutOfRange {
            found,
            allowed,
            unit: "pollers",
        }),
    };
    let Some(ProvisionedPollers { minimum, maximum }) = pollers else {
        return Ok(());
    };
    within(minimum, 1..=200)?;
    within(maximum, minimum..=2_000)
}
