//! Rules over rendered templates: which of them look, and what they found as diagnostics at constructs.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::logical_ids::LogicalIds;
use crate::diagnostic::{Diagnostic, Severity, ids};
use crate::environment::Environment;
use crate::node_data::{CheckSettings, Element};
use crate::node_id::NodeId;
use crate::rule_set::{Finding, RenderedTemplate, RuleSet};
use crate::tree::Tree;

/// Warnings of synthesis itself, which settings hold for as well.
const OWN_WARNINGS: [&str; 2] = [ids::STACK_TAG, ids::NEAR_LIMIT];

/// Runs the rules of a tree over its templates.
pub(super) struct Checker<'a> {
    tree: &'a Tree,
    logical_ids: &'a LogicalIds,
    /// With the nodes that they were added to, from the app down.
    sets: Vec<(NodeId, Rc<dyn RuleSet>)>,
    findings: Vec<(NodeId, Diagnostic)>,
    /// Mistakes in the settings themselves; no setting holds for them.
    mistakes: Vec<Diagnostic>,
}

impl<'a> Checker<'a> {
    pub(super) fn new(tree: &'a Tree, logical_ids: &'a LogicalIds) -> Self {
        let mut checker = Self {
            tree,
            logical_ids,
            sets: Vec::new(),
            findings: Vec::new(),
            mistakes: Vec::new(),
        };
        let all = tree.descendants(tree.root());
        // Stand-ins for what is still to be looked up are no values; the CDK CLI starts the app again with the answers.
        let waits = |id: &NodeId| matches!(&tree.node(*id).element, Element::Stack(data) if !data.missing.is_empty());
        if all.iter().any(waits) {
            return checker;
        }
        for id in &all {
            let rules = &checker.settings(*id).rules;
            checker.sets.extend(rules.iter().map(|rules| (*id, Rc::clone(rules))));
        }
        if !checker.sets.is_empty() {
            for id in all {
                checker.check_settings(id);
                checker.check_environment(id);
            }
        }
        checker
    }

