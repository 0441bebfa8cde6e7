//! The linter against two systems that nobody here wrote: cfn-lint, whose findings are golden data, and AWS's own engine, where `lint --deep` built it.
//!
//! `oracles.tsv` names every template of the golden data that the three do not judge alike, and why.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

use ferrocdk_toolkit::lint::{Options, Severity, Source, check, request};
use serde_json::Value as Json;
use workspace_tests::skipped;

use crate::workspace;

/// Who finds an error in a template.
type Verdicts = BTreeMap<String, bool>;

#[test]
fn where_the_linter_and_both_oracles_differ_is_known() {
    let Some(golden) = workspace::conformance() else { return };
    let sources = sources(&golden.join("lint"));
    let ours = linter(&sources);
    let theirs = cfn_lint(&golden.join("lint/expected.tsv"));
    let aws = engine(&sources);
    let mut known = BTreeSet::new();
    let mut wrong = Vec::new();
    for line in include_str!("oracles.tsv").lines().skip(1) {
        let [file, linter, cfn_lint, engine, reason] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("five columns are wanted: {line}");
        };
        assert!(!reason.is_empty(), "{file} needs a reason");
        known.insert(file);
        let columns = [
            ("the linter", linter, Some(&ours)),
            ("cfn-lint", cfn_lint, Some(&theirs)),
            ("AWS's engine", engine, aws.as_ref()),
        ];
        for (who, column, verdicts) in columns {
            let Some(verdicts) = verdicts else { continue };
            match verdicts.get(file) {
                Some(fails) if *fails == (column == "error") => {}
                Some(fails) => wrong.push(format!(
                    "{file}: {who} finds {} by now",
                    if *fails { "an error" } else { "none" }
                )),
                None => wrong.push(format!("{file}: not in the golden data")),
            }
        }
    }
    for source in sources.iter().filter(|source| !known.contains(source.name.as_str())) {
        let file = source.name.as_str();
        let mut verdicts = vec![("the linter", ours.get(file)), ("cfn-lint", theirs.get(file))];
        verdicts.extend(aws.as_ref().map(|aws| ("AWS's engine", aws.get(file))));
        if verdicts.iter().any(|(_, verdict)| *verdict != verdicts[0].1) {
            wrong.push(format!("{file} is missing from the table: {verdicts:?}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "tests/it/oracles.tsv is not what is found:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn templates_that_were_deployed_have_no_error_for_any_engine() {
    let Some(golden) = workspace::conformance() else { return };
    let sources = sources(&golden.join("templates"));
    assert!(sources.len() > 50, "only {}", sources.len());
    let fails = |verdicts: Verdicts| -> Vec<String> {
        verdicts
            .into_iter()
            .filter_map(|(file, fails)| fails.then_some(file))
            .collect()
    };
    assert_eq!(fails(linter(&sources)), Vec::<String>::new());
    if let Some(verdicts) = engine(&sources) {
        assert_eq!(fails(verdicts), Vec::<String>::new());
    }
}

fn sources(folder: &Path) -> Vec<Source> {
    let mut sources = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|end| end != "tsv") {
            let name = path.file_name().unwrap().to_string_lossy();
            sources.push(Source::new(name, std::fs::read_to_string(&path).unwrap()));
        }
    }
    sources.sort_by(|a, b| a.name.cmp(&b.name));
    sources
}

fn linter(sources: &[Source]) -> Verdicts {
    let report = check(sources.to_vec(), &Options::default());
    let mut verdicts: Verdicts = sources.iter().map(|source| (source.name.clone(), false)).collect();
    for entry in report.entries.iter().filter(|entry| entry.severity == Severity::Error) {
        verdicts.insert(entry.file.clone(), true);
    }
    verdicts
}

fn cfn_lint(table: &Path) -> Verdicts {
    let mut verdicts = Verdicts::new();
    for line in std::fs::read_to_string(table).unwrap().lines().skip(1) {
        let mut columns = line.split('\t');
        let (file, rule) = (columns.next().unwrap(), columns.next().unwrap());
        *verdicts.entry(file.to_owned()).or_default() |= rule.starts_with('E');
    }
    verdicts
}

/// What AWS's engine says, where it was built.
fn engine(sources: &[Source]) -> Option<Verdicts> {
    let program = workspace::root().join(".tools/deep/release/ferrocdk-deep");
    if !program.is_file() {
        skipped("AWS's own engine is not built: `cargo xtask lint --deep` does it");
        return None;
    }
    let mut child = Command::new(program)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let input = request(sources, &Options::default());
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let found: Vec<Json> = serde_json::from_slice(&output.stdout).unwrap();
    let mut verdicts: Verdicts = sources.iter().map(|source| (source.name.clone(), false)).collect();
    for entry in found.iter().filter(|entry| entry["severity"] == "error") {
        verdicts.insert(entry["file"].as_str().unwrap().to_owned(), true);
    }
    Some(verdicts)
}
