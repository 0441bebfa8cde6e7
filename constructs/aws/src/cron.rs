//! Times that come again and again, as EventBridge, its Scheduler and Application Auto Scaling write them: rates and cron expressions.

use std::panic::Location;

use ferrocdk_core::{Diagnostic, Scope};

use crate::diagnostic_ids;
use crate::units::{Days, Hours, Minutes};

/// A regular interval of whole minutes, hours or days, one at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate(Minutes);

impl Rate {
    fn text(self) -> String {
        let Minutes(minutes) = self.0;
        let (number, unit) = match minutes {
            0 => (0, "minute"),
            days if days % 1_440 == 0 => (days / 1_440, "day"),
            hours if hours % 60 == 0 => (hours / 60, "hour"),
            minutes => (minutes, "minute"),
        };
        let plural = if number == 1 { "" } else { "s" };
        format!("rate({number} {unit}{plural})")
    }
}

impl From<Minutes> for Rate {
    fn from(minutes: Minutes) -> Self {
        Self(minutes)
    }
}

impl From<Hours> for Rate {
    fn from(hours: Hours) -> Self {
        Self(hours.into())
    }
}

impl From<Days> for Rate {
    fn from(days: Days) -> Self {
        Self(days.into())
    }
}

/// Times by the calendar: at which minutes of which hours on which days.
///
/// A field that is not given means every one, and the first (`0`, `1`) where a larger field is given: `Cron::new().hour(6)` is at six, not every minute from six to seven, as
/// AWS CDK has it. A field takes a number, a name (`MON`, `JAN`), a list (`6,18`), a range (`MON-FRI`), steps (`*/15`), and what else AWS takes: `L`, `15W`, `2#1`.
///
/// Source: "Setting a schedule pattern for scheduled rules in Amazon EventBridge".
///
/// ```
/// use ferrocdk_aws::events::{Cron, Schedule};
///
/// assert_eq!(Schedule::cron(Cron::new().hour(6).week_day("MON-FRI")).expression(), "cron(0 6 ? * MON-FRI *)");
/// assert_eq!(Schedule::cron(Cron::new().minute("*/15")).expression(), "cron(*/15 * * * ? *)");
/// assert_eq!(Schedule::cron(Cron::new().month("JAN,JUL")).expression(), "cron(0 0 1 JAN,JUL ? *)");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use = "it takes effect in a schedule"]
pub struct Cron {
    minute: Option<String>,
    hour: Option<String>,
    day: Option<String>,
    month: Option<String>,
    week_day: Option<String>,
    year: Option<String>,
}

/// A field of a [`Cron`]: a number, or an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CronField(String);

impl From<u32> for CronField {
    fn from(number: u32) -> Self {
        Self(number.to_string())
    }
}

impl From<&str> for CronField {
    fn from(expression: &str) -> Self {
        Self(expression.to_owned())
    }
}

impl From<String> for CronField {
    fn from(expression: String) -> Self {
        Self(expression)
    }
}

macro_rules! setters {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        pub fn $name(mut self, $name: impl Into<CronField>) -> Self {
            self.$name = Some($name.into().0);
            self
        }
    )*};
}

impl Cron {
    /// Every minute, until something is said.
    pub fn new() -> Self {
        Self::default()
    }

    setters! {
        /// Minutes of an hour, 0 to 59.
        minute;
        /// Hours of a day, 0 to 23.
        hour;
        /// Days of a month, 1 to 31; `L` is the last, `15W` the weekday nearest to the 15th. Not together with a day of the week.
        day;
        /// Months, 1 to 12 or `JAN` to `DEC`.
        month;
        /// Days of the week, 1 to 7 from Sunday, or `SUN` to `SAT`; `2#1` is the first Monday of a month, `6L` the last Friday. Not together with a day of the month.
        week_day;
        /// Years, 1970 to 2199.
        year;
    }

