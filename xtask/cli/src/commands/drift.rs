//! `drift`: what is not as the templates say, because somebody changed it by hand.

use std::{fmt::Write as _, thread, time::Duration};

use anyhow::{Context as _, Result};
use ferrocdk_toolkit::{
    assembly::Stack,
    drift::{self, DescribeDrifts, Drifted},
};
use serde::Deserialize;

use crate::{
    aws::Aws,
    cloud::stacks,
    context::Context,
    deployment::{self, Deployment, Place},
    failure::Failure,
    format::FormatArg,
    ui,
};

/// Find what is not as the templates say, because somebody changed it by hand.
///
/// CloudFormation looks at every resource whose type supports it, and at the properties that the template declares. Ends with status 0 whether anything
/// drifted or not; with --fail it ends with 1 where something did.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  {program} drift --suffix prod
  {program} drift --suffix prod --fail --format json

Status: 0, 1 where it cannot be found out, or with --fail where something drifted.")]
pub(crate) struct Args {
    #[command(flatten)]
    place: Place,

    /// End with status 1 where anything drifted.
    #[arg(long)]
    fail: bool,

    #[command(flatten)]
    format: FormatArg,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<()> {
    let deployment = Deployment::new(context, &args.place)?;
    let assembly = deployment.assembly(context)?;
    let aws = deployment.connect(context, &assembly, false)?;
    let mut found = Vec::new();
    for stack in &assembly.stacks {
        let own = deployment::for_stack(&aws, stack);
        found.extend(look(&stacks::deployer(&own, stack)?, stack)?);
    }
    args.format.print(&found, || text(&found))?;
    if args.fail && !found.is_empty() {
        return Err(Failure::told(1).into());
    }
    Ok(())
}

fn look(aws: &Aws, stack: &Stack) -> Result<Vec<Drifted>> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Begun {
        stack_drift_detection_id: String,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct State {
        detection_status: String,
        #[serde(default)]
        detection_status_reason: Option<String>,
    }
    let name = stack.name.as_str();
    ui::step("Looking", format!("for drift of stack {name}"));
    let going = ui::going("looking for drift");
    let begun: Begun = aws
        .read(&["cloudformation", "detect-stack-drift", "--stack-name", name])
        .with_context(|| format!("cannot look for drift of stack `{name}`"))?;
    let id = begun.stack_drift_detection_id.as_str();
    let status = [
        "cloudformation",
        "describe-stack-drift-detection-status",
        "--stack-drift-detection-id",
        id,
    ];
    loop {
        let state: State = aws.read(&status).context("cannot ask how far the look for drift is")?;
        match state.detection_status.as_str() {
            "DETECTION_COMPLETE" => break,
            "DETECTION_FAILED" => {
                // What was looked at is told all the same.
                let reason = state.detection_status_reason.unwrap_or_default();
                ui::warning(format!(
                    "CloudFormation could not look at all of stack {name}: {reason}"
                ));
                break;
            }
            _ => thread::sleep(Duration::from_secs(if aws.is_local() { 0 } else { 2 })),
        }
    }
    drop(going);
    let drifts: DescribeDrifts = aws
        .read(&["cloudformation", "describe-stack-resource-drifts", "--stack-name", name])
        .with_context(|| format!("cannot read the drift of stack `{name}`"))?;
    Ok(drift::drifted(stack, drifts))
}

fn text(found: &[Drifted]) -> String {
    if found.is_empty() {
        return "nothing drifted\n".to_owned();
    }
    // Writing to a string cannot fail.
    let mut page = String::new();
    for resource in found {
        let what = if resource.deleted {
            ui::styled(ui::RED, "deleted")
        } else {
            ui::styled(ui::YELLOW, "changed")
        };
        let _ = writeln!(
            page,
            "{what} {} {}",
            resource.path,
            ui::styled(ui::DIM, &resource.resource_type)
        );
        for property in &resource.properties {
            let _ = writeln!(
                page,
                "    {}: {} in the template, {} in force",
                property.path, property.expected, property.actual
            );
        }
    }
    let _ = writeln!(page, "{} drifted", found.len());
    page
}
