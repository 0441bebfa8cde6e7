//! A function that reads a stream, and the mapping between them.

use ferrocdk_aws::cloudwatch::{AlarmProps, Condition, Metric, Statistic};
use ferrocdk_aws::kinesis::Stream;
use ferrocdk_aws::kms::Key;
use ferrocdk_aws::lambda::{
    BatchSize, Code, Function, FunctionProps, KinesisEventSource, Memory, ParallelizationFactor, Timeout,
};
use ferrocdk_aws::props;
use ferrocdk_aws::sqs::Queue;
use ferrocdk_aws::units::{Days, Mebibytes, Minutes, Seconds};
use ferrocdk_core::{Construct, Scope, Value};

use crate::failure_parking::{FailureParking, FailureParkingProps};
use crate::ingest::IngestPipeline;
use crate::key::PlantKey;
use crate::naming::{NameOf, Naming};
use crate::part_alarm::{PartAlarm, Watch};
use crate::store::HotColdStore;

/// Executions beyond one for each batch that can be under way, for those that end while their successors start.
const SPARE_EXECUTIONS: u32 = 2;

props! {
    /// Settings of a [`StreamProcessor`].
    pub struct StreamProcessorProps {
        /// The code: that of a package in Rust, or any other.
        code: Code,
        /// The stream that it reads.
        stream: Stream,
        /// Where the place of records that it gives up is kept, until somebody brings them back. Default: a [`FailureParking`] of its own.
        own failures: Option<Queue> = None,
        /// How long one batch may take. Default: a minute; a table that is throttled for seconds must not fail a batch.
        timeout: Timeout = Timeout::from(StreamProcessorProps::DEFAULT_TIMEOUT),
        /// Memory, and the share of a processor with it. Default: 512 MB, with almost a third of a processor.
        memory: Memory = Memory::from(StreamProcessorProps::DEFAULT_MEMORY),
        /// How long logs are kept. Default: a year, as audits ask for.
        log_retention: Days = Days(365),
        /// Environment variables of the function.
        own environment: Vec<(String, Value<String>)> = Vec::new(),
        /// Records in a batch at most. Default: 500, whose readings are written within a few seconds.
        batch_size: BatchSize = BatchSize::from(StreamProcessorProps::DEFAULT_BATCH_SIZE),
        /// Batches of one shard that are dealt with at the same time; the order of a device's readings is kept. Default: 2.
        parallelization_factor: ParallelizationFactor = ParallelizationFactor::from(StreamProcessorProps::DEFAULT_PARALLELIZATION_FACTOR),
        /// How far it may be behind the stream without an alarm. Default: a minute.
        alarm_behind: Seconds = StreamProcessorProps::DEFAULT_BEHIND,
        /// The function's own metric that counts anomalies, and how many within five minutes are an alarm. Default: none, so that there is no such alarm.
        own anomalies: Option<(Metric, u32)> = None,
        /// The function's own metric that counts records that cannot be processed; one is an alarm. Default: none, so that there is no such alarm.
        alarm_processing_errors: Option<Metric>,
        /// The key that encrypts environment and logs. Default: that of the scope ([`Defaults`](ferrocdk_aws::Defaults)), else a [`PlantKey`] of its own.
        encryption_key: Option<Key>,
    }
}

impl StreamProcessorProps {
    /// How long one batch may take when nothing else is said.
    pub const DEFAULT_TIMEOUT: Seconds = Seconds(60);
    /// The memory when nothing else is said.
    pub const DEFAULT_MEMORY: Mebibytes = Mebibytes(512);
    /// Records in a batch at most when nothing else is said.
    pub const DEFAULT_BATCH_SIZE: u32 = 500;
    /// Batches of one shard at the same time when nothing else is said.
    pub const DEFAULT_PARALLELIZATION_FACTOR: u32 = 2;
    /// How far it may be behind without an alarm when nothing else is said.
    pub const DEFAULT_BEHIND: Seconds = Seconds(60);
    /// Anomalies within five minutes that are worth an alarm, for whoever has no better number.
    pub const DEFAULT_ANOMALIES: u32 = 10;

    /// A processor of a pipeline's stream, which gives up into the pipeline's own queue.
    pub fn of(ingest: &IngestPipeline, code: impl Into<Code>) -> Self {
        Self::new(code, ingest.stream()).failures(ingest.parking().failures())
    }

    /// Sets the queue for what it gives up.
    #[must_use]
    pub fn failures(mut self, queue: &Queue) -> Self {
        self.failures = Some(queue.clone());
        self
    }

    /// Sets an environment variable of the function.
    #[must_use]
    pub fn environment(mut self, name: &str, value: impl Into<Value<String>>) -> Self {
        self.environment.push((name.to_owned(), value.into()));
        self
    }

    /// Alarms when the function's own metric counts so many anomalies within five minutes.
    #[must_use]
    pub fn alarm_anomalies(mut self, metric: Metric, in_five_minutes: u32) -> Self {
        self.anomalies = Some((metric, in_five_minutes));
        self
    }
}

