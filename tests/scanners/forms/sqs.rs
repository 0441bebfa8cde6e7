//! SQS.

use ferrocdk::Stack;
use ferrocdk::aws::sqs::{Queue, QueueProps};

pub(crate) fn forms(stack: &Stack) {
    Queue::new(stack, "Queue", QueueProps::new());
}
