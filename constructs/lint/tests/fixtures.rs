//! Templates that say themselves what is wrong with them: a comment `# E3003` stands in every line in which that rule finds something, several
//! rules are divided by blanks, and in all other lines nothing is found.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use ferrocdk_lint::{Finding, Linter, Options, RegistrySchema, Values};

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

fn files(folder: &str, end: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = entries.filter(|file| file.to_string_lossy().ends_with(end)).collect();
    files.sort();
    assert!(!files.is_empty());
    files
}

/// Where a template's findings are others than it announces.
fn differences(linter: &Linter, file: &Path) -> Vec<String> {
    let name = file.file_name().unwrap().to_string_lossy().into_owned();
    let text = fs::read_to_string(file).unwrap();
    let findings = linter.lint_text(&text);
    let (announced, found) = (marks(&text), found(&findings));
    let mut wrong = Vec::new();
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
    wrong
}

#[test]
fn templates_have_the_findings_that_they_announce() {
    let linter = Linter::new(Options {
        include: vec!["I".to_owned()],
        ..Options::default()
    });
    let wrong: Vec<String> = files("fixtures", ".yaml")
        .iter()
        .flat_map(|file| differences(&linter, file))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Types that the database does not have, with the schemas in `registry/schemas`.
#[test]
fn types_of_the_registry_are_checked_as_those_of_aws_are() {
    let schemas = files("registry/schemas", ".json").into_iter().map(|file| {
        RegistrySchema::parse(&fs::read_to_string(&file).unwrap())
            .unwrap_or_else(|errors| panic!("{}: {errors:?}", file.display()))
    });
    let linter = Linter::new(Options {
        schemas: schemas.collect(),
        ..Options::default()
    });
    let wrong: Vec<String> = files("registry", ".yaml")
        .iter()
        .flat_map(|file| differences(&linter, file))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Templates in `values`, each with the values of the file of its name.
#[test]
fn assumed_values_are_judged_where_they_are_used() {
    let mut wrong = Vec::new();
    for file in files("values", ".yaml") {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        for given in files("values", "").iter().filter(|given| {
            let given = given.file_name().unwrap().to_string_lossy().into_owned();
            given.starts_with(&format!("{name}.")) && !given.ends_with(".yaml")
        }) {
            let values = Values::parse(&fs::read_to_string(given).unwrap()).unwrap();
            let linter = Linter::new(Options {
                values,
                ..Options::default()
            });
            let shown = given.file_name().unwrap().to_string_lossy();
            let texts = format!("{:?}", linter.lint_text(&fs::read_to_string(&file).unwrap()));
            assert!(!texts.contains("hunter"), "{shown}: a secret is shown");
            wrong.extend(
                differences(&linter, &file)
                    .into_iter()
                    .map(|line| format!("{shown}: {line}")),
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The same text on different days, as AWS switches a runtime off step by step.
#[test]
fn a_runtime_is_judged_for_the_day_that_is_asked_for() {
    let text = "Resources:\n  Function:\n    Type: AWS::Lambda::Function\n    Properties:\n      Role: arn:aws:iam::123456789012:role/some\n      Handler: a.b\n      Runtime: dotnet6\n      Code: { S3Bucket: bucket, S3Key: key }\n";
    for (date, rules) in [
        ("2024-12-01", vec![]),
        ("2024-12-20", vec!["W2531"]),
        ("2027-02-01", vec!["E2531"]),
        ("2027-03-03", vec!["E2533"]),
    ] {
        let linter = Linter::new(Options {
            date: Some(date.to_owned()),
            ..Options::default()
        });
        let found: Vec<&str> = linter.lint_text(text).iter().map(|finding| finding.rule).collect();
        assert_eq!(found, rules, "{date}");
    }
}

/// Types that one region has and another has not.
#[test]
fn regions_are_judged_each_for_itself() {
    let text = "Resources:\n  Instance:\n    Type: AWS::EC2::Instance\n    Properties:\n      ImageId: ami-12345678\n      InstanceType: m1.small\n";
    let rules = |regions: &[&str]| {
        let linter = Linter::new(Options {
            regions: regions.iter().map(|region| (*region).to_owned()).collect(),
            ..Options::default()
        });
        let findings = linter.lint_text(text);
        findings
            .iter()
            .map(|finding| (finding.rule, finding.message.clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(rules(&["us-east-1"]), []);
    let found = rules(&["us-east-1", "eu-north-1"]);
    assert!(
        matches!(found.as_slice(), [("E3628", message)] if message.ends_with("in eu-north-1")),
        "{found:?}"
    );
}

#[test]
fn every_rule_is_broken_by_a_template() {
    // Rules that a text of a few lines cannot break (see limits.rs), that depend on options (above, limits.rs and global.rs), and formats that are rows of one
    // table with those that are broken here.
    let elsewhere = [
        "E1002", "E1003", "E1160", "E1162", "E1164", "E2010", "E2011", "E2531", "E3010", "E3011", "E3697", "E6010",
        "E6011", "E7002", "E7010", "F7001", "F7002", "F7003", "W7003",
    ];
    let mut announced: BTreeSet<String> = elsewhere.map(str::to_owned).into();
    for file in ["fixtures", "registry", "values"]
        .iter()
        .flat_map(|folder| files(folder, ".yaml"))
    {
        let text = fs::read_to_string(file).unwrap();
        announced.extend(marks(&text).into_iter().map(|(_, rule)| rule));
    }
    // Rules of one type each, which come with their schemas from the database; that schemas are evaluated rightly is tested by the others.
    let database = ferrocdk_spec::Database::bundled().unwrap();
    let extensions = database.extensions().unwrap();
    let of_data: BTreeSet<&str> = extensions
        .values()
        .flatten()
        .map(|extension| extension.rule.as_str())
        .collect();
    let untested: Vec<&str> = ferrocdk_lint::RULES
        .iter()
        .map(|rule| rule.id)
        .filter(|id| !announced.contains(*id) && !of_data.contains(id))
        .collect();
    assert!(untested.is_empty(), "no template breaks {untested:?}");
}
