//! `scan`: what public scanners say of the templates.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use ferrocdk_scanners::{Acknowledged, Failure as Finding, Home, Scanner};
use ferrocdk_toolkit::lint::TemplateSource;
use serde_json::{Value as Json, json};

use super::lint;
use crate::{failure::Failure, session::Session, ui};

/// Ask public scanners about templates: cfn-lint, checkov, cdk-nag (AwsSolutions) and cfn-guard (Control Tower).
///
/// They are installed into .tools/ when they are first needed, from PyPI and npm. Without files, the templates of cdk.out are scanned. A finding
/// that its resource acknowledges is no failure; the reason stands in the template. Ends with status 1 when there are failures, and with 2
/// when a scanner cannot run.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  {program} scan
  {program} scan stacks/ --scanner checkov --format json

Status: 0, 1 with failures, 2 where a scanner cannot run.")]
pub(crate) struct Args {
    /// Templates, folders with templates, or patterns such as 'stacks/**/*.json'.
    #[arg(value_name = "FILE")]
    files: Vec<String>,

    /// Ask these scanners alone.
    #[arg(long = "scanner", value_enum, value_delimiter = ',', value_name = "SCANNER")]
    scanners: Vec<ScannerName>,

    /// Show what is acknowledged too, with the reasons.
    #[arg(long)]
    acknowledged: bool,

    /// How findings are written.
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    format: FormatName,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum ScannerName {
    CfnLint,
    Checkov,
    CdkNag,
    CfnGuard,
}

impl ScannerName {
    fn scanner(self) -> Scanner {
        match self {
            Self::CfnLint => Scanner::CfnLint,
            Self::Checkov => Scanner::Checkov,
            Self::CdkNag => Scanner::CdkNag,
            Self::CfnGuard => Scanner::CfnGuard,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum FormatName {
    /// For people.
    Text,
    /// A list of objects.
    Json,
}

/// A finding in a template, and why it is as it should be, where the template says so.
struct Found<'a> {
    scanner: Scanner,
    template: &'a str,
    kind: String,
    finding: Finding,
    reason: Option<String>,
}

pub(crate) fn run(session: &Session, args: &Args) -> Result<()> {
    let sources = match args.files.as_slice() {
        [] => lint::of_assembly(session)?,
        files => lint::of_files(files)?,
    };
    let home = Home::below(&session.tools()?);
    let scanners: Vec<Scanner> = Scanner::ALL
        .into_iter()
        .filter(|scanner| args.scanners.is_empty() || args.scanners.iter().any(|name| name.scanner() == *scanner))
        .collect();
    let mut found = Vec::new();
    let mut broken = BTreeMap::new();
    for source in &sources {
        for scanner in &scanners {
            if broken.contains_key(scanner.name()) {
                continue;
            }
            ui::step("Scanning", format!("{} with {}", source.name, scanner.name()));
            match scan(&home, *scanner, source) {
                Ok(findings) => found.extend(findings),
                Err(error) => {
                    broken.insert(scanner.name(), error);
                }
            }
        }
    }
    show(args, &found)?;
    let failures = found.iter().filter(|found| found.reason.is_none()).count();
    ui::line(summary(&found, failures, sources.len()));
    for (scanner, error) in &broken {
        ui::warning(format!("{scanner} did not run: {error:#}"));
    }
    match (failures, broken.is_empty()) {
        (0, true) => Ok(()),
        (0, false) => Err(Failure::new("not every scanner ran")
            .hint("mend what the warnings above say, or name the others: --scanner cfn-lint,checkov")
            .code(2)
            .into()),
        _ => Err(Failure::told(1).into()),
    }
}

fn scan<'a>(home: &Home, scanner: Scanner, source: &'a TemplateSource) -> Result<Vec<Found<'a>>> {
    let folder = tempfile::tempdir().context("no temporary folder can be made")?;
    // A name that every scanner takes for a template.
    let yaml = !source.text.trim_start().starts_with('{');
    let file = folder.path().join(if yaml {
        "scanned.template.yaml"
    } else {
        "scanned.template.json"
    });
    std::fs::write(&file, &source.text)?;
    let template: Json = serde_json::from_str(&source.text).unwrap_or_default();
    let acknowledged = Acknowledged::of(&template, scanner);
    let findings = scanner.scan(home, &file)?;
    let found = findings.into_iter().map(|finding| Found {
        scanner,
        template: &source.name,
        kind: template["Resources"][&finding.resource]["Type"]
            .as_str()
            .unwrap_or_default()
            .to_owned(),
        reason: acknowledged.reason(&finding).map(str::to_owned),
        finding,
    });
    Ok(found.collect())
}

fn show(args: &Args, found: &[Found<'_>]) -> Result<()> {
    let shown = found.iter().filter(|found| args.acknowledged || found.reason.is_none());
    if args.format == FormatName::Json {
        let list: Vec<Json> = shown
            .map(|found| {
                json!({
                    "scanner": found.scanner.name(),
                    "template": found.template,
                    "resource": found.finding.resource,
                    "type": found.kind,
                    "rule": found.finding.rule,
                    "text": found.finding.text,
                    "acknowledged": found.reason,
                })
            })
            .collect();
        return ui::data(serde_json::to_string_pretty(&list)?);
    }
    for found in shown {
        let Finding { rule, resource, text } = &found.finding;
        let (style, end) = match found.reason.as_deref() {
            None => (ui::RED, String::new()),
            Some("") => (ui::DIM, "\n    acknowledged".to_owned()),
            Some(reason) => (ui::DIM, format!("\n    acknowledged: {reason}")),
        };
        let place = if resource.is_empty() {
            found.template.to_owned()
        } else {
            format!("{resource} ({})", found.kind)
        };
        ui::styled_data(format!(
            "{} {} {place}: {text}{end}\n",
            found.scanner.name(),
            ui::styled(style, rule)
        ))?;
    }
    Ok(())
}

fn summary(found: &[Found<'_>], failures: usize, templates: usize) -> String {
    let style = if failures == 0 { ui::GREEN } else { ui::RED };
    let plural = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    format!(
        "{}: {} in {}, {} acknowledged",
        ui::styled(style, "scan"),
        plural(failures, "failure"),
        plural(templates, "template"),
        found.len() - failures
    )
}
