//! Change sets: made, shown, agreed to, executed.

use std::thread;

use anyhow::{Context as _, Result};
use ferrocdk_facts::INLINE_TEMPLATE_MAX;
use ferrocdk_toolkit::{
    assembly::Stack,
    author::{Author, is_left_over, whoever},
    aws_error::{AwsError, AwsErrorKind},
    change_set::{ChangeSet, CreatedChangeSet, ListChangeSets},
    events::Kind,
    publish::Target,
    review::{Replacement, Review, Row},
    stack::Situation,
};

use crate::{
    author,
    aws::{Aws, absent, pairs},
    cloud::{
        follow::{self, Operation},
        stacks::{self, Look, pause},
    },
    failure::Failure,
    interrupt::CleanUp,
    ui,
};

/// A change set that waits for its execution.
#[derive(Debug)]
pub(crate) struct Prepared {
    /// Its ARN. A name could stand for another one by the time it is executed.
    pub(crate) id: String,
    /// ARN of the stack it is made for.
    pub(crate) stack_id: String,
    /// The operation that executing it is.
    pub(crate) operation: String,
    /// The changes.
    pub(crate) changes: ChangeSet,
}

/// Whether the stack's template travels inside the request instead of through the assets bucket.
pub(crate) fn inline(stack: &Stack) -> bool {
    stack.template_size <= INLINE_TEMPLATE_MAX
}

/// While it lives, Ctrl-C takes back the change set of an operation, and with it the stack that exists for it alone: neither a change set that
/// nobody executes nor a stack in `REVIEW_IN_PROGRESS` is left.
pub(crate) fn take_back_on_interrupt(aws: &Aws, stack: &str, look: &Look, operation: &str) -> Result<CleanUp> {
    let (aws, stack, operation) = (aws.clone(), stack.to_owned(), operation.to_owned());
    let is_new = look.situation() == Situation::Absent;
    CleanUp::new(move || {
        ui::line("");
        ui::step(
            "Interrupted",
            format!("the change set of stack {stack} is taken back; nothing was deployed"),
        );
        let result = aws.call(&[
            "cloudformation",
            "delete-change-set",
            "--stack-name",
            &stack,
            "--change-set-name",
            &operation,
        ]);
        let stands_empty = || {
            let found = stacks::describe(&aws, &stack).ok().flatten();
            found.filter(|found| Situation::of(Some(&found.stack_status)) == Situation::Review)
        };
        let result = absent(result).and_then(|_| match stands_empty().filter(|_| is_new) {
            Some(found) => aws.call(&["cloudformation", "delete-stack", "--stack-name", &found.stack_id]),
            None => Ok(()),
        });
        if let Err(error) = result {
            ui::warning(format!(
                "something of stack {stack} may be left: {error}; the next deployment cleans it up"
            ));
        }
    })
}

