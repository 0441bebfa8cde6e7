//! `lint`: checks templates against the schema database and the rules of CloudFormation.

use anyhow::Result;
use ferrocdk_toolkit::{
    assembly::Assembly,
    lint::{self, Format, Options, Report, Schemas, Severity, TemplateSource},
};

use crate::{deep, deployment, failure::Failure, program::PROGRAM, session::Session, ui};

/// Check templates before AWS sees them.
///
/// Files may be JSON or YAML; of a folder, its templates are checked. Without files, the templates of cdk.out are, each for its region. Findings
/// go to stdout. Ends with status 1 when there are errors, and with 2 when a file cannot be read.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  {program} lint
  {program} lint stacks/ --region eu-central-1
  {program} lint app.yaml --format sarif

Status: 0, 1 with errors, 2 where a file cannot be read.")]
pub(crate) struct Args {
    /// Templates, folders with templates, or patterns such as 'stacks/**/*.yaml'.
    #[arg(value_name = "FILE")]
    files: Vec<String>,

    /// Region that the templates must be fit for; may be given several times.
    #[arg(long = "region", value_name = "REGION")]
    regions: Vec<String>,

    /// How findings are written.
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    format: FormatName,

    /// Leave findings of these rules out, by id or its beginning: W, E3012.
    #[arg(long, value_delimiter = ',', value_name = "RULE")]
    ignore: Vec<String>,

    /// Add findings of rules that only inform, by id or its beginning: I, I3042.
    #[arg(long, value_delimiter = ',', value_name = "RULE")]
    include: Vec<String>,

    /// Schemas of third-party, private and module types: a folder of them, or one. May be given several times.
    #[arg(long, value_name = "DIR")]
    schemas: Vec<String>,

    /// Values that are assumed for parameters and for the parameter store, JSON or YAML.
    #[arg(long, value_name = "FILE")]
    values: Option<String>,

    /// Add what ferrocdk's own rules find, such as alarms that can never fire; `checks` lists them.
    #[arg(long)]
    checks: bool,

    /// Ask AWS's own engine too, which is built on first use. Each finding says who found it.
    #[arg(long)]
    deep: bool,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum FormatName {
    /// For people, with the lines of the template.
    Text,
    /// A list of objects.
    Json,
    /// Annotations of a GitHub workflow.
    Github,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
}

pub(crate) fn run(session: &Session, args: &Args) -> Result<()> {
    let sources = if args.files.is_empty() {
        of_assembly(session)?
    } else {
        of_files(&args.files)?
    };
    let schemas = Schemas::read(&args.schemas).map_err(|error| {
        Failure::new(error.to_string())
            .hint("a schema is what `aws cloudformation describe-type` prints or `cfn submit` registers, one type in a file")
            .code(2)
    })?;
    for (ty, file) in &schemas.left_out {
        ui::line(format!(
            "note: `{}` changes nothing: the database has `{ty}`, and what it knows stands",
            file.display()
        ));
    }
    let values = args.values.as_deref().map(lint::read_values).transpose().map_err(|error| {
        Failure::new(error.to_string())
            .hint("write names and values, such as `Stage: prod`, or the list that `aws cloudformation create-stack --parameters` takes")
            .code(2)
    })?;
    let options = Options {
        regions: args.regions.clone(),
        ignore: args.ignore.clone(),
        include: args.include.clone(),
        schemas: schemas.used,
        values: values.as_ref().map(|(values, _)| values.clone()).unwrap_or_default(),
        ..Options::default()
    };
    let mut report = lint::check(sources, &options);
    if let Some((values, file)) = values {
        report.add_unknown_values(file, &values);
    }
    if args.checks {
        report.add_own_rules(args.regions.first().map(String::as_str));
    }
    if args.deep {
        deep::add(session, &mut report, &options)?;
    }
    show(&report, args.format)?;
    match report.count(Severity::Error) {
        0 => Ok(()),
        _ => Err(Failure::told(1).into()),
    }
}

/// The templates behind the names given, each once.
pub(super) fn of_files(names: &[String]) -> Result<Vec<TemplateSource>> {
    let mut sources: Vec<TemplateSource> = Vec::new();
    for name in names {
        let found = lint::find(name).map_err(|error| {
            Failure::new(error.to_string())
                .hint("name a template, a folder with templates, or a pattern")
                .code(2)
        })?;
        for (path, text) in found {
            let name = path.display().to_string();
            if !sources.iter().any(|source| source.name == name) {
                sources.push(TemplateSource::new(name, text));
            }
        }
    }
    Ok(sources)
}

/// The templates of the reference assembly, or of one plant of it.
pub(super) fn of_assembly(session: &Session) -> Result<Vec<TemplateSource>> {
    let context = &session.context()?;
    let plant = context.chosen_plant()?;
    let folder = context.root.join("cdk.out");
    let assembly = Assembly::read(&folder).map_err(|error| {
        Failure::new(error.to_string())
            .hint(format!("write it with `{PROGRAM} synth`, or name templates"))
            .code(2)
    })?;
    let is_of_plant = |name: &str| {
        plant.as_ref().is_none_or(|plant| {
            name.strip_prefix(plant.as_str())
                .is_some_and(|rest| rest.starts_with('-') || rest.is_empty())
        })
    };
    let mut sources = Vec::new();
    for stack in assembly.stacks.into_iter().filter(|stack| is_of_plant(&stack.name)) {
        let text = std::fs::read_to_string(&stack.template_file).map_err(|error| {
            Failure::new(format!("cannot read `{}`: {error}", stack.template_file.display())).code(2)
        })?;
        sources.push(TemplateSource {
            name: deployment::shown(context, &stack.template_file).to_string(),
            text,
            region: stack.region,
            paths: stack.paths,
        });
    }
    if sources.is_empty() {
        return Err(Failure::new("cdk.out has no template of this plant")
            .hint(format!("write it with `{PROGRAM} synth`, or name templates"))
            .code(2)
            .into());
    }
    Ok(sources)
}

fn show(report: &Report, format: FormatName) -> Result<()> {
    let format = match format {
        FormatName::Text => Format::Text,
        FormatName::Json => Format::Json,
        FormatName::Github => Format::Github,
        FormatName::Sarif => Format::Sarif,
    };
    ui::styled_data(report.render(format))?;
    if format == Format::Text {
        let style = match (report.count(Severity::Error), report.count(Severity::Warning)) {
            (0, 0) => ui::GREEN,
            (0, _) => ui::YELLOW,
            _ => ui::RED,
        };
        if !report.entries.is_empty() {
            ui::line("");
        }
        ui::line(format!("{}: {}", ui::styled(style, "lint"), report.summary()));
    }
    Ok(())
}
