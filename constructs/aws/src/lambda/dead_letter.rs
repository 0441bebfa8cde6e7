//! `DeadLetter`: where events go that could not be dealt with.

use ferrocdk_core::{Scope, Value};

use super::destination::{Destination, Told};
use crate::iam::Role;
use crate::sqs::{Queue, QueueProps};

/// Where events go that asynchronous invocations failed with: the event alone. A destination ([`FunctionProps::on_failure`](super::FunctionProps::on_failure)) is
/// told the error too.
///
/// Source: "Adding a dead-letter queue".
#[derive(Clone, Debug)]
pub enum DeadLetter {
    /// A queue that is made for the function, and keeps them for 14 days.
    OwnQueue,
    /// A queue or a topic.
    To(Destination),
}

impl<D: Into<Destination>> From<D> for DeadLetter {
    fn from(destination: D) -> Self {
        Self::To(destination.into())
    }
}

impl DeadLetter {
    /// Lets the function's role send there. Gives the ARN.
    #[track_caller]
    pub(super) fn bind(self, scope: &Scope, role: &Role) -> Value<String> {
        let destination = match self {
            Self::OwnQueue => Destination::from(&Queue::new(scope, "DeadLetterQueue", QueueProps::new())),
            Self::To(destination) => destination,
        };
        destination.bind(scope, role, Told::DeadLetters)
    }
}
