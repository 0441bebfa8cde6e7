//! Parity of the L2 library: the same apps against AWS CDK and against `ferrocdk::aws`, their templates compared. See `../README.md`.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

mod apps;
#[path = "../dependencies.rs"]
mod dependencies;
mod difference;
mod grants;
mod meaning;
mod rule;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use ferrocdk::App;
use serde_json::Value as Json;

use crate::difference::{Difference, differences};
use crate::meaning::{STEPS, Step};
use crate::rule::Rule;

/// Where what AWS CDK makes, the rules of difference and the grants stand.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("parity/library")
}

/// Templates by the names of their files.
type Templates = BTreeMap<String, Json>;

/// Templates that AWS CDK makes of an app.
fn theirs(name: &str) -> Templates {
    let text = std::fs::read_to_string(folder().join(format!("expected/{name}.json"))).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// Templates that ferrocdk makes of an app, checked as a user's app is.
fn ours(build: fn(&App)) -> Result<Templates, String> {
    let app = App::new();
    build(&app);
    let assembly = app.synth().map_err(|diagnostics| diagnostics.to_string())?;
    let templates = assembly.files().filter(|(name, _)| name.ends_with(".template.json"));
    Ok(templates
        .map(|(name, text)| (name.to_owned(), serde_json::from_str(text).unwrap()))
        .collect())
}

/// The differences that an app has, before any rule.
fn compare(name: &str, build: fn(&App), rules: &[Rule], steps: &[&Step]) -> Result<Vec<Difference>, String> {
    let (mut theirs, mut ours) = (theirs(name), ours(build)?);
    for template in theirs.values_mut() {
        rule::rename(template, name, rules);
    }
    for step in steps {
        theirs.values_mut().chain(ours.values_mut()).for_each(step);
    }
    Ok(differences(&theirs, &ours))
}

/// The differences of all apps by app, or why there are none.
fn compared(rules: &[Rule], steps: &[&Step]) -> BTreeMap<&'static str, Result<Vec<Difference>, String>> {
    let apps = apps::APPS.iter();
    apps.map(|(name, build)| (*name, compare(name, *build, rules, steps)))
        .collect()
}

#[test]
fn what_differs_from_aws_cdk_is_named_with_a_reason_and_nothing_else_is() {
    let rules = rule::read();
    let mut report = Vec::new();
    let mut used = BTreeSet::new();
    for (name, found) in compared(&rules, &STEPS.iter().collect::<Vec<_>>()) {
        let found = match found {
            Ok(found) => found,
            Err(diagnostics) => {
                report.push(format!("{name}: no assembly:\n{diagnostics}"));
                continue;
            }
        };
        for difference in found {
            let matching: Vec<usize> = (0..rules.len())
                .filter(|index| rules[*index].sets_aside(name, &difference))
                .collect();
            if matching.is_empty() {
                report.push(difference.line(name));
            }
            used.extend(matching);
        }
        used.extend((0..rules.len()).filter(|index| rules[*index].renames(&theirs(name), name)));
    }
    let unused = rules.iter().enumerate().filter(|(index, _)| !used.contains(index));
    report.extend(unused.map(|(_, rule)| format!("differences.tsv:{}: sets nothing aside: remove it", rule.line)));
    assert!(
        report.is_empty(),
        "lines as differences.tsv would have them, each without its reason:\n{}",
        report.join("\n")
    );
}

/// A step that no app needs any more hides what it should not.
#[test]
fn every_step_is_needed() {
    let rules = rule::read();
    let all: Vec<&Step> = STEPS.iter().collect();
    let with_all = compared(&rules, &all);
    for left_out in 0..all.len() {
        let mut steps = all.clone();
        steps.remove(left_out);
        assert!(
            compared(&rules, &steps) != with_all,
            "step {left_out} of STEPS, counted from 0, changes nothing: remove it"
        );
    }
}

#[test]
fn both_sides_have_the_same_apps() {
    let names = |folder: &str, end: &str| -> BTreeSet<String> {
        let files = std::fs::read_dir(self::folder().join(folder)).unwrap();
        files
            .filter_map(|file| Some(file.unwrap().file_name().to_str()?.strip_suffix(end)?.to_owned()))
            .collect()
    };
    let ours: BTreeSet<String> = apps::APPS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(ours.len(), apps::APPS.len(), "an app is listed twice");
    assert_eq!(ours, names("cdk", ".mjs"));
    assert_eq!(ours, names("expected", ".json"));
}
