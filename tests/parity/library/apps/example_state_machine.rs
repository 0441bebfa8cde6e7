//! The example of this name.

#[path = "../../../../constructs/examples/state_machine/app.rs"]
mod app;

pub(crate) use app::state_machine as app;
