//! Amazon EventBridge.

use ferrocdk_template::Node;

use crate::rules;
use crate::schema::{Code, Evaluation, Frame, Sink};
use crate::words::quote;

pub(super) const RULE: &[(&str, Code)] = &[("ScheduleExpression", schedule)];

/// A schedule is `rate(5 minutes)` or `cron(0 10 * * ? *)` (E3027).
fn schedule(_: &Evaluation<'_>, node: &Node, frame: Frame<'_>, sink: &mut Sink<'_>) {
    let Some(text) = node.as_str() else { return };
    let inside = |name: &str| text.strip_prefix(name)?.strip_prefix('(')?.strip_suffix(')');
    let problem = match (inside("rate"), inside("cron")) {
        (Some(rate), _) => rate_problem(rate),
        (_, Some(cron)) => cron_problem(cron),
        _ => Some("is neither `rate(...)` nor `cron(...)`".to_owned()),
    };
    if let Some(problem) = problem {
        sink.add(&rules::E3027, frame.place, || {
            (format!("{} {problem}", quote(text)), None)
        });
    }
}

fn rate_problem(rate: &str) -> Option<String> {
    let [count, unit] = rate.split(' ').collect::<Vec<_>>()[..] else {
        return Some("must have a number and a unit: `rate(5 minutes)`".to_owned());
    };
    let Ok(count) = count.parse::<u32>() else {
        return Some(format!("must begin with a whole number, and has {}", quote(count)));
    };
    let units = if count == 1 {
        ["minute", "hour", "day"]
    } else {
        ["minutes", "hours", "days"]
    };
    if count == 0 {
        Some("must have a number of at least 1".to_owned())
    } else if !units.contains(&unit) {
        Some(format!(
            "must have one of the units `{}` after {count}",
            units.join("`, `")
        ))
    } else {
        None
    }
}

fn cron_problem(cron: &str) -> Option<String> {
    let [_, _, day, _, weekday, _] = cron.split(' ').collect::<Vec<_>>()[..] else {
        return Some("must have six fields: minutes, hours, day of month, month, day of week, year".to_owned());
    };
    (day != "?" && weekday != "?")
        .then(|| "gives both a day of the month and a day of the week; one of them must be `?`".to_owned())
}
