//! `NodeId`: which node of which tree.

/// A node of one tree. The tree's serial tells values of another app apart; it never reaches the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId {
    pub(crate) tree: u32,
    pub(crate) index: u32,
}