/// The call that makes a change set for an operation.
fn call(aws: &Aws, stack: &Stack, look: &Look, target: &Target, operation: &str) -> Result<Vec<String>> {
    let name = stack.name.as_str();
    let properties = &stack.properties;
    let creates = matches!(look.situation(), Situation::Absent | Situation::Review);
    let template = match &properties.stack_template_asset_object_url {
        _ if inline(stack) => format!("file://{}", stack.template_file.display()),
        Some(url) => match (aws.local_endpoint(), target.fill(url).strip_prefix("s3://")) {
            // The emulator finds buckets in paths alone.
            (Some(endpoint), Some(object)) => format!("{}/{object}", endpoint.trim_end_matches('/')),
            _ => https(&target.fill(url), target),
        },
        None => {
            return Err(Failure::new(format!(
                "the template of stack `{name}` has {} bytes, more than the {INLINE_TEMPLATE_MAX} a request can hold, and is no asset",
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
        operation,
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
    Ok(args.into_iter().map(str::to_owned).collect())
}

/// Prints the calls by which a change set would be made, looked at and executed.
pub(crate) fn rehearse(aws: &Aws, stack: &Stack, look: &Look, target: &Target, operation: &str) -> Result<()> {
    let create = call(aws, stack, look, target, operation)?;
    let create: Vec<&str> = create.iter().map(String::as_str).collect();
    ui::data(aws.line(&create))?;
    let name = stack.name.as_str();
    let of = ["--stack-name", name, "--change-set-name", operation];
    for (verb, further) in [
        ("describe-change-set", [].as_slice()),
        ("execute-change-set", &["--client-request-token", operation]),
    ] {
        ui::data(aws.line(&[&["cloudformation", verb], of.as_slice(), further].concat()))?;
    }
    ui::data(aws.line(&["cloudformation", "describe-stack-events", "--stack-name", name]))
}

/// Makes a change set for an operation; `None` when there is nothing to change.
pub(crate) fn create(
    aws: &Aws,
    stack: &Stack,
    look: &Look,
    target: &Target,
    operation: String,
) -> Result<Option<Prepared>> {
    let name = stack.name.as_str();
    let args = call(aws, stack, look, target, &operation)?;
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let exists = look.stack.is_some();
    let (created, others) = thread::scope(|scope| {
        let others = exists.then(|| scope.spawn(|| waiting(aws, name)));
        (
            aws.read::<CreatedChangeSet>(&args),
            others.map(thread::ScopedJoinHandle::join),
        )
    });
    let created = created
        .map_err(|error| refused(aws, name, look, error))
        .with_context(|| format!("cannot make a change set for stack `{name}`"))?;
    if let Some(Ok(others)) = others {
        sweep(aws, name, &created.id, &others?)?;
    }
    let changes = wait(aws, &created.id)?;
    let prepared = Prepared {
        id: created.id,
        stack_id: created.stack_id,
        operation,
        changes,
    };
    if prepared.changes.no_changes() {
        remove(aws, &prepared)?;
        return Ok(None);
    }
    if prepared.changes.failed() {
        remove(aws, &prepared)?;
        let reason = prepared.changes.status_reason.as_deref();
        let reason = reason.unwrap_or("CloudFormation gives no reason");
        return Err(Failure::new(format!(
            "CloudFormation refuses the change set for stack `{name}`: {reason}"
        ))
        .into());
    }
    Ok(Some(prepared))
}

/// ARNs and names of the change sets that wait for their execution on a stack; none where this may not be asked, as by the deploy role of AWS
/// CDK's bootstrap stack.
fn waiting(aws: &Aws, stack: &str) -> Result<Vec<(String, String)>> {
    let list = match aws.find::<ListChangeSets>(&["cloudformation", "list-change-sets", "--stack-name", stack]) {
        Err(error) if error.kind == AwsErrorKind::Denied => None,
        found => found.with_context(|| format!("cannot list the change sets of stack `{stack}`"))?,
    };
    let list = list.into_iter().flat_map(|list| list.summaries);
    // The local AWS keeps those that were executed.
    let list = list.filter(|summary| !summary.execution_status.starts_with("EXECUTE_"));
    Ok(list
        .map(|summary| (summary.change_set_id, summary.change_set_name))
        .collect())
}

/// Removes what interrupted runs of the same user left on this machine, and tells of what others have there: executing any change set discards
/// all others of its stack.
fn sweep(aws: &Aws, stack: &str, own: &str, waiting: &[(String, String)]) -> Result<()> {
    let me = author::own();
    for (id, name) in waiting.iter().filter(|(id, _)| id != own) {
        if is_left_over(name, &me, author::runs) {
            ui::step(
                "Removing",
                format!("the change set an earlier run left on stack {stack}"),
            );
            absent(aws.call(&["cloudformation", "delete-change-set", "--change-set-name", id]))
                .context("cannot delete a change set that was left over")?;
        } else {
            let by = Author::of(name).map_or_else(|| format!("`{name}`"), |author| format!("that of {author}"));
            ui::warning(format!(
                "another change set waits on stack {stack}, {by}; deploying discards it"
            ));
        }
    }
    Ok(())
}

/// Says who is at work on the stack, where that is why a call was refused.
fn refused(aws: &Aws, stack: &str, look: &Look, error: AwsError) -> anyhow::Error {
    let now = stacks::describe(aws, stack).ok().flatten();
    let before = look.stack.as_ref();
    let changed = match (&now, before) {
        (Some(now), Some(before)) => (&now.stack_id, &now.stack_status) != (&before.stack_id, &before.stack_status),
        (now, before) => now.is_some() != before.is_some(),
    };
    if changed {
        overtaken(aws, stack).into()
    } else {
        error.into()
    }
}

/// The error where what was shown could not be made because somebody else was quicker.
fn overtaken(aws: &Aws, stack: &str) -> Failure {
    let now = match stacks::describe(aws, stack) {
        Ok(Some(now)) => {
            let by = whoever(follow::newest_start(aws, &now.stack_id).as_deref());
            format!("it is in {}, by {by}", now.stack_status)
        }
        Ok(None) => "it is gone".to_owned(),
        Err(error) => error.to_string(),
    };
    Failure::new(format!(
        "nothing was deployed: stack `{stack}` was changed meanwhile; {now}"
    ))
    .hint("run the same command again: it shows the changes against the stack as it is then")
}

/// CloudFormation takes templates by their HTTPS address, the assembly names them as `s3://bucket/key`.
fn https(url: &str, target: &Target) -> String {
    match url.strip_prefix("s3://").and_then(|rest| rest.split_once('/')) {
        Some((bucket, key)) => format!(
            "https://{bucket}.s3.{}.{}/{key}",
            target.region,
            target.partition().dns_suffix
        ),
        None => url.to_owned(),
    }
}

/// A change set, once it is made.
pub(crate) fn wait(aws: &Aws, id: &str) -> Result<ChangeSet> {
    let _going = ui::going("making the change set");
    loop {
        let args = ["cloudformation", "describe-change-set", "--change-set-name", id];
        let change_set: ChangeSet = aws.read(&args).context("cannot read the change set")?;
        if !change_set.pending() {
            return Ok(change_set);
        }
        thread::sleep(pause(aws));
    }
}

/// Deletes the change set, and with it the stack that exists for it alone.
pub(crate) fn withdraw(aws: &Aws, stack: &str, look: &Look, prepared: &Prepared) -> Result<()> {
    remove(aws, prepared)?;
    if look.situation() == Situation::Absent && waiting(aws, &prepared.stack_id)?.is_empty() {
        let id = prepared.stack_id.as_str();
        aws.call(&["cloudformation", "delete-stack", "--stack-name", id])
            .with_context(|| format!("cannot delete the empty stack `{stack}`"))?;
    }
    Ok(())
}

/// Deletes the change set; one that is gone with its stack is fine.
fn remove(aws: &Aws, prepared: &Prepared) -> Result<()> {
    absent(aws.call(&["cloudformation", "delete-change-set", "--change-set-name", &prepared.id]))
        .context("cannot delete the change set")
        .map(drop)
}

/// Executes the change set, this one and no other, and follows that to its end.
pub(crate) fn execute(aws: &Aws, stack: &Stack, prepared: &Prepared, total: usize) -> Result<follow::Ending> {
    let id = prepared.stack_id.as_str();
    let (newest, now) = thread::scope(|scope| {
        let newest = scope.spawn(|| follow::newest_event(aws, id));
        let now = stacks::describe(aws, id);
        (newest.join(), now)
    });
    // CloudFormation refuses what comes too late; the local AWS does not.
    let now = now.with_context(|| format!("cannot look at stack `{}`", stack.name))?;
    let now = Situation::of(now.as_ref().map(|now| now.stack_status.as_str()));
    if !matches!(now, Situation::Review | Situation::Ready) {
        return Err(overtaken(aws, &stack.name).into());
    }
    // A thread that panicked has found nothing; then every event counts as new.
    let newest = newest.unwrap_or(Ok(None))?;
    let executed = aws.call(&[
        "cloudformation",
        "execute-change-set",
        "--change-set-name",
        &prepared.id,
        "--client-request-token",
        &prepared.operation,
    ]);
    match executed {
        Ok(()) => {}
        Err(error) if error.kind == AwsErrorKind::Stale || error.kind == AwsErrorKind::NotFound => {
            return Err(overtaken(aws, &stack.name).into());
        }
        Err(error) => return Err(error).context("cannot execute the change set"),
    }
    let operation = Operation {
        stack_id: id,
        kind: Kind::Change,
        token: &prepared.operation,
        newest,
        total,
    };
    follow::follow(aws, operation, stack)
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
