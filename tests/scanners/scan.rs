//! The scanners: each a program, and what it says as failures.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value as Json;
use workspace_tests::{environment, install, root};

/// A finding of a scanner in a resource.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Failure {
    pub(crate) rule: String,
    /// Logical id.
    pub(crate) resource: String,
    pub(crate) text: String,
}

/// The JSON that a program prints.
fn json(command: &mut Command) -> Json {
    let output = command.output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        let (said, errors) = (
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr),
        );
        panic!("{command:?} printed no JSON: {error}\n{said}\n{errors}")
    })
}

fn text(json: &Json) -> String {
    json.as_str().unwrap_or_default().trim().to_owned()
}

/// Findings of every level. cfn-lint reads by itself what a resource acknowledges.
pub(crate) fn cfn_lint(template: &Path) -> Vec<Json> {
    let program = environment("scanners").join("cfn-lint");
    let found = json(
        Command::new(program)
            .args(["--include-checks", "I", "--format", "json"])
            .arg(template),
    );
    found.as_array().unwrap().clone()
}

/// Failures of checkov, without its own view on what is acknowledged.
pub(crate) fn checkov(template: &Path) -> Vec<Failure> {
    let program = environment("scanners").join("checkov");
    let report = json(
        Command::new(program)
            .args([
                "--framework",
                "cloudformation",
                "--skip-download",
                "--compact",
                "--output",
                "json",
                "--file",
            ])
            .arg(template),
    );
    let results = &report["results"];
    assert!(!results["passed_checks"].as_array().unwrap().is_empty(), "{report}");
    let found = ["failed_checks", "skipped_checks"]
        .into_iter()
        .filter_map(|list| results[list].as_array());
    found
        .flatten()
        .map(|check| Failure {
            rule: text(&check["check_id"]),
            resource: text(&check["resource"])
                .rsplit('.')
                .next()
                .unwrap_or_default()
                .to_owned(),
            text: text(&check["check_name"]),
        })
        .collect()
}

/// Findings of cdk-nag's pack AwsSolutions.
pub(crate) fn cdk_nag(template: &Path) -> Vec<Failure> {
    let packages = install("scanners");
    let script = root().join("tests/scanners/nag.mjs");
    let found = json(Command::new("node").arg(script).arg(packages).arg(template));
    let found = found.as_array().unwrap().iter().map(|finding| Failure {
        rule: text(&finding["rule"]),
        resource: text(&finding["resource"]),
        text: text(&finding["text"]),
    });
    found.collect()
}

/// A folder of further rules for cfn-guard, such as a checkout of the AWS Guard rules registry, which no package has.
fn further_rules() -> Option<PathBuf> {
    std::env::var_os("FERROCDK_GUARD_RULES").map(PathBuf::from)
}

/// Rules that fail in cfn-guard: those of Control Tower, and further ones.
pub(crate) fn cfn_guard(template: &Path) -> Vec<Failure> {
    let package = install("scanners").join("node_modules/@cdklabs/cdk-validator-cfnguard");
    let system = if cfg!(target_os = "macos") { "macos" } else { "ubuntu" };
    let program = package
        .join("bin")
        .join(system)
        .join(std::env::consts::ARCH)
        .join("cfn-guard");
    let own = guard(&program, &package.join("rules/control-tower"), template);
    assert!(!own["compliant"].as_array().unwrap().is_empty(), "{own}");
    // A rule of the registry looks by itself at what is acknowledged.
    let further = further_rules().map(|rules| guard(&program, &rules, template));
    let mut failures = BTreeSet::new();
    let reports = std::iter::once(&own).chain(&further);
    for rule in reports.flat_map(|report| report["not_compliant"].as_array().unwrap()) {
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
    failures.into_iter().collect()
}

/// The report of cfn-guard on a file of data.
fn guard(program: &Path, rules: &Path, data: &Path) -> Json {
    let reports = json(
        Command::new(program)
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
            .arg(data),
    );
    reports[0].clone()
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
