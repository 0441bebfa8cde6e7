//! `local`: starts, stops and shows the local AWS.

use anyhow::{Context as _, Result};
use clap::Subcommand;
use ferrocdk_toolkit::stack::DescribeStacks;

use crate::{
    aws::Aws,
    context::Context,
    failure::Failure,
    format::FormatArg,
    local,
    tools::{self, Tool},
    ui,
};

/// Start, stop or look at the local AWS.
///
/// It runs on this machine only: nothing listens on another address than 127.0.0.1. FERROCDK_LOCAL_PORT, FERROCDK_LOCAL_MQTT_PORT and
/// FERROCDK_LOCAL_DIR change its ports and its folder.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  {program} local up
  {program} local status --format json
  eval \"$({program} local env)\"; aws s3 ls
  {program} local down

Status: 0, 1 where it failed, 3 where it is down.")]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start it and wait until it answers.
    #[command(after_help = "Examples:
  {program} local up -- --port 4600

Status: 0, 1 where it cannot start.")]
    Up(Rest),
    /// Stop it; what is deployed there is gone.
    #[command(after_help = "Examples:
  {program} local down

Status: 0.")]
    Down(Rest),
    /// Show whether it is up and what it serves; ends with status 3 when it is down.
    #[command(after_help = "Examples:
  {program} local status --format json

Status: 0, 3 where it is down.")]
    Status(StatusArgs),
    /// Drive a deployed plant with simulated devices and report where every message ended up.
    #[command(after_help = "Examples:
  {program} local simulate --devices 1000 --rate 10000 --seconds 60 --anomalies 1% --bad 0.1%
  {program} local simulate --faults all --outage 30s --format json
  {program} local simulate -- --help

Status: 0, 1 where a message is lost or stands twice, 3 where the local AWS is down.")]
    Simulate(Rest),
    /// Put a secret that a plant expects to exist: its name, and its value with --value or from standard input.
    #[command(after_help = "Examples:
  {program} local secret plant/token --value x

Status: 0, 1 where it failed, 3 where it is down.")]
    Secret(Rest),
    /// Print shell lines that point the AWS CLI and SDKs to it, for the `eval` of a shell.
    #[command(after_help = "Examples:
  {program} local env

Status: 0, 3 where it is down.")]
    Env(Rest),
}

/// Flags that are passed on to `ferrocdk-local`.
#[derive(Debug, clap::Args)]
struct Rest {
    /// Further flags of the local AWS, such as --port 4600.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "FLAGS")]
    rest: Vec<String>,
}

#[derive(Debug, clap::Args)]
struct StatusArgs {
    #[command(flatten)]
    format: FormatArg,

    #[command(flatten)]
    rest: Rest,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<()> {
    let mut gone = Vec::new();
    let (name, rest) = match &args.command {
        Command::Up(rest) => {
            let region = context.region(&context.plant()?)?;
            return local::up(context, &region, &rest.rest);
        }
        Command::Down(rest) => {
            gone = standing(context);
            ("down", rest)
        }
        Command::Status(status) => ("status", &status.rest),
        Command::Simulate(rest) => ("simulate", rest),
        Command::Secret(rest) => ("secret", rest),
        Command::Env(rest) => ("env", rest),
    };
    let mut command = local::command(context)?;
    command
        .arg(name)
        .arg("--dir")
        .arg(local::folder(context))
        .args(&rest.rest);
    if let (Command::Simulate(_), Some(plant)) = (&args.command, context.chosen_plant()?) {
        command.args(["--plant", &plant]);
    }
    if let Command::Status(status) = &args.command
        && status.format.is_json()
    {
        command.arg("--json");
    }
    context.show(&command);
    // Its output is data here, so stdout stays as it is.
    let status = command
        .status()
        .with_context(|| format!("cannot start `{}`", command.get_program().display()))?;
    match status.code() {
        Some(0) => {
            if !gone.is_empty() {
                ui::step("Gone", format!("with all their data: {}", gone.join(", ")));
            }
            Ok(())
        }
        code => Err(Failure::told(code.and_then(|code| u8::try_from(code).ok()).unwrap_or(1)).into()),
    }
}

/// The stacks that stand in the local AWS. Whatever goes wrong here, it is stopped all the same.
fn standing(context: &Context) -> Vec<String> {
    let (Ok(Some(state)), Ok(Some(program))) = (local::state(context), tools::found(context, Tool::Aws)) else {
        return Vec::new();
    };
    let aws = Aws::local(program, state.region.clone(), &state, context.verbose);
    let found: Option<DescribeStacks> = aws.find(&["cloudformation", "describe-stacks"]).ok().flatten();
    let stacks = found.map(|answer| answer.stacks).unwrap_or_default().into_iter();
    let mut names: Vec<String> = stacks
        .filter(|stack| stack.stack_status != "DELETE_COMPLETE")
        .map(|stack| format!("stack {}", stack.stack_name))
        .collect();
    names.sort();
    names
}
