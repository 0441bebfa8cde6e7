//! Checks values against the schemas of resource types.
//!
//! A schema is JSON Schema (draft 7) with the keywords that CloudFormation's registry and cfn-lint add. No library knows them, or the two things that
//! make templates different from JSON: a value can be an intrinsic function, and text, numbers and booleans stand for each other.

mod attributes;
mod checks;
mod evaluate;
mod frame;
mod functions;
mod gather;
mod given;
mod keywords;
mod resource;
mod scenarios;
mod sink;
mod types;
mod visit;

pub(crate) use checks::Code;
pub(crate) use evaluate::{Evaluation, Progress};
pub(crate) use frame::Frame;
pub(crate) use resource::{check, each as each_resource};
pub(crate) use scenarios::{is_no_value, is_open, value};
pub(crate) use sink::Sink;
pub(crate) use types::Types;
pub(crate) use visit::visit;
