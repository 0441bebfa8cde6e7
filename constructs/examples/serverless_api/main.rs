//! An API that keeps items in a table: a function makes, reads, changes and deletes them, and pages of other origins may call it.
//!
//! `npx aws-cdk@2 -a "cargo run -q -p ferrocdk --example serverless_api" deploy` deploys it, and its output has the address. Bodies are checked before the function is invoked;
//! requests are logged and traced; the table stays when the stack goes.

mod app;

use std::process::ExitCode;

fn main() -> ExitCode {
    ferrocdk::run(app::serverless_api)
}
