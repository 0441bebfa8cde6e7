//! The example of this name.

#[path = "../../../../constructs/examples/worker/app.rs"]
mod app;

pub(crate) use app::worker as app;
