//! What a node of the tree holds.

mod element;

pub(crate) use element::{Element, NestedData, OutputData, ParameterData, ResourceData, StackData, StageData};
