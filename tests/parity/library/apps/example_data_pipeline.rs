//! The example of this name.

#[path = "../../../../constructs/examples/data_pipeline/app.rs"]
mod app;

pub(crate) use app::data_pipeline as app;
