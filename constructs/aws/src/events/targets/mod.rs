//! Targets of rules: what AWS's services do with an event, and the permissions for that.
//!
//! All of them take a queue for events that could not be delivered (`dead_letter_queue`), limits of trying again (`retry_attempts`, `max_event_age`), and most of them
//! an [`Input`](super::Input).

mod api_destination;
mod by_role;
mod event_bus;
#[cfg(feature = "kinesis")]
mod kinesis_stream;
#[cfg(feature = "lambda")]
mod lambda_function;
#[cfg(feature = "logs")]
mod log_group;
#[cfg(feature = "sns")]
mod sns_topic;
mod sqs_queue;

pub use api_destination::ApiDestinationTarget;
pub use by_role::{CodeBuildProject, CodePipeline, FirehoseDeliveryStream, SfnStateMachine};
pub use event_bus::EventBusTarget;
#[cfg(feature = "kinesis")]
pub use kinesis_stream::KinesisStream;
#[cfg(feature = "lambda")]
pub use lambda_function::LambdaFunction;
#[cfg(feature = "logs")]
pub use log_group::{CloudWatchLogGroup, LogEvent};
#[cfg(feature = "sns")]
pub use sns_topic::SnsTopic;
pub use sqs_queue::SqsQueue;

/// Gives a target with a field `delivery` the settings that all have; with `input`, also what it gets.
macro_rules! delivery {
    ($name:ident) => {
        impl $name {
            /// Keeps events that could not be delivered in a queue, and lets EventBridge send to it.
            #[must_use]
            pub fn dead_letter_queue(mut self, queue: &$crate::sqs::Queue) -> Self {
                self.delivery.dead_letter_queue = Some(queue.clone());
                self
            }

            /// Tries again so often, 0 to 185 times.
            #[must_use]
            pub fn retry_attempts(mut self, attempts: impl Into<$crate::events::RetryAttempts>) -> Self {
                self.delivery.retry_attempts = Some(attempts.into());
                self
            }

            /// Gives up an event that is so old, a minute to a day.
            #[must_use]
            pub fn max_event_age(mut self, age: impl Into<$crate::events::EventAge>) -> Self {
                self.delivery.max_event_age = Some(age.into());
                self
            }
        }
    };
    ($name:ident, input) => {
        $crate::events::targets::delivery!($name);

        impl $name {
            /// Sends this instead of the whole event.
            #[must_use]
            pub fn input(mut self, input: $crate::events::Input) -> Self {
                self.delivery.input = Some(input);
                self
            }
        }
    };
}

pub(crate) use delivery;