    fn text(&self) -> String {
        let largest = [
            self.minute.is_some(),
            self.hour.is_some(),
            self.day.is_some() || self.week_day.is_some(),
            self.month.is_some(),
            self.year.is_some(),
        ];
        // The first of a field that is smaller than one that was given, else all.
        let other = |place: usize, first: &'static str| {
            let smaller = largest.iter().take(place + 1).any(|given| *given);
            let larger = largest.iter().skip(place + 1).any(|given| *given);
            if larger && !smaller { first } else { "*" }
        };
        let field = |given: &Option<String>, place: usize, first: &'static str| {
            given.clone().unwrap_or_else(|| other(place, first).to_owned())
        };
        let (day, week_day) = match (&self.day, &self.week_day) {
            (None, Some(week_day)) => ("?".to_owned(), week_day.clone()),
            (Some(day), Some(week_day)) => (day.clone(), week_day.clone()),
            (day, None) => (field(day, 2, "1"), "?".to_owned()),
        };
        format!(
            "cron({} {} {day} {} {week_day} {})",
            field(&self.minute, 0, "0"),
            field(&self.hour, 1, "0"),
            field(&self.month, 3, "1"),
            field(&self.year, 4, "*"),
        )
    }
}

/// An expression of a rate or of cron, with the line that it was written in.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Recurrence {
    expression: String,
    location: &'static Location<'static>,
}

impl Recurrence {
    #[track_caller]
    pub(crate) fn rate(rate: Rate) -> Self {
        Self::expression(rate.text())
    }

    #[track_caller]
    pub(crate) fn cron(cron: &Cron) -> Self {
        Self::expression(cron.text())
    }

    #[track_caller]
    pub(crate) fn expression(expression: String) -> Self {
        Self {
            expression,
            location: Location::caller(),
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.expression
    }

    /// Reports what is wrong with the expression at the construct that it is given to.
    pub(crate) fn report(&self, scope: &Scope) {
        if let Some(Wrong { found, allowed, help }) = wrong(&self.expression) {
            let mut diagnostic = Diagnostic::error(diagnostic_ids::RECURRENCE, "a schedule that AWS does not take")
                .at("", Some("ScheduleExpression"))
                .found(format!("{found} in `{}`", self.expression))
                .allowed(allowed)
                .located(self.location);
            diagnostic.help = help.map(str::to_owned);
            scope.report(diagnostic);
        }
    }
}

struct Wrong {
    found: String,
    allowed: String,
    help: Option<&'static str>,
}

impl Wrong {
    fn new(found: impl Into<String>, allowed: impl Into<String>) -> Self {
        Self {
            found: found.into(),
            allowed: allowed.into(),
            help: None,
        }
    }
}

fn wrong(expression: &str) -> Option<Wrong> {
    let inner = |name: &str| expression.strip_prefix(name)?.strip_suffix(')');
    if let Some(rate) = inner("rate(") {
        return wrong_rate(rate);
    }
    if let Some(cron) = inner("cron(") {
        return wrong_cron(cron);
    }
    Some(Wrong::new(
        "neither a rate nor cron",
        "`rate(5 minutes)` or `cron(0 6 * * ? *)`",
    ))
}

fn wrong_rate(rate: &str) -> Option<Wrong> {
    let allowed = "a whole number from 1, and `minute`, `minutes`, `hour`, `hours`, `day` or `days`";
    let Some((number, unit)) = rate.split_once(' ') else {
        return Some(Wrong::new(format!("`{rate}`"), allowed));
    };
    let number = number.parse::<u32>().ok().filter(|number| *number > 0);
    let units = match number {
        Some(1) => ["minute", "hour", "day"],
        Some(_) => ["minutes", "hours", "days"],
        None => return Some(Wrong::new(format!("`{rate}`"), allowed)),
    };
    if units.contains(&unit) {
        return None;
    }
    let plural = if number == Some(1) {
        "the singular, since it is 1"
    } else {
        "the plural, since it is more than 1"
    };
    Some(Wrong::new(
        format!("the unit `{unit}`"),
        format!("{}: {plural}", units.join(", ")),
    ))
}

const MONTHS: [&str; 12] = [
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
];
const WEEK_DAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/// A field of cron: its name, its values, their names from the least on, and the marks that it takes besides.
struct Field {
    name: &'static str,
    least: u32,
    most: u32,
    names: &'static [&'static str],
    marks: fn(&str) -> bool,
}

