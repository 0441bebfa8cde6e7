//! `fit`: a template as the emulator takes it.

use super::{DOWN, print};
use crate::aws::Aws;
use crate::fit;
use crate::place::Place;
use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::ExitCode;

/// Replace what the emulator would refuse in a template, and print the differences.
#[derive(Debug, clap::Args)]
pub(crate) struct Fit {
    /// Folder of this local AWS
    #[arg(long)]
    dir: PathBuf,
    /// The template, in JSON
    #[arg(long)]
    template: PathBuf,
    /// Where the fitted template is written
    #[arg(long)]
    out: PathBuf,
}

impl Fit {
    pub(crate) fn run(self) -> Result<ExitCode> {
        let state = Place::existing(&self.dir)
            .map(|place| place.state())
            .transpose()?
            .flatten();
        let Some(state) = state else {
            return Ok(ExitCode::from(DOWN));
        };
        let aws = Aws::new(&state.endpoint, &state.region);
        let text = std::fs::read(&self.template).with_context(|| format!("cannot read {}", self.template.display()))?;
        let mut template: Value = serde_json::from_slice(&text)
            .with_context(|| format!("{} is no template in JSON", self.template.display()))?;
        let unknown = fit::unknown_types(&aws, &template)?;
        let before = template.clone();
        let told = fit::fit(&mut template, &unknown);
        let changed = template != before;
        if changed {
            let text = serde_json::to_vec(&template)?;
            std::fs::write(&self.out, text).with_context(|| format!("cannot write {}", self.out.display()))?;
        }
        print(&json!({"changed": changed, "differences": told}))?;
        Ok(ExitCode::SUCCESS)
    }
}
