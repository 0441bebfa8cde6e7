//! References and dependencies that cross the border of a stack.
//!
//! Source: `refs.ts` and `deps.ts` of aws-cdk-lib. A value from a stack above a nested one becomes a parameter, a value of a nested stack an output; a
//! value of another stack is read from its outputs, weakly (`Fn::GetStackOutput`) unless strength is asked for.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::{IndexMap, IndexSet};
use serde_json::{Value as Json, json};

use super::ids::Names;
use crate::diagnostic::Diagnostic;
use crate::ids;
use crate::logical_id::logical_id;
use crate::stack::{Environment, ReferenceStrength};
use crate::tags;
use crate::tree::{Element, NodeId, Tree};
use crate::value::{Expr, Target};

/// A `Ref` (no attribute) or `Fn::GetAtt`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Reference {
    pub(super) node: NodeId,
    pub(super) attribute: Option<String>,
    /// Whether it gives a list, which no output can hold as such.
    pub(super) list: bool,
}

/// An output that a stack must have because something outside refers to it.
pub(super) struct LinkOutput {
    pub(super) value: Json,
    pub(super) export: Option<String>,
}

/// What crosses the borders of stacks.
pub(super) struct Links<'a> {
    tree: &'a Tree,
    names: &'a Names,
    /// Outputs to add, by stack and logical id.
    pub(super) outputs: BTreeMap<NodeId, IndexMap<String, LinkOutput>>,
    /// Parameters to add to nested stacks: the logical id and the value that the parent gives.
    pub(super) parameters: BTreeMap<NodeId, IndexMap<String, Json>>,
    /// What stands for a reference in another stack than its target's.
    replacements: BTreeMap<(NodeId, Reference), Json>,
    /// Top-level stacks that a top-level stack needs, each with the constructs that say so.
    pub(super) stack_dependencies: BTreeMap<NodeId, IndexMap<NodeId, (NodeId, NodeId)>>,
    /// For each resource, those it must wait for in its own template.
    pub(super) waits: BTreeMap<NodeId, BTreeSet<NodeId>>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl<'a> Links<'a> {
    /// Looks at every expression and every dependency of the tree.
    pub(super) fn plan(tree: &'a Tree, names: &'a Names) -> Self {
        let mut links = Self {
            tree,
            names,
            outputs: BTreeMap::new(),
            parameters: BTreeMap::new(),
            replacements: BTreeMap::new(),
            stack_dependencies: BTreeMap::new(),
            waits: BTreeMap::new(),
            diagnostics: Vec::new(),
        };
        let all = tree.descendants(tree.root());
        for id in &all {
            let Some(stack) = names.stack_of(*id) else { continue };
            let mut foreign: IndexSet<Reference> = IndexSet::new();
            let mut collect = |expr: &Expr| {
                expr.each_reference(&mut |target, attribute, list| {
                    if tree.owns(target) && names.stack_of(target).is_some_and(|other| other != stack) {
                        foreign.insert(Reference {
                            node: target,
                            attribute: attribute.map(str::to_owned),
                            list,
                        });
                    }
                });
            };
            let element = &tree.node(*id).element;
            element.each_expr(&mut collect);
            if let Element::Resource(data) = element
                && let Some((_, tags)) = tags::rendered(tree, *id, data)
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

    /// What stands in `stack` for a reference to an element of another.
    pub(super) fn replacement(&self, stack: NodeId, reference: &Reference) -> Option<&Json> {
        self.replacements.get(&(stack, reference.clone()))
    }

    /// The stack around a nested one.
    fn parent_stack(&self, stack: NodeId) -> Option<NodeId> {
        self.nested_resource(stack)
            .and_then(|resource| self.names.stack_of(resource))
    }

    /// The resource that stands for a nested stack in its parent.
    fn nested_resource(&self, stack: NodeId) -> Option<NodeId> {
        match &self.tree.node(stack).element {
            Element::Stack(data) => data.nested.as_ref().map(|nested| nested.resource),
            _ => None,
        }
    }

    /// The stack itself and those around it, innermost first.
    fn enclosing(&self, stack: NodeId) -> Vec<NodeId> {
        std::iter::successors(Some(stack), |stack| self.parent_stack(*stack)).collect()
    }

    fn top(&self, stack: NodeId) -> NodeId {
        self.enclosing(stack).last().copied().unwrap_or(stack)
    }

    fn direct(&self, reference: &Reference) -> Option<Json> {
        let name = self.names.logical_id(reference.node)?;
        Some(match &reference.attribute {
            None => json!({ "Ref": name }),
            Some(attribute) => json!({ "Fn::GetAtt": [name, attribute] }),
        })
    }

    /// The reference as it must stand in `consumer`. Adds parameters and outputs on the way.
    fn resolve(&mut self, consumer: NodeId, reference: &Reference, user: NodeId) -> Option<Json> {
        let producer = self.names.stack_of(reference.node)?;
        if producer == consumer {
            return self.direct(reference);
        }
        if self.enclosing(consumer).contains(&producer) {
            let parent = self.parent_stack(consumer)?;
            let value = self.resolve(parent, reference, user)?;
            let attribute = reference.attribute.as_deref().unwrap_or("Ref");
            let name = logical_id(&[&format!("reference-to-{}{attribute}", self.unique_id(reference.node))]).ok()?;
            let value = if reference.list {
                json!({ "Fn::Join": [LIST, value] })
            } else {
                value
            };
            self.parameters.entry(consumer).or_default().insert(name.clone(), value);
            return Some(self.as_list(reference, json!({ "Ref": name })));
        }
        if let Some(resource) = self.nested_resource(producer) {
            let attribute = reference.attribute.as_deref().unwrap_or("Ref");
            let name = logical_id(&[&format!("{}{attribute}", self.unique_id(reference.node))]).ok()?;
            self.add_output(producer, name.clone(), reference, None)?;
            let outer = Reference {
                node: resource,
                attribute: Some(format!("Outputs.{name}")),
                list: false,
            };
            let value = self.resolve(consumer, &outer, user)?;
            return Some(self.as_list(reference, value));
        }
        self.between_stacks(consumer, producer, reference, user)
    }

    /// A list that travelled as a string becomes a list again.
    fn as_list(&self, reference: &Reference, value: Json) -> Json {
        if reference.list {
            json!({ "Fn::Split": [LIST, value] })
        } else {
            value
        }
    }

    fn add_output(&mut self, stack: NodeId, name: String, reference: &Reference, export: Option<String>) -> Option<()> {
        let value = self.direct(reference)?;
        let value = if reference.list {
            json!({ "Fn::Join": [LIST, value] })
        } else {
            value
        };
        self.outputs
            .entry(stack)
            .or_default()
            .insert(name, LinkOutput { value, export });
        Some(())
    }

    /// A reference from one top-level stack, or from one nested in it, to another.
    fn between_stacks(
        &mut self,
        consumer: NodeId,
        producer: NodeId,
        reference: &Reference,
        user: NodeId,
    ) -> Option<Json> {
        let consumer_top = self.top(consumer);
        if self.tree.stage_of(consumer_top) != self.tree.stage_of(producer) {
            let help = "put both stacks into one stage, or hand the value over as a parameter";
            self.problem(
                ids::CROSS_STAGE_REFERENCE,
                user,
                reference.node,
                "which is in another stage",
                help,
            );
            return None;
        }
        let (from, to) = (self.environment(consumer_top), self.environment(producer));
        if from.account != to.account && from.account.is_some() && to.account.is_some() {
            let help = "put both stacks into one account, or hand the value over as a parameter";
            self.problem(
                ids::CROSS_ENVIRONMENT_REFERENCE,
                user,
                reference.node,
                "which is in another account",
                help,
            );
            return None;
        }
        if from.region != to.region && (from.region.is_none() || to.region.is_none()) {
            let help = "say the region of both stacks, or of none";
            self.problem(
                ids::CROSS_ENVIRONMENT_REFERENCE,
                user,
                reference.node,
                "which may be in another region",
                help,
            );
            return None;
        }
        let strength = self.strength(reference.node);
        if from.region != to.region && strength == ReferenceStrength::Strong {
            let help = "ask for a weak reference: exports do not leave their region";
            self.problem(
                ids::CROSS_ENVIRONMENT_REFERENCE,
                user,
                reference.node,
                "which is in another region",
                help,
            );
            return None;
        }
        let since = (user, reference.node);
        self.stack_dependencies
            .entry(consumer_top)
            .or_default()
            .entry(producer)
            .or_insert(since);
        let stack_name = super::stack_name(self.tree, producer);
        let id = format!("Output{}", self.direct(reference)?);
        let exported = logical_id(&["Exports", &id]).ok()?;
        let published = logical_id(&["Publish", &id]).ok()?;
        if strength != ReferenceStrength::Weak {
            let export = format!("{stack_name}:{exported}");
            self.add_output(producer, exported.clone(), reference, Some(export))?;
        }
        if strength == ReferenceStrength::Strong {
            let import = json!({ "Fn::ImportValue": format!("{stack_name}:{exported}") });
            return Some(self.as_list(reference, import));
        }
        self.add_output(producer, published.clone(), reference, None)?;
        let region = to.region.map_or_else(|| json!({ "Ref": "AWS::Region" }), Json::String);
        let output =
            json!({ "Fn::GetStackOutput": { "StackName": stack_name, "Region": region, "OutputName": published } });
        Some(self.as_list(reference, output))
    }

    fn environment(&self, stack: NodeId) -> Environment {
        match &self.tree.node(stack).element {
            Element::Stack(data) => data.environment.clone(),
            _ => Environment::default(),
        }
    }

    /// As the resource asks, or the app's context, or weak.
    fn strength(&self, node: NodeId) -> ReferenceStrength {
        let own = match &self.tree.node(node).element {
            Element::Resource(data) => data.strength,
            _ => None,
        };
        own.or_else(|| ReferenceStrength::from_context(&self.tree.context))
            .unwrap_or(ReferenceStrength::Weak)
    }

    /// A name for a construct that is unique in the app.
    fn unique_id(&self, id: NodeId) -> String {
        let mut components: Vec<&str> = self.tree.lineage(id).map(|id| self.tree.node(id).id.as_str()).collect();
        components.pop();
        components.reverse();
        logical_id(&components).unwrap_or_default()
    }

    fn problem(&mut self, id: &'static str, user: NodeId, target: NodeId, why: &str, help: &str) {
        let message = format!("{} refers to {}, {why}", self.tree.path(user), self.tree.path(target));
        let diagnostic = Diagnostic::error(id, message).at(self.tree.path(user), None).help(help);
        self.diagnostics.push(diagnostic.located(self.tree.node(user).location));
    }

    /// Dependencies between constructs, each as what it means between resources or stacks.
    fn plan_dependencies(&mut self, all: &[NodeId]) {
        for id in all {
            for other in self.tree.node(*id).dependencies.clone() {
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
                expr.each_reference(&mut |target, _, _| {
                    targets.remove(&target);
                });
            });
        }
    }

    /// What a dependency of or on a construct is about: its resources, or itself where it is a stack.
    fn waiting(&self, id: NodeId) -> Vec<NodeId> {
        match &self.tree.node(id).element {
            Element::Stack(data) => vec![data.nested.as_ref().map_or(id, |nested| nested.resource)],
            _ => {
                let below = self.tree.descendants(id).into_iter();
                below
                    .filter(|id| matches!(self.tree.node(*id).element, Element::Resource(_)))
                    .collect()
            }
        }
    }

    fn depend(&mut self, source: NodeId, target: NodeId) {
        let (Some(from), Some(to)) = (self.names.stack_of(source), self.names.stack_of(target)) else {
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
            let stack = self.names.stack_of(current)?;
            if stack == common {
                return Some(current);
            }
            current = self.nested_resource(stack)?;
        }
    }

    /// Reports stacks that need each other, with the constructs that make each step.
    fn check_cycles(&mut self) {
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
            return;
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

/// What separates the items of a list that travels as a string; CDK's choice.
const LIST: &str = "||";

/// The reference that an expression is, if it is one to a node.
pub(super) fn reference_of(expr: &Expr) -> Option<Reference> {
    match expr {
        Expr::Ref(Target::Node(node)) => Some(Reference {
            node: *node,
            attribute: None,
            list: false,
        }),
        Expr::GetAtt {
            target: Target::Node(node),
            attribute,
            list,
        } => Some(Reference {
            node: *node,
            attribute: Some(attribute.clone()),
            list: *list,
        }),
        _ => None,
    }
}
