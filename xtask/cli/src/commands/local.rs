//! `local`: starts, stops and shows the local AWS.

use anyhow::{Context as _, Result};
use clap::Subcommand;

use crate::{context::Context, failure::Failure, local};

/// Start, stop or look at the local AWS.
///
/// It runs on this machine only: nothing listens on another address than 127.0.0.1. FERROCDK_LOCAL_PORT, FERROCDK_LOCAL_MQTT_PORT and
/// FERROCDK_LOCAL_DIR change its ports and its folder.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start it and wait until it answers.
    Up(Rest),
    /// Stop it; what is deployed there is gone.
    Down(Rest),
    /// Show whether it is up and what it serves; ends with status 3 when it is down.
    Status(Rest),
    /// Put a secret that a plant expects to exist: its name, and its value with --value or from standard input.
    Secret(Rest),
    /// Print shell lines that point the AWS CLI and SDKs to it, for the `eval` of a shell.
    Env(Rest),
}

/// Flags that are passed on to `ferrocdk-local`.
#[derive(Debug, clap::Args)]
struct Rest {
    /// Further flags of the local AWS, such as --port 4600.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "FLAGS")]
    rest: Vec<String>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<()> {
    let (name, rest) = match &args.command {
        Command::Up(rest) => {
            let region = context.region(&context.plant()?)?;
            return local::up(context, &region, &rest.rest);
        }
        Command::Down(rest) => ("down", rest),
        Command::Status(rest) => ("status", rest),
        Command::Secret(rest) => ("secret", rest),
        Command::Env(rest) => ("env", rest),
    };
    let mut command = local::command(context)?;
    command
        .arg(name)
        .arg("--dir")
        .arg(local::folder(context))
        .args(&rest.rest);
    context.show(&command);
    // Its output is data here, so stdout stays as it is.
    let status = command
        .status()
        .with_context(|| format!("cannot start `{}`", command.get_program().display()))?;
    match status.code() {
        Some(0) => Ok(()),
        code => Err(Failure::told(code.and_then(|code| u8::try_from(code).ok()).unwrap_or(1)).into()),
    }
}
