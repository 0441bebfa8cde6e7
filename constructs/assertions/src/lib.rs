//! Assertions on synthesized templates, for tests.
//!
//! ```
//! use ferrocdk_assertions::{Match, Template};
//! use ferrocdk_core::{App, CfnResource, Stack, StackProps, doc};
//! use serde_json::json;
//!
//! let app = App::new();
//! let stack = Stack::new(&app, "plant", StackProps::default());
//! CfnResource::untyped(&stack, "Stream", "AWS::Kinesis::Stream", doc!({ "ShardCount": 4, "RetentionPeriodHours": 168 }));
//!
//! let template = Template::from_assembly(&app.synth().unwrap(), "plant");
//! template.resource_count_is("AWS::Kinesis::Stream", 1);
//! template.has_resource_properties("AWS::Kinesis::Stream", json!({ "ShardCount": 4 }));
//! template.has_resource_properties("AWS::Kinesis::Stream", Match::object_like([("Name", Match::absent())]));
//! ```
//!
//! What does not hold panics with the nearest resource and the difference: that is what an assertion is for.

mod matcher;
mod template;

pub use matcher::Match;
pub use template::Template;
