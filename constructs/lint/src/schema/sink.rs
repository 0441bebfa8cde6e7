//! Result of evaluating a schema: findings, or only whether the value fits.

use crate::Finding;
use crate::findings::Findings;
use crate::place::Place;
use crate::rules::Rule;

/// Collects findings, or only counts them where the question is whether a value fits (the branches of `anyOf`, an `if`).
#[derive(Debug)]
pub(crate) struct Sink<'s> {
    findings: Option<&'s mut Findings>,
    /// How many findings there were.
    pub(crate) failures: usize,
    /// Whether something could not be judged, because a value becomes known at deployment only.
    pub(crate) unknown: bool,
}

/// Whether a value fits a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Fits,
    Fails,
    /// A value that becomes known at deployment decides.
    Unknown,
}

impl<'s> Sink<'s> {
    /// Keeps the findings.
    pub(crate) fn into(findings: &'s mut Findings) -> Self {
        Self {
            findings: Some(findings),
            failures: 0,
            unknown: false,
        }
    }

    /// Only counts, and makes no message.
    pub(crate) fn probe() -> Sink<'static> {
        Sink {
            findings: None,
            failures: 0,
            unknown: false,
        }
    }

    /// Notes a finding; the message and the help are made only when they are wanted.
    pub(crate) fn add(
        &mut self,
        rule: &'static Rule,
        place: &Place<'_>,
        message: impl FnOnce() -> (String, Option<String>),
    ) {
        self.failures += 1;
        if let Some(findings) = &mut self.findings {
            let (message, help) = message();
            let note = findings.add(rule, place, message);
            if let Some(help) = help {
                note.help(help);
            }
        }
    }

    /// Passes a finding on as one of the rule.
    pub(crate) fn pass(&mut self, rule: &'static Rule, finding: Finding) {
        self.failures += 1;
        if let Some(findings) = &mut self.findings {
            findings.pass(rule, finding);
        }
    }

    /// Result. Something unknown outweighs what fails: a branch that cannot be judged in full is not held against the template.
    pub(crate) fn verdict(&self) -> Verdict {
        if self.unknown {
            Verdict::Unknown
        } else if self.failures > 0 {
            Verdict::Fails
        } else {
            Verdict::Fits
        }
    }
}
