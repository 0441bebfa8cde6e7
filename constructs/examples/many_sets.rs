//! Synthesizes many sets of constructs: `many_sets SETS STACKS OUT`. What `cargo xtask bench` measures against AWS CDK's L2.
//!
//! A set is a queue, a function that takes from it through an event source mapping, the table that the function writes, and an alarm.

use std::path::Path;

use ferrocdk::aws::cloudwatch::{Alarm, AlarmProps};
use ferrocdk::aws::dynamodb::{Attribute, Table, TableProps};
use ferrocdk::aws::lambda::{Code, Function, FunctionProps, Runtime, SqsEventSource};
use ferrocdk::aws::sqs::{Queue, QueueProps};
use ferrocdk::aws::units::Minutes;
use ferrocdk::prelude::*;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [sets, stacks, out] = arguments.as_slice() else {
        return Err("usage: many_sets SETS STACKS OUT".into());
    };
    let (sets, stacks): (usize, usize) = (sets.parse()?, stacks.parse()?);
    let app = App::new();
    for number in 0..stacks {
        let stack = Stack::new(&app, &format!("Stack{number}"), StackProps::default());
        for number in 0..sets / stacks {
            set(&stack.scope().child(&format!("Set{number}")));
        }
    }
    app.synth_to(Path::new(out))?;
    Ok(())
}

fn set(set: &Scope) {
    let jobs = Queue::new(set, "Jobs", QueueProps::new().visibility_timeout(Minutes(6)));
    let results = Table::new(set, "Results", TableProps::new(Attribute::string("id")));
    // Inline, because it is the engine that is measured, not the reading of sources.
    let code = Code::inline("def handler(event, context):\n    return event\n");
    let function = FunctionProps::new(code)
        .runtime(Runtime::PYTHON_3_14)
        .handler("index.handler")
        .timeout(Minutes(1))
        .environment("TABLE", results.name());
    let function = Function::new(set, "Function", function);
    function.add_event_source(SqsEventSource::new(&jobs));
    results.grant_write_data(&function);
    let waiting = jobs.metric_approximate_age_of_oldest_message();
    let waiting = AlarmProps::new(waiting.above(Minutes(10))).description("Jobs wait for more than ten minutes");
    Alarm::new(set, "Behind", waiting);
}
