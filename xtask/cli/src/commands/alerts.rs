//! `alerts`: what lasts in a plant, who has acknowledged it, and planned stops that begin now.

use anyhow::{Context as _, Result};
use clap::Subcommand;
use ferrocdk_toolkit::{
    alerts::{self, Case, KINDS},
    assembly::Stack,
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    aws::Aws,
    commands::device::now,
    context::Context,
    deployment::{self, Deployment, Place},
    failure::Failure,
    format::FormatArg,
    program::PROGRAM,
    ui,
};

/// End of the path of an `AlertRouter`'s table.
const TABLE: &str = "/Cases";

/// Look at the alerts of a plant, and acknowledge them.
///
/// Who acknowledges an alert is reminded of it no more, and it does not escalate; its end is told all the same.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  {program} alerts list --suffix prod
  {program} alerts ack 0a1b --suffix prod

Status: 0, 1 where it failed, 3 where the local AWS is down.")]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List the alerts that last.
    #[command(after_help = "Examples:
  {program} alerts list --suffix prod --format json

Status: 0, 1 where it failed, 3 where the local AWS is down.")]
    List(List),
    /// Acknowledge an alert.
    #[command(after_help = "Examples:
  {program} alerts ack 0a1b --suffix prod --by alice

Status: 0, 1 where it failed, 3 where the local AWS is down.")]
    Ack(Ack),
    /// Tell nobody of alerts for some time, from now on.
    #[command(after_help = "Examples:
  {program} alerts stop 90m --suffix prod

Status: 0, 1 where it failed, 3 where the local AWS is down.")]
    Stop(Stop),
}

#[derive(Debug, clap::Args)]
struct List {
    #[command(flatten)]
    format: FormatArg,

    #[command(flatten)]
    place: Place,
}

#[derive(Debug, clap::Args)]
struct Ack {
    /// Name of the anomaly, as the message and `list` show it, or its beginning.
    anomaly: String,

    /// Who acknowledges, for whoever looks later.
    #[arg(long, value_name = "NAME", env = "USER", default_value = "somebody")]
    by: String,

    #[command(flatten)]
    place: Place,
}

#[derive(Debug, clap::Args)]
struct Stop {
    /// How long it lasts, such as 90m or 8h; 0m ends the one that is under way.
    #[arg(value_parser = minutes)]
    duration: u64,

    /// Name of the stop.
    #[arg(long, default_value = "Unplanned")]
    name: String,

    #[command(flatten)]
    place: Place,
}

const MS_PER_MINUTE: u64 = 60_000;
/// 15 days, as for planned stops.
const MOST_MINUTES: u64 = 21_600;

