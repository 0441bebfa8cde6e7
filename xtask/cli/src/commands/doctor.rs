//! `doctor`: whether this machine has what the commands need.

use std::process::{Command, Stdio};

use anyhow::Result;
use serde::Serialize;

use crate::{
    context::Context,
    failure::Failure,
    format::FormatArg,
    local,
    program::PROGRAM,
    session::Session,
    tools::{self, Tool},
    ui,
};

/// Check tools, versions, targets, credentials and ports, and say how to mend what is missing.
///
/// Ends with status 1 where something is missing that every project needs; what only some commands need is a warning.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  {program} doctor
  {program} doctor --offline                  without asking AWS who you are
  {program} doctor --format json

Status: 0, or 1 where something is missing that every project needs.")]
pub(crate) struct Args {
    /// Do not ask AWS for the identity in use.
    #[arg(long)]
    offline: bool,

    /// Profile of the AWS CLI to ask with.
    #[arg(long, value_name = "PROFILE")]
    profile: Option<String>,

    #[command(flatten)]
    format: FormatArg,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum State {
    Good,
    Warning,
    Missing,
}

#[derive(Debug, Serialize)]
struct Check {
    name: &'static str,
    state: State,
    found: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
}

impl Check {
    fn good(name: &'static str, found: impl Into<String>) -> Self {
        let (found, hint) = (found.into(), None);
        Self {
            name,
            state: State::Good,
            found,
            hint,
        }
    }

