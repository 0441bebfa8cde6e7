//! Something that a resource is made anew for.

use crate::expr::Expr;
use crate::node_id::NodeId;

/// Something whose change gives a resource another logical id.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    /// A resource: its type and properties.
    Of(NodeId),
    /// A resource: its type and properties, but those named.
    AllBut(NodeId, &'static [&'static str]),
    /// A value.
    Value(Expr),
}
