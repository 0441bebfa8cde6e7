//! `refactor`: constructs that moved keep their resources.

use std::{fs, thread};

use anyhow::{Context as _, Result};
use ferrocdk_spec::Database;
use ferrocdk_toolkit::{
    diff::{Side, compare},
    refactor::{self, Move, Place, Step},
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    aws::Aws,
    cloud::{
        approval::RequireApproval,
        deployed,
        stacks::{self, pause},
    },
    commands::{deploy, outputs},
    context::Context,
    deployment::{Deployment, Place as Where},
    failure::Failure,
    lock::Lock,
    ui,
};

/// Move deployed resources to where their constructs stand now, instead of making them anew.
///
/// Compares what is deployed with what the sources give, recognises resources that have another logical id or stand in another stack and are the same otherwise, and moves
/// them by CloudFormation's refactoring. One that changes besides is named with --map; --deploy deploys what changes after the moves.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  {program} refactor --suffix prod --dry-run
  {program} refactor --suffix prod --map plant-prod.OldHot=plant-prod.Hot --deploy

Status: 0, 1 where it failed or was not agreed to, 2 for a wrong call.")]
pub(crate) struct Args {
    #[command(flatten)]
    place: Where,

    /// A move that is not recognised, `STACK.ID=STACK.ID`; may be given several times.
    #[arg(long = "map", value_name = "FROM=TO", value_parser = mapping)]
    maps: Vec<Move>,

    /// Show the moves and do nothing.
    #[arg(long)]
    dry_run: bool,

    /// Do not ask.
    #[arg(long)]
    yes: bool,

    /// Deploy afterwards, with the approval that `deploy` asks for.
    #[arg(long, conflicts_with = "dry_run")]
    deploy: bool,
}

fn mapping(text: &str) -> Result<Move, String> {
    let parsed = text.split_once('=').and_then(|(source, destination)| {
        Some(Move {
            source: Place::parse(source)?,
            destination: Place::parse(destination)?,
        })
    });
    parsed.ok_or_else(|| "expected two places with `=` between them, such as plant-dev.OldHot=plant-dev.Hot".to_owned())
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<()> {
    refactor(context, args)?;
    if args.deploy {
        let outputs = deploy::deploy(context, &args.place, RequireApproval::Broadening, false)?;
        ui::styled_data(outputs::text(&outputs))?;
    }
    Ok(())
}

fn refactor(context: &Context, args: &Args) -> Result<()> {
    let deployment = Deployment::new(context, &args.place)?;
    let _lock = Lock::take(context, &deployment, "refactor")?;
    ui::step("Synthesizing", deployment.name());
    let assembly = deployment.synthesize(context)?;
    let aws = deployment.connect(context, &assembly, false)?;
    let old = deployed::sides(&aws, &assembly)?;
    let new: Result<Vec<Side>, _> = assembly.stacks.iter().map(Side::of_stack).collect();
    let difference = compare(&old, &new?, &Database::bundled()?, false);
    let mut moves = refactor::moves(&difference);
    moves.retain(|found| {
        args.maps
            .iter()
            .all(|given| given.source != found.source && given.destination != found.destination)
    });
    moves.extend(args.maps.iter().cloned());
    if moves.is_empty() {
        ui::step("Found", format!("nothing that moved in {}", deployment.name()));
        return Ok(());
    }
    let steps = refactor::steps(&old, &moves).map_err(|error| {
        Failure::new(format!("the moves cannot be made: {error}"))
            .hint("move what refers to each other together, or leave it where it is; --map names further moves")
    })?;
    for planned in &moves {
        let name = |place: &Place| format!("{}.{}", place.stack_name, place.logical_resource_id);
        ui::data(format_args!(
            "{} -> {}",
            name(&planned.source),
            name(&planned.destination)
        ))?;
    }
    if args.dry_run {
        ui::step(
            "Rehearsed",
            format!("{} moves in {} steps; nothing was changed", moves.len(), steps.len()),
        );
        return Ok(());
    }
    agree(args.yes, moves.len())?;
    let stack = assembly.stacks.first().context("the assembly has no stack")?;
    let aws = stacks::deployer(&aws, stack)?;
    for (number, step) in steps.iter().enumerate() {
        if steps.len() > 1 {
            ui::step("Step", format!("{} of {}", number + 1, steps.len()));
        }
        execute(context, &aws, step)?;
    }
    ui::step(
        "Moved",
        format!("{} resources; `deploy` changes what else differs", moves.len()),
    );
    Ok(())
}

fn agree(yes: bool, moves: usize) -> Result<()> {
    if yes {
        return Ok(());
    }
    if !ui::interactive() {
        return Err(Failure::new(format!("{moves} moves need somebody's approval"))
            .hint("look at them above and run the same command with --yes")
            .into());
    }
    match ui::ask("make these moves? [y/N]")?.as_str() {
        "y" | "Y" | "yes" => Ok(()),
        _ => Err(Failure::new("nothing was moved").into()),
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct State {
    status: String,
    status_reason: Option<String>,
    execution_status: String,
    execution_status_reason: Option<String>,
}

fn execute(context: &Context, aws: &Aws, step: &Step) -> Result<()> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Created {
        stack_refactor_id: String,
    }
    let definitions: Vec<Value> = step
        .templates
        .iter()
        .map(|(name, template)| json!({ "StackName": name, "TemplateBody": template.to_string() }))
        .collect();
    let input = json!({
        "Description": "Constructs that moved",
        "EnableStackCreation": true,
        "StackDefinitions": definitions,
        "ResourceMappings": step.moves
    });
    let folder = context.scratch()?;
    let file = folder.path().join("refactor.json");
    fs::write(&file, input.to_string()).with_context(|| format!("cannot write `{}`", file.display()))?;
    let input = format!("file://{}", file.display());
    let created: Created = aws
        .read(&["cloudformation", "create-stack-refactor", "--cli-input-json", &input])
        .context("cannot make the refactoring")?;
    let id = created.stack_refactor_id.as_str();
    wait(aws, id, |state| {
        let done = state.status.ends_with("_COMPLETE");
        (done || state.status.ends_with("_FAILED")).then_some((done, state.status_reason.clone()))
    })?;
    ui::step(
        "Moving",
        format!(
            "{} resources in {}",
            step.moves.len(),
            step.templates.keys().cloned().collect::<Vec<_>>().join(", ")
        ),
    );
    aws.call(&["cloudformation", "execute-stack-refactor", "--stack-refactor-id", id])
        .context("cannot execute the refactoring")?;
    wait(aws, id, |state| {
        let status = state.execution_status.as_str();
        let done = status == "EXECUTE_COMPLETE";
        let over = done || status.ends_with("_FAILED") || status == "ROLLBACK_COMPLETE";
        over.then_some((done, state.execution_status_reason.clone()))
    })
}

fn wait(aws: &Aws, id: &str, over: impl Fn(&State) -> Option<(bool, Option<String>)>) -> Result<()> {
    let _going = ui::going("refactoring");
    loop {
        let state: State = aws
            .read(&["cloudformation", "describe-stack-refactor", "--stack-refactor-id", id])
            .context("cannot ask how far the refactoring is")?;
        match over(&state) {
            Some((true, _)) => return Ok(()),
            Some((false, reason)) => {
                let reason = reason.unwrap_or_else(|| "CloudFormation gives no reason".to_owned());
                return Err(
                    Failure::new(format!("CloudFormation refuses the refactoring: {reason}"))
                        .hint("nothing of this step is in force; `diff` shows what stands")
                        .into(),
                );
            }
            None => thread::sleep(pause(aws)),
        }
    }
}
