//! The command line of ferrocdk: builds, synthesizes, deploys, and everything else one does with a project.
//!
//! A workspace's `xtask` is one call of [`main`], or of [`main_with`] where it has commands of its own; `cargo ferrocdk` is the same program
//! without an `xtask`. Each command is a file below `commands`; what several share stands beside this file. Decisions are made in
//! `ferrocdk-toolkit`, this crate only asks, runs, and shows. Data goes to stdout, everything for people to stderr.
//!
//! ```no_run
//! fn main() -> std::process::ExitCode {
//!     ferrocdk_cli::main("cargo xtask")
//! }
//! ```

mod app;
mod author;
mod aws;
mod cloud;
mod commands;
mod context;
mod deep;
mod deployment;
mod endpoint;
mod failure;
mod format;
mod functions;
mod interrupt;
mod local;
mod lock;
mod post_deploy;
mod program;
mod revision;
mod session;
mod tools;
pub mod ui;

use std::{convert::Infallible, process::ExitCode};

use anyhow::Result;
use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

pub use crate::{
    app::program as app,
    commands::{device::now, outputs::FILE as OUTPUTS_FILE},
    context::Context,
    failure::{Failure, NEEDS_UPDATE},
    format::{Format, FormatArg},
};
use crate::{commands as c, session::Session};

/// Builds, synthesizes, deploys and destroys the stacks of this project.
#[derive(Debug, Parser)]
#[command(
    version,
    max_term_width = 100,
    after_help = "Status: 0 well, 1 an error or findings, 2 a wrong call, 3 the local AWS is down, 4 what is checked in is not current, 130 interrupted.
Colours follow NO_COLOR and CLICOLOR_FORCE; data goes to stdout, everything else to stderr."
)]
struct Cli<Own: Subcommand> {
    /// Show the commands that are run.
    #[arg(short, long, global = true)]
    verbose: bool,

    /// The plant to work on; the default stands in ferrocdk.toml.
    #[arg(long, global = true, value_name = "PLANT")]
    plant: Option<String>,

    #[command(subcommand)]
    command: Command<Own>,
}

#[derive(Debug, Subcommand)]
enum Command<Own: Subcommand> {
    #[command(flatten)]
    Project(Project),
    #[command(flatten)]
    Anywhere(Anywhere),
    #[command(flatten)]
    Own(Own),
}

/// Commands about the project around the current folder.
#[derive(Debug, Subcommand)]
enum Project {
    Setup(c::setup::Args),
    Bootstrap(c::bootstrap::Args),
    List(c::list::Args),
    Build(c::build::Args),
    Bundle(c::bundle::Args),
    Synth(c::synth::Args),
    Deploy(c::deploy::Args),
    Plan(c::plan::Args),
    Apply(c::apply::Args),
    Destroy(c::destroy::Args),
    Outputs(c::outputs::Args),
    Events(c::events::Args),
    Logs(c::logs::Args),
    Waiting(c::waiting::Args),
    Drift(c::drift::Args),
    Cost(c::cost::Args),
    Report(c::report::Args),
    Diagram(c::report::DiagramArgs),
    Policy(c::policy::Args),
    Local(c::local::Args),
    Device(c::device::Args),
    Alerts(c::alerts::Args),
    Demo(c::demo::Args),
    NewPlant(c::new_plant::Args),
    Fleet(c::fleet::Args),
}

impl Project {
    fn run(self, context: &Context) -> Result<()> {
        match self {
            Self::Setup(args) => c::setup::run(context, &args),
            Self::Bootstrap(args) => c::bootstrap::run(context, &args),
            Self::List(args) => c::list::run(context, &args),
            Self::Build(args) => c::build::run(context, &args),
            Self::Bundle(args) => c::bundle::run(context, &args),
            Self::Synth(args) => c::synth::run(context, &args),
            Self::Deploy(args) => c::deploy::run(context, &args),
            Self::Plan(args) => c::plan::run(context, &args),
            Self::Apply(args) => c::apply::run(context, &args),
            Self::Destroy(args) => c::destroy::run(context, &args),
            Self::Outputs(args) => c::outputs::run(context, &args),
            Self::Events(args) => c::events::run(context, &args),
            Self::Logs(args) => c::logs::run(context, &args),
            Self::Waiting(args) => c::waiting::run(context, &args),
            Self::Drift(args) => c::drift::run(context, &args),
            Self::Cost(args) => c::cost::run(context, &args),
            Self::Report(args) => c::report::run(context, &args),
            Self::Diagram(args) => c::report::diagram(context, &args),
            Self::Policy(args) => c::policy::run(context, &args),
            Self::Local(args) => c::local::run(context, &args),
            Self::Device(args) => c::device::run(context, &args),
            Self::Alerts(args) => c::alerts::run(context, &args),
            Self::Demo(args) => c::demo::run(context, &args),
            Self::NewPlant(args) => c::new_plant::run(context, &args),
            Self::Fleet(args) => c::fleet::run(context, &args),
        }
    }
}

