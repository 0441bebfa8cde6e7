//! The data of a node: its element, messages, tags and rules. Nothing here knows the tree.

mod annotation;
mod check_settings;
mod element;
mod tag_change;

pub(crate) use annotation::Annotation;
pub(crate) use check_settings::CheckSettings;
pub(crate) use element::{
    Element, ElementData, NestedData, OutputData, ParameterData, ResourceData, StackData, StageData,
};
pub(crate) use tag_change::TagChange;
pub use tag_change::TagProps;
