//! Scanners: the default form of every construct in one stack, and what lint, cfn-lint, checkov, cdk-nag and cfn-guard find in it.
//!
//! A failure is either mended in the default or acknowledged by the construct itself, with the reason. The forms stand in `forms/`, a file per service; all
//! scanners come from npm and PyPI, and tests of them are ignored where one of the two is missing.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod forms;

use std::collections::BTreeSet;
use std::path::PathBuf;

use ferrocdk::{App, Construct, Stack, StackProps};
use ferrocdk_lint::{Linter, Options};
use ferrocdk_scanners::{Acknowledged, Home, Scanner};
use serde_json::Value as Json;
use tempfile::TempDir;
use workspace_tests::root;

/// The template with all forms, and the file that has it.
struct Scanned {
    template: Json,
    file: PathBuf,
    _folder: TempDir,
}

fn scanned() -> Scanned {
    let app = App::new();
    let stack = Stack::new(&app, "Forms", StackProps::default());
    for (service, forms) in forms::FORMS {
        forms(&stack.scope().child(service));
    }
    let assembly = app.synth().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("forms.template.json");
    let (_, text) = assembly
        .files()
        .find(|(name, _)| name.ends_with(".template.json"))
        .unwrap();
    std::fs::write(&file, text).unwrap();
    Scanned {
        template: assembly.template("Forms").unwrap().clone(),
        file,
        _folder: folder,
    }
}

fn home() -> Home {
    Home::below(&root().join(".tools"))
}

/// Everything that is found is acknowledged by its resource, and nothing is acknowledged that is not found.
#[track_caller]
fn assert_acknowledged(scanner: Scanner) {
    let scanned = scanned();
    let found = scanner.scan(&home(), &scanned.file).unwrap();
    let acknowledged = Acknowledged::of(&scanned.template, scanner);
    let mut used = BTreeSet::new();
    let mut wrong = Vec::new();
    for failure in &found {
        let by: Vec<usize> = acknowledged.by(failure).collect();
        if by.is_empty() {
            let kind = &scanned.template["Resources"][&failure.resource]["Type"];
            wrong.push(format!(
                "{} ({kind}) fails {}: {}",
                failure.resource, failure.rule, failure.text
            ));
        }
        used.extend(by);
    }
    wrong.extend(acknowledged.unused(&used));
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{}:\n{}", scanner.name(), wrong.join("\n"));
}

#[test]
fn lint_finds_nothing() {
    let text = std::fs::read_to_string(scanned().file).unwrap();
    let found = Linter::new(Options::default()).lint_text(&text);
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
#[cfg_attr(not(python), ignore = "no Python on this machine")]
fn cfn_lint_finds_nothing() {
    let found = Scanner::CfnLint.scan(&home(), &scanned().file).unwrap();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
#[cfg_attr(not(python), ignore = "no Python on this machine")]
fn what_checkov_finds_is_acknowledged() {
    assert_acknowledged(Scanner::Checkov);
}

#[test]
#[cfg_attr(not(npm), ignore = "no npm on this machine")]
fn what_cdk_nag_finds_is_acknowledged() {
    assert_acknowledged(Scanner::CdkNag);
}

#[test]
#[cfg_attr(not(npm), ignore = "no npm on this machine")]
fn what_cfn_guard_finds_is_acknowledged() {
    assert_acknowledged(Scanner::CfnGuard);
}

/// The constructs of a service: what its files say has a scope.
fn constructs(service: &str) -> BTreeSet<String> {
    let src = root().join("constructs/aws/src");
    let folder = src.join(service);
    let files: Vec<PathBuf> = if folder.is_dir() {
        let entries = std::fs::read_dir(folder).unwrap();
        entries.map(|entry| entry.unwrap().path()).collect()
    } else {
        vec![src.join(format!("{service}.rs"))]
    };
    let mut names = BTreeSet::new();
    for file in files
        .iter()
        .filter(|file| file.extension().is_some_and(|end| end == "rs"))
    {
        let text = std::fs::read_to_string(file).unwrap();
        for line in text.lines() {
            if let Some(list) = line
                .strip_prefix("constructs!(")
                .and_then(|line| line.strip_suffix(");"))
            {
                names.extend(list.split(',').map(|name| name.trim().to_owned()));
            }
        }
    }
    names
}

#[test]
fn every_construct_has_its_form() {
    let mut missing = Vec::new();
    let mut services = BTreeSet::new();
    for entry in std::fs::read_dir(root().join("constructs/aws/src")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() || path.extension().is_some_and(|end| end == "rs") {
            services.insert(path.file_stem().unwrap().to_str().unwrap().to_owned());
        }
    }
    for service in services {
        let constructs = constructs(&service);
        if constructs.is_empty() {
            continue;
        }
        let forms = root().join(format!("tests/scanners/forms/{service}.rs"));
        let text = std::fs::read_to_string(&forms).unwrap_or_default();
        let has = |name: &str| {
            text.contains(&format!("{name}::"))
                || forms::LEFT_OUT
                    .iter()
                    .any(|(left_out, _)| *left_out == format!("{service}::{name}"))
        };
        missing.extend(
            constructs
                .iter()
                .filter(|name| !has(name))
                .map(|name| format!("{service}::{name}")),
        );
    }
    assert!(
        missing.is_empty(),
        "without a form in tests/scanners/forms: {}",
        missing.join(", ")
    );
}
