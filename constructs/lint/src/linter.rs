//! Runs all rules over a template.

use ferrocdk_template::Node;

use crate::Finding;
use crate::attributes::Facts;
use crate::context::Context;
use crate::findings::Findings;
use crate::template::Template;
use crate::{circles, sections, unused};

/// What the rules need to know beside the template.
#[derive(Clone, Debug)]
pub struct Options {
    /// The regions that the template must be fit for; `us-east-1` unless told otherwise, as cfn-lint has it.
    pub regions: Vec<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            regions: vec!["us-east-1".to_owned()],
        }
    }
}

/// Checks templates. Keeps what it decoded of the database, so one linter for many templates is quicker than one each.
#[derive(Debug)]
pub struct Linter {
    options: Options,
    facts: Facts,
}

impl Linter {
    /// A linter with the given options.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self {
            options,
            facts: Facts::new(),
        }
    }

    /// What all rules find, in the order of the template.
    #[must_use]
    pub fn lint(&self, template: &Node) -> Vec<Finding> {
        let template = Template::new(template);
        let context = Context {
            options: &self.options,
            template: &template,
            facts: &self.facts,
        };
        let mut findings = Findings::default();
        let uses = sections::check(&context, &mut findings);
        circles::check(&context, &uses, &mut findings);
        unused::check(&context, &uses, &mut findings);
        findings.into_sorted()
    }
}