    fn warning(name: &'static str, found: impl Into<String>, hint: impl Into<String>) -> Self {
        let (found, hint) = (found.into(), Some(hint.into()));
        Self {
            name,
            state: State::Warning,
            found,
            hint,
        }
    }
}

pub(crate) fn run(session: &Session, args: &Args) -> Result<()> {
    let mut checks = vec![
        program("cargo", &["--version"], "install Rust by https://rustup.rs"),
        program("rustc", &["--version"], "install Rust by https://rustup.rs"),
    ];
    checks.push(match said("git", &["--version"]) {
        Some(version) => Check::good("git", version),
        None => Check::warning("git", "not found", "install git: `diff --against` a revision needs it"),
    });
    checks.extend(targets());
    match session.context() {
        Ok(context) => of_project(&context, args, &mut checks),
        Err(error) => checks.push(Check::warning(
            "project",
            format!("{error:#}"),
            "run it in a project's folder for the checks of its tools",
        )),
    }
    args.format.print(&checks, || checks.iter().map(text).collect())?;
    if checks.iter().any(|check| check.state == State::Missing) {
        return Err(Failure::told(1).into());
    }
    Ok(())
}

fn of_project(context: &Context, args: &Args, checks: &mut Vec<Check>) {
    checks.push(Check::good("project", context.root.display().to_string()));
    checks.push(match context.plant() {
        Ok(plant) => Check::good("plant", plant),
        Err(error) => Check::warning(
            "plant",
            format!("{error:#}"),
            "add --plant, or default_plant to ferrocdk.toml",
        ),
    });
    for (tool, name) in [
        (Tool::Aws, "AWS CLI"),
        (Tool::CargoLambda, "cargo-lambda"),
        (Tool::Ministack, "emulator"),
    ] {
        checks.push(match tools::found(context, tool) {
            Ok(Some(path)) => Check::good(name, path.display().to_string()),
            Ok(None) => Check::warning(
                name,
                "not installed",
                format!("run `{PROGRAM} setup`; the commands that need it install it, too"),
            ),
            Err(error) => Check::warning(name, format!("{error:#}"), format!("run `{PROGRAM} setup`")),
        });
    }
    if !args.offline {
        checks.push(identity(context, args.profile.as_deref()));
    }
    checks.push(match local::state(context) {
        Ok(Some(state)) => Check::good(
            "local AWS",
            format!("up at {}, devices at port {}", state.endpoint, state.mqtt_port),
        ),
        Ok(None) => ports(),
        Err(error) => Check::warning(
            "local AWS",
            format!("{error:#}"),
            format!("run `{PROGRAM} local down`, then up"),
        ),
    });
}

/// Who AWS takes this user for.
fn identity(context: &Context, profile: Option<&str>) -> Check {
    const NAME: &str = "credentials";
    let Ok(Some(aws)) = tools::found(context, Tool::Aws) else {
        return Check::warning(NAME, "not asked: there is no AWS CLI", format!("run `{PROGRAM} setup`"));
    };
    let mut command = Command::new(aws);
    command.args(["sts", "get-caller-identity", "--output", "text", "--query", "Arn"]);
    command
        .args(["--cli-connect-timeout", "5", "--cli-read-timeout", "5"])
        .env("AWS_MAX_ATTEMPTS", "1");
    if let Some(profile) = profile {
        command.args(["--profile", profile]);
    }
    let how = "set AWS_PROFILE or run `aws sso login`; what runs with --local needs none";
    match command.stdin(Stdio::null()).output() {
        Ok(output) if output.status.success() => {
            Check::good(NAME, String::from_utf8_lossy(&output.stdout).trim().to_owned())
        }
        Ok(output) => {
            let error = ferrocdk_toolkit::aws_error::AwsError::parse(&String::from_utf8_lossy(&output.stderr));
            Check::warning(NAME, error.to_string(), error.hint().unwrap_or(how))
        }
        Err(error) => Check::warning(NAME, format!("cannot start the AWS CLI: {error}"), how),
    }
}

/// Whether the local AWS would find its ports free.
fn ports() -> Check {
    let given = |variable: &str, default: u16| {
        std::env::var(variable)
            .ok()
            .and_then(|text| text.parse().ok())
            .unwrap_or(default)
    };
    let wanted = [
        given("FERROCDK_LOCAL_PORT", 4566),
        given("FERROCDK_LOCAL_MQTT_PORT", 8883),
    ];
    let taken: Vec<String> = wanted
        .into_iter()
        .filter(|port| std::net::TcpListener::bind(("127.0.0.1", *port)).is_err())
        .map(|port| port.to_string())
        .collect();
    if taken.is_empty() {
        return Check::good(
            "local AWS",
            format!("down; ports {} and {} are free", wanted[0], wanted[1]),
        );
    }
    Check::warning(
        "local AWS",
        format!("down; taken by another program: port {}", taken.join(" and ")),
        "set FERROCDK_LOCAL_PORT and FERROCDK_LOCAL_MQTT_PORT to free ones",
    )
}

/// The targets that functions are built for.
fn targets() -> Vec<Check> {
    let targets = [
        ("target x86-64", "x86_64-unknown-linux-gnu"),
        ("target arm64", "aarch64-unknown-linux-gnu"),
    ];
    targets
        .into_iter()
        .map(|(name, triple)| {
            let folder = said("rustc", &["--print", "target-libdir", "--target", triple]);
            if folder.is_some_and(|folder| std::path::Path::new(&folder).is_dir()) {
                Check::good(name, triple)
            } else {
                let how = format!("run `rustup target add {triple}` where functions are built for it");
                Check::warning(name, format!("{triple} is not installed"), how)
            }
        })
        .collect()
}

fn program(name: &'static str, args: &[&str], how: &str) -> Check {
    match said(name, args) {
        Some(version) => Check::good(name, version),
        None => Check {
            state: State::Missing,
            ..Check::warning(name, "not found", how)
        },
    }
}

/// The first line that a program prints, if it ends well.
fn said(program: &str, args: &[&str]) -> Option<String> {
    let output = Command::new(program).args(args).stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout);
    output
        .status
        .success()
        .then(|| text.lines().next().unwrap_or_default().trim().to_owned())
}

fn text(check: &Check) -> String {
    let (mark, style) = match check.state {
        State::Good => ("ok", ui::GREEN),
        State::Warning => ("!!", ui::YELLOW),
        State::Missing => ("no", ui::RED),
    };
    let hint = check
        .hint
        .as_ref()
        .map(|hint| format!("\n     {} {hint}", ui::styled(ui::CYAN, "hint:")))
        .unwrap_or_default();
    format!("{} {:<14} {}{hint}\n", ui::styled(style, mark), check.name, check.found)
}
