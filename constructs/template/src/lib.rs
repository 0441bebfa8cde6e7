//! A CloudFormation template's text as a tree whose every value knows its line and column.
//!
//! JSON and YAML give the same tree: the short forms of functions (`!Ref`, `!GetAtt a.b`) become the long ones.

mod node;

pub use node::{Entry, Map, Node, Position, Value};
