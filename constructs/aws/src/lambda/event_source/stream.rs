//! Streams of records in order: Kinesis and DynamoDB.

use std::fmt;
use std::rc::Rc;

use ferrocdk_cfn::lambda::EventSourceMappingProps as CfnEventSourceMappingProps;
use ferrocdk_core::{Construct, Document, Scope, Value};

use super::mapping::{
    BatchAnswer, BatchSize, BatchingWindow, EventSourceMapping, EventSourceMappingProps, FailingBatch, MappingState,
    ParallelizationFactor, RecordAge, RetryAttempts, StartingPosition, TumblingWindow,
};
use super::{EventSource, of_path};
use crate::bounds::OutOfRange;
use crate::diagnostic_ids;
#[cfg(feature = "dynamodb")]
use crate::dynamodb::Table;
#[cfg(feature = "kinesis")]
use crate::kinesis::{Stream, StreamConsumer};
use crate::kms::Key;
use crate::lambda::Function;
use crate::lambda::destination::Destination;
use crate::props::props;
use crate::units::{Hours, Seconds};

/// A stream as an event source: its ARN, how long it keeps records, and how a function is let in.
#[derive(Clone)]
pub struct StreamSource {
    scope: Scope,
    /// The beginning of the mapping's id, as AWS CDK has it.
    prefix: &'static str,
    arn: Value<String>,
    retention: Hours,
    grant: Rc<dyn Fn(&Function)>,
}

impl fmt::Debug for StreamSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StreamSource({})", self.scope.path())
    }
}

#[cfg(feature = "kinesis")]
impl From<&Stream> for StreamSource {
    fn from(stream: &Stream) -> Self {
        let of = stream.clone();
        Self {
            scope: stream.scope().clone(),
            prefix: "KinesisEventSource",
            arn: stream.arn(),
            retention: stream.retention().quantity(),
            grant: Rc::new(move |function| {
                of.grant_read(function);
            }),
        }
    }
}

#[cfg(feature = "kinesis")]
impl From<&StreamConsumer> for StreamSource {
    /// A consumer, which has throughput of its own.
    fn from(consumer: &StreamConsumer) -> Self {
        let of = consumer.clone();
        Self {
            scope: consumer.scope().clone(),
            prefix: "KinesisConsumerEventSource",
            arn: consumer.arn(),
            retention: consumer.stream().retention().quantity(),
            grant: Rc::new(move |function| {
                of.grant_read(function);
            }),
        }
    }
}

#[cfg(feature = "dynamodb")]
impl From<&Table> for StreamSource {
    /// The stream of a table. It keeps changes for 24 hours.
    fn from(table: &Table) -> Self {
        let of = table.clone();
        Self {
            scope: table.scope().clone(),
            prefix: "DynamoDBEventSource",
            arn: table.stream().arn(),
            retention: Hours(24),
            grant: Rc::new(move |function| {
                of.grant_stream_read(function);
            }),
        }
    }
}

