//! The logical id of every element, and the stack in which it is one.

use std::collections::BTreeMap;

use super::content;
use super::rename::Renames;
use crate::diagnostic::{Diagnostic, ids};
use crate::logical_id::logical_id;
use crate::node_data::Element;
use crate::node_id::NodeId;
use crate::tree::{ByNode, Tree};

/// The logical ids of a tree, settled before anything is rendered.
pub(super) struct LogicalIds {
    /// The innermost stack of every construct that is in one.
    stacks: ByNode<NodeId>,
    /// The logical id of every element.
    ids: ByNode<Box<str>>,
    /// New names for the references of each included template.
    renames: BTreeMap<NodeId, Renames>,
    /// The constructs of each stack itself, parents first.
    members: BTreeMap<NodeId, Vec<NodeId>>,
}

impl LogicalIds {
    pub(super) fn settle(tree: &Tree, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut all = Self {
            stacks: tree.by_node(),
            ids: tree.by_node(),
            renames: BTreeMap::new(),
            members: BTreeMap::new(),
        };
        let mut pending: Vec<(NodeId, Option<NodeId>)> = vec![(tree.root(), None)];
        while let Some((id, above)) = pending.pop() {
            let node = tree.node(id);
            let stack = tree.stack(id).map(|_| id).or(above);
            if let Some(stack) = stack {
                all.stacks.insert(id, stack);
                all.members.entry(stack).or_default().push(id);
            }
            pending.extend(node.children.iter().rev().map(|child| (*child, stack)));
        }
        for (stack, members) in &all.members {
            allocate(tree, *stack, members, &mut all.ids, diagnostics);
        }
        all.follow_content(tree);
        for (id, (include, written)) in &tree.included {
            if let Some(name) = all.ids.get(*id).filter(|name| ***name != **written) {
                let renames = all.renames.entry(*include).or_default();
                renames.insert(tree.node(*id).element.namespace(), written.clone(), name.to_string());
            }
        }
        all
    }

    /// Renames the resources that are made anew when something else changes, once everything they could look at has its name.
    fn follow_content(&mut self, tree: &Tree) {
        // What has no name is no element, and is reported where it is used.
        let name_of = |id| {
            let stack = self.stack_of(id).map(|stack| tree.path(stack));
            (stack.unwrap_or_default(), self.of(id).unwrap_or_default().to_owned())
        };
        let members = self.members.values().flatten().copied();
        let renamed: Vec<(NodeId, String)> = members
            .filter_map(|id| {
                let details = tree.node(id).details();
                let follows = !details.made_anew_for.is_empty() && details.logical_id.is_none();
                let name = follows.then(|| self.of(id)).flatten()?;
                Some((id, content::renamed(tree, &name_of, name, &details.made_anew_for)))
            })
            .collect();
        for (id, name) in renamed {
            self.ids.insert(id, name.into_boxed_str());
        }
    }

    /// New names for the references in the included template of a construct; empty for others.
    pub(super) fn renames(&self, tree: &Tree, id: NodeId) -> &Renames {
        static NONE: Renames = Renames::NONE;
        let include = tree.included.get(&id).map(|(include, _)| include);
        include.and_then(|include| self.renames.get(include)).unwrap_or(&NONE)
    }

    /// The innermost stack of a construct; `None` for what is outside of all, or no longer in the tree.
    pub(super) fn stack_of(&self, id: NodeId) -> Option<NodeId> {
        self.stacks.get(id).copied()
    }

    /// The logical id of an element that is in the tree.
    pub(super) fn of(&self, id: NodeId) -> Option<&str> {
        self.ids.get(id).map(AsRef::as_ref)
    }

    /// The constructs of a stack, without those of the stacks nested in it, parents first.
    pub(super) fn members(&self, stack: NodeId) -> &[NodeId] {
        self.members.get(&stack).map_or(&[], Vec::as_slice)
    }
}

/// Gives every element of a stack its logical id.
fn allocate(
    tree: &Tree,
    stack: NodeId,
    members: &[NodeId],
    logical_ids: &mut ByNode<Box<str>>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let renames = tree.stack(stack).map(|data| data.renames.clone()).unwrap_or_default();
    let mut unused = renames.clone();
    let mut taken: BTreeMap<(&str, String), NodeId> = BTreeMap::new();
    for id in members
        .iter()
        .copied()
        .filter(|id| tree.node(*id).element.has_logical_id())
    {
        let node = tree.node(id);
        let components = tree.components_below(stack, id);
        let fixed = node.details().logical_id.clone();
        let name = match fixed.map_or_else(|| logical_id(&components), Ok) {
            Ok(name) => {
                unused.remove(&name);
                renames.get(&name).cloned().unwrap_or(name)
            }
            Err(error) => {
                let diagnostic = Diagnostic::error(ids::NO_LOGICAL_ID, format!("no logical id can be made: {error}"))
                    .help("give the construct another id");
                diagnostics.push(diagnostic.at(tree.path(id), None).located(node.location));
                continue;
            }
        };
        // Keys of an included section may be macros, such as `Fn::ForEach::Name`.
        if !is_logical_id(&name) && !matches!(node.element, Element::Verbatim { .. }) {
            let diagnostic = Diagnostic::error(ids::LOGICAL_ID_FORM, "not a logical id that CloudFormation takes")
                .found(name.clone())
                .allowed("1 to 255 letters and digits")
                .help("override it with another one");
            diagnostics.push(diagnostic.at(tree.path(id), None).located(node.location));
        }
        if let Some(first) = taken.insert((node.element.namespace(), name.clone()), id) {
            let message = format!("two elements of the stack have the logical id {name:?}");
            let diagnostic = Diagnostic::error(ids::LOGICAL_ID_CLASH, message)
                .help(format!("rename this one or {}", tree.path(first)));
            diagnostics.push(diagnostic.at(tree.path(id), None).located(node.location));
        }
        logical_ids.insert(id, name.into_boxed_str());
    }
    for (from, to) in unused {
        let diagnostic = Diagnostic::error(ids::UNUSED_RENAME, format!("no element has the logical id {from:?}"))
            .found(format!("renamed to {to:?}"))
            .help("take the renaming out, or mend the id");
        diagnostics.push(diagnostic.at(tree.path(stack), None).located(tree.node(stack).location));
    }
}

fn is_logical_id(name: &str) -> bool {
    (1..=255).contains(&name.len()) && name.chars().all(|character| character.is_ascii_alphanumeric())
}
