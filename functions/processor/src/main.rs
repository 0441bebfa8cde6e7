//! The processor: readings from the plant's stream into its hot table.
//!
//! Lambda hands over a batch of records of one shard. Before anything else the batch is archived as it came; then each
//! record is decoded, judged against the plant's thresholds and written to the table. A record ends in exactly one of
//! three places: the table, the quarantine (it can never be processed), or back in the stream (something did not answer,
//! and Lambda delivers it again). Nothing is dropped, and nothing is logged instead of being dealt with.
//!
//! Reading order: [`handler`] is the course of a batch; [`record`], [`item`] and [`judge`] are what happens to one record;
//! [`state`] and [`watch`] are who is alerted when, [`aggregate`] what readings come to; [`attributes`] is an item's text; [`writer`] and [`breaker`] are how the table is written; [`ports`] is what the handler
//! needs of the world, and [`aws`] the world.

mod aggregate;
mod archive;
mod attributes;
mod aws;
mod breaker;
mod config;
mod emf;
mod error;
mod handler;
mod item;
mod judge;
mod ports;
mod record;
mod state;
mod watch;
mod writer;

#[cfg(test)]
mod fakes;

use std::process::ExitCode;

use anyhow::{Result, anyhow, ensure};
use lambda_runtime::{Diagnostic, LambdaEvent, service_fn};
use tracing_subscriber::filter::LevelFilter;

use crate::config::Config;
use crate::handler::Handler;
use crate::ports::SystemClock;
use crate::record::Event;

/// Where the Lambda runtime takes its invocations from.
const RUNTIME_API: &str = "AWS_LAMBDA_RUNTIME_API";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    // Lambda sets the variable when the function's logging configuration asks for a level.
    let level = std::env::var("AWS_LAMBDA_LOG_LEVEL")
        .ok()
        .and_then(|level| level.parse::<LevelFilter>().ok());
    tracing_subscriber::fmt()
        .json()
        .with_max_level(level.unwrap_or(LevelFilter::INFO))
        .with_target(false)
        .init();
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("the processor cannot start: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<()> {
    let variable = |name: &str| std::env::var(name).ok();
    let config = Config::read(variable)?;
    // The runtime panics without it.
    ensure!(
        std::env::var_os(RUNTIME_API).is_some(),
        "environment variable {RUNTIME_API} is not set; Lambda sets it"
    );
    let (table, archive, queue) = aws::connect(&config, variable)?;
    let handler = Handler::new(config, table, archive, queue, SystemClock, |line| println!("{line}"));
    let handler = &handler;
    let service = service_fn(|event: LambdaEvent<Event>| async move {
        let deadline = event.context.deadline;
        handler.handle(event.payload, deadline).await.map_err(Diagnostic::from)
    });
    lambda_runtime::run(service).await.map_err(|error| anyhow!("{error}"))
}
