//! An event bus across stacks: one team publishes what happens to orders, another ships them, a third keeps a log; none knows the others' resources.
//!
//! `npx aws-cdk@2 -a "cargo run -q -p ferrocdk --example event_bus" deploy --all` deploys it. Events can be replayed from the archive for 90 days; those that could not be
//! delivered wait in a queue.

mod app;

use std::process::ExitCode;

fn main() -> ExitCode {
    ferrocdk::run(app::event_bus)
}
