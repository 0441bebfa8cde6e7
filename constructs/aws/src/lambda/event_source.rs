//! The mapping that feeds a function from a stream and loses nothing on the way.

use ferrocdk_cfn::lambda::event_source_mapping::{DestinationConfig, OnFailure};
use ferrocdk_cfn::lambda::{CfnEventSourceMapping, EventSourceMappingProps};
use ferrocdk_core::{Construct, Diagnostic, Scope};

use super::Function;
use crate::diagnostic_ids;
use crate::kinesis::Stream;
use crate::sqs::Queue;
use crate::units::{Hours, Seconds};

/// Settings of a [`StreamMapping`].
///
/// Source of the ranges and of the behaviour: "Using Lambda to process records from Amazon Kinesis Data Streams" of the Lambda guide.
#[derive(Clone, Copy, Debug)]
pub struct StreamMappingProps {
    /// Records in a batch at most, 1 to 10,000. Default: 500.
    pub batch_size: u32,
    /// How long a batch may wait to fill, 0 to 300 seconds. Default: 0, for readings within a second.
    pub batching_window: Seconds,
    /// Batches of one shard at the same time, 1 to 10; the order of a device's readings is kept. Default: 2.
    pub parallelization_factor: u32,
    /// How old a record may get while it is tried again, 60 seconds to 7 days. Default: 42 hours, a quarter of the stream's retention, so
    /// that what is given up can still be fetched from the stream.
    pub maximum_record_age: Seconds,
}

impl Default for StreamMappingProps {
    fn default() -> Self {
        Self {
            batch_size: 500,
            batching_window: Seconds(0),
            parallelization_factor: 2,
            maximum_record_age: Hours(42).into(),
        }
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
        check(&scope, &props);
        stream.grant_read(function);
        failures.grant_send(function);
        let destination = DestinationConfig::new().on_failure(OnFailure::new().destination(failures.arn()));
        let props = EventSourceMappingProps::new()
            .event_source_arn(stream.arn())
            .function_name(function.name())
            .starting_position("TRIM_HORIZON")
            .batch_size(props.batch_size)
            .maximum_batching_window_in_seconds(props.batching_window.get())
            .parallelization_factor(props.parallelization_factor)
            .maximum_retry_attempts(-1)
            .maximum_record_age_in_seconds(props.maximum_record_age.get())
            .bisect_batch_on_function_error(true)
            .function_response_types(["ReportBatchItemFailures"])
            .destination_config(destination);
        CfnEventSourceMapping::new(&scope, "Resource", props);
        Self { scope }
    }
}

fn check(scope: &Scope, props: &StreamMappingProps) {
    for (property, value, range) in [
        ("BatchSize", props.batch_size, 1..=10_000),
        ("MaximumBatchingWindowInSeconds", props.batching_window.0, 0..=300),
        ("ParallelizationFactor", props.parallelization_factor, 1..=10),
        ("MaximumRecordAgeInSeconds", props.maximum_record_age.0, 60..=604_800),
    ] {
        if !range.contains(&value) {
            let diagnostic = Diagnostic::error(diagnostic_ids::MAPPING_RANGE, format!("{property} is out of range"))
                .at("", Some(property))
                .found(value.to_string())
                .allowed(format!("{} to {}", range.start(), range.end()));
            scope.report(diagnostic);
        }
    }
}
