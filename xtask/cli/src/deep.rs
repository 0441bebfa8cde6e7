//! AWS's own template engine: a program whose sources are part of this one, built on first use.

use std::{
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result};
use ferrocdk_toolkit::lint::{self, Options, Report};

use crate::{failure::Failure, session::Session, tools, ui};

/// The package of the program. A crate of its own, as it weighs 170 crates on those who ask for it.
const SOURCES: [(&str, &str); 3] = [
    ("Cargo.toml", include_str!("../../deep/Cargo.toml")),
    ("Cargo.lock", include_str!("../../deep/Cargo.lock")),
    ("src/main.rs", include_str!("../../deep/src/main.rs")),
];

/// Adds what the engine finds to a report.
pub(crate) fn add(session: &Session, report: &mut Report, options: &Options) -> Result<()> {
    let folder = session.tools()?.join("deep");
    let sources = folder.join("source");
    for (name, text) in SOURCES {
        put(&sources.join(name), text)?;
    }
    let program = folder.join("release/ferrocdk-deep");
    if !program.is_file() {
        ui::step(
            "Building",
            format!(
                "AWS's own engine into {}, once; this takes some minutes",
                folder.display()
            ),
        );
    }
    // Cargo knows whether something changed since; without a change this takes a fifth of a second.
    let mut build = Command::new("cargo");
    build
        .args(["build", "--release", "--locked", "--ignore-rust-version"])
        .args(if program.is_file() { &["--quiet"][..] } else { &[] })
        .arg("--manifest-path")
        .arg(sources.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(&folder);
    if !session.run(build)? {
        return Err(Failure::new("cannot build AWS's own engine; see the messages above")
            .hint("the crate registry has to be reachable for this one step; without --deep nothing of it is needed")
            .code(2)
            .into());
    }
    let command = Command::new(&program);
    session.show(&command);
    report
        .merge(&ask(command, &lint::request(&report.sources, options))?, options)
        .context("AWS's own engine gave no list of findings")
}

/// Writes a file unless it is the same already: Cargo goes by its time.
fn put(file: &Path, text: &str) -> Result<()> {
    if fs::read_to_string(file).is_ok_and(|there| there == text) {
        return Ok(());
    }
    tools::write_atomically(file, text.as_bytes())
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
