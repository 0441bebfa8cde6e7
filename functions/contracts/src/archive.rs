//! Where things lie in the archive bucket.
//!
//! Keys are derived from the records alone, so a batch that is delivered again writes the same object again.

use crate::time::date;

/// Every batch as it came from the stream: one JSON object per line (see [`raw_key`]).
pub const RAW_PREFIX: &str = "raw/";

/// Records that can never be processed, one object each (see [`quarantine_key`]).
pub const QUARANTINE_PREFIX: &str = "quarantine/";

/// The key of a batch that arrived at `arrived_at` (milliseconds since 1970, of its first record).
///
/// A batch is named by its first record and by its length: when Lambda splits a batch after a failure, the first half
/// begins with the same record, and must not replace the object that holds both halves. Overlapping objects are the
/// price; each line carries its sequence number, so a reader drops the doubles.
///
/// ```
/// # use ferrocdk_contracts::archive;
/// assert_eq!(
///     archive::raw_key(1_795_248_000_000, "shardId-000000000000", "4959", 500),
///     "raw/dt=2026-11-21/hour=08/shardId-000000000000-4959-500.ndjson",
/// );
/// ```
#[must_use]
pub fn raw_key(arrived_at: u64, shard: &str, first_sequence_number: &str, records: usize) -> String {
    let date = date(arrived_at);
    let hour = arrived_at / MS_PER_HOUR % 24;
    format!("{RAW_PREFIX}dt={date}/hour={hour:02}/{shard}-{first_sequence_number}-{records}.ndjson")
}

/// The key of a quarantined record that arrived at `arrived_at` (milliseconds since 1970), or of one reading of it by its
/// place in the record's array.
///
/// ```
/// # use ferrocdk_contracts::archive;
/// let key = |index| archive::quarantine_key(1_795_248_000_000, "shardId-000000000000", "4959", index);
/// assert_eq!(key(None), "quarantine/dt=2026-11-21/shardId-000000000000-4959.json");
/// assert_eq!(key(Some(7)), "quarantine/dt=2026-11-21/shardId-000000000000-4959-7.json");
/// ```
#[must_use]
pub fn quarantine_key(arrived_at: u64, shard: &str, sequence_number: &str, index: Option<usize>) -> String {
    let date = date(arrived_at);
    let index = index.map(|index| format!("-{index}")).unwrap_or_default();
    format!("{QUARANTINE_PREFIX}dt={date}/{shard}-{sequence_number}{index}.json")
}

const MS_PER_HOUR: u64 = 3_600_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_of_a_batch_have_keys_of_their_own() {
        let whole = raw_key(0, "shardId-000000000001", "10", 500);
        let half = raw_key(0, "shardId-000000000001", "10", 250);
        assert_ne!(whole, half);
        assert!(whole.starts_with("raw/dt=1970-01-01/hour=00/"));
    }
}
