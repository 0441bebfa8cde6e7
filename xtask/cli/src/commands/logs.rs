//! `logs`: what a deployment's functions wrote.

use std::{
    collections::BTreeSet,
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    aws::Aws,
    cloud::stacks::{self, pause},
    context::Context,
    deployment::{self, Deployment, Place},
    failure::Failure,
    format::FormatArg,
    ui,
};

/// Show what a deployment's functions wrote to their logs, the newest last.
///
/// With --follow it goes on until Ctrl-C; with --format json each line is then a document of its own.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  {program} logs --suffix dev --local
  {program} logs --suffix dev --since 2h --filter ERROR
  {program} logs --suffix dev --function Processor --follow

Status: 0, or 1 where nothing is deployed or there is no such function.")]
pub(crate) struct Args {
    #[command(flatten)]
    place: Place,

    /// Only functions whose construct path or name has this in it.
    #[arg(long, value_name = "TEXT")]
    function: Option<String>,

    /// How far back: such as 30s, 10m, 2h or 1d.
    #[arg(long, value_name = "TIME", default_value = "10m", value_parser = humantime::parse_duration)]
    since: Duration,

    /// Only lines that this pattern of CloudWatch Logs selects, such as ERROR or '{ $.level = "WARN" }'.
    #[arg(long, value_name = "PATTERN")]
    filter: Option<String>,

    /// Go on until Ctrl-C.
    #[arg(long)]
    follow: bool,

    #[command(flatten)]
    format: FormatArg,
}

/// A log group with the function that writes it.
#[derive(Debug)]
struct Source {
    function: String,
    group: String,
    aws: Aws,
}

#[derive(Debug, Serialize)]
struct Line {
    #[serde(skip)]
    id: String,
    /// Milliseconds since 1970-01-01 UTC.
    timestamp: u64,
    function: String,
    message: String,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<()> {
    let deployment = Deployment::new(context, &args.place)?;
    let assembly = deployment.assembly(context)?;
    let aws = deployment.connect(context, &assembly, false)?;
    let mut sources = Vec::new();
    let mut deployed = false;
    for stack in &assembly.stacks {
        let aws = deployment::for_stack(&aws, stack);
        let resources = stacks::resources(&aws, &stack.name)?;
        deployed |= !resources.is_empty();
        for resource in resources
            .iter()
            .filter(|resource| resource.resource_type == "AWS::Lambda::Function")
        {
            let named = stack.template.pointer(&format!(
                "/Resources/{}/Properties/LoggingConfig/LogGroup",
                resource.logical_resource_id
            ));
            let physical = |id: &str| {
                let found = resources.iter().find(|resource| resource.logical_resource_id == id);
                found.map(|resource| resource.physical_resource_id.clone())
            };
            let group = match named {
                Some(Value::String(name)) => Some(name.clone()),
                Some(reference) => reference.get("Ref").and_then(Value::as_str).and_then(physical),
                None => None,
            };
            sources.push(Source {
                function: stack.path_of(&resource.logical_resource_id).to_owned(),
                group: group.unwrap_or_else(|| format!("/aws/lambda/{}", resource.physical_resource_id)),
                aws: aws.clone(),
            });
        }
    }
    if !deployed {
        return Err(Failure::new(format!("{} is not deployed", deployment.name())).into());
    }
    if let Some(text) = &args.function {
        let all: Vec<String> = sources.iter().map(|source| source.function.clone()).collect();
        sources.retain(|source| source.function.contains(text) || source.group.contains(text));
        if sources.is_empty() {
            return Err(Failure::new(format!("no function has `{text}` in its path or name"))
                .hint(format!("use one of: {}", all.join(", ")))
                .into());
        }
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let mut from = u64::try_from(now.saturating_sub(args.since).as_millis()).unwrap_or_default();
    let mut seen = BTreeSet::new();
    let mut first = true;
    loop {
        let lines = read(&sources, from, args.filter.as_deref(), &mut seen)?;
        if let Some(last) = lines.last() {
            from = last.timestamp;
        }
        if args.format.is_json() && args.follow {
            for line in &lines {
                ui::data(serde_json::to_string(line)?)?;
            }
        } else if first || !lines.is_empty() {
            args.format.print(&lines, || lines.iter().map(text).collect())?;
        }
        if first && lines.is_empty() && !args.format.is_json() {
            ui::step(
                "Found",
                format!("no line of the last {}", humantime::format_duration(args.since)),
            );
        }
        if !args.follow {
            return Ok(());
        }
        first = false;
        thread::sleep(
            sources
                .first()
                .map_or(Duration::from_secs(2), |source| pause(&source.aws)),
        );
    }
}

fn read(sources: &[Source], from: u64, filter: Option<&str>, seen: &mut BTreeSet<String>) -> Result<Vec<Line>> {
    #[derive(Deserialize)]
    struct Answer {
        #[serde(default)]
        events: Vec<Event>,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Event {
        #[serde(default)]
        event_id: String,
        timestamp: u64,
        message: String,
    }
    let from = from.to_string();
    let mut lines = Vec::new();
    for source in sources {
        let mut args = vec![
            "logs",
            "filter-log-events",
            "--log-group-name",
            &source.group,
            "--start-time",
            &from,
        ];
        if let Some(filter) = filter {
            args.extend(["--filter-pattern", filter]);
        }
        // A function that never ran has no group yet.
        let found: Option<Answer> = source
            .aws
            .find(&args)
            .with_context(|| format!("cannot read the log group `{}`", source.group))?;
        for event in found.map(|answer| answer.events).unwrap_or_default() {
            let id = if event.event_id.is_empty() {
                format!("{} {} {}", source.group, event.timestamp, event.message)
            } else {
                event.event_id
            };
            if seen.insert(id.clone()) {
                lines.push(Line {
                    id,
                    timestamp: event.timestamp,
                    function: source.function.clone(),
                    message: event.message.trim_end().to_owned(),
                });
            }
        }
    }
    lines.sort_by(|one, other| (one.timestamp, &one.id).cmp(&(other.timestamp, &other.id)));
    Ok(lines)
}

fn text(line: &Line) -> String {
    let time = UNIX_EPOCH + Duration::from_millis(line.timestamp);
    let function = line
        .function
        .rsplit('/')
        .find(|part| *part != "Function")
        .unwrap_or(&line.function);
    format!(
        "{} {} {}\n",
        ui::styled(ui::DIM, humantime::format_rfc3339_millis(time)),
        ui::styled(ui::CYAN, function),
        line.message
    )
}
