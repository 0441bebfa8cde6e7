//! `EventInvokeConfig`: what becomes of events that a function is invoked with asynchronously.

use ferrocdk_cfn::lambda::event_invoke_config::{DestinationConfig, OnFailure, OnSuccess};
use ferrocdk_cfn::lambda::{CfnEventInvokeConfig, EventInvokeConfigProps as CfnEventInvokeConfigProps};
use ferrocdk_core::{Construct, Scope};

use super::destination::{Destination, Told};
use super::function::Function;
use crate::bounds::bounded;
use crate::diagnostic_ids;
use crate::owned::constructs;
use crate::props::props;
use crate::units::Seconds;

bounded! {
    /// How often an event is tried again, 0 to 2 times. Source: "How Lambda handles errors and retries with asynchronous invocation".
    AsyncRetries(u32) in 0..=2, "attempts";
    /// How old an event may get while it is tried again, 60 seconds to 6 hours.
    EventAge(Seconds) in 60..=21_600, "seconds";
}

props! {
    /// Settings of an [`EventInvokeConfig`].
    pub struct EventInvokeConfigProps for CfnEventInvokeConfigProps {
        /// The function, the version or the alias.
        function: Function,
        /// How old an event may get while it is tried again. Default: 6 hours, as Lambda has it.
        max_event_age: Option<EventAge>,
        /// How often an event is tried again that the function ended with an error for. Default: twice, as Lambda has it.
        retry_attempts: Option<AsyncRetries>,
        /// Where events go that are given up, with the error. Default: nowhere.
        on_failure: Option<Destination>,
        /// Where events go that the function has dealt with, with its answer. Default: nowhere.
        on_success: Option<Destination>,
    }
}

/// Fate of events that a function, a version or an alias is invoked with asynchronously, by a topic, a rule, a bucket. One for each.
///
/// [`FunctionProps::on_failure`](super::FunctionProps::on_failure) makes it for a function of this app. Makes an `AWS::Lambda::EventInvokeConfig`, which costs nothing.
///
/// ```
/// use ferrocdk_aws::lambda::{Code, EventInvokeConfig, EventInvokeConfigProps, Function, FunctionProps};
/// use ferrocdk_aws::sqs::{Queue, QueueProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let failed = Queue::new(&stack, "Failed", QueueProps::new());
/// let function = Function::new(&stack, "Processor", FunctionProps::new(Code::rust("processor")));
/// EventInvokeConfig::new(&stack, "Events", EventInvokeConfigProps::new(&function).retry_attempts(0).on_failure(&failed));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct EventInvokeConfig {
    scope: Scope,
    resource: CfnEventInvokeConfig,
}

constructs!(EventInvokeConfig);

impl EventInvokeConfig {
    /// Makes the settings of one function, version or alias.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: EventInvokeConfigProps) -> Self {
        let scope = scope.scope().child(id);
        let checks = [
            (
                "MaximumEventAgeInSeconds",
                props.max_event_age.map_or(Ok(()), EventAge::check),
            ),
            (
                "MaximumRetryAttempts",
                props.retry_attempts.map_or(Ok(()), AsyncRetries::check),
            ),
        ];
        for (property, checked) in checks {
            if let Err(error) = checked {
                error.report(&scope, diagnostic_ids::MAPPING_RANGE, property);
            }
        }
        let function = props.function;
        let to = |destination: Option<Destination>, told| destination.map(|to| to.bind(&scope, &function, told));
        let failure = to(props.on_failure, Told::EventsGivenUp);
        let success = to(props.on_success, Told::EventsDone);
        let mut config = CfnEventInvokeConfigProps::new()
            .function_name(function.bare_name())
            .qualifier(function.qualifier().unwrap_or_else(|| "$LATEST".into()));
        config.maximum_event_age_in_seconds = props.max_event_age.map(|age| age.get().into());
        config.maximum_retry_attempts = props.retry_attempts.map(|attempts| attempts.get().into());
        if failure.is_some() || success.is_some() {
            let mut destinations = DestinationConfig::new();
            if let Some(arn) = failure {
                destinations = destinations.on_failure(OnFailure::new().destination(arn));
            }
            if let Some(arn) = success {
                destinations = destinations.on_success(OnSuccess::new().destination(arn));
            }
            config = config.destination_config(destinations);
        }
        let config = CfnEventInvokeConfig::new(&scope, "Resource", props.customize.apply(config));
        Self {
            scope,
            resource: config,
        }
    }

    /// The resource.
    pub fn cfn(&self) -> CfnEventInvokeConfig {
        self.resource.clone()
    }
}

/// Settings of a function about asynchronous events.
#[derive(Debug)]
pub(super) struct Events {
    pub(super) max_event_age: Option<EventAge>,
    pub(super) retry_attempts: Option<AsyncRetries>,
    pub(super) on_failure: Option<Destination>,
    pub(super) on_success: Option<Destination>,
}

impl Events {
    /// Makes an [`EventInvokeConfig`] below a function, version or alias, where anything is said.
    #[track_caller]
    pub(super) fn configure(self, function: &Function) {
        if self.max_event_age.is_none()
            && self.retry_attempts.is_none()
            && self.on_failure.is_none()
            && self.on_success.is_none()
        {
            return;
        }
        let mut props = EventInvokeConfigProps::new(function);
        props.max_event_age = self.max_event_age;
        props.retry_attempts = self.retry_attempts;
        props.on_failure = self.on_failure;
        props.on_success = self.on_success;
        EventInvokeConfig::new(function, "EventInvokeConfig", props);
    }
}
