//! Paths of nodes, and the names that follow from them.

use super::Tree;
use crate::logical_id::{self, logical_id};
use crate::node_data::StageData;
use crate::node_id::NodeId;

impl Tree {
    /// The ids from just below the root to the node.
    pub(crate) fn components(&self, id: NodeId) -> Vec<&str> {
        self.components_below(self.root(), id)
    }

    /// The ids from just below `top`, which stands above it, to the node.
    pub(crate) fn components_below(&self, top: NodeId, id: NodeId) -> Vec<&str> {
        let below = self.lineage(id).take_while(|id| *id != top);
        let mut ids: Vec<&str> = below.map(|id| self.node(id).id.as_str()).collect();
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

    /// A stack's name in CloudFormation: as given, or from its path.
    pub(crate) fn stack_name(&self, stack: NodeId) -> String {
        if let Some(name) = self.stack(stack).and_then(|data| data.stack_name.as_ref()) {
            return name.clone();
        }
        let stage = self.stage_of(stack);
        // The names of the stages around it stand before it, outermost first.
        let prefix = self
            .lineage(stage)
            .filter_map(|id| self.data::<StageData>(id))
            .fold(String::new(), |prefix, data| format!("{}-{prefix}", data.name));
        logical_id::stack_name(&self.components_below(stage, stack), &prefix)
    }
}
