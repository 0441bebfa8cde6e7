//! The Serverless Application Model: what its transform puts into resources and makes of them.
//!
//! Facts from the model's public documentation and from the resources and event sources that the transform itself declares. Where the two
//! differ, whatever either takes is taken, so that nothing is reported that deploys.

mod global_properties;
mod globals;
mod resources;

pub(crate) use global_properties::{SECTIONS, properties_of};
pub(crate) use globals::Merged;
pub(crate) use resources::{Generated, completed, generated, is_beside, is_serverless};
