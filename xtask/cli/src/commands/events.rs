//! `events`: what CloudFormation did with a deployment's stacks.

use std::thread;

use anyhow::Result;
use ferrocdk_toolkit::events::Event;
use serde::Serialize;

use crate::{
    cloud::{
        follow,
        stacks::{self, pause},
    },
    context::Context,
    deployment::{self, Deployment, Place},
    failure::Failure,
    format::FormatArg,
    program::PROGRAM,
    ui,
};

/// Show what CloudFormation did with a deployment's stacks, the newest last.
///
/// Resources are named by the construct they belong to. With --follow it goes on until Ctrl-C.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  {program} events --suffix dev
  {program} events --suffix dev --failed      only what failed, with the reason
  {program} events --suffix dev --local --follow

Status: 0, or 1 where nothing is deployed.")]
pub(crate) struct Args {
    #[command(flatten)]
    place: Place,

    /// Only what failed.
    #[arg(long)]
    failed: bool,

    /// How many events of each stack are shown.
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    limit: u32,

    /// Go on until Ctrl-C.
    #[arg(long)]
    follow: bool,

    #[command(flatten)]
    format: FormatArg,
}

#[derive(Debug, Serialize)]
struct Shown {
    stack: String,
    time: String,
    path: String,
    logical_id: String,
    resource_type: String,
    status: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<()> {
    let deployment = Deployment::new(context, &args.place)?;
    let assembly = deployment.assembly(context)?;
    let aws = deployment.connect(context, &assembly, false)?;
    let mut shown = Vec::new();
    let mut watched = Vec::new();
    for stack in &assembly.stacks {
        let aws = deployment::for_stack(&aws, stack);
        let Some(found) = stacks::describe(&aws, &stack.name)? else {
            continue;
        };
        let page = follow::events(&aws, &found.stack_id, args.limit)?.stack_events;
        let newest = page.first().map(|event| event.event_id.clone());
        shown.extend(page.into_iter().map(|event| told(event, stack)));
        watched.push((aws, found.stack_id, stack, newest));
    }
    if watched.is_empty() {
        return Err(Failure::new(format!("{} is not deployed", deployment.name()))
            .hint(format!("run `{PROGRAM} list` for the deployments made from here"))
            .into());
    }
    shown.retain(|event: &Shown| !args.failed || event.status.ends_with("_FAILED"));
    shown.sort_by(|one, other| one.time.cmp(&other.time));
    args.format.print(&shown, || shown.iter().map(text).collect())?;
    if !args.follow {
        return Ok(());
    }
    loop {
        for (aws, id, stack, newest) in &mut watched {
            let page = follow::events(aws, id, 100)?.stack_events;
            let known = page.iter().position(|event| Some(&event.event_id) == newest.as_ref());
            let mut fresh: Vec<Event> = page.into_iter().take(known.unwrap_or(usize::MAX)).collect();
            *newest = fresh.first().map(|event| event.event_id.clone()).or(newest.take());
            fresh.reverse();
            for event in fresh.into_iter().filter(|event| !args.failed || event.failed()) {
                let event = told(event, stack);
                if args.format.is_json() {
                    ui::data(serde_json::to_string(&event)?)?;
                } else {
                    ui::styled_data(text(&event))?;
                }
            }
            thread::sleep(pause(aws));
        }
    }
}

fn told(event: Event, stack: &ferrocdk_toolkit::assembly::Stack) -> Shown {
    Shown {
        stack: stack.name.clone(),
        path: stack.path_of(&event.logical_resource_id).to_owned(),
        reason: event.reason().map(str::to_owned),
        time: event.timestamp,
        logical_id: event.logical_resource_id,
        resource_type: event.resource_type,
        status: event.resource_status,
    }
}

fn text(event: &Shown) -> String {
    let style = match event.status.as_str() {
        status if status.ends_with("_FAILED") || status.contains("ROLLBACK") => ui::RED,
        status if status.ends_with("_COMPLETE") => ui::GREEN,
        _ => ui::DIM,
    };
    let time = event.time.get(..19).unwrap_or(&event.time).replace('T', " ");
    let reason = event
        .reason
        .as_ref()
        .map(|reason| format!(": {reason}"))
        .unwrap_or_default();
    format!(
        "{time} {} {} {}{reason}\n",
        ui::styled(style, format!("{:<27}", event.status)),
        event.path,
        ui::styled(ui::DIM, format!("({})", event.resource_type)),
    )
}