fn minutes(text: &str) -> Result<u64, String> {
    let expected = || "expected a number of minutes or hours such as 90m or 8h, 15 days at most".to_owned();
    let (number, unit) = text
        .split_at_checked(text.len().saturating_sub(1))
        .ok_or_else(expected)?;
    let number: u64 = number.parse().map_err(|_| expected())?;
    let minutes = match unit {
        "m" => Some(number),
        "h" => number.checked_mul(60),
        _ => None,
    };
    minutes.filter(|minutes| *minutes <= MOST_MINUTES).ok_or_else(expected)
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<()> {
    match &args.command {
        Command::List(list) => {
            let table = Table::open(context, &list.place)?;
            let cases = table.cases()?;
            if list.format.is_json() {
                let items: Vec<Value> = cases.iter().map(Case::to_json).collect();
                return ui::data(serde_json::to_string_pretty(&items)?);
            }
            for case in &cases {
                ui::data(case.line())?;
            }
            ui::line(alerts::summary(&cases));
            Ok(())
        }
        Command::Ack(ack) => Table::open(context, &ack.place)?.acknowledge(&ack.anomaly, &ack.by),
        Command::Stop(stop) => Table::open(context, &stop.place)?.stop(&stop.name, stop.duration),
    }
}

/// The table of the alerts that last.
struct Table {
    aws: Aws,
    name: String,
}

impl Table {
    fn open(context: &Context, place: &Place) -> Result<Self> {
        let deployment = Deployment::new(context, place)?;
        let assembly = deployment.assembly(context)?;
        let aws = deployment.connect(context, &assembly, false)?;
        let of = |stack: &Stack| {
            let mut paths = stack.paths.iter();
            paths.find(|(_, path)| path.ends_with(TABLE)).map(|(id, _)| id.clone())
        };
        let table = assembly.stacks.iter().find_map(|stack| Some((stack, of(stack)?)));
        let (stack, id) = table.ok_or_else(|| {
            Failure::new(format!("{} routes no alerts", deployment.name()))
                .hint("write a section [alerts] into the plant file, and deploy it")
        })?;
        let aws = deployment::for_stack(&aws, stack);
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Answer {
            stack_resource_detail: Detail,
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Detail {
            physical_resource_id: String,
        }
        let answer: Answer = aws
            .read(&[
                "cloudformation",
                "describe-stack-resource",
                "--stack-name",
                &stack.name,
                "--logical-resource-id",
                &id,
            ])
            .with_context(|| format!("cannot find the table of alerts of {}", deployment.name()))?;
        Ok(Self {
            aws,
            name: answer.stack_resource_detail.physical_resource_id,
        })
    }

    fn cases(&self) -> Result<Vec<Case>> {
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Answer {
            items: Vec<Value>,
        }
        let values = json!({ ":kind": { "S": KINDS.active } }).to_string();
        let answer: Answer = self
            .aws
            .read(&[
                "dynamodb",
                "query",
                "--consistent-read",
                "--table-name",
                &self.name,
                "--key-condition-expression",
                "#kind = :kind",
                "--expression-attribute-names",
                r##"{"#kind":"kind"}"##,
                "--expression-attribute-values",
                &values,
            ])
            .with_context(|| format!("cannot read table `{}`", self.name))?;
        let mut cases: Vec<Case> = answer.items.iter().filter_map(Case::read).collect();
        cases.sort_by(|one, other| alerts::order(one).cmp(&alerts::order(other)));
        Ok(cases)
    }

    fn acknowledge(&self, beginning: &str, by: &str) -> Result<()> {
        let cases = self.cases()?;
        let found: Vec<&Case> = cases
            .iter()
            .filter(|case| case.anomaly.starts_with(beginning))
            .collect();
        let case = match found.as_slice() {
            [case] => case,
            [] => {
                return Err(Failure::new(format!("no alert `{beginning}` lasts"))
                    .hint(format!("`{PROGRAM} alerts list` shows those that do"))
                    .into());
            }
            several => {
                return Err(
                    Failure::new(format!("{} alerts begin with `{beginning}`", several.len()))
                        .hint("write more of the name")
                        .into(),
                );
            }
        };
        let key = json!({ "kind": { "S": KINDS.active }, "name": { "S": case.anomaly } }).to_string();
        let values =
            json!({ ":at": { "N": now()?.to_string() }, ":by": { "S": by }, ":one": { "N": "1" } }).to_string();
        // The revision tells a router that works on the alert at this moment to begin again.
        let written = self.aws.call(&[
            "dynamodb",
            "update-item",
            "--table-name",
            &self.name,
            "--key",
            &key,
            "--update-expression",
            "SET acknowledgedAt = :at, acknowledgedBy = :by ADD revision :one",
            "--condition-expression",
            "attribute_exists(revision)",
            "--expression-attribute-values",
            &values,
        ]);
        match written {
            Ok(()) => {
                ui::step("Acknowledged", format!("{} by {by}", case.line()));
                Ok(())
            }
            Err(error) if error.to_string().contains("ConditionalCheckFailed") => {
                Err(Failure::new("the alert has ended meanwhile").into())
            }
            Err(error) => Err(error).with_context(|| format!("cannot write to table `{}`", self.name)),
        }
    }

    fn stop(&self, name: &str, minutes: u64) -> Result<()> {
        let since = now()?;
        let until = since + minutes * MS_PER_MINUTE;
        let number = |number: u64| json!({ "N": number.to_string() });
        let item = json!({
            "kind": { "S": KINDS.stop }, "name": { "S": name }, "since": number(since), "until": number(until),
            "expiry": number(until / 1_000 + 86_400),
        });
        self.aws
            .call(&[
                "dynamodb",
                "put-item",
                "--table-name",
                &self.name,
                "--item",
                &item.to_string(),
            ])
            .with_context(|| format!("cannot write to table `{}`", self.name))?;
        match minutes {
            0 => ui::step("Ended", format!("the stop {name}: what waits is told within a minute")),
            minutes => ui::step("Stopped", format!("telling alerts for {minutes} minutes")),
        }
        Ok(())
    }
}
