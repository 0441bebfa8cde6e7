//! The archiver: records of the stream as the archive keeps them.
//!
//! Firehose hands over what it has collected and writes what comes back. A record leaves the topic rule's envelope, so that the archive can be
//! read without a decoder, and takes along what rule and stream know of it. Nothing is dropped: what is no reading is archived as well.

mod transform;

use std::process::ExitCode;

use anyhow::{Result, anyhow, bail, ensure};
use ferrocdk_contracts::env;
use lambda_runtime::{Diagnostic, LambdaEvent, service_fn};
use tracing_subscriber::filter::LevelFilter;

use crate::transform::{Event, Form, transform};

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
            tracing::error!("the archiver cannot start: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<()> {
    let form = form(std::env::var(env::ARCHIVE_FORM).ok().as_deref())?;
    // The runtime panics without it.
    ensure!(
        std::env::var_os(RUNTIME_API).is_some(),
        "environment variable {RUNTIME_API} is not set; Lambda sets it"
    );
    let service =
        service_fn(move |event: LambdaEvent<Event>| async move { Ok::<_, Diagnostic>(transform(event.payload, form)) });
    lambda_runtime::run(service).await.map_err(|error| anyhow!("{error}"))
}

fn form(text: Option<&str>) -> Result<Form> {
    match text {
        Some(env::ARCHIVE_LINES) => Ok(Form::Lines),
        Some(env::ARCHIVE_COLUMNS) => Ok(Form::Columns),
        other => bail!(
            "environment variable {} is {}; it must be `{}` or `{}`",
            env::ARCHIVE_FORM,
            other.map_or_else(|| "not set".to_owned(), |text| format!("`{text}`")),
            env::ARCHIVE_LINES,
            env::ARCHIVE_COLUMNS
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_that_is_none_is_told() {
        assert_eq!(form(Some("lines")).ok(), Some(Form::Lines));
        assert_eq!(form(Some("columns")).ok(), Some(Form::Columns));
        let error = form(Some("avro")).map_err(|error| error.to_string());
        assert_eq!(
            error,
            Err("environment variable ARCHIVE_FORM is `avro`; it must be `lines` or `columns`".to_owned())
        );
    }
}
