//! Synthesizes many resources: `many_resources COUNT STACKS OUT`. What `cargo xtask bench` measures against AWS CDK.
//!
//! Alternating queues and alarms, where each alarm refers to the queue before it.

use std::path::Path;

use ferrocdk::cfn::cloudwatch::alarm::Dimension;
use ferrocdk::cfn::cloudwatch::{AlarmProps, CfnAlarm};
use ferrocdk::cfn::sqs::{CfnQueue, QueueProps};
use ferrocdk::prelude::*;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [count, stacks, out] = arguments.as_slice() else {
        return Err("usage: many_resources COUNT STACKS OUT".into());
    };
    let (count, stacks): (usize, usize) = (count.parse()?, stacks.parse()?);
    let app = App::new();
    for number in 0..stacks {
        let stack = Stack::new(&app, &format!("Stack{number}"), StackProps::default());
        for pair in 0..(count / stacks).div_ceil(2) {
            let queue = CfnQueue::new(
                &stack,
                &format!("Queue{pair}"),
                QueueProps::new().delay_seconds(5).visibility_timeout(30),
            );
            if 2 * pair + 1 < count / stacks {
                let name = Dimension::new().name("QueueName").value(queue.attr_queue_name());
                let props = AlarmProps::new()
                    .namespace("AWS/SQS")
                    .metric_name("ApproximateNumberOfMessagesVisible")
                    .dimensions([name])
                    .statistic("Maximum")
                    .period(60)
                    .evaluation_periods(3)
                    .threshold(1)
                    .comparison_operator("GreaterThanOrEqualToThreshold");
                CfnAlarm::new(&stack, &format!("Alarm{pair}"), props);
            }
        }
    }
    app.synth_to(Path::new(out))?;
    Ok(())
}
