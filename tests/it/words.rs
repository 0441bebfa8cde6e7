//! Words: each name that users type has one meaning: in its service, or over all crates that they see through `ferrocdk`.

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
    (
        "Choice",
        "a state of Step Functions is called so; the engine's is a value that bindings take",
    ),
    (
        "Condition",
        "AWS has both: of a template, which core's are, and what a service holds against something",
    ),
    (
        "Map",
        "a state of Step Functions is called so; the engine's is a map of a binding",
    ),
    ("Match", "CDK has both: of an event, and of what a test asks for"),
    (
        "ResourcePolicy",
        "CloudWatch Logs calls its resource so; whatever has a policy is one for grants",
    ),
    (
        "ResourceProps",
        "CDK has it for a resource of an API; the engine's is the trait of bindings",
    ),
    ("Stage", "CDK has both: of an API, and of an app"),
    ("StageProps", "CDK has both: of an API, and of an app"),
    ("Tags", "CDK has both: what a construct gives, and what a test asks for"),
    (
        "Target",
        "of a reference in an expression, which only the engine's own code names, and of a grant",
    ),
    ("diagnostic_ids", "every crate lists its own in a module of this name"),
    ("prelude", "the engine's, and the one that users have, with more in it"),
];

/// The public types, functions and modules that a file declares at its top, and the types that macros declare there.
fn declared(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines().take_while(|line| !line.starts_with("#[cfg(test)]"));
    lines.filter_map(|line| {
        let in_macro = line.strip_prefix("    ").filter(|line| !line.starts_with(' '));
        let bounded =
            in_macro.filter(|line| line.contains(") in ") && line.starts_with(|first: char| first.is_uppercase()));
        let mut rest = match bounded {
            Some(line) => line,
            None => in_macro.unwrap_or(line).strip_prefix("pub ")?,
        };
        if bounded.is_none() {
            let (mut kind, mut name) = rest.split_once(' ')?;
            if kind == "const" {
                (kind, name) = name.split_once(' ')?;
            }
            let known: &[&str] = match in_macro {
                None => &["struct", "enum", "trait", "type", "fn", "mod", "union"],
                Some(_) => &["struct", "enum"],
            };
            rest = known.contains(&kind).then_some(name)?;
        }
        let is_name = |character: char| character.is_alphanumeric() || character == '_';
        rest.split(|character| !is_name(character)).next()
    })
}

/// The modules of `constructs/aws` that all its services share. Every other one is a service, and a name space of its own, as AWS CDK's modules are:
/// `iam::Policy` is not `iot::Policy`.
const SHARED_BY_SERVICES: &[&str] = &[
    "bounds",
    "defaults",
    "diagnostic_ids",
    "grants",
    "lib",
    "owned",
    "props",
    "units",
];

/// The name space of a file below the workspace; `None` for words that stand once over all.
fn name_space(file: &Path) -> Option<String> {
    if file.starts_with("constructs/plant") {
        return Some("plant".to_owned());
    }
    let below = file.strip_prefix("constructs/aws/src").ok()?;
    let module = below.iter().next()?.to_str()?;
    let module = module.strip_suffix(".rs").unwrap_or(module);
    (!SHARED_BY_SERVICES.contains(&module)).then(|| module.to_owned())
}

/// A word, and the files that declare it, by name space.
type Words = BTreeMap<String, Vec<(Option<String>, String)>>;

fn words() -> Words {
    let mut words = Words::new();
    for folder in CRATES {
        for file in rust_files(&workspace::root().join(folder).join("src")) {
            let text = std::fs::read_to_string(&file).unwrap();
            let file = file.strip_prefix(workspace::root()).unwrap();
            for word in declared(&text) {
                let place = (name_space(file), file.display().to_string());
                words.entry(word.to_owned()).or_default().push(place);
            }
        }
    }
    words
}

/// Whether two of the places mean different things to a reader of both: in one name space, or in one and in the words of all.
fn clash(places: &[(Option<String>, String)]) -> bool {
    let mut spaces: Vec<&Option<String>> = places.iter().map(|(space, _)| space).collect();
    let has_common = spaces.contains(&&None);
    spaces.sort();
    spaces.windows(2).any(|pair| has_common || pair[0] == pair[1])
}

#[test]
fn one_public_word_is_one_thing() {
    let words = words();
    assert!(words.len() > 100, "only {} names were found", words.len());
    let shared: BTreeMap<&str, &str> = SHARED.iter().copied().collect();
    let mut wrong = Vec::new();
    for (word, places) in &words {
        match (clash(places), shared.contains_key(word.as_str())) {
            (true, false) => {
                let files: Vec<&str> = places.iter().map(|(_, file)| file.as_str()).collect();
                wrong.push(format!("{word} stands for something in each of {}", files.join(", ")));
            }
            (false, true) => wrong.push(format!("{word} has one meaning, and needs no exception")),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn services_are_name_spaces_and_base_words_are_not() {
    let place = |file: &str| (name_space(Path::new(file)), file.to_owned());
    let cases = [
        (
            "constructs/aws/src/iam/policy.rs",
            "constructs/aws/src/iot/policy.rs",
            false,
        ),
        (
            "constructs/aws/src/iam/policy.rs",
            "constructs/aws/src/iam/managed_policy.rs",
            true,
        ),
        ("constructs/aws/src/iam/policy.rs", "constructs/aws/src/units.rs", true),
        ("constructs/aws/src/iam/policy.rs", "constructs/core/src/stage.rs", true),
        (
            "constructs/plant/src/topic.rs",
            "constructs/aws/src/sns/topic.rs",
            false,
        ),
        ("constructs/plant/src/topic.rs", "constructs/aws/src/bounds.rs", true),
    ];
    for (one, other, clashes) in cases {
        assert_eq!(clash(&[place(one), place(other)]), clashes, "{one} and {other}");
    }
}
