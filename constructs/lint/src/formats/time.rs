//! Dates and times as RFC 3339 has them.

/// A day of the calendar: `2026-02-28`.
pub(super) fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else {
        return false;
    };
    let (Some(year), Some(month), Some(day)) = (digits(year, 4), digits(month, 2), digits(day, 2)) else {
        return false;
    };
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u32::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    (1..=days).contains(&day)
}

/// A date, `T`, a time, and `Z` or an offset.
pub(super) fn is_date_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once('T') else {
        return false;
    };
    let (clock, offset) = match time.find(['Z', '+', '-']) {
        Some(index) => time.split_at(index),
        None => return false,
    };
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let fits_clock = |text: &str, parts: usize| {
        let numbers: Vec<Option<u32>> = text.split(':').map(|part| digits(part, 2)).collect();
        let bounds = [23, 59, 59];
        numbers.len() == parts
            && numbers
                .iter()
                .zip(bounds)
                .all(|(number, most)| number.is_some_and(|number| number <= most))
    };
    let fits_fraction = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let fits_offset = offset == "Z" || offset.get(1..).is_some_and(|offset| fits_clock(offset, 2));
    is_date(date) && fits_clock(clock, 3) && fits_fraction && fits_offset
}

fn digits(text: &str, count: usize) -> Option<u32> {
    (text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_days_of_the_calendar() {
        assert!(is_date("2024-02-29") && is_date("2026-12-31"));
        for other in [
            "2026-02-29",
            "2026-13-01",
            "2026-00-01",
            "2026-1-01",
            "2026-01-32",
            "20260101",
            "",
        ] {
            assert!(!is_date(other), "{other}");
        }
    }

    #[test]
    fn times_have_an_offset() {
        for time in ["2026-02-28T09:30:00Z", "2026-02-28T23:59:59.123+02:00"] {
            assert!(is_date_time(time), "{time}");
        }
        for other in [
            "2026-02-28",
            "2026-02-28T09:30:00",
            "2026-02-28T24:30:00Z",
            "2026-02-28T09:30Z",
            "2026-02-28T09:30:00.Z",
            "2026-02-28T09:30:00+2",
        ] {
            assert!(!is_date_time(other), "{other}");
        }
    }
}
