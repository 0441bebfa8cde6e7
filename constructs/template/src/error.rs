//! Why a text is no template.

use std::fmt;

use crate::{MAX_DEPTH, Position};

/// More mistakes than this are not told: nobody reads them, and a text can be made of them.
pub(crate) const MAX_ERRORS: usize = 1_000;

/// One mistake in a text, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {}, column {}: {message}", .at.line, .at.column)]
pub struct SyntaxError {
    /// Where it stands.
    pub at: Position,
    /// Text that was found there, and what is allowed.
    pub message: String,
    /// Advice.
    pub help: &'static str,
}

impl SyntaxError {
    pub(crate) fn new(at: Position, message: impl Into<String>, help: &'static str) -> Self {
        let message = message.into();
        Self { at, message, help }
    }

    pub(crate) fn too_deep(at: Position) -> Self {
        let message = format!("nested more than {MAX_DEPTH} deep");
        Self::new(
            at,
            message,
            "a template needs a few levels; see whether a bracket or an indentation is wrong",
        )
    }
}

/// All mistakes that were found in a text, in its order; at least one. The first that breaks the text's structure is the last that is looked for,
/// and so is the thousandth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxErrors(Vec<SyntaxError>);

impl SyntaxErrors {
    /// Document, unless there are mistakes.
    pub(crate) fn unless<T>(mut mistakes: Vec<SyntaxError>, read: Result<T, SyntaxError>) -> Result<T, Self> {
        match read {
            Ok(read) if mistakes.is_empty() => return Ok(read),
            Ok(_) => {}
            Err(error) => mistakes.push(error),
        }
        mistakes.sort_by_key(|error| error.at);
        Err(Self(mistakes))
    }

    /// The last of them alone, as of a line further down, behind as many characters.
    pub(crate) fn moved(mut self, lines: u32, characters: usize) -> Self {
        self.0.drain(..self.0.len().saturating_sub(1));
        for error in &mut self.0 {
            error.at.line = error.at.line.saturating_add(lines);
            error.at.column = u32::try_from(characters).unwrap_or(u32::MAX).saturating_add(1);
        }
        self
    }

    /// The mistakes, in the order of the text.
    pub fn iter(&self) -> std::slice::Iter<'_, SyntaxError> {
        self.0.iter()
    }
}

impl From<SyntaxError> for SyntaxErrors {
    fn from(error: SyntaxError) -> Self {
        Self(vec![error])
    }
}

impl<'a> IntoIterator for &'a SyntaxErrors {
    type Item = &'a SyntaxError;
    type IntoIter = std::slice::Iter<'a, SyntaxError>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for SyntaxErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("; ")?;
            }
            error.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for SyntaxErrors {}
