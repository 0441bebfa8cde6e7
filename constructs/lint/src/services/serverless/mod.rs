//! What the transform of the Serverless Application Model refuses.

mod event_parts;
mod events;
mod function;
mod policies;
mod policy_templates;
mod state_machine;

use crate::schema::Code;

/// What the transform refuses of a type's properties.
pub(super) fn checks(ty: &str) -> &'static [Code] {
    match ty {
        "AWS::Serverless::Function" => &[function::check, events::of_function, policies::check],
        "AWS::Serverless::StateMachine" => &[
            events::of_state_machine,
            policies::check,
            policies::role,
            state_machine::definition,
        ],
        _ => &[],
    }
}
