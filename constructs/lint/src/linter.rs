//! Runs all rules over a template.

use ferrocdk_template::Node;

use crate::Finding;
use crate::attributes::Facts;
use crate::context::Context;
use crate::findings::Findings;
use crate::template::Template;
use crate::{circles, loops, nulls, sections, suppress, unused};

/// What the rules need to know beside the template.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The regions that the template must be fit for. When there are none here, those that its metadata name, else `us-east-1`, as cfn-lint
    /// has it.
    pub regions: Vec<String>,
    /// Rules whose findings are not wanted, by id or by its beginning: `W`, `E3012`.
    pub ignore: Vec<String>,
    /// Rules whose findings are wanted although they only inform, in the same form; `I` for all of them.
    pub include: Vec<String>,
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
        let mut findings = Findings::default();
        let written = {
            let template = Template::new(template);
            loops::write_out(&self.context(&template), &mut findings)
        };
        let template = Template::new(written.as_ref().unwrap_or(template));
        let options = suppress::options(&template, &self.options);
        let context = Context {
            options: &options,
            ..self.context(&template)
        };
        nulls::check(&context, &mut findings);
        let uses = sections::check(&context, &mut findings);
        circles::check(&context, &uses, &mut findings);
        unused::check(&context, &uses, &mut findings);
        suppress::check(&template, &mut findings);
        let mut findings = findings.into_sorted();
        findings.retain(|finding| suppress::is_wanted(&template, &options, finding));
        findings
    }

    fn context<'c>(&'c self, template: &'c Template<'c>) -> Context<'c> {
        Context {
            options: &self.options,
            template,
            facts: &self.facts,
        }
    }
}
