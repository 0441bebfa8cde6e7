//! The alert router: changes of sensors from the processor's queue to people.
//!
//! The processor says when a sensor passes its limit and when it is back. The router tells the process topic of each change once: what lasts is a *case* in
//! a table of its own, and a message that comes again, or the replay of a whole stream, finds its case there. Each minute it looks at all cases: those
//! that nobody acknowledged escalate and are told again, those that were acknowledged long ago matter less, and what came in a storm or during a planned
//! stop is told in one digest. Every five minutes it asks when devices were last heard.
//!
//! Nothing is told before it is stored, so nothing is lost when the topic does not take it: the message stays in the queue, and the case is told at the
//! next minute. A notice can be told twice where the function is killed between publishing and writing that down; never not at all.
//!
//! Reading order: [`case`] is what becomes of one alert; [`handler`] and [`tick`] are the course of a batch and of a minute, [`silence`] of devices that say nothing; [`text`] is what people
//! read; [`ports`] is what both need of the world, and [`aws`] the world.

mod aws;
mod case;
mod config;
mod event;
mod handler;
mod ports;
mod silence;
mod text;
mod tick;

#[cfg(test)]
mod fakes;
#[cfg(test)]
mod tests;

use std::process::ExitCode;

use anyhow::{Result, anyhow, ensure};
use lambda_runtime::{LambdaEvent, service_fn};
use serde_json::Value as Json;
use tracing_subscriber::filter::LevelFilter;

use crate::config::Config;
use crate::handler::Router;
use crate::ports::SystemClock;

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
            tracing::error!("the alert router cannot start: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<()> {
    let config = Config::read(|name| std::env::var(name).ok())?;
    // The runtime panics without it.
    ensure!(
        std::env::var_os(RUNTIME_API).is_some(),
        "environment variable {RUNTIME_API} is not set; Lambda sets it"
    );
    let (store, topic, devices) = aws::connect(&config, |name| std::env::var(name).ok())?;
    let router = Router::new(config, store, topic, devices, SystemClock, |line| println!("{line}"));
    let router = &router;
    let service = service_fn(|event: LambdaEvent<Json>| async move {
        let deadline = event.context.deadline;
        router.handle(event.payload, deadline).await
    });
    lambda_runtime::run(service).await.map_err(|error| anyhow!("{error}"))
}
