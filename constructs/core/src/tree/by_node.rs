//! A table with a place for every node of a tree.

use crate::node_id::NodeId;

/// Values by node. A tree does not grow during synthesis, so a list does what a search tree would, in less memory and time.
#[derive(Debug)]
pub(crate) struct ByNode<T> {
    tree: u32,
    values: Vec<Option<T>>,
}

impl<T> ByNode<T> {
    pub(super) fn new(tree: u32, nodes: usize) -> Self {
        let values = std::iter::repeat_with(|| None).take(nodes).collect();
        Self { tree, values }
    }

    /// The value of a node; `None` for one of another tree, too.
    pub(crate) fn get(&self, id: NodeId) -> Option<&T> {
        if id.tree != self.tree {
            return None;
        }
        self.values.get(id.index as usize)?.as_ref()
    }

    /// Sets the value of a node of this tree.
    pub(crate) fn insert(&mut self, id: NodeId, value: T) {
        if let Some(place) = self.values.get_mut(id.index as usize) {
            *place = Some(value);
        }
    }
}
