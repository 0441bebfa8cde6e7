//! Event sources: what invokes a function, with the permissions that each needs.
//!
//! Queues, streams and Kafka are read by an [`EventSourceMapping`]; topics and buckets invoke the function themselves.

mod filter;
mod kafka;
mod mapping;
#[cfg(feature = "s3")]
mod s3;
#[cfg(feature = "sns")]
mod sns;
mod sqs;
#[cfg(any(feature = "dynamodb", feature = "kinesis"))]
mod stream;

use ferrocdk_core::{Construct, Scope, logical_id};

pub use kafka::{KafkaAuthentication, ManagedKafkaEventSource, SelfManagedKafkaEventSource};
pub use mapping::{
    BatchAnswer, BatchSize, BatchingWindow, EventSourceMapping, EventSourceMappingProps, FailingBatch, MappingState,
    MaxConcurrency, ParallelizationFactor, ProvisionedPollers, RecordAge, RetryAttempts, SourceAccess,
    StartingPosition, TumblingWindow,
};
#[cfg(feature = "s3")]
pub use s3::S3EventSource;
#[cfg(feature = "sns")]
pub use sns::SnsEventSource;
pub use sqs::SqsEventSource;
#[cfg(feature = "dynamodb")]
pub use stream::DynamoEventSource;
#[cfg(feature = "kinesis")]
pub use stream::KinesisEventSource;
#[cfg(any(feature = "dynamodb", feature = "kinesis"))]
pub use stream::StreamSource;

use super::function::Function;

/// Something that invokes a function, for [`Function::add_event_source`].
pub trait EventSource {
    /// The construct that it becomes.
    type Made;

    /// Connects it, and gives the permissions for that.
    #[track_caller]
    fn connect(self, function: &Function) -> Self::Made;
}

impl Function {
    /// Lets a queue, a stream, a topic, a bucket or Kafka invoke the function, with the permissions for that.
    ///
    /// ```
    /// use ferrocdk_aws::lambda::{Code, Function, FunctionProps, SqsEventSource};
    /// use ferrocdk_aws::sqs::{Queue, QueueProps};
    /// use ferrocdk_core::{App, Stack, StackProps};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// let jobs = Queue::new(&stack, "Jobs", QueueProps::new());
    /// let worker = Function::new(&stack, "Worker", FunctionProps::new(Code::rust("processor")));
    /// worker.add_event_source(SqsEventSource::new(&jobs).batch_size(5));
    /// # assert!(app.synth().is_ok());
    /// ```
    #[track_caller]
    pub fn add_event_source<S: EventSource>(&self, source: S) -> S::Made {
        source.connect(self)
    }
}

/// An id that no other construct of the app has, of letters and digits: `Names.nodeUniqueId` of AWS CDK, by which it names mappings below functions.
fn unique_id(construct: &dyn Construct) -> String {
    of_path(construct.scope())
}

fn of_path(scope: &Scope) -> String {
    let path = scope.path();
    let components: Vec<&str> = path.split('/').filter(|id| !id.is_empty()).collect();
    logical_id(&components).unwrap_or_else(|_| path.replace('/', ""))
}
