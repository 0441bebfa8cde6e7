//! Times of events, as devices write them.

use std::fmt;

/// The last millisecond of the year 9999.
pub(crate) const MAX_TIME_MS: u64 = 253_402_300_799_999;

const MS_PER_DAY: u64 = 86_400_000;

/// Days from the first of March of the year 0 to 1970.
const DAYS_BEFORE_1970: i64 = 719_468;

/// A moment from 1970 to the end of the year 9999, to the picosecond; what a device writes beyond is cut.
///
/// ```
/// # use ferrocdk_contracts::Time;
/// let time = Time::parse_iso("2026-11-21T05:00:00.5-03:00").ok_or("no time")?;
/// assert_eq!(time.ms(), 1_795_248_000_500);
/// assert_eq!(time.to_iso(), "2026-11-21T08:00:00.500Z");
/// assert_eq!(Time::parse_iso("2026-11-21T08:00:00.5"), Some(time));
/// # Ok::<(), &str>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time {
    ms: u64,
    /// Picoseconds after the millisecond, below 1,000,000,000.
    picoseconds: u32,
}

impl Time {
    /// A moment in milliseconds since 1970; one beyond the year 9999 becomes its last millisecond.
    #[must_use]
    pub const fn from_ms(ms: u64) -> Self {
        Self {
            ms: if ms > MAX_TIME_MS { MAX_TIME_MS } else { ms },
            picoseconds: 0,
        }
    }

    /// Whole milliseconds since 1970.
    #[must_use]
    pub fn ms(self) -> u64 {
        self.ms
    }

    /// Whether the moment is at a whole millisecond.
    #[must_use]
    pub fn is_whole(self) -> bool {
        self.picoseconds == 0
    }

    /// Reads milliseconds since 1970 in plain decimal digits, with or without a fraction: what `Display` writes.
    #[must_use]
    pub fn parse_digits(text: &str) -> Option<Self> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let ms: u64 = whole.parse().ok().filter(|ms| *ms <= MAX_TIME_MS)?;
        Some(Self {
            ms,
            picoseconds: digits(fraction, 9)?,
        })
    }

    /// Reads a date and time of ISO 8601: `T`, `t` or a space between them, seconds and their fraction of any length
    /// optional, and `Z`, an offset (`+02:00`, `+0200`, `+02`) or nothing, which means UTC.
    #[must_use]
    pub fn parse_iso(text: &str) -> Option<Self> {
        let text = text.is_ascii().then(|| text.trim())?;
        let (date, rest) = text.split_at_checked(10)?;
        let days = day(date)?;
        let rest = rest.strip_prefix(['T', 't', ' '])?;
        let end = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
        let (clock, zone) = rest.split_at(end);
        let minutes_ahead = offset(zone)?;
        let (clock, fraction) = clock.split_once(['.', ',']).unwrap_or((clock, "0"));
        let mut parts = clock.split(':');
        let (hour, minute) = (two(parts.next()?, 23)?, two(parts.next()?, 59)?);
        // A leap second is the first of the next minute, as POSIX counts.
        let second = parts.next().map_or(Some(0), |second| two(second, 60))?;
        if parts.next().is_some() || fraction.is_empty() {
            return None;
        }
        let seconds = days * 86_400 + (hour * 60 + minute - minutes_ahead) * 60 + second;
        let ms = u64::try_from(seconds).ok()? * 1000 + u64::from(digits(fraction, 3)?);
        let finer = fraction.get(3..).unwrap_or_default();
        (ms <= MAX_TIME_MS).then_some(Self {
            ms,
            picoseconds: digits(finer, 9)?,
        })
    }

    /// ISO 8601 in UTC with milliseconds, `Z` at its end.
    #[must_use]
    pub fn to_iso(self) -> String {
        let of_day = self.ms % MS_PER_DAY;
        let (hour, minute) = (of_day / 3_600_000, of_day / 60_000 % 60);
        let (second, ms) = (of_day / 1000 % 60, of_day % 1000);
        format!("{}T{hour:02}:{minute:02}:{second:02}.{ms:03}Z", date(self.ms))
    }
}

impl fmt::Display for Time {
    /// Milliseconds since 1970 with the digits of their fraction, as an attribute of type `N` takes them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.picoseconds {
            0 => write!(f, "{}", self.ms),
            picoseconds => write!(f, "{}.{}", self.ms, format!("{picoseconds:09}").trim_end_matches('0')),
        }
    }
}

/// The first so many digits of a fraction, as if zeros followed; `None` where something else than digits stands.
fn digits(fraction: &str, count: u32) -> Option<u32> {
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let kept = fraction.get(..count as usize).unwrap_or(fraction);
    let value: u32 = if kept.is_empty() { 0 } else { kept.parse().ok()? };
    let missing = count.saturating_sub(u32::try_from(kept.len()).ok()?);
    Some(value * 10u32.pow(missing))
}

fn two(text: &str, most: i64) -> Option<i64> {
    let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok())?.filter(|value| *value <= most)
}

