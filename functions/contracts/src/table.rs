//! Keys and attributes of the hot table.
//!
//! An item is one reading. Its partition key is the device, its sort key the time of the event: a *temperature* reading
//! stands at the whole millisecond, so a client that knows a device and a time finds it with one `GetItem`. Every other
//! reading stands at the millisecond plus a fraction of its own, and a query over a range of time still sees all in order:
//!
//! - [`reading_key`]: other sensors' readings, and a temperature that finds the whole millisecond taken by a different one.
//!   The fraction follows from what the reading says, so two sensors, and two values of one sensor, never meet, while the
//!   same reading, sent or delivered twice, is the same item.
//! - [`record_key`]: readings without a time of their own, of whatever sensor. Their event is their receipt, at which many
//!   can come in one millisecond, also with the same value; the fraction follows from the record's place in the stream.
//!
//! Writing the same record twice writes the same item: nothing in it comes from the clock of the function.

use sha2::{Digest, Sha256};

use crate::Reading;

/// Partition key, `S`: the device.
pub const DEVICE_ID: &str = "deviceId";
/// Sort key, `N`: [`whole_key`], [`reading_key`] or [`record_key`].
pub const TIMESTAMP: &str = "timestamp";
/// When the event took place, `N`, whole milliseconds since 1970: as the device said, else when it was received.
pub const EVENT_TIME: &str = "eventTime";
/// Quantity that was measured, `S`, in lower case.
pub const SENSOR_TYPE: &str = "sensorType";
/// Which of the device's sensors measured, `S`; absent when the device names none.
pub const SENSOR_ID: &str = "sensorId";
/// The measured value, `N`, exact to the last digit.
pub const VALUE: &str = "value";
/// The unit the device stated, `S`; absent when it stated none.
pub const UNIT: &str = "unit";
/// Whether the value is outside its threshold, `BOOL`.
pub const IS_ANOMALY: &str = "isAnomaly";
/// `normal` or `anomaly`, `S`.
pub const STATUS: &str = "status";
/// Which limit an anomaly passed, `S`, such as `above max 100 celsius`; absent for a normal value.
pub const REASON: &str = "reason";
/// The device's `metadata`, `S`: the JSON object as it was sent. A string rather than a map, because it keeps every
/// digit and knows neither DynamoDB's limit of 32 levels nor names that a device chooses.
pub const METADATA: &str = "metadata";
/// Fields of the reading that have no attribute of their own, `S`: a JSON object; absent when there are none.
pub const EXTRA: &str = "extra";
/// [`Clock::as_str`], `S`; absent when the device's clock agrees with the time of receipt.
pub const CLOCK: &str = "clock";
/// When the reading was received, `N`, milliseconds since 1970.
pub const INGESTED_AT: &str = "ingestedAt";
/// The plant, `S`.
pub const PLANT: &str = "plant";
/// When DynamoDB deletes the item, `N`, seconds since 1970: [`expiration_time`]. The table's TTL attribute.
pub const EXPIRATION_TIME: &str = "expirationTime";

/// Attributes that have the same name in every [`Layout`](crate::Layout).
pub const COMMON: [&str; 8] = [VALUE, STATUS, UNIT, REASON, METADATA, EXTRA, CLOCK, PLANT];

/// The attributes that tell a reading from another one of the same device and moment.
pub const SAID: [&str; 6] = [SENSOR_TYPE, SENSOR_ID, VALUE, UNIT, METADATA, EXTRA];

/// The sensor type whose readings stand at the whole millisecond.
pub const PRIMARY_SENSOR_TYPE: &str = "temperature";

/// How far a device's clock may be ahead: five minutes, more than an unsynchronised clock drifts in a month.
pub const CLOCK_TOLERANCE_MS: u64 = 300_000;

const MS_PER_DAY: u64 = 86_400_000;

