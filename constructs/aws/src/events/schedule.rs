//! `Schedule`: when a rule sends an event by itself.

use ferrocdk_core::Scope;

use crate::cron::{Cron, Rate, Recurrence};

/// When a rule sends an event by itself, in UTC.
///
/// Rules know no time zones and no single points in time; the schedules of `scheduler` do, at a dollar a million, and each has a role and a target of its own.
///
/// ```
/// use ferrocdk_aws::events::{Cron, Schedule};
/// use ferrocdk_aws::units::{Hours, Minutes};
///
/// assert_eq!(Schedule::rate(Minutes(5)).expression(), "rate(5 minutes)");
/// assert_eq!(Schedule::rate(Hours(24)).expression(), "rate(1 day)");
/// assert_eq!(Schedule::cron(Cron::new().minute(30).hour(6)).expression(), "cron(30 6 * * ? *)");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule(Recurrence);

impl Schedule {
    /// Again and again after so many minutes, hours or days.
    #[track_caller]
    pub fn rate(rate: impl Into<Rate>) -> Self {
        Self(Recurrence::rate(rate.into()))
    }

    /// At times of the calendar.
    #[track_caller]
    pub fn cron(cron: Cron) -> Self {
        Self(Recurrence::cron(&cron))
    }

    /// As AWS writes it: `rate(5 minutes)`, `cron(0 6 * * ? *)`.
    #[track_caller]
    pub fn from_expression(expression: impl Into<String>) -> Self {
        Self(Recurrence::expression(expression.into()))
    }

    /// As AWS writes it.
    pub fn expression(&self) -> &str {
        self.0.as_str()
    }

    pub(super) fn report(&self, scope: &Scope) {
        self.0.report(scope);
    }
}
