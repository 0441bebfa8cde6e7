//! Templates checked, and what was found in every form that people and programs read.
//!
//! ```
//! use ferrocdk_toolkit::lint::{Format, Options, TemplateSource, check};
//! let source = TemplateSource::new("stack.yaml", "Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n    Propertys: {}\n");
//! let report = check(vec![source], &Options::default());
//! assert!(report.render(Format::Text).contains("`Propertys` is no attribute of this resource"));
//! assert_eq!(report.count(ferrocdk_toolkit::lint::Severity::Error), 1);
//! ```

mod deep;
mod files;
mod inputs;
mod own;
mod sarif;
mod text;

use std::collections::BTreeMap;

use ferrocdk_lint::{Finding, Linter};
use serde::Serialize;

pub use deep::request;
pub use ferrocdk_lint::{Options, RegistrySchema, Severity, Values, nearest};
pub use files::{FileError, find};
pub use inputs::{InputFile, InputsError, Mistake, Schemas, read_values};

/// A template's text and what is known about it.
#[derive(Clone, Debug, Default)]
pub struct TemplateSource {
    /// The file's name, as it was given.
    pub name: String,
    /// The text.
    pub text: String,
    /// The region it is made for, when that is known and none is asked for.
    pub region: Option<String>,
    /// Construct paths (`Plant/Stream`) by logical id, for templates of an assembly.
    pub paths: BTreeMap<String, String>,
}

impl TemplateSource {
    /// A template of which no more is known.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            text: text.into(),
            ..Self::default()
        }
    }
}

/// Finding in one place of one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The file's name, as it was given.
    pub file: String,
    /// `error`, `warning` or `info`.
    #[serde(serialize_with = "word")]
    pub severity: Severity,
    /// The rule's id.
    pub rule: String,
    /// The place in the template: `Resources/Hot/Properties/Tags/0`. Empty for the template as a whole.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// Mistake, in a sentence.
    pub message: String,
    /// Advice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// The construct that made the resource.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub construct: Option<String>,
    /// Who found it; absent when the linter was asked alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub engine: Option<Engine>,
}

/// Who found something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Engine {
    /// The linter of this workspace.
    Ferrocdk,
    /// AWS's own engine.
    Aws,
    /// Both of them.
    Both,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes the field by reference")]
fn word<S: serde::Serializer>(severity: &Severity, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(name(*severity))
}

/// A severity as it is written in every form.
fn name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}

/// A form of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// For people: every finding with its line of the template. Has the colours of a terminal, which the stream takes away where it is none.
    #[default]
    Text,
    /// For programs: a list of objects.
    Json,
    /// Workflow commands: GitHub shows each at its line.
    Github,
    /// SARIF 2.1.0, which code scanning services read.
    Sarif,
}

/// Findings in several templates, in the order of the files and then of their lines.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The templates.
    pub sources: Vec<TemplateSource>,
    /// Findings in them.
    pub entries: Vec<Entry>,
    /// Files beside the templates in which something was found.
    pub inputs: Vec<InputFile>,
}

/// Checks templates. The region of a source holds when the options name none.
pub fn check(sources: Vec<TemplateSource>, options: &Options) -> Report {
    let mut linters: BTreeMap<Option<String>, Linter> = BTreeMap::new();
    let mut entries = Vec::new();
    for source in &sources {
        let region = source.region.clone().filter(|_| options.regions.is_empty());
        let linter = linters.entry(region.clone()).or_insert_with(|| {
            let mut options = options.clone();
            options.regions.extend(region);
            Linter::new(options)
        });
        entries.extend(
            linter
                .lint_text(&source.text)
                .into_iter()
                .map(|finding| entry(source, finding)),
        );
    }
    Report {
        sources,
        entries,
        inputs: Vec::new(),
    }
}

fn entry(source: &TemplateSource, finding: Finding) -> Entry {
    let path = finding.path.to_string();
    Entry {
        file: source.name.clone(),
        severity: finding.severity,
        rule: finding.rule.to_owned(),
        construct: construct(source, &path),
        path,
        line: finding.at.line,
        column: finding.at.column,
        message: finding.message,
        help: finding.help,
        engine: None,
    }
}

/// The construct that made what stands at a path. Logical ids have no slash.
fn construct(source: &TemplateSource, path: &str) -> Option<String> {
    let id = path.strip_prefix("Resources/")?.split('/').next()?;
    source.paths.get(id).cloned()
}

impl Report {
    /// Adds the names in a file of values that no template has a parameter for. A template that cannot be read has none, which is said already.
    pub fn add_unknown_values(&mut self, file: InputFile, values: &Values) {
        let parsed: Vec<_> = self
            .sources
            .iter()
            .map(|source| ferrocdk_template::parse(&source.text))
            .collect();
        let Ok(documents) = parsed.into_iter().collect::<Result<Vec<_>, _>>() else {
            return;
        };
        let roots: Vec<_> = documents.iter().map(|document| &document.root).collect();
        let unknown = values.unknown(&roots);
        self.entries.extend(unknown.into_iter().map(|(name, error)| Entry {
            file: file.name.clone(),
            severity: Severity::Error,
            rule: "E2900".to_owned(),
            path: name.to_owned(),
            line: error.at.line,
            column: error.at.column,
            message: error.message,
            help: error.help,
            construct: None,
            engine: None,
        }));
        self.inputs.push(file);
    }

