//! The input of every template: the tree, its logical ids and links, and the addresses of nested templates.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::links::Links;
use super::logical_ids::LogicalIds;
use crate::node_id::NodeId;
use crate::tree::Tree;

/// All that a template is rendered from.
#[derive(Clone, Copy)]
pub(super) struct Input<'a> {
    pub(super) tree: &'a Tree,
    pub(super) logical_ids: &'a LogicalIds,
    pub(super) links: &'a Links<'a>,
    /// The templates of nested stacks, by the resource that stands for each stack.
    pub(super) nested: &'a BTreeMap<NodeId, NestedTemplate>,
}

/// The template of a nested stack, as the resource that stands for the stack names it.
pub(super) struct NestedTemplate {
    pub(super) stack: NodeId,
    pub(super) file: String,
    pub(super) url: Json,
}