/// Commands that are as useful where there is no project.
#[derive(Debug, Subcommand)]
enum Anywhere {
    Diff(c::diff::Args),
    Lint(c::lint::Args),
    Checks(c::checks::Args),
    Scan(c::scan::Args),
    Explain(c::explain::Args),
    Import(c::import::Args),
    Doctor(c::doctor::Args),
    Completions(c::completions::Args),
    Man(c::completions::ManArgs),
}

impl Anywhere {
    fn run(self, session: &Session, command: clap::Command) -> Result<()> {
        match self {
            Self::Doctor(args) => c::doctor::run(session, &args),
            Self::Completions(args) => c::completions::run(command, &args),
            Self::Man(args) => c::completions::man(command, session.context().ok().as_ref(), &args),
            Self::Diff(args) => c::diff::run(session, &args),
            Self::Lint(args) => c::lint::run(session, &args),
            Self::Checks(args) => c::checks::run(&args),
            Self::Scan(args) => c::scan::run(session, &args),
            Self::Explain(args) => c::explain::run(&args),
            Self::Import(args) => c::import::run(session, &args),
        }
    }
}

/// Commands that a workspace adds to those that every one has: an enum that derives [`clap::Subcommand`].
pub trait OwnCommand: Subcommand {
    /// Does it.
    ///
    /// # Errors
    ///
    /// Any error ends the program with status 1; a [`Failure`] may carry advice and another status.
    fn run(self, context: &Context) -> Result<()>;
}

impl OwnCommand for Infallible {
    fn run(self, _: &Context) -> Result<()> {
        match self {}
    }
}

/// Runs the command that this process's arguments name. `program` is how people start it, such as `cargo xtask`: messages that say what to do use it.
#[must_use]
pub fn main(program: &'static str) -> ExitCode {
    main_with::<Infallible>(program)
}

/// As [`main`], with commands of the workspace's own.
///
/// ```no_run
/// use ferrocdk_cli::{Context, OwnCommand};
///
/// #[derive(clap::Subcommand)]
/// enum Own {
///     /// Greet whoever calls.
///     Greet,
/// }
///
/// impl OwnCommand for Own {
///     fn run(self, context: &Context) -> anyhow::Result<()> {
///         ferrocdk_cli::ui::step("Greeting", context.root.display());
///         Ok(())
///     }
/// }
///
/// fn main() -> std::process::ExitCode {
///     ferrocdk_cli::main_with::<Own>("cargo xtask")
/// }
/// ```
#[must_use]
pub fn main_with<Own: OwnCommand>(program: &'static str) -> ExitCode {
    program::set(program);
    let command = || named(Cli::<Own>::command(), program);
    let matches = command()
        .name(program)
        .bin_name(program)
        .try_get_matches_from(arguments(program));
    let result = match matches.and_then(|matches| Cli::<Own>::from_arg_matches(&matches)) {
        Ok(cli) => run(cli, command()),
        Err(error) if error.use_stderr() => error.exit(),
        // Help and version are data.
        Err(shown) => ui::styled_data(shown.render().ansi()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            ui::error(&error);
            ExitCode::from(failure::exit_code(&error))
        }
    }
}

/// The command with the words that start it in its examples, and in those of all below it.
fn named(mut command: clap::Command, program: &str) -> clap::Command {
    if let Some(text) = command.get_after_help().map(ToString::to_string) {
        command = command.after_help(text.replace("{program}", program));
    }
    let names: Vec<String> = command
        .get_subcommands()
        .map(|below| below.get_name().to_owned())
        .collect();
    for name in names {
        command = command.mut_subcommand(name, |below| named(below, program));
    }
    command
}

fn run<Own: OwnCommand>(cli: Cli<Own>, command: clap::Command) -> Result<()> {
    let session = Session {
        verbose: cli.verbose,
        plant: cli.plant,
    };
    match cli.command {
        Command::Project(command) => session.context().and_then(|context| command.run(&context)),
        Command::Anywhere(anywhere) => anywhere.run(&session, command),
        Command::Own(own) => session.context().and_then(|context| own.run(&context)),
    }
}

/// This process's arguments. Cargo starts `cargo-NAME` with NAME as the first of them.
fn arguments(program: &str) -> Vec<std::ffi::OsString> {
    let mut arguments: Vec<_> = std::env::args_os().collect();
    let of_cargo = program.strip_prefix("cargo ").filter(|_| {
        arguments.first().is_some_and(|own| {
            std::path::Path::new(own)
                .file_stem()
                .is_some_and(|name| name.to_string_lossy() == program.replace(' ', "-"))
        })
    });
    if of_cargo.is_some_and(|name| arguments.get(1).is_some_and(|first| first == name)) {
        arguments.remove(1);
    }
    arguments
}
