//! Mapping templates of API Gateway: Velocity 1.x, as far as they use it.
//!
//! `parser.rs` reads a template, `eval.rs` makes its text, `functions.rs` has what `$input`, `$util` and texts can do. What is not known here is an
//! error, never an empty text: a template that works here and not on AWS, or the other way round, would be found too late.
//!
//! Source: "API Gateway mapping template and access logging variable reference", "Velocity User Guide" 1.7.

mod eval;
mod functions;
mod parser;

use serde_json::Value;
use std::collections::BTreeMap;

/// World of a template: the body, the parameters and the facts of a request, and the variables that it sets.
#[derive(Debug)]
pub(super) struct Context {
    /// `$input.body`.
    pub(super) body: String,
    /// `$input.params()`: headers and the query.
    pub(super) parameters: BTreeMap<String, String>,
    /// `$context`.
    pub(super) facts: Value,
    variables: BTreeMap<String, Value>,
}

impl Context {
    pub(super) fn new(body: String, parameters: BTreeMap<String, String>, facts: Value) -> Self {
        Self {
            body,
            parameters,
            facts,
            variables: BTreeMap::new(),
        }
    }
}

/// The text that a template makes.
///
/// # Errors
/// Text that cannot be read, or a name that is not known here.
pub(super) fn render(template: &str, context: &mut Context) -> Result<String, String> {
    context.variables.clear();
    let blocks = parser::parse(template)?;
    let mut text = String::new();
    eval::blocks(&blocks, context, &mut text)?;
    Ok(text)
}

#[cfg(test)]
mod tests;
