//! The Serverless Application Model: what its transform puts into resources, makes of them, and refuses.
//!
//! Facts from the model's public documentation and from the resources and event sources that the transform itself declares. Where the two
//! differ, whatever either takes is taken, so that nothing is reported that deploys.

mod event_parts;
mod events;
mod function;
mod global_properties;
mod globals;
mod policies;
mod policy_templates;
mod resources;

pub(crate) use global_properties::{SECTIONS, properties_of};
pub(crate) use globals::Merged;
pub(crate) use resources::{Generated, completed, generated, is_beside, is_serverless};

use crate::schema::Code;

/// What the transform refuses of a type's properties.
pub(crate) fn checks(ty: &str) -> &'static [Code] {
    match ty {
        "AWS::Serverless::Function" => &[function::check, events::of_function, policies::check],
        "AWS::Serverless::StateMachine" => &[
            events::of_state_machine,
            policies::check,
            policies::role,
            resources::definition,
        ],
        _ => &[],
    }
}
