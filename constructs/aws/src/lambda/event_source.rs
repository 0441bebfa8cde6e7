//! The mapping that feeds a function from a stream and loses nothing on the way.

use ferrocdk_cfn::lambda::event_source_mapping::{DestinationConfig, OnFailure};
use ferrocdk_cfn::lambda::{CfnEventSourceMapping, EventSourceMappingProps};
use ferrocdk_core::{Construct, Scope};

use super::Function;
use crate::bounds::{OutOfRange, bounded};
use crate::diagnostic_ids;
use crate::kinesis::Stream;
use crate::sqs::Queue;
use crate::units::{Hours, Seconds};

bounded! {
    /// Records of a stream in a batch at most, 1 to 10,000.
    StreamBatch(u32) in 1..=10_000, "records";
    /// How long a batch may wait to fill, 0 to 300 seconds.
    BatchingWindow(Seconds) in 0..=300, "seconds";
    /// Batches of one shard at the same time, 1 to 10.
    ParallelizationFactor(u32) in 1..=10, "batches";
    /// How old a record may get while it is tried again, 60 seconds to 7 days.
    RecordAge(Seconds) in 60..=604_800, "seconds";
}

/// Settings of a [`StreamMapping`].
///
/// Source of the ranges and of the behaviour: "Using Lambda to process records from Amazon Kinesis Data Streams" of the Lambda guide.
///
/// ```
/// use ferrocdk_aws::lambda::StreamMappingProps;
///
/// let props = StreamMappingProps { batch_size: 100.into(), ..StreamMappingProps::default() };
/// assert_eq!(props.batch_size.get(), 100);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct StreamMappingProps {
    /// Records in a batch at most. Default: 500.
    pub batch_size: StreamBatch,
    /// How long a batch may wait to fill. Default: 0, for readings within a second.
    pub batching_window: BatchingWindow,
    /// Batches of one shard at the same time; the order of a device's readings is kept. Default: 2.
    pub parallelization_factor: ParallelizationFactor,
    /// How old a record may get while it is tried again, at most as old as the stream keeps it. Default: a quarter of the stream's retention,
    /// so that what is given up can still be fetched from the stream; 7 days, the longest there is, for a stream that keeps them for longer
    /// than four weeks.
    pub maximum_record_age: Option<RecordAge>,
}

impl Default for StreamMappingProps {
    fn default() -> Self {
        Self {
            batch_size: StreamBatch(500),
            batching_window: BatchingWindow(Seconds(0)),
            parallelization_factor: ParallelizationFactor(2),
            maximum_record_age: None,
        }
    }
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

/// An event source mapping from a Kinesis stream.
///
/// It starts at the oldest record (`LATEST` skips records while the mapping is made or changed), tries until the records are too old, takes
/// partial results, halves failing batches, and sends what it gives up to a queue.
#[derive(Clone, Debug)]
pub struct StreamMapping {
    scope: Scope,
}

impl Construct for StreamMapping {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl StreamMapping {
    /// Feeds `function` from `stream`, and gives it the permissions for that.
    #[track_caller]
    pub fn new(
        scope: &dyn Construct,
        id: &str,
        stream: &Stream,
        function: &Function,
        failures: &Queue,
        props: StreamMappingProps,
    ) -> Self {
        let scope = scope.scope().child(id);
        let age = props
            .maximum_record_age
            .unwrap_or_else(|| RecordAge::for_retention(stream.retention().quantity()));
        check(&scope, &props, age, stream);
        stream.grant_read(function);
        failures.grant_send_messages(function);
        let destination = DestinationConfig::new().on_failure(OnFailure::new().destination(failures.arn()));
        let props = EventSourceMappingProps::new()
            .event_source_arn(stream.arn())
            .function_name(function.name())
            .starting_position("TRIM_HORIZON")
            .batch_size(props.batch_size.get())
            .maximum_batching_window_in_seconds(props.batching_window.get())
            .parallelization_factor(props.parallelization_factor.get())
            .maximum_retry_attempts(-1)
            .maximum_record_age_in_seconds(age.get())
            .bisect_batch_on_function_error(true)
            .function_response_types(["ReportBatchItemFailures"])
            .destination_config(destination);
        CfnEventSourceMapping::new(&scope, "Resource", props);
        Self { scope }
    }
}

fn check(scope: &Scope, props: &StreamMappingProps, age: RecordAge, stream: &Stream) {
    let kept = Seconds::from(stream.retention().quantity());
    let of_stream = match age.quantity() {
        // Older records are gone from the stream; its own range is reported there.
        Seconds(found) if age.check().is_ok() && found > kept.0 && stream.retention().check().is_ok() => {
            Err(OutOfRange {
                found,
                allowed: *RecordAge::RANGE.start()..=kept.0,
                unit: "seconds",
            })
        }
        _ => age.check(),
    };
    let checks = [
        ("BatchSize", props.batch_size.check()),
        ("MaximumBatchingWindowInSeconds", props.batching_window.check()),
        ("ParallelizationFactor", props.parallelization_factor.check()),
        ("MaximumRecordAgeInSeconds", of_stream),
    ];
    for (property, checked) in checks {
        if let Err(error) = checked {
            error.report(scope, diagnostic_ids::MAPPING_RANGE, property);
        }
    }
}

#[cfg(test)]
mod tests {
    use ferrocdk_core::{App, Stack, StackProps};

