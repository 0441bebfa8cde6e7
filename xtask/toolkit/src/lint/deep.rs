//! Findings of AWS's own engine, put among the findings of the linter.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Engine, Entry, Options, Report, Severity, TemplateSource, construct};

/// Judged when neither the options nor a template's stack names a region.
const REGION: &str = "us-east-1";

/// Input of the engine's program.
#[derive(Serialize)]
struct EngineInput<'a> {
    file: &'a str,
    region: &'a str,
    text: &'a str,
}

/// A finding as the engine's program writes it.
#[derive(Deserialize)]
struct Found {
    file: String,
    severity: Word,
    rule: String,
    path: String,
    line: u32,
    column: u32,
    message: String,
    help: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Word {
    Error,
    Warning,
    Info,
}

/// The input of the engine's program: each template in each of its regions.
pub fn request(sources: &[TemplateSource], options: &Options) -> String {
    let mut templates = Vec::new();
    for source in sources {
        let own = source.region.as_deref().unwrap_or(REGION);
        let asked: Vec<&str> = options.regions.iter().map(String::as_str).collect();
        let regions = if asked.is_empty() { vec![own] } else { asked };
        templates.extend(regions.into_iter().map(|region| EngineInput {
            file: &source.name,
            region,
            text: &source.text,
        }));
    }
    serde_json::json!(templates).to_string()
}

impl Report {
    /// Adds what the engine's program wrote. A finding that both have stays once, as the linter says it.
    ///
    /// Both have it when the rules have the same number, whatever their letters (AWS's engine says `F3003` where cfn-lint says `E3003`), and one stands in
    /// the line of the other, at its path or below it.
    ///
    /// # Errors
    /// When it is not what the program writes.
    pub fn merge(&mut self, written: &str, options: &Options) -> Result<(), serde_json::Error> {
        let found: Vec<Found> = serde_json::from_str(written)?;
        let sources: BTreeMap<&str, &TemplateSource> = self
            .sources
            .iter()
            .map(|source| (source.name.as_str(), source))
            .collect();
        for entry in &mut self.entries {
            entry.engine = Some(Engine::Ferrocdk);
        }
        for found in found {
            let severity = match found.severity {
                Word::Error => Severity::Error,
                Word::Warning => Severity::Warning,
                Word::Info => Severity::Info,
            };
            let named = |rules: &[String]| rules.iter().any(|rule| found.rule.starts_with(rule.as_str()));
            // The engine notes every property that cannot change later; notes are for those who ask for them, as the linter's are.
            if named(&options.ignore) || (severity == Severity::Info && !named(&options.include)) {
                continue;
            }
            let mut same = self.entries.iter_mut().filter(|entry| is_same(entry, &found));
            if let Some(entry) = same.next() {
                if entry.engine == Some(Engine::Ferrocdk) {
                    entry.engine = Some(Engine::Both);
                }
                continue;
            }
            let source = sources.get(found.file.as_str());
            self.entries.push(Entry {
                severity,
                construct: source.and_then(|source| construct(source, &found.path)),
                file: found.file,
                rule: found.rule,
                path: found.path,
                line: found.line,
                column: found.column,
                message: found.message,
                help: found.help,
                engine: Some(Engine::Aws),
            });
        }
        let order: BTreeMap<String, usize> = (0..)
            .zip(&self.sources)
            .map(|(at, source)| (source.name.clone(), at))
            .collect();
        self.entries
            .sort_by_key(|entry| (order.get(&entry.file).copied(), entry.line, entry.column));
        Ok(())
    }
}

fn is_same(entry: &Entry, found: &Found) -> bool {
    let number = |rule: &str| rule.trim_start_matches(|c: char| c.is_ascii_alphabetic()).to_owned();
    entry.file == found.file
        && number(&entry.rule) == number(&found.rule)
        && (entry.line == found.line || is_below(&entry.path, &found.path) || is_below(&found.path, &entry.path))
}

/// Whether a path is another one or goes on below it. What stands above single resources and the like is below everything, and says nothing.
fn is_below(path: &str, above: &str) -> bool {
    let rest = path.strip_prefix(above);
    above.contains('/') && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::{Format, check};

    const TEXT: &str = "Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n    DependsOn: Queu\n";

    fn merged(options: &Options) -> Report {
        let mut source = TemplateSource::new("a.yaml", TEXT);
        source.paths.insert("Jobs".to_owned(), "Plant/Jobs".to_owned());
        let mut report = check(vec![source], options);
        let found = |severity: &str, rule: &str, path: &str, line: u32| serde_json::json!({ "file": "a.yaml", "severity": severity, "rule": rule, "path": path, "line": line, "column": 1, "message": "m" });
        let written = serde_json::json!([
            found("error", "F3005", "Resources/Jobs", 2),
            found("warning", "W9003", "Resources/Jobs/Type", 3),
            found("info", "I9001", "Resources/Jobs/Type", 3),
        ]);
        report.merge(&written.to_string(), options).unwrap();
        report
    }

    fn engines(report: &Report) -> Vec<(&str, Option<Engine>)> {
        report
            .entries
            .iter()
            .map(|entry| (entry.rule.as_str(), entry.engine))
            .collect()
    }

    #[test]
    fn findings_of_both_stand_once_and_others_beside_them() {
        let report = merged(&Options::default());
        assert_eq!(
            engines(&report),
            [("W9003", Some(Engine::Aws)), ("E3005", Some(Engine::Both))]
        );
        assert_eq!(report.entries[0].construct.as_deref(), Some("Plant/Jobs"));
        let json: serde_json::Value = serde_json::from_str(&report.render(Format::Json)).unwrap();
        assert_eq!(
            (&json[0]["engine"], &json[1]["engine"]),
            (&"aws".into(), &"both".into())
        );
    }

    #[test]
    fn options_choose_among_the_findings_of_the_engine_too() {
        let options = Options {
            ignore: vec!["W9".to_owned()],
            include: vec!["I".to_owned()],
            ..Options::default()
        };
        assert_eq!(
            engines(&merged(&options)),
            [("I9001", Some(Engine::Aws)), ("E3005", Some(Engine::Both))]
        );
    }

    #[test]
    fn each_template_is_judged_in_its_regions() {
        let regions = |options: &Options, source: TemplateSource| -> Vec<String> {
            let json: serde_json::Value = serde_json::from_str(&request(&[source], options)).unwrap();
            json.as_array()
                .unwrap()
                .iter()
                .map(|one| one["region"].as_str().unwrap().to_owned())
                .collect()
        };
        let source = TemplateSource {
            region: Some("sa-east-1".to_owned()),
            ..TemplateSource::new("a.yaml", TEXT)
        };
        assert_eq!(
            regions(&Options::default(), TemplateSource::new("a.yaml", TEXT)),
            ["us-east-1"]
        );
        assert_eq!(regions(&Options::default(), source.clone()), ["sa-east-1"]);
        let asked = Options {
            regions: vec!["eu-west-1".to_owned(), "eu-west-2".to_owned()],
            ..Options::default()
        };
        assert_eq!(regions(&asked, source), ["eu-west-1", "eu-west-2"]);
    }
}