/// How a device's clock is wrong, judged against the time of receipt.
///
/// Such a reading is kept at the time it claims, and marked. Refusing it would lose the measurements of every device
/// that starts without having reached a time server, and moving it would hide it from whoever looks where the device said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// The event is more than [`CLOCK_TOLERANCE_MS`] after its receipt. Queries for the newest reading meet these.
    Ahead,
    /// The event is older than the table keeps readings.
    Behind,
}

impl Clock {
    /// Judges the time of an event; `None` when it is plausible.
    ///
    /// ```
    /// # use ferrocdk_contracts::table::Clock;
    /// let now = 1_795_248_000_000;
    /// assert_eq!(Clock::judge(now, now, 30), None);
    /// assert_eq!(Clock::judge(1_234_567_890_000, now, 30), Some(Clock::Behind));
    /// ```
    #[must_use]
    pub fn judge(event_time: u64, ingested_at: u64, hot_days: u32) -> Option<Self> {
        if event_time > ingested_at.saturating_add(CLOCK_TOLERANCE_MS) {
            Some(Self::Ahead)
        } else if event_time < ingested_at.saturating_sub(u64::from(hot_days) * MS_PER_DAY) {
            Some(Self::Behind)
        } else {
            None
        }
    }

    /// The attribute's text.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ahead => "ahead",
            Self::Behind => "behind",
        }
    }
}

/// When an item received at `ingested_at` (milliseconds) is deleted, in seconds.
///
/// Counted from the receipt, not from the event: a reading that a gateway held back for weeks, or one from a clock that
/// stands at 1970, would otherwise be deleted as it is written.
#[must_use]
pub fn expiration_time(ingested_at: u64, hot_days: u32) -> u64 {
    ingested_at.saturating_add(u64::from(hot_days) * MS_PER_DAY) / 1000
}

/// The sort key at the whole millisecond.
#[must_use]
pub fn whole_key(event_time: u64) -> String {
    event_time.to_string()
}

/// The sort key that belongs to a reading: the millisecond, and a fraction that follows from everything else it says.
///
/// ```
/// # use ferrocdk_contracts::{Reading, table::reading_key};
/// let key = |value: &str| {
///     let json = format!(r#"{{"deviceId":"press-7","sensorType":"pressure","value":{value}}}"#);
///     Reading::from_json(json.as_bytes()).map(|reading| reading_key(1_795_248_000_000, &reading))
/// };
/// assert!(key("80")?.starts_with("1795248000000."));
/// assert_eq!(key("80")?, key("80.0")?);
/// assert_ne!(key("80")?, key("81")?);
/// # Ok::<(), ferrocdk_contracts::ReadingError>(())
/// ```
#[must_use]
pub fn reading_key(event_time: u64, reading: &Reading) -> String {
    let said = [
        Some(reading.sensor_type.as_str()),
        reading.sensor_id.as_deref(),
        Some(reading.value.as_str()),
        reading.unit.as_ref().map(crate::Unit::as_str),
        reading.metadata.as_deref(),
        reading.extra.as_deref(),
    ];
    own_key(event_time, "reading", &said)
}

/// The sort key that belongs to a record of the stream, for a reading that names no time.
///
/// ```
/// # use ferrocdk_contracts::table::record_key;
/// let key = record_key(1_795_248_000_000, "shardId-000000000000", "4959");
/// assert_eq!(key, record_key(1_795_248_000_000, "shardId-000000000000", "4959"));
/// assert_ne!(key, record_key(1_795_248_000_000, "shardId-000000000000", "4960"));
/// ```
#[must_use]
pub fn record_key(event_time: u64, shard: &str, sequence_number: &str) -> String {
    own_key(event_time, "record", &[Some(shard), Some(sequence_number)])
}

