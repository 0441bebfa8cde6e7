//! `checks`: ferrocdk's own rules, listed and explained.

use anyhow::Result;
use ferrocdk_checks::{OwnRule, RULES, rule};
use serde_json::json;

use crate::{failure::Failure, format::FormatArg, program::PROGRAM, ui};

/// List the rules that no scanner has, or explain one.
///
/// Apps are checked by them as they are synthesized; `lint --checks` runs them on any template.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  {program} checks
  {program} checks --explain C0004

Status: 0, 2 for an unknown rule.")]
pub(crate) struct Args {
    /// Explain a rule, by its id or name: `C0004`, `alarm_is_blind`.
    #[arg(long, value_name = "RULE")]
    explain: Option<String>,

    #[command(flatten)]
    format: FormatArg,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let Some(name) = &args.explain else {
        return list(args.format.is_json());
    };
    let rule = rule(name).ok_or_else(|| unknown(name))?;
    if args.format.is_json() {
        return ui::data(serde_json::to_string_pretty(&as_json(rule))?);
    }
    ui::data(format_args!("{} {}: {}\n", rule.id, rule.name, rule.meaning()))?;
    ui::data(rule.documentation().trim_end())
}

fn list(json: bool) -> Result<()> {
    if json {
        let rules: Vec<_> = RULES.iter().map(as_json).collect();
        return ui::data(serde_json::to_string_pretty(&rules)?);
    }
    let width = RULES.iter().map(|rule| rule.name.len()).max().unwrap_or_default();
    for rule in RULES {
        ui::data(format_args!("{}  {:<width$}  {}", rule.id, rule.name, rule.meaning()))?;
    }
    Ok(())
}

fn as_json(rule: &OwnRule) -> serde_json::Value {
    let part = |title: &str| rule.part(title).unwrap_or_default();
    json!({
        "id": rule.id, "name": rule.name, "meaning": rule.meaning(), "checks": part("What it checks"), "why": part("Why"),
        "example": part("Example"), "fix": part("Fix"),
    })
}

fn unknown(name: &str) -> anyhow::Error {
    let known = RULES.iter().flat_map(|rule| [rule.id, rule.name]);
    let hint = match ferrocdk_toolkit::lint::nearest(name, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("`{PROGRAM} checks` lists them; rules of CloudFormation are in docs/lint-rules.md"),
    };
    Failure::new(format!("there is no rule `{name}`"))
        .hint(hint)
        .code(2)
        .into()
}
