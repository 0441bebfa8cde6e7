//! The local AWS, seen from the command line: the program `ferrocdk-local` does the work.

use std::{
    env, fs,
    net::{Ipv4Addr, SocketAddr, TcpStream},
    path::PathBuf,
    process::{Command, Stdio},
    time::Duration,
};

use anyhow::{Context as _, Result};
use ferrocdk_toolkit::assembly::Stack;
use serde::Deserialize;
use xshell::cmd;

use crate::{
    context::Context,
    failure::{Failure, NOT_UP},
    program::PROGRAM,
    tools::{self, Tool},
    ui,
};

/// State of the running local AWS, as `state.json` has it.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct State {
    /// Where the AWS API answers.
    pub(crate) endpoint: String,
    /// Port of the MQTT broker on 127.0.0.1.
    pub(crate) mqtt_port: u16,
    /// Region it stands for.
    pub(crate) region: String,
    /// Certificate of the authority that signed the broker's.
    pub(crate) ca_file: PathBuf,
}

/// Folder in which the local AWS keeps its state.
pub(crate) fn folder(context: &Context) -> PathBuf {
    let folder = env::var_os("FERROCDK_LOCAL_DIR").unwrap_or_else(|| ".ferrocdk/local".into());
    context.root.join(folder)
}

/// The state of the local AWS, if it is up: a state file alone may be left over from a machine that lost power.
pub(crate) fn state(context: &Context) -> Result<Option<State>> {
    let file = folder(context).join("state.json");
    let Ok(text) = fs::read_to_string(&file) else {
        return Ok(None);
    };
    let state: State = serde_json::from_str(&text).with_context(|| format!("cannot read `{}`", file.display()))?;
    let port = state
        .endpoint
        .rsplit(':')
        .next()
        .and_then(|port| port.trim_end_matches('/').parse().ok());
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port.unwrap_or(0)));
    let answers = TcpStream::connect_timeout(&address, Duration::from_millis(500)).is_ok();
    Ok(answers.then_some(state))
}

/// The state of the local AWS, which has to be up.
pub(crate) fn require(context: &Context) -> Result<State> {
    state(context)?.ok_or_else(|| {
        Failure::new("the local AWS is not up")
            .hint(format!("run `{PROGRAM} local up`, or deploy with --local"))
            .code(NOT_UP)
            .into()
    })
}

/// Starts the local AWS for `region` unless it is up already.
pub(crate) fn ensure_up(context: &Context, region: &str) -> Result<State> {
    if let Some(state) = state(context)? {
        if state.region == region {
            return Ok(state);
        }
        return Err(Failure::new(format!(
            "the local AWS stands for {}, the plant is in {region}",
            state.region
        ))
        .hint(format!(
            "run `{PROGRAM} local down` (which ends what is deployed there), then this command again"
        ))
        .into());
    }
    up(context, region, &[])?;
    require(context)
}

/// Starts the local AWS.
pub(crate) fn up(context: &Context, region: &str, rest: &[String]) -> Result<()> {
    let ministack = tools::ensure(context, Tool::Ministack)?;
    let mut command = command(context)?;
    command
        .arg("up")
        .arg("--dir")
        .arg(folder(context))
        .arg("--ministack")
        .arg(ministack)
        .args(["--region", region]);
    for (variable, flag) in [
        ("FERROCDK_LOCAL_PORT", "--port"),
        ("FERROCDK_LOCAL_MQTT_PORT", "--mqtt-port"),
    ] {
        if let (Some(value), false) = (env::var_os(variable), rest.iter().any(|word| word == flag)) {
            command.arg(flag).arg(value);
        }
    }
    command.args(rest);
    if context.run(command)? {
        Ok(())
    } else {
        Err(Failure::told(1).into())
    }
}

/// A call of `ferrocdk-local`, built before if its sources changed.
pub(crate) fn command(context: &Context) -> Result<Command> {
    let program = context.target().join("debug/ferrocdk-local");
    if !program.is_file() {
        ui::step("Building", "the local AWS (once)");
    }
    if !context.run(cmd!(context.shell, "cargo build --quiet --package ferrocdk-local"))? {
        return Err(Failure::new("the local AWS does not compile; see the messages above").into());
    }
    let mut command = Command::new(program);
    command.current_dir(&context.root);
    Ok(command)
}

