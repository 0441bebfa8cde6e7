//! A worker: a function takes jobs from a queue and writes results into a table. A job that always fails waits in a queue of its own, and an alarm tells people.
//!
//! `npx aws-cdk@2 -a "cargo run -q -p ferrocdk --example worker" deploy` deploys it. Failed jobs of a batch come back alone; queue and table stay when the stack goes.

mod app;

use std::process::ExitCode;

fn main() -> ExitCode {
    ferrocdk::run(app::worker)
}
