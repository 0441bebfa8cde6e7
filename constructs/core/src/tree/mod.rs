//! The arena that holds every construct of an app.

mod by_node;
mod node;
mod scope;

use std::collections::BTreeMap;
use std::panic::Location;
use std::sync::atomic::{AtomicU32, Ordering};

use hashbrown::HashTable;
use indexmap::IndexMap;
use serde_json::Value as Json;
use smol_str::SmolStr;

pub(crate) use by_node::ByNode;
pub(crate) use node::Node;
use node::name_hash;
pub use scope::{Construct, Scope};

use crate::asset::Copy;
use crate::diagnostic::{Diagnostic, ids};
use crate::logical_id::logical_id;
use crate::node_data::Element;

/// A node of one tree. The tree's serial tells values of another app apart; it never reaches the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId {
    tree: u32,
    index: u32,
}

/// Deeper trees are refused: no app needs them, and walks over the tree must end.
const MAX_DEPTH: u32 = 256;

#[derive(Debug)]
pub(crate) struct Tree {
    serial: u32,
    nodes: Vec<Node>,
    /// Indices of the nodes that are children, found by parent and id.
    by_name: HashTable<u32>,
    /// Values from outside, by the node from which downwards they hold.
    pub(crate) context: BTreeMap<NodeId, IndexMap<String, Json>>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// Elements of included templates: the include and the name that the element has there.
    pub(crate) included: BTreeMap<NodeId, (NodeId, String)>,
    /// Files and folders that are copied into the assembly, by their name there.
    pub(crate) staged: BTreeMap<String, Copy>,
}

impl Tree {
    pub(crate) fn new(location: &'static Location<'static>) -> Self {
        static SERIAL: AtomicU32 = AtomicU32::new(0);
        let root = Node::new(SmolStr::default(), None, Element::Plain, "ferrocdk.App", location);
        let serial = SERIAL.fetch_add(1, Ordering::Relaxed);
        Self {
            serial,
            nodes: vec![root],
            by_name: HashTable::new(),
            context: BTreeMap::new(),
            diagnostics: Vec::new(),
            included: BTreeMap::new(),
            staged: BTreeMap::new(),
        }
    }

    pub(crate) fn root(&self) -> NodeId {
        NodeId {
            tree: self.serial,
            index: 0,
        }
    }

    /// A table of this tree's nodes.
    pub(crate) fn by_node<T>(&self) -> ByNode<T> {
        ByNode::new(self.serial, self.nodes.len())
    }

    pub(crate) fn owns(&self, id: NodeId) -> bool {
        id.tree == self.serial
    }