    fn settings(&self, id: NodeId) -> &'a CheckSettings {
        &self.tree.node(id).details().checks
    }

    /// Reports settings for rules that do not exist, since they do nothing.
    fn check_settings(&mut self, id: NodeId) {
        let settings = self.settings(id);
        if settings.named().next().is_none() {
            return;
        }
        let known: BTreeSet<&str> = self
            .sets
            .iter()
            .flat_map(|(_, rules)| rules.rules())
            .chain(OWN_WARNINGS)
            .collect();
        for (rule, may_be_several) in settings.named() {
            let is_known = known.contains(rule) || may_be_several && known.iter().any(|known| known.starts_with(rule));
            if is_known && !rule.is_empty() {
                continue;
            }
            let message = format!("a setting names the rule {rule:?}, which does not exist");
            let allowed = match may_be_several {
                true => "the id of a rule that looks at this app, or the beginning of several",
                false => "the whole id of a rule that looks at this app",
            };
            let diagnostic = Diagnostic::error(ids::UNKNOWN_RULE, message)
                .allowed(allowed)
                .help("mend the id; it stands in brackets in what the rule says, such as error[E3012]");
            let diagnostic = diagnostic.at(self.tree.path(id), None);
            self.mistakes.push(diagnostic.located(self.tree.node(id).location));
        }
    }

    /// Asks the rules about the environment of a stack or stage, where it is not the one around it.
    fn check_environment(&mut self, id: NodeId) {
        let tree = self.tree;
        let of = |id: NodeId| match &tree.node(id).element {
            Element::Stack(data) if data.nested.is_none() => Some(&data.environment),
            Element::Stage(data) => Some(&data.environment),
            _ => None,
        };
        let around = tree.node(id).parent.map(|parent| tree.stage_of(parent)).and_then(of);
        if let Some(environment) = of(id)
            && around.is_none_or(|around| around.region != environment.region)
        {
            for (scope, rules) in &self.sets {
                if tree.lineage(id).any(|above| above == *scope) {
                    let found = rules.check_environment(environment);
                    self.findings
                        .extend(found.into_iter().map(|diagnostic| (id, diagnostic)));
                }
            }
        }
    }

    /// Looks at the template of a stack.
    pub(super) fn check(&mut self, stack: NodeId, environment: &Environment, text: &[u8]) {
        let Ok(text) = std::str::from_utf8(text) else { return };
        if self.tree.lineage(stack).any(|above| self.settings(above).is_disabled) {
            return;
        }
        let path = self.tree.path(stack);
        let template = RenderedTemplate::new(&path, environment, text);
        for (scope, rules) in std::mem::take(&mut self.sets) {
            let is_around = self.tree.lineage(stack).any(|above| above == scope);
            if is_around || self.logical_ids.stack_of(scope) == Some(stack) {
                for finding in rules.check(&template) {
                    let (node, diagnostic) = self.place(stack, finding);
                    if self.tree.lineage(node).any(|above| above == scope) {
                        self.findings.push((node, diagnostic));
                    }
                }
            }
            self.sets.push((scope, rules));
        }
    }

    /// The construct that a finding is about, and where it is below it.
    fn place(&self, stack: NodeId, finding: Finding) -> (NodeId, Diagnostic) {
        let Finding { mut diagnostic, place } = finding;
        let element = match place.as_slice() {
            [section, name, ..] => self.logical_ids.members(stack).iter().copied().find(|id| {
                let element = &self.tree.node(*id).element;
                element.section() == Some(section) && self.logical_ids.of(*id) == Some(name)
            }),
            _ => None,
        };
        let below = match place.as_slice() {
            [section, _, first, rest @ ..] if element.is_some() && section == "Resources" && first == "Properties" => {
                rest
            }
            [_, _, rest @ ..] if element.is_some() => rest,
            all => all,
        };
        diagnostic.property = (!below.is_empty()).then(|| below.join("/"));
        (element.unwrap_or(stack), diagnostic)
    }

    /// Adds the findings, as the settings have them, without those that follow from mistakes of the tree.
    pub(super) fn finish(mut self, diagnostics: &mut Vec<Diagnostic>) {
        diagnostics.append(&mut self.mistakes);
        diagnostics.retain_mut(|diagnostic| {
            let is_own = OWN_WARNINGS.contains(&diagnostic.id) && diagnostic.severity != Severity::Error;
            match self.tree.find(&diagnostic.construct).filter(|_| is_own) {
                Some(node) => self.judge(node, diagnostic),
                None => true,
            }
        });
        let is_error = |diagnostic: &&Diagnostic| diagnostic.severity == Severity::Error;
        let mistakes: Vec<Option<NodeId>> = diagnostics
            .iter()
            .filter(is_error)
            .map(|mistake| self.tree.find(&mistake.construct))
            .collect();
        for (node, mut diagnostic) in self.findings.iter().cloned() {
            if self.judge(node, &mut diagnostic) && !self.follows(node, &diagnostic, &mistakes) {
                let property = diagnostic.property.take();
                let diagnostic = diagnostic.at(self.tree.path(node), property.as_deref());
                diagnostics.push(diagnostic.located(self.tree.node(node).location));
            }
        }
    }

    /// Gives a finding its level, and whether it is wanted.
    fn judge(&self, node: NodeId, diagnostic: &mut Diagnostic) -> bool {
        let mut level = None;
        for settings in self.tree.lineage(node).map(|id| self.settings(id)) {
            if settings.is_disabled || settings.acknowledged.contains_key(diagnostic.id) {
                return false;
            }
            level = level.or_else(|| settings.level(diagnostic.id));
        }
        match level {
            Some(None) => return false,
            Some(Some(severity)) => diagnostic.severity = severity,
            None => return diagnostic.severity != Severity::Info,
        }
        true
    }

    /// Whether a finding is only what a mistake of the tree left in the template.
    fn follows(&self, node: NodeId, diagnostic: &Diagnostic, mistakes: &[Option<NodeId>]) -> bool {
        if mistakes.is_empty() {
            return false;
        }
        if diagnostic.severity != Severity::Error {
            // Something may be unused, say, because what uses it is broken.
            return true;
        }
        let is_whole = |id: NodeId| match self.tree.node(id).element {
            Element::Stack(_) | Element::Stage(_) => true,
            _ => self.tree.node(id).parent.is_none(),
        };
        let is_within = |id: NodeId, other: NodeId| self.tree.lineage(id).any(|above| above == other);
        mistakes.iter().flatten().any(|mistake| match *mistake {
            mistake if mistake == node => true,
            mistake if is_whole(mistake) => false,
            mistake => is_within(node, mistake) || is_within(mistake, node),
        })
    }
}
