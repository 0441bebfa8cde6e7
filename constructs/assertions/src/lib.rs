//! Assertions on synthesized templates, for tests. An engineer who knows `aws-cdk-lib/assertions` finds everything here by its name.
//!
//! ```
//! use ferrocdk_assertions::{Capture, Match, Template, pattern};
//! use ferrocdk_core::{App, CfnResource, Stack, StackProps, doc};
//!
//! let app = App::new();
//! let stack = Stack::new(&app, "plant", StackProps::default());
//! CfnResource::untyped(&stack, "Stream", "AWS::Kinesis::Stream", doc!({ "ShardCount": 4, "RetentionPeriodHours": 168 }));
//!
//! let template = Template::from_stack(&app, &stack);
//! template.resource_count_is("AWS::Kinesis::Stream", 1);
//! let hours = Capture::new();
//! template.has_resource_properties("AWS::Kinesis::Stream", pattern!({
//!     "ShardCount": 4,
//!     "Name": Match::absent(),
//!     "RetentionPeriodHours": &hours,
//! }));
//! assert_eq!(hours.as_integer(), 168);
//! ```
//!
//! | | |
//! |---|---|
//! | [`Template`] | one template: resources, outputs, parameters, mappings, conditions; typed reading of properties |
//! | [`Match`], [`pattern!`] | what a part of it may be |
//! | [`Capture`] | takes values out of what matched |
//! | [`Annotations`] | errors, warnings and infos of a synthesis |
//! | [`Tags`] | tags of a stack |
//! | [`normalize`] | hides asset hashes before a snapshot |
//!
//! # How patterns match
//!
//! - A plain value given to an assertion is *like*: objects may hold more keys, at every depth; lists must be equal in length, item by item.
//! - Inside [`Match::array_with`], [`Match::array_equals`], [`Match::object_equals`], [`Match::exact`], [`Match::not`] and
//!   [`Match::serialized_json`] plain values are *equal*: objects hold just these keys. Nest a [`Match::object_like`] to loosen it again.
//! - Numbers are equal by value: `1` and `1.0` are the same.
//! - `null` is a value, but not one that [`Match::any_value`] or a [`Capture`] takes.
//!
//! These are the rules of CDK; `tests/it/cdk.tsv` holds what CDK itself answers, and a test compares.
//!
//! An assertion that does not hold panics: with the nearest candidate, its JSON marked where it differs.

mod annotations;
mod candidates;
mod capture;
mod compare;
mod convert;
mod cycle;
mod describe;
mod difference;
mod manifest;
mod matcher;
mod render;
mod resources;
mod sections;
mod snapshot;
mod tags;
mod template;
mod typed;

pub use annotations::{Annotation, Annotations};
pub use capture::Capture;
pub use convert::IntoEntries;
pub use difference::{Difference, Mismatch};
pub use matcher::Match;
pub use snapshot::normalize;
pub use tags::Tags;
pub use template::Template;
