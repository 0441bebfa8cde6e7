//! Where things lie in the archive bucket.
//!
//! Keys are derived from the records alone, so a batch that is delivered again writes the same object again.

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

/// The key of a quarantined record that arrived at `arrived_at` (milliseconds since 1970).
///
/// ```
/// # use ferrocdk_contracts::archive;
/// assert_eq!(
///     archive::quarantine_key(1_795_248_000_000, "shardId-000000000000", "4959"),
///     "quarantine/dt=2026-11-21/shardId-000000000000-4959.json",
/// );
/// ```
#[must_use]
pub fn quarantine_key(arrived_at: u64, shard: &str, sequence_number: &str) -> String {
    let date = date(arrived_at);
    format!("{QUARANTINE_PREFIX}dt={date}/{shard}-{sequence_number}.json")
}

const MS_PER_HOUR: u64 = 3_600_000;
const MS_PER_DAY: u64 = 24 * MS_PER_HOUR;

/// The UTC date of a moment, as `YYYY-MM-DD`.
///
/// The proleptic Gregorian calendar counted in eras of 400 years that begin on the first of March, so that the leap day
/// is a year's last. A date library would be a dependency of the app for this one function.
fn date(ms: u64) -> String {
    let days = ms / MS_PER_DAY + 719_468; // Days from 0000-03-01 to 1970-01-01.
    let era = days / 146_097;
    let day_of_era = days % 146_097;
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_follow_the_calendar() {
        for (days, expected) in [
            (0, "1970-01-01"),
            (58, "1970-02-28"),
            (59, "1970-03-01"),
            (364, "1970-12-31"),
            (789, "1972-02-29"),
            (11_016, "2000-02-29"),
            (11_017, "2000-03-01"),
            (20_778, "2026-11-21"),
            (47_540, "2100-02-28"),
            (47_541, "2100-03-01"),
        ] {
            assert_eq!(date(days * MS_PER_DAY), expected);
            assert_eq!(
                date(days * MS_PER_DAY + MS_PER_DAY - 1),
                expected,
                "the last millisecond of the day"
            );
        }
    }

    #[test]
    fn halves_of_a_batch_have_keys_of_their_own() {
        let whole = raw_key(0, "shardId-000000000001", "10", 500);
        let half = raw_key(0, "shardId-000000000001", "10", 250);
        assert_ne!(whole, half);
        assert!(whole.starts_with("raw/dt=1970-01-01/hour=00/"));
    }
}
