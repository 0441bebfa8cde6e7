//! `NodeId`: which node of which tree.

/// A node of one tree. The tree's serial tells values of another app apart; it never reaches the output.
///
/// ```
/// use ferrocdk_core::{App, Construct};
/// let (one, other) = (App::new(), App::new());
/// assert_eq!(one.scope().node_id(), one.clone().scope().node_id());
/// assert_ne!(one.scope().node_id(), other.scope().node_id());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId {
    pub(crate) tree: u32,
    pub(crate) index: u32,
}
