//! `waiting`: what a deployment could not deliver and keeps for somebody to look at.

use std::fmt::Write as _;

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};

use crate::{
    aws::Aws,
    cloud::{quarantine, stacks},
    context::Context,
    deployment::{self, Deployment, Place},
    failure::Failure,
    format::{FormatArg, table},
};

/// Records of which the reason is read.
const REASONS: usize = 10;

/// Show what waits: messages in a deployment's queues, and readings in quarantine with their reasons.
///
/// Nothing is taken out of a queue. Of the readings, the reasons of the last ten are read.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  {program} waiting --suffix dev --local
  {program} waiting --suffix prod --format json

Status: 0, 1 where nothing is deployed, 3 where the local AWS is down.")]
pub(crate) struct Args {
    #[command(flatten)]
    place: Place,

    #[command(flatten)]
    format: FormatArg,
}

#[derive(Debug, Default, Serialize)]
struct Waiting {
    queues: Vec<Queue>,
    quarantine: Vec<Held>,
}

#[derive(Debug, Serialize)]
struct Queue {
    path: String,
    name: String,
    messages: u64,
}

/// Readings in quarantine in one bucket.
#[derive(Debug, Serialize)]
struct Held {
    bucket: String,
    records: usize,
    last: Vec<Record>,
}

#[derive(Debug, Serialize)]
struct Record {
    place: String,
    reason: String,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<()> {
    let deployment = Deployment::new(context, &args.place)?;
    let assembly = deployment.assembly(context)?;
    let aws = deployment.connect(context, &assembly, false)?;
    let mut waiting = Waiting::default();
    let mut deployed = false;
    for stack in &assembly.stacks {
        let aws = deployment::for_stack(&aws, stack);
        for resource in stacks::resources(&aws, &stack.name)? {
            deployed = true;
            let physical = resource.physical_resource_id.as_str();
            match resource.resource_type.as_str() {
                "AWS::SQS::Queue" => waiting.queues.push(Queue {
                    path: stack.path_of(&resource.logical_resource_id).to_owned(),
                    name: physical.rsplit('/').next().unwrap_or_default().to_owned(),
                    messages: messages(&aws, physical)?,
                }),
                "AWS::S3::Bucket" => waiting.quarantine.extend(held(&aws, physical)?),
                _ => {}
            }
        }
    }
    if !deployed {
        return Err(Failure::new(format!("{} is not deployed", deployment.name())).into());
    }
    args.format.print(&waiting, || text(&waiting))
}

/// The messages of a queue, also those that somebody holds or that come later.
fn messages(aws: &Aws, url: &str) -> Result<u64> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Answer {
        #[serde(default)]
        attributes: std::collections::BTreeMap<String, String>,
    }
    let args = [
        "sqs",
        "get-queue-attributes",
        "--queue-url",
        url,
        "--attribute-names",
        "All",
    ];
    let found: Option<Answer> = aws
        .find(&args)
        .with_context(|| format!("cannot look at the queue `{url}`"))?;
    let counts = found.map(|answer| answer.attributes).unwrap_or_default();
    let counts = counts
        .into_iter()
        .filter(|(name, _)| name.starts_with("ApproximateNumberOfMessages"));
    Ok(counts.filter_map(|(_, count)| count.parse::<u64>().ok()).sum())
}

fn held(aws: &Aws, bucket: &str) -> Result<Option<Held>> {
    let objects = quarantine::list(aws, bucket, quarantine::PREFIX)?;
    if objects.is_empty() {
        return Ok(None);
    }
    let mut last = Vec::new();
    for object in objects.iter().rev().take(REASONS) {
        let place = format!("s3://{bucket}/{}", object.key);
        let reason = quarantine::reason(&quarantine::read(aws, &place)?);
        last.push(Record { place, reason });
    }
    Ok(Some(Held {
        bucket: bucket.to_owned(),
        records: objects.len(),
        last,
    }))
}

fn text(waiting: &Waiting) -> String {
    let mut rows = vec![["QUEUE", "MESSAGES", "NAME"].map(str::to_owned).to_vec()];
    let queues = waiting.queues.iter();
    rows.extend(queues.map(|queue| vec![queue.path.clone(), queue.messages.to_string(), queue.name.clone()]));
    let mut page = if waiting.queues.is_empty() {
        String::new()
    } else {
        table(&rows) + "\n"
    };
    if waiting.quarantine.is_empty() {
        page.push_str("no reading is in quarantine\n");
    }
    // Writing to a string cannot fail.
    for held in &waiting.quarantine {
        let _ = writeln!(page, "{} readings are in quarantine in {}", held.records, held.bucket);
        for record in &held.last {
            let _ = writeln!(page, "  {}\n    {}", record.reason, record.place);
        }
    }
    page
}
