//! Keys and attributes of the hot table.
//!
//! An item is one reading. Its partition key is the device, its sort key the time of the event: a *temperature* reading
//! stands at the whole millisecond, so a client that knows a device and a time finds it with one `GetItem`. Every other
//! sensor's reading stands at the millisecond plus a fraction that belongs to that sensor ([`fraction_key`]), so two sensors
//! of one device that measure in the same millisecond both survive, and a query over a range of time still sees them in
//! order. A second temperature sensor that finds the whole millisecond taken moves to its fraction as well.
//!
//! Writing the same reading twice writes the same item: nothing in it comes from the clock of the function.

use sha2::{Digest, Sha256};

/// Partition key, `S`: the device.
pub const DEVICE_ID: &str = "deviceId";
/// Sort key, `N`: [`whole_key`] or [`fraction_key`].
pub const TIMESTAMP: &str = "timestamp";
/// When the event took place, `N`, whole milliseconds since 1970: as the device said, else when it was received.
pub const EVENT_TIME: &str = "eventTime";
/// What was measured, `S`, in lower case.
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

/// The sort key of a sensor: the millisecond plus a fraction of up to twelve digits that is never zero.
///
/// The fraction is taken from SHA-256 over the sensor's type and id, so it is the same wherever it is computed. Two
/// sensors of one device share it with a chance of one in 10^12. With at most fifteen digits before the point, the key
/// stays within the 38 digits of a DynamoDB number.
///
/// ```
/// # use ferrocdk_contracts::table::fraction_key;
/// let key = fraction_key(1_795_248_000_000, "pressure", Some("inlet"));
/// assert!(key.starts_with("1795248000000.") && key.len() <= 26);
/// assert_ne!(key, fraction_key(1_795_248_000_000, "pressure", None));
/// ```
#[must_use]
pub fn fraction_key(event_time: u64, sensor_type: &str, sensor_id: Option<&str>) -> String {
    let mut hash = Sha256::new();
    hash.update(sensor_type);
    // A byte that no name contains keeps ("a", "bc") and ("ab", "c") apart, and no id from an empty one.
    if let Some(sensor_id) = sensor_id {
        hash.update([0]);
        hash.update(sensor_id);
    }
    let digest = hash.finalize();
    let number = digest
        .iter()
        .take(8)
        .fold(0u64, |number, byte| number << 8 | u64::from(*byte));
    let fraction = format!("{:012}", number % (10u64.pow(12) - 1) + 1);
    // DynamoDB drops trailing zeros; without them here the key reads back as it was written.
    format!("{event_time}.{}", fraction.trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Decimal;

    #[test]
    fn the_fraction_is_fixed_for_ever() {
        // Stored items have these keys: a change here would write every redelivered reading a second time.
        assert_eq!(
            fraction_key(1_795_248_000_000, "pressure", None),
            "1795248000000.278611497773"
        );
        assert_eq!(
            fraction_key(1_795_248_000_000, "temperature", Some("t-2")),
            "1795248000000.683702118568"
        );
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
            event_time in 0u64..=crate::reading::MAX_TIME_MS,
            sensor_type in "[a-z0-9_]{1,64}",
            sensor_id in proptest::option::of("[a-z0-9_]{1,64}"),
        ) {
            let key = fraction_key(event_time, &sensor_type, sensor_id.as_deref());
            let stored = Decimal::parse(&key).unwrap();
            proptest::prop_assert_eq!(stored.as_str(), key.as_str());
            let (whole, fraction) = key.split_once('.').unwrap();
            proptest::prop_assert_eq!(whole, whole_key(event_time));
            proptest::prop_assert!((1..=12).contains(&fraction.len()) && !fraction.ends_with('0'));
        }
    }
}
