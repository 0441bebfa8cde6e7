//! Pieces of work side by side: each is a command whose output is kept, and shown where it failed.

use std::{
    collections::VecDeque,
    process::{Command, Stdio},
    sync::{Mutex, PoisonError},
    thread,
    time::Instant,
};

use anyhow::{Context as _, Result};
use ferrocdk_cli::ui;

use super::{Outcome, programs::Program, tally::Tally};

/// A command with a name.
pub(super) struct Piece {
    name: String,
    command: Command,
}

impl Piece {
    pub(super) fn new(name: &str, command: Command) -> Self {
        Self {
            name: name.to_owned(),
            command,
        }
    }
}

impl From<Program> for Piece {
    /// As Cargo starts a test program.
    fn from(program: Program) -> Self {
        let mut command = Command::new(&program.file);
        command
            .current_dir(&program.folder)
            .env("CARGO_MANIFEST_DIR", &program.folder)
            .env("CARGO_PKG_NAME", &program.package);
        Self {
            name: program.name,
            command,
        }
    }
}

/// Pieces, and how many of them run at a time.
pub(super) struct Lane {
    pieces: Mutex<VecDeque<Piece>>,
    workers: usize,
}

impl Lane {
    pub(super) fn one_after_the_other(pieces: Vec<Piece>) -> Self {
        Self::side_by_side(pieces, 1)
    }

    pub(super) fn side_by_side(pieces: Vec<Piece>, workers: usize) -> Self {
        Self {
            pieces: Mutex::new(pieces.into()),
            workers,
        }
    }

    fn next(&self) -> Option<Piece> {
        self.pieces.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }
}

/// How many pieces this machine works on at a time.
pub(super) fn workers() -> usize {
    thread::available_parallelism().map_or(1, Into::into)
}

/// Runs all pieces of all lanes; the outcomes come in the order of the pieces' names.
pub(super) fn run(lanes: Vec<Lane>) -> Result<Vec<Outcome>> {
    let outcomes: Mutex<Vec<Result<Outcome>>> = Mutex::default();
    thread::scope(|scope| {
        for lane in &lanes {
            for _ in 0..lane.workers {
                scope.spawn(|| {
                    while let Some(piece) = lane.next() {
                        let outcome = work(piece);
                        outcomes.lock().unwrap_or_else(PoisonError::into_inner).push(outcome);
                    }
                });
            }
        }
    });
    let outcomes = outcomes.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut outcomes = outcomes.into_iter().collect::<Result<Vec<_>>>()?;
    outcomes.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(outcomes)
}

fn work(piece: Piece) -> Result<Outcome> {
    let Piece { name, mut command } = piece;
    let begun = Instant::now();
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot start `{}`", command.get_program().display()))?;
    let seconds = begun.elapsed().as_secs_f64();
    let said = String::from_utf8_lossy(&output.stdout);
    let tally = Tally::of(&said);
    let passed = output.status.success();
    // One call, so that pieces that end together do not mix their lines.
    let sum = format!("{name}: {} passed, {:.1} s", tally.passed, seconds);
    if passed {
        ui::step("Passed", sum);
    } else {
        let errors = String::from_utf8_lossy(&output.stderr);
        ui::step("Failed", format!("{sum}\n{said}\n{errors}"));
    }
    Ok(Outcome {
        name,
        passed,
        seconds,
        tally,
    })
}
