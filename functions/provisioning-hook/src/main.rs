//! The provisioning hook: says whether a device may register.
//!
//! AWS IoT asks before it makes a thing and attaches a certificate, and refuses the device unless it is told yes within five seconds. Whoever has the certificate of the fleet can
//! ask, so that the answer depends on a list: serial numbers that somebody entered ([`decide`]), in a table ([`table`]) or in the environment.
//!
//! A failure is no answer, and no answer is a no: a table that is down keeps devices out, which try again.

mod config;
mod decide;
mod table;

use std::process::ExitCode;

use anyhow::{Result, anyhow, ensure};
use lambda_runtime::{Diagnostic, LambdaEvent, service_fn};
use tracing_subscriber::filter::LevelFilter;

use crate::config::Config;
use crate::decide::{Answer, Event, Hook};
use crate::table::DynamoTable;

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
            tracing::error!("the provisioning hook cannot start: {error:#}");
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
    let variable = |name: &str| std::env::var(name).ok();
    let table = config.table.as_deref().map(|name| DynamoTable::new(name, variable));
    let table = table.transpose()?;
    let hook = Hook::new(config.allowed, table);
    let hook = &hook;
    let service = service_fn(|event: LambdaEvent<Event>| async move {
        let answer: Answer = hook.answer(&event.payload).await.map_err(|error| {
            tracing::error!(serial_number = event.payload.serial_number(), "no answer: {error}");
            Diagnostic::from(error.to_string())
        })?;
        Ok::<_, Diagnostic>(answer)
    });
    lambda_runtime::run(service).await.map_err(|error| anyhow!("{error}"))
}
