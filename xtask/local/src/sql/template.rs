//! Substitution templates: text with `${expression}` parts, such as the partition key of a Kinesis action.
//!
//! Source: <https://docs.aws.amazon.com/iot/latest/developerguide/iot-substitution-templates.html>

use super::eval::Message;
use super::{Expr, SqlError, parser, value};

/// A template, ready to fill in.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Template(Vec<Part>);

#[derive(Debug, Clone, PartialEq)]
enum Part {
    Text(String),
    Value(Expr),
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// When a `${` is not closed, or the expression inside is not understood.
    pub(crate) fn parse(text: &str) -> Result<Self, SqlError> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(start) = rest.find("${") {
            let offset = text[..text.len() - rest.len() + start + 2].chars().count();
            let inside = &rest[start + 2..];
            let end = closing(inside).ok_or_else(|| SqlError {
                message: "`${` is not closed".to_owned(),
                position: offset - 1,
            })?;
            let expr = parser::expression(&inside[..end]).map_err(|error| SqlError {
                position: error.position + offset,
                ..error
            })?;
            if start > 0 {
                parts.push(Part::Text(rest[..start].to_owned()));
            }
            parts.push(Part::Value(expr));
            rest = &inside[end + 1..];
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        Ok(Self(parts))
    }

    /// The text for one message; nothing when a part is Undefined or Null.
    pub(crate) fn fill(&self, message: &Message<'_>) -> Option<String> {
        let mut out = String::new();
        for part in &self.0 {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Value(expr) => out.push_str(&value::text(&message.eval(expr)?)?),
            }
        }
        Some(out)
    }
}

/// The position of the brace that closes the expression; one inside a string does not count.
fn closing(inside: &str) -> Option<usize> {
    let mut quoted = false;
    for (at, c) in inside.char_indices() {
        match c {
            '\'' => quoted = !quoted,
            '}' if !quoted => return Some(at),
            _ => {}
        }
    }
    None
}
