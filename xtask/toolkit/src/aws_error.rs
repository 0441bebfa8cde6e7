//! Errors of the AWS CLI when a call fails, told so that a person knows what to do.

use std::fmt;

/// A failed call of the AWS CLI.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwsError {
    /// Kind of the error, as far as it matters for going on.
    pub kind: AwsErrorKind,
    /// AWS's own error code, such as `ValidationError`, when the service answered.
    pub code: Option<String>,
    /// The service's operation, such as `DescribeStacks`, when the service answered.
    pub operation: Option<String>,
    /// The message without the CLI's frame.
    pub message: String,
}

/// Kinds of failure that are treated apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AwsErrorKind {
    /// No identity to call with.
    NoCredentials,
    /// The identity's session has ended.
    Expired,
    /// AWS refuses the identity this call.
    Denied,
    /// Nobody answers at the endpoint.
    Unreachable,
    /// The thing asked for does not exist.
    NotFound,
    /// The thing to be made exists already.
    Exists,
    /// The thing to be done was overtaken by what was done since: a change set that another one has made void.
    Stale,
    /// The caller has to slow down.
    Throttled,
    /// Anything else.
    Other,
}

impl AwsError {
    /// Reads what the CLI (version 1 or 2) wrote to its error stream.
    ///
    /// ```
    /// use ferrocdk_toolkit::aws_error::{AwsError, AwsErrorKind};
    ///
    /// let error = AwsError::parse("An error occurred (ValidationError) when calling the DescribeStacks operation: Stack with id x does not exist");
    /// assert_eq!(error.kind, AwsErrorKind::NotFound);
    /// assert_eq!(error.to_string(), "DescribeStacks: Stack with id x does not exist (ValidationError)");
    /// ```
    pub fn parse(stderr: &str) -> Self {
        let text = stderr.trim();
        let Some((code, operation, message)) = service_error(text) else {
            let message = text
                .lines()
                .rev()
                .find(|line| !line.trim().is_empty())
                .unwrap_or("the AWS CLI gave no reason");
            return Self {
                kind: client_kind(text),
                code: None,
                operation: None,
                message: message.trim().to_owned(),
            };
        };
        Self {
            kind: service_kind(code, message),
            code: Some(code.to_owned()),
            operation: Some(operation.to_owned()),
            message: message.to_owned(),
        }
    }

    /// Advice, where it can be given in general.
    pub fn hint(&self) -> Option<&'static str> {
        match self.kind {
            AwsErrorKind::NoCredentials => {
                Some("set AWS_PROFILE or pass --profile, run `aws sso login`, or add --local to deploy to this machine")
            }
            AwsErrorKind::Expired => Some("run `aws sso login`, or get new session credentials, and try again"),
            AwsErrorKind::Denied => {
                Some("the identity in use lacks this permission; `aws sts get-caller-identity` shows who it is")
            }
            AwsErrorKind::Throttled => Some("AWS asks to slow down; wait a minute and try again"),
            _ => None,
        }
    }
}

impl std::error::Error for AwsError {}

impl fmt::Display for AwsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.kind, &self.operation, &self.code) {
            (AwsErrorKind::NoCredentials, _, _) => write!(f, "no AWS credentials: {}", self.message),
            (AwsErrorKind::Expired, _, _) => write!(f, "the AWS session has expired: {}", self.message),
            (_, Some(operation), Some(code)) => write!(f, "{operation}: {} ({code})", self.message),
            _ => f.write_str(&self.message),
        }
    }
}

/// Code, operation and message of "An error occurred (CODE) when calling the OPERATION operation: MESSAGE".
fn service_error(text: &str) -> Option<(&str, &str, &str)> {
    let (_, rest) = text.split_once("An error occurred (")?;
    let (code, rest) = rest.split_once(") when calling the ")?;
    let (operation, rest) = rest.split_once(" operation")?;
    // A note such as " (reached max retries: 4)" may stand before the colon.
    let (_, message) = rest.split_once(": ").unwrap_or(("", rest));
    let message = if rest.starts_with(" (reached max retries") {
        message.split_once("): ").map_or(message, |(_, message)| message)
    } else {
        message
    };
    Some((code, operation, message.trim()))
}

