//! `cargo xtask`: builds, synthesizes, deploys, and everything else one does with this workspace.
//!
//! Each command is a file below `commands`; what several share stands beside this file. Decisions are made in `ferrocdk-toolkit`, this binary
//! only asks, runs, and shows. Data goes to stdout, everything for people to stderr.

mod aws;
mod cloud;
mod commands;
mod context;
mod deep;
mod deployment;
mod failure;
mod functions;
mod local;
mod tools;
mod ui;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::{commands as c, context::Context};

/// Builds, synthesizes, deploys and destroys the plants of this workspace.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version, max_term_width = 100)]
struct Cli {
    /// Show the commands that are run.
    #[arg(short, long, global = true)]
    verbose: bool,

    /// The plant to work on; the default stands in app/ferrocdk.toml.
    #[arg(long, global = true, value_name = "PLANT")]
    plant: Option<String>,

    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Setup(c::setup::Args),
    Build(c::build::Args),
    Synth(c::synth::Args),
    Deploy(c::deploy::Args),
    Destroy(c::destroy::Args),
    Outputs(c::outputs::Args),
    Lint(c::lint::Args),
    Policy(c::policy::Args),
    Local(c::local::Args),
    Device(c::device::Args),
    Codegen(c::codegen::Args),
    Explain(c::explain::Args),
    Import(c::import::Args),
    Test(c::test::Args),
    Demo(c::demo::Args),
    Fuzz(c::fuzz::Args),
    Bench(c::bench::Args),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let result = Context::new(cli.verbose, cli.plant).and_then(|context| match cli.command {
        Command::Setup(args) => c::setup::run(&context, &args),
        Command::Build(args) => c::build::run(&context, &args),
        Command::Synth(args) => c::synth::run(&context, &args),
        Command::Deploy(args) => c::deploy::run(&context, &args),
        Command::Destroy(args) => c::destroy::run(&context, &args),
        Command::Outputs(args) => c::outputs::run(&context, &args),
        Command::Policy(args) => c::policy::run(&context, &args),
        Command::Lint(args) => c::lint::run(&context, &args),
        Command::Local(args) => c::local::run(&context, &args),
        Command::Device(args) => c::device::run(&context, &args),
        Command::Codegen(args) => c::codegen::run(&context, &args),
        Command::Explain(args) => c::explain::run(&args),
        Command::Import(args) => c::import::run(&context, &args),
        Command::Test(args) => c::test::run(&context, &args),
        Command::Demo(args) => c::demo::run(&context, &args),
        Command::Fuzz(args) => c::fuzz::run(&context, &args),
        Command::Bench(args) => c::bench::run(&context, &args),
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            ui::error(&error);
            ExitCode::from(failure::exit_code(&error))
        }
    }
}
