//! The section `Conditions`.

use ferrocdk_template::{Entry, Value};

use super::entries;
use crate::compare::scalar_text;
use crate::functions::table::CONDITIONS;
use crate::functions::{Ground, Walk};
use crate::place::Place;
use crate::rules;
use crate::words::kind;

pub(super) fn check<'c>(walk: &mut Walk<'_, 'c>, section: &'c Entry, place: &Place<'_>) {
    walk.ground = Ground::Conditions;
    for entry in entries(walk, &rules::E8001, section, place) {
        let at = place.key(entry);
        let named = entry.key.len() <= 255
            && entry
                .key
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '&' | '_'));
        if !named {
            walk.findings.add(
                &rules::E8001,
                &place.name(entry),
                format!(
                    "the name of a condition is made of letters and digits; this is `{}`",
                    entry.key
                ),
            );
        }
        match entry.value.function() {
            Some((name, _)) if CONDITIONS.contains(&name) => {
                walk.value(&entry.value, &at);
                useful(walk, entry, &at);
            }
            Some(("Fn::Transform", _)) => {}
            _ if matches!(entry.value.value, Value::Bool(_)) => {}
            _ => {
                walk.findings
                    .add(
                        &rules::E8001,
                        &at,
                        format!("a condition is made by a function; this is {}", kind(&entry.value)),
                    )
                    .help(format!("the functions are {}", CONDITIONS.join(", ")));
            }
        }
    }
    walk.ground = Ground::Values;
}

/// A comparison of two literals, or of a thing with itself.
fn useful(walk: &mut Walk<'_, '_>, entry: &Entry, place: &Place<'_>) {
    let Some(("Fn::Equals", operands)) = entry.value.function() else {
        return;
    };
    let Some([left, right]) = operands.as_list() else {
        return;
    };
    let result = match (scalar_text(left), scalar_text(right)) {
        (Some(left), Some(right)) => left == right,
        _ if left.to_json() == right.to_json() => true,
        _ => return,
    };
    walk.findings
        .add(&rules::W8003, place, format!("this comparison is always {result}"));
}
