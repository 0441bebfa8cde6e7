//! `destroy`: deletes a deployment with everything in it, and makes sure that it is gone.

use std::fs;

use anyhow::{Context as _, Result};
use ferrocdk_toolkit::{
    assembly::{Assembly, Stack},
    stack::{Situation, StackDescription},
};
use serde::Deserialize;
use serde_json::Value;

use crate::{
    aws::Aws,
    cloud::{
        buckets, devices,
        stacks::{self, Look, Resource},
    },
    commands::outputs as shown_outputs,
    context::Context,
    deployment::{self, Deployment, Place},
    failure::Failure,
    local,
    lock::Lock,
    ui,
};

/// Delete a deployment with everything in it.
///
/// Empties its buckets, removes its devices, deletes its stacks, and verifies that nothing is left. What the template says to retain stays, and
/// is listed.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  {program} destroy --suffix dev --local
  {program} destroy --plant sao-paulo --suffix dev --yes

Status: 0, 1 where it failed or was not agreed to, 3 where the local AWS is down, 130 when interrupted.")]
pub(crate) struct Args {
    #[command(flatten)]
    place: Place,

    /// Do not ask for confirmation.
    #[arg(long)]
    yes: bool,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<()> {
    let deployment = Deployment::new(context, &args.place)?;
    let _lock = Lock::take(context, &deployment, "destroy")?;
    let assembly = deployment.assembly(context)?;
    let aws = deployment.connect(context, &assembly, false)?;
    let standing = standing(&aws, &assembly)?;
    if standing.is_empty() {
        ui::step("Found", format!("no stack of {}: nothing to delete", deployment.name()));
        devices::remove_all(context, &deployment, &aws)?;
        return forget(context, &deployment, &[]);
    }
    for (stack, found) in &standing {
        if found
            .stack
            .as_ref()
            .is_some_and(|found| found.enable_termination_protection)
        {
            let (name, region) = (&stack.name, aws.region());
            return Err(Failure::new(format!("stack `{name}` is protected against deletion"))
                .hint(format!(
                    "run `aws cloudformation update-termination-protection --no-enable-termination-protection --region {region} --stack-name {name}` first"
                ))
                .into());
        }
    }
    confirm(&deployment, args.yes)?;
    devices::remove_all(context, &deployment, &aws)?;
    let mut left = Vec::new();
    for (stack, found) in standing.iter().rev() {
        if let Some(description) = &found.stack {
            if deployment.local {
                local::release(context, &description.stack_id)?;
            }
            left.extend(
                Run {
                    aws: deployment::for_stack(&aws, stack),
                    stack,
                    found,
                }
                .destroy(description)?,
            );
        }
    }
    let descriptions: Vec<_> = standing.iter().filter_map(|(_, found)| found.stack.clone()).collect();
    forget(context, &deployment, &descriptions)?;
    ui::step("Destroyed", deployment.name());
    if !left.is_empty() {
        ui::warning(format!(
            "these stay, because the template retains them or CloudFormation does not know them: {}",
            left.join(", ")
        ));
    }
    Ok(())
}

/// The stacks of the deployment that exist, in the order in which they were deployed.
fn standing<'a>(aws: &Aws, assembly: &'a Assembly) -> Result<Vec<(&'a Stack, Look)>> {
    let mut standing = Vec::new();
    for stack in &assembly.stacks {
        let found = stacks::settle(&deployment::for_stack(aws, stack), &stack.name)?;
        if found.situation() != Situation::Absent {
            standing.push((stack, found));
        }
    }
    Ok(standing)
}

fn confirm(deployment: &Deployment, yes: bool) -> Result<()> {
    if yes || deployment.local {
        return Ok(());
    }
    let name = deployment.name();
    if !ui::interactive() {
        return Err(
            Failure::new(format!("deleting {name} and all its data needs somebody's approval"))
                .hint("run the same command with --yes")
                .into(),
        );
    }
    ui::warning(format!("{name} is deleted with all its data"));
    let (kind, word) = deployment.word();
    match ui::ask(format!("type the {kind} `{word}` to go on:"))? {
        answer if answer == word => Ok(()),
        _ => Err(Failure::new("nothing was deleted").into()),
    }
}

/// The deletion of one stack.
struct Run<'a> {
    aws: Aws,
    stack: &'a Stack,
    found: &'a Look,
}

/// How often deletion is tried when a bucket was filled again meanwhile: what still runs may write until it is deleted itself.
const ATTEMPTS: usize = 3;

