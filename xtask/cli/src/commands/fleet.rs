//! `fleet`: several plants in several accounts and regions, a canary first and then wave by wave.

use anyhow::{Context as _, Result};
use clap::Subcommand;
use ferrocdk_toolkit::settings::Fleet;
use serde::Deserialize;

use crate::{
    cloud::{approval::RequireApproval, stacks},
    commands::deploy,
    context::Context,
    deployment::{self, Deployment, Place},
    failure::Failure,
    program::PROGRAM,
    ui,
};

/// Work on all plants of the fleet that `ferrocdk.toml` names.
///
/// A canary plant goes first, then the plants of each wave one after another. After each wave every plant of it is asked for alarms: one that is raised ends the run before the next wave.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show the waves.
    List,
    /// Deploy wave by wave.
    Deploy(Deploy),
}

#[derive(Debug, clap::Args)]
struct Deploy {
    #[command(flatten)]
    place: Place,

    /// Ask nothing.
    #[arg(short, long)]
    yes: bool,

    /// Begin with this wave, counted from 1, after the canary; those before it are taken to be deployed.
    #[arg(long, value_name = "WAVE", value_parser = clap::value_parser!(u32).range(1..))]
    from: Option<u32>,

    /// Go on although a plant raises alarms.
    #[arg(long)]
    ignore_alarms: bool,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<()> {
    let fleet = &context.settings.fleet;
    let waves = fleet.waves();
    if waves.is_empty() {
        return Err(Failure::new("ferrocdk.toml names no fleet")
            .hint("add [fleet] with canary = \"a plant\" and waves = [[\"others\"]]")
            .into());
    }
    for plant in waves.iter().flat_map(|(_, plants)| plants) {
        context.check_plant(plant, "fleet in ferrocdk.toml")?;
    }
    match &args.command {
        Command::List => list(fleet),
        Command::Deploy(deploy) => run_waves(context, fleet, deploy),
    }
}

fn list(fleet: &Fleet) -> Result<()> {
    for (wave, plants) in fleet.waves() {
        ui::data(format_args!("{wave}: {}", plants.join(", ")))?;
    }
    Ok(())
}

fn run_waves(context: &Context, fleet: &Fleet, args: &Deploy) -> Result<()> {
    let approval = if args.yes {
        RequireApproval::Never
    } else {
        RequireApproval::default()
    };
    let from = args.from.unwrap_or_default();
    let waves = fleet.waves();
    for (number, (wave, plants)) in (0..).zip(&waves) {
        if number < from {
            ui::step("Skipping", wave);
            continue;
        }
        ui::step("Wave", format!("{wave}: {}", plants.join(", ")));
        for plant in plants {
            let context = context.for_plant(plant);
            let place = place(fleet, plant, &args.place);
            let told =
                || format!("the fleet stops at {plant} in {wave}; go on with `{PROGRAM} fleet deploy --from {number}`");
            deploy::deploy(&context, &place, approval, false).with_context(told)?;
        }
        if args.ignore_alarms {
            continue;
        }
        for plant in plants {
            let context = context.for_plant(plant);
            let raised = raised(&context, &place(fleet, plant, &args.place))?;
            if !raised.is_empty() {
                return Err(
                    Failure::new(format!("{plant} raises alarms after {wave}: {}", raised.join(", ")))
                        .hint(format!(
                            "look at the plant, then go on with `{PROGRAM} fleet deploy --from {}`",
                            number + 1
                        ))
                        .into(),
                );
            }
        }
    }
    Ok(())
}

/// The place of one plant: in the account of its own profile.
fn place(fleet: &Fleet, plant: &str, given: &Place) -> Place {
    let own = fleet.profiles.get(plant).filter(|_| !given.local).cloned();
    Place {
        profile: given.profile.clone().or(own),
        ..given.clone()
    }
}

/// An alarm of CloudWatch.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Alarm {
    alarm_name: String,
    #[serde(default)]
    treat_missing_data: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Alarms {
    #[serde(default)]
    metric_alarms: Vec<Alarm>,
}

/// The raised alarms of a deployment. Those that silence raises count for nothing: a plant that has just come up has no readings yet.
fn raised(context: &Context, place: &Place) -> Result<Vec<String>> {
    let deployment = Deployment::new(context, place)?;
    let assembly = deployment.assembly(context)?;
    let aws = deployment.connect(context, &assembly, false)?;
    let mut raised = Vec::new();
    for stack in &assembly.stacks {
        let aws = deployment::for_stack(&aws, stack);
        let answer: Alarms = aws
            .read(&["cloudwatch", "describe-alarms", "--state-value", "ALARM"])
            .with_context(|| format!("cannot ask for the alarms of {}", deployment.name()))?;
        let own = stacks::resources(&aws, &stack.name)?;
        let is_own = |name: &str| {
            own.iter().any(|resource| {
                resource.resource_type == "AWS::CloudWatch::Alarm" && resource.physical_resource_id == name
            })
        };
        let loud = answer
            .metric_alarms
            .into_iter()
            .filter(|alarm| alarm.treat_missing_data.as_deref() != Some("breaching") && is_own(&alarm.alarm_name));
        raised.extend(loud.map(|alarm| alarm.alarm_name));
    }
    Ok(raised)
}
