//! The programs that hold the tests: built by Cargo, started here.

use std::{
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result};
use ferrocdk_cli::Context;
use serde::Deserialize;

/// A test program.
pub(super) struct Program {
    /// The package it tests.
    pub(super) package: String,
    /// Package and target, for people.
    pub(super) name: String,
    /// The package's folder, in which Cargo runs its tests.
    pub(super) folder: PathBuf,
    /// The program.
    pub(super) file: PathBuf,
}

/// Message of Cargo about something it built; the rest of its messages is for people.
#[derive(Deserialize)]
struct Message {
    reason: String,
    #[serde(default)]
    manifest_path: PathBuf,
    executable: Option<PathBuf>,
    #[serde(default)]
    target: Target,
    #[serde(default)]
    profile: Profile,
}

#[derive(Default, Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

#[derive(Default, Deserialize)]
struct Profile {
    test: bool,
}

/// Builds the test programs that a run of Cargo would run; `None` where they do not compile.
pub(super) fn build(context: &Context, mut command: Command) -> Result<Option<Vec<Program>>> {
    command
        .arg("--message-format=json-render-diagnostics")
        .stdout(Stdio::piped());
    context.show(&command);
    let mut child = command.spawn().context("cannot start `cargo`")?;
    let mut programs = Vec::new();
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).lines() {
            let line = line.context("cannot read what `cargo` says")?;
            let Ok(message) = serde_json::from_str::<Message>(&line) else {
                continue;
            };
            if let ("compiler-artifact", true, Some(file)) =
                (message.reason.as_str(), message.profile.test, message.executable)
            {
                programs.push(program(&message.manifest_path, &message.target, file)?);
            }
        }
    }
    let passed = child.wait().context("cannot wait for `cargo`")?.success();
    // Cargo tells them as they are ready, which is another order every time.
    programs.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(passed.then_some(programs))
}

fn program(manifest: &Path, target: &Target, file: PathBuf) -> Result<Program> {
    let folder = manifest.parent().context("a manifest stands in a folder")?.to_owned();
    let text = std::fs::read_to_string(manifest).with_context(|| format!("cannot read `{}`", manifest.display()))?;
    let table: toml::Table = text
        .parse()
        .with_context(|| format!("cannot read `{}`", manifest.display()))?;
    let package = table
        .get("package")
        .and_then(|package| package.get("name"))
        .and_then(toml::Value::as_str)
        .with_context(|| format!("`{}` names no package", manifest.display()))?
        .to_owned();
    let unit = target.kind.iter().all(|kind| kind != "test");
    let name = if unit {
        format!("{package} (in its sources)")
    } else {
        format!("{package} {}", target.name)
    };
    Ok(Program {
        package,
        name,
        folder,
        file,
    })
}