macro_rules! stream_source {
    ($(#[$doc:meta])* $name:ident) => {
        props! {
            $(#[$doc])*
            ///
            /// It loses nothing on the way, as far as the function does not: it begins at the oldest record, tries until records are too old, takes partial results, halves failing
            /// batches, and sends what it gives up where [`on_failure`](Self::on_failure) says.
            pub struct $name for CfnEventSourceMappingProps {
                /// The stream.
                source: StreamSource,
                /// Records in a batch at most. Default: 100, as Lambda has it.
                batch_size: BatchSize = BatchSize::from(100),
                /// How long a batch may wait to fill. Default: not at all.
                max_batching_window: Option<BatchingWindow>,
                /// Batches of one shard at the same time; the order of records of one partition key is kept. Default: 1.
                parallelization_factor: Option<ParallelizationFactor>,
                /// How old a record may get while it is tried again, at most as old as the stream keeps it. Default: a quarter of the stream's retention, so that what is given up can still be
                /// fetched from the stream, and records behind it do not grow too old themselves; 7 days, the longest there is, for a stream that keeps them for longer than four weeks.
                max_record_age: Option<RecordAge>,
                /// How often a failing batch is tried again. Default: until its records are too old.
                retry_attempts: Option<RetryAttempts>,
                /// Fate of a batch that the function ends with an error for. Default: it is halved, so that one record holds up no others.
                failing_batch: FailingBatch = FailingBatch::Halved,
                /// The part of a batch that is tried again. Default: what the function's answer names; all of it when the function ends with an error.
                batch_answer: BatchAnswer = BatchAnswer::PerRecord,
                /// Where reading begins. Default: at the oldest record; the newest would skip records while the mapping is made or changed.
                starting_position: StartingPosition = StartingPosition::TrimHorizon,
                /// Where the place of records goes that are given up: a queue, a topic, or a bucket, which gets the records themselves. Default: nowhere.
                on_failure: Option<Destination>,
                /// Which records the function gets: those that one of the patterns matches. Default: all.
                filters: Vec<Document>,
                /// The key that encrypts the patterns. Default: Lambda's own.
                filter_encryption: Option<Key>,
                /// Time over which invocations share a state. Default: none.
                tumbling_window: Option<TumblingWindow>,
                /// Whether the stream is read. Default: it is.
                state: MappingState = MappingState::Enabled,
            }
        }

        impl $name {
            /// Connects it as a construct of its own id elsewhere in the tree.
            #[track_caller]
            pub fn mapping(self, scope: &dyn Construct, id: &str, function: &Function) -> EventSourceMapping {
                let age = self
                    .max_record_age
                    .unwrap_or_else(|| RecordAge::for_retention(self.source.retention));
                self.source.check(function.scope(), age);
                let mut props = EventSourceMappingProps::new(function)
                    .event_source_arn(self.source.arn)
                    .batch_size(self.batch_size)
                    .max_record_age(age)
                    .failing_batch(self.failing_batch)
                    .batch_answer(self.batch_answer)
                    .starting_position(self.starting_position)
                    .filters(self.filters)
                    .state(self.state);
                props.max_batching_window = self.max_batching_window;
                props.parallelization_factor = self.parallelization_factor;
                props.retry_attempts = self.retry_attempts;
                props.on_failure = self.on_failure;
                props.filter_encryption = self.filter_encryption;
                props.tumbling_window = self.tumbling_window;
                props.customize = self.customize;
                (self.source.grant)(function);
                EventSourceMapping::new(scope, id, props)
            }
        }

        impl EventSource for $name {
            type Made = EventSourceMapping;

            #[track_caller]
            fn connect(self, function: &Function) -> EventSourceMapping {
                let id = format!("{}:{}", self.source.prefix, of_path(&self.source.scope));
                self.mapping(function, &id, function)
            }
        }
    };
}

#[cfg(feature = "kinesis")]
stream_source! {
    /// A stream of Kinesis that a function reads, or a consumer of one.
    ///
    /// Source: "Using Lambda to process records from Amazon Kinesis Data Streams".
    ///
    /// ```
    /// use ferrocdk_aws::kinesis::{Stream, StreamProps};
    /// use ferrocdk_aws::lambda::{Code, Function, FunctionProps, KinesisEventSource};
    /// use ferrocdk_aws::sqs::{Queue, QueueProps};
    /// use ferrocdk_core::{App, Stack, StackProps};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// let readings = Stream::new(&stack, "Readings", StreamProps::new());
    /// let failed = Queue::new(&stack, "Failed", QueueProps::new());
    /// let worker = Function::new(&stack, "Worker", FunctionProps::new(Code::rust("processor")));
    /// worker.add_event_source(KinesisEventSource::new(&readings).batch_size(500).on_failure(&failed));
    /// # assert!(app.synth().is_ok());
    /// ```
    KinesisEventSource
}

#[cfg(feature = "dynamodb")]
stream_source! {
    /// The changes of a table that a function reads. The table has to have a stream.
    ///
    /// Source: "Using AWS Lambda with Amazon DynamoDB".
    ///
    /// ```
    /// use ferrocdk_aws::dynamodb::{Attribute, StreamView, Table, TableProps};
    /// use ferrocdk_aws::lambda::{Code, DynamoEventSource, Function, FunctionProps};
    /// use ferrocdk_core::{App, Stack, StackProps, doc};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// let orders = TableProps::new(Attribute::string("id")).stream(StreamView::NewAndOldImages);
    /// let orders = Table::new(&stack, "Orders", orders);
    /// let worker = Function::new(&stack, "Worker", FunctionProps::new(Code::rust("processor")));
    /// worker.add_event_source(DynamoEventSource::new(&orders).filters([doc!({ "eventName": ["INSERT"] })]));
    /// # assert!(app.synth().is_ok());
    /// ```
    DynamoEventSource
}

impl StreamSource {
    /// No record is tried for longer than the stream keeps it.
    fn check(&self, scope: &Scope, age: RecordAge) {
        let kept = Seconds::from(self.retention);
        let found = age.quantity();
        if age.check().is_ok() && found > kept && kept.0 >= *RecordAge::RANGE.start() {
            let error = OutOfRange {
                found: found.0,
                allowed: *RecordAge::RANGE.start()..=kept.0,
                unit: "seconds",
            };
            error.report(scope, diagnostic_ids::MAPPING_RANGE, "MaximumRecordAgeInSeconds");
        }
    }
}
