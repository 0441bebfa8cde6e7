//! A CloudFormation template's text as a tree whose every value knows its line and column.
//!
//! JSON and YAML give the same tree: the short forms of functions (`!Ref`, `!GetAtt a.b`) become the long ones.

mod document;
mod error;
mod flow_tabs;
mod json;
mod keys;
mod node;
mod number;
mod scalar;
mod short_form;
mod yaml;

pub use document::{Document, Language, MAX_DEPTH, MAX_LENGTH, Plain, parse};
pub use error::{SyntaxError, SyntaxErrors};
pub use node::{Entry, KeyKind, Map, Node, Position, Value};
pub use number::Number;
pub use scalar::Surprise;