/// Answer of the local AWS about a template.
#[derive(Debug, Deserialize)]
struct Fitted {
    changed: bool,
    differences: Vec<String>,
}

/// Before the name of a template that was changed for the local AWS.
const FITTED: &str = "fitted-";

/// Replaces in a stack's template what the emulator would refuse, and tells it. The assembly stays as it is.
pub(crate) fn fit(context: &Context, stack: &mut Stack) -> Result<()> {
    let before = stack.template_file.clone();
    let name = before.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let after = before.with_file_name(format!("{FITTED}{name}"));
    let mut command = command(context)?;
    command
        .arg("fit")
        .arg("--dir")
        .arg(folder(context))
        .arg("--template")
        .arg(&before)
        .arg("--out")
        .arg(&after)
        .stderr(Stdio::inherit());
    context.show(&command);
    let output = command.output().context("cannot ask the local AWS")?;
    if !output.status.success() {
        return Err(Failure::new(format!(
            "the local AWS cannot tell what it takes of stack `{}`",
            stack.name
        ))
        .into());
    }
    let fitted: Fitted =
        serde_json::from_slice(&output.stdout).context("the local AWS answered something unexpected")?;
    for difference in &fitted.differences {
        ui::warning(format!(
            "only in the local deployment of stack {}: {difference}",
            stack.name
        ));
    }
    if !fitted.changed {
        return Ok(());
    }
    let text = fs::read(&after).with_context(|| format!("cannot read `{}`", after.display()))?;
    stack.template = serde_json::from_slice(&text).with_context(|| format!("cannot read `{}`", after.display()))?;
    stack.template_size = text.len() as u64;
    for asset in stack.assets.files.values_mut() {
        let path = asset.source.path.as_deref().map(|path| stack.dir.join(path));
        if path.as_ref() == Some(&before) {
            asset.source.path = Some(after.strip_prefix(&stack.dir).unwrap_or(&after).display().to_string());
            for destination in asset.destinations.values_mut() {
                destination.object_key = format!("{FITTED}{}", destination.object_key);
            }
        }
    }
    let url = stack.properties.stack_template_asset_object_url.as_deref();
    if let Some((folder, key)) = url.and_then(|url| url.rsplit_once('/')) {
        stack.properties.stack_template_asset_object_url = Some(format!("{folder}/{FITTED}{key}"));
    }
    stack.template_file = after;
    Ok(())
}

/// Removes what the local AWS made beside a stack that is about to be deleted.
pub(crate) fn release(context: &Context, stack_id: &str) -> Result<()> {
    let mut command = command(context)?;
    command
        .arg("release")
        .arg("--dir")
        .arg(folder(context))
        .args(["--stack", stack_id]);
    if context.run(command)? {
        Ok(())
    } else {
        Err(Failure::new("the local AWS cannot remove what stands beside the stack").into())
    }
}

/// Parts of a deployed stack that the local AWS has, after it has set what the emulator leaves out.
#[derive(Debug, Deserialize)]
pub(crate) struct Settled {
    /// Whether everything was set that can be.
    pub(crate) settled: bool,
    /// Properties that are set later, with the reason.
    pub(crate) waiting: Vec<String>,
    /// Properties that nothing sets.
    pub(crate) dropped: Vec<String>,
    /// Properties that a service refuses, with its message.
    pub(crate) problems: Vec<String>,
}

/// Waits until the local AWS has set what the emulator leaves out of a stack.
pub(crate) fn settle(context: &Context, stack_id: &str) -> Result<Settled> {
    // It runs, so its program is there; asking Cargo would take longer than the answer.
    let program = context.target().join("debug/ferrocdk-local");
    let mut command = if program.is_file() {
        Command::new(program)
    } else {
        command(context)?
    };
    command
        .arg("settle")
        .arg("--dir")
        .arg(folder(context))
        .args(["--stack", stack_id])
        .current_dir(&context.root)
        .stderr(Stdio::inherit());
    context.show(&command);
    let output = command.output().context("cannot ask the local AWS")?;
    if !output.status.success() {
        return Err(Failure::new("the local AWS does not tell what of the stack is there").into());
    }
    serde_json::from_slice(&output.stdout).context("the local AWS answered something unexpected")
}
