//! SQS.

use ferrocdk::Construct;
use ferrocdk::aws::sqs::{Queue, QueueProps};

pub(crate) fn forms(stack: &dyn Construct) {
    Queue::new(stack, "Queue", QueueProps::new());
}
