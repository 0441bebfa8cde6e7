//! Coverage: the lists of what AWS CDK's users construct and call are whole, and the items here that do the same exist.

use std::collections::BTreeSet;
use std::process::Command;

use crate::workspace;

/// The shares of uses and of calls that have an item here at least, in percent. They rise with the work.
const CLASSES: u64 = 81;
const METHODS: u64 = 82;

/// Name, items here or `-`, and how often apps use it.
fn entries(file: &str) -> Vec<(String, String, u64)> {
    let text = std::fs::read_to_string(workspace::root().join("constructs/aws").join(file)).unwrap();
    let lines = text.lines().skip(1).map(|line| {
        let columns: Vec<&str> = line.split('\t').collect();
        let [name, item, _note, uses] = columns[..] else {
            panic!("{file}: `{line}` has not 4 columns")
        };
        (name.to_owned(), item.to_owned(), uses.parse().unwrap())
    });
    lines.collect()
}

#[test]
fn enough_of_the_uses_have_an_item() {
    for (file, floor) in [("coverage.tsv", CLASSES), ("coverage-methods.tsv", METHODS)] {
        let entries = entries(file);
        let uses: u64 = entries.iter().map(|(_, _, uses)| uses).sum();
        let covered: u64 = entries
            .iter()
            .filter(|(_, item, _)| item != "-")
            .map(|(_, _, uses)| uses)
            .sum();
        let percent = covered * 100 / uses;
        assert!(
            percent >= floor,
            "{file}: {percent} % of {uses} uses, instead of {floor} %"
        );
    }
}

#[test]
fn the_lists_are_sorted_and_name_nothing_twice() {
    for file in ["coverage.tsv", "coverage-methods.tsv"] {
        for pair in entries(file).windows(2) {
            assert!(
                pair[0].0 < pair[1].0,
                "{file}: `{}` stands before `{}`",
                pair[0].0,
                pair[1].0
            );
        }
    }
}

/// The counts are facts of their own here; where the count itself stands beside the checkout, nothing of it is missing.
#[test]
#[cfg_attr(not(usage), ignore = "needs the counted uses beside the checkout")]
fn every_class_and_method_that_was_counted_has_a_line() {
    for (file, counted, column) in [
        ("coverage.tsv", "usage.tsv", 2),
        ("coverage-methods.tsv", "usage-methods.tsv", 1),
    ] {
        let text = std::fs::read_to_string(workspace::root().join("../shared/library").join(counted)).unwrap();
        let expected: BTreeSet<(String, u64)> = text
            .lines()
            .skip(1)
            .map(|line| {
                let columns: Vec<&str> = line.split('\t').collect();
                (columns[0].to_owned(), columns[column].parse().unwrap())
            })
            .collect();
        let found: BTreeSet<(String, u64)> = entries(file).into_iter().map(|(name, _, uses)| (name, uses)).collect();
        let missing: Vec<_> = expected.difference(&found).collect();
        let unknown: Vec<_> = found.difference(&expected).collect();
        assert!(
            missing.is_empty() && unknown.is_empty(),
            "{file}: missing {missing:?}, never counted {unknown:?}"
        );
    }
}

/// The page of `ferrocdk_aws::from_aws_cdk` links every item, and rustdoc resolves a path as the compiler does.
#[test]
fn every_item_that_is_named_exists() {
    let output = Command::new(workspace_tests::cargo())
        .current_dir(workspace::root())
        .args([
            "doc",
            "--quiet",
            "--package",
            "ferrocdk-aws",
            "--no-deps",
            "--features",
            "all",
        ])
        .env("RUSTDOCFLAGS", "-D warnings")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
