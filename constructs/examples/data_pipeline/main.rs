//! A data pipeline: readings from a stream are written to a lake, a folder for each day, and queried with SQL.
//!
//! `npx aws-cdk@2 -a "cargo run -q -p ferrocdk --example data_pipeline" deploy` deploys it. The table needs no crawler: Athena computes the folders from the day that a query asks for.

mod app;

use std::process::ExitCode;

fn main() -> ExitCode {
    ferrocdk::run(app::data_pipeline)
}
