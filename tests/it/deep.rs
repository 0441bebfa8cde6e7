//! The linter against AWS's own engine, which takes minutes to build: these tests are there only where it was built, as `cargo xtask test --deep` does.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use ferrocdk_toolkit::lint::{Options, TemplateSource, request};
use serde_json::Value as Json;

use crate::{
    oracles::{Verdicts, failing, linter, sources},
    workspace,
};

#[test]
#[cfg_attr(not(golden), ignore = "no golden data beside the checkout")]
fn where_the_linter_and_awss_engine_differ_is_known() {
    let sources = sources(&workspace::conformance().join("lint"));
    let (ours, theirs) = (linter(&sources), engine(&sources));
    let mut expected = ours.clone();
    for line in include_str!("oracles.tsv").lines().skip(1) {
        let mut columns = line.split('\t');
        let (file, engine) = (columns.next().unwrap(), columns.nth(2).unwrap());
        expected.insert(file.to_owned(), engine == "error");
    }
    assert_eq!(theirs, expected, "the column `engine` of tests/it/oracles.tsv");
}

#[test]
#[cfg_attr(not(golden), ignore = "no golden data beside the checkout")]
fn templates_that_were_deployed_have_no_error_for_the_engine() {
    let sources = sources(&workspace::conformance().join("templates"));
    assert_eq!(failing(engine(&sources)), Vec::<String>::new());
}

/// Verdicts of AWS's engine.
fn engine(sources: &[TemplateSource]) -> Verdicts {
    let program = workspace::root().join(".tools/deep/release/ferrocdk-deep");
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
    verdicts
}
