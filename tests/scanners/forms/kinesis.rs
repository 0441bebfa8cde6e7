//! Kinesis.

use ferrocdk::Stack;
use ferrocdk::aws::kinesis::{Stream, StreamConsumer, StreamConsumerProps, StreamProps};

pub(crate) fn forms(stack: &Stack) {
    let stream = Stream::new(stack, "Stream", StreamProps::new());
    StreamConsumer::new(stack, "StreamConsumer", StreamConsumerProps::new("reader", &stream));
}
