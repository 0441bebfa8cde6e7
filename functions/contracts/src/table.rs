//! Keys and attributes of the hot table, in the names of `sao-paulo`; [`Layout`] has those of other plants.
//!
//! An item is one reading. Its partition key is the device, its sort key the time of the event: the first reading of a
//! device and millisecond stands at the time itself ([`whole_key`]; in `sao-paulo` the first *temperature*), so a client
//! that knows both finds it with one `GetItem`. Every other reading stands at the same millisecond plus a fraction of its
//! own, and a query over a range of time still sees all in order:
//!
//! - [`reading_key`]: a reading that finds the time taken by a different one, or may not stand there. The fraction follows
//!   from what the reading says, so two sensors, and two values of one sensor, never meet, while the same reading, sent or
//!   delivered twice, is the same item.
//! - [`record_key`]: readings without a time of their own, of whatever sensor. Their event is their receipt, at which many
//!   can come in one millisecond, also with the same value; the fraction follows from the record's place in the stream.
//!
//! Items of another kind have a `#` in their partition key, which no device's name has, and no [`VALUE`]: the state of a
//! sensor ([`state_key`]), and what its readings of a window come to ([`aggregate_key`]).
//!
//! Writing the same record twice writes the same item: nothing in it comes from the clock of the function.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::alert::Sensor;
use crate::{Layout, Reading, Time, TimeForm};

/// Partition key, `S`: the device.
pub const DEVICE_ID: &str = "deviceId";
/// Sort key, `N`: [`whole_key`], [`reading_key`] or [`record_key`].
pub const TIMESTAMP: &str = "timestamp";
/// When the event took place, `N`, milliseconds since 1970 with all digits that the device said; else when it was received.
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
/// When the reading arrived in the stream, `N`, milliseconds since 1970: its delivery again gives the same.
pub const PROCESSED_AT: &str = "processedAt";
/// The labels of the asset, `M` of `S`; absent where the plant says none.
pub const LABELS: &str = "labels";
/// The plant, `S`.
pub const PLANT: &str = "plant";
/// When DynamoDB deletes the item, `N`, seconds since 1970: [`expiration_time`]. The table's TTL attribute.
pub const EXPIRATION_TIME: &str = "expirationTime";

/// Attributes that have the same name in every [`Layout`].
pub const COMMON: [&str; 9] = [VALUE, STATUS, UNIT, REASON, METADATA, EXTRA, CLOCK, LABELS, PLANT];

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

/// The sort key at the time itself.
#[must_use]
pub fn whole_key(form: TimeForm, event_time: Time) -> String {
    form.text(event_time)
}

/// The sort key that belongs to a reading: the millisecond, and a fraction that follows from everything else it says.
///
/// ```
/// # use ferrocdk_contracts::{Reading, Time, TimeForm, table::reading_key};
/// let key = |value: &str| {
///     let json = format!(r#"{{"deviceId":"press-7","sensorType":"pressure","value":{value}}}"#);
///     let time = Time::from_ms(1_795_248_000_000);
///     Reading::from_json(json.as_bytes()).map(|reading| reading_key(TimeForm::Milliseconds, time, &reading))
/// };
/// assert!(key("80")?.starts_with("1795248000000."));
/// assert_eq!(key("80")?, key("80.0")?);
/// assert_ne!(key("80")?, key("81")?);
/// # Ok::<(), ferrocdk_contracts::ReadingError>(())
/// ```
#[must_use]
pub fn reading_key(form: TimeForm, event_time: Time, reading: &Reading) -> String {
    let finer = (!event_time.is_whole()).then(|| event_time.to_string());
    let said = [
        Some(reading.sensor_type.as_str()),
        reading.sensor_id.as_deref(),
        Some(reading.value.as_str()),
        reading.unit.as_ref().map(crate::Unit::as_str),
        reading.metadata.as_deref(),
        reading.extra.as_deref(),
        // Last, and not there for a whole millisecond: keys from before readings had finer times stay as they are.
        finer.as_deref(),
    ];
    let count = said.len() - usize::from(finer.is_none());
    own_key(form, event_time, "reading", &said[..count])
}

/// The sort key that belongs to a place in the stream, for a reading that names no time: the record's, and for a message
/// of several readings the place among them, from 0.
///
/// ```
/// # use ferrocdk_contracts::{Time, TimeForm, table::record_key};
/// let key = |number: &str, index| record_key(TimeForm::Iso, Time::from_ms(1_795_248_000_000), "shardId-000000000000", number, index);
/// assert!(key("4959", None).starts_with("2026-11-21T08:00:00.000"));
/// assert_ne!(key("4959", None), key("4960", None));
/// assert_ne!(key("4959", Some(0)), key("4959", Some(1)));
/// ```
#[must_use]
pub fn record_key(
    form: TimeForm,
    event_time: Time,
    shard: &str,
    sequence_number: &str,
    index: Option<usize>,
) -> String {
    let index = index.map(|index| index.to_string());
    let place = [Some(shard), Some(sequence_number), index.as_deref()];
    let count = place.len() - usize::from(index.is_none());
    own_key(form, event_time, "record", &place[..count])
}

/// Partition key and sort key of a sensor's state.
#[must_use]
pub fn state_key(layout: &Layout, sensor: &Sensor) -> (String, String) {
    let sort = match layout.time_form {
        TimeForm::Milliseconds => "0",
        TimeForm::Iso => "state",
    };
    (format!("state#{}", sensor.key()), sort.to_owned())
}

