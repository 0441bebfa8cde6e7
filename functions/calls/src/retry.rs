//! Which calls are made again, and when.

use std::time::Duration;

/// Attempts of one call.
pub(crate) const ATTEMPTS: u32 = 3;

/// Longest wait for one answer; DynamoDB's are a few milliseconds, those of a large object some hundred.
pub(crate) const ATTEMPT: Duration = Duration::from_secs(5);

/// The longest wait before the second attempt; it doubles from there.
const BACKOFF_MS: u64 = 50;

/// Any wait up to the limit, so that callers that were throttled together do not come back together.
pub(crate) fn wait(attempt: u32) -> Duration {
    Duration::from_millis(fastrand::u64(0..=BACKOFF_MS << attempt))
}

/// Whether the same request can have another answer soon.
pub(crate) fn passes(status: u16, code: &str) -> bool {
    status >= 500
        || status == 429
        || matches!(
            code,
            "ThrottlingException"
                | "Throttling"
                | "ThrottledException"
                | "RequestThrottled"
                | "ProvisionedThroughputExceededException"
                | "RequestLimitExceeded"
                | "LimitExceededException"
                | "KMSThrottlingException"
                | "SlowDown"
                | "RequestTimeout"
                | "RequestTimeoutException"
                | "TransactionInProgressException"
        )
}
