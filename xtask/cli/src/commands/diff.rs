//! `diff`: what a deployment would change, and what would become of data.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};
use ferrocdk_spec::Database;
use ferrocdk_toolkit::{
    assembly::Assembly,
    cost::{Prices, Report},
    diff::{Side, compare},
};

use super::cost;
use crate::{
    cloud::deployed,
    context::Context,
    deployment::{self, Deployment, Place},
    failure::Failure,
    local,
    revision::Revision,
    session::Session,
    ui,
};

/// Show what would change, by resource and property.
///
/// Compares what the app's sources give with what is deployed, with a git revision of the project (--against origin/main), or with a folder or a
/// template (--against FILE). The first line says whether data would be lost. A replacement is followed through references, also to other stacks.
///
/// Ends with status 0 whether anything differs or not; with --fail it ends with 1 where something does.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  {program} diff --suffix dev                             with what is deployed under this suffix
  {program} diff --suffix dev --local                     with the local AWS
  {program} diff --against origin/main --format markdown  for a comment on a pull request
  {program} diff --against old.json new.yaml              two templates
  {program} diff --against main --fail                    status 1 where anything differs

Status: 0, 1 where it failed or with --fail where anything differs, 2 for a wrong call, 3 where the local AWS is down.")]
pub(crate) struct Args {
    /// A folder with an assembly, or a template, to look at instead of what the app's sources give.
    #[arg(value_name = "NEW")]
    new: Option<PathBuf>,

    #[command(flatten)]
    place: Place,

    /// A git revision, a folder with an assembly, or a template to compare with. Default: what is deployed.
    #[arg(long, value_name = "REVISION|PATH")]
    against: Option<String>,

    /// Only this stack; may be given several times.
    #[arg(long = "stack", value_name = "NAME")]
    stacks: Vec<String>,

    /// How the differences are written.
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    format: Format,

    /// End with status 1 where anything differs.
    #[arg(long)]
    fail: bool,

    /// Show also what never matters to a resource, such as the construct path in its metadata.
    #[arg(long)]
    strict: bool,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    /// For people, in colours where they are wanted.
    Text,
    /// Tables for a pull request.
    Markdown,
    /// One object.
    Json,
}

/// One side: its stacks, and what they cost as far as their constructs say.
struct Looked {
    sides: Vec<Side>,
    costs: Vec<Report>,
}

pub(crate) fn run(session: &Session, args: &Args) -> Result<()> {
    let (
        Looked {
            sides: mut old,
            costs: before,
        },
        Looked {
            sides: mut new,
            costs: after,
        },
    ) = match (&args.against, &args.new) {
        (Some(against), Some(new)) if Path::new(against).exists() => (read(Path::new(against))?, read(new)?),
        (Some(against), new) => against_sources(session, args, against, new.as_deref())?,
        (None, new) => against_deployed(session, args, new.as_deref())?,
    };
    if let ([old], [new]) = (old.as_mut_slice(), new.as_slice()) {
        // Two single templates are meant to be compared, whatever their files are called.
        old.name.clone_from(&new.name);
    }
    if !args.stacks.is_empty() {
        choose(&args.stacks, &mut old, &mut new)?;
    }
    let difference = compare(&old, &new, &Database::bundled()?, args.strict);
    match args.format {
        Format::Text => {
            ui::styled_data(difference.to_text())?;
            ui::styled_data(cost::difference(&before, &after))?;
        }
        Format::Markdown => {
            ui::data(difference.to_markdown().trim_end())?;
            ui::data(cost::difference(&before, &after).trim_end())?;
        }
        Format::Json => ui::data(serde_json::to_string_pretty(&difference)?)?,
    }
    if args.fail && difference.differs {
        return Err(Failure::told(1).into());
    }
    Ok(())
}

/// The deployed side, and the side that the sources give or a file has.
fn against_deployed(session: &Session, args: &Args, new: Option<&Path>) -> Result<(Looked, Looked)> {
    let context = session.context()?;
    let deployment = Deployment::new(&context, &args.place)?;
    let assembly = match new {
        Some(folder) if folder.is_dir() => Assembly::read(folder)?,
        Some(file) => {
            return Err(Failure::new(format!(
                "`{}` is a template, and nothing says what it is compared with",
                file.display()
            ))
            .hint("add --against with a template, or name the folder of an assembly")
            .code(2)
            .into());
        }
        None => {
            ui::step("Synthesizing", deployment.name());
            deployment.synthesize(&context)?
        }
    };
    let aws = deployment.connect(&context, &assembly, false)?;
    let old = Looked {
        sides: deployed::sides(&aws, &assembly)?,
        // What is deployed does not say what it uses.
        costs: Vec::new(),
    };
    let mut assembly = assembly;
    if deployment.local {
        // What stands there was changed for the local AWS before it was deployed.
        for stack in &mut assembly.stacks {
            local::fit(&context, stack)?;
        }
    }
    Ok((old, looked(&assembly)?))
}

