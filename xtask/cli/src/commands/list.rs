//! `list`: the stacks of the app, and the deployments that this checkout knows.

use std::{collections::BTreeSet, fs};

use anyhow::Result;
use ferrocdk_toolkit::names::Suffix;
use serde::Serialize;

use crate::{
    context::Context,
    deployment,
    format::{FormatArg, table},
    ui,
};

/// List the stacks that the app's sources give, and the deployments made from this checkout.
///
/// Without --plant and --suffix these are the stacks of the reference assembly. Deployments are those that were synthesized here for AWS or for the
/// local AWS; whether they still stand, `events` and `outputs` tell.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  {program} list
  {program} list --plant sao-paulo --suffix dev
  {program} list --format json

Status: 0, or 1 where the app does not synthesize.")]
pub(crate) struct Args {
    /// Suffix to name the stacks with.
    #[arg(long, value_name = "SUFFIX")]
    suffix: Option<Suffix>,

    #[command(flatten)]
    format: FormatArg,
}

#[derive(Debug, Serialize)]
struct Listed {
    stacks: Vec<Stack>,
    deployments: Vec<Known>,
}

#[derive(Debug, Serialize)]
struct Stack {
    name: String,
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<String>,
    resources: usize,
}

/// A deployment that was made from here.
#[derive(Debug, Serialize, PartialEq, Eq, PartialOrd, Ord)]
struct Known {
    name: String,
    local: bool,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<()> {
    let suffix = args.suffix.as_ref().map(Suffix::as_str);
    let plant = match (context.chosen_plant()?, suffix) {
        (None, Some(_)) => Some(context.plant()?),
        (plant, _) => plant,
    };
    ui::step("Synthesizing", plant.as_deref().unwrap_or("the reference assembly"));
    let folder = context.scratch()?;
    let assembly = deployment::synthesize(context, &folder.path().join("cdk.out"), plant.as_deref(), suffix)?;
    let listed = Listed {
        stacks: assembly
            .stacks
            .into_iter()
            .map(|stack| Stack {
                resources: stack
                    .template
                    .get("Resources")
                    .and_then(serde_json::Value::as_object)
                    .map_or(0, serde_json::Map::len),
                name: stack.name,
                id: stack.id,
                account: stack.account,
                region: stack.region,
            })
            .collect(),
        deployments: known(context).into_iter().collect(),
    };
    args.format.print(&listed, || text(&listed))
}

fn known(context: &Context) -> BTreeSet<Known> {
    let mut found = BTreeSet::new();
    for (kind, local) in [(".deploy", false), (".local", true)] {
        let entries = fs::read_dir(context.root.join("cdk.out").join(kind));
        for entry in entries.into_iter().flatten().flatten() {
            if entry.path().join("manifest.json").is_file() {
                let name = entry.file_name().to_string_lossy().into_owned();
                found.insert(Known { name, local });
            }
        }
    }
    found
}

fn text(listed: &Listed) -> String {
    let mut rows = vec![["STACK", "ACCOUNT", "REGION", "RESOURCES"].map(str::to_owned).to_vec()];
    rows.extend(listed.stacks.iter().map(|stack| {
        vec![
            stack.name.clone(),
            stack.account.clone().unwrap_or_else(|| "any".to_owned()),
            stack.region.clone().unwrap_or_else(|| "any".to_owned()),
            stack.resources.to_string(),
        ]
    }));
    let mut page = table(&rows);
    if !listed.deployments.is_empty() {
        let place = |local: bool| if local { "local" } else { "AWS" }.to_owned();
        let mut rows = vec![["DEPLOYMENT", "WHERE"].map(str::to_owned).to_vec()];
        rows.extend(
            listed
                .deployments
                .iter()
                .map(|known| vec![known.name.clone(), place(known.local)]),
        );
        page.push('\n');
        page.push_str(&table(&rows));
    }
    page
}
