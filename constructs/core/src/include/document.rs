//! A template's text as an expression: JSON where it starts like JSON, else YAML.

use super::{json, yaml};
use crate::value::Expr;

/// Deeper nesting is refused: no template needs it, and recursion must end.
pub(super) const MAX_DEPTH: usize = 100;

/// Why a text is no template.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {message}")]
pub struct DocumentError {
    /// From 1.
    pub line: usize,
    /// From 1.
    pub column: usize,
    /// What is wrong there.
    pub message: String,
}

pub(super) fn parse(text: &str) -> Result<Expr, DocumentError> {
    if text.trim_start().starts_with('{') {
        json::parse(text)
    } else {
        yaml::parse(text)
    }
}
