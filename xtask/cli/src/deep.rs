//! AWS's own template engine: the program of `xtask/deep`, built on first use.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result};
use ferrocdk_toolkit::lint::{self, Options, Report};

use crate::{context::Context, failure::Failure, ui};

/// Adds what the engine finds to a report.
pub(crate) fn add(context: &Context, report: &mut Report, options: &Options) -> Result<()> {
    let folder = context.root.join(".tools/deep");
    let program = folder.join("release/ferrocdk-deep");
    if !program.is_file() {
        ui::step(
            "Building",
            "AWS's own engine into .tools/deep, once; this takes some minutes",
        );
    }
    // Cargo knows whether something changed since; without a change this takes a fifth of a second.
    let mut build = Command::new("cargo");
    build
        .args(["build", "--release", "--locked", "--ignore-rust-version"])
        .args(if program.is_file() { &["--quiet"][..] } else { &[] })
        .arg("--manifest-path")
        .arg(context.root.join("xtask/deep/Cargo.toml"))
        .arg("--target-dir")
        .arg(&folder);
    if !context.run(build)? {
        return Err(Failure::new("cannot build AWS's own engine; see the messages above")
            .hint("the crate registry has to be reachable for this one step; without --deep nothing of it is needed")
            .code(2)
            .into());
    }
    let command = Command::new(&program);
    context.show(&command);
    report
        .merge(&ask(command, &lint::request(&report.sources, options))?, options)
        .context("AWS's own engine gave no list of findings")
}

/// Gives a program its input and takes what it writes.
fn ask(mut command: Command, input: &str) -> Result<String> {
    let name = command.get_program().display().to_string();
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start `{name}`"))?;
    // The program reads all of its input before it writes anything, so neither waits for the other.
    if let Some(mut stdin) = child.stdin.take() {
        stdin
            .write_all(input.as_bytes())
            .with_context(|| format!("`{name}` does not take its input"))?;
    }
    let output = child
        .wait_with_output()
        .with_context(|| format!("`{name}` does not answer"))?;
    if !output.status.success() {
        return Err(Failure::new("AWS's own engine failed; see its message above")
            .hint("leave --deep out to see what the linter says alone")
            .code(2)
            .into());
    }
    String::from_utf8(output.stdout).with_context(|| format!("`{name}` wrote something other than text"))
}
