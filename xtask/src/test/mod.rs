//! `test`: every check that continuous integration runs.
//!
//! Cargo runs one test program after the other, and most of ours wait: for a deployment, for Node, for a build. So Cargo only builds them here, and
//! they run side by side, beside the one build that takes a core for minutes. Their tallies are added up, with what was skipped by name.

mod features;
mod lanes;
mod programs;
mod tally;

use std::{process::Command, time::Instant};

use anyhow::Result;
use ferrocdk_cli::{Context, Failure, ui};
use xshell::cmd;

use crate::golden;

use self::{
    lanes::{Lane, Piece},
    tally::Tally,
};

/// Run every check that continuous integration runs.
///
/// All of them run even if one fails; the failed ones are named at the end, and so are tests that were skipped because this machine lacks what they
/// need. With CI set, and golden data beside the checkout, a skipped test is a failure.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  {program} test
  {program} test --quick

Status: 0, 1 where something failed.")]
pub(crate) struct Args {
    /// Leave out the end-to-end tests, which deploy to the local AWS.
    #[arg(long)]
    quick: bool,

    /// Hold the linter against AWS's own engine too, which is built first: some minutes.
    #[arg(long)]
    deep: bool,

    /// Compile the library with each of its features alone and with sets in which any two meet, and check nothing else.
    #[arg(long, conflicts_with_all = ["quick", "deep"])]
    features: bool,
}

