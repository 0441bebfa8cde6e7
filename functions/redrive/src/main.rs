//! Redrive: brings back what a plant could not process, once the reason is mended.
//!
//! Three things wait for it: batches that the event source mapping gave up, of which the failure queue has the place in the
//! stream; messages that the topic rule could not deliver, which the same queue has whole; and what the processor put into
//! quarantine. A batch and a quarantined record go to the processor again with the place in the stream that they had, so
//! that what was stored before stays the same row; a message of the rule goes into the stream, where it never was. Nothing
//! is taken away before it is dealt with.
//!
//! Reading order: [`handler`] is the course of a request; [`failure`] what waits in the queue, [`quarantine`] what waits in
//! the bucket; [`records`] what the processor takes; [`ports`] and [`aws`] the world.

mod aws;
mod config;
mod failure;
mod handler;
mod ports;
mod quarantine;
mod records;

use std::process::ExitCode;

use anyhow::{Result, anyhow, ensure};
use lambda_runtime::{Diagnostic, LambdaEvent, service_fn};
use tracing_subscriber::filter::LevelFilter;

use crate::config::Config;
use crate::handler::{Handler, Request};

/// Where the Lambda runtime takes its invocations from.
const RUNTIME_API: &str = "AWS_LAMBDA_RUNTIME_API";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
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
            tracing::error!("redrive cannot start: {error:#}");
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
    let handler = Handler::new(aws::connect(config, variable)?);
    let handler = &handler;
    let service = service_fn(|event: LambdaEvent<Request>| async move {
        let deadline = event.context.deadline();
        handler
            .handle(event.payload, deadline)
            .await
            .map_err(|error| Diagnostic {
                error_type: "RedriveFailed".to_owned(),
                error_message: error.to_string(),
            })
    });
    lambda_runtime::run(service).await.map_err(|error| anyhow!("{error}"))
}
