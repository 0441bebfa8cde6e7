//! Duties of every source file towards its reader.

use std::path::{Path, PathBuf};

use crate::workspace;

/// A file longer than this wants dividing; generated bindings are exempt.
const MAX_LINES: usize = 700;
/// Generated code that is long because there are many types.
const GENERATED: [&str; 2] = ["constructs/cfn/src/", "constructs/cfn/tests/all/types.rs"];

fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.starts_with('.') || name == "target" || name == "cdk.out" {
            continue;
        }
        if path.is_dir() {
            sources(&path, out);
        } else if name.ends_with(".rs") {
            out.push(path);
        }
    }
}

#[test]
fn every_file_says_what_it_is_for() {
    let root = workspace::root();
    let mut files = Vec::new();
    for folder in ["app", "constructs", "functions", "tests", "xtask"] {
        sources(&root.join(folder), &mut files);
    }
    assert!(files.len() > 100, "only {} files were found", files.len());
    let mut wrong = Vec::new();
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.strip_prefix(&root).unwrap().display().to_string();
        if !text.starts_with("//!") {
            wrong.push(format!("{name} does not start with //! and its purpose"));
        }
        let lines = text.lines().count();
        if lines > MAX_LINES && !GENERATED.iter().any(|generated| name.starts_with(generated)) {
            wrong.push(format!("{name} has {lines} lines"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A doc comment names the thing; one that begins "What" makes a riddle of it (STYLE.md).
#[test]
fn docs_begin_with_the_noun_or_the_verb_of_the_thing() {
    let root = workspace::root();
    let mut files = Vec::new();
    for folder in ["app", "constructs", "functions", "tests", "xtask"] {
        sources(&root.join(folder), &mut files);
    }
    let mut wrong = Vec::new();
    for path in files {
        let name = path.strip_prefix(&root).unwrap().display().to_string();
        if GENERATED.iter().any(|generated| name.starts_with(generated)) {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let mut before = "";
        for (number, line) in text.lines().enumerate() {
            let line = line.trim_start();
            // A sentence that goes on from the line before may begin so.
            let begins = !(before.starts_with("///") || before.starts_with("//!")) || before.len() <= 3;
            if begins && (line.starts_with("/// What ") || line.starts_with("//! What ")) {
                wrong.push(format!("{name}:{}: {line}", number + 1));
            }
            before = line;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The bench commands build them only when somebody measures, which is too late to find one missing.
#[test]
fn examples_that_are_measured_exist() {
    let root = workspace::root();
    let (mut benches, mut all) = (Vec::new(), Vec::new());
    sources(&root.join("xtask/src/bench"), &mut benches);
    sources(&root.join("constructs"), &mut all);
    let mut named = 0;
    for path in benches {
        let text = std::fs::read_to_string(path).unwrap();
        for rest in text.split("--example ").skip(1) {
            let name = rest.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap();
            let file = format!("examples/{name}.rs");
            assert!(all.iter().any(|path| path.ends_with(&file)), "there is no {file}");
            named += 1;
        }
    }
    assert!(named >= 4, "only {named} examples are named");
}