/// A folder, a template or a git revision, and what the sources give or a file has. Without a plant or a suffix that is the reference assembly.
fn against_sources(session: &Session, args: &Args, against: &str, new: Option<&Path>) -> Result<(Looked, Looked)> {
    if args.place.local || args.place.profile.is_some() {
        return Err(Failure::new(
            "--local and --profile are about what is deployed, and --against names something else",
        )
        .hint("leave one of them out")
        .code(2)
        .into());
    }
    let context = session.context()?;
    let plant = context.chosen_plant()?;
    let suffix = args.place.suffix.as_ref().map(|suffix| suffix.as_str());
    let plant = match (plant, suffix) {
        (None, Some(_)) => Some(context.plant()?),
        (plant, _) => plant,
    };
    let old = before(&context, against, plant.as_deref(), suffix)?;
    let new = match new {
        Some(new) => read(new)?,
        None => {
            ui::step("Synthesizing", plant.as_deref().unwrap_or("the reference assembly"));
            let folder = context.scratch()?;
            let assembly = deployment::synthesize(&context, &folder.path().join("cdk.out"), plant.as_deref(), suffix)?;
            looked(&assembly)?
        }
    };
    Ok((old, new))
}

/// The stacks of a folder, a template or a git revision.
pub(crate) fn base(context: &Context, against: &str, plant: Option<&str>, suffix: Option<&str>) -> Result<Vec<Side>> {
    before(context, against, plant, suffix).map(|looked| looked.sides)
}

fn before(context: &Context, against: &str, plant: Option<&str>, suffix: Option<&str>) -> Result<Looked> {
    if Path::new(against).exists() {
        let mut looked = read(Path::new(against))?;
        if let Some(plant) = plant.filter(|_| Path::new(against).is_dir()) {
            // A folder may hold all plants, of which one was asked for.
            let is_of_plant = |name: &str| {
                name.strip_prefix(plant)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
            };
            looked.sides.retain(|side| is_of_plant(&side.name));
            looked.costs.retain(|report| is_of_plant(&report.stack));
        }
        return Ok(looked);
    }
    let revision = Revision::check_out(context, against)?;
    ui::step("Synthesizing", format!("{} of the project", revision.name));
    let folder = context.scratch()?;
    let assembly = deployment::synthesize(&revision.context, &folder.path().join("cdk.out"), plant, suffix)
        .with_context(|| format!("cannot synthesize {}", revision.name))?;
    looked(&assembly)
}

/// The stacks of a folder with an assembly, or a template.
fn read(path: &Path) -> Result<Looked> {
    let wrong = |message: String| {
        Failure::new(message)
            .hint("name the folder of an assembly (with its manifest.json), or a template in JSON or YAML")
            .code(2)
    };
    if path.is_dir() {
        let assembly = Assembly::read(path).map_err(|error| wrong(error.to_string()))?;
        return looked(&assembly);
    }
    let text = fs::read_to_string(path).map_err(|error| wrong(format!("cannot read `{}`: {error}", path.display())))?;
    let template = deployed::parse(&text).map_err(|error| wrong(format!("`{}`: {error}", path.display())))?;
    if template.get("Resources").is_none() {
        return Err(wrong(format!("`{}` is no template: it has no `Resources`", path.display())).into());
    }
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let name = name.split('.').next().unwrap_or_default();
    Ok(Looked {
        sides: vec![Side::of_template(name, template)],
        costs: Vec::new(),
    })
}

fn looked(assembly: &Assembly) -> Result<Looked> {
    let sides = assembly.stacks.iter().map(Side::of_stack);
    Ok(Looked {
        sides: sides.collect::<Result<_, _>>()?,
        costs: cost::reports(assembly, &Prices::own()?).unwrap_or_default(),
    })
}

/// Leaves the stacks that were asked for.
fn choose(names: &[String], old: &mut Vec<Side>, new: &mut Vec<Side>) -> Result<()> {
    let known: std::collections::BTreeSet<&str> = old.iter().chain(new.iter()).map(|side| side.name.as_str()).collect();
    if let Some(unknown) = names.iter().find(|name| !known.contains(name.as_str())) {
        let known: Vec<&str> = known.into_iter().collect();
        return Err(Failure::new(format!("there is no stack `{unknown}` on either side"))
            .hint(format!("use one of: {}", known.join(", ")))
            .code(2)
            .into());
    }
    old.retain(|side| names.contains(&side.name));
    new.retain(|side| names.contains(&side.name));
    Ok(())
}
