//! Findings of lint in real templates, against those of cfn-lint.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use ferrocdk_lint::{Linter, Options, RULES, Severity};

use crate::workspace;

/// A file and a rule.
type Pair = (String, String);

/// Findings of cfn-lint 1.51 that ours does not have, each with the reason: file, rule, reason, parted by tabs.
const MISSED: &str = include_str!("data/lint-missed.tsv");

fn errors(linter: &Linter, file: &Path) -> Vec<String> {
    let text = String::from_utf8(fs::read(file).unwrap()).unwrap();
    let findings = linter.lint_text(&text).into_iter();
    findings
        .filter(|finding| finding.severity == Severity::Error)
        .map(|finding| {
            format!(
                "{} {}:{} {}: {}",
                finding.rule, finding.at.line, finding.at.column, finding.path, finding.message
            )
        })
        .collect()
}

/// The errors that cfn-lint found, by file.
fn expected(folder: &Path) -> BTreeMap<String, BTreeSet<String>> {
    let table = fs::read_to_string(folder.join("expected.tsv")).unwrap();
    let mut files: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in table.lines().skip(1) {
        let mut columns = line.split('\t');
        let (file, rule) = (columns.next().unwrap(), columns.next().unwrap());
        let rules = files.entry(file.to_owned()).or_default();
        if rule.starts_with('E') {
            rules.insert(rule.to_owned());
        }
    }
    files
}

#[test]
#[cfg_attr(not(golden), ignore = "no golden data beside the checkout")]
fn templates_that_fail_elsewhere_fail_here_and_no_others_do() {
    let folder = workspace::conformance();
    let folder = folder.join("lint");
    let linter = Linter::new(Options::default());
    let (mut failing, mut found_failing) = (0, 0);
    let (mut false_errors, mut missed) = (Vec::new(), BTreeSet::<Pair>::new());
    for (file, rules) in expected(&folder) {
        let errors = errors(&linter, &folder.join(&file));
        if rules.is_empty() {
            false_errors.extend(errors.iter().map(|error| format!("{file}: {error}")));
            continue;
        }
        failing += 1;
        found_failing += usize::from(!errors.is_empty());
        let found: BTreeSet<&str> = errors.iter().map(|error| error.split(' ').next().unwrap()).collect();
        missed.extend(
            rules
                .into_iter()
                .filter(|rule| !found.contains(rule.as_str()))
                .map(|rule| (file.clone(), rule)),
        );
    }
    assert!(
        false_errors.is_empty(),
        "errors in templates that are right:\n{}",
        false_errors.join("\n")
    );
    assert!(
        found_failing * 100 >= failing * 85,
        "only {found_failing} of {failing} templates that fail are found"
    );
    let listed: BTreeSet<Pair> = missed_rows().into_iter().map(|(file, rule, _)| (file, rule)).collect();
    let unlisted: Vec<&Pair> = missed.difference(&listed).collect();
    let stale: Vec<&Pair> = listed.difference(&missed).collect();
    assert!(
        unlisted.is_empty(),
        "missed and not in tests/it/data/lint-missed.tsv: {unlisted:#?}"
    );
    assert!(
        stale.is_empty(),
        "in tests/it/data/lint-missed.tsv and found all the same: {stale:#?}"
    );
}

fn missed_rows() -> Vec<(String, String, String)> {
    let rows = MISSED.lines().filter(|line| !line.starts_with('#'));
    rows.map(|line| {
        let columns: Vec<&str> = line.split('\t').collect();
        let [file, rule, reason] = columns.as_slice() else {
            panic!("no three columns: {line}")
        };
        ((*file).to_owned(), (*rule).to_owned(), (*reason).to_owned())
    })
    .collect()
}

#[test]
fn every_missed_finding_has_its_reason() {
    let rows = missed_rows();
    for (file, rule, reason) in &rows {
        assert!(reason.len() > 20, "{file} {rule}: what is the reason?");
    }
    assert!(rows.is_sorted(), "the rows are not sorted");
}

#[test]
#[cfg_attr(not(golden), ignore = "no golden data beside the checkout")]
fn templates_of_solutions_have_no_errors() {
    let folder = workspace::conformance();
    let linter = Linter::new(Options::default());
    let mut files = 0;
    for entry in fs::read_dir(folder.join("templates")).unwrap() {
        let file = entry.unwrap().path();
        let errors = errors(&linter, &file);
        assert!(errors.is_empty(), "{}:\n{}", file.display(), errors.join("\n"));
        files += 1;
    }
    assert!(files > 50, "only {files} templates");
}

#[test]
fn the_reference_assembly_has_no_findings() {
    let folder = workspace::root().join("cdk.out");
    let linter = Linter::new(Options::default());
    let mut files = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let file = entry.unwrap().path();
        if file.to_str().unwrap().ends_with(".template.json") {
            let findings = linter.lint_text(&fs::read_to_string(&file).unwrap());
            assert!(findings.is_empty(), "{}: {findings:#?}", file.display());
            files += 1;
        }
    }
    assert!(files > 0, "cdk.out has no template");
}

#[test]
fn rules_are_sorted_and_their_ids_have_one_form() {
    assert!(RULES.is_sorted_by_key(|rule| rule.id));
    for rule in RULES {
        let (letter, digits) = rule.id.split_at(1);
        assert!(
            "EWIF".contains(letter) && digits.len() == 4 && digits.parse::<u32>().is_ok(),
            "{}",
            rule.id
        );
        assert!(
            !rule.meaning.ends_with('.') && rule.meaning.len() > 10,
            "{}: {}",
            rule.id,
            rule.meaning
        );
    }
}
