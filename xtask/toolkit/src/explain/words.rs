//! Kinds and limits in words.

use ferrocdk_spec::{Kind, Limits, Type};

/// How much of long lists is said.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// The first values.
    Short,
    /// Everything.
    Full,
}

/// As many values of a list as a short text has.
const MOST_VALUES: usize = 6;
/// As long a pattern as a short text has.
const LONGEST_PATTERN: usize = 60;

/// A type in words: `list of string, 1 to 50 items`.
pub(super) fn of_type(ty: &Type, detail: Detail) -> String {
    let mut parts = vec![kind(&ty.kind, detail)];
    parts.extend(limits(&ty.kind, &ty.limits, detail));
    parts.join(", ")
}

fn kind(kind: &Kind, detail: Detail) -> String {
    match kind {
        Kind::String => "string".to_owned(),
        Kind::Boolean => "boolean".to_owned(),
        Kind::Integer => "integer".to_owned(),
        Kind::Number => "number".to_owned(),
        Kind::Json => "JSON".to_owned(),
        Kind::Tag => "tag".to_owned(),
        Kind::Object(name) => name.clone(),
        Kind::List(element) => format!("list of {}", within(element, detail)),
        Kind::Map(element) => format!("map of {}", within(element, detail)),
        Kind::Union(alternatives) => {
            let alternatives: Vec<String> = alternatives.iter().map(|ty| within(ty, detail)).collect();
            alternatives.join(" or ")
        }
    }
}

/// An element with limits stands in brackets, so that its limits are not read as the list's.
fn within(element: &Type, detail: Detail) -> String {
    let text = of_type(element, detail);
    match element.limits.is_empty() {
        true => text,
        false => format!("({text})"),
    }
}

fn limits(kind: &Kind, limits: &Limits, detail: Detail) -> Vec<String> {
    let mut parts = Vec::new();
    if !limits.values.is_empty() {
        let most = if detail == Detail::Full {
            usize::MAX
        } else {
            MOST_VALUES
        };
        let more = limits.values.len().checked_sub(most).filter(|more| *more > 0);
        let more = more.map(|more| format!("{more} more"));
        let shown: Vec<String> = limits.values.iter().take(most).cloned().chain(more).collect();
        parts.push(shown.join(" | "));
    }
    let unit = match kind {
        Kind::List(_) => "item",
        Kind::Map(_) => "entry",
        _ => "character",
    };
    parts.extend(size(limits.min_size, limits.max_size, unit));
    parts.extend(match (&limits.minimum, &limits.maximum) {
        (Some(least), Some(greatest)) => Some(format!("{least} to {greatest}")),
        (Some(least), None) => Some(format!("at least {least}")),
        (None, Some(greatest)) => Some(format!("at most {greatest}")),
        (None, None) => None,
    });
    if limits.unique {
        parts.push("all different".to_owned());
    }
    if let Some(format) = &limits.format {
        parts.push(format!("as {format}"));
    }
    match &limits.pattern {
        Some(pattern) if detail == Detail::Full || pattern.chars().count() <= LONGEST_PATTERN => {
            parts.push(format!("matching {pattern}"));
        }
        Some(_) => parts.push("matching a pattern".to_owned()),
        None => {}
    }
    parts
}

fn size(least: Option<u64>, greatest: Option<u64>, unit: &str) -> Option<String> {
    let units = |count: u64| match (count, unit) {
        (1, unit) => unit.to_owned(),
        (_, "entry") => "entries".to_owned(),
        (_, unit) => format!("{unit}s"),
    };
    match (least, greatest) {
        (Some(least), Some(greatest)) if least == greatest => Some(format!("{least} {}", units(least))),
        (Some(least), Some(greatest)) => Some(format!("{least} to {greatest} {}", units(greatest))),
        (Some(least), None) => Some(format!("at least {least} {}", units(least))),
        (None, Some(greatest)) => Some(format!("at most {greatest} {}", units(greatest))),
        (None, None) => None,
    }
}