/// Partition key and sort key of what a sensor's readings come to in the window that begins at a time: [`COUNT`],
/// [`MINIMUM`], [`MAXIMUM`] and [`MEAN`].
#[must_use]
pub fn aggregate_key(layout: &Layout, sensor: &Sensor, window: Time) -> (String, String) {
    (format!("aggregate#{}", sensor.key()), layout.time_form.text(window))
}

/// Readings of a window, `N`.
pub const COUNT: &str = "count";
/// The least value of a window, `N`, exact.
pub const MINIMUM: &str = "min";
/// The greatest value of a window, `N`, exact.
pub const MAXIMUM: &str = "max";
/// The mean of a window's values, `N`, to fifteen digits.
pub const MEAN: &str = "mean";
/// Length of the window, `N`, seconds.
pub const WINDOW: &str = "window";

/// A key within a millisecond: 22 digits of the hash of the parts and a last digit that is not zero.
///
/// A 0 as the last digit would name the same number as the digits before it do: DynamoDB drops trailing zeros, and without
/// them the key reads back as it was written. With at most fifteen digits before the point, it stays within the 38 digits
/// of a DynamoDB number. Two texts of one device and millisecond share a key with a chance of one in 10^22. As ISO 8601 it
/// is a longer fraction of the second, so that whoever reads times reads it.
fn own_key(form: TimeForm, event_time: Time, kind: &str, parts: &[Option<&str>]) -> String {
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
    let mut key = form.text(event_time);
    match form {
        TimeForm::Milliseconds => key.push('.'),
        TimeForm::Iso => drop(key.pop()),
    }
    // Two halves: a number of 128 bits is slow to write.
    let half = 10u128.pow(11);
    // Cannot fail: a string takes whatever it is given.
    let _ = write!(key, "{:011}{:011}{last}", (most / half) as u64, (most % half) as u64);
    if form == TimeForm::Iso {
        key.push('Z');
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Decimal;

    const MS: TimeForm = TimeForm::Milliseconds;
    /// 2026-11-21, 08:00 UTC.
    const NOW: Time = Time::from_ms(1_795_248_000_000);

    fn reading(fields: &str) -> Reading {
        Reading::from_json(format!(r#"{{"deviceId":"d",{fields}}}"#).as_bytes()).unwrap()
    }

    #[test]
    fn keys_are_fixed_for_ever() {
        // Stored items have these keys: a change here would write every redelivered reading a second time.
        let pressure = reading(r#""sensorType":"pressure","value":80"#);
        assert_eq!(reading_key(MS, NOW, &pressure), "1795248000000.69153468161315182750737");
        let number = "49590338271490256608559692538361571095921575989136588898";
        assert_eq!(
            record_key(MS, NOW, "shardId-000000000000", number, None),
            "1795248000000.74579251163176172007409"
        );
        assert_eq!(
            record_key(MS, NOW, "shardId-000000000000", number, Some(3)),
            "1795248000000.64857449299060646176392"
        );
        let finer = Time::parse_iso("2026-11-21T08:00:00.000125Z").unwrap();
        assert_eq!(
            reading_key(MS, finer, &pressure),
            "1795248000000.84914806925862739636051"
        );
        assert_eq!(whole_key(TimeForm::Iso, NOW), "2026-11-21T08:00:00.000Z");
        assert_eq!(
            reading_key(TimeForm::Iso, NOW, &pressure),
            "2026-11-21T08:00:00.00069153468161315182750737Z"
        );
        let sensor = Sensor {
            device: "d".to_owned(),
            sensor_type: "pressure".to_owned(),
            sensor_id: None,
        };
        let layout = |name: &str| Layout::named(name).unwrap();
        let state = |name: &str| state_key(&layout(name), &sensor);
        assert_eq!(state("sao-paulo"), ("state#d#pressure#".to_owned(), "0".to_owned()));
        assert_eq!(state("ten-thousand").1, "state");
        let aggregate = aggregate_key(&layout("ten-thousand"), &sensor, NOW);
        assert_eq!(
            aggregate,
            (
                "aggregate#d#pressure#".to_owned(),
                "2026-11-21T08:00:00.000Z".to_owned()
            )
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
        let keys: std::collections::BTreeSet<String> = said
            .iter()
            .map(|said| reading_key(MS, Time::from_ms(7), &reading(said)))
            .collect();
        assert_eq!(keys.len(), said.len());
        let again = reading(r#""value":1.00,"sensorType":"T","ingestedAt":9,"thing":"d""#);
        assert!(
            keys.contains(&reading_key(MS, Time::from_ms(7), &again)),
            "the same, sent again"
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
            event_time in 0u64..=crate::time::MAX_TIME_MS,
            shard in "shardId-[0-9]{12}",
            sequence_number in "[0-9]{1,56}",
        ) {
            let time = Time::from_ms(event_time);
            let key = record_key(MS, time, &shard, &sequence_number, None);
            let stored = Decimal::parse(&key).unwrap();
            proptest::prop_assert_eq!(stored.as_str(), key.as_str());
            let (whole, fraction) = key.split_once('.').unwrap();
            proptest::prop_assert_eq!(whole, whole_key(MS, time));
            proptest::prop_assert!(fraction.len() == 23 && !fraction.ends_with('0'));
            let text = record_key(TimeForm::Iso, time, &shard, &sequence_number, None);
            proptest::prop_assert_eq!(Time::parse_iso(&text).map(Time::ms), Some(event_time));
        }
    }
}
