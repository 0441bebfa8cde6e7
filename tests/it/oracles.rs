//! The linter against cfn-lint, whose findings are golden data; `deep.rs` holds it against AWS's own engine.
//!
//! `oracles.tsv` names every template of the golden data that the three do not judge alike, and why.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use ferrocdk_toolkit::lint::{Options, Severity, TemplateSource, check};

use crate::workspace;

/// Who finds an error in a template.
pub(crate) type Verdicts = BTreeMap<String, bool>;

#[test]
#[cfg_attr(not(golden), ignore = "no golden data beside the checkout")]
fn where_the_linter_and_cfn_lint_differ_is_known() {
    let golden = workspace::conformance();
    let sources = sources(&golden.join("lint"));
    let ours = linter(&sources);
    let theirs = cfn_lint(&golden.join("lint/expected.tsv"));
    let mut known = BTreeSet::new();
    let mut wrong = Vec::new();
    for line in include_str!("oracles.tsv").lines().skip(1) {
        let [file, linter, cfn_lint, _, reason] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("five columns are wanted: {line}");
        };
        assert!(!reason.is_empty(), "{file} needs a reason");
        known.insert(file);
        for (who, column, verdicts) in [("the linter", linter, &ours), ("cfn-lint", cfn_lint, &theirs)] {
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
        let (linter, cfn_lint) = (ours.get(file), theirs.get(file));
        if linter != cfn_lint {
            wrong.push(format!(
                "{file} is missing from the table: the linter {linter:?}, cfn-lint {cfn_lint:?}"
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "tests/it/oracles.tsv is not what is found:\n{}",
        wrong.join("\n")
    );
}

#[test]
#[cfg_attr(not(golden), ignore = "no golden data beside the checkout")]
fn templates_that_were_deployed_have_no_error() {
    let golden = workspace::conformance();
    let sources = sources(&golden.join("templates"));
    assert!(sources.len() > 50, "only {}", sources.len());
    assert_eq!(failing(linter(&sources)), Vec::<String>::new());
}

/// Those in which an error was found.
pub(crate) fn failing(verdicts: Verdicts) -> Vec<String> {
    verdicts
        .into_iter()
        .filter_map(|(file, fails)| fails.then_some(file))
        .collect()
}

pub(crate) fn sources(folder: &Path) -> Vec<TemplateSource> {
    let mut sources = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|end| end != "tsv") {
            let name = path.file_name().unwrap().to_string_lossy();
            sources.push(TemplateSource::new(name, std::fs::read_to_string(&path).unwrap()));
        }
    }
    sources.sort_by(|a, b| a.name.cmp(&b.name));
    sources
}

pub(crate) fn linter(sources: &[TemplateSource]) -> Verdicts {
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
