//! A topic rule without a place for what fails.

use ferrocdk::aws::iot::StreamRule;
use ferrocdk::aws::kinesis::Stream;
use ferrocdk::prelude::*;

fn rule(scope: &Scope, stream: &Stream) -> StreamRule {
    StreamRule::new(scope, "Rule", "SELECT * FROM 'sensor/data/+'", "${topic(3)}", stream)
}

fn main() {}
