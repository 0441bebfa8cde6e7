//! `apply`: executes a plan, exactly as it was seen.

use std::{fs, path::PathBuf};

use anyhow::{Context as _, Result};
use ferrocdk_toolkit::{
    assembly::Stack,
    change_set::ChangeSet,
    plan::{Now, Plan, PlannedStack},
};
use serde::Deserialize;
use serde_json::Value;

use crate::{
    aws::Aws,
    cloud::{change::Prepared, deployed, deploying::Deploying, stacks},
    commands::outputs as shown_outputs,
    context::Context,
    endpoint,
    failure::Failure,
    format::FormatArg,
    program::PROGRAM,
    tools::{self, Tool, write_atomically},
    ui,
};

/// Execute a plan: exactly the change sets that were seen, and nothing else.
///
/// Refuses, before it changes anything, when the file was changed, a stack or a change set moved since, or the account is another one. The sources are not looked at.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  {program} apply plan.json
  {program} apply plan.json --profile prod

Status: 0, 1 where it failed or is refused, 2 where the file is no plan, 130 when interrupted.")]
pub(crate) struct Args {
    /// The file that `plan` wrote.
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// Profile of the AWS CLI to use; AWS_PROFILE and the other usual variables count too.
    #[arg(long, value_name = "PROFILE")]
    profile: Option<String>,

    #[command(flatten)]
    format: FormatArg,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<()> {
    let file = args.file.display();
    let text = fs::read_to_string(&args.file)
        .map_err(|error| Failure::new(format!("cannot read `{file}`: {error}")).code(2))?;
    let plan = Plan::read(&text).map_err(|error| {
        Failure::new(format!("`{file}` cannot be applied: {error}"))
            .hint(format!("make a new one with `{PROGRAM} plan`"))
            .code(2)
    })?;
    endpoint::refuse_local()?;
    let program = tools::ensure(context, Tool::Aws)?;
    let region = plan
        .stacks
        .first()
        .map(|stack| stack.region.clone())
        .unwrap_or_default();
    let aws = Aws::real(program, region, args.profile.clone(), context.verbose);
    let account = stacks::account(&aws)?;
    if account != plan.account {
        return Err(Failure::new(format!(
            "the plan is for account {}, and this is account {account}",
            plan.account
        ))
        .hint("choose the identity with --profile or AWS_PROFILE")
        .into());
    }
    let stacks: Vec<Stack> = plan.stacks.iter().map(as_stack).collect();
    let mut moved = Vec::new();
    for (planned, stack) in plan.stacks.iter().zip(&stacks) {
        moved.extend(planned.moved(&look(&Deploying::new(context, stack, &aws)?.aws, planned)?));
    }
    if !moved.is_empty() {
        return Err(Failure::new(format!(
            "the plan is not what would happen any more: {}",
            moved.join("; ")
        ))
        .hint(format!("nothing was changed; make a new plan with `{PROGRAM} plan`"))
        .into());
    }
    let mut described = Vec::new();
    for (planned, stack) in plan.stacks.iter().zip(&stacks) {
        let deploying = Deploying::new(context, stack, &aws)?;
        if let Some(change_set) = &planned.change_set {
            ui::step("Changing", format!("stack {} in {}", planned.name, planned.region));
            let prepared = Prepared {
                id: change_set.id.clone(),
                stack_id: change_set.stack_id.clone(),
                operation: change_set.operation.clone(),
                changes: ChangeSet::default(),
            };
            described.push(deploying.execute(&prepared, change_set.resources)?);
        } else if let Some(before) = &planned.before {
            described.push(deploying.finish(&before.stack_id)?);
        }
    }
    let outputs = shown_outputs::complete(&described, &aws)?;
    let text = serde_json::to_string_pretty(&outputs)? + "\n";
    for file in [
        format!("cfn-outputs/aws/{}.json", plan.deployment),
        shown_outputs::FILE.to_owned(),
    ] {
        write_atomically(&context.root.join(file), text.as_bytes())?;
    }
    ui::step("Applied", format!("the plan of {}", plan.deployment));
    args.format.print(&outputs, || shown_outputs::text(&outputs))
}

/// CloudFormation's word on a planned stack now.
fn look(aws: &Aws, planned: &PlannedStack) -> Result<Now> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Template {
        template_body: Value,
    }
    let mut now = Now {
        stack: stacks::describe(aws, &planned.name)
            .with_context(|| format!("cannot look at stack `{}`", planned.name))?,
        ..Now::default()
    };
    let Some(change_set) = &planned.change_set else {
        return Ok(now);
    };
    let id = change_set.id.as_str();
    now.change_set = aws
        .find(&["cloudformation", "describe-change-set", "--change-set-name", id])
        .context("cannot read the change set")?;
    if now.change_set.is_some() {
        let args = [
            "cloudformation",
            "get-template",
            "--template-stage",
            "Original",
            "--change-set-name",
            id,
        ];
        let found: Option<Template> = aws.find(&args).context("cannot read the change set's template")?;
        now.template = found.and_then(|found| match found.template_body {
            Value::String(text) => deployed::parse(&text).ok(),
            template => Some(template),
        });
    }
    Ok(now)
}

/// A planned stack in the form of one of an assembly.
fn as_stack(planned: &PlannedStack) -> Stack {
    let mut stack = Stack::of_file(&planned.name, PathBuf::new(), 0, Value::Null, planned.paths.clone(), []);
    stack.region = Some(planned.region.clone());
    stack.sources.clone_from(&planned.sources);
    stack.properties.assume_role_arn.clone_from(&planned.role);
    stack.properties.termination_protection = Some(planned.termination_protection);
    stack
}
