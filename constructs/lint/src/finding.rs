//! Findings: which rule, where, and what is wrong.

use std::fmt;

use ferrocdk_template::Position;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// CloudFormation will refuse the template, or the deployment will fail.
    Error,
    /// It deploys, and is probably not what is wanted.
    Warning,
    /// Worth knowing.
    Info,
}

/// One step of a path into a template.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// A key of a map.
    Key(String),
    /// An item of a list, from 0.
    Item(usize),
}

/// Where in a template a finding stands: `Resources/Hot/Properties/Tags/0`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Path(pub Vec<Step>);

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("/")?;
            }
            match step {
                Step::Key(key) => f.write_str(key)?,
                Step::Item(item) => write!(f, "{item}")?,
            }
        }
        Ok(())
    }
}

/// Finding of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule's id. Where a rule means the same as one of cfn-lint, it has that one's id, so that what engineers know of it, and the
    /// suppressions that stand in their templates, hold here too.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Where it stands in the template.
    pub path: Path,
    /// Where it stands in the file.
    pub at: Position,
    /// Value that was found, and what is allowed.
    pub message: String,
    /// Advice, where it can be given.
    pub help: Option<String>,
}
