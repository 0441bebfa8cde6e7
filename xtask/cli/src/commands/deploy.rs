//! `deploy`: from the app's sources to a running deployment.

use anyhow::{Context as _, Result};
use ferrocdk_spec::Database;
use ferrocdk_toolkit::{
    assembly::Stack,
    outputs::FlatOutputs,
    publish::{self, Target},
    review::Review,
    stack::{self, Situation, StackDescription},
};

use crate::{
    author,
    aws::Aws,
    cloud::{
        approval::{self, RequireApproval},
        bootstrap, change,
        stacks::{self, Look},
        topic_rules,
    },
    commands::outputs as shown_outputs,
    context::Context,
    deployment::{self, Deployment, Place},
    failure::Failure,
    format::FormatArg,
    local,
    lock::Lock,
    program::PROGRAM,
    ui,
};

/// Deploy a plant to AWS, or to this machine with --local.
///
/// Synthesizes, builds the functions, publishes what is missing, shows what would change, asks where permissions widen or data is lost,
/// deploys, and writes the outputs to cfn-outputs/flat-outputs.json. On failure it names the first causes and follows the roll-back.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  {program} deploy --suffix dev --local
  {program} deploy --suffix prod --profile prod
  {program} deploy --suffix prod --require-approval any-change

Status: 0, 1 where it failed or was not agreed to, 2 for a wrong call, 3 where the local AWS is down, 130 when interrupted.")]
pub(crate) struct Args {
    #[command(flatten)]
    place: Place,

    /// Agree to everything; nothing is asked. As --require-approval never.
    #[arg(long, conflicts_with = "require_approval")]
    yes: bool,

    /// Changes that a person has to agree to. Without a terminal, they are refused.
    #[arg(long, value_enum, default_value = "broadening", value_name = "WHICH")]
    require_approval: RequireApproval,

    /// Deploy although another deployment's topic rule selects the same messages: each then receives those of both.
    #[arg(long)]
    share_topic: bool,

    #[command(flatten)]
    format: FormatArg,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<()> {
    let approval = if args.yes {
        RequireApproval::Never
    } else {
        args.require_approval
    };
    let outputs = deploy(context, &args.place, approval, args.share_topic)?;
    args.format.print(&outputs, || shown_outputs::text(&outputs))
}

/// Deploys and returns the outputs.
pub(crate) fn deploy(
    context: &Context,
    place: &Place,
    approval: RequireApproval,
    share_topic: bool,
) -> Result<FlatOutputs> {
    let deployment = Deployment::new(context, place)?;
    let _lock = Lock::take(context, &deployment, "deploy")?;
    ui::step("Synthesizing", deployment.name());
    let mut assembly = deployment.synthesize(context)?;
    let aws = deployment.connect(context, &assembly, true)?;
    if deployment.local {
        for stack in &mut assembly.stacks {
            local::fit(context, stack)?;
        }
    }
    if !share_topic {
        topic_rules::refuse_overlaps(&aws, &assembly)?;
    }
    let mut described = Vec::new();
    for stack in &assembly.stacks {
        let own = deployment::for_stack(&aws, stack);
        let aws = stacks::deployer(&own, stack)?;
        described.push(
            Run {
                context,
                stack,
                own,
                aws,
                approval,
            }
            .deploy()?,
        );
    }
    let outputs = shown_outputs::complete(&described, &aws)?;
    shown_outputs::write(context, &deployment, &outputs)?;
    Ok(outputs)
}

/// The deployment of one stack.
struct Run<'a> {
    context: &'a Context,
    stack: &'a Stack,
    /// The caller's identity, from which the role for publishing is taken.
    own: Aws,
    /// The identity that talks to CloudFormation.
    aws: Aws,
    approval: RequireApproval,
}

