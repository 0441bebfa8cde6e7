//! `secret`: a secret that exists before a plant is deployed, as on AWS.

use super::DOWN;
use crate::aws::{Aws, AwsError};
use crate::place::Place;
use anyhow::{Context as _, Result};
use serde_json::json;
use std::io::Read as _;
use std::path::PathBuf;
use std::process::ExitCode;

/// Put a secret that a plant expects to exist; one that is there gets the new value.
#[derive(Debug, clap::Args)]
pub(crate) struct Secret {
    /// Folder of this local AWS
    #[arg(long)]
    dir: PathBuf,
    /// Its name
    name: String,
    /// Its value; read from standard input when left out
    #[arg(long)]
    value: Option<String>,
}

impl Secret {
    pub(crate) fn run(self) -> Result<ExitCode> {
        let state = Place::existing(&self.dir)
            .map(|place| place.state())
            .transpose()?
            .flatten();
        let Some(state) = state else {
            eprintln!(
                "error: the local AWS does not run in {}\nhint: start it with `up`",
                self.dir.display()
            );
            return Ok(ExitCode::from(DOWN));
        };
        let value = match self.value {
            Some(value) => value,
            None => {
                let mut text = String::new();
                std::io::stdin()
                    .read_to_string(&mut text)
                    .context("cannot read standard input")?;
                text
            }
        };
        let aws = Aws::new(&state.endpoint, &state.region);
        let call = |operation: &str, body| aws.json("secretsmanager", &format!("secretsmanager.{operation}"), &body);
        let arn = match call("CreateSecret", json!({"Name": self.name, "SecretString": value})) {
            Err(AwsError::Refused { code, .. }) if code.contains("ResourceExists") => {
                call("PutSecretValue", json!({"SecretId": self.name, "SecretString": value}))?
            }
            other => other?,
        };
        super::print(&arn["ARN"].as_str().unwrap_or_default())?;
        Ok(ExitCode::SUCCESS)
    }
}
