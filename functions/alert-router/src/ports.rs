//! Ports of the router to the world: a table of cases, a topic and a clock.

use std::time::{Duration, SystemTime};

use ferrocdk_contracts::notice::Notice;

use crate::case::Case;

/// Something outside did not do its part; the same can work later.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Unavailable(pub(crate) String);

/// A planned stop. Times are in milliseconds since 1970.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stop {
    pub(crate) name: String,
    pub(crate) since: u64,
    pub(crate) until: u64,
}

impl Stop {
    pub(crate) fn holds(&self, now: u64) -> bool {
        (self.since..self.until).contains(&now)
    }
}

/// The table of cases. Every read sees all writes before it.
pub(crate) trait Store {
    /// The case of an anomaly, while it is active.
    async fn case(&self, anomaly: &str) -> Result<Option<Case>, Unavailable>;

    /// Whether an anomaly has ended, and been told.
    async fn has_ended(&self, anomaly: &str) -> Result<bool, Unavailable>;

    /// Adds a case. Returns `false` where the anomaly has one.
    async fn add(&self, case: &Case) -> Result<bool, Unavailable>;

    /// Writes a case over the one that was read, and counts its revision up. Returns `false` where somebody else changed it meanwhile.
    async fn update(&self, case: &mut Case) -> Result<bool, Unavailable>;

    /// Remembers an ended anomaly until a second since 1970, and takes its case away.
    async fn end(&self, case: &Case, expiry: u64) -> Result<(), Unavailable>;

    /// All active cases, in the order of their anomalies' names.
    async fn active(&self) -> Result<Vec<Case>, Unavailable>;

    /// Counts messages of a minute, and returns how many there are with them.
    async fn count(&self, minute: u64, messages: u64) -> Result<u64, Unavailable>;

    /// The planned stops that are known.
    async fn stops(&self) -> Result<Vec<Stop>, Unavailable>;

    /// Writes a planned stop over one of its name.
    async fn put_stop(&self, stop: &Stop) -> Result<(), Unavailable>;
}

/// The process topic.
pub(crate) trait Topic {
    /// Publishes a notice.
    async fn publish(&self, notice: &Notice) -> Result<(), Unavailable>;
}

/// Devices, and what was last heard of them.
pub(crate) trait Devices {
    /// The names of a group of things.
    async fn group(&self, name: &str) -> Result<Vec<String>, Unavailable>;

    /// When the last reading of a device came in, in milliseconds since 1970; `None` for one that was never heard.
    async fn heard(&self, device: &str) -> Result<Option<u64>, Unavailable>;
}

/// The time of day.
pub(crate) trait Clock {
    /// Milliseconds since 1970.
    fn now_ms(&self) -> u64;
}

/// The machine's clock.
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    fn now_ms(&self) -> u64 {
        let since_1970 = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default();
        u64::try_from(since_1970.as_millis()).unwrap_or(u64::MAX)
    }
}

/// How long before Lambda's deadline the event must be answered: a function that is killed says nothing of what it did.
const ANSWER_MS: u64 = 1_000;

/// Does `work` before the deadline of an invocation, in milliseconds since 1970.
pub(crate) async fn before<T>(
    deadline_ms: u64,
    clock: &impl Clock,
    work: impl Future<Output = Result<T, Unavailable>>,
) -> Result<T, Unavailable> {
    let left = deadline_ms.saturating_sub(ANSWER_MS).saturating_sub(clock.now_ms());
    let late = || Unavailable("the invocation's time is used up".to_owned());
    if left == 0 {
        return Err(late());
    }
    tokio::time::timeout(Duration::from_millis(left), work)
        .await
        .unwrap_or_else(|_| Err(late()))
}
