//! The app: composes the plants of `plants/*.toml` and synthesizes them.
//!
//! Started by `cargo xtask`, or by the CDK CLI (`cdk -a "cargo run -q -p app" diff -c suffix=dev`). The context chooses: `plant` and `suffix` for
//! one deployment; without a suffix, all plants under the reference suffix.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use ferrocdk::aws::lambda::BUILD_COMMAND;
use ferrocdk::plant::{Plant, PlantFile, PlantProps, Suffix};
use ferrocdk::prelude::*;
use ferrocdk::{Checks, Diagnostics, Program, Severity};
use serde::Deserialize;
use serde_json::Value as Json;

/// The folder of the plant files.
const PLANTS: &str = "app/plants";

/// The part of `ferrocdk.toml` that the app reads; the command line reads all of it, and refuses what is no setting.
#[derive(Debug, Deserialize)]
struct Project {
    default_plant: String,
    reference_suffix: String,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let root = root();
    let program = match &root {
        Ok(root) => Program::default().out(root.join("cdk.out")),
        Err(_) => Program::default(),
    };
    program.run(|app| {
        let root = root?;
        if !arguments.is_empty() {
            bail!(
                "unknown arguments: {}\n  allowed: none\n  help: what to synthesize is said through the context",
                arguments.join(" ")
            );
        }
        synthesize(app, &root)
    })
}

/// The workspace: the nearest folder upwards with the project's file.
fn root() -> Result<PathBuf> {
    let here = std::env::current_dir().context("cannot tell the current folder")?;
    match here.ancestors().find(|folder| folder.join("ferrocdk.toml").is_file()) {
        Some(root) => Ok(root.to_owned()),
        None => bail!(
            "ferrocdk.toml is neither in {} nor above\n  help: run this inside of the workspace",
            here.display()
        ),
    }
}

fn synthesize(app: &App, root: &Path) -> Result<()> {
    // What these rules find deploys, but is never right in a plant.
    for rule in ["C0001", "C0002", "C0003", "C0004"] {
        Checks::of(app).level(rule, Severity::Error);
    }
    let project = project(root)?;
    let [plant, suffix] = [text(app, "plant")?, text(app, "suffix")?];
    let (plants, suffix) = match (plant, suffix) {
        (plant, Some(suffix)) => (vec![plant.unwrap_or(project.default_plant)], suffix),
        (Some(plant), None) => (vec![plant], project.reference_suffix),
        (None, None) => (PlantFile::names(root, PLANTS)?, project.reference_suffix),
    };
    let suffix = Suffix::new(&suffix)?;
    if app.scope().context(BUILD_COMMAND).is_none() {
        // This workspace has its command line as `xtask`.
        app.scope().set_context(BUILD_COMMAND, "cargo xtask");
    }
    for plant in &plants {
        match PlantFile::read(root, PLANTS, plant) {
            Ok(file) => make(app, PlantProps::new(file, suffix.clone())),
            Err(Diagnostics(mistakes)) => mistakes.into_iter().for_each(|mistake| app.scope().report(mistake)),
        }
    }
    Ok(())
}

fn make(app: &App, plant: PlantProps) {
    let name = format!("{}-{}", plant.file.name(), plant.suffix);
    let stack = Stack::new(app, &name, plant.stack());
    Plant::new(&stack, "Default", plant);
}

/// A string of the context.
fn text(app: &App, key: &str) -> Result<Option<String>> {
    match app.scope().context(key) {
        None => Ok(None),
        Some(Json::String(text)) => Ok(Some(text)),
        Some(other) => bail!("context {key:?} is {other}, expected a string"),
    }
}

fn project(root: &Path) -> Result<Project> {
    let text = std::fs::read_to_string(root.join("ferrocdk.toml")).context("cannot read ferrocdk.toml")?;
    toml::from_str(&text).map_err(|error| anyhow::anyhow!("ferrocdk.toml: {error}"))
}