/// A check, and how it went.
struct Outcome {
    name: String,
    passed: bool,
    seconds: f64,
    tally: Tally,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<()> {
    if args.features {
        return features::run(context);
    }
    let start = Instant::now();
    let mut outcomes = Vec::new();
    for (name, command) in checks(context, args)? {
        ui::step("Checking", name);
        let begun = Instant::now();
        let passed = context.run(command)?;
        outcomes.push(Outcome {
            name: name.to_owned(),
            passed,
            seconds: begun.elapsed().as_secs_f64(),
            tally: Tally::default(),
        });
    }
    outcomes.extend(tests(context, args)?);
    conclude(context, &outcomes, start.elapsed().as_secs_f64())
}

/// Checks that go one after the other: each is a run of Cargo, and one such run keeps every other waiting.
fn checks(context: &Context, args: &Args) -> Result<Vec<(&'static str, Command)>> {
    let shell = &context.shell;
    // xtask's own path: `cargo run` would wait for the lock of the build that runs this.
    let xtask = std::env::current_exe()?;
    let mut checks: Vec<(&str, Command)> = Vec::new();
    if !args.quick {
        // First, as the tests of the local AWS are built to run only where the emulator stands.
        checks.push(("tools", cmd!(shell, "{xtask} setup").into()));
    }
    if args.deep {
        // Linting anything with it builds it; the tests of it are built only where it stands.
        checks.push(("AWS's engine", cmd!(shell, "{xtask} lint --deep").into()));
        let manifest = "xtask/deep/Cargo.toml";
        checks.push((
            "tests of AWS's engine",
            cmd!(
                shell,
                "cargo test --quiet --locked --ignore-rust-version --manifest-path {manifest} --target-dir .tools/deep"
            )
            .into(),
        ));
    }
    checks.push(("format", cmd!(shell, "cargo fmt --all --check").into()));
    for (name, manifest) in [
        ("format of tests/fuzz", "tests/fuzz/Cargo.toml"),
        ("format of xtask/deep", "xtask/deep/Cargo.toml"),
    ] {
        checks.push((name, cmd!(shell, "cargo fmt --check --manifest-path {manifest}").into()));
    }
    checks.push((
        "lints",
        cmd!(shell, "cargo clippy --quiet --workspace --all-targets -- -D warnings").into(),
    ));
    checks.push((
        "documentation",
        cmd!(shell, "cargo doc --quiet --workspace --no-deps")
            .env("RUSTDOCFLAGS", "-D warnings")
            .into(),
    ));
    checks.push((
        "generated code",
        cmd!(shell, "{xtask} codegen --check --offline").into(),
    ));
    checks.push(("reference assembly", cmd!(shell, "{xtask} synth --check").into()));
    Ok(checks)
}

/// Builds the test programs and runs them.
fn tests(context: &Context, args: &Args) -> Result<Vec<Outcome>> {
    let shell = &context.shell;
    ui::step("Building", "the test programs");
    let begun = Instant::now();
    let left_out: &[&str] = if args.quick {
        &["--exclude", "workspace-tests"]
    } else {
        &[]
    };
    let programs = programs::build(
        context,
        cmd!(shell, "cargo test --workspace {left_out...} --no-run").into(),
    )?;
    let mut outcomes = vec![Outcome {
        name: "test programs".to_owned(),
        passed: programs.is_some(),
        seconds: begun.elapsed().as_secs_f64(),
        tally: Tally::default(),
    }];
    let Some(programs) = programs else {
        return Ok(outcomes);
    };
    // Those that start Cargo themselves would wait for the builds of the other lane, so they come after it, in a wave of their own.
    let (end_to_end, quick): (Vec<_>, Vec<_>) = programs
        .into_iter()
        .partition(|program| program.package == "workspace-tests");
    let mut cargo = vec![Piece::new(
        "documentation tests",
        cmd!(shell, "cargo test --quiet --workspace --exclude workspace-tests --doc").into(),
    )];
    if !args.quick {
        // The only piece that compiles every service of the bindings; the others see those that the workspace uses.
        let ignored: &[&str] = if golden::folder(context).is_dir() {
            &["--", "--include-ignored"]
        } else {
            &[]
        };
        cargo.push(Piece::new(
            "every service",
            cmd!(
                shell,
                "cargo test --package ferrocdk-cfn --all-features --test all {ignored...}"
            )
            .into(),
        ));
        cargo.push(Piece::new(
            "each feature",
            // By Cargo, since building the test programs may have replaced the file of this program.
            cmd!(shell, "cargo xtask test --features").into(),
        ));
    }
    outcomes.extend(lanes::run(vec![
        Lane::one_after_the_other(cargo),
        Lane::side_by_side(quick.into_iter().map(Piece::from).collect(), 1),
    ])?);
    outcomes.extend(lanes::run(vec![Lane::side_by_side(
        end_to_end.into_iter().map(Piece::from).collect(),
        lanes::workers() + 1,
    )])?);
    Ok(outcomes)
}

/// Shows how everything went, and ends as it did.
fn conclude(context: &Context, outcomes: &[Outcome], seconds: f64) -> Result<()> {
    let mut sum = Tally::default();
    ui::line("");
    for outcome in outcomes {
        let word = if outcome.passed {
            ui::styled(ui::GREEN, "passed")
        } else {
            ui::styled(ui::RED, "FAILED")
        };
        ui::line(format!("  {word} {:<34} {:>6.1} s", outcome.name, outcome.seconds));
        sum.add(&outcome.tally);
    }
    ui::line(format!("  in all {seconds:>41.1} s"));
    for skipped in &sum.skipped {
        ui::line(format!("  {} {skipped}", ui::styled(ui::YELLOW, "skipped")));
    }
    // Data, so that whoever runs this in a pipe finds the sum.
    ui::data(format_args!(
        "{} passed, {} failed, {} skipped",
        sum.passed,
        sum.failed,
        sum.skipped.len()
    ))?;
    let mut failed: Vec<&str> = outcomes
        .iter()
        .filter(|outcome| !outcome.passed)
        .map(|outcome| outcome.name.as_str())
        .collect();
    if sum.passed + sum.failed == 0 {
        failed.push("test programs, of which there are none");
    }
    let strict = std::env::var_os("CI").is_some() && golden::folder(context).is_dir();
    if strict && !sum.skipped.is_empty() {
        failed.push("skipped tests, of which there must be none here");
    }
    match failed.as_slice() {
        [] => Ok(()),
        names => Err(
            Failure::new(format!("{} checks failed: {}", names.len(), names.join(", ")))
                .hint("the output of each stands above, below its headline")
                .into(),
        ),
    }
}
