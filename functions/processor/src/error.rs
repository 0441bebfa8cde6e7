//! The two ways a record can fail, and the one way a batch can.

use ferrocdk_contracts::ReadingError;
use lambda_runtime::Diagnostic;

/// A record that fails however often it is delivered. It goes to quarantine, and counts as dealt with.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Permanent {
    /// A stable word for searching and counting.
    pub(crate) code: &'static str,
    /// Mistake, in words for a person.
    pub(crate) message: String,
}

impl From<ReadingError> for Permanent {
    fn from(error: ReadingError) -> Self {
        Self {
            code: error.code(),
            message: error.to_string(),
        }
    }
}

/// Something outside did not do its part. The record is reported to Lambda, which delivers it again.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Transient(pub(crate) String);

/// No record of the batch was dealt with.
///
/// Reporting every record as failed would have Lambda retry the same, but count the invocation as a success: the
/// function's `Errors` metric, which people watch first, would stay at zero through an outage.
#[derive(Debug, PartialEq, thiserror::Error)]
#[error("none of {records} records could be processed: {reason}")]
pub(crate) struct BatchFailed {
    pub(crate) records: usize,
    pub(crate) reason: String,
}

impl From<BatchFailed> for Diagnostic {
    fn from(error: BatchFailed) -> Self {
        Self {
            error_type: "BatchFailed".to_owned(),
            error_message: error.to_string(),
        }
    }
}
