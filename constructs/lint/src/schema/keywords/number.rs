//! Keywords for numbers, and for text that is one.

use super::Keyword;
use crate::compare;
use crate::rules;
use crate::schema::sink::Sink;
use crate::words;

pub(super) fn check(at: Keyword<'_>, keyword: &str, sink: &mut Sink<'_>) {
    if !matches!(
        keyword,
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf"
    ) {
        return;
    }
    let (Some(number), Some(limit)) = (compare::as_number(at.node), at.wanted.as_f64()) else {
        return;
    };
    let (fits, rule, wanted) = match keyword {
        "minimum" => (number >= limit, &rules::E3034, "at least"),
        "maximum" => (number <= limit, &rules::E3034, "at most"),
        "exclusiveMinimum" => (number > limit, &rules::E3034, "more than"),
        "exclusiveMaximum" => (number < limit, &rules::E3034, "less than"),
        _ => (is_multiple(number, limit), &rules::E3002, "a multiple of"),
    };
    if !fits {
        sink.add(rule, at.frame.place, || {
            (
                format!("{} is not {wanted} {}", words::describe(at.node), at.wanted),
                None,
            )
        });
    }
}

fn is_multiple(number: f64, of: f64) -> bool {
    let times = number / of;
    !times.is_finite() || (times - times.round()).abs() < 1e-9
}