    use super::*;
    use crate::kinesis::StreamProps;
    use crate::kms::{Key, KeyProps};
    use crate::lambda::{Architecture, FunctionProps, RustCode};
    use crate::sqs::QueueProps;
    use crate::units::{Days, Mebibytes};

    fn mistakes(stream: StreamProps, memory: u32, mapping: StreamMappingProps) -> Vec<String> {
        let app = App::new();
        let stack = Stack::new(&app, "plant", StackProps::default());
        let key = Key::new(
            &stack,
            "Key",
            KeyProps::new().description("Data").pending_window(Days(7)),
        );
        let stream = Stream::new(&stack, "Stream", stream.encryption_key(&key));
        let failures = Queue::new(&stack, "Failures", QueueProps::new().encryption_key(&key));
        let code = RustCode::with_fingerprint("press", &"0".repeat(64), Architecture::X86_64);
        let props = FunctionProps::new(code).timeout(Seconds(60)).memory(Mebibytes(memory));
        let function = Function::new(&stack, "Function", props);
        StreamMapping::new(&stack, "Mapping", &stream, &function, &failures, mapping);
        let diagnostics = app.synth().err().map(|diagnostics| diagnostics.0).unwrap_or_default();
        let told = diagnostics.iter().map(|diagnostic| {
            let part = |text: &Option<String>| text.clone().unwrap_or_default();
            let (found, allowed) = (part(&diagnostic.found), part(&diagnostic.allowed));
            format!("{} {}: {found}, allowed {allowed}", diagnostic.id, diagnostic.message)
        });
        told.collect()
    }

    #[test]
    fn ranges_are_told_where_the_values_are_given() {
        assert_eq!(
            mistakes(StreamProps::new(), 128, StreamMappingProps::default()),
            [""; 0]
        );
        let mapping = StreamMappingProps {
            batch_size: 10_001.into(),
            parallelization_factor: 0.into(),
            ..StreamMappingProps::default()
        };
        let found = mistakes(
            StreamProps::new().shard_count(0).retention_period(Hours(23)),
            64,
            mapping,
        );
        let expected = [
            "F3008 ShardCount is out of range: 0 shards, allowed at least 1 shards",
            "F3008 RetentionPeriodHours is out of range: 23 hours, allowed 24 to 8760 hours",
            "F3001 MemorySize is out of range: 64 MB, allowed 128 to 10240 MB",
            "F3002 BatchSize is out of range: 10001 records, allowed 1 to 10000 records",
            "F3002 ParallelizationFactor is out of range: 0 batches, allowed 1 to 10 batches",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn no_record_is_tried_for_longer_than_the_stream_keeps_it() {
        let mapping = StreamMappingProps {
            maximum_record_age: Some(Seconds::from(Days(2)).into()),
            ..StreamMappingProps::default()
        };
        let found = mistakes(StreamProps::new().retention_period(Hours(24)), 128, mapping);
        let expected = "F3002 MaximumRecordAgeInSeconds is out of range: 172800 seconds, allowed 60 to 86400 seconds";
        assert_eq!(found, [expected]);
        assert_eq!(mistakes(StreamProps::new(), 128, mapping), [""; 0]);
    }
}
