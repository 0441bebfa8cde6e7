//! Change sets: made, shown, agreed to, executed.

use std::thread;

use anyhow::{Context as _, Result};
use ferrocdk_toolkit::{
    assembly::Stack,
    aws_error::AwsErrorKind,
    change_set::{ChangeSet, Replacement, Review, Row},
    publish::Target,
    stack::Situation,
};

use crate::{
    aws::{Aws, pairs},
    cloud::{
        follow,
        stacks::{Look, pause},
    },
    failure::Failure,
    ui,
};

/// Name of every change set; there is at most one at a time, and one left over from an interrupted run is replaced.
const NAME: &str = "ferrocdk";

/// Largest template that can travel inside a request, in bytes. Source: CloudFormation quotas.
const INLINE_MAX: u64 = 51_200;

/// Whether the stack's template travels inside the request instead of through the assets bucket.
pub(crate) fn inline(stack: &Stack) -> bool {
    stack.template_size <= INLINE_MAX
}

/// Makes a change set; `None` when there is nothing to change.
pub(crate) fn create(aws: &Aws, stack: &Stack, look: &Look, target: &Target) -> Result<Option<ChangeSet>> {
    let name = stack.name.as_str();
    let properties = &stack.properties;
    let creates = matches!(look.situation(), Situation::Absent | Situation::Review);
    let template = match &properties.stack_template_asset_object_url {
        _ if inline(stack) => format!("file://{}", stack.template_file.display()),
        Some(url) => https(&target.fill(url), &target.region),
        None => {
            return Err(Failure::new(format!(
                "the template of stack `{name}` has {} bytes, more than the {INLINE_MAX} a request can hold, and is no asset",
                stack.template_size
            ))
            .into());
        }
    };
    let parameters = pairs(["ParameterKey", "ParameterValue"], &properties.parameters);
    let tags = pairs(["Key", "Value"], &properties.tags);
    let role = properties
        .cloud_formation_execution_role_arn
        .as_deref()
        .map(|role| target.fill(role));
    let mut args = vec![
        "cloudformation",
        "create-change-set",
        "--stack-name",
        name,
        "--change-set-name",
        NAME,
    ];
    args.extend(["--change-set-type", if creates { "CREATE" } else { "UPDATE" }]);
    args.extend([
        if inline(stack) {
            "--template-body"
        } else {
            "--template-url"
        },
        &template,
    ]);
    args.extend(["--parameters", &parameters, "--tags", &tags]);
    args.extend([
        "--capabilities",
        "CAPABILITY_IAM",
        "CAPABILITY_NAMED_IAM",
        "CAPABILITY_AUTO_EXPAND",
    ]);
    if let Some(role) = role.as_deref().filter(|_| !aws.is_local()) {
        args.extend(["--role-arn", role]);
    }
    if !properties.notification_arns.is_empty() {
        args.push("--notification-arns");
        args.extend(properties.notification_arns.iter().map(String::as_str));
    }
    match aws.call(&args) {
        Err(error) if error.kind == AwsErrorKind::Exists => {
            // On AWS executing removes change sets, so this one was never executed; the local AWS keeps them.
            if !aws.is_local() {
                ui::step(
                    "Removing",
                    format!("the change set an earlier run left on stack {name}"),
                );
            }
            remove(aws, name)?;
            aws.call(&args)
        }
        other => other,
    }
    .with_context(|| format!("cannot make a change set for stack `{name}`"))?;
    let change_set = wait(aws, name)?;
    if change_set.no_changes() {
        remove(aws, name)?;
        return Ok(None);
    }
    if change_set.failed() {
        remove(aws, name)?;
        let reason = change_set
            .status_reason
            .as_deref()
            .unwrap_or("CloudFormation gives no reason");
        return Err(Failure::new(format!(
            "CloudFormation refuses the change set for stack `{name}`: {reason}"
        ))
        .into());
    }
    Ok(Some(change_set))
}

/// CloudFormation takes templates by their HTTPS address, the assembly names them as `s3://bucket/key`.
fn https(url: &str, region: &str) -> String {
    match url.strip_prefix("s3://").and_then(|rest| rest.split_once('/')) {
        Some((bucket, key)) => format!("https://{bucket}.s3.{region}.amazonaws.com/{key}"),
        None => url.to_owned(),
    }
}

fn wait(aws: &Aws, stack: &str) -> Result<ChangeSet> {
    loop {
        let args = [
            "cloudformation",
            "describe-change-set",
            "--stack-name",
            stack,
            "--change-set-name",
            NAME,
        ];
        let change_set: ChangeSet = aws.read(&args).context("cannot read the change set")?;
        if !change_set.pending() {
            return Ok(change_set);
        }
        thread::sleep(pause(aws));
    }
}

/// Deletes the change set.
pub(crate) fn remove(aws: &Aws, stack: &str) -> Result<()> {
    aws.call(&[
        "cloudformation",
        "delete-change-set",
        "--stack-name",
        stack,
        "--change-set-name",
        NAME,
    ])
    .context("cannot delete the change set")
}

/// Executes the change set and follows it to its end.
pub(crate) fn execute(aws: &Aws, stack: &Stack, stack_id: &str, changes: usize) -> Result<follow::Ending> {
    let newest = follow::newest_event(aws, stack_id)?;
    aws.call(&[
        "cloudformation",
        "execute-change-set",
        "--stack-name",
        &stack.name,
        "--change-set-name",
        NAME,
    ])
    .context("cannot execute the change set")?;
    follow::follow(aws, stack_id, newest, changes, &stack.paths)
}

/// Shows a change set as a table, and what it newly permits if `permissions` says so.
pub(crate) fn show(review: &Review, stack: &Stack, permissions: bool) {
    let width = review
        .rows
        .iter()
        .map(|row| row.path.chars().count())
        .max()
        .unwrap_or_default();
    for row in &review.rows {
        show_row(row, width);
    }
    if review.widenings.is_empty() || !permissions {
        return;
    }
    ui::line("  permissions that are added:");
    for widening in &review.widenings {
        let place = ui::styled(ui::DIM, stack.path_of(&widening.logical_id));
        ui::line(format!("  {} {} {place}", ui::styled(ui::YELLOW, "!"), widening.grant));
    }
}

fn show_row(row: &Row, width: usize) {
    let (mark, style) = match (row.action.as_str(), row.replacement) {
        ("remove", _) => ("-", ui::RED),
        (_, Replacement::Yes | Replacement::Maybe) => ("±", ui::RED),
        ("add" | "import", _) => ("+", ui::GREEN),
        _ => ("~", ui::YELLOW),
    };
    let mut notes = Vec::new();
    match row.replacement {
        Replacement::Yes => notes.push("replaced".to_owned()),
        Replacement::Maybe => notes.push("may be replaced".to_owned()),
        Replacement::No => {}
    }
    if row.loses_data {
        notes.push("loses its data".to_owned());
    }
    if !row.properties.is_empty() {
        notes.push(row.properties.join(", "));
    }
    let notes = if notes.is_empty() {
        String::new()
    } else {
        format!("  {}", notes.join("; "))
    };
    ui::line(format!(
        "  {} {:<7} {:<width$} {}{notes}",
        ui::styled(style, mark),
        row.action,
        row.path,
        ui::styled(ui::DIM, &row.resource_type)
    ));
}
