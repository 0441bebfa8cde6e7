//! `plan`: change sets of all stacks, in a file that `apply` executes exactly.

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use ferrocdk_spec::Database;
use ferrocdk_toolkit::{
    diff::{Side, compare},
    plan::{self, Plan, PlannedChangeSet, PlannedStack, Standing, VERSION},
};
use uuid::Uuid;

use crate::{
    cloud::{
        change, deployed,
        deploying::{Deploying, Proposal},
        stacks, topic_rules,
    },
    context::Context,
    deployment::{Deployment, Place},
    failure::Failure,
    lock::Lock,
    program::PROGRAM,
    tools::write_atomically,
    ui,
};

/// Make the change sets of a deployment and write them to a file, for somebody to approve.
///
/// Publishes what the change sets need, shows what would change, and changes nothing. The file binds assembly, change sets and what was shown by hashes;
/// `apply` executes exactly that, whatever the sources say by then, and refuses when anything in the cloud moved since. A stack that reads outputs of one that does not
/// exist yet can be planned when that one stands: --stack leaves it out until then.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  {program} plan --suffix prod --out plan.json
  {program} apply plan.json

Status: 0, 1 where it failed, 2 for a wrong call.")]
pub(crate) struct Args {
    #[command(flatten)]
    place: Place,

    /// File to write.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,

    /// Only this stack; may be given several times.
    #[arg(long = "stack", value_name = "NAME")]
    stacks: Vec<String>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<()> {
    let deployment = Deployment::new(context, &args.place)?;
    if deployment.local {
        return Err(
            Failure::new("the local AWS has nothing that a plan protects, and forgets its change sets")
                .hint(format!(
                    "run `{PROGRAM} deploy --local`, or `{PROGRAM} diff --local` for a look"
                ))
                .code(2)
                .into(),
        );
    }
    let _lock = Lock::take(context, &deployment, "plan")?;
    ui::step("Synthesizing", deployment.name());
    let mut assembly = deployment.synthesize(context)?;
    if let Some(unknown) = args
        .stacks
        .iter()
        .find(|name| assembly.stacks.iter().all(|stack| stack.name != **name))
    {
        let known: Vec<&str> = assembly.stacks.iter().map(|stack| stack.name.as_str()).collect();
        return Err(Failure::new(format!("there is no stack `{unknown}`"))
            .hint(format!("use one of: {}", known.join(", ")))
            .code(2)
            .into());
    }
    assembly
        .stacks
        .retain(|stack| args.stacks.is_empty() || args.stacks.contains(&stack.name));
    let aws = deployment.connect(context, &assembly, true)?;
    let account = stacks::account(&aws)?;
    topic_rules::refuse_overlaps(&aws, &assembly)?;
    let old = deployed::sides(&aws, &assembly)?;
    let new: Result<Vec<Side>, _> = assembly.stacks.iter().map(Side::of_stack).collect();
    let difference = compare(&old, &new?, &Database::bundled()?, false);
    let mut planned = Vec::new();
    for stack in &assembly.stacks {
        let deploying = Deploying::new(context, stack, &aws)?;
        // A name of its own kind: what cleans up after interrupted runs leaves it alone.
        let operation = format!("ferrocdk-plan-{}", Uuid::new_v4().simple());
        let (before, change_set) = match deploying.propose(operation)? {
            Proposal::Same(description) => (Some(Standing::from(&description)), None),
            Proposal::Nothing(look) => (look.stack.as_ref().map(Standing::from), None),
            Proposal::Rehearsed => (None, None),
            Proposal::Change(found) => {
                change::show(&found.review, stack, true);
                let prepared = &found.prepared;
                let planned = PlannedChangeSet {
                    id: prepared.id.clone(),
                    stack_id: prepared.stack_id.clone(),
                    operation: prepared.operation.clone(),
                    changes: plan::changes(&prepared.changes),
                    resources: found.review.rows.len(),
                };
                // From here on it is meant to stay.
                (found.look.stack.as_ref().map(Standing::from), Some(planned))
            }
        };
        planned.push(PlannedStack {
            name: stack.name.clone(),
            region: deploying.aws.region().to_owned(),
            template: plan::hash(&stack.template),
            change_set,
            before,
            role: stack.properties.assume_role_arn.clone(),
            termination_protection: stack.properties.termination_protection.unwrap_or(false),
            paths: stack.paths.clone(),
            sources: stack.sources.clone(),
        });
    }
    let shown = anstream::adapter::strip_str(&difference.to_text()).to_string();
    ui::styled_data(difference.to_text())?;
    let waiting = planned.iter().filter(|stack| stack.change_set.is_some()).count();
    let plan = Plan {
        version: VERSION,
        deployment: deployment.name().to_owned(),
        local: deployment.local,
        account,
        stacks: planned,
        shown,
        hash: String::new(),
    };
    let text = plan.seal().context("cannot write the plan")?;
    write_atomically(&std::path::absolute(&args.out)?, text.as_bytes())?;
    ui::step(
        "Planned",
        format!(
            "{waiting} of {} stacks change; nothing was changed yet",
            assembly.stacks.len()
        ),
    );
    ui::hint(format!(
        "have it approved, then run `{PROGRAM} apply {}`",
        args.out.display()
    ));
    Ok(())
}
