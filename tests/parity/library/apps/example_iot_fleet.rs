//! The example of this name.

#[path = "../../../../constructs/examples/iot_fleet/app.rs"]
mod app;

pub(crate) use app::iot_fleet as app;
