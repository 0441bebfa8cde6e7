//! References and dependencies that cross the border of a stack.
//!
//! Source: `refs.ts` and `deps.ts` of aws-cdk-lib. A value from a stack above a nested one becomes a parameter, a value of a nested stack an output; a
//! value of another stack is read from its outputs, weakly (`Fn::GetStackOutput`) unless strength is asked for.

mod dependencies;
mod references;

use std::collections::{BTreeMap, BTreeSet};

use indexmap::{IndexMap, IndexSet};
use serde_json::Value as Json;

use super::logical_ids::LogicalIds;
use crate::diagnostic::Diagnostic;
use crate::environment::Environment;
use crate::expr::{Expr, Reference};
use crate::node_id::NodeId;
use crate::tags;
use crate::tree::Tree;

/// An output that a stack must have because something outside refers to it.
pub(super) struct LinkOutput {
    pub(super) value: Json,
    pub(super) export: Option<String>,
}

/// References that cross the borders of stacks.
pub(super) struct Links<'a> {
    tree: &'a Tree,
    logical_ids: &'a LogicalIds,
    /// Outputs to add, by stack and logical id.
    pub(super) outputs: BTreeMap<NodeId, IndexMap<String, LinkOutput>>,
    /// Parameters to add to nested stacks: the logical id and the value that the parent gives.
    pub(super) parameters: BTreeMap<NodeId, IndexMap<String, Json>>,
    /// Those who read outputs of a stack from other accounts: the ARNs of the roles that their stacks are deployed with.
    pub(super) readers: BTreeMap<NodeId, BTreeSet<String>>,
    /// Replacement of a reference in another stack than its target's.
    replacements: BTreeMap<(NodeId, Reference), Json>,
    /// Top-level stacks that a top-level stack needs, each with the constructs that say so.
    pub(super) stack_dependencies: BTreeMap<NodeId, IndexMap<NodeId, (NodeId, NodeId)>>,
    /// For each resource, those it must wait for in its own template.
    pub(super) waits: BTreeMap<NodeId, BTreeSet<NodeId>>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl<'a> Links<'a> {
    /// Looks at every expression and every dependency of the tree.
    pub(super) fn plan(tree: &'a Tree, logical_ids: &'a LogicalIds) -> Self {
        let mut links = Self {
            tree,
            logical_ids,
            outputs: BTreeMap::new(),
            parameters: BTreeMap::new(),
            readers: BTreeMap::new(),
            replacements: BTreeMap::new(),
            stack_dependencies: BTreeMap::new(),
            waits: BTreeMap::new(),
            diagnostics: Vec::new(),
        };
        let all = tree.descendants(tree.root());
        for id in &all {
            let Some(stack) = logical_ids.stack_of(*id) else {
                continue;
            };
            let mut foreign: IndexSet<Reference> = IndexSet::new();
            let mut collect = |expr: &Expr| {
                expr.each_reference(&mut |reference| {
                    if tree.owns(reference.node)
                        && logical_ids.stack_of(reference.node).is_some_and(|other| other != stack)
                    {
                        foreign.insert(reference);
                    }
                });
            };
            let element = &tree.node(*id).element;
            if let Some(data) = tree.stack(*id) {
                links.export(*id, &data.exports);
            }
            element.each_expr(&mut collect);
            if let Some(data) = tree.resource(*id)
                && let Some((_, Some(tags))) = tags::rendered(tree, *id, data)
            {
                collect(&tags);
            }
            for reference in foreign {
                if let Some(json) = links.resolve(stack, &reference, *id) {
                    links.replacements.insert((stack, reference), json);
                }
            }
        }
        links.plan_dependencies(&all);
        links.check_cycles();
        links
    }

    /// Replacement in `stack` of a reference to an element of another.
    pub(super) fn replacement(&self, stack: NodeId, reference: &Reference) -> Option<&Json> {
        self.replacements.get(&(stack, reference.clone()))
    }

    /// The stack around a nested one.
    fn parent_stack(&self, stack: NodeId) -> Option<NodeId> {
        self.nested_resource(stack)
            .and_then(|resource| self.logical_ids.stack_of(resource))
    }

    /// The resource that stands for a nested stack in its parent.
    fn nested_resource(&self, stack: NodeId) -> Option<NodeId> {
        Some(self.tree.stack(stack)?.nested.as_ref()?.resource)
    }

    /// The stack itself and those around it, innermost first.
    fn enclosing(&self, stack: NodeId) -> Vec<NodeId> {
        std::iter::successors(Some(stack), |stack| self.parent_stack(*stack)).collect()
    }

    fn top(&self, stack: NodeId) -> NodeId {
        self.enclosing(stack).last().copied().unwrap_or(stack)
    }

    fn environment(&self, stack: NodeId) -> Environment {
        let data = self.tree.stack(stack);
        data.map(|data| data.environment.clone()).unwrap_or_default()
    }

    fn problem(&mut self, id: &'static str, user: NodeId, target: NodeId, why: &str, help: &str) {
        let message = format!("{} refers to {}, {why}", self.tree.path(user), self.tree.path(target));
        let diagnostic = Diagnostic::error(id, message).at(self.tree.path(user), None).help(help);
        self.diagnostics.push(diagnostic.located(self.tree.node(user).location));
    }
}
