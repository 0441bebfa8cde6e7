//! The rules that every app of `ferrocdk` is checked against: CloudFormation's own, and mistakes that the schema cannot see.
//!
//! The former are those of `ferrocdk-lint`, whose page is `docs/lint-rules.md`. The latter (`C....`) stand in a file each below `rules/`, with what it
//! checks, why, and how to mend it; they warn, since what they find deploys, or inform, where it may be meant.
//!
//! ```
//! use ferrocdk_checks::StandardRules;
//! use ferrocdk_core::{App, CfnResource, Checks, Stack, StackProps, doc};
//! let app = App::new();
//! Checks::of(&app).add(StandardRules::default());
//! let stack = Stack::new(&app, "plant", StackProps::default());
//! CfnResource::untyped(&stack, "Jobs", "AWS::SQS::Queue", doc!({ "QueueNam": "jobs" }));
//! let mistakes = app.synth().unwrap_err();
//! assert_eq!((mistakes.0[0].id, mistakes.0[0].construct.as_str()), ("E3002", "plant/Jobs"));
//! ```

mod catalogue;
pub mod diagnostic_ids;
mod lint;
mod rules;
mod view;

pub use rules::{OwnRule, RULES, page, rule};

use ferrocdk_core::{Diagnostic, Environment, Finding, RenderedTemplate, RuleSet};

/// All rules: of CloudFormation, of ferrocdk, and of regions.
///
/// In a stack whose environment names a region, types that the region lacks and literals that lead out of it are errors too.
#[derive(Debug, Default)]
pub struct StandardRules {
    linters: lint::Linters,
    own: OwnRules,
}

/// The rules of ferrocdk alone, without CloudFormation's: for templates of which that is known already.
#[derive(Debug, Default)]
pub struct OwnRules {
    catalogue: catalogue::Catalogue,
}

impl RuleSet for OwnRules {
    fn rules(&self) -> Vec<&'static str> {
        RULES.iter().map(|rule| rule.id).collect()
    }

    fn check(&self, template: &RenderedTemplate<'_>) -> Vec<Finding> {
        rules::check(&view::View::of(template, &self.catalogue))
    }

    fn check_environment(&self, environment: &Environment) -> Vec<Diagnostic> {
        let regions = environment.region.iter();
        regions.flat_map(|region| rules::check_region(region)).collect()
    }
}

impl RuleSet for StandardRules {
    fn rules(&self) -> Vec<&'static str> {
        let mut all: Vec<_> = ferrocdk_lint::RULES.iter().map(|rule| rule.id).collect();
        all.extend(self.own.rules());
        all
    }

    fn check(&self, template: &RenderedTemplate<'_>) -> Vec<Finding> {
        let mut findings = self.linters.lint(template);
        findings.extend(self.own.check(template));
        findings
    }

    fn check_environment(&self, environment: &Environment) -> Vec<Diagnostic> {
        self.own.check_environment(environment)
    }
}
