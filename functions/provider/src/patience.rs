//! Trying again what passes by itself.

use std::time::Duration;

use crate::bucket::S3Error;

/// Attempts, and the first wait in between, which doubles: 15 seconds in all. Permissions that were granted a moment ago take some.
const ATTEMPTS: u32 = 6;
const FIRST_WAIT: Duration = Duration::from_millis(500);

/// Tries again while permissions are not known everywhere yet, here or at what S3 checks in turn.
pub(crate) async fn patiently<T, F: Future<Output = Result<T, S3Error>>>(
    attempt: impl Fn() -> F,
) -> Result<T, S3Error> {
    let mut wait = FIRST_WAIT;
    for _ in 1..ATTEMPTS {
        match attempt().await {
            Err(S3Error::Denied) => {}
            Err(S3Error::Other(reason)) if PASSING.iter().any(|start| reason.starts_with(start)) => {}
            outcome => return outcome,
        }
        tokio::time::sleep(wait).await;
        wait *= 2;
    }
    attempt().await
}

/// How errors begin that pass: a destination that S3 cannot check yet, and two changes at once.
const PASSING: [&str; 2] = ["InvalidArgument", "OperationAborted"];
