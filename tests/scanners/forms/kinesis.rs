//! Kinesis.

use ferrocdk::Construct;
use ferrocdk::aws::kinesis::{Stream, StreamConsumer, StreamConsumerProps, StreamProps};

pub(crate) fn forms(stack: &dyn Construct) {
    let stream = Stream::new(stack, "Stream", StreamProps::new());
    StreamConsumer::new(stack, "StreamConsumer", StreamConsumerProps::new("reader", &stream));
}
