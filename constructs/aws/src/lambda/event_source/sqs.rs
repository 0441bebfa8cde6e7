//! `SqsEventSource`: a queue whose messages a function deals with.

use ferrocdk_cfn::lambda::EventSourceMappingProps as CfnEventSourceMappingProps;
use ferrocdk_core::{Construct, Diagnostic, Document, Scope};

use super::mapping::{
    BatchAnswer, BatchSize, BatchingWindow, EventSourceMapping, EventSourceMappingProps, MappingState, MaxConcurrency,
    ProvisionedPollers,
};
use super::{EventSource, unique_id};
use crate::diagnostic_ids;
use crate::kms::Key;
use crate::lambda::Function;
use crate::props::props;
use crate::sqs::Queue;

/// Messages in a batch at most, where it does not wait to fill. Source: "Creating and configuring an Amazon SQS event source mapping".
const MAX_AT_ONCE: u32 = 10;

props! {
    /// A queue whose messages a function deals with, and deletes by that.
    ///
    /// The queue's visibility timeout has to be the function's timeout at least, better six times that. What fails goes where the queue's own dead letters go.
    ///
    /// ```
    /// use ferrocdk_aws::lambda::{Code, Function, FunctionProps, SqsEventSource};
    /// use ferrocdk_aws::sqs::{Queue, QueueProps};
    /// use ferrocdk_aws::units::Seconds;
    /// use ferrocdk_core::{App, Stack, StackProps, doc};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// let jobs = Queue::new(&stack, "Jobs", QueueProps::new());
    /// let worker = Function::new(&stack, "Worker", FunctionProps::new(Code::rust("processor")));
    /// let hot = doc!({ "body": { "celsius": [{ "numeric": [">", 80] }] } });
    /// worker.add_event_source(SqsEventSource::new(&jobs).batch_size(100).max_batching_window(Seconds(5)).filters([hot]));
    /// # assert!(app.synth().is_ok());
    /// ```
    pub struct SqsEventSource for CfnEventSourceMappingProps {
        /// The queue.
        queue: Queue,
        /// Messages in a batch at most, 1 to 10, with a batching window to 10,000. Default: 10, as Lambda has it.
        batch_size: Option<BatchSize>,
        /// How long a batch may wait to fill. Default: not at all. FIFO queues cannot.
        max_batching_window: Option<BatchingWindow>,
        /// Invocations for this queue at the same time. Default: as many as the function may have.
        max_concurrency: Option<MaxConcurrency>,
        /// The part of a batch that is received again. Default: all of it when the function ends with an error, as Lambda has it: a function has to know how to answer.
        batch_answer: Option<BatchAnswer>,
        /// Which messages the function gets: those that one of the patterns matches. Default: all. Others are deleted.
        filters: Vec<Document>,
        /// The key that encrypts the patterns. Default: Lambda's own.
        filter_encryption: Option<Key>,
        /// Readers that are kept ready, two at least. Default: none.
        provisioned_pollers: Option<ProvisionedPollers>,
        /// Whether the queue is read. Default: it is.
        state: MappingState = MappingState::Enabled,
    }
}

impl SqsEventSource {
    /// Connects it as a construct of its own id elsewhere in the tree.
    #[track_caller]
    pub fn mapping(self, scope: &dyn Construct, id: &str, function: &Function) -> EventSourceMapping {
        check(function.scope(), &self);
        check_times(function, &self);
        let mut props = EventSourceMappingProps::new(function)
            .event_source_arn(self.queue.arn())
            .filters(self.filters)
            .state(self.state);
        props.batch_size = self.batch_size;
        props.max_batching_window = self.max_batching_window;
        props.max_concurrency = self.max_concurrency;
        props.batch_answer = self.batch_answer;
        props.filter_encryption = self.filter_encryption;
        props.provisioned_pollers = self.provisioned_pollers;
        props.customize = self.customize;
        self.queue.grant_consume_messages(function);
        EventSourceMapping::new(scope, id, props)
    }
}

impl EventSource for SqsEventSource {
    type Made = EventSourceMapping;

    #[track_caller]
    fn connect(self, function: &Function) -> EventSourceMapping {
        let id = format!("SqsEventSource:{}", unique_id(&self.queue));
        self.mapping(function, &id, function)
    }
}

fn check(scope: &Scope, source: &SqsEventSource) {
    let refuse = |property: &str, message: &str, found: String, allowed: String| {
        let diagnostic = Diagnostic::error(diagnostic_ids::MAPPING, message)
            .at("", Some(property))
            .found(found)
            .allowed(allowed);
        scope.report(diagnostic);
    };
    if let (Some(size), None) = (source.batch_size, source.max_batching_window)
        && size.quantity() > MAX_AT_ONCE
        && size.check().is_ok()
    {
        refuse(
            "BatchSize",
            "a batch of a queue that does not wait to fill is too large",
            format!("{} messages", size.get()),
            format!("1 to {MAX_AT_ONCE} messages, or a batching window such as `.max_batching_window(Seconds(5))`"),
        );
    }
    if source.queue.is_fifo() && source.max_batching_window.is_some() {
        refuse(
            "MaximumBatchingWindowInSeconds",
            "batches of a FIFO queue do not wait to fill",
            "a batching window".to_owned(),
            "none, and 1 to 10 messages".to_owned(),
        );
    }
    if let Some(pollers) = source.provisioned_pollers.filter(|pollers| pollers.minimum < 2) {
        refuse(
            "ProvisionedPollerConfig",
            "a queue has two provisioned pollers at least",
            format!("{}", pollers.minimum),
            "2 to 200 at least, and at most 2,000".to_owned(),
        );
    }
}

/// Lambda's time limit where a function names none. Source: "AWS::Lambda::Function", `Timeout`.
const DEFAULT_TIMEOUT: i64 = 3;
/// How long a message stays out of sight where a queue says nothing. Source: "AWS::SQS::Queue", `VisibilityTimeout`.
const DEFAULT_VISIBILITY: i64 = 30;
/// How many times the function's time limit AWS advises, so that a batch can be tried again when Lambda was too busy. Source: "Using Lambda with Amazon SQS".
const ADVISED: i64 = 6;

/// A message that can be seen again while its function still works on it is handled twice: Lambda refuses a queue that shows messages sooner than that.
fn check_times(function: &Function, source: &SqsEventSource) {
    let (Some(limit), Some(visibility)) = (
        function.timeout(DEFAULT_TIMEOUT),
        source.queue.visibility_timeout(DEFAULT_VISIBILITY),
    ) else {
        return;
    };
    let window = source.max_batching_window.map_or(0, |window| window.get());
    let advised = limit * ADVISED + window;
    if visibility >= advised {
        return;
    }
    let message = "a queue shows messages again while their function may still be at work";
    let found = format!(
        "{visibility} seconds out of sight (`{}`), and a function that may take {limit}",
        source.queue.scope().path()
    );
    let diagnostic = if visibility < limit {
        Diagnostic::error(diagnostic_ids::VISIBILITY, message)
            .allowed(format!("at least {limit} seconds, which Lambda demands; AWS advises six times that and the batching window, {advised}"))
    } else {
        Diagnostic::warning(diagnostic_ids::VISIBILITY, message).allowed(format!(
            "{advised} seconds, as AWS advises: six times the function's time limit, and the batching window"
        ))
    };
    let help = format!("give the queue `.visibility_timeout(Seconds({advised}))`, or the function less time");
    function
        .scope()
        .report(diagnostic.at("", Some("EventSourceArn")).found(found).help(help));
}
