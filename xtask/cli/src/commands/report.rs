//! `report` and `diagram`: a deployment as somebody reviews it.

use std::{fs, path::PathBuf};

use anyhow::{Context as _, Result};
use ferrocdk_spec::Database;
use ferrocdk_toolkit::{
    assembly::Assembly,
    diff::{Side, compare},
    lint::{self, Options, TemplateSource},
    names::Suffix,
    report::{Graph, Page, Source},
};

use crate::{commands::diff, context::Context, deployment, failure::Failure, tools::write_atomically, ui};

/// Write one page of HTML with everything that a review asks for.
///
/// The architecture as a drawing, resources by construct with the lines of the sources, who may do what, alarms, what sets capacity and cost, what the checks
/// find, and with --against the differences to a base. The page needs neither network nor script.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  {program} report --out report.html
  {program} report --out report.html --against origin/main
  {program} report --out report.html --source-link 'https://github.com/owner/project/blob/main/{path}#L{line}'

Status: 0, 1 where it failed, 2 for a wrong call.")]
pub(crate) struct Args {
    /// Suffix to name the stacks with.
    #[arg(long, value_name = "SUFFIX")]
    suffix: Option<Suffix>,

    /// File to write.
    #[arg(long, value_name = "FILE", default_value = "report.html")]
    out: PathBuf,

    /// A git revision, a folder with an assembly, or a template to compare with.
    #[arg(long, value_name = "REVISION|PATH")]
    against: Option<String>,

    /// Address of a line of the sources, with {path} and {line} in it.
    #[arg(long, value_name = "URL")]
    source_link: Option<String>,
}

/// Print the architecture as a diagram.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  {program} diagram > architecture.mmd
  {program} diagram --plant sao-paulo --format svg > architecture.svg

Status: 0, 1 where it failed, 2 for a wrong call.")]
pub(crate) struct DiagramArgs {
    /// The stack to draw. Default: the only one there is.
    #[arg(long, value_name = "NAME")]
    stack: Option<String>,

    /// How it is written.
    #[arg(long, value_enum, default_value = "mermaid", value_name = "FORMAT")]
    format: DiagramFormat,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum DiagramFormat {
    /// Mermaid's language, which GitHub draws in Markdown.
    Mermaid,
    /// A drawing.
    Svg,
}

pub(crate) fn run(context: &Context, args: &Args) -> Result<()> {
    let (assembly, plant, _folder) = synthesize(context, args.suffix.as_ref())?;
    let title = plant.unwrap_or_else(|| context.settings.app.clone());
    let sides: Result<Vec<Side>, _> = assembly.stacks.iter().map(Side::of_stack).collect();
    let sides = sides?;
    let database = Database::bundled()?;
    let all = compare(&[], &sides, &database, false);
    let base = match &args.against {
        Some(against) => {
            let suffix = args.suffix.as_ref().map(Suffix::as_str);
            let old = diff::base(context, against, context.chosen_plant()?.as_deref(), suffix)?;
            Some(compare(&old, &sides, &database, false))
        }
        None => None,
    };
    let mut sources = Vec::new();
    for stack in &assembly.stacks {
        let file = &stack.template_file;
        let text = fs::read_to_string(file).with_context(|| format!("cannot read `{}`", file.display()))?;
        sources.push(TemplateSource {
            name: file.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            text,
            region: stack.region.clone(),
            paths: stack.paths.clone(),
        });
    }
    let page = Page {
        title: &title,
        stacks: &assembly.stacks,
        all: &all,
        base: args.against.as_deref().zip(base.as_ref()),
        findings: &lint::check(sources, &Options::default()),
        source: Source {
            link: args.source_link.clone(),
        },
    };
    let out = std::path::absolute(&args.out)?;
    write_atomically(&out, page.to_html().as_bytes())?;
    ui::step("Written", deployment::shown(context, &out));
    ui::data(out.display())
}

pub(crate) fn diagram(context: &Context, args: &DiagramArgs) -> Result<()> {
    let (assembly, ..) = synthesize(context, None)?;
    let names: Vec<&str> = assembly.stacks.iter().map(|stack| stack.name.as_str()).collect();
    let chosen = match (&args.stack, assembly.stacks.as_slice()) {
        (Some(name), stacks) => stacks.iter().find(|stack| stack.name == *name),
        (None, [only]) => Some(only),
        (None, _) => None,
    };
    let stack = chosen.ok_or_else(|| {
        let what = args.stack.as_ref().map_or_else(
            || "there are several stacks".to_owned(),
            |name| format!("there is no stack `{name}`"),
        );
        Failure::new(what)
            .hint(format!("add --stack with one of: {}", names.join(", ")))
            .code(2)
    })?;
    let graph = Graph::of(stack);
    match args.format {
        DiagramFormat::Mermaid => ui::data(graph.to_mermaid().trim_end()),
        DiagramFormat::Svg => ui::data(graph.to_svg(&stack.name)),
    }
}

/// The stacks of the app's sources, with the lines that they come from, and the plant that was asked for. The folder goes with the last value.
fn synthesize(context: &Context, suffix: Option<&Suffix>) -> Result<(Assembly, Option<String>, tempfile::TempDir)> {
    let plant = match (context.chosen_plant()?, suffix) {
        (None, Some(_)) => context.plant_if_any()?,
        (plant, _) => plant,
    };
    ui::step("Synthesizing", plant.as_deref().unwrap_or("the reference assembly"));
    let folder = context.scratch()?;
    let out = folder.path().join("cdk.out");
    let further = [("ferrocdk:locations", true.into())];
    let suffix = suffix.map(Suffix::as_str);
    let assembly = deployment::synthesize_with(context, &out, plant.as_deref(), suffix, &further)?;
    Ok((assembly, plant, folder))
}
