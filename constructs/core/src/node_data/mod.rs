//! The data of a node: its element, messages and tags. Nothing here knows the tree.

mod annotation;
mod element;
mod tag_change;

pub(crate) use annotation::Annotation;
pub(crate) use element::{
    Element, ElementData, NestedData, OutputData, ParameterData, ResourceData, StackData, StageData,
};
pub(crate) use tag_change::TagChange;
pub use tag_change::TagProps;
