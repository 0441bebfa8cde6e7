//! Parity with AWS CDK: the same apps against both, and the assemblies compared. See `README.md` here.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops where something is not as it should be"
)]

mod apps;
mod compare;
mod dependencies;
mod normalise;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use ferrocdk::{App, Checks};
use indexmap::IndexMap;

use crate::compare::{Files, difference};
use crate::normalise::{RULES, Rule};

/// Apps that AWS CDK writes otherwise, and why ferrocdk means to differ. What differs everywhere is named in `normalise.rs`.
const BY_DESIGN: &[(&str, &str)] = &[
    (
        "bootstrapless",
        "AWS CDK names the roles of the bootstrap stack even where there is none",
    ),
    (
        "file_asset_without_extension",
        "AWS CDK takes the hash for an extension and writes it twice into the object's key",
    ),
    (
        "override_with_nothing",
        "AWS CDK ignores an empty map as the new value of a property; ferrocdk writes it",
    ),
];

fn expected_folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("parity/expected")
}

/// The text of all files below `folder`, by their path in it.
fn read(folder: &Path) -> Files {
    fn walk(folder: &Path, prefix: &str, out: &mut BTreeMap<String, String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = format!("{prefix}{}", path.file_name().unwrap().to_string_lossy());
            if path.is_dir() {
                walk(&path, &format!("{name}/"), out);
            } else {
                out.insert(name, std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    let mut texts = BTreeMap::new();
    walk(folder, "", &mut texts);
    Files::parse(texts.iter().map(|(name, text)| (name.as_str(), text.as_str())))
}

/// The context that an app of the suite is synthesized with.
fn context(name: &str) -> IndexMap<String, serde_json::Value> {
    let entry = match name {
        "cross_stack_strong" => Some(("@aws-cdk/core:defaultCrossStackReferences", "strong")),
        "qualifier" => Some(("@aws-cdk/core:bootstrapQualifier", "plantops1")),
        _ => None,
    };
    entry
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value.into()))
        .collect()
}

/// How the app differs from what AWS CDK makes of it; `None` when it does not.
fn differs(name: &str, build: fn(&App)) -> Option<String> {
    differs_by(name, build, &RULES.iter().collect::<Vec<_>>())
}

fn differs_by(name: &str, build: fn(&App), rules: &[&Rule]) -> Option<String> {
    let app = App::with_context(context(name));
    // The apps show what is written, not what could be deployed.
    Checks::of(&app).disable();
    build(&app);
    match app.synth() {
        Ok(assembly) => difference(
            read(&expected_folder().join(name)),
            Files::parse(assembly.files()),
            rules.iter().copied(),
        ),
        Err(diagnostics) => Some(format!("no assembly:\n{diagnostics}")),
    }
}

#[test]
fn assemblies_are_those_of_aws_cdk() {
    let listed: BTreeSet<&str> = BY_DESIGN.iter().map(|(name, _)| *name).collect();
    let report: Vec<String> = apps::all()
        .filter(|(name, _)| !listed.contains(name))
        .filter_map(|(name, build)| Some(format!("## {name}\n{}", differs(name, build)?)))
        .collect();
    assert!(
        report.is_empty(),
        "{} apps differ\n\n{}\n",
        report.len(),
        report.join("\n")
    );
}

/// An app of the list must differ.
#[test]
fn what_differs_is_listed_truly() {
    let apps: BTreeMap<&str, fn(&App)> = apps::all().collect();
    let mut seen = BTreeSet::new();
    for (name, reason) in BY_DESIGN {
        assert!(seen.insert(name), "{name} is listed twice");
        assert!(!reason.is_empty(), "{name} is listed without a reason");
        let build = apps.get(name).expect("an app of the list is written here");
        assert!(
            differs(name, *build).is_some(),
            "{name} is equal now: take it off the list"
        );
    }
}

#[test]
fn both_sides_have_the_same_apps() {
    let names: Vec<&str> = apps::all().map(|(name, _)| name).collect();
    let ours: BTreeSet<&str> = names.iter().copied().collect();
    assert_eq!(names.len(), ours.len(), "an app stands twice in the suite");
    let ours: BTreeSet<String> = ours.into_iter().map(str::to_owned).collect();
    let theirs: BTreeSet<String> = std::fs::read_dir(expected_folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(ours, theirs);
}

/// A rule that no app needs any more hides what it should not.
#[test]
fn every_rule_is_needed() {
    for left_out in 0..RULES.len() {
        let mut rules: Vec<&Rule> = RULES.iter().collect();
        rules.remove(left_out);
        let needed = apps::all().any(|(name, build)| differs(name, build) != differs_by(name, build, &rules));
        assert!(
            needed,
            "rule {left_out} of RULES, counted from 0, changes nothing: remove it"
        );
    }
}