impl Run<'_> {
    fn deploy(&self) -> Result<StackDescription> {
        let name = self.stack.name.as_str();
        let look = self.prepare()?;
        if let (Some(deployed), Some(template)) = (&look.stack, &look.template)
            && stack::differences(self.stack, deployed, template).is_empty()
        {
            self.look_behind(&deployed.stack_id)?;
            ui::step("Unchanged", format!("stack {name} is as it should be"));
            return Ok(deployed.clone());
        }
        let target = Target {
            account: stacks::account(&self.aws)?,
            region: self.aws.region().to_owned(),
        };
        let publications = publish::publications(self.stack, &target)?;
        bootstrap::ensure(&self.aws, self.stack, &target.account, &publications)?;
        crate::cloud::publish::publish(self.context, &self.own, &publications, change::inline(self.stack))?;

        let operation = author::operation();
        let clean_up = change::take_back_on_interrupt(&self.aws, name, &look, &operation)?;
        let Some(prepared) = change::create(&self.aws, self.stack, &look, &target, operation)? else {
            ui::step(
                "Unchanged",
                format!("CloudFormation finds nothing to change in stack {name}"),
            );
            // Without a stack there would have been something to change.
            let id = look.stack.as_ref().map_or(name, |stack| stack.stack_id.as_str());
            return self.finish(id);
        };
        let review = Review::of(
            &prepared.changes,
            self.stack,
            look.template.as_ref(),
            &Database::bundled()?,
        );
        ui::step("Changing", format!("stack {name} in {}", self.aws.region()));
        approval::agree(&self.aws, self.stack, self.approval, &review, &look, &prepared)?;
        drop(clean_up);
        let ending = change::execute(&self.aws, self.stack, &prepared, review.rows.len())?;
        if ending.succeeded {
            return self.finish(&prepared.stack_id);
        }
        let failure = ending.failure(&format!("the deployment of stack `{name}`"));
        Err(match (&ending.taken_over_by, Situation::of(Some(&ending.status))) {
            (Some(_), _) => failure.hint("look at what stands there before you deploy again"),
            (None, Situation::RollbackStuck) => failure.hint(stacks::stuck_hint(&self.aws, name)),
            _ => failure.hint("nothing of this change is in force; mend the cause and deploy again"),
        }
        .into())
    }

    /// Brings the stack into a state in which a change set can be made, saying what was found.
    fn prepare(&self) -> Result<Look> {
        let (aws, name) = (&self.aws, self.stack.name.as_str());
        let mut look = stacks::look(aws, name)?;
        if look.situation() == Situation::Busy {
            look = stacks::settle(aws, name)?;
        }
        match (look.situation(), &look.stack) {
            (Situation::RollbackStuck, _) => Err(stacks::stuck(aws, name)),
            (Situation::DeletionFailed, _) => Err(Failure::new(format!(
                "stack `{name}` is in DELETE_FAILED: an earlier deletion could not be finished"
            ))
            .hint(format!(
                "run `{PROGRAM} destroy` for this deployment, then deploy again"
            ))
            .into()),
            (Situation::CreationFailed, Some(found)) => {
                ui::step(
                    "Deleting",
                    format!("stack {name}, whose creation failed earlier ({})", found.stack_status),
                );
                let resources = stacks::resources(aws, &found.stack_id)?.len();
                let ending = stacks::delete(aws, found, resources, &self.stack.paths)?;
                if !ending.succeeded {
                    return Err(ending
                        .failure(&format!("the deletion of the failed stack `{name}`"))
                        .into());
                }
                Ok(Look {
                    stack: None,
                    template: None,
                })
            }
            (Situation::Review, _) => {
                ui::step(
                    "Found",
                    format!("stack {name} with a change set that was never executed; it is made anew"),
                );
                Ok(look)
            }
            _ => Ok(look),
        }
    }

    /// Makes sure that the stack with this ARN stands, sets what is no part of a change set, and looks at the result.
    fn finish(&self, stack_id: &str) -> Result<StackDescription> {
        let name = self.stack.name.as_str();
        let found = stacks::describe(&self.aws, stack_id).with_context(|| format!("cannot look at stack `{name}`"))?;
        let situation = Situation::of(found.as_ref().map(|found| found.stack_status.as_str()));
        let Some(description) = found.as_ref().filter(|_| situation == Situation::Ready) else {
            let status = found.map_or_else(|| "DELETE_COMPLETE".to_owned(), |found| found.stack_status);
            return Err(Failure::new(format!(
                "stack `{name}` does not stand as it was deployed: somebody else changed it meanwhile, and it is in {status}"
            ))
            .hint("look at what stands there before you deploy again")
            .into());
        };
        let wanted = self.stack.properties.termination_protection.unwrap_or(false);
        if description.enable_termination_protection != wanted {
            let flag = if wanted {
                "--enable-termination-protection"
            } else {
                "--no-enable-termination-protection"
            };
            self.aws
                .call(&[
                    "cloudformation",
                    "update-termination-protection",
                    "--stack-name",
                    stack_id,
                    flag,
                ])
                .with_context(|| format!("cannot set the termination protection of stack `{name}`"))?;
        }
        self.look_behind(stack_id)?;
        ui::step("Deployed", format!("stack {name} ({})", description.stack_status));
        Ok(description.clone())
    }

    /// Locally a stack can be complete without everything that its template says. Fails where AWS would have failed.
    fn look_behind(&self, stack_id: &str) -> Result<()> {
        if !self.aws.is_local() {
            return Ok(());
        }
        let name = self.stack.name.as_str();
        let found = local::settle(self.context, stack_id)?;
        if !found.dropped.is_empty() {
            let dropped = found.dropped.join(", ");
            ui::warning(format!(
                "the local AWS leaves out of stack {name} what AWS would set: {dropped}"
            ));
        }
        for waiting in &found.waiting {
            ui::warning(format!("stack {name}: {waiting}"));
        }
        if !found.problems.is_empty() {
            return Err(Failure::new(format!(
                "stack `{name}` is complete, but not all of it is there: {}",
                found.problems.join("; ")
            ))
            .hint("AWS would have refused this; mend the cause and deploy again")
            .into());
        }
        if !found.settled && found.waiting.is_empty() {
            ui::warning(format!(
                "the local AWS has not yet set all that stack {name} says; `{PROGRAM} local status` tells more"
            ));
        }
        Ok(())
    }
}
