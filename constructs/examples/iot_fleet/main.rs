//! A fleet of devices: they provision themselves, publish readings that are stored and watched, and may do nothing else.
//!
//! `npx aws-cdk@2 -a "cargo run -q -p ferrocdk --example iot_fleet" deploy` deploys it. A device that knows the claim certificate asks for a certificate of its own; what a rule could not
//! deliver waits in a queue.

mod app;

use std::process::ExitCode;

fn main() -> ExitCode {
    ferrocdk::run(app::iot_fleet)
}
