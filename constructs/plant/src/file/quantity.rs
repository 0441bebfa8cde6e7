//! Numbers with their unit, as a plant file writes them: `"30 days"`.

use ferrocdk_aws::apigateway::{RequestBurst, RequestRate};
use ferrocdk_aws::elasticache::{Replicas, SnapshotRetention};
use ferrocdk_aws::kinesis::{Retention, Shards};
use ferrocdk_aws::kinesisfirehose::{BufferingInterval, BufferingSize};
use ferrocdk_aws::lambda::{BatchSize, Memory, ParallelizationFactor, Timeout};
use ferrocdk_aws::rds::BackupRetention;
use ferrocdk_aws::units::{Days, Hours, Mebibytes, Seconds};
use toml::de::DeValue;

use super::entry::{Setting, Wrong};
use super::source::nearest;

/// A unit that quantities of a kind may be written in, with the factor to the kind's own unit, which comes first.
type Units = &'static [(&'static str, u32)];

const SECONDS: Units = &[("second", 1), ("minute", 60), ("hour", 3_600), ("day", 86_400)];
const HOURS: Units = &[("hour", 1), ("day", 24)];
const DAYS: Units = &[("day", 1), ("year", 365)];
const MEGABYTES: Units = &[("MB", 1), ("GB", 1_024)];
const BYTES: Units = &[("byte", 1), ("KB", 1_024)];
const PER_HOUR: Units = &[("per hour", 1), ("per minute", 60), ("per second", 3_600)];

/// The unit for more than one: `days`, but `MB` and `per second`.
fn plural(unit: &str) -> String {
    let counts = unit.chars().all(|character| character.is_ascii_lowercase());
    if counts { format!("{unit}s") } else { unit.to_owned() }
}

fn names(units: Units) -> Vec<String> {
    units.iter().map(|(name, _)| plural(name)).collect()
}

/// A whole number as people read it: `10,240`.
fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number and the factor of its unit.
fn split(value: &DeValue<'_>, units: Units, example: &str) -> Result<(f64, u32), Wrong> {
    let text = value.as_str().ok_or(Wrong::Form(None))?;
    let (number, unit) = text.trim().split_once(' ').ok_or(Wrong::Form(None))?;
    let unit = unit.trim();
    let is = |name: &str| name == unit || plural(name) == unit;
    let Some((_, factor)) = units.iter().find(|(name, _)| is(name)) else {
        let names = names(units);
        let near = nearest(unit, names.iter().map(String::as_str));
        return Err(Wrong::Form(
            near.map(|near| format!("{:?}", format!("{number} {near}"))),
        ));
    };
    match number.replace(',', "").parse::<f64>() {
        Ok(number) if number.is_finite() => Ok((number, *factor)),
        _ => Err(Wrong::Form(Some(format!("{example:?}")))),
    }
}

/// A whole number of the kind's own unit.
fn whole(value: &DeValue<'_>, units: Units, example: &str) -> Result<u32, Wrong> {
    let (number, factor) = split(value, units, example)?;
    integer(number * f64::from(factor))
}

fn integer(number: f64) -> Result<u32, Wrong> {
    if number < 0.0 || number.fract() != 0.0 || number > f64::from(u32::MAX) {
        return Err(Wrong::Range);
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole and in range, as checked above"
    )]
    Ok(number as u32)
}

/// The largest unit that a number is a whole number of, so that defaults read as people write them.
fn show(number: u32, units: Units) -> String {
    let fits = units
        .iter()
        .rev()
        .find(|(_, factor)| number.is_multiple_of(*factor) && number >= *factor);
    let (name, factor) = fits.copied().unwrap_or(("", 1));
    let count = number / factor;
    let unit = if count == 1 { name.to_owned() } else { plural(name) };
    format!("`\"{count} {unit}\"`")
}

fn range(least: u32, most: u32, unit: &str) -> String {
    let least_text = grouped(least);
    let text = if most == u32::MAX {
        format!("at least {least_text} {unit}")
    } else {
        format!("{least_text} to {} {unit}", grouped(most))
    };
    text.trim_end().to_owned()
}

/// Declares how a quantity is written: `Type: units, "words of the units", range, "example"`.
macro_rules! quantities {
    ($($type:ty: $units:expr, $words:literal, $range:expr, $example:literal, $make:expr, $number:expr;)*) => {$(
        impl Setting for $type {
            const UNIT: &'static str = $words;

            fn allowed() -> String {
                let (least, most) = (*$range.start(), *$range.end());
                let own = $units.first().map(|(name, _)| plural(name)).unwrap_or_default();
                let range = range(least, most, &own);
                format!("{range}, as a number and one of {} in quotes: {:?}", names($units).join(", "), $example)
            }

            fn parse(value: &DeValue<'_>) -> Result<Self, Wrong> {
                let number = whole(value, $units, $example)?;
                if !$range.contains(&number) {
                    return Err(Wrong::Range);
                }
                let make: fn(u32) -> $type = $make;
                Ok(make(number))
            }

            fn show(&self) -> String {
                let number: fn(&$type) -> u32 = $number;
                show(number(self), $units)
            }
        }
    )*};
}