    pub(crate) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index as usize]
    }

    pub(crate) fn node_mut(&mut self, id: NodeId) -> &mut Node {
        &mut self.nodes[id.index as usize]
    }

    /// Adds a child. A wrong id is reported and replaced, so that construction goes on and all mistakes come together.
    pub(crate) fn add(
        &mut self,
        parent: NodeId,
        id: &str,
        element: Element,
        class: &'static str,
        location: &'static Location<'static>,
    ) -> NodeId {
        // The path separator cannot be part of an id; CDK's constructs library replaces it in the same way.
        let mut name = id.replace('/', "--");
        if name.is_empty() {
            let diagnostic = Diagnostic::error(ids::EMPTY_ID, "a construct id is empty")
                .at(self.path(parent), None)
                .located(location)
                .help("give the construct an id that is unique among its siblings");
            self.diagnostics.push(diagnostic);
        }
        if let Some(first) = self.child(parent, &name) {
            let first = self.node(first).location;
            let diagnostic =
                Diagnostic::error(ids::DUPLICATE_ID, format!("there is already a construct {name:?} here"))
                    .at(self.path(parent), None)
                    .located(location)
                    .help(format!(
                        "choose another id; the first was made at {}:{}",
                        first.file(),
                        first.line()
                    ));
            self.diagnostics.push(diagnostic);
        }
        while name.is_empty() || self.child(parent, &name).is_some() {
            name.push('_');
        }
        let index = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        let node_id = NodeId {
            tree: self.serial,
            index,
        };
        let depth = self.node(parent).depth + 1;
        let mut node = Node::new(name.into(), Some(parent), element, class, location);
        node.depth = depth;
        self.nodes.push(node);
        if depth <= MAX_DEPTH {
            self.node_mut(parent).children.push(node_id);
            let nodes = &self.nodes;
            let hash = |index: &u32| nodes[*index as usize].name_hash();
            self.by_name.insert_unique(hash(&index), index, hash);
        } else if depth == MAX_DEPTH + 1 {
            let diagnostic = Diagnostic::error(ids::TOO_DEEP, "constructs are nested too deeply")
                .at(self.path(parent), None)
                .located(location)
                .allowed(format!("{MAX_DEPTH} levels"))
                .help("look for a construct that makes itself without end");
            self.diagnostics.push(diagnostic);
        }
        node_id
    }

    /// The child of a node that has an id.
    pub(crate) fn child(&self, parent: NodeId, id: &str) -> Option<NodeId> {
        let is_it = |index: &u32| {
            let node = &self.nodes[*index as usize];
            node.parent == Some(parent) && node.id == id
        };
        let index = *self.by_name.find(name_hash(parent, id), is_it)?;
        Some(NodeId { index, ..parent })
    }

    /// Takes a child, and everything below it, out of the tree. Gives whether it was there.
    pub(crate) fn remove_child(&mut self, parent: NodeId, id: &str) -> bool {
        let Some(child) = self.child(parent, id) else {
            return false;
        };
        self.node_mut(parent).children.retain(|other| *other != child);
        if let Ok(entry) = self
            .by_name
            .find_entry(name_hash(parent, id), |index| *index == child.index)
        {
            entry.remove();
        }
        true
    }

    /// The node and its ancestors, from the node up.
    pub(crate) fn lineage(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        std::iter::successors(Some(id), |id| self.node(*id).parent)
    }

    /// The ids from just below the root to the node.
    pub(crate) fn components(&self, id: NodeId) -> Vec<&str> {
        let mut ids: Vec<&str> = self.lineage(id).map(|id| self.node(id).id.as_str()).collect();
        ids.pop();
        ids.reverse();
        ids
    }

    /// The same, joined with `/`.
    pub(crate) fn path(&self, id: NodeId) -> String {
        self.components(id).join("/")
    }

    /// A name for a node that is unique in the app, of letters and digits.
    pub(crate) fn unique_id(&self, id: NodeId) -> String {
        logical_id(&self.components(id)).unwrap_or_default()
    }

    /// The stack that the node belongs to: itself, or the nearest above.
    pub(crate) fn stack_of(&self, id: NodeId) -> Option<NodeId> {
        self.lineage(id)
            .find(|id| matches!(self.node(*id).element, Element::Stack(_)))
    }

    /// Every node at or below `top`, parents first, siblings in the order of their creation.
    pub(crate) fn descendants(&self, top: NodeId) -> Vec<NodeId> {
        let mut out = Vec::new();
        let mut pending = vec![top];
        while let Some(id) = pending.pop() {
            out.push(id);
            pending.extend(self.node(id).children.iter().rev());
        }
        out
    }

    /// The stage that the node belongs to: the nearest above or itself, or the app.
    pub(crate) fn stage_of(&self, id: NodeId) -> NodeId {
        let is_stage = |id: &NodeId| matches!(self.node(*id).element, Element::Stage(_));
        self.lineage(id).find(is_stage).unwrap_or_else(|| self.root())
    }

    pub(crate) fn report(&mut self, diagnostic: Diagnostic, node: NodeId) {
        let diagnostic = diagnostic.located(self.node(node).location);
        self.diagnostics.push(diagnostic);
    }
}
