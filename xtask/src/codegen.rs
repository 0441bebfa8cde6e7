//! `codegen`: writes the generated bindings anew, or checks them.

use anyhow::Result;
use xshell::cmd;

use ferrocdk_cli::{Context, Failure, NEEDS_UPDATE};

/// Write the generated bindings anew.
///
/// Fetches the pinned schema packages, verifies them, and rebuilds the schema database and the bindings.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  {program} codegen
  {program} codegen --check

Status: 0, 1 where it failed, 4 with --check where something is not current.")]
pub(crate) struct Args {
    /// Write nothing; end with status 4 if what is checked in is not what would be written.
    #[arg(long)]
    check: bool,

    /// Take the schema database as it is checked in; nothing is fetched.
    #[arg(long)]
    offline: bool,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<()> {
    let flags = [args.check.then_some("--check"), args.offline.then_some("--offline")];
    let flags = flags.iter().flatten();
    if context.run(cmd!(
        context.shell,
        "cargo run --quiet --package ferrocdk-codegen -- {flags...}"
    ))? {
        return Ok(());
    }
    let failure = if args.check {
        Failure::new("the generated bindings are not current, or could not be checked; see the messages above")
            .hint("run `cargo xtask codegen` and check in what it writes")
            .code(NEEDS_UPDATE)
    } else {
        Failure::new("the bindings could not be generated; see the messages above")
    };
    Err(failure.into())
}
