//! Looking at stacks.

use std::{thread, time::Duration};

use anyhow::{Context as _, Result};
use ferrocdk_toolkit::{
    assembly::Stack,
    author::whoever,
    events::Kind,
    publish::Target,
    stack::{DescribeStacks, Situation, StackDescription},
};
use serde::Deserialize;
use serde_json::Value;

use crate::{
    author,
    aws::{Aws, AwsResult},
    cloud::follow::{self, Operation},
    failure::Failure,
    ui,
};

/// A stack as it stands, with its template.
#[derive(Debug)]
pub(crate) struct Look {
    /// CloudFormation's description of it; `None` when it does not exist.
    pub(crate) stack: Option<StackDescription>,
    /// The template in force; a stack that was only reviewed has none.
    pub(crate) template: Option<Value>,
}

impl Look {
    /// Steps that are possible with it.
    pub(crate) fn situation(&self) -> Situation {
        Situation::of(self.stack.as_ref().map(|stack| stack.stack_status.as_str()))
    }
}

/// A stack's description, if it exists.
pub(crate) fn describe(aws: &Aws, name: &str) -> AwsResult<Option<StackDescription>> {
    let found: Option<DescribeStacks> = aws.find(&["cloudformation", "describe-stacks", "--stack-name", name])?;
    Ok(found.and_then(|answer| answer.stacks.into_iter().next()))
}

/// A stack and its template, asked for at the same time: each call of the CLI takes most of a second.
pub(crate) fn look(aws: &Aws, name: &str) -> Result<Look> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Template {
        template_body: Value,
    }
    let args = [
        "cloudformation",
        "get-template",
        "--template-stage",
        "Original",
        "--stack-name",
        name,
    ];
    let (stack, template) = thread::scope(|scope| {
        let template = scope.spawn(|| aws.find::<Template>(&args));
        (describe(aws, name), template.join())
    });
    let stack = stack.with_context(|| format!("cannot look at stack `{name}`"))?;
    // A stack in review answers the second call with an error of its own; that it has no template is all that matters. That of a stack which
    // is gone must not count: everything is new to the one that comes after it.
    let template = template.ok().and_then(Result::ok).flatten().filter(|_| stack.is_some());
    let template = template.map(|template| match template.template_body {
        Value::String(text) => serde_json::from_str(&text).unwrap_or(Value::String(text)),
        body => body,
    });
    Ok(Look { stack, template })
}

/// Waits for what is running on a stack, and looks again.
pub(crate) fn settle(aws: &Aws, name: &str) -> Result<Look> {
    let mut shown = String::new();
    loop {
        let look = look(aws, name)?;
        match (look.situation(), &look.stack) {
            (Situation::Busy, Some(stack)) => {
                if shown != stack.stack_status {
                    let by = whoever(follow::newest_start(aws, &stack.stack_id).as_deref());
                    ui::step("Waiting", format!("stack {name} is in {}, by {by}", stack.stack_status));
                    shown.clone_from(&stack.stack_status);
                }
                thread::sleep(pause(aws));
            }
            _ => return Ok(look),
        }
    }
}

/// Time between two looks at something that is going on.
pub(crate) fn pause(aws: &Aws) -> Duration {
    if aws.is_local() {
        Duration::from_millis(200)
    } else {
        Duration::from_secs(2)
    }
}

/// Deletes a stack of so many resources, which an assembly has as `of`, and follows that to its end.
pub(crate) fn delete(aws: &Aws, stack: &StackDescription, resources: usize, of: &Stack) -> Result<follow::Ending> {
    let (name, stack_id) = (&stack.stack_name, stack.stack_id.as_str());
    let newest = follow::newest_event(aws, stack_id)?;
    let token = author::operation();
    aws.call(&[
        "cloudformation",
        "delete-stack",
        "--stack-name",
        stack_id,
        "--client-request-token",
        &token,
    ])
    .with_context(|| format!("cannot delete stack `{name}`"))?;
    let operation = Operation {
        stack_id,
        kind: Kind::Delete,
        token: &token,
        newest,
        total: resources,
    };
    follow::follow(aws, operation, of)
}

/// The way to call CloudFormation for a stack: with the bootstrap stack's deploy role if it can be assumed, or else with the caller's own
/// identity, as the CDK CLI does. The local AWS has no such role.
pub(crate) fn deployer(aws: &Aws, stack: &Stack) -> Result<Aws> {
    let Some(role) = stack.properties.assume_role_arn.as_deref().filter(|_| !aws.is_local()) else {
        return Ok(aws.clone());
    };
    // Asking who we are comes first: missing credentials show here, before anything is built.
    let target = Target {
        account: account(aws)?,
        region: aws.region().to_owned(),
    };
    Ok(aws.assume(&target.fill(role)).unwrap_or_else(|_| aws.clone()))
}

/// Twelve digits of the account, which has to be one of AWS unless the local AWS is meant.
pub(crate) fn account(aws: &Aws) -> Result<String> {
    let account = aws.account()?;
    if !aws.is_local() && account.bytes().all(|digit| digit == b'0') {
        return Err(Failure::new(format!(
            "the calls do not reach AWS: whoever answers says that this is account {account}, as emulators do"
        ))
        .hint("add --local for the local AWS; for AWS, look for an `endpoint_url` in the profile that is used")
        .into());
    }
    Ok(account)
}

/// One resource of a stack.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Resource {
    /// Its logical id.
    pub(crate) logical_resource_id: String,
    /// Its name or ARN, once it has one.
    #[serde(default)]
    pub(crate) physical_resource_id: String,
    /// Its type.
    pub(crate) resource_type: String,
    /// Its status.
    pub(crate) resource_status: String,
}

/// The resources of a stack that exist.
pub(crate) fn resources(aws: &Aws, stack: &str) -> Result<Vec<Resource>> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Answer {
        stack_resource_summaries: Vec<Resource>,
    }
    let args = ["cloudformation", "list-stack-resources", "--stack-name", stack];
    let found: Option<Answer> = aws.find(&args).context("cannot list the stack's resources")?;
    let mut resources = found.map(|answer| answer.stack_resource_summaries).unwrap_or_default();
    resources.retain(|resource| resource.resource_status != "DELETE_COMPLETE");
    Ok(resources)
}

/// The error for a stack whose roll-back is stuck.
pub(crate) fn stuck(aws: &Aws, name: &str) -> anyhow::Error {
    Failure::new(format!(
        "stack `{name}` is in UPDATE_ROLLBACK_FAILED: an earlier roll-back could not be finished"
    ))
    .hint(stuck_hint(aws, name))
    .into()
}

/// The way out of a roll-back that is stuck.
pub(crate) fn stuck_hint(aws: &Aws, name: &str) -> String {
    format!(
        "mend the cause shown in its events, then run `aws cloudformation continue-update-rollback --region {} --stack-name {name}`",
        aws.region()
    )
}
