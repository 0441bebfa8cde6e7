//! Runs all rules over a template.

use ferrocdk_template::{Node, Position, SyntaxError};

use crate::context::Context;
use crate::facts::Facts;
use crate::findings::Findings;
use crate::patterns::Patterns;
use crate::place::Place;
use crate::plains::Plains;
use crate::schema::{self, Types};
use crate::serverless::Merged;
use crate::template::Template;
use crate::{Finding, Options, Path, Severity};
use crate::{circles, keys, loops, nulls, plain, policies, rules, sections, services, suppress, unused};

/// How long a template may be, in bytes, when it is read from a bucket.
const SIZE: usize = 1_000_000;

fn unreadable(error: &SyntaxError) -> Finding {
    Finding {
        rule: rules::E0000.id,
        severity: Severity::Error,
        path: Path::default(),
        at: error.at,
        message: error.message.clone(),
        help: Some(error.help.to_owned()),
    }
}

/// Checks templates. Keeps what it decoded of the database, so one linter for many templates is quicker than one each.
#[derive(Debug)]
pub struct Linter {
    options: Options,
    facts: Facts,
    types: Types,
    patterns: Patterns,
}

impl Linter {
    /// A linter with the given options.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self {
            facts: Facts::new(&options.schemas),
            options,
            types: Types::new(services::code),
            patterns: Patterns::default(),
        }
    }

    /// Findings of all rules in a template's text, JSON or YAML, in its order; first of all what keeps it from being read.
    ///
    /// ```
    /// use ferrocdk_lint::{Linter, Options};
    /// let findings = Linter::new(Options::default()).lint_text("Resources:\n  Jobs:\n    Typ: AWS::SQS::Queue\n");
    /// assert_eq!((findings[0].rule, findings[0].at.line, findings[0].at.column), ("E3001", 2, 3));
    /// ```
    #[must_use]
    pub fn lint_text(&self, text: &str) -> Vec<Finding> {
        let document = match ferrocdk_template::parse(text) {
            Ok(document) => document,
            Err(errors) => return errors.iter().map(unreadable).collect(),
        };
        let mut findings = Findings::default();
        let start = Place::root(Position { line: 1, column: 1 });
        if text.len() > SIZE {
            let message = format!("the template has {} bytes, and CloudFormation takes {SIZE}", text.len());
            findings
                .add(&rules::E1002, &start, message)
                .help("move some of its resources to a nested stack");
        }
        for at in &document.aliases {
            findings
                .add(
                    &rules::W1101,
                    &Place::root(*at),
                    "CloudFormation itself does not know aliases",
                )
                .help("`aws cloudformation package` and SAM resolve them; otherwise write the value out");
        }
        let mut all = findings.into_sorted();
        all.extend(self.lint_with(&document.root, &Plains::new(&document.surprises)));
        all
    }

    /// Findings of all rules, in the order of the template.
    #[must_use]
    pub fn lint(&self, template: &Node) -> Vec<Finding> {
        self.lint_with(template, &Plains::default())
    }

    fn lint_with(&self, template: &Node, plains: &Plains<'_>) -> Vec<Finding> {
        let mut findings = Findings::default();
        let written = {
            let template = Template::new(template);
            loops::write_out(&self.context(&template, plains), &mut findings)
        };
        let template = written.as_ref().unwrap_or(template);
        let merged = Merged::new(template);
        let template = Template::new(merged.as_ref().map_or(template, |merged| &merged.root));
        let options = suppress::options(&template, &self.options);
        let context = Context {
            options: &options,
            ..self.context(&template, plains)
        };
        keys::check(&context, &mut findings);
        nulls::check(&context, &mut findings);
        let uses = sections::check(&context, &mut findings);
        circles::check(&context, &uses, &mut findings);
        unused::check(&context, &uses, &mut findings);
        schema::check(context, &self.types, &self.patterns, &mut findings);
        policies::check_sizes(context, &mut findings);
        services::check(context, &self.types, &self.patterns, &mut findings);
        plain::check(&context, &mut findings);
        suppress::check(&template, &mut findings);
        let mut findings = findings.into_sorted();
        findings.retain(|finding| suppress::is_wanted(&template, &options, finding));
        match merged {
            Some(merged) => merged.relocate(findings),
            None => findings,
        }
    }

    fn context<'c>(&'c self, template: &'c Template<'c>, plains: &'c Plains<'c>) -> Context<'c> {
        Context {
            options: &self.options,
            template,
            facts: &self.facts,
            patterns: &self.patterns,
            plains,
        }
    }
}
