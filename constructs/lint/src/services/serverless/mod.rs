//! Mistakes that the transform of the Serverless Application Model refuses.

mod event_parts;
mod events;
mod function;
mod policies;
mod policy_templates;
mod state_machine;

use ferrocdk_template::Node;

use crate::functions::table;
use crate::rules;
use crate::schema::{Code, Frame, Sink};

/// Mistakes in a type's properties that the transform refuses.
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

/// The function that a value is, but for such that macros run before SAM.
fn function(node: &Node) -> Option<&str> {
    node.function()
        .map(|(name, _)| name)
        .filter(|name| table::VALUES.contains(name) && !is_macro(name))
}

/// Whether a key calls a macro, which runs before SAM.
fn is_macro(key: &str) -> bool {
    key == "Fn::Transform" || key.starts_with("Fn::ForEach::")
}

/// Notes what the transform stops at.
fn refuse(sink: &mut Sink<'_>, frame: Frame<'_>, message: String, help: impl FnOnce() -> Option<String>) {
    sink.add(&rules::E0001, frame.place, || (message, help()));
}
