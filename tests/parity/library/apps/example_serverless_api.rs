//! The example of this name.

#[path = "../../../../constructs/examples/serverless_api/app.rs"]
mod app;

pub(crate) use app::serverless_api as app;
