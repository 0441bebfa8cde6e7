//! A state machine: orders are checked and paid, a person decides on large ones, and operations hear of those that failed.
//!
//! `npx aws-cdk@2 -a "cargo run -q -p ferrocdk --example state_machine" deploy` deploys it. What a large order waits for is a message in a queue, with the token that goes back by
//! `aws stepfunctions send-task-success`.

mod app;

use std::process::ExitCode;

fn main() -> ExitCode {
    ferrocdk::run(app::state_machine)
}
