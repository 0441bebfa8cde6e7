//! Words: what users type has a name of its own over all crates that they see through `ferrocdk`.

use std::collections::BTreeMap;
use std::path::Path;

use crate::module_graph::rust_files;
use crate::workspace;

/// The crates whose names users type.
const CRATES: [&str; 6] = [
    "constructs",
    "constructs/assertions",
    "constructs/aws",
    "constructs/checks",
    "constructs/core",
    "constructs/plant",
];

/// Names of two things, each with the reason.
const SHARED: &[(&str, &str)] = &[
    (
        "Annotations",
        "CDK has both: what a construct leaves, and what a test asks for",
    ),
    (
        "App",
        "the engine's, and the one that users have: the engine's with its rules on",
    ),
    ("Tags", "CDK has both: what a construct gives, and what a test asks for"),
    ("diagnostic_ids", "every crate lists its own in a module of this name"),
    ("prelude", "the engine's, and the one that users have, with more in it"),
];

/// The public types, functions and modules that a file declares at its top.
fn declared(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines().take_while(|line| !line.starts_with("#[cfg(test)]"));
    lines.filter_map(|line| {
        let (kind, rest) = line.strip_prefix("pub ")?.split_once(' ')?;
        let (kind, rest) = if kind == "const" {
            rest.split_once(' ')?
        } else {
            (kind, rest)
        };
        let is_name = |character: char| character.is_alphanumeric() || character == '_';
        let known = ["struct", "enum", "trait", "type", "fn", "mod", "union"].contains(&kind);
        known.then(|| rest.split(|character| !is_name(character)).next().unwrap_or(rest))
    })
}

#[test]
fn one_public_word_is_one_thing() {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for folder in CRATES {
        let src = workspace::root().join(folder).join("src");
        for file in rust_files(&src) {
            let text = std::fs::read_to_string(&file).unwrap();
            let name = file
                .strip_prefix(workspace::root())
                .unwrap_or(Path::new(""))
                .display()
                .to_string();
            for word in declared(&text) {
                found.entry(word.to_owned()).or_default().push(name.clone());
            }
        }
    }
    assert!(found.len() > 100, "only {} names were found", found.len());
    let shared: BTreeMap<&str, &str> = SHARED.iter().copied().collect();
    let mut wrong = Vec::new();
    for (word, files) in &found {
        match (files.len() > 1, shared.contains_key(word.as_str())) {
            (true, false) => wrong.push(format!("{word} stands for something in each of {}", files.join(", "))),
            (false, true) => wrong.push(format!("{word} has one meaning, and needs no exception")),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
