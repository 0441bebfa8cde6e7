//! The arena that holds every construct of an app.

mod aspect;
mod by_node;
mod content;
mod context;
mod node;
mod paths;
mod scope;
mod validation;

use std::collections::BTreeMap;
use std::panic::Location;
use std::sync::atomic::{AtomicU32, Ordering};

use hashbrown::HashTable;
use indexmap::IndexMap;
use serde_json::Value as Json;
use smol_str::SmolStr;

pub(crate) use aspect::AspectEntry;
pub use aspect::{Aspect, AspectPriority};
pub(crate) use by_node::ByNode;
pub(crate) use content::Content;
pub(crate) use node::Node;
use node::name_hash;
pub use scope::{Construct, Scope};
pub(crate) use validation::Validation;

use crate::diagnostic::{Diagnostic, ids};
use crate::environment::Environment;
use crate::file_system::StagedFiles;
use crate::node_data::{Element, ElementData, ResourceData, StackData, StageData};
use crate::node_id::NodeId;

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
    pub(crate) staged: BTreeMap<String, StagedFiles>,
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

    /// The data of a node, where its element is of that kind.
    pub(crate) fn data<D: ElementData>(&self, id: NodeId) -> Option<&D> {
        D::of(&self.node(id).element)
    }

    /// As [`data`](Self::data), to be changed.
    pub(crate) fn data_mut<D: ElementData>(&mut self, id: NodeId) -> Option<&mut D> {
        D::of_mut(&mut self.node_mut(id).element)
    }

    pub(crate) fn stage(&self, id: NodeId) -> Option<&StageData> {
        self.data(id)
    }

    pub(crate) fn stack(&self, id: NodeId) -> Option<&StackData> {
        self.data(id)
    }

    pub(crate) fn resource(&self, id: NodeId) -> Option<&ResourceData> {
        self.data(id)
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
        if name.is_empty() || self.child(parent, &name).is_some() {
            name = self.stand_in(parent, &name);
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
        // A deeper one is made all the same, since construction never fails, but stands below nobody, so that no walk reaches it.
        if depth <= MAX_DEPTH {
            self.node_mut(parent).children.push(node_id);
            let nodes = &self.nodes;
            let hash = |index: &u32| nodes[*index as usize].name_hash();
            self.by_name.insert_unique(hash(&index), index, hash);
        } else if depth == MAX_DEPTH + 1 {
            // Said where it begins: everything below is too deep as well.
            let diagnostic = Diagnostic::error(ids::TOO_DEEP, "constructs are nested too deeply")
                .at(self.path(parent), None)
                .located(location)
                .allowed(format!("{MAX_DEPTH} levels"))
                .help("look for a construct that makes itself without end");
            self.diagnostics.push(diagnostic);
        }
        node_id
    }

    /// An id in the place of a wrong one, of which a logical id can be made that no sibling has: else the mistake would be reported twice.
    fn stand_in(&self, parent: NodeId, name: &str) -> String {
        let stand_ins = (2..).map(|number: u64| format!("{name}__StandIn{number}"));
        let mut free = stand_ins.filter(|name| self.child(parent, name).is_none());
        free.next().unwrap_or_default()
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

    /// The node at a path from the root.
    pub(crate) fn find(&self, path: &str) -> Option<NodeId> {
        let mut ids = path.split('/').filter(|id| !id.is_empty());
        ids.try_fold(self.root(), |node, id| self.child(node, id))
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

    /// The stack that the node belongs to: itself, or the nearest above.
    pub(crate) fn stack_of(&self, id: NodeId) -> Option<NodeId> {
        self.lineage(id).find(|id| self.stack(*id).is_some())
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
        let is_stage = |id: &NodeId| self.stage(*id).is_some();
        self.lineage(id).find(is_stage).unwrap_or_else(|| self.root())
    }

    /// The environment of the stage that a node belongs to, for stacks that say none.
    pub(crate) fn stage_environment(&self, id: NodeId) -> Environment {
        let stage = self.stage(self.stage_of(id));
        stage.map(|data| data.environment.clone()).unwrap_or_default()
    }

    pub(crate) fn report(&mut self, diagnostic: Diagnostic, node: NodeId) {
        let location = diagnostic.location.unwrap_or(self.node(node).location);
        self.diagnostics.push(diagnostic.located(location));
    }
}
