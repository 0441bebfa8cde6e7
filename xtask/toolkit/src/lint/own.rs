//! Findings of ferrocdk's own rules, in templates that any tool made.

use ferrocdk_checks::OwnRules;
use ferrocdk_core::{Environment, Finding, RenderedTemplate, RuleSet as _};
use ferrocdk_template::{Node, Position, Value};

use super::{Entry, Report, Severity, TemplateSource, construct};

impl Report {
    /// Adds what ferrocdk's own rules find, those that only inform included. A template that cannot be read is told of already.
    ///
    /// The region is the one given, else that of each source.
    pub fn add_own_rules(&mut self, region: Option<&str>) {
        let rules = OwnRules::default();
        for source in &self.sources {
            let region = region.or(source.region.as_deref());
            self.entries.extend(look(&rules, source, region));
        }
        // In the order of the files, as everywhere.
        let place = |entry: &Entry| self.sources.iter().position(|source| source.name == entry.file);
        self.entries
            .sort_by_key(|entry| (place(entry), entry.line, entry.column));
    }
}

fn look(rules: &OwnRules, source: &TemplateSource, region: Option<&str>) -> Vec<Entry> {
    let Ok(document) = ferrocdk_template::parse(&source.text) else {
        return Vec::new();
    };
    let environment = region.map_or_else(Environment::default, Environment::region);
    let text = document.root.to_json().to_string();
    let template = RenderedTemplate::new(&source.name, &environment, &text);
    let findings = rules.check(&template);
    findings
        .into_iter()
        .map(|finding| entry(source, &document.root, &finding))
        .collect()
}

fn entry(source: &TemplateSource, root: &Node, finding: &Finding) -> Entry {
    let diagnostic = finding.diagnostic();
    let path = finding.place().join("/");
    let Position { line, column } = position(root, finding.place());
    let found = diagnostic.found.as_ref().map(|found| format!(": {found}"));
    let allowed = diagnostic
        .allowed
        .as_ref()
        .map(|allowed| format!(" (allowed: {allowed})"));
    Entry {
        file: source.name.clone(),
        severity: match diagnostic.severity {
            ferrocdk_core::Severity::Error => Severity::Error,
            ferrocdk_core::Severity::Warning => Severity::Warning,
            ferrocdk_core::Severity::Info => Severity::Info,
        },
        rule: diagnostic.id.to_owned(),
        construct: construct(source, &path),
        path,
        line,
        column,
        message: [Some(diagnostic.message.clone()), found, allowed]
            .into_iter()
            .flatten()
            .collect(),
        help: diagnostic.help.clone(),
        engine: None,
    }
}

/// The place of what a path names; where it is absent, of the nearest above that is there.
fn position(root: &Node, path: &[String]) -> Position {
    let (mut node, mut at) = (root, root.at);
    for step in path {
        let next = match &node.value {
            Value::Map(map) => map.entry(step).map(|entry| (&entry.value, entry.key_at)),
            Value::List(items) => step
                .parse()
                .ok()
                .and_then(|index: usize| items.get(index))
                .map(|item| (item, item.at)),
            _ => None,
        };
        match next {
            Some(next) => (node, at) = next,
            None => break,
        }
    }
    at
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by it")]
mod tests {
    use crate::lint::{Format, Options, Severity, TemplateSource, check};

    const TEMPLATE: &str = "\
Resources:
  Late:
    Type: AWS::CloudWatch::Alarm
    Properties:
      AlarmName: late
      Namespace: AWS/DynamoDB
      MetricName: UserErrors
      Dimensions: [{ Name: TableName, Value: readings }]
      ComparisonOperator: GreaterThanThreshold
      EvaluationPeriods: 1
      Period: 60
      Statistic: Sum
      Threshold: 0
      AlarmActions: ['arn:aws:sns:sa-east-1:111122223333:operations']
";

    #[test]
    fn own_rules_find_what_lint_does_not_at_its_line() {
        let source = TemplateSource::new("stack.yaml", TEMPLATE);
        let mut report = check(vec![source], &Options::default());
        assert!(report.entries.is_empty(), "{:?}", report.entries);
        report.add_own_rules(None);
        let [entry] = report.entries.as_slice() else {
            panic!("{:?}", report.entries)
        };
        assert_eq!(
            (entry.rule.as_str(), entry.severity, entry.line),
            ("C0009", Severity::Warning, 7)
        );
        assert!(
            report
                .render(Format::Text)
                .contains("AWS/DynamoDB UserErrors by TableName")
        );
    }

    #[test]
    fn a_template_that_cannot_be_read_is_told_of_once() {
        let source = TemplateSource::new("stack.yaml", "Resources: [");
        let mut report = check(vec![source], &Options::default());
        let before = report.entries.clone();
        report.add_own_rules(None);
        assert_eq!(report.entries, before);
    }
}
