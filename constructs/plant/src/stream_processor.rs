//! A function that reads a stream, and the mapping between them.

use ferrocdk_aws::cloudwatch::{AlarmProps, Condition, Metric, Statistic};
use ferrocdk_aws::kinesis::Stream;
use ferrocdk_aws::kms::Key;
use ferrocdk_aws::lambda::{
    BatchSize, Function, FunctionProps, KinesisEventSource, Memory, ParallelizationFactor, RustCode, Timeout,
};
use ferrocdk_aws::units::{Days, Mebibytes, Minutes, Seconds};
use ferrocdk_core::{Construct, Scope, Value};

use crate::failure_parking::FailureParking;
use crate::part_alarm::{PartAlarm, Watch};
use crate::store::HotColdStore;

/// Executions beyond one for each batch that can be under way, for those that end while their successors start.
const SPARE_EXECUTIONS: u32 = 2;

/// Settings of a [`StreamProcessor`].
#[derive(Clone, Debug)]
pub struct StreamProcessorProps {
    code: RustCode,
    timeout: Timeout,
    memory: Memory,
    log_retention: Days,
    environment: Vec<(String, Value<String>)>,
    batch_size: BatchSize,
    parallelization_factor: ParallelizationFactor,
    latest_age: Seconds,
    anomalies: Option<(Metric, u32)>,
    errors: Option<Metric>,
}

impl StreamProcessorProps {
    /// How long one batch may take when nothing else is said. A table that is throttled for seconds must not fail a batch.
    pub const DEFAULT_TIMEOUT: Seconds = Seconds(60);
    /// The memory when nothing else is said, with almost a third of a processor.
    pub const DEFAULT_MEMORY: Mebibytes = Mebibytes(512);
    /// Records in a batch at most when nothing else is said.
    pub const DEFAULT_BATCH_SIZE: u32 = 500;
    /// Batches of one shard at the same time when nothing else is said; the order of a device's readings is kept.
    pub const DEFAULT_PARALLELIZATION_FACTOR: u32 = 2;
    /// How far it may be behind without an alarm when nothing else is said.
    pub const DEFAULT_BEHIND: Seconds = Seconds(60);
    /// Anomalies within five minutes that are worth an alarm, for whoever has no better number.
    pub const DEFAULT_ANOMALIES: u32 = 10;

    /// A processor with its code, and the defaults for the rest.
    pub fn new(code: RustCode) -> Self {
        Self {
            code,
            timeout: Self::DEFAULT_TIMEOUT.into(),
            memory: Self::DEFAULT_MEMORY.into(),
            log_retention: Days(365),
            environment: Vec::new(),
            batch_size: Self::DEFAULT_BATCH_SIZE.into(),
            parallelization_factor: Self::DEFAULT_PARALLELIZATION_FACTOR.into(),
            latest_age: Self::DEFAULT_BEHIND,
            anomalies: None,
            errors: None,
        }
    }

    /// Sets how long one batch may take.
    #[must_use]
    pub fn timeout(mut self, timeout: impl Into<Timeout>) -> Self {
        self.timeout = timeout.into();
        self
    }

    /// Sets the memory, and the share of a processor with it.
    #[must_use]
    pub fn memory(mut self, memory: impl Into<Memory>) -> Self {
        self.memory = memory.into();
        self
    }

    /// Sets how long logs are kept. Default: a year.
    #[must_use]
    pub fn log_retention(mut self, retention: Days) -> Self {
        self.log_retention = retention;
        self
    }

    /// Sets an environment variable of the function.
    #[must_use]
    pub fn environment(mut self, name: &str, value: impl Into<Value<String>>) -> Self {
        self.environment.push((name.to_owned(), value.into()));
        self
    }

    /// Sets how many records a batch has at most.
    #[must_use]
    pub fn batch_size(mut self, records: impl Into<BatchSize>) -> Self {
        self.batch_size = records.into();
        self
    }

    /// Sets how many batches of one shard are dealt with at the same time.
    #[must_use]
    pub fn parallelization_factor(mut self, batches: impl Into<ParallelizationFactor>) -> Self {
        self.parallelization_factor = batches.into();
        self
    }

    /// Alarms when the processor is so far behind.
    #[must_use]
    pub fn alarm_behind(mut self, age: Seconds) -> Self {
        self.latest_age = age;
        self
    }

    /// Alarms when the function's own metric counts so many anomalies within five minutes.
    #[must_use]
    pub fn alarm_anomalies(mut self, metric: Metric, in_five_minutes: u32) -> Self {
        self.anomalies = Some((metric, in_five_minutes));
        self
    }

    /// Alarms when the function's own metric counts a record that cannot be processed.
    #[must_use]
    pub fn alarm_processing_errors(mut self, metric: Metric) -> Self {
        self.errors = Some(metric);
        self
    }
}

/// A function on a stream. Usable with any stream; [`IngestPipeline`](crate::IngestPipeline) has one.
#[derive(Clone, Debug)]
pub struct StreamProcessor {
    scope: Scope,
    function: Function,
    timeout: Timeout,
    latest_age: Seconds,
    anomalies: Option<(Metric, u32)>,
    errors: Option<Metric>,
}

impl Construct for StreamProcessor {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl StreamProcessor {
    /// Makes the function and feeds it from a stream; as many executions are kept for it as the shards and the mapping need. A stream on demand has no number of shards to keep them for.
    #[track_caller]
    pub fn new(
        scope: &dyn Construct,
        id: &str,
        key: &Key,
        stream: &Stream,
        parking: &FailureParking,
        props: StreamProcessorProps,
    ) -> Self {
        let scope = scope.scope().child(id);
        let concurrency = stream.shards().map(|shards| {
            shards
                .quantity()
                .saturating_mul(props.parallelization_factor.quantity())
                .saturating_add(SPARE_EXECUTIONS)
        });
        let function = FunctionProps::new(props.code)
            .timeout(props.timeout)
            .memory(props.memory)
            .encryption_key(key)
            .dead_letter(parking.failures())
            .log_retention(props.log_retention);
        let function = match concurrency {
            Some(executions) => function.reserved_concurrency(executions),
            None => function,
        };
        let function = props
            .environment
            .into_iter()
            .fold(function, |function, (name, value)| function.environment(&name, value));
        let function = Function::new(&scope, "Function", function);
        let source = KinesisEventSource::new(stream)
            .batch_size(props.batch_size)
            .max_batching_window(Seconds(0))
            .parallelization_factor(props.parallelization_factor)
            .on_failure(parking.failures())
            .cfn(|mapping| mapping.maximum_retry_attempts(-1));
        source.mapping(&scope, "Mapping", &function);
        let (timeout, latest_age) = (props.timeout, props.latest_age);
        Self {
            scope,
            function,
            timeout,
            latest_age,
            anomalies: props.anomalies,
            errors: props.errors,
        }
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
            alarms.push(PartAlarm::new("RecordsInQuarantine", "lambda-quarantine", errors));
        }
        if let Some((metric, count)) = &self.anomalies {
            let text = "Many readings are outside of their thresholds";
            let anomalies = AlarmProps::new(metric.clone().statistic(Statistic::Sum).at_least(f64::from(*count)))
                .description(text)
                .period(Minutes(5))
                .at_once();
            alarms.push(PartAlarm::new("Anomalies", "iot-anomalies", anomalies));
        }
        alarms
    }
}
