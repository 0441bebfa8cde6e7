//! The rules as a reader finds them: each names the file of its body, and the page of all of them is current, with examples of the templates that
//! break them. `FERROCDK_UPDATE_DOCS=1 cargo test -p ferrocdk-lint --test rules` writes the page anew.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]
#![allow(clippy::disallowed_methods, reason = "the page is written anew when asked for")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use ferrocdk_lint::{Body, Finding, Linter, Options, RULES};
use ferrocdk_spec::{Database, Selector};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

#[test]
fn each_rule_is_reported_by_the_file_that_it_names() {
    let database = Database::bundled().unwrap();
    let extensions = database.extensions().unwrap();
    let of_database: BTreeSet<&str> = extensions.values().flatten().map(|row| row.rule.as_str()).collect();
    for rule in RULES {
        let id = rule.id;
        match rule.body {
            Body::Code { file, why, fix } => {
                let text = fs::read_to_string(folder("src").join(file)).unwrap_or_default();
                let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
                assert!(
                    code.into_iter().any(|line| line.contains(&format!("rules::{id}"))),
                    "{id}: {file} does not name the rule"
                );
                for text in [why, fix] {
                    assert!(text.ends_with('.') && text.len() > 12, "{id}: {text}");
                }
            }
            Body::Database => assert!(of_database.contains(id), "{id} is no rule of the database"),
        }
    }
    let known: BTreeSet<&str> = RULES.iter().map(|rule| rule.id).collect();
    let lost: Vec<_> = of_database.difference(&known).collect();
    assert!(
        lost.is_empty(),
        "the database has {lost:?}, and src/rules has no meaning for them"
    );
}

/// A line of a template that breaks a rule.
struct Example {
    file: String,
    line: String,
    finding: Finding,
}

impl Example {
    /// Short lines that say something by themselves come first.
    fn rank(&self) -> (bool, bool, usize, &str, u32) {
        let says = self.line.len() >= 12 && !self.line.ends_with(':');
        let length = self.line.len();
        (!says, length > 160, length, &self.file, self.finding.at.line)
    }
}

/// An example of each rule that a fixture breaks.
fn examples() -> BTreeMap<&'static str, Example> {
    let linter = Linter::new(Options {
        include: vec!["I".to_owned()],
        ..Options::default()
    });
    let mut best: BTreeMap<&'static str, Example> = BTreeMap::new();
    let entries = fs::read_dir(folder("tests/fixtures")).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|end| end == "yaml"));
    files.sort();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        for finding in linter.lint_text(&text) {
            let line = lines[finding.at.line.saturating_sub(1) as usize];
            let line = line.rsplit_once(" # ").map_or(line, |(line, _)| line).trim();
            let example = Example {
                file: file.file_name().unwrap().to_string_lossy().into_owned(),
                line: line.to_owned(),
                finding,
            };
            let rule = example.finding.rule;
            if best.get(rule).is_none_or(|known| example.rank() < known.rank()) {
                best.insert(rule, example);
            }
        }
    }
    best
}

/// The types and properties that each rule of the database is about.
fn subjects() -> BTreeMap<String, BTreeSet<String>> {
    let database = Database::bundled().unwrap();
    let mut subjects: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (type_name, rows) in database.extensions().unwrap() {
        for row in rows {
            let mut subject = format!("`{type_name}`");
            if !row.path.is_empty() {
                write!(subject, " at `{}`", row.path).unwrap();
            }
            subject.push_str(match row.selector {
                Selector::Whole => "",
                Selector::Region => ", by region",
                Selector::Engine => ", by engine",
            });
            subjects.entry(row.rule).or_default().insert(subject);
        }
    }
    subjects
}

/// A text with a capital letter at its beginning.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}

#[test]
fn the_page_of_the_rules_is_current() {
    let (examples, subjects) = (examples(), subjects());
    let mut page = "# Rules of lint\n\nWritten from `constructs/lint/src/rules/`, the database and the templates of the tests; do not edit. Ids are those of \
        cfn-lint where a rule means the same; `E` and `F` are errors, `W` a warning, `I` for information (shown when asked for with `--include I`). An \
        example is the line of a template that breaks the rule, and what lint says to it. [lint.md](lint.md) says how rules are left out.\n"
        .to_owned();
    for rule in RULES {
        write!(page, "\n## {}\n\n{}.", rule.id, sentence(rule.meaning)).unwrap();
        match rule.body {
            Body::Code { file, why, fix } => write!(
                page,
                " [`{file}`](../constructs/lint/src/{file})\n\n- **Why.** {why}\n- **Fix.** {fix}\n"
            )
            .unwrap(),
            Body::Database => page.push_str(" A schema of the database.\n\n"),
        }
        if let Some(subjects) = subjects.get(rule.id) {
            let all: Vec<&str> = subjects.iter().map(String::as_str).collect();
            writeln!(page, "- **On.** {}.", all.join("; ")).unwrap();
        }
        if let Some(Example { file, line, finding }) = examples.get(rule.id) {
            let at = finding.at.line;
            write!(
                page,
                "- **Example** ([{file}](../constructs/lint/tests/fixtures/{file}#L{at}), `{}`):\n\n  ```yaml\n  {line}\n  ```\n\n  {}.",
                finding.path,
                sentence(&finding.message)
            )
            .unwrap();
            if let Some(help) = &finding.help {
                let end = if help.ends_with(['?', '.']) { "" } else { "." };
                write!(page, " {}{end}", sentence(help)).unwrap();
            }
            page.push('\n');
        }
    }
    let file = folder("../../docs/lint-rules.md");
    if std::env::var_os("FERROCDK_UPDATE_DOCS").is_some() {
        fs::write(&file, &page).unwrap();
    }
    assert!(
        fs::read_to_string(&file).unwrap_or_default() == page,
        "docs/lint-rules.md is out of date; FERROCDK_UPDATE_DOCS=1 cargo test -p ferrocdk-lint --test rules writes it anew"
    );
}
