//! The schema database: opening it, and decoding what takes longest.

use std::time::Instant;

use anyhow::Result;
use ferrocdk_spec::{Database, Error};
use xshell::cmd;

use super::measure::{Contestant, Figure, Run, Target, contest};
use ferrocdk_cli::{Context, Failure, ui};

const SECTION: &str = "database";

/// Opening it in a process of its own, and the slowest of everything that is decoded at once.
pub(super) fn measure(context: &Context, rounds: u32) -> Result<Vec<Figure>> {
    ui::step("Building", "the database's example for release");
    if !context.run(cmd!(
        context.shell,
        "cargo build --quiet --release --package ferrocdk-spec --example open"
    ))? {
        return Err(Failure::new("the database's example does not compile; see the messages above").into());
    }
    let target = Target::AtMost {
        seconds: 0.005,
        bytes: Some(5_000_000),
    };
    let open = Run::new(context.target().join("release/examples/open"));
    let contestants = [Contestant::new("process that opens it", open, target)];
    let mut figures = contest(context, SECTION, "opening", &contestants, rounds)?;

    let database = Database::bundled()?;
    figures.push(slowest(&database, "structure", rounds, |name| database.resource(name))?);
    figures.push(slowest(&database, "schema", rounds, |name| database.schema(name))?);
    figures.push(slowest(&database, "permissions", rounds, |name| {
        database.permissions(name)
    })?);
    Ok(figures)
}

/// The type that takes longest to decode.
fn slowest<T>(
    database: &Database<'_>,
    case: &str,
    rounds: u32,
    decode: impl Fn(&str) -> Result<T, Error>,
) -> Result<Figure> {
    ui::step("Measuring", format!("{SECTION}: {case}"));
    let best = |times: &[f64]| times.iter().copied().fold(f64::INFINITY, f64::min);
    let mut worst: Option<Vec<f64>> = None;
    for name in database.names() {
        let mut times = Vec::new();
        for _ in 0..rounds {
            let start = Instant::now();
            let decoded = decode(name)?;
            times.push(start.elapsed().as_secs_f64());
            drop(decoded);
        }
        if worst.as_ref().is_none_or(|worst| best(&times) > best(worst)) {
            worst = Some(times);
        }
    }
    let target = Target::AtMost {
        seconds: 0.001,
        bytes: None,
    };
    let times = worst.unwrap_or_default();
    Ok(Figure::new(SECTION, case, "the slowest type", times, target))
}
