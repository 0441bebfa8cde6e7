//! Differences between templates, case by case: `diff/*.yaml` hold two sides each and what is told of them. The first file has the cases that users of
//! the AWS CDK found its diff wrong in.
//!
//! A line of an expectation is a resource (`<mark> <path> <fate of its data>: <changes>`, with `!` behind a change that replaces and `?` behind one that
//! may, `<` before what it follows), a permission, a network rule, an entry of another section, or a note.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use std::{collections::BTreeMap, fs, path::Path};

use ferrocdk_spec::Database;
use ferrocdk_toolkit::{
    diff::{Action, Change, Data, Difference, Side, StackDiff, compare},
    review::Replacement,
};
use serde_json::Value;

/// The sides of a case, whose keys are those of its YAML.
fn sides(case: &Value, which: &str) -> Vec<Side> {
    if let Some(stacks) = case.get(format!("{which}_stacks")).and_then(Value::as_object) {
        return stacks
            .iter()
            .map(|(name, template)| Side::of_template(name, template.clone()))
            .collect();
    }
    let Some(template) = case.get(which).filter(|template| !template.is_null()) else {
        return Vec::new();
    };
    let texts = |key: &str| -> BTreeMap<String, String> {
        let map = case.get(format!("{key}_{which}")).and_then(Value::as_object);
        map.into_iter()
            .flatten()
            .map(|(key, value)| (key.clone(), value.as_str().unwrap().to_owned()))
            .collect()
    };
    let mut side = Side::of_template("s", template.clone());
    side.parameters = texts("given");
    side.assets = texts("assets");
    side.tags = case.get(format!("tags_{which}")).map(|_| texts("tags"));
    side.deployed = which == "old" && case.get("deployed").is_some();
    let nested = case.get(format!("nested_{which}")).and_then(Value::as_object);
    for (id, inner) in nested.into_iter().flatten() {
        side.nested.insert(id.clone(), Side::of_template(id, inner.clone()));
    }
    vec![side]
}

fn found(difference: &Difference) -> Vec<String> {
    let mut lines = Vec::new();
    for stack in &difference.stacks {
        let prefix = if difference.stacks.len() > 1 {
            format!("{}: ", stack.name)
        } else {
            String::new()
        };
        told(stack, &prefix, &mut lines);
    }
    lines
}

fn told(stack: &StackDiff, prefix: &str, lines: &mut Vec<String>) {
    match stack.change {
        Change::Added => lines.push(format!("{prefix}new")),
        Change::Removed => lines.push(format!("{prefix}gone")),
        _ => {}
    }
    for diff in &stack.resources {
        let mark = match diff.action {
            Action::Add => "+",
            Action::Remove => "-",
            Action::Modify => "~",
            Action::MayReplace => "±?",
            Action::Replace => "±",
            Action::Move => ">",
        };
        let data = match diff.data {
            Data::Untouched => "",
            Data::Kept => " kept",
            Data::MayBeLost => " maybe lost",
            Data::Lost => " lost",
        };
        let before = diff
            .before
            .as_ref()
            .map(|before| {
                format!(
                    " from {}{}",
                    if before.stack.is_empty() || before.stack == "s" {
                        String::new()
                    } else {
                        format!("{}:", before.stack)
                    },
                    before.path
                )
            })
            .unwrap_or_default();
        let changes: Vec<String> = diff
            .changes
            .iter()
            .map(|change| {
                let effect = match change.replacement {
                    Replacement::No => "",
                    Replacement::Maybe => "?",
                    Replacement::Yes => "!",
                };
                let cause = change
                    .follows
                    .as_ref()
                    .map(|cause| format!(" < {cause}"))
                    .unwrap_or_default();
                let asset = change
                    .asset
                    .as_ref()
                    .map(|name| format!(" ({name})"))
                    .unwrap_or_default();
                format!("{}{effect}{asset}{cause}", change.path)
            })
            .collect();
        let changes = if changes.is_empty() {
            String::new()
        } else {
            format!(": {}", changes.join(", "))
        };
        lines.push(format!("{prefix}{mark} {}{data}{before}{changes}", diff.path));
        lines.extend(
            diff.notes
                .iter()
                .map(|note| format!("{prefix}note {}: {note}", diff.path)),
        );
    }
    for row in &stack.permissions {
        let sign = if row.gained { "gained" } else { "lost" };
        let verb = if row.denies { "deny" } else { "allow" };
        let on = if row.on.is_empty() {
            String::new()
        } else {
            format!(" on {}", row.on)
        };
        let condition = if row.condition.is_empty() {
            String::new()
        } else {
            format!(" if {}", row.condition)
        };
        lines.push(format!(
            "{prefix}{sign} {verb} {}: {}{on}{condition}",
            row.who,
            row.actions.join(" ")
        ));
    }
    for row in &stack.network {
        let sign = if row.gained { "opened" } else { "closed" };
        let way = if row.inbound { "from" } else { "to" };
        let denies = if row.denies { " deny" } else { "" };
        lines.push(format!(
            "{prefix}{sign}{denies} {}: {} {way} {}",
            row.group, row.traffic, row.peer
        ));
    }
    for entry in &stack.entries {
        let mark = match entry.change {
            Change::Added => "+",
            Change::Removed => "-",
            _ => "~",
        };
        let cause = entry
            .follows
            .as_ref()
            .map(|cause| format!(" < {cause}"))
            .unwrap_or_default();
        lines.push(format!("{prefix}{mark} {}.{}{cause}", entry.section, entry.name));
    }
    lines.extend(stack.notes.iter().map(|note| format!("{prefix}note: {note}")));
    for nested in &stack.nested {
        told(nested, &format!("{prefix}{}/ ", nested.name), lines);
    }
}

