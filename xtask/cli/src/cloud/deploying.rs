//! The deployment of one stack, step by step: brought into a state that takes changes, its assets published, a change set made, agreed to and
//! executed, and the result looked at.

use anyhow::{Context as _, Result};
use ferrocdk_spec::Database;
use ferrocdk_toolkit::{
    assembly::Stack,
    publish::{self, Target},
    review::Review,
    stack::{self, Situation, StackDescription},
};

use crate::{
    author,
    aws::Aws,
    cloud::{
        approval::{self, RequireApproval},
        bootstrap,
        change::{self, Prepared},
        follow::Ending,
        publish as assets,
        stacks::{self, Look},
    },
    context::Context,
    deployment,
    failure::Failure,
    interrupt::CleanUp,
    local,
    program::PROGRAM,
    ui,
};

/// The deployment of one stack.
pub(crate) struct Deploying<'a> {
    context: &'a Context,
    pub(crate) stack: &'a Stack,
    /// The caller's identity, from which the role for publishing is taken.
    own: Aws,
    /// The identity that talks to CloudFormation.
    pub(crate) aws: Aws,
}

/// A deployment's next step.
pub(crate) enum Proposal {
    /// The stack is as it should be.
    Same(StackDescription),
    /// CloudFormation finds nothing to change.
    Nothing(Look),
    /// A change set waits for its execution.
    Change(Box<Change>),
    /// The calls were printed, and none was made.
    Rehearsed,
}

/// A change set that waits, with all that is known of it.
pub(crate) struct Change {
    pub(crate) look: Look,
    pub(crate) prepared: Prepared,
    pub(crate) review: Review,
    /// Takes the change set back on Ctrl-C.
    pub(crate) clean_up: CleanUp,
}

impl<'a> Deploying<'a> {
    pub(crate) fn new(context: &'a Context, stack: &'a Stack, aws: &Aws) -> Result<Self> {
        let own = deployment::for_stack(aws, stack);
        let aws = stacks::deployer(&own, stack)?;
        Ok(Self {
            context,
            stack,
            own,
            aws,
        })
    }

    /// Deploys it, asking where somebody has to agree; `None` where it was only rehearsed.
    pub(crate) fn deploy(&self, approval: RequireApproval) -> Result<Option<StackDescription>> {
        let name = self.stack.name.as_str();
        let change = match self.propose(author::operation())? {
            Proposal::Same(description) => return Ok(Some(description)),
            Proposal::Rehearsed => return Ok(None),
            Proposal::Nothing(look) => {
                // Without a stack there would have been something to change.
                let id = look.stack.as_ref().map_or(name, |stack| stack.stack_id.as_str());
                return self.finish(id).map(Some);
            }
            Proposal::Change(change) => change,
        };
        ui::step("Changing", format!("stack {name} in {}", self.aws.region()));
        let Change {
            look,
            prepared,
            review,
            clean_up,
        } = *change;
        approval::agree(&self.aws, self.stack, approval, &review, &look, &prepared)?;
        drop(clean_up);
        self.execute(&prepared, review.rows.len()).map(Some)
    }

    /// Makes everything ready, up to a change set of this name.
    pub(crate) fn propose(&self, operation: String) -> Result<Proposal> {
        let name = self.stack.name.as_str();
        let look = self.prepare()?;
        if let (Some(deployed), Some(template)) = (&look.stack, &look.template)
            && stack::differences(self.stack, deployed, template).is_empty()
        {
            self.look_behind(&deployed.stack_id)?;
            ui::step("Unchanged", format!("stack {name} is as it should be"));
            return Ok(Proposal::Same(deployed.clone()));
        }
        let target = Target {
            account: stacks::account(&self.aws)?,
            region: self.aws.region().to_owned(),
        };
        let publications = publish::publications(self.stack, &target)?;
        bootstrap::ensure(&self.aws, self.stack, &target.account, &publications)?;
        assets::publish(self.context, &self.own, &publications, change::inline(self.stack))?;
        if self.aws.rehearses() {
            change::rehearse(&self.aws, self.stack, &look, &target, &operation)?;
            return Ok(Proposal::Rehearsed);
        }
        let clean_up = change::take_back_on_interrupt(&self.aws, name, &look, &operation)?;
        let Some(prepared) = change::create(&self.aws, self.stack, &look, &target, operation)? else {
            ui::step(
                "Unchanged",
                format!("CloudFormation finds nothing to change in stack {name}"),
            );
            return Ok(Proposal::Nothing(look));
        };
        let template = look.template.as_ref();
        let review = Review::of(&prepared.changes, self.stack, template, &Database::bundled()?);
        Ok(Proposal::Change(Box::new(Change {
            look,
            prepared,
            review,
            clean_up,
        })))
    }

    /// Executes a change set and follows that to its end.
    pub(crate) fn execute(&self, prepared: &Prepared, total: usize) -> Result<StackDescription> {
        let name = self.stack.name.as_str();
        let ending = change::execute(&self.aws, self.stack, prepared, total)?;
        if ending.succeeded {
            return self.finish(&prepared.stack_id);
        }
        Err(self.failed(name, &ending).into())
    }

    /// Reason of a failure, and the way out of the state that the stack is left in.
    fn failed(&self, name: &str, ending: &Ending) -> Failure {
        let failure = ending.failure(&format!("the deployment of stack `{name}`"));
        match (&ending.taken_over_by, ending.status.as_str()) {
            (Some(_), _) => failure.hint("look at what stands there before you deploy again"),
            (None, "UPDATE_ROLLBACK_FAILED") => failure.hint(stacks::stuck_hint(&self.aws, name)),
            (None, "ROLLBACK_FAILED") => failure.hint(format!(
                "the creation failed, and taking it back, too: mend the cause and deploy again, which deletes what is left first; `{PROGRAM} events` tells of it"
            )),
            _ => failure.hint("nothing of this change is in force; mend the cause and deploy again"),
        }
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
                if aws.rehearses() {
                    aws.call(&["cloudformation", "delete-stack", "--stack-name", &found.stack_id])?;
                } else {
                    let resources = stacks::resources(aws, &found.stack_id)?.len();
                    let ending = stacks::delete(aws, found, resources, self.stack)?;
                    if !ending.succeeded {
                        return Err(ending
                            .failure(&format!("the deletion of the failed stack `{name}`"))
                            .hint(format!(
                                "run `{PROGRAM} destroy` for this deployment, then deploy again"
                            ))
                            .into());
                    }
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
    pub(crate) fn finish(&self, stack_id: &str) -> Result<StackDescription> {
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
