//! Templates that say themselves what is wrong with them: a comment `# E3003` stands in every line in which that rule finds something, several
//! rules are divided by blanks, and in all other lines nothing is found.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use ferrocdk_lint::{Finding, Linter, Options};

/// Line and rule.
type Marks = BTreeSet<(u32, String)>;

fn marks(text: &str) -> Marks {
    let mut marks = Marks::new();
    for (number, line) in (1..).zip(text.lines()) {
        let Some((_, comment)) = line.rsplit_once(" # ") else {
            continue;
        };
        for word in comment.split(' ').filter(|word| ferrocdk_lint::rule(word).is_some()) {
            marks.insert((number, word.to_owned()));
        }
    }
    marks
}

fn found(findings: &[Finding]) -> Marks {
    findings
        .iter()
        .map(|finding| (finding.at.line, finding.rule.to_owned()))
        .collect()
}

#[test]
fn templates_have_the_findings_that_they_announce() {
    let linter = Linter::new(Options {
        include: vec!["I".to_owned()],
        ..Options::default()
    });
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    assert!(!files.is_empty());
    let mut wrong = Vec::new();
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&file).unwrap();
        let findings = linter.lint_text(&text);
        let (announced, found) = (marks(&text), found(&findings));
        for (line, rule) in announced.difference(&found) {
            wrong.push(format!("{name}:{line}: {rule} is announced and was not found"));
        }
        for finding in &findings {
            if !announced.contains(&(finding.at.line, finding.rule.to_owned())) {
                let Finding {
                    rule, path, message, ..
                } = finding;
                wrong.push(format!(
                    "{name}:{}: {rule} at {path} is not announced: {message}",
                    finding.at.line
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
