//! Numbers with their unit, as a plant file writes them: `"30 days"`.

use std::fmt;

use ferrocdk::aws::units::{Days, Hours, Mebibytes, Seconds};
use serde::de::{self, Deserializer, Visitor};

/// A unit that quantities of a kind may be written in, with the factor to the kind's own unit.
type Units = &'static [(&'static str, u64)];

const SECONDS: Units = &[("second", 1), ("minute", 60), ("hour", 3_600), ("day", 86_400)];
const HOURS: Units = &[("hour", 1), ("day", 24)];
const DAYS: Units = &[("day", 1), ("year", 365)];
const MEGABYTES: Units = &[("MB", 1), ("GB", 1_024)];
const BYTES: Units = &[("byte", 1), ("KB", 1_024)];
const PER_SECOND: Units = &[("per second", 3_600), ("per minute", 60), ("per hour", 1)];

/// Deserializes `"NUMBER UNIT"` and gives the number in the smallest unit of the kind.
struct Quantity {
    units: Units,
    example: &'static str,
}

impl Quantity {
    fn allowed(&self) -> String {
        let names: Vec<String> = self.units.iter().map(|(name, _)| plural(name)).collect();
        format!(
            "a number and one of {} in quotes, such as {:?}",
            names.join(", "),
            self.example
        )
    }
}

/// The unit for more than one: `days`, but `MB` and `per second`.
fn plural(unit: &str) -> String {
    let counts = unit.chars().all(|character| character.is_ascii_lowercase());
    if counts { format!("{unit}s") } else { unit.to_owned() }
}

impl Visitor<'_> for &Quantity {
    type Value = (f64, u64);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.allowed())
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<(f64, u64), E> {
        let wrong = || E::custom(format!("found {text:?}, expected {}", self.allowed()));
        let (number, unit) = text.trim().split_once(' ').ok_or_else(wrong)?;
        let number: f64 = number.parse().map_err(|_| wrong())?;
        let unit = unit.trim();
        let known = self
            .units
            .iter()
            .find(|(name, _)| *name == unit || plural(name) == unit);
        let (_, factor) = known.ok_or_else(wrong)?;
        Ok((number, *factor))
    }
}

/// A whole number of the smallest unit, at least 1.
fn whole<'de, D: Deserializer<'de>>(deserializer: D, units: Units, example: &'static str) -> Result<u32, D::Error> {
    let (number, factor) = deserializer.deserialize_str(&Quantity { units, example })?;
    #[expect(clippy::cast_precision_loss, reason = "factors are small")]
    let value = number * factor as f64;
    if value < 1.0 || value.fract() != 0.0 || value > f64::from(u32::MAX) {
        let smallest = units.first().map(|(name, _)| plural(name)).unwrap_or_default();
        return Err(de::Error::custom(format!(
            "found {value} {smallest}, expected a whole number of at least 1"
        )));
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole and in range, as checked above"
    )]
    Ok(value as u32)
}

pub(crate) fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Seconds, D::Error> {
    whole(deserializer, SECONDS, "60 seconds").map(Seconds)
}

pub(crate) fn hours<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Hours, D::Error> {
    whole(deserializer, HOURS, "7 days").map(Hours)
}

pub(crate) fn days<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Days, D::Error> {
    whole(deserializer, DAYS, "30 days").map(Days)
}

pub(crate) fn megabytes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Mebibytes, D::Error> {
    whole(deserializer, MEGABYTES, "512 MB").map(Mebibytes)
}

pub(crate) fn bytes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    whole(deserializer, BYTES, "250 bytes")
}

/// A rate, in events a second; `"2 per minute"` is a thirtieth.
pub(crate) fn rate<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    let (number, per_hour) = deserializer.deserialize_str(&Quantity {
        units: PER_SECOND,
        example: "1 per second",
    })?;
    if !(number.is_finite() && number > 0.0) {
        return Err(de::Error::custom(format!("found {number}, expected a rate above 0")));
    }
    #[expect(clippy::cast_precision_loss, reason = "factors are small")]
    Ok(number * per_hour as f64 / 3_600.0)
}

/// A whole number of at least 1.
pub(crate) fn count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    struct Count;
    impl Visitor<'_> for Count {
        type Value = u32;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a whole number of at least 1")
        }

        fn visit_i64<E: de::Error>(self, value: i64) -> Result<u32, E> {
            u32::try_from(value)
                .ok()
                .filter(|count| *count > 0)
                .ok_or_else(|| E::custom(format!("found {value}, expected a whole number of at least 1")))
        }
    }
    deserializer.deserialize_i64(Count)
}

pub(crate) fn optional_count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    count(deserializer).map(Some)
}

pub(crate) fn optional_seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Seconds>, D::Error> {
    seconds(deserializer).map(Some)
}

pub(crate) fn optional_days<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Days>, D::Error> {
    days(deserializer).map(Some)
}
