//! `ScheduleExpression`: when a schedule calls its target.

use std::panic::Location;

use ferrocdk_core::{Diagnostic, Scope};

use crate::cron::{Cron, Rate, Recurrence};
use crate::diagnostic_ids;

/// When a schedule calls its target: once, at an interval, or by the calendar, in a time zone.
///
/// Source: "Schedule types in EventBridge Scheduler".
///
/// ```
/// use ferrocdk_aws::scheduler::{Cron, ScheduleExpression};
/// use ferrocdk_aws::units::Hours;
///
/// assert_eq!(ScheduleExpression::rate(Hours(6)).expression(), "rate(6 hours)");
/// assert_eq!(ScheduleExpression::at("2026-12-24T18:00:00").expression(), "at(2026-12-24T18:00:00)");
/// let shift = ScheduleExpression::cron(Cron::new().hour(6).week_day("MON-FRI")).time_zone("America/Sao_Paulo");
/// assert_eq!(shift.expression(), "cron(0 6 ? * MON-FRI *)");
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "it takes effect in a schedule"]
pub struct ScheduleExpression {
    kind: Kind,
    time_zone: Option<String>,
    location: &'static Location<'static>,
}

#[derive(Clone, Debug, PartialEq)]
enum Kind {
    Once { text: String, date: String },
    Again(Recurrence),
}

impl ScheduleExpression {
    #[track_caller]
    fn of(kind: Kind) -> Self {
        Self {
            kind,
            time_zone: None,
            location: Location::caller(),
        }
    }

    /// Once, at a time such as `2026-12-24T18:00:00`.
    #[track_caller]
    pub fn at(date: &str) -> Self {
        Self::of(Kind::Once {
            text: format!("at({date})"),
            date: date.to_owned(),
        })
    }

    /// Again and again after so many minutes, hours or days.
    #[track_caller]
    pub fn rate(rate: impl Into<Rate>) -> Self {
        Self::of(Kind::Again(Recurrence::rate(rate.into())))
    }

    /// At times of the calendar.
    #[track_caller]
    pub fn cron(cron: Cron) -> Self {
        Self::of(Kind::Again(Recurrence::cron(&cron)))
    }

    /// As AWS writes it: `at(2026-12-24T18:00:00)`, `rate(5 minutes)`, `cron(0 6 * * ? *)`.
    #[track_caller]
    pub fn from_expression(expression: &str) -> Self {
        match expression.strip_prefix("at(").and_then(|text| text.strip_suffix(')')) {
            Some(date) => Self::at(date),
            None => Self::of(Kind::Again(Recurrence::expression(expression.to_owned()))),
        }
    }

    /// In a time zone of the IANA database, such as `America/Sao_Paulo`, with its summer time. Without it, in UTC.
    pub fn time_zone(mut self, name: impl Into<String>) -> Self {
        self.time_zone = Some(name.into());
        self
    }

    /// As AWS writes it.
    pub fn expression(&self) -> &str {
        match &self.kind {
            Kind::Once { text, .. } => text,
            Kind::Again(recurrence) => recurrence.as_str(),
        }
    }

    /// The time zone, where one was said.
    pub(super) fn zone(&self) -> Option<&str> {
        self.time_zone.as_deref()
    }

    /// Reports what is wrong with the expression at the schedule that has it.
    pub(super) fn report(&self, scope: &Scope) {
        match &self.kind {
            Kind::Once { date, .. } if !is_time(date) => {
                let diagnostic = Diagnostic::error(diagnostic_ids::RECURRENCE, "a point in time that is not one")
                    .at("", Some("ScheduleExpression"))
                    .found(date.as_str())
                    .allowed("a date and a time without a zone, such as `2026-12-24T18:00:00`");
                scope.report(diagnostic.located(self.location));
            }
            Kind::Once { .. } => {}
            Kind::Again(recurrence) => recurrence.report(scope),
        }
        let is_zone = |zone: &str| {
            let is_part = |part: &str| {
                !part.is_empty()
                    && part
                        .bytes()
                        .all(|byte| byte.is_ascii_alphanumeric() || b"_+-".contains(&byte))
            };
            zone.len() <= 50 && zone.split('/').all(is_part)
        };
        if let Some(zone) = self.time_zone.as_deref().filter(|zone| !is_zone(zone)) {
            let diagnostic = Diagnostic::error(diagnostic_ids::RECURRENCE, "a time zone that is not one")
                .at("", Some("ScheduleExpressionTimezone"))
                .found(zone)
                .allowed("a name of the IANA database, such as `America/Sao_Paulo` or `UTC`");
            scope.report(diagnostic.located(self.location));
        }
    }
}

/// Whether a text is `yyyy-mm-ddThh:mm:ss`, and a time that the calendar has.
pub(super) fn is_time(text: &str) -> bool {
    let form = "dddd-dd-ddTdd:dd:dd";
    let fits = text.len() == form.len()
        && text.bytes().zip(form.bytes()).all(|(byte, form)| match form {
            b'd' => byte.is_ascii_digit(),
            other => byte == other,
        });
    let number = |from: usize, to: usize| text.get(from..to).and_then(|digits| digits.parse::<u32>().ok());
    let parts = [(0, 4), (5, 7), (8, 10), (11, 13), (14, 16), (17, 19)].map(|(from, to)| number(from, to));
    match parts {
        [
            Some(year),
            Some(month),
            Some(day),
            Some(hour),
            Some(minute),
            Some(second),
        ] if fits => {
            (1..=12).contains(&month)
                && (1..=days(year, month)).contains(&day)
                && hour < 24
                && minute < 60
                && second < 60
        }
        _ => false,
    }
}

fn days(year: u32, month: u32) -> u32 {
    let is_leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}
