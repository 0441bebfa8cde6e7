//! Collects what the rules find.

use std::collections::BTreeSet;

use ferrocdk_template::Position;

use crate::Finding;
use crate::place::Place;
use crate::rules::Rule;

/// Findings so far.
#[derive(Debug, Default)]
pub(crate) struct Findings(Vec<Finding>);

impl Findings {
    /// Notes a finding, and gives it back for its help.
    pub(crate) fn add(&mut self, rule: &'static Rule, place: &Place<'_>, message: impl Into<String>) -> Note<'_> {
        self.0.push(Finding {
            rule: rule.id,
            severity: rule.severity(),
            path: place.path(),
            at: place.at(),
            message: message.into(),
            help: None,
        });
        Note(self.0.last_mut())
    }

    /// Takes over what another collection had, as a finding of the rule.
    pub(crate) fn pass(&mut self, rule: &'static Rule, finding: Finding) {
        self.0.push(Finding {
            rule: rule.id,
            severity: rule.severity(),
            ..finding
        });
    }

    /// All of them, in the order of the file and then of the path, each once: what a loop makes of one line for each of its values is one mistake.
    pub(crate) fn into_sorted(self) -> Vec<Finding> {
        Self::sorted(self.0)
    }

    /// Findings in that order, each once.
    pub(crate) fn sorted(mut findings: Vec<Finding>) -> Vec<Finding> {
        findings.sort_by(|a, b| (a.at, &a.path, a.rule, &a.message).cmp(&(b.at, &b.path, b.rule, &b.message)));
        findings.dedup();
        let mut told: BTreeSet<(Position, &str, String)> = BTreeSet::new();
        findings
            .retain(|finding| finding.at.line == 0 || told.insert((finding.at, finding.rule, finding.message.clone())));
        findings
    }
}

/// A finding that was just noted.
pub(crate) struct Note<'f>(Option<&'f mut Finding>);

impl Note<'_> {
    /// Advice.
    pub(crate) fn help(self, help: impl Into<String>) {
        if let Some(finding) = self.0 {
            finding.help = Some(help.into());
        }
    }
}
