//! The provider: custom resources of CloudFormation, each kind in its own module.
//!
//! CloudFormation sends a request for every custom resource that is created, changed or deleted, and waits for an answer at a URL. Whatever
//! happens here, it gets exactly one: the outcome, what went wrong, that time ran out, or that the program ended by a panic. Without an answer a
//! deployment hangs for an hour.
//!
//! Reading order: [`handler`] is the course of a request; [`protocol`] what goes in and out; [`answer`] how the answer is sent once;
//! [`bucket`] empties buckets, [`notifications`] says what they notify, [`deployment`] puts files into them, with [`s3`] behind all three; [`call`] calls an API of
//! AWS, with [`aws`] behind it.

mod answer;
mod aws;
mod bucket;
mod call;
mod deployment;
mod handler;
mod notifications;
mod patience;
mod protocol;
mod s3;

use std::process::ExitCode;

use anyhow::{Result, anyhow, ensure};
use aws_config::BehaviorVersion;
use aws_config::retry::RetryConfig;
use lambda_runtime::{LambdaEvent, service_fn};
use tracing_subscriber::filter::LevelFilter;

use crate::answer::Desk;
use crate::aws::{Http, SignedAws};
use crate::handler::Handler;
use crate::s3::S3Buckets;

/// Where the Lambda runtime takes its invocations from.
const RUNTIME_API: &str = "AWS_LAMBDA_RUNTIME_API";

/// The request under way, where the panic hook finds it; Lambda gives a process one at a time.
static DESK: Desk = Desk::new();

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
            tracing::error!("the provider cannot start: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<()> {
    // The runtime panics without it.
    ensure!(
        std::env::var_os(RUNTIME_API).is_some(),
        "environment variable {RUNTIME_API} is not set; Lambda sets it"
    );
    answer::answer_panics(&DESK);
    let sdk = aws_config::defaults(BehaviorVersion::v2026_01_12())
        .retry_config(RetryConfig::standard().with_max_attempts(5))
        .load()
        .await;
    let http = Http::new();
    let handler = Handler {
        buckets: S3Buckets::new(&sdk),
        aws: SignedAws::new(&sdk, http.clone()),
        answers: http,
        desk: &DESK,
    };
    let handler = &handler;
    let service = service_fn(|event: LambdaEvent<serde_json::Value>| async move {
        let deadline = event.context.deadline();
        handler.handle(event.payload, deadline).await
    });
    lambda_runtime::run(service).await.map_err(|error| anyhow!("{error}"))
}