impl Run<'_> {
    /// Deletes the stack and returns what is left of it.
    fn destroy(&self, description: &StackDescription) -> Result<Vec<String>> {
        let name = &self.stack.name;
        ui::step("Deleting", format!("stack {name} in {}", self.aws.region()));
        let deployer = stacks::deployer(&self.aws, self.stack)?;
        let resources = stacks::resources(&deployer, &description.stack_id)?;
        for attempt in 1.. {
            self.clear(&resources)?;
            let ending = stacks::delete(&deployer, description, resources.len(), self.stack)?;
            if ending.succeeded {
                return self.verify(description, &resources, ending.kept);
            }
            let filled_again = ending.causes.iter().any(|cause| cause.reason.contains("not empty"));
            if attempt == ATTEMPTS || !filled_again {
                return Err(ending
                    .failure(&format!("the deletion of stack `{name}`"))
                    .hint("mend the cause and run the same command again; it goes on where it stopped")
                    .into());
            }
        }
        Ok(Vec::new())
    }

    /// Removes what keeps CloudFormation from deleting resources.
    fn clear(&self, resources: &[Resource]) -> Result<()> {
        for resource in resources
            .iter()
            .filter(|resource| !resource.physical_resource_id.is_empty())
        {
            let physical = resource.physical_resource_id.as_str();
            match resource.resource_type.as_str() {
                // A bucket that outlives its stack keeps its contents.
                "AWS::S3::Bucket" if !self.retained(&resource.logical_resource_id) => {
                    buckets::empty(&self.aws, physical)?;
                }
                "AWS::IoT::Policy" => devices::detach_policy(&self.aws, physical)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn retained(&self, logical_id: &str) -> bool {
        let template = self.found.template.as_ref().unwrap_or(&self.stack.template);
        let policy = template
            .get("Resources")
            .and_then(|resources| resources.get(logical_id)?.get("DeletionPolicy"));
        policy
            .and_then(Value::as_str)
            .is_some_and(|policy| policy.starts_with("Retain"))
    }

    /// Makes sure that the stack is gone, and finds what stays behind.
    fn verify(
        &self,
        description: &StackDescription,
        resources: &[Resource],
        mut left: Vec<String>,
    ) -> Result<Vec<String>> {
        let now = stacks::describe(&self.aws, &description.stack_id)?;
        if let Some(now) = now.filter(|now| now.stack_status != "DELETE_COMPLETE") {
            return Err(Failure::new(format!(
                "stack `{}` is still there, in {}",
                self.stack.name, now.stack_status
            ))
            .into());
        }
        for function in resources
            .iter()
            .filter(|resource| resource.resource_type == "AWS::Lambda::Function")
        {
            left.extend(log_groups(
                &self.aws,
                &format!("/aws/lambda/{}", function.physical_resource_id),
            )?);
        }
        left.sort();
        left.dedup();
        Ok(left)
    }
}

/// Log groups with this prefix: Lambda makes them itself for functions whose template names none.
fn log_groups(aws: &Aws, prefix: &str) -> Result<Vec<String>> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Answer {
        log_groups: Vec<LogGroup>,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct LogGroup {
        log_group_name: String,
    }
    let answer: Option<Answer> = aws
        .find(&["logs", "describe-log-groups", "--log-group-name-prefix", prefix])
        .context("cannot list log groups")?;
    let groups = answer.map(|answer| answer.log_groups).unwrap_or_default();
    Ok(groups
        .into_iter()
        .map(|group| format!("log group {}", group.log_group_name))
        .collect())
}

/// Removes what this workspace keeps of the deployment.
fn forget(context: &Context, deployment: &Deployment, gone: &[StackDescription]) -> Result<()> {
    for folder in [deployment.folder().to_owned(), deployment.devices(context)] {
        if folder.exists() {
            fs::remove_dir_all(&folder).with_context(|| format!("cannot remove `{}`", folder.display()))?;
        }
    }
    let own = context.root.join(shown_outputs::own_file(deployment));
    if own.is_file() {
        fs::remove_file(&own).with_context(|| format!("cannot remove `{}`", own.display()))?;
    }
    // The file may hold the outputs of another deployment, which still stands.
    let file = context.root.join(shown_outputs::FILE);
    let is_own = |text: String| shown_outputs::is_of(&text, gone);
    if !gone.is_empty() && fs::read_to_string(&file).ok().map_or(Ok(false), is_own)? {
        fs::remove_file(&file).with_context(|| format!("cannot remove `{}`", file.display()))?;
    }
    Ok(())
}