    /// How many findings have a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.entries.iter().filter(|entry| entry.severity == severity).count()
    }

    /// All findings in a form, with a line feed at the end unless there is nothing to say.
    pub fn render(&self, format: Format) -> String {
        match format {
            Format::Text => {
                let found: Vec<String> = self
                    .entries
                    .iter()
                    .map(|entry| text::entry(entry, self.text_of(entry)))
                    .collect();
                found.join("\n")
            }
            Format::Json => format!("{:#}\n", serde_json::json!(self.entries)),
            Format::Github => self.entries.iter().map(text::github).collect(),
            Format::Sarif => format!("{:#}\n", sarif::log(&self.entries)),
        }
    }

    fn text_of(&self, entry: &Entry) -> &str {
        let source = self.sources.iter().find(|source| source.name == entry.file);
        let input = self.inputs.iter().find(|input| input.name == entry.file);
        source
            .map(|source| &source.text)
            .or(input.map(|input| &input.text))
            .map_or("", String::as_str)
    }

    /// One line on how it went: `2 errors and 1 warning in 3 templates`.
    pub fn summary(&self) -> String {
        let counted = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
        let parts: Vec<String> = [Severity::Error, Severity::Warning, Severity::Info]
            .into_iter()
            .map(|severity| (self.count(severity), severity))
            .filter(|(count, _)| *count > 0)
            .map(|(count, severity)| match severity {
                Severity::Info => counted(count, "note"),
                _ => counted(count, name(severity)),
            })
            .collect();
        let found = match parts.as_slice() {
            [] => "nothing to report".to_owned(),
            [one] => one.clone(),
            [before @ .., last] => format!("{} and {last}", before.join(", ")),
        };
        format!("{found} in {}", counted(self.sources.len(), "template"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> Report {
        let mut source = TemplateSource::new(
            "a,b.yaml",
            "Resources:\n  Größe:\n    Type: AWS::SQS::Queue\n  Queue:\n    Type: AWS::SQS::Queue\n  Jobs:\n    Type: AWS::SQS::Queue\n    DependsOn: Queu\n",
        );
        source.paths.insert("Jobs".to_owned(), "Plant/Jobs".to_owned());
        check(vec![source], &Options::default())
    }

    #[test]
    fn people_get_the_line_with_a_mark_below() {
        let text = anstyle_free(&report().render(Format::Text));
        let wanted = "\
error[E3005]: the template has no resource `Queu`
 --> a,b.yaml:8:16
  |
8 |     DependsOn: Queu
  |                ^
  |
  = path: Resources/Jobs/DependsOn
  = construct: Plant/Jobs
  = help: did you mean `Queue`?
";
        assert!(text.ends_with(wanted), "{text}");
    }

    #[test]
    fn programs_get_objects() {
        let json: serde_json::Value = serde_json::from_str(&report().render(Format::Json)).unwrap();
        let last = json.as_array().unwrap().last().unwrap();
        assert_eq!(
            *last,
            serde_json::json!({
                "file": "a,b.yaml", "severity": "error", "rule": "E3005", "path": "Resources/Jobs/DependsOn", "line": 8, "column": 16,
                "message": "the template has no resource `Queu`", "help": "did you mean `Queue`?", "construct": "Plant/Jobs",
            })
        );
    }

    #[test]
    fn github_gets_its_characters_escaped() {
        let text = report().render(Format::Github);
        assert!(
            text.contains("::error file=a%2Cb.yaml,line=8,col=16,title=E3005::the template has no resource `Queu`%0Adid you mean `Queue`?\n"),
            "{text}"
        );
    }

    #[test]
    fn sarif_names_every_rule_once() {
        let log: serde_json::Value = serde_json::from_str(&report().render(Format::Sarif)).unwrap();
        let run = &log["runs"][0];
        let rules: Vec<&str> = run["tool"]["driver"]["rules"]
            .as_array()
            .unwrap()
            .iter()
            .map(|rule| rule["id"].as_str().unwrap())
            .collect();
        assert_eq!(rules, ["E3001", "E3005"]);
        let last = run["results"].as_array().unwrap().last().unwrap();
        assert_eq!(
            (last["ruleIndex"].as_u64(), last["level"].as_str()),
            (Some(1), Some("error"))
        );
        assert_eq!(last["locations"][0]["physicalLocation"]["region"]["startColumn"], 16);
    }

    #[test]
    fn the_summary_counts() {
        assert_eq!(report().summary(), "2 errors in 1 template");
        assert_eq!(Report::default().summary(), "nothing to report in 0 templates");
    }

    fn anstyle_free(text: &str) -> String {
        let mut parts = text.split('\u{1b}');
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |plain, part| {
            plain + part.split_once('m').map_or("", |(_, rest)| rest)
        })
    }
}
