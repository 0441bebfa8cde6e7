//! The scanners: each a program, and what it says as failures.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use serde_json::Value as Json;

use crate::home::Home;

/// A finding of a scanner in a resource.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Failure {
    /// Id of the rule.
    pub rule: String,
    /// Logical id; empty where the finding is about the template as a whole.
    pub resource: String,
    /// The rule in words.
    pub text: String,
}

/// A public scanner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scanner {
    /// cfn-lint, with rules that only inform.
    CfnLint,
    /// checkov, its rules for CloudFormation.
    Checkov,
    /// cdk-nag, its pack AwsSolutions.
    CdkNag,
    /// cfn-guard, the rules of Control Tower.
    CfnGuard,
}

impl Scanner {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::CfnLint, Self::Checkov, Self::CdkNag, Self::CfnGuard];

    /// Name of the program.
    pub fn name(self) -> &'static str {
        match self {
            Self::CfnLint => "cfn-lint",
            Self::Checkov => "checkov",
            Self::CdkNag => "cdk-nag",
            Self::CfnGuard => "cfn-guard",
        }
    }

    /// Runs it over a template's file, installing it first if need be. What a resource acknowledges is among the findings, but of cfn-lint, which leaves it out by itself.
    ///
    /// # Errors
    /// When it cannot be installed, or says nothing that can be read.
    pub fn scan(self, home: &Home, template: &Path) -> Result<Vec<Failure>> {
        match self {
            Self::CfnLint => cfn_lint(home, template),
            Self::Checkov => checkov(home, template),
            Self::CdkNag => cdk_nag(home, template),
            Self::CfnGuard => cfn_guard(home, template),
        }
    }
}

/// The JSON that a program prints.
fn json(command: &mut Command) -> Result<Json> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().with_context(|| format!("`{name}` does not start"))?;
    serde_json::from_slice(&output.stdout).with_context(|| {
        let errors = String::from_utf8_lossy(&output.stderr);
        format!("`{name}` printed no JSON: {}", errors.trim_end())
    })
}

fn text(json: &Json) -> String {
    json.as_str().unwrap_or_default().trim().to_owned()
}

fn items(json: &Json) -> impl Iterator<Item = &Json> {
    json.as_array().into_iter().flatten()
}

fn cfn_lint(home: &Home, template: &Path) -> Result<Vec<Failure>> {
    let mut command = Command::new(home.programs()?.join("cfn-lint"));
    command
        .args(["--include-checks", "I", "--format", "json"])
        .arg(template);
    let found = json(&mut command)?;
    if !found.is_array() {
        bail!("cfn-lint printed no list: {found}");
    }
    let failures = items(&found).map(|finding| {
        let place = &finding["Location"]["Path"];
        let resource = match (place[0].as_str(), place[1].as_str()) {
            (Some("Resources"), Some(resource)) => resource.to_owned(),
            _ => String::new(),
        };
        Failure {
            rule: text(&finding["Rule"]["Id"]),
            resource,
            text: text(&finding["Message"]),
        }
    });
    Ok(failures.collect())
}

/// Failures of checkov, without its own view on what is acknowledged.
fn checkov(home: &Home, template: &Path) -> Result<Vec<Failure>> {
    let mut command = Command::new(home.programs()?.join("checkov"));
    command
        .args(["--framework", "cloudformation", "--skip-download", "--compact"])
        .args(["--output", "json", "--file"])
        .arg(template);
    let report = json(&mut command)?;
    let results = &report["results"];
    if items(&results["passed_checks"]).next().is_none() {
        bail!("checkov checked nothing: {report}");
    }
    let found = ["failed_checks", "skipped_checks"]
        .into_iter()
        .flat_map(|list| items(&results[list]));
    let failures = found.map(|check| Failure {
        rule: text(&check["check_id"]),
        resource: text(&check["resource"])
            .rsplit('.')
            .next()
            .unwrap_or_default()
            .to_owned(),
        text: text(&check["check_name"]),
    });
    Ok(failures.collect())
}

fn cdk_nag(home: &Home, template: &Path) -> Result<Vec<Failure>> {
    let mut command = Command::new("node");
    command.arg(home.nag()?).arg(home.packages()?).arg(template);
    let found = json(&mut command)?;
    let failures = items(&found).map(|finding| Failure {
        rule: text(&finding["rule"]),
        resource: text(&finding["resource"]),
        text: text(&finding["text"]),
    });
    Ok(failures.collect())
}

/// A folder of further rules for cfn-guard, such as a checkout of the AWS Guard rules registry, which no package has.
fn further_rules() -> Option<PathBuf> {
    std::env::var_os("FERROCDK_GUARD_RULES").map(PathBuf::from)
}

/// Rules that fail in cfn-guard: those of Control Tower, and further ones.
fn cfn_guard(home: &Home, template: &Path) -> Result<Vec<Failure>> {
    let package = home.packages()?.join("node_modules/@cdklabs/cdk-validator-cfnguard");
    let system = if cfg!(target_os = "macos") { "macos" } else { "ubuntu" };
    let program = package
        .join("bin")
        .join(system)
        .join(std::env::consts::ARCH)
        .join("cfn-guard");
    let own = guard(&program, &package.join("rules/control-tower"), template)?;
    if items(&own["compliant"]).next().is_none() {
        bail!("cfn-guard checked nothing: {own}");
    }
    // A rule of the registry looks by itself at what is acknowledged.
    let further = further_rules()
        .map(|rules| guard(&program, &rules, template))
        .transpose()?;
    let mut failures = BTreeSet::new();
    let reports = std::iter::once(&own).chain(&further);
    for rule in reports.flat_map(|report| items(&report["not_compliant"])) {
        let mut texts = Vec::new();
        strings(rule, &mut texts);
        let id = texts
            .iter()
            .find_map(|text| Some(text.split_once("[CT.")?.1.split_once(']')?.0));
        let name = text(&rule["Rule"]["name"]);
        let resources = texts
            .iter()
            .filter_map(|text| text.strip_prefix("/Resources/")?.split('/').next());
        for resource in resources {
            failures.insert(Failure {
                rule: id.map_or_else(|| name.clone(), |id| format!("CT.{id}")),
                resource: resource.to_owned(),
                text: name.clone(),
            });
        }
    }
    Ok(failures.into_iter().collect())
}

/// The report of cfn-guard on a file of data.
fn guard(program: &Path, rules: &Path, data: &Path) -> Result<Json> {
    let mut command = Command::new(program);
    command
        .args([
            "validate",
            "--structured",
            "--output-format",
            "json",
            "--show-summary",
            "none",
        ])
        .arg("--rules")
        .arg(rules)
        .arg("--data")
        .arg(data);
    let reports = json(&mut command)?;
    Ok(reports[0].clone())
}

/// All strings of a value.
fn strings<'a>(json: &'a Json, out: &mut Vec<&'a str>) {
    match json {
        Json::String(text) => out.push(text),
        Json::Array(items) => items.iter().for_each(|item| strings(item, out)),
        Json::Object(map) => map.values().for_each(|value| strings(value, out)),
        _ => {}
    }
}
