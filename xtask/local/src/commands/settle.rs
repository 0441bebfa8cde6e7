//! `settle`: what of a deployed stack is there.

use super::{DOWN, print};
use crate::aws::Aws;
use crate::cloudformation::stacks;
use crate::place::Place;
use crate::report::Report;
use anyhow::{Result, bail};
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// The daemon looks for deployments every second, and each call takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(15);

/// Wait until everything is set that the emulator leaves out of a stack, and print what is not.
#[derive(Debug, clap::Args)]
pub(crate) struct Settle {
    /// Folder of this local AWS
    #[arg(long)]
    dir: PathBuf,
    /// Id of the stack
    #[arg(long)]
    stack: String,
}

impl Settle {
    pub(crate) fn run(self) -> Result<ExitCode> {
        let Some(place) = Place::existing(&self.dir) else {
            return Ok(ExitCode::from(DOWN));
        };
        let Some(state) = place.state()? else {
            return Ok(ExitCode::from(DOWN));
        };
        let aws = Aws::new(&state.endpoint, &state.region);
        let start = Instant::now();
        loop {
            let Some(stack) = stacks(&aws)?.into_iter().find(|stack| stack.id == self.stack) else {
                bail!("there is no stack {}", self.stack);
            };
            let report: Report = std::fs::read(place.report())
                .ok()
                .and_then(|bytes| serde_json::from_slice(&bytes).ok())
                .unwrap_or_default();
            let settled = report.settled.get(&stack.id) == Some(&stack.time);
            let waiting = report.waiting.get(&stack.name).cloned().unwrap_or_default();
            if settled || !waiting.is_empty() || start.elapsed() > PATIENCE {
                let prefix = format!("{}/", stack.name);
                let problems = report.problems.iter();
                let problems: Vec<String> = problems
                    .filter_map(|(what, problem)| Some(format!("{}: {problem}", what.strip_prefix(&prefix)?)))
                    .collect();
                let dropped = report.dropped.get(&stack.name).cloned().unwrap_or_default();
                print(&json!({
                    "settled": settled, "waiting": waiting, "dropped": dropped, "problems": problems,
                }))?;
                return Ok(ExitCode::SUCCESS);
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}