/// The millisecond and 23 digits of a hash, of which the last is never zero: DynamoDB drops trailing zeros, and without
/// them the key reads back as it was written. With at most fifteen digits before the point, it stays within the 38 digits
/// of a DynamoDB number. Two texts of one device and millisecond share a key with a chance of one in 10^22.
fn own_key(event_time: u64, kind: &str, parts: &[Option<&str>]) -> String {
    let mut hash = Sha256::new();
    for part in [Some(kind)].iter().chain(parts) {
        // The length first keeps ("a", "bc") and ("ab", "c") apart, and no id from an empty one.
        hash.update(part.map_or(u64::MAX, |part| part.len() as u64).to_be_bytes());
        hash.update(part.unwrap_or_default());
    }
    let digest = hash.finalize();
    let number = digest
        .iter()
        .take(16)
        .fold(0u128, |number, byte| number << 8 | u128::from(*byte));
    let (most, last) = (number / 9 % 10u128.pow(22), number % 9 + 1);
    format!("{event_time}.{most:022}{last}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Decimal;

    fn reading(fields: &str) -> Reading {
        Reading::from_json(format!(r#"{{"deviceId":"d",{fields}}}"#).as_bytes()).unwrap()
    }

    #[test]
    fn keys_are_fixed_for_ever() {
        // Stored items have these keys: a change here would write every redelivered reading a second time.
        let pressure = reading(r#""sensorType":"pressure","value":80"#);
        assert_eq!(
            reading_key(1_795_248_000_000, &pressure),
            "1795248000000.69153468161315182750737"
        );
        assert_eq!(
            record_key(
                1_795_248_000_000,
                "shardId-000000000000",
                "49590338271490256608559692538361571095921575989136588898"
            ),
            "1795248000000.74579251163176172007409"
        );
    }

    #[test]
    fn whatever_a_reading_says_is_in_its_key() {
        let said = [
            r#""sensorType":"t","value":1"#,
            r#""sensorType":"t","value":2"#,
            r#""sensorType":"u","value":1"#,
            r#""sensorType":"t","value":1,"sensorId":"a""#,
            r#""sensorType":"t","value":1,"unit":"a""#,
            r#""sensorType":"t","value":1,"metadata":{}"#,
            r#""sensorType":"t","value":1,"quality":1"#,
        ];
        let keys: std::collections::BTreeSet<String> = said.iter().map(|said| reading_key(7, &reading(said))).collect();
        assert_eq!(keys.len(), said.len());
        let again = reading(r#""value":1.00,"sensorType":"T","ingestedAt":9,"thing":"d""#);
        assert!(keys.contains(&reading_key(7, &again)), "the same, sent again");
    }

    #[test]
    fn clocks_are_judged_at_their_limits() {
        let now = 1_795_248_000_000;
        let hot = 30 * MS_PER_DAY;
        assert_eq!(Clock::judge(now + CLOCK_TOLERANCE_MS, now, 30), None);
        assert_eq!(Clock::judge(now + CLOCK_TOLERANCE_MS + 1, now, 30), Some(Clock::Ahead));
        assert_eq!(Clock::judge(now - hot, now, 30), None);
        assert_eq!(Clock::judge(now - hot - 1, now, 30), Some(Clock::Behind));
        assert_eq!(Clock::judge(0, 5, u32::MAX), None, "nothing is older than 1970");
    }

    #[test]
    fn expiry_is_in_seconds_after_the_receipt() {
        assert_eq!(expiration_time(1_795_248_000_999, 1), 1_795_248_000 + 86_400);
    }

    proptest::proptest! {
        #[test]
        fn keys_stay_in_their_millisecond_and_within_38_digits(
            event_time in 0u64..=crate::time::MAX_TIME_MS,
            shard in "shardId-[0-9]{12}",
            sequence_number in "[0-9]{1,56}",
        ) {
            let key = record_key(event_time, &shard, &sequence_number);
            let stored = Decimal::parse(&key).unwrap();
            proptest::prop_assert_eq!(stored.as_str(), key.as_str());
            let (whole, fraction) = key.split_once('.').unwrap();
            proptest::prop_assert_eq!(whole, whole_key(event_time));
            proptest::prop_assert!(fraction.len() == 23 && !fraction.ends_with('0'));
        }
    }
}
