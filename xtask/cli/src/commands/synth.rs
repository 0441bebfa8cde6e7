//! `synth`: writes the cloud assembly, or compares it with what is checked in.

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use ferrocdk_toolkit::{
    assembly::Assembly,
    compare::{self, Difference},
    names::Suffix,
};

use crate::{
    context::Context,
    deployment,
    failure::{Failure, NEEDS_UPDATE},
    program::PROGRAM,
    ui,
};

/// Write the cloud assembly.
///
/// Without --plant and --suffix this is the reference assembly of all plants in cdk.out/, which is checked in so that a review shows what
/// changes in the cloud. With either it is that plant's assembly, in a folder below cdk.out/ that git ignores.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  {program} synth
  {program} synth --plant sao-paulo --suffix dev --out /tmp/cdk.out
  {program} synth --check          what CI runs

Status: 0, 1 where the app does not synthesize, 2 for a wrong call, 4 where cdk.out is not current.")]
pub(crate) struct Args {
    /// String that makes the deployment's names unique: 1 to 20 of a-z, 0-9 and single hyphens inside.
    #[arg(long, value_name = "SUFFIX")]
    suffix: Option<Suffix>,

    /// Write nothing; list what differs from the checked-in reference assembly and end with status 4 if anything does.
    #[arg(long, conflicts_with_all = ["suffix", "out"])]
    check: bool,

    /// Folder to write to.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<()> {
    let plant = context.chosen_plant()?;
    if args.check {
        if plant.is_some() {
            return Err(
                Failure::new("--check compares the reference assembly of all plants; leave --plant out")
                    .code(2)
                    .into(),
            );
        }
        return check(context);
    }
    let reference = plant.is_none() && args.suffix.is_none();
    let plant = if reference {
        None
    } else {
        Some(plant.map_or_else(|| context.plant(), Ok)?)
    };
    let suffix = args.suffix.as_ref().map(Suffix::as_str);
    let usual = match (&plant, suffix) {
        (None, _) => "cdk.out".to_owned(),
        (Some(plant), None) => format!("cdk.out/.deploy/{plant}"),
        (Some(plant), Some(suffix)) => format!("cdk.out/.deploy/{plant}-{suffix}"),
    };
    let folder = context.root.join(args.out.clone().unwrap_or_else(|| usual.into()));
    let assembly = deployment::synthesize(context, &folder, plant.as_deref(), suffix)?;
    show(context, &assembly);
    ui::data(folder.display())?;
    Ok(())
}

fn show(context: &Context, assembly: &Assembly) {
    for stack in &assembly.stacks {
        let resources = stack
            .template
            .get("Resources")
            .and_then(|resources| resources.as_object())
            .map_or(0, serde_json::Map::len);
        let region = stack.region.as_deref().unwrap_or("any region");
        let file = deployment::shown(context, &stack.template_file);
        ui::step(
            "Synthesized",
            format!("{} for {region}: {resources} resources in {file}", stack.name),
        );
    }
}

fn check(context: &Context) -> Result<()> {
    let folder = context.scratch()?;
    let fresh = folder.path().join("cdk.out");
    deployment::synthesize(context, &fresh, None, None)?;
    let old = compare::read_folder(&context.root.join("cdk.out")).context("cannot read `cdk.out`")?;
    let new = compare::read_folder(&fresh).context("cannot read the new assembly")?;
    let differences = compare::differences(&old, &new);
    if differences.is_empty() {
        ui::step("Checked", format!("cdk.out is current ({} files)", new.len()));
        return Ok(());
    }
    for difference in &differences {
        match difference {
            Difference::Added(file) => ui::line(format!(
                "{} cdk.out/{file} is not checked in",
                ui::styled(ui::GREEN, "+")
            )),
            Difference::Removed(file) => ui::line(format!(
                "{} cdk.out/{file} is not written any more",
                ui::styled(ui::RED, "-")
            )),
            Difference::Changed { file, diff } => {
                ui::line(format!("{} cdk.out/{file} differs", ui::styled(ui::YELLOW, "~")));
                show_diff(diff);
            }
        }
    }
    Err(Failure::new(format!(
        "cdk.out is not current: {} of its files differ",
        differences.len()
    ))
    .hint(format!("run `{PROGRAM} synth`, look at what changed, and check it in"))
    .code(NEEDS_UPDATE)
    .into())
}

/// Lines of a diff that are shown per file; the rest only says how much there is.
const DIFF_LINES: usize = 40;

fn show_diff(diff: &str) {
    for line in diff.lines().take(DIFF_LINES) {
        let style = match line.chars().next() {
            Some('+') => ui::GREEN,
            Some('-') => ui::RED,
            _ => ui::DIM,
        };
        ui::line(format!("    {}", ui::styled(style, line)));
    }
    let more = diff.lines().count().saturating_sub(DIFF_LINES);
    if more > 0 {
        ui::line(format!("    … {more} more lines"));
    }
}