fn client_kind(text: &str) -> AwsErrorKind {
    const NO_CREDENTIALS: [&str; 4] = [
        "Unable to locate credentials",
        "could not be found",
        "NoCredentials",
        "Partial credentials found",
    ];
    const EXPIRED: [&str; 5] = [
        "Error loading SSO Token",
        "Token has expired",
        "SSO session associated with this profile has expired",
        "UnauthorizedSSOTokenError",
        "Your session has expired",
    ];
    const UNREACHABLE: [&str; 4] = [
        "Could not connect to the endpoint URL",
        "onnect timeout on endpoint",
        "Connection was closed",
        "Read timeout on endpoint",
    ];
    let has = |needles: &[&str]| needles.iter().any(|needle| text.contains(needle));
    if has(&UNREACHABLE) {
        AwsErrorKind::Unreachable
    } else if has(&EXPIRED) {
        AwsErrorKind::Expired
    } else if has(&NO_CREDENTIALS) {
        AwsErrorKind::NoCredentials
    } else {
        AwsErrorKind::Other
    }
}

fn service_kind(code: &str, message: &str) -> AwsErrorKind {
    match code {
        "ExpiredToken" | "ExpiredTokenException" | "RequestExpired" => AwsErrorKind::Expired,
        "InvalidClientTokenId" | "UnrecognizedClientException" | "SignatureDoesNotMatch" | "InvalidAccessKeyId" => {
            AwsErrorKind::NoCredentials
        }
        "AccessDenied" | "AccessDeniedException" | "UnauthorizedOperation" | "403" => AwsErrorKind::Denied,
        "Throttling" | "ThrottlingException" | "RequestLimitExceeded" | "TooManyRequestsException" => {
            AwsErrorKind::Throttled
        }
        "AlreadyExistsException"
        | "ResourceAlreadyExistsException"
        | "BucketAlreadyOwnedByYou"
        | "ParameterAlreadyExists" => AwsErrorKind::Exists,
        "InvalidChangeSetStatus" | "InvalidChangeSetStatusException" => AwsErrorKind::Stale,
        // What a change set is executed for, while another operation runs.
        "ValidationError" if message.contains("_IN_PROGRESS state") => AwsErrorKind::Stale,
        "ValidationError" if message.contains("does not exist") => AwsErrorKind::NotFound,
        "404"
        | "NoSuchBucket"
        | "NoSuchKey"
        | "ParameterNotFound"
        | "ChangeSetNotFound"
        | "ChangeSetNotFoundException" => AwsErrorKind::NotFound,
        _ if code.starts_with("ResourceNotFound") || code.starts_with("NoSuch") => AwsErrorKind::NotFound,
        _ => AwsErrorKind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn client_side() {
        for (text, kind) in [
            (
                "Unable to locate credentials. You can configure credentials by running \"aws configure\".",
                AwsErrorKind::NoCredentials,
            ),
            (
                "\nThe config profile (nope) could not be found\n",
                AwsErrorKind::NoCredentials,
            ),
            (
                "Error when retrieving token from sso: Token has expired and refresh failed",
                AwsErrorKind::Expired,
            ),
            (
                "Could not connect to the endpoint URL: \"http://127.0.0.1:1/\"",
                AwsErrorKind::Unreachable,
            ),
            (
                "usage: aws [options]\n\naws: error: argument command: Invalid choice",
                AwsErrorKind::Other,
            ),
        ] {
            let error = AwsError::parse(text);
            assert_eq!(error.kind, kind, "{text}");
            assert!(!error.message.contains('\n'));
        }
        let none = AwsError::parse("Unable to locate credentials");
        assert_eq!(none.to_string(), "no AWS credentials: Unable to locate credentials");
        assert!(none.hint().unwrap().contains("AWS_PROFILE"));
        assert_eq!(AwsError::parse("").to_string(), "the AWS CLI gave no reason");
    }

    #[test]
    fn service_side() {
        let error = AwsError::parse(
            "\nAn error occurred (ThrottlingException) when calling the PutRecord operation (reached max retries: 4): Rate: exceeded\n",
        );
        assert_eq!(error.kind, AwsErrorKind::Throttled);
        assert_eq!(error.message, "Rate: exceeded");
        for (code, kind) in [
            ("404", AwsErrorKind::NotFound),
            ("ResourceNotFoundException", AwsErrorKind::NotFound),
            ("AlreadyExistsException", AwsErrorKind::Exists),
            ("AccessDenied", AwsErrorKind::Denied),
            ("ExpiredToken", AwsErrorKind::Expired),
            ("InvalidClientTokenId", AwsErrorKind::NoCredentials),
            ("DeleteConflictException", AwsErrorKind::Other),
            ("InvalidChangeSetStatus", AwsErrorKind::Stale),
            ("ChangeSetNotFound", AwsErrorKind::NotFound),
        ] {
            let text = format!("An error occurred ({code}) when calling the X operation: m");
            assert_eq!(AwsError::parse(&text).kind, kind, "{code}");
        }
    }
}
