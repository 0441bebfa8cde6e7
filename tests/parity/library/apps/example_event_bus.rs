//! The example of this name.

#[path = "../../../../constructs/examples/event_bus/app.rs"]
mod app;

pub(crate) use app::event_bus as app;
