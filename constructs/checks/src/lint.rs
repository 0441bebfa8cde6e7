//! Templates of an app against the schema database and the rules of CloudFormation.

use std::cell::RefCell;
use std::collections::BTreeMap;

use ferrocdk_core::{Finding, RenderedTemplate, Severity};
use ferrocdk_lint::{Linter, Options, Step};

/// A linter for each region of the app, kept with what it decoded of the database.
#[derive(Debug, Default)]
pub(crate) struct Linters(RefCell<BTreeMap<Option<String>, Linter>>);

impl Linters {
    /// Findings of lint in a template. Rules that only inform are among them, for those who set a level.
    pub(crate) fn lint(&self, template: &RenderedTemplate<'_>) -> Vec<Finding> {
        let region = &template.environment().region;
        let mut linters = self.0.borrow_mut();
        let linter = linters.entry(region.clone()).or_insert_with(|| {
            Linter::new(Options {
                regions: region.iter().cloned().collect(),
                residency: region.clone(),
                include: vec!["I".to_owned()],
                ..Options::default()
            })
        });
        linter.lint_text(template.text()).into_iter().map(finding).collect()
    }
}

fn finding(found: ferrocdk_lint::Finding) -> Finding {
    let place: Vec<String> = found
        .path
        .0
        .iter()
        .map(|step| match step {
            Step::Key(key) => key.clone(),
            Step::Item(item) => item.to_string(),
        })
        .collect();
    let severity = match found.severity {
        ferrocdk_lint::Severity::Error => Severity::Error,
        ferrocdk_lint::Severity::Warning => Severity::Warning,
        ferrocdk_lint::Severity::Info => Severity::Info,
    };
    let finding = Finding::new(found.rule, found.message, &place).severity(severity);
    match found.help {
        Some(help) => finding.help(help),
        None => finding,
    }
}
