//! The app, as its sources are now: built by Cargo, started here.

use std::{
    path::PathBuf,
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result};
use ferrocdk_toolkit::settings;
use serde::Deserialize;

use crate::{context::Context, failure::Failure, ui};

/// Message of Cargo about something it built.
#[derive(Deserialize)]
struct Message {
    executable: Option<PathBuf>,
    #[serde(default)]
    target: Target,
}

#[derive(Default, Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

/// The app's program, ready to be given its environment.
pub(crate) fn command(context: &Context) -> Result<Command> {
    let mut app = Command::new(program(context)?);
    app.current_dir(&context.root);
    Ok(app)
}

/// Builds the app and gives its program. Cargo says where that is: the target folder may be set in several places.
pub fn program(context: &Context) -> Result<PathBuf> {
    let package = &context.settings.app;
    let mut build = context.cargo();
    build.args([
        "build",
        "--quiet",
        "--message-format=json-render-diagnostics",
        "--package",
        package,
    ]);
    context.show(&build);
    let going = ui::going("compiling the app");
    let output = build
        .stderr(Stdio::inherit())
        .output()
        .context("cannot start `cargo`")?;
    drop(going);
    if !output.status.success() {
        return Err(Failure::new("the app does not compile; see the messages above").into());
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let mut programs: Vec<(String, PathBuf)> = text
        .lines()
        .filter_map(|line| serde_json::from_str::<Message>(line).ok())
        .filter(|message| message.target.kind.iter().any(|kind| kind == "bin"))
        .filter_map(|message| Some((message.target.name, message.executable?)))
        .collect();
    let own = programs.iter().position(|(name, _)| name == package);
    match (own, programs.len()) {
        (Some(own), _) => Ok(programs.swap_remove(own).1),
        (None, 1) => Ok(programs.swap_remove(0).1),
        (None, 0) => Err(
            Failure::new(format!("the package `{package}` is no app: it has no program"))
                .hint(format!(
                    "give it a src/main.rs that calls `ferrocdk::run`, or name another package as `app` in {}",
                    settings::FILE
                ))
                .into(),
        ),
        (None, _) => {
            let names: Vec<_> = programs.into_iter().map(|(name, _)| name).collect();
            Err(Failure::new(format!(
                "the package `{package}` has several programs: {}",
                names.join(", ")
            ))
            .hint("give the one that synthesizes the package's name")
            .into())
        }
    }
}
