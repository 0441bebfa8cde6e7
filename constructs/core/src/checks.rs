//! `Checks`: which rules look at the templates of an app, and what is done about what they find.

use std::rc::Rc;

use ferrocdk_assembly::MetadataEntry;

use crate::diagnostic::{Diagnostic, Severity, ids};
use crate::expr::{Expr, ExprMap};
use crate::node_data::CheckSettings;
use crate::resource::CfnResource;
use crate::rule_set::{Finding, RenderedResource, ResourceRule, RuleSet};
use crate::tree::{Construct, Scope};
use crate::value::Document;

/// The entry of the manifest that keeps the reason of an acknowledgement.
const ACKNOWLEDGED: &str = "ferrocdk:acknowledged";

/// The rules that look at rendered templates, for a construct and everything below it.
///
/// `ferrocdk::App` has CloudFormation's own rules and this project's from the start; an app of this crate alone has none until some are added. What
/// they find is a [`Diagnostic`] like any other mistake, with the construct and the caller's line, and an error prevents synthesis. The
/// setting nearest to the construct decides; mistakes of the tree itself (`F....`) are not rules, and stay. While something is still to be looked up in the
/// account ([`ContextQuery`](crate::ContextQuery)), nothing is checked: stand-ins are no values, and the app is started again with the answers.
///
/// ```
/// use ferrocdk_core::{App, CfnResource, Checks, Severity, Stack, StackProps, doc};
/// let app = App::new();
/// Checks::of(&app).add_rule("ACME0001", |resource| {
///     let week = resource.property("MessageRetentionPeriod").as_u64() >= Some(604_800);
///     (resource.is("AWS::SQS::Queue") && !week).then(|| resource.finding("the queue forgets within a week"))
/// });
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let jobs = CfnResource::untyped(&stack, "Jobs", "AWS::SQS::Queue", doc!({}));
/// let mistakes = app.synth().unwrap_err();
/// assert_eq!((mistakes.0[0].id, mistakes.0[0].construct.as_str()), ("ACME0001", "plant/Jobs"));
///
/// Checks::of(&jobs).acknowledge("ACME0001", "jobs are made again every hour");
/// assert!(app.synth().is_ok());
///
/// CfnResource::untyped(&stack, "Orders", "AWS::SQS::Queue", doc!({}));
/// Checks::of(&stack).level("ACME0001", Severity::Warning);
/// assert_eq!(app.synth().unwrap().warnings().len(), 1);
/// ```
#[derive(Clone, Debug)]
pub struct Checks {
    scope: Scope,
}

impl Checks {
    /// The rules for a construct and everything below it.
    pub fn of(construct: &dyn Construct) -> Self {
        Self {
            scope: construct.scope().clone(),
        }
    }

    fn edit(&self, change: impl FnOnce(&mut CheckSettings)) -> &Self {
        let mut tree = self.scope.tree_mut();
        change(&mut tree.node_mut(self.scope.node_id()).details_mut().checks);
        drop(tree);
        self
    }

    /// Adds rules, which look at the templates of the stacks at and below this construct, and of the one around it. What they find in other constructs of
    /// that one is left out.
    pub fn add(&self, rules: impl RuleSet + 'static) -> &Self {
        self.edit(|settings| settings.rules.push(Rc::new(rules)))
    }

    /// Adds one rule that looks at one resource at a time and gives what is wrong with it: an `Option` or a list of
    /// [`RenderedResource::finding`]s. The id is the rule's own, of capital letters and digits, such as `ACME0001`. The rule sees what is written; what looks at
    /// or changes constructs is a validation or an aspect.
    pub fn add_rule<I: IntoIterator<Item = Finding>>(
        &self,
        id: &'static str,
        check: impl Fn(&RenderedResource<'_>) -> I + 'static,
    ) -> &Self {
        self.add(ResourceRule { id, check })
    }

    /// Says how bad it is what a rule finds here and below. Rules are named by their id or by its beginning: `W3005`, `W`.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnResource, Checks, Severity, Stack, StackProps, doc};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// # CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({}));
    /// Checks::of(&app).add_rule("ACME0001", |resource| Some(resource.finding("nobody owns it")));
    /// Checks::of(&stack).level("ACME0001", Severity::Warning);
    /// assert_eq!(app.synth().unwrap().warnings()[0].id, "ACME0001");
    /// ```
    pub fn level(&self, rule: &str, severity: Severity) -> &Self {
        self.edit(|settings| {
            settings.levels.insert(rule.to_owned(), Some(severity));
        })
    }

    /// Leaves out what a rule, or all whose ids begin so, finds here and below. What is right for a reason is better
    /// [acknowledged](Self::acknowledge), which says why.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnResource, Checks, Stack, StackProps, doc};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// # CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({}));
    /// Checks::of(&app).add_rule("ACME0001", |resource| Some(resource.finding("nobody owns it")));
    /// Checks::of(&stack).off("ACME");
    /// assert!(app.synth().unwrap().warnings().is_empty());
    /// ```
    pub fn off(&self, rule: &str) -> &Self {
        self.edit(|settings| {
            settings.levels.insert(rule.to_owned(), None);
        })
    }

    /// Says why what a rule finds here and below is as it should be. The reason stands in the manifest with what is in a stack, and in the template of
    /// a resource, where whoever checks the template by itself heeds it.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnResource, Checks, Stack, StackProps, doc};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// # let queue = CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({}));
    /// Checks::of(&app).add_rule("ACME0001", |resource| Some(resource.finding("nobody owns it")));
    /// Checks::of(&queue).acknowledge("ACME0001", "it is gone next week");
    /// assert!(app.synth().unwrap().warnings().is_empty());
    /// ```
    pub fn acknowledge(&self, rule: &str, reason: &str) -> &Self {
        if reason.trim().is_empty() {
            let diagnostic = Diagnostic::error(
                ids::ACKNOWLEDGED_RULE,
                format!("{rule} is acknowledged without a reason"),
            )
            .help("say why what it finds is as it should be");
            self.scope.report(diagnostic);
        }
        // Text, since the manifest's schema takes no map of another form.
        let data = format!("{rule}: {reason}");
        self.edit(|settings| {
            settings.acknowledged.insert(rule.to_owned(), reason.to_owned());
        });
        let mut tree = self.scope.tree_mut();
        let metadata = &mut tree.node_mut(self.scope.node_id()).details_mut().metadata;
        let entry = MetadataEntry::new(ACKNOWLEDGED, data);
        if !metadata.contains(&entry) {
            metadata.push(entry);
        }
        drop(tree);
        if let Some(resource) = CfnResource::of(&self.scope) {
            resource.edit(|data| {
                match data
                    .metadata
                    .get_or_insert_with("ferrocdk", || Expr::Object(ExprMap::default()))
                {
                    Expr::Object(entries) => drop(entries.insert(rule, Expr::string(reason))),
                    other => *other = Document::map([(rule, crate::doc!(reason))]).into_expr(),
                }
            });
        }
        self
    }

    /// Looks for nothing here and below: not with rules that were added above, nor with those added here.
    ///
    /// ```
    /// # use ferrocdk_core::{App, CfnResource, Checks, Stack, StackProps, doc};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// # CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({}));
    /// Checks::of(&app).add_rule("ACME0001", |resource| Some(resource.finding("nobody owns it")));
    /// Checks::of(&stack).disable();
    /// assert!(app.synth().is_ok());
    /// ```
    pub fn disable(&self) -> &Self {
        self.edit(|settings| settings.is_disabled = true)
    }
}
