//! One node of the tree.

use std::any::{Any, TypeId};
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hasher};
use std::panic::Location;
use std::rc::Rc;

use ferrocdk_assembly::MetadataEntry;
use smol_str::SmolStr;

use super::aspect::{AspectEntry, AspectPriority};
use super::content::Content;
use super::validation::Validation;
use crate::node_data::{Annotation, CheckSettings, Element, TagChange};
use crate::node_id::NodeId;

/// One construct. There are many, so what few of them have stands apart, in [`Details`].
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) id: SmolStr,
    pub(crate) parent: Option<NodeId>,
    /// How many nodes are above.
    pub(super) depth: u32,
    /// In the order of their creation.
    pub(crate) children: Vec<NodeId>,
    pub(crate) element: Element,
    pub(crate) location: &'static Location<'static>,
    pub(crate) class: &'static str,
    details: Option<Box<Details>>,
}

/// Data that few constructs have.
#[derive(Debug, Default)]
pub(crate) struct Details {
    /// The nested stack that a resource stands for.
    pub(crate) nested_stack: Option<NodeId>,
    /// The logical id, where it does not follow from the path.
    pub(crate) logical_id: Option<String>,
    /// Everything whose change gives another logical id.
    pub(crate) made_anew_for: Vec<Content>,
    pub(crate) metadata: Vec<MetadataEntry>,
    pub(crate) dependencies: Vec<NodeId>,
    pub(crate) aspects: Vec<AspectEntry>,
    /// Aspects that have been here, by the node they were added to and their place there.
    pub(crate) visited_by: Vec<((NodeId, usize), AspectPriority)>,
    pub(crate) tags: Vec<TagChange>,
    pub(crate) validations: Vec<Validation>,
    pub(crate) annotations: Vec<Annotation>,
    /// Warnings that are acknowledged here and below, with the reason.
    pub(crate) acknowledged: BTreeMap<String, String>,
    pub(crate) checks: CheckSettings,
    /// Values of libraries, one of each type.
    pub(crate) extensions: Vec<(TypeId, Rc<dyn Any>)>,
}

impl Details {
    const NONE: &Self = &Self {
        nested_stack: None,
        logical_id: None,
        made_anew_for: Vec::new(),
        metadata: Vec::new(),
        dependencies: Vec::new(),
        aspects: Vec::new(),
        visited_by: Vec::new(),
        tags: Vec::new(),
        validations: Vec::new(),
        annotations: Vec::new(),
        acknowledged: BTreeMap::new(),
        checks: CheckSettings::NONE,
        extensions: Vec::new(),
    };
}

impl Node {
    pub(super) fn new(
        id: SmolStr,
        parent: Option<NodeId>,
        element: Element,
        class: &'static str,
        location: &'static Location<'static>,
    ) -> Self {
        Self {
            id,
            parent,
            depth: 0,
            children: Vec::new(),
            element,
            location,
            class,
            details: None,
        }
    }

    pub(super) fn name_hash(&self) -> u64 {
        self.parent.map_or(0, |parent| name_hash(parent, &self.id))
    }

    pub(crate) fn details(&self) -> &Details {
        self.details.as_deref().unwrap_or(Details::NONE)
    }

    pub(crate) fn details_mut(&mut self) -> &mut Details {
        self.details.get_or_insert_with(Box::default)
    }
}

/// Of a hasher without random keys; no order comes from it.
pub(super) fn name_hash(parent: NodeId, id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write_u32(parent.index);
    hasher.write(id.as_bytes());
    hasher.finish()
}