const FIELDS: [Field; 6] = [
    Field {
        name: "minute",
        least: 0,
        most: 59,
        names: &[],
        marks: |_| false,
    },
    Field {
        name: "hour",
        least: 0,
        most: 23,
        names: &[],
        marks: |_| false,
    },
    Field {
        name: "day of the month",
        least: 1,
        most: 31,
        names: &[],
        marks: is_day_mark,
    },
    Field {
        name: "month",
        least: 1,
        most: 12,
        names: &MONTHS,
        marks: |_| false,
    },
    Field {
        name: "day of the week",
        least: 1,
        most: 7,
        names: &WEEK_DAYS,
        marks: is_week_day_mark,
    },
    Field {
        name: "year",
        least: 1_970,
        most: 2_199,
        names: &[],
        marks: |_| false,
    },
];

fn is_day_mark(text: &str) -> bool {
    let in_month = |number: &str| number.parse::<u32>().is_ok_and(|number| (1..=31).contains(&number));
    matches!(text, "L" | "LW")
        || text.strip_suffix('W').is_some_and(in_month)
        || text.strip_prefix("L-").is_some_and(in_month)
}

fn is_week_day_mark(text: &str) -> bool {
    let is_day =
        |day: &str| WEEK_DAYS.contains(&day) || day.parse::<u32>().is_ok_and(|number| (1..=7).contains(&number));
    let nth = text
        .split_once('#')
        .is_some_and(|(day, nth)| is_day(day) && nth.parse::<u32>().is_ok_and(|nth| (1..=5).contains(&nth)));
    text == "L" || nth || text.strip_suffix('L').is_some_and(is_day)
}

impl Field {
    fn value(&self, text: &str) -> Option<u32> {
        let named = self
            .names
            .iter()
            .zip(self.least..)
            .find(|(name, _)| name.eq_ignore_ascii_case(text));
        let number = named.map(|(_, number)| number).or_else(|| text.parse().ok())?;
        (self.least..=self.most).contains(&number).then_some(number)
    }

    /// Whether one item of the field's list is right.
    fn takes(&self, item: &str) -> bool {
        let (values, step) = match item.split_once('/') {
            Some((values, step)) => (values, Some(step)),
            None => (item, None),
        };
        let is_step = step.is_none_or(|step| step.parse::<u32>().is_ok_and(|step| step > 0));
        let is_range = || match values.split_once('-') {
            Some((from, to)) => self.value(from).is_some() && self.value(to).is_some(),
            None => self.value(values).is_some(),
        };
        is_step && (values == "*" || is_range()) || (self.marks)(item)
    }

    fn allowed(&self) -> String {
        let names = match self.names {
            [first, .., last] => format!(" or {first} to {last}"),
            _ => String::new(),
        };
        format!(
            "{} to {}{names}, lists, ranges and steps of these, or `*`",
            self.least, self.most
        )
    }
}

fn wrong_cron(cron: &str) -> Option<Wrong> {
    let fields: Vec<&str> = cron.split_whitespace().collect();
    if fields.len() != FIELDS.len() {
        return Some(Wrong::new(
            format!("{} fields", fields.len()),
            "6 fields: minute, hour, day of the month, month, day of the week, year",
        ));
    }
    for (field, text) in FIELDS.iter().zip(&fields) {
        let is_day = field.name.starts_with("day");
        let is_right = *text == "?" && is_day || text.split(',').all(|item| field.takes(item));
        if !is_right {
            return Some(Wrong::new(format!("the {} `{text}`", field.name), field.allowed()));
        }
    }
    let days = fields.get(2).zip(fields.get(4));
    match days {
        Some((&"?", &"?")) => Some(Wrong {
            help: Some("say `*` for the day of the month"),
            ..Wrong::new(
                "neither a day of the month nor one of the week",
                "one of them, and `?` for the other",
            )
        }),
        Some((day, week_day)) if *day != "?" && *week_day != "?" => Some(Wrong {
            help: Some("make two schedules where both are meant"),
            ..Wrong::new(
                "a day of the month and one of the week",
                "one of them, and `?` for the other",
            )
        }),
        _ => None,
    }
}
