//! The app: composes the plants of `plants/*.toml` and synthesizes them.
//!
//! Started by `cargo xtask`, or by the CDK CLI (`cdk -a "cargo run -q -p app" diff -c suffix=dev`). The context chooses: `plant` and `suffix` for
//! one deployment; without a suffix, all plants under the reference suffix.

#[cfg(test)]
mod documented;
mod plant;
mod plant_file;
mod protocol;
mod quantity;

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use ferrocdk::aws::lambda::BUILD_COMMAND;
use ferrocdk::{App, Diagnostics, Severity};
use serde::Deserialize;

use crate::protocol::Request;

/// `ferrocdk.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Project {
    default_plant: String,
    reference_suffix: String,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            match error.downcast_ref::<Diagnostics>() {
                Some(diagnostics) => eprint!("{}", diagnostics.render(protocol::diagnostics_format())),
                None => eprintln!(
                    "error: {}",
                    error.chain().map(ToString::to_string).collect::<Vec<_>>().join(": ")
                ),
            }
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let request = Request::from_environment()?;
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if !arguments.is_empty() {
        bail!(
            "unknown arguments: {}\n  allowed: none\n  help: what to synthesize is said through the context",
            arguments.join(" ")
        );
    }
    synthesize(&request)
}

fn synthesize(request: &Request) -> Result<()> {
    let project = project(&request.root)?;
    let (plants, suffix) = match request.text("suffix")? {
        Some(suffix) => (
            vec![request.text("plant")?.unwrap_or(&project.default_plant).to_owned()],
            suffix,
        ),
        None => {
            let plants = match request.text("plant")? {
                Some(plant) => vec![plant.to_owned()],
                None => plant_file::names(&request.root)?,
            };
            (plants, project.reference_suffix.as_str())
        }
    };
    check_suffix(suffix)?;
    let mut context = request.context.clone();
    // This workspace has its command line as `xtask`.
    context
        .entry(BUILD_COMMAND.to_owned())
        .or_insert_with(|| "cargo xtask".into());
    let app = App::with_context(context);
    for plant in &plants {
        plant::plant(&app, &request.root, plant, suffix)?;
    }
    let assembly = app.synth()?;
    let mut findings = assembly.warnings().to_vec();
    let checked = ferrocdk::checks::check_assembly(&assembly).into_iter();
    findings.extend(checked.map(|finding| app.locate(finding)));
    if findings.iter().any(|finding| finding.severity == Severity::Error) {
        return Err(Diagnostics(findings).into());
    }
    if !findings.is_empty() {
        eprint!("{}", Diagnostics(findings).render(protocol::diagnostics_format()));
    }
    assembly.write(&request.out)?;
    Ok(())
}

fn project(root: &Path) -> Result<Project> {
    let text = std::fs::read_to_string(root.join("ferrocdk.toml")).context("cannot read ferrocdk.toml")?;
    toml::from_str(&text).map_err(|error| anyhow::anyhow!("ferrocdk.toml: {error}"))
}

/// A suffix becomes part of generated names; buckets are the strictest, with 63 characters for stack, construct path and hash together.
fn check_suffix(suffix: &str) -> Result<()> {
    const MAX: usize = 20;
    let word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    if suffix.len() <= MAX && suffix.split('-').all(word) {
        return Ok(());
    }
    bail!(
        "the suffix {suffix:?} cannot be part of a resource's name\n  allowed: lower-case letters and digits, with single hyphens between them, {MAX} characters at most\n  help: choose another, such as dev, prod or pr-17"
    )
}
