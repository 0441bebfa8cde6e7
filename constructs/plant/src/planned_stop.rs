//! `PlannedStop`: a time at which a plant stands still on purpose, so that nobody is told what everybody knows.

use ferrocdk_aws::units::Minutes;
use ferrocdk_core::{Diagnostic, Scope};

use crate::diagnostic_ids;

const DAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const MINUTES_PER_HOUR: u32 = 60;
const MINUTES_PER_DAY: u32 = 24 * MINUTES_PER_HOUR;

/// A planned stop: every week, or once.
///
/// While it lasts, [`PlantAlarms`](crate::PlantAlarms) tells nobody (alarms go on being raised, and are told after the stop if they still are), and the
/// [`AlertRouter`](crate::AlertRouter) holds its alerts back.
///
/// ```
/// use ferrocdk_aws::units::{Days, Hours};
/// use ferrocdk_plant::PlannedStop;
///
/// let cleaning = PlannedStop::weekly("Cleaning", "SAT-SUN", "06:00", Hours(8)).time_zone("America/Sao_Paulo");
/// assert_eq!(cleaning.check(), Ok(()));
/// let holidays = PlannedStop::once("Holidays", "2026-12-24T18:00", Days(11));
/// assert_eq!(holidays.check(), Ok(()));
/// let never = PlannedStop::weekly("Cleaning", "SUNDAY", "06:00", Hours(8));
/// assert!(never.check().unwrap_err().to_string().contains("\"SUNDAY\""));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedStop {
    name: String,
    start: Start,
    duration: Minutes,
    time_zone: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Start {
    Weekly { days: String, at: String },
    Once(String),
}

/// Why a stop cannot be planned.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlannedStopError {
    /// Not a name that a construct can have.
    #[error("the name of a planned stop is {0:?}; it must have letters and digits, and no other characters")]
    Name(String),
    /// Not days of the week.
    #[error("{0:?} names no days of the week; write days, lists and ranges of {days}, such as SUN or MON-FRI or SAT,SUN", days = DAYS.join(", "))]
    Days(String),
    /// Not a time of the day.
    #[error("{0:?} is no time of the day; write hours and minutes, from 00:00 to 23:59")]
    Time(String),
    /// Not a moment.
    #[error("{0:?} is no moment; write date and time of the place, such as 2026-12-24T18:00")]
    Moment(String),
    /// Longer or shorter than alarms can be muted. Source: "Schedule" of the CloudWatch API reference.
    #[error("a planned stop of {0} minutes; it must have from 1 minute to 15 days")]
    Duration(u32),
    /// Not a name of a time zone.
    #[error("{0:?} is no time zone; write its name in the IANA database, such as America/Sao_Paulo")]
    TimeZone(String),
}

impl PlannedStop {
    /// A stop of every week, on days such as `SUN`, `MON-FRI` or `SAT,SUN`, at a time such as `06:00`, 1 minute to 15 days long.
    pub fn weekly(name: &str, days: &str, at: &str, duration: impl Into<Minutes>) -> Self {
        let (days, at) = (days.to_uppercase(), at.to_owned());
        Self {
            name: name.to_owned(),
            start: Start::Weekly { days, at },
            duration: duration.into(),
            time_zone: None,
        }
    }

    /// A single stop, from a moment such as `2026-12-24T18:00`, 1 minute to 15 days long.
    pub fn once(name: &str, at: &str, duration: impl Into<Minutes>) -> Self {
        Self {
            name: name.to_owned(),
            start: Start::Once(at.to_owned()),
            duration: duration.into(),
            time_zone: None,
        }
    }

    /// Sets the time zone that the times are of, as `America/Sao_Paulo`. Default: UTC.
    #[must_use]
    pub fn time_zone(mut self, name: &str) -> Self {
        self.time_zone = Some(name.to_owned());
        self
    }

    /// Checks it, for readers of files; constructs report what is wrong.
    ///
    /// # Errors
    /// Names what is wrong first.
    pub fn check(&self) -> Result<(), PlannedStopError> {
        let owned = str::to_owned;
        if self.name.is_empty() || !self.name.chars().all(|letter| letter.is_ascii_alphanumeric()) {
            return Err(PlannedStopError::Name(self.name.clone()));
        }
        match &self.start {
            Start::Weekly { days, at } => {
                let is_day = |day: &str| DAYS.contains(&day);
                let is_range = |part: &str| match part.split_once('-') {
                    Some((first, last)) => is_day(first) && is_day(last),
                    None => is_day(part),
                };
                if !days.split(',').all(is_range) {
                    return Err(PlannedStopError::Days(owned(days)));
                }
                time_of_day(at).ok_or_else(|| PlannedStopError::Time(owned(at)))?;
            }
            Start::Once(at) => {
                if !is_moment(at) {
                    return Err(PlannedStopError::Moment(owned(at)));
                }
            }
        }
        if !(1..=15 * MINUTES_PER_DAY).contains(&self.duration.0) {
            return Err(PlannedStopError::Duration(self.duration.0));
        }
        match &self.time_zone {
            Some(zone) if !is_time_zone(zone) => Err(PlannedStopError::TimeZone(owned(zone))),
            _ => Ok(()),
        }
    }