fn cases() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diff");
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let mut cases = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let document = ferrocdk_template::parse(&text).unwrap_or_else(|error| panic!("{}: {error:?}", file.display()));
        for (name, case) in document.root.to_json().as_object().unwrap() {
            cases.push((name.clone(), case.clone()));
        }
    }
    cases
}

#[test]
fn each_case_is_told_as_it_is() {
    let database = Database::bundled().unwrap();
    let mut wrong = Vec::new();
    let cases = cases();
    for (name, case) in &cases {
        let difference = compare(
            &sides(case, "old"),
            &sides(case, "new"),
            &database,
            case.get("strict").is_some(),
        );
        let lines = found(&difference);
        let expected: Vec<&str> = case["expect"]
            .as_array()
            .unwrap()
            .iter()
            .map(|line| line.as_str().unwrap())
            .collect();
        if lines != expected {
            wrong.push(format!(
                "{name}:\n  found\n    {}\n  expected\n    {}",
                lines.join("\n    "),
                expected.join("\n    ")
            ));
        }
        let is_note = |line: &&str| line.contains("note: ");
        if difference.differs == expected.iter().all(is_note) {
            wrong.push(format!("{name}: differs is {}", difference.differs));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {} cases:\n{}",
        wrong.len(),
        cases.len(),
        wrong.join("\n")
    );
    assert!(cases.len() >= 60, "{}", cases.len());
}

/// Either way round, what one way gains the other loses.
#[test]
fn turned_round_the_same_differs() {
    let database = Database::bundled().unwrap();
    for (name, case) in cases().iter().filter(|(_, case)| case.get("deployed").is_none()) {
        let (old, new) = (sides(case, "old"), sides(case, "new"));
        let (there, back) = (
            compare(&old, &new, &database, false),
            compare(&new, &old, &database, false),
        );
        assert_eq!(there.differs, back.differs, "{name}");
        let gained = |difference: &Difference| -> usize {
            difference
                .stacks
                .iter()
                .flat_map(|stack| &stack.permissions)
                .filter(|row| row.gained)
                .count()
        };
        let lost = |difference: &Difference| -> usize {
            difference
                .stacks
                .iter()
                .flat_map(|stack| &stack.permissions)
                .filter(|row| !row.gained)
                .count()
        };
        assert_eq!(gained(&there), lost(&back), "{name}");
    }
}

#[test]
fn a_side_does_not_differ_from_itself() {
    let database = Database::bundled().unwrap();
    for (name, case) in cases() {
        for which in ["old", "new"] {
            let side = sides(&case, which);
            assert!(!compare(&side, &side, &database, true).differs, "{name} {which}");
        }
    }
}