quantities! {
    Seconds: SECONDS, "seconds, minutes, hours, days", 1..=u32::MAX, "60 seconds", Seconds, |it| it.0;
    Days: DAYS, "days, years", 1..=u32::MAX, "30 days", Days, |it| it.0;
    HotDays: DAYS, "days, years", ferrocdk_contracts::env::HOT_DAYS_RANGE, "30 days", |n| HotDays(Days(n)), |it| it.0.0;
    Window: SECONDS, "seconds, minutes, hours", ferrocdk_contracts::env::AGGREGATE_WINDOW_RANGE, "60 seconds", |n| Window(Seconds(n)), |it| it.0.0;
    Retention: HOURS, "hours, days", Retention::RANGE, "7 days", |n| Retention::from(Hours(n)), |it| it.quantity().0;
    Memory: MEGABYTES, "MB, GB", Memory::RANGE, "512 MB", |n| Memory::from(Mebibytes(n)), |it| it.quantity().0;
    Timeout: SECONDS, "seconds, minutes", Timeout::RANGE, "60 seconds", |n| Timeout::from(Seconds(n)), |it| it.quantity().0;
    SnapshotRetention: DAYS, "days", SnapshotRetention::RANGE, "7 days", |n| SnapshotRetention::from(Days(n)), |it| it.quantity().0;
    BufferingInterval: SECONDS, "seconds, minutes", BufferingInterval::RANGE, "5 minutes", |n| BufferingInterval::from(Seconds(n)), |it| it.quantity().0;
    BufferingSize: MEGABYTES, "MB", BufferingSize::RANGE, "5 MB", |n| BufferingSize::from(Mebibytes(n)), |it| it.quantity().0;
    BackupRetention: DAYS, "days", BackupRetention::RANGE, "7 days", |n| BackupRetention::from(Days(n)), |it| it.quantity().0;
    Payload: BYTES, "bytes, KB", Payload::RANGE, "250 bytes", Payload, |it| it.0;
}

/// How long a reading stays in the hot table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HotDays(pub Days);

/// Length of the windows that readings are aggregated in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window(pub Seconds);

/// Bytes of one message as the device sends it; AWS IoT takes 128 KB.
///
/// Source: "AWS IoT Core message broker and protocol limits".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payload(pub u32);

impl Payload {
    /// The sizes that AWS IoT takes.
    pub const RANGE: std::ops::RangeInclusive<u32> = 1..=131_072;
}

/// Messages a second of one device; AWS IoT takes 100 of a connection.
///
/// Source: "AWS IoT Core message broker and protocol limits".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate(pub f64);

impl Rate {
    /// Messages a second that a connection may send.
    pub const MOST: f64 = 100.0;
}

impl Setting for Rate {
    const UNIT: &'static str = "per second, per minute, per hour";

    fn allowed() -> String {
        format!(
            "above 0 and at most {} per second, as a number and one of {} in quotes: \"1 per second\"",
            Self::MOST,
            names(PER_HOUR).join(", ")
        )
    }

    fn parse(value: &DeValue<'_>) -> Result<Self, Wrong> {
        let (number, per_hour) = split(value, PER_HOUR, "1 per second")?;
        let rate = number * f64::from(per_hour) / 3_600.0;
        if rate > 0.0 && rate <= Self::MOST {
            Ok(Self(rate))
        } else {
            Err(Wrong::Range)
        }
    }

    fn show(&self) -> String {
        format!("`\"{} per second\"`", self.0)
    }
}

/// A whole number of at least 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count(pub u32);

impl Count {
    /// The numbers that are taken.
    pub const RANGE: std::ops::RangeInclusive<u32> = 1..=u32::MAX;
}

/// Zones of a network, two to four: the least that a database with a standby takes, and what the addresses have room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zones(pub u32);

impl Zones {
    /// The numbers that are taken.
    pub const RANGE: std::ops::RangeInclusive<u32> = 2..=4;
}

/// Machines of a database that read; Aurora takes 15.
///
/// Source: "Amazon Aurora DB clusters".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Readers(pub u32);

impl Readers {
    /// The numbers that Aurora takes.
    pub const RANGE: std::ops::RangeInclusive<u32> = 0..=15;
}

fn number(value: &DeValue<'_>) -> Result<u32, Wrong> {
    let text = value
        .as_integer()
        .filter(|integer| integer.radix() == 10)
        .ok_or(Wrong::Form(None))?;
    let number: i128 = text.as_str().replace('_', "").parse().map_err(|_| Wrong::Form(None))?;
    u32::try_from(number).map_err(|_| Wrong::Range)
}

macro_rules! counts {
    ($($type:ty: $make:expr, $number:expr;)*) => {$(
        impl Setting for $type {
            const UNIT: &'static str = "count";

            fn allowed() -> String {
                format!("a whole number, {}", range(*<$type>::RANGE.start(), *<$type>::RANGE.end(), ""))
            }

            fn parse(value: &DeValue<'_>) -> Result<Self, Wrong> {
                let number = number(value)?;
                let make: fn(u32) -> $type = $make;
                if <$type>::RANGE.contains(&number) { Ok(make(number)) } else { Err(Wrong::Range) }
            }

            fn show(&self) -> String {
                let number: fn(&$type) -> u32 = $number;
                grouped(number(self))
            }
        }
    )*};
}

counts! {
    Count: Count, |it| it.0;
    Shards: |n| Shards::from(n), |it| it.quantity();
    BatchSize: |n| BatchSize::from(n), |it| it.quantity();
    RequestRate: |n| RequestRate::from(n), |it| it.quantity();
    RequestBurst: |n| RequestBurst::from(n), |it| it.quantity();
    Replicas: |n| Replicas::from(n), |it| it.quantity();
    Zones: Zones, |it| it.0;
    Readers: Readers, |it| it.0;
    ParallelizationFactor: |n| ParallelizationFactor::from(n), |it| it.quantity();
}