    /// Whether it can be used; what is wrong is reported.
    #[track_caller]
    pub(crate) fn is_usable(&self, scope: &Scope) -> bool {
        let Err(error) = self.check() else { return true };
        scope.report(Diagnostic::error(diagnostic_ids::PLANNED_STOP, error.to_string()));
        false
    }

    /// The name, for the id of a construct.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// When it begins, as rules that mute alarms have it.
    pub(crate) fn mute_expression(&self) -> String {
        match &self.start {
            Start::Weekly { days, at } => {
                let (hour, minute) = time_of_day(at).unwrap_or_default();
                format!("cron({minute} {hour} * * {days})")
            }
            Start::Once(at) => format!("at({at})"),
        }
    }

    /// When it begins, as EventBridge Scheduler has it.
    pub(crate) fn schedule_expression(&self) -> String {
        match &self.start {
            Start::Weekly { days, at } => {
                let (hour, minute) = time_of_day(at).unwrap_or_default();
                format!("cron({minute} {hour} ? * {days} *)")
            }
            Start::Once(at) => format!("at({at}:00)"),
        }
    }

    /// How long it lasts.
    pub(crate) fn duration(&self) -> Minutes {
        self.duration
    }

    /// The name of the time zone.
    pub(crate) fn zone(&self) -> &str {
        self.time_zone.as_deref().unwrap_or("UTC")
    }
}

/// Hour and minute of `06:30`.
fn time_of_day(text: &str) -> Option<(u32, u32)> {
    let (hour, minute) = text.split_once(':')?;
    let number = |text: &str| match text.len() {
        2 if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse::<u32>().ok(),
        _ => None,
    };
    let (hour, minute) = (number(hour)?, number(minute)?);
    (hour < 24 && minute < 60).then_some((hour, minute))
}

/// Whether a text is `2026-12-24T18:00`. Whether the month has such a day is left to AWS.
fn is_moment(text: &str) -> bool {
    let Some((date, time)) = text.split_once('T') else {
        return false;
    };
    let parts: Vec<&str> = date.split('-').collect();
    let [year, month, day] = parts.as_slice() else {
        return false;
    };
    let within = |text: &str, digits: usize, range: std::ops::RangeInclusive<u32>| {
        text.len() == digits
            && text.bytes().all(|byte| byte.is_ascii_digit())
            && text.parse().is_ok_and(|number| range.contains(&number))
    };
    within(year, 4, 2000..=9999) && within(month, 2, 1..=12) && within(day, 2, 1..=31) && time_of_day(time).is_some()
}

fn is_time_zone(name: &str) -> bool {
    let part = |part: &str| {
        let letters = |letter: char| letter.is_ascii_alphanumeric() || "_-+".contains(letter);
        !part.is_empty() && part.chars().all(letters)
    };
    name.len() <= 50 && name.split('/').all(part)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by it")]
mod tests {
    use ferrocdk_aws::units::Hours;

    use super::*;

    #[test]
    fn what_cannot_be_planned_says_why() {
        let weekly = |days: &str, at: &str, minutes: u32| PlannedStop::weekly("Stop", days, at, Minutes(minutes));
        for (stop, message) in [
            (weekly("SUN-", "06:00", 60), "\"SUN-\" names no days"),
            (weekly("", "06:00", 60), "\"\" names no days"),
            (weekly("SUN", "6:00", 60), "\"6:00\" is no time of the day"),
            (weekly("SUN", "24:00", 60), "from 00:00 to 23:59"),
            (weekly("SUN", "06:00", 0), "a planned stop of 0 minutes"),
            (weekly("SUN", "06:00", 21_601), "from 1 minute to 15 days"),
            (
                weekly("SUN", "06:00", 60).time_zone("Sao Paulo"),
                "\"Sao Paulo\" is no time zone",
            ),
            (
                PlannedStop::once("Stop", "2026-13-01T00:00", Hours(1)),
                "\"2026-13-01T00:00\" is no moment",
            ),
            (PlannedStop::once("Stop", "24.12.2026", Hours(1)), "is no moment"),
            (
                PlannedStop::once("my stop", "2026-12-24T18:00", Hours(1)),
                "the name of a planned stop",
            ),
        ] {
            let error = stop.check().unwrap_err().to_string();
            assert!(error.contains(message), "{error}");
        }
    }

    #[test]
    fn the_forms_that_aws_takes() {
        let weekly = PlannedStop::weekly("Stop", "mon-fri,sun", "06:05", Hours(8));
        assert_eq!(weekly.check(), Ok(()));
        assert_eq!(weekly.mute_expression(), "cron(5 6 * * MON-FRI,SUN)");
        assert_eq!((weekly.duration(), weekly.zone()), (Minutes(480), "UTC"));
        let once =
            PlannedStop::once("Stop", "2026-12-24T18:00", Minutes(3 * 1_440 + 90)).time_zone("America/Sao_Paulo");
        assert_eq!(once.mute_expression(), "at(2026-12-24T18:00)");
        assert_eq!((once.duration(), once.zone()), (Minutes(4_410), "America/Sao_Paulo"));
    }
}
