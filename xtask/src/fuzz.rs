//! `fuzz`: generated input against what reads templates and readings.

use std::{fs, process::Command, time::Instant};

use anyhow::{Context as _, Result};

use ferrocdk_cli::{Context, Failure, ui};

use crate::golden;

/// Flags that make a build tell libFuzzer which ways the input took, on a stable compiler. As cargo-fuzz has it with `--sanitizer none`; an address sanitizer
/// would find nothing in code without `unsafe`.
const FLAGS: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1 -Cdebug-assertions -Coverflow-checks";

/// Longer inputs are slower and find no more: what matters is what stands in them.
const MAX_LENGTH: u32 = 4096;

/// One input may take so long, in seconds; more is taken for a hang.
const TIMEOUT: u32 = 5;

/// One target may take so much memory, in MB; more is taken for growth without bound.
const MEMORY: u32 = 1024;

/// Try generated input on what reads templates and readings.
///
/// Needs a C++ compiler. What it learns stays in target/fuzz, so that the next run goes on where this one ended. Ends with status 1 when an input makes
/// a target panic, hang or grow; the input is kept and named.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  {program} fuzz --runs 100000 lint

Status: 0, 1 where an input was found, 2 for a wrong call.")]
pub(crate) struct Args {
    /// Targets: the files in tests/fuzz/fuzz_targets. Default: all of them.
    #[arg(value_name = "TARGET")]
    targets: Vec<String>,

    /// How many inputs each target is given.
    #[arg(long, default_value_t = 100_000, value_name = "N")]
    runs: u64,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<()> {
    let known = targets(context)?;
    if let Some(wrong) = args.targets.iter().find(|target| !known.contains(target)) {
        return Err(Failure::new(format!("there is no fuzz target `{wrong}`"))
            .hint(format!("use some of: {}", known.join(", ")))
            .code(2)
            .into());
    }
    let chosen = if args.targets.is_empty() { &known } else { &args.targets };
    let folder = context.target().join("fuzz");
    let host = host(context)?;
    ui::step("Building", "the fuzz targets");
    let mut build = Command::new("cargo");
    build
        .args(["build", "--release", "--bins", "--target", &host])
        .arg("--manifest-path")
        .arg(context.root.join("tests/fuzz/Cargo.toml"))
        .arg("--target-dir")
        .arg(&folder)
        .env("RUSTFLAGS", FLAGS);
    if !context.run(build)? {
        return Err(Failure::new("cannot build the fuzz targets; see the messages above")
            .hint("libFuzzer needs a C++ compiler, on Debian and Ubuntu `apt install g++`")
            .code(2)
            .into());
    }
    let mut failed = Vec::new();
    for target in chosen {
        let own = folder.join(target);
        let corpus = own.join("corpus");
        let findings = own.join("findings");
        for folder in [&corpus, &findings] {
            fs::create_dir_all(folder).with_context(|| format!("cannot make the folder `{}`", folder.display()))?;
        }
        ui::step("Fuzzing", format!("{target}, {} inputs", args.runs));
        let mut command = Command::new(folder.join(&host).join("release").join(target));
        command
            .arg(format!("-runs={}", args.runs))
            .arg(format!("-max_len={MAX_LENGTH}"))
            .arg(format!("-timeout={TIMEOUT}"))
            .arg(format!("-rss_limit_mb={MEMORY}"))
            .arg(format!("-artifact_prefix={}/", findings.display()))
            .args(if context.verbose { &[][..] } else { &["-verbosity=0"] })
            .arg(&corpus)
            .arg(context.root.join("tests/fuzz/seeds"));
        // Golden data beside the checkout, where it stands, is a richer seed.
        let golden = golden::folder(context);
        command.args(
            ["lint", "templates"]
                .map(|part| golden.join(part))
                .iter()
                .filter(|folder| folder.is_dir()),
        );
        let start = Instant::now();
        let passed = context.run(command)?;
        let seconds = start.elapsed().as_secs_f64();
        if passed {
            #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
            let rate = args.runs as f64 / seconds.max(0.001);
            ui::step(
                "Passed",
                format!("{target}: {} inputs in {seconds:.0} s, {rate:.0} a second", args.runs),
            );
        } else {
            failed.push(format!("{target} (the input is in {})", findings.display()));
        }
    }
    if failed.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!("an input breaks {}", failed.join(" and ")))
        .hint("the panic or the stack stands above; give the input's file to the target's program to see it again")
        .into())
}

/// The names of the targets, sorted.
fn targets(context: &Context) -> Result<Vec<String>> {
    let folder = context.root.join("tests/fuzz/fuzz_targets");
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder).with_context(|| format!("cannot read `{}`", folder.display()))? {
        let path = entry?.path();
        names.extend(path.file_stem().map(|name| name.to_string_lossy().into_owned()));
    }
    names.sort();
    Ok(names)
}

/// The platform of this machine. Naming it keeps the flags away from build scripts and macros.
fn host(context: &Context) -> Result<String> {
    let shell = &context.shell;
    let version = xshell::cmd!(shell, "rustc -vV").quiet().read()?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("`rustc -vV` names no host")?.to_owned())
}