/// A function on a stream, any stream.
///
/// It begins with the oldest record, tells Lambda record by record what failed, tries again for as long as the stream keeps records, and gives the place of what it has to give
/// up to a queue. Executions are kept for it, one for each batch that can be under way and two to spare; a stream on demand has no number of shards to keep them for.
///
/// Makes an `AWS::Lambda::Function` with its role and log group, and an `AWS::Lambda::EventSourceMapping`. Costs 1.7 cents a 1,000 seconds with 1 GB, and 20 cents a million
/// batches; logs 50 cents a GB (us-east-1).
///
/// ```
/// use ferrocdk_aws::kinesis::{Stream, StreamProps};
/// use ferrocdk_aws::lambda::{Architecture, RustCode};
/// use ferrocdk_core::{App, Stack, StackProps};
/// use ferrocdk_plant::{StreamProcessor, StreamProcessorProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let stream = Stream::new(&stack, "Stream", StreamProps::new().shard_count(4));
/// let code = RustCode::with_fingerprint("processor", &"0".repeat(64), Architecture::Arm64);
/// StreamProcessor::new(&stack, "Processor", StreamProcessorProps::new(code, &stream).batch_size(100));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct StreamProcessor {
    scope: Scope,
    function: Function,
    timeout: Timeout,
    latest_age: Seconds,
    anomalies: Option<(Metric, u32)>,
    errors: Option<Metric>,
    parking: Option<FailureParking>,
}

impl Construct for StreamProcessor {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl StreamProcessor {
    /// Makes the function and feeds it from the stream.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: StreamProcessorProps) -> Self {
        let scope = scope.scope().child(id);
        let key = PlantKey::or_own(props.encryption_key, &scope);
        let (parking, failures) = match props.failures {
            Some(queue) => (None, queue),
            None => {
                let parking = FailureParking::new(&scope, "Parking", FailureParkingProps::new().encryption_key(&key));
                let failures = parking.failures().clone();
                (Some(parking), failures)
            }
        };
        let mut function = FunctionProps::new(props.code)
            .timeout(props.timeout)
            .memory(props.memory)
            .encryption_key(&key)
            .dead_letter(&failures)
            .log_retention(props.log_retention);
        function.function_name = Naming::of(&scope).name(NameOf::Function, "processor");
        function.reserved_concurrency = props.stream.shards().map(|shards| {
            let batches = shards
                .quantity()
                .saturating_mul(props.parallelization_factor.quantity());
            batches.saturating_add(SPARE_EXECUTIONS).into()
        });
        let function = props
            .environment
            .into_iter()
            .fold(function, |function, (name, value)| function.environment(&name, value));
        let function = Function::new(&scope, "Function", function);
        let source = KinesisEventSource::new(&props.stream)
            .batch_size(props.batch_size)
            .max_batching_window(Seconds(0))
            .parallelization_factor(props.parallelization_factor)
            .on_failure(&failures)
            .cfn(|mapping| mapping.maximum_retry_attempts(-1));
        source.mapping(&scope, "Mapping", &function);
        Self {
            scope,
            function,
            timeout: props.timeout,
            latest_age: props.alarm_behind,
            anomalies: props.anomalies,
            errors: props.alarm_processing_errors,
            parking,
        }
    }

    /// The function.
    pub fn function(&self) -> &Function {
        &self.function
    }

    /// Lets the function write into a store.
    pub fn writes(&self, store: &HotColdStore) {
        store.grant_write(&self.function);
    }

    /// The function's name.
    pub fn function_name(&self) -> Value<String> {
        self.function.name()
    }
}

impl Watch for StreamProcessor {
    fn alarms(&self) -> Vec<PartAlarm> {
        let function = |name| self.function.metric(name);
        let milliseconds = |seconds: Seconds| f64::from(seconds.0) * 1_000.0;
        let behind = milliseconds(self.latest_age);
        let slow = milliseconds(self.timeout.quantity()) * 0.8;
        let alarm = |id: &str, purpose: &str, condition: Condition, text: &str| {
            PartAlarm::new(id, purpose, AlarmProps::new(condition).description(text))
        };
        let mut alarms = vec![
            alarm(
                "ProcessorErrors",
                "lambda-errors",
                function("Errors").statistic(Statistic::Sum).at_least(1),
                "Invocations of the processor fail; the stream delivers their records again",
            ),
            alarm(
                "ProcessorThrottled",
                "lambda-throttles",
                function("Throttles").statistic(Statistic::Sum).at_least(1),
                "Invocations of the processor are throttled",
            ),
            alarm(
                "ProcessorBehind",
                "kinesis-iterator-age",
                function("IteratorAge").statistic(Statistic::Maximum).at_least(behind),
                "The processor is behind the stream",
            )
            .critical(),
            alarm(
                "ProcessorSlow",
                "lambda-duration",
                function("Duration").statistic(Statistic::Maximum).at_least(slow),
                "A batch takes four fifths of the processor's timeout",
            ),
        ];
        if let Some(metric) = &self.errors {
            let text = "Records cannot be processed and are in quarantine in the archive";
            let errors = AlarmProps::new(metric.clone().statistic(Statistic::Sum).at_least(1))
                .description(text)
                .at_once();
            alarms.push(PartAlarm::new(
                "RecordsInQuarantine",
                "lambda-quarantined-records",
                errors,
            ));
        }
        if let Some((metric, count)) = &self.anomalies {
            let text = "Many readings are outside of their thresholds";
            let anomalies = AlarmProps::new(metric.clone().statistic(Statistic::Sum).at_least(f64::from(*count)))
                .description(text)
                .period(Minutes(5))
                .at_once();
            alarms.push(PartAlarm::new("Anomalies", "lambda-anomalies", anomalies));
        }
        alarms.extend(self.parking.iter().flat_map(FailureParking::alarms));
        alarms
    }
}
