//! `release`: what stands beside a stack goes before the stack does.

use super::DOWN;
use crate::aws::Aws;
use crate::cloudformation::stacks;
use crate::complete;
use crate::place::Place;
use crate::report::Report;
use anyhow::Result;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Delivery streams write what they hold within seconds.
const PATIENCE: Duration = Duration::from_secs(10);

/// Remove what the local AWS made beside a stack, and wait until delivery streams have written what they hold: afterwards the stack
/// can be deleted. CloudFormation knows neither, and refuses to delete an alarm that another one looks at.
#[derive(Debug, clap::Args)]
pub(crate) struct Release {
    /// Folder of this local AWS
    #[arg(long)]
    dir: PathBuf,
    /// Id of the stack
    #[arg(long)]
    stack: String,
}

impl Release {
    pub(crate) fn run(self) -> Result<ExitCode> {
        let Some(place) = Place::existing(&self.dir) else {
            return Ok(ExitCode::from(DOWN));
        };
        let Some(state) = place.state()? else {
            return Ok(ExitCode::from(DOWN));
        };
        let aws = Aws::new(&state.endpoint, &state.region);
        if let Some(stack) = stacks(&aws)?.iter().find(|stack| stack.id == self.stack) {
            complete::release(&aws, stack)?;
        }
        let start = Instant::now();
        let pending = || {
            let report: Option<Report> = std::fs::read(place.report())
                .ok()
                .and_then(|bytes| serde_json::from_slice(&bytes).ok());
            report.is_some_and(|report| report.deliveries.values().any(|delivery| delivery.pending > 0))
        };
        while pending() && start.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_millis(100));
        }
        Ok(ExitCode::SUCCESS)
    }
}
