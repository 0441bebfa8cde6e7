//! Following an operation of CloudFormation to its end.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use anyhow::{Context as _, Result};
use ferrocdk_toolkit::{
    assembly::Stack,
    author::whoever,
    events::{DescribeStackEvents, Fed, Follower, Kind, Seen, begins},
};

use crate::{
    aws::Aws,
    cloud::stacks::pause,
    failure::{Failure, INTERRUPTED},
    interrupt, ui,
};

/// How an operation ended.
#[derive(Debug)]
pub(crate) struct Ending {
    /// The stack's last status.
    pub(crate) status: String,
    /// Whether that is what was wanted.
    pub(crate) succeeded: bool,
    /// First causes of a failure: logical id and reason.
    pub(crate) causes: Vec<Cause>,
    /// Physical ids of resources that were left standing on purpose.
    pub(crate) kept: Vec<String>,
    /// Who began another operation on the stack before this one had ended; nothing more is known of it then.
    pub(crate) taken_over_by: Option<String>,
}

/// The operation that is followed.
#[derive(Debug)]
pub(crate) struct Operation<'a> {
    /// ARN of the stack.
    pub(crate) stack_id: &'a str,
    pub(crate) kind: Kind,
    /// The client request token that it was started with.
    pub(crate) token: &'a str,
    /// Id of the newest event before it.
    pub(crate) newest: Option<String>,
    /// Resources that it will touch.
    pub(crate) total: usize,
}

/// A first cause of a failure.
#[derive(Debug)]
pub(crate) struct Cause {
    /// Construct path, or logical id where that is not known.
    pub(crate) path: String,
    /// The resource's type.
    pub(crate) resource_type: String,
    /// Words of CloudFormation.
    pub(crate) reason: String,
    /// Line of the sources that it comes from.
    pub(crate) source: Option<String>,
}

/// Id of the newest event of a stack, to know later which events are new.
pub(crate) fn newest_event(aws: &Aws, stack: &str) -> Result<Option<String>> {
    Ok(events(aws, stack, 1)?
        .stack_events
        .into_iter()
        .next()
        .map(|event| event.event_id))
}

/// The client request token of the operation that was begun on a stack last; `None` where it has none, or nothing is known.
pub(crate) fn newest_start(aws: &Aws, stack_id: &str) -> Option<String> {
    let page = events(aws, stack_id, 100).ok()?;
    let mut events = page.stack_events.into_iter();
    events.find(|event| begins(event, stack_id))?.client_request_token
}

/// Shows events as they come until the operation has ended. Ctrl-C ends the watching, not the operation.
pub(crate) fn follow(aws: &Aws, operation: Operation<'_>, stack: &Stack) -> Result<Ending> {
    let (result, interrupted) = interrupt::noticed(|interrupted| watch(aws, operation, stack, interrupted))?;
    if interrupted {
        return Err(
            Failure::new("interrupted while CloudFormation is at work; it goes on without this command")
                .hint("run the same command again: it waits for the end and says what it found")
                .code(INTERRUPTED)
                .into(),
        );
    }
    result
}

fn watch(aws: &Aws, operation: Operation<'_>, stack: &Stack, interrupted: &AtomicBool) -> Result<Ending> {
    let (stack_id, total) = (operation.stack_id, operation.total);
    let mut follower = Follower::new(stack_id, operation.kind, operation.token, operation.newest, total);
    let mut kept = Vec::new();
    let mut page_size = 50;
    while !interrupted.load(Ordering::Relaxed) {
        match follower.feed(events(aws, stack_id, page_size)?) {
            Fed::Gap => {
                page_size *= 4;
                continue;
            }
            Fed::New(events) => {
                for seen in events {
                    show(&seen, total, stack);
                    if seen.event.resource_status == "DELETE_SKIPPED" {
                        kept.extend(seen.event.physical_resource_id);
                    }
                }
            }
        }
        if follower.over() {
            break;
        }
        thread::sleep(pause(aws));
    }
    let causes = follower.first_causes().into_iter().map(|event| Cause {
        path: stack.path_of(&event.logical_resource_id).to_owned(),
        source: stack.source_of(&event.logical_resource_id).map(str::to_owned),
        resource_type: event.resource_type.clone(),
        reason: event.reason().unwrap_or("CloudFormation gives no reason").to_owned(),
    });
    let taken_over = follower.taken_over();
    Ok(Ending {
        status: taken_over
            .map(|event| event.resource_status.as_str())
            .or(follower.ended())
            .unwrap_or_default()
            .to_owned(),
        taken_over_by: taken_over.map(|event| whoever(event.client_request_token.as_deref())),
        succeeded: follower.succeeded(),
        causes: if follower.succeeded() {
            Vec::new()
        } else {
            causes.collect()
        },
        kept,
    })
}

/// The newest events of a stack, the newest first.
pub(crate) fn events(aws: &Aws, stack: &str, count: u32) -> Result<DescribeStackEvents> {
    let count = count.to_string();
    aws.read(&[
        "cloudformation",
        "describe-stack-events",
        "--stack-name",
        stack,
        "--max-items",
        &count,
    ])
    .context("cannot read the stack's events")
}

fn show(seen: &Seen, total: usize, stack: &Stack) {
    let event = &seen.event;
    let status = event.resource_status.as_str();
    // The second event of a creation says only that it was begun.
    let begun = event.reason() == Some("Resource creation Initiated");
    if begun || (seen.superseded && status.ends_with("_IN_PROGRESS")) {
        return;
    }
    let style = match status {
        status if event.failed() || status.contains("ROLLBACK") => ui::RED,
        status if status.ends_with("_COMPLETE") => ui::GREEN,
        _ => ui::DIM,
    };
    let name = stack.path_of(&event.logical_resource_id);
    let reason = event
        .reason()
        .filter(|_| event.failed())
        .map(|reason| format!(": {reason}"))
        .unwrap_or_default();
    ui::line(format!(
        "  [{done:>2}/{total}] {time} {status} {name} {kind}{reason}",
        done = seen.done,
        time = event.time(),
        status = ui::styled(style, format!("{status:<18}")),
        kind = ui::styled(ui::DIM, format!("({})", event.resource_type)),
    ));
}

impl Cause {
    /// Where it comes from, behind its type.
    fn place(&self) -> String {
        self.source
            .as_ref()
            .map(|source| format!(", {source}"))
            .unwrap_or_default()
    }
}

impl Ending {
    /// The error for an operation that did not end as it should: the only cause in its message, several in lines above it.
    pub(crate) fn failure(&self, what: &str) -> Failure {
        if let Some(by) = &self.taken_over_by {
            let does = match self.status.as_str() {
                "DELETE_IN_PROGRESS" => "deletes it",
                _ => "changes it",
            };
            return Failure::new(format!(
                "{what} did not come to its end: {by} {does} meanwhile ({})",
                self.status
            ));
        }
        let told = match self.causes.as_slice() {
            [] => String::new(),
            [cause] => format!(
                ": {} ({}{}): {}",
                cause.path,
                cause.resource_type,
                cause.place(),
                cause.reason
            ),
            causes => {
                for cause in causes {
                    let kind = ui::styled(ui::DIM, format!("({}{})", cause.resource_type, cause.place()));
                    ui::line(format!(
                        "  {} {kind}: {}",
                        ui::styled(ui::RED, &cause.path),
                        cause.reason
                    ));
                }
                format!(" for the {} causes above", causes.len())
            }
        };
        Failure::new(format!("{what} ended in {}{told}", self.status))
    }
}
