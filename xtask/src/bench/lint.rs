//! Lint: many templates in one process, and one large template.

use anyhow::Result;
use ferrocdk_toolkit::lint;
use xshell::cmd;

use super::measure::{Contestant, Figure, Run, Target, contest};
use ferrocdk_cli::{Context, Failure, ui};

use crate::golden;

const SECTION: &str = "lint";
/// The most that a process may have in use, in bytes.
const MEMORY: u64 = 100_000_000;

/// The conformance templates where they stand, else those of lint's own tests; and a template of 500 resources.
pub(super) fn measure(context: &Context, rounds: u32) -> Result<Vec<Figure>> {
    ui::step("Building", "lint's example for release");
    if !context.run(cmd!(
        context.shell,
        "cargo build --quiet --release --package ferrocdk-lint --example lint"
    ))? {
        return Err(Failure::new("lint's example does not compile; see the messages above").into());
    }
    let example = || Run::new(context.target().join("release/examples/lint"));
    let conformance = golden::folder(context);
    let folders = [
        conformance.join("lint"),
        context.root.join("constructs/lint/tests/fixtures"),
    ];
    let folder = folders
        .iter()
        .find(|folder| folder.is_dir())
        .map(|folder| folder.display().to_string())
        .unwrap_or_default();
    let files = lint::find(&folder).map_err(|error| Failure::new(error.to_string()))?;
    let many = files.iter().fold(example(), |run, (path, _)| run.arg(path));
    let case = format!("{} templates in one process", files.len());
    let target = |seconds| Target::AtMost {
        seconds,
        bytes: Some(MEMORY),
    };
    let mut figures = contest(
        context,
        SECTION,
        &case,
        &[Contestant::new("ferrocdk", many, target(1.0))],
        rounds,
    )?;
    let large = Contestant::new("ferrocdk", example().arg("500"), target(0.05));
    figures.extend(contest(
        context,
        SECTION,
        "a template of 500 resources",
        &[large],
        rounds,
    )?);
    Ok(figures)
}