/// Minutes that a zone is ahead of UTC.
fn offset(zone: &str) -> Option<i64> {
    let (sign, rest) = match zone.as_bytes().first() {
        None => return Some(0),
        Some(b'Z' | b'z') => return (zone.len() == 1).then_some(0),
        Some(b'-') => (-1, &zone[1..]),
        Some(_) => (1, &zone[1..]),
    };
    let (hours, minutes) = match rest.len() {
        2 => (rest, "00"),
        4 => rest.split_at(2),
        5 => rest.split_once(':')?,
        _ => return None,
    };
    Some(sign * (two(hours, 23)? * 60 + two(minutes, 59)?))
}

/// Days since 1970 of a date written as `YYYY-MM-DD`.
fn day(date: &str) -> Option<i64> {
    let mut parts = date.split('-');
    let (year, month, day) = (parts.next()?, two(parts.next()?, 12)?, two(parts.next()?, 31)?);
    if year.len() != 4 || month == 0 || day == 0 {
        return None;
    }
    let year = two(&year[..2], 99)? * 100 + two(&year[2..], 99)?;
    let (year_from_march, month_from_march) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let (era, year_of_era) = (year_from_march.div_euclid(400), year_from_march.rem_euclid(400));
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    let days = era * 146_097 + day_of_era - DAYS_BEFORE_1970;
    // A day that the month does not have is another one's name.
    let ms = u64::try_from(days).ok()?.checked_mul(MS_PER_DAY)?;
    (self::date(ms) == date).then_some(days)
}

/// The UTC date of a moment, as `YYYY-MM-DD`.
///
/// The proleptic Gregorian calendar counted in eras of 400 years that begin on the first of March, so that the leap day
/// is a year's last. A date library would be a dependency of the app for this, and keep nine digits of a second.
pub(crate) fn date(ms: u64) -> String {
    let days = ms / MS_PER_DAY + DAYS_BEFORE_1970.unsigned_abs();
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
            assert_eq!(day(expected), i64::try_from(days).ok());
        }
    }

    #[test]
    fn every_form_of_a_moment_is_the_moment() {
        for same in [
            "2026-11-21T08:00:00Z",
            "2026-11-21T08:00:00",
            "2026-11-21t08:00z",
            "2026-11-21 08:00",
            "2026-11-21T08:00:00.000000+00:00",
            "2026-11-21T05:00:00-03:00",
            "2026-11-21T05:00:00.0-0300",
            "2026-11-21T13:30:00,000+05:30",
            "2026-11-20T23:00:00-09",
            "2026-11-22T07:59:00+23:59",
            "2026-11-21T07:59:60Z",
        ] {
            assert_eq!(Time::parse_iso(same), Some(Time::from_ms(1_795_248_000_000)), "{same}");
        }
    }

    #[test]
    fn fractions_are_kept_to_the_picosecond() {
        for (fraction, written) in [
            ("5", "1795248000500"),
            ("123", "1795248000123"),
            ("123456", "1795248000123.456"),
            ("000001", "1795248000000.001"),
            ("123456789012345", "1795248000123.456789012"),
        ] {
            let time = Time::parse_iso(&format!("2026-11-21T08:00:00.{fraction}Z")).unwrap();
            assert_eq!(time.to_string(), written);
            assert_eq!(Time::parse_digits(written), Some(time));
        }
    }

    #[test]
    fn what_is_no_moment_is_none() {
        for wrong in [
            "",
            "2026-11-21",
            "2026-11-21T",
            "2026-11-21T08",
            "2026-11-31T08:00:00Z",
            "2026-02-29T08:00Z",
            "2026-13-01T08:00Z",
            "2026-00-01T08:00Z",
            "2026-11-21T24:00:00Z",
            "2026-11-21T08:60Z",
            "2026-11-21T08:00:00.Z",
            "2026-11-21T08:00:00.5x",
            "2026-11-21T08:00:00+5",
            "2026-11-21T08:00:00+24:00",
            "2026-11-21T08:00:00ZZ",
            "2026-11-21T08:00:00:00Z",
            "1969-12-31T23:59:59Z",
            "+02026-11-21T08:00Z",
            "10000-01-01T00:00Z",
            "9999-12-31T23:59:59-01:00",
            "21.11.2026 08:00",
            "2026-11-2\u{661}T08:00Z",
        ] {
            assert_eq!(Time::parse_iso(wrong), None, "{wrong}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_written_is_read(ms in 0..=MAX_TIME_MS) {
            let time = Time::from_ms(ms);
            proptest::prop_assert_eq!(Time::parse_iso(&time.to_iso()), Some(time));
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,40}", like in "[0-9]{2,4}-[0-9]{1,2}-[0-9]{1,2}[T ][0-9:.]{0,12}[+Z-]?[0-9:]{0,6}") {
            let _ = (Time::parse_iso(&text), Time::parse_iso(&like), Time::parse_digits(&text));
        }

        #[test]
        fn the_order_of_the_texts_is_the_order_in_time(one in 0..=MAX_TIME_MS, other in 0..=MAX_TIME_MS) {
            proptest::prop_assert_eq!(Time::from_ms(one).to_iso().cmp(&Time::from_ms(other).to_iso()), one.cmp(&other));
        }
    }
}
