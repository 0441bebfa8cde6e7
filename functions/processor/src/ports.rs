//! Ports of the handler to the world: a table, an archive and a clock.

use std::time::{Duration, SystemTime};

use ferrocdk_contracts::Alert;
use ferrocdk_contracts::Time;

use crate::attributes::Standing;
use crate::error::Transient;
use crate::item::Item;

/// An item at one of its keys.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row<'a> {
    pub(crate) item: &'a Item,
    pub(crate) sort_key: &'a str,
}

impl<'a> Row<'a> {
    /// The item at its own key.
    pub(crate) fn own(item: &'a Item) -> Self {
        Self {
            item,
            sort_key: &item.own_key,
        }
    }
}

/// Which of a device's readings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Span<'a> {
    pub(crate) from: Time,
    /// Where it ends; a reading at that time may be among them.
    pub(crate) until: Option<Time>,
    /// Only of this type.
    pub(crate) sensor_type: Option<&'a str>,
}

/// Partition key and sort key.
pub(crate) type Key = (String, String);

/// Why the table did not take a row.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub(crate) enum TableError {
    /// The request itself is wrong, and would be refused again.
    #[error("the table refused the item: {0}")]
    Refused(String),
    /// Throttled, unreachable, or not allowed.
    #[error("the table did not take the item: {0}")]
    Unavailable(String),
}

/// Outcome of one row that is to be inserted.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Insert {
    Written,
    /// An item stands at the key; where the table says which, it is told.
    Taken(Option<Standing>),
    /// Not taken this time.
    Left,
    /// Wrong in itself, and refused again if it is sent again.
    Refused(String),
    /// Not taken for a reason that does not pass within seconds.
    Failed(String),
}

/// The hot table.
pub(crate) trait Table {
    /// Writes rows whose keys differ, at most [`MAX_BATCH`] of them, over whatever stands at their keys. Returns the
    /// positions of those that were not taken this time.
    async fn put_all(&self, rows: &[Row<'_>]) -> Result<Vec<usize>, TableError>;

    /// Writes rows whose keys differ, at most [`MAX_BATCH`] of them, each unless something stands at its key.
    async fn insert_all(&self, rows: &[Row<'_>]) -> Result<Vec<Insert>, TableError>;

    /// The items at keys that differ, each as the table has it now; `None` where nothing stands.
    async fn get_all(&self, keys: &[Key]) -> Result<Vec<Option<Standing>>, TableError>;

    /// The readings of a device from a time on, as the table has them now, in their order.
    async fn readings(&self, device: &str, span: Span<'_>) -> Result<Vec<Standing>, TableError>;

    /// Puts items whose keys differ over whatever stands at their keys.
    async fn put_items(&self, items: &[Standing]) -> Result<(), TableError>;

    /// Puts the state of a sensor in place of the one with a version, 0 for none; `false` where another one stands there.
    async fn put_state(&self, item: &Standing, replaces: u64) -> Result<bool, TableError>;
}

/// Takes alerts, in the order of their sensors' changes.
pub(crate) trait AlertQueue {
    /// Sends alerts, any number of them; one that was sent before may be sent again.
    async fn send(&self, alerts: &[Alert]) -> Result<(), Transient>;
}

/// How many rows DynamoDB takes in one `BatchWriteItem` or `BatchExecuteStatement`.
pub(crate) const MAX_BATCH: usize = 25;

/// The archive bucket.
pub(crate) trait Archive {
    /// Writes an object.
    async fn put(&self, key: &str, content_type: &str, body: Vec<u8>) -> Result<(), Transient>;
}

/// The time of day.
pub(crate) trait Clock {
    /// Milliseconds since 1970.
    fn now_ms(&self) -> u64;
}

/// The machine's clock. Not a monotonic one: that may stand still while Lambda freezes the process between batches.
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    fn now_ms(&self) -> u64 {
        let since_1970 = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default();
        u64::try_from(since_1970.as_millis()).unwrap_or(u64::MAX)
    }
}

/// How long before Lambda's deadline the batch must be answered. A function that is killed says nothing about what it
/// did, so the whole batch would come again.
const ANSWER_MS: u64 = 500;

/// The moment after which nothing is begun or waited for.
pub(crate) struct Deadline<'a, C> {
    at_ms: u64,
    clock: &'a C,
}

impl<'a, C: Clock> Deadline<'a, C> {
    /// From the deadline of an invocation, in milliseconds since 1970.
    pub(crate) fn of_invocation(deadline_ms: u64, clock: &'a C) -> Self {
        Self {
            at_ms: deadline_ms.saturating_sub(ANSWER_MS),
            clock,
        }
    }

    /// The time of day.
    pub(crate) fn now_ms(&self) -> u64 {
        self.clock.now_ms()
    }

    /// Does `work`, or gives up at the deadline with `None`.
    pub(crate) async fn limit<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        let left = self.at_ms.saturating_sub(self.now_ms());
        if left == 0 {
            return None;
        }
        tokio::time::timeout(Duration::from_millis(left), work).await.ok()
    }
}
