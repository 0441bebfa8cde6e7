//! `policy`: what a deployment has to be allowed.

use anyhow::Result;
use ferrocdk_spec::Database;
use ferrocdk_toolkit::{
    assembly::Assembly,
    names::Suffix,
    policy::{self, Stack},
};
use serde_json::Value;

use crate::{context::Context, deployment, failure::Failure, program::PROGRAM, ui};

/// Print the least IAM policy that a plant's deployment needs.
///
/// It allows CloudFormation to create, update and delete exactly the plant's stacks: the actions that the handlers of their resource types call,
/// limited to the names that their resources can have. Give it to the role that CloudFormation assumes.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  {program} policy --suffix dev > policy.json

Status: 0, 1 where it cannot be worked out, 2 for a wrong call.")]
pub(crate) struct Args {
    /// Suffix of the deployment; the reference assembly in cdk.out counts when there is none.
    #[arg(long, value_name = "SUFFIX")]
    suffix: Option<Suffix>,

    /// Account that the plant is deployed to; without it the policy fits any.
    #[arg(long, value_name = "ACCOUNT", value_parser = account)]
    account: Option<String>,

    /// Print a list of documents, each small enough for a managed policy, instead of one document.
    #[arg(long)]
    split: bool,
}

fn account(text: &str) -> Result<String, String> {
    match text.len() == 12 && text.chars().all(|letter| letter.is_ascii_digit()) {
        true => Ok(text.to_owned()),
        false => Err("an account has 12 digits".to_owned()),
    }
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<()> {
    let plant = context.plant()?;
    // A folder of its own: that of a deployment says what was deployed last.
    let folder = context.scratch()?;
    let assembly = match &args.suffix {
        Some(suffix) => {
            let folder = folder.path().join("cdk.out");
            deployment::synthesize(context, &folder, Some(&plant), Some(suffix.as_str()))?
        }
        None => reference(context, &plant)?,
    };
    let mut stacks = Vec::new();
    for stack in &assembly.stacks {
        let mut stack = Stack::of(stack).map_err(|error| Failure::new(error.to_string()))?;
        if let Some(account) = &args.account {
            stack.account = Some(account.clone());
        }
        stacks.push(stack);
    }
    let policy = policy::least(&Database::bundled()?, &stacks)?;
    let printed = match args.split {
        true => Value::Array(policy.documents.clone()),
        false => policy.whole(),
    };
    ui::data(serde_json::to_string_pretty(&printed)?)?;
    for note in &policy.notes {
        ui::warning(note);
    }
    Ok(())
}

/// The stacks of one plant in the reference assembly.
fn reference(context: &Context, plant: &str) -> Result<Assembly> {
    let mut assembly = Assembly::read(&context.root.join("cdk.out")).map_err(|error| {
        Failure::new(error.to_string()).hint(format!("write it with `{PROGRAM} synth`, or name a suffix"))
    })?;
    assembly.stacks.retain(|stack| {
        stack
            .name
            .strip_prefix(plant)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    });
    if assembly.stacks.is_empty() {
        return Err(
            Failure::new(format!("the assembly in cdk.out has no stack of `{plant}`"))
                .hint(format!("write it with `{PROGRAM} synth`, or name a suffix"))
                .into(),
        );
    }
    Ok(assembly)
}
