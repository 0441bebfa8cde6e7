//! Dependencies between constructs, as what they mean between resources and stacks, and the check for cycles.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::Links;
use crate::diagnostic::{Diagnostic, ids};
use crate::node_id::NodeId;

impl Links<'_> {
    /// Dependencies between constructs, each as what it means between resources or stacks.
    pub(super) fn plan_dependencies(&mut self, all: &[NodeId]) {
        for id in all {
            for other in self.tree.node(*id).details().dependencies.clone() {
                if !self.tree.owns(other) {
                    let diagnostic =
                        Diagnostic::error(ids::FOREIGN_REFERENCE, "a dependency names a construct of another app")
                            .help("make both in one app");
                    self.diagnostics.push(
                        diagnostic
                            .at(self.tree.path(*id), None)
                            .located(self.tree.node(*id).location),
                    );
                    continue;
                }
                for source in self.waiting(*id) {
                    for target in self.waiting(other) {
                        self.depend(source, target);
                    }
                }
            }
        }
        for (source, targets) in &mut self.waits {
            // What a resource refers to, CloudFormation waits for by itself.
            self.tree.node(*source).element.each_expr(&mut |expr| {
                expr.each_reference(&mut |reference| {
                    targets.remove(&reference.node);
                });
            });
        }
    }

    /// Subject of a dependency of or on a construct: its resources, or itself where it is a stack.
    fn waiting(&self, id: NodeId) -> Vec<NodeId> {
        if self.tree.stack(id).is_some() {
            return vec![self.nested_resource(id).unwrap_or(id)];
        }
        let below = self.tree.descendants(id).into_iter();
        below.filter(|id| self.tree.resource(*id).is_some()).collect()
    }

    fn depend(&mut self, source: NodeId, target: NodeId) {
        let (Some(from), Some(to)) = (self.logical_ids.stack_of(source), self.logical_ids.stack_of(target)) else {
            return;
        };
        let (from_top, to_top) = (self.top(from), self.top(to));
        if from_top != to_top {
            if self.tree.stage_of(from_top) != self.tree.stage_of(to_top) {
                let help = "stages are deployed by themselves; take the dependency out";
                self.problem(
                    ids::CROSS_STAGE_REFERENCE,
                    source,
                    target,
                    "which is in another stage",
                    help,
                );
                return;
            }
            self.stack_dependencies
                .entry(from_top)
                .or_default()
                .entry(to_top)
                .or_insert((source, target));
            return;
        }
        let around = self.enclosing(to);
        let Some(common) = self.enclosing(from).into_iter().find(|stack| around.contains(stack)) else {
            return;
        };
        if let (Some(source), Some(target)) = (self.lift(source, common), self.lift(target, common))
            && source != target
        {
            self.waits.entry(source).or_default().insert(target);
        }
    }

    /// The resource itself, or the nested stack it is in, as an element of `common`.
    fn lift(&self, resource: NodeId, common: NodeId) -> Option<NodeId> {
        let mut current = resource;
        loop {
            let stack = self.logical_ids.stack_of(current)?;
            if stack == common {
                return Some(current);
            }
            current = self.nested_resource(stack)?;
        }
    }

    /// Reports stacks that need each other, with the constructs that make each step.
    pub(super) fn check_cycles(&mut self) {
        let mut done: BTreeSet<NodeId> = BTreeSet::new();
        for start in self.stack_dependencies.keys().copied().collect::<Vec<_>>() {
            let Some(cycle) = self.find_cycle(start, &mut Vec::new(), &mut done) else {
                continue;
            };
            let mut steps = Vec::new();
            for (stack, next) in cycle.iter().zip(cycle.iter().cycle().skip(1)) {
                if let Some((user, target)) = self.stack_dependencies.get(stack).and_then(|needs| needs.get(next)) {
                    steps.push(format!("{} needs {}", self.tree.path(*user), self.tree.path(*target)));
                }
            }
            let names: Vec<String> = cycle
                .iter()
                .chain(cycle.first())
                .map(|stack| self.tree.path(*stack))
                .collect();
            let diagnostic = Diagnostic::error(
                ids::STACK_CYCLE,
                format!("stacks depend on each other: {}", names.join(" -> ")),
            )
            .found(steps.join("; "))
            .help("move one of the resources into the other stack, or both into a third");
            self.diagnostics.push(
                diagnostic
                    .at(self.tree.path(start), None)
                    .located(self.tree.node(start).location),
            );
            done.extend(cycle);
        }
    }

    fn find_cycle(&self, stack: NodeId, path: &mut Vec<NodeId>, done: &mut BTreeSet<NodeId>) -> Option<Vec<NodeId>> {
        if let Some(at) = path.iter().position(|before| *before == stack) {
            return Some(path[at..].to_vec());
        }
        if done.contains(&stack) {
            return None;
        }
        path.push(stack);
        for next in self.stack_dependencies.get(&stack).into_iter().flat_map(IndexMap::keys) {
            if let Some(cycle) = self.find_cycle(*next, path, done) {
                return Some(cycle);
            }
        }
        path.pop();
        done.insert(stack);
        None
    }
}
