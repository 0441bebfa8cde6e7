//! `test`: every check that continuous integration runs.

use std::{process::Command, time::Instant};

use anyhow::Result;
use xshell::cmd;

use ferrocdk_cli::{Context, Failure, ui};

/// Run every check that continuous integration runs.
///
/// All of them run even if one fails; the failed ones are named at the end.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Leave out the end-to-end tests, which deploy to the local AWS.
    #[arg(long)]
    quick: bool,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<()> {
    let shell = &context.shell;
    // xtask's own path: `cargo run` would wait for the lock of the build that runs this.
    let xtask = std::env::current_exe()?;
    let mut steps: Vec<(&str, Command)> = vec![
        ("format", cmd!(shell, "cargo fmt --all --check").into()),
        (
            "format of fuzz",
            cmd!(shell, "cargo fmt --check --manifest-path fuzz/Cargo.toml").into(),
        ),
        (
            "format of xtask/deep",
            cmd!(shell, "cargo fmt --check --manifest-path xtask/deep/Cargo.toml").into(),
        ),
        (
            "lints",
            cmd!(shell, "cargo clippy --quiet --workspace --all-targets -- -D warnings").into(),
        ),
        (
            "documentation",
            cmd!(shell, "cargo doc --quiet --workspace --no-deps")
                .env("RUSTDOCFLAGS", "-D warnings")
                .into(),
        ),
        (
            "generated code",
            cmd!(shell, "{xtask} codegen --check --offline").into(),
        ),
        ("reference assembly", cmd!(shell, "{xtask} synth --check").into()),
        (
            "unit and doc tests",
            cmd!(shell, "cargo test --workspace --exclude workspace-tests").into(),
        ),
    ];
    if !args.quick {
        // First, so that the tests of the local AWS find the emulator; without it they say that they are skipped.
        steps.insert(0, ("tools", cmd!(shell, "{xtask} setup").into()));
        // The only step that compiles every service of the bindings; the others see those that the workspace uses.
        steps.push((
            "every service",
            cmd!(shell, "cargo test --package ferrocdk-cfn --all-features --test all").into(),
        ));
        steps.push((
            "end-to-end tests",
            cmd!(shell, "cargo test --package workspace-tests").into(),
        ));
    }
    let mut results = Vec::new();
    for (name, command) in steps {
        ui::step("Checking", name);
        let start = Instant::now();
        let passed = context.run(command)?;
        results.push((name, passed, start.elapsed()));
    }
    ui::line("");
    for (name, passed, time) in &results {
        let word = if *passed {
            ui::styled(ui::GREEN, "passed")
        } else {
            ui::styled(ui::RED, "FAILED")
        };
        ui::line(format!("  {word} {name:<20} {:>6.1} s", time.as_secs_f64()));
    }
    let failed: Vec<&str> = results
        .iter()
        .filter(|(_, passed, _)| !passed)
        .map(|(name, ..)| *name)
        .collect();
    match failed.as_slice() {
        [] => Ok(()),
        names => Err(Failure::new(format!(
            "{} of {} checks failed: {}",
            names.len(),
            results.len(),
            names.join(", ")
        ))
        .hint("the output of each stands above, below its headline")
        .into()),
    }
}
