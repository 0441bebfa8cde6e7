//! Errors that tell what to do, and the exit codes they end with.

use std::fmt;

use ferrocdk_toolkit::aws_error::AwsError;

/// Something went wrong.
const ERROR: u8 = 1;
/// Status where the checked-in files are not those that would be written now.
pub const NEEDS_UPDATE: u8 = 4;
/// The local AWS is not up.
pub(crate) const NOT_UP: u8 = 3;
/// Interrupted by Ctrl-C, as shells number it: 128 + SIGINT.
pub(crate) const INTERRUPTED: u8 = 130;

/// An error with advice. Its message is lower case and has no full stop.
#[derive(Debug)]
pub struct Failure {
    message: String,
    hint: Option<String>,
    code: u8,
}

impl Failure {
    /// An error with exit code 1 and no advice.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: None,
            code: ERROR,
        }
    }

    /// An exit code alone, after a program that has said everything itself.
    pub fn told(code: u8) -> Self {
        Self::new("").code(code)
    }

    /// Whether everything was said already.
    pub(crate) fn is_told(&self) -> bool {
        self.message.is_empty()
    }

    /// With advice.
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self {
            hint: Some(hint.into()),
            ..self
        }
    }

    /// With another exit code.
    pub fn code(self, code: u8) -> Self {
        Self { code, ..self }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

/// The exit code of an error: that of the first [`Failure`] in its chain.
pub(crate) fn exit_code(error: &anyhow::Error) -> u8 {
    error.downcast_ref::<Failure>().map_or(ERROR, |failure| failure.code)
}

/// The advice in an error's chain, the outermost first.
pub(crate) fn hint(error: &anyhow::Error) -> Option<String> {
    if let Some(hint) = error.downcast_ref::<Failure>().and_then(|failure| failure.hint.clone()) {
        return Some(hint);
    }
    error
        .downcast_ref::<AwsError>()
        .and_then(AwsError::hint)
        .map(str::to_owned)
}
