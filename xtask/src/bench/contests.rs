//! Measurements of the synthesis: the command as a user runs it, and the engine alone.

use std::{env, path::PathBuf};

use anyhow::Result;
use xshell::cmd;

use super::{
    measure::{Contestant, Figure, Run, Target, contest},
    peer::Peer,
};
use ferrocdk_cli::{Context, Failure, ui};

/// `cargo xtask synth`, and the app's own part of it.
pub(super) fn synth(context: &Context, peer: Option<&Peer>, rounds: u32) -> Result<Vec<Figure>> {
    let folder = context.scratch()?;
    let out = folder.path();
    let cargo: PathBuf = env::var_os("CARGO").unwrap_or_else(|| "cargo".into()).into();
    let command = Run::new(cargo)
        .args(&["xtask", "synth", "--out"])
        .arg(out.join("command"));
    // Compiles what is not compiled, which is no part of the figure.
    command.time(context)?;
    let target = Target::AtMost {
        seconds: 0.5,
        bytes: None,
    };
    let mut commands = vec![Contestant::new("cargo xtask synth", command, target)];
    let app = Run::new(ferrocdk_cli::app(context)?)
        .env("CDK_OUTDIR", out.join("app"))
        .env("CDK_CONTEXT_JSON", "{}");
    let target = Target::AtMost {
        seconds: 0.03,
        bytes: Some(40_000_000),
    };
    let mut apps = vec![Contestant::new("ferrocdk", app, target)];

    // The reference assembly has all plants; the peer takes in the first stack of it.
    let assembly = ferrocdk_toolkit::assembly::Assembly::read(&out.join("command"))?;
    if let (Some(peer), Some(stack)) = (peer, assembly.stacks.first()) {
        let template = stack.template_file.to_string_lossy().into_owned();
        let words = ["include", template.as_str()];
        for (name, validation) in VALIDATIONS {
            let run = peer.cli(&words, &out.join("cdk"), validation);
            commands.push(Contestant::new(name, run, Target::None));
            let run = peer.app(&words, &out.join("peer"), validation);
            apps.push(Contestant::new(name, run, Target::None));
        }
    }
    let mut figures = contest(
        context,
        "synth",
        "the whole command, nothing to compile",
        &commands,
        rounds,
    )?;
    figures.extend(contest(context, "synth", "the app's own part", &apps, rounds)?);
    Ok(figures)
}

/// Names of the peer's two ways, and whether it validates in it.
const VALIDATIONS: [(&str, bool); 2] = [("AWS CDK, validator on", true), ("AWS CDK, validator off", false)];

/// Apps of the engine's examples: what is shown, the example, the peer's app, and the arguments of both.
const APPS: [(&str, &str, &str, [&str; 2]); 5] = [
    ("1 resource", "many_resources", "resources", ["1", "1"]),
    ("480 resources", "many_resources", "resources", ["480", "1"]),
    (
        "4,800 resources in 10 stacks",
        "many_resources",
        "resources",
        ["4800", "10"],
    ),
    (
        "300 sets of constructs in 10 stacks",
        "many_sets",
        "sets",
        ["300", "10"],
    ),
    ("20 stacks of 12 plants", "many_plants", "plants", ["20", "12"]),
];

/// The engine without a workspace around it, with its own checks on, as a user has them.
pub(super) fn engine(context: &Context, peer: Option<&Peer>, rounds: u32) -> Result<Vec<Figure>> {
    ui::step("Building", "the engine's examples for release");
    let build = cmd!(
        context.shell,
        "cargo build --quiet --release --package ferrocdk --features cloudwatch,dynamodb,lambda,plant,sqs --example many_resources --example many_sets --example many_plants"
    );
    if !context.run(build)? {
        return Err(Failure::new("the engine's examples do not compile; see the messages above").into());
    }
    let folder = context.scratch()?;
    let mut figures = Vec::new();
    for (case, example, app, values) in APPS {
        let out = folder.path().join("out");
        let run = Run::new(context.target().join("release/examples").join(example))
            .args(&values)
            .arg(&out);
        let mut contestants = vec![Contestant::new("ferrocdk", run, Target::None)];
        if let Some(peer) = peer {
            let [first, second] = values;
            for (name, validation) in VALIDATIONS {
                let run = peer.app(&[app, first, second], &folder.path().join("peer"), validation);
                let (time, memory) = if validation { (50.0, 15.0) } else { (10.0, 10.0) };
                let target = Target::Times { time, memory };
                contestants.push(Contestant::new(name, run, target));
            }
        }
        figures.extend(contest(context, "engine", case, &contestants, rounds)?);
    }
    Ok(figures)
}
