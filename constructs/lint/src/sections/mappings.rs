//! The section `Mappings`.

use ferrocdk_template::{Entry, Node, Value};

use super::{entries, is_alphanumeric, limit, name_length};
use crate::functions::Walk;
use crate::place::Place;
use crate::rules;
use crate::words::kind;

/// How many mappings a template can have, and how many keys a mapping.
const MOST: usize = 200;

pub(super) fn check<'c>(walk: &mut Walk<'_, 'c>, section: &'c Entry, place: &Place<'_>) {
    let mappings = entries(walk, &rules::E7001, section, place);
    limit(walk, &rules::E7010, mappings.len(), MOST, place);
    for mapping in mappings {
        let at = place.key(mapping);
        if !is_alphanumeric(&mapping.key) {
            walk.findings.add(
                &rules::E7001,
                &place.name(mapping),
                format!(
                    "the name of a mapping is made of letters and digits; this is `{}`",
                    mapping.key
                ),
            );
        }
        name_length(walk, &rules::E7002, mapping, place);
        let Some(rows) = rows(walk, mapping, &at) else { continue };
        for row in rows {
            let of_row = at.key(row);
            if !row
                .key
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
            {
                walk.findings.add(
                    &rules::E7001,
                    &at.name(row),
                    format!(
                        "the key of a mapping is made of letters, digits, `-` and `.`; this is `{}`",
                        row.key
                    ),
                );
            }
            let Some(values) = self::rows(walk, row, &of_row) else {
                continue;
            };
            for value in values {
                let of_value = of_row.key(value);
                if !is_alphanumeric(&value.key) {
                    walk.findings.add(
                        &rules::E7001,
                        &of_row.name(value),
                        format!(
                            "the key of a value is made of letters and digits; this is `{}`",
                            value.key
                        ),
                    );
                }
                literal(walk, &value.value, &of_value);
            }
        }
    }
}

/// The entries of a level, unless a macro makes them.
fn rows<'c>(walk: &mut Walk<'_, 'c>, entry: &'c Entry, place: &Place<'_>) -> Option<Vec<&'c Entry>> {
    let Some(map) = entry.value.as_map() else {
        walk.findings.add(
            &rules::E7001,
            place,
            format!("a mapping has two levels of keys; this is {}", kind(&entry.value)),
        );
        return None;
    };
    if map.iter().any(|entry| entry.key.starts_with("Fn::")) {
        return None;
    }
    if map.is_empty() {
        walk.findings
            .add(&rules::E7001, place, "there must be at least one key here");
    }
    limit(walk, &rules::E7010, map.len(), MOST, place);
    Some(map.iter().collect())
}

/// A value is text, a number, a boolean, or a list of those: no function, no map.
fn literal(walk: &mut Walk<'_, '_>, node: &Node, place: &Place<'_>) {
    match &node.value {
        Value::Map(_) | Value::Null => {
            walk.findings
                .add(
                    &rules::E7001,
                    place,
                    format!("the value of a mapping is text or a list; this is {}", kind(node)),
                )
                .help("functions do not work in mappings");
        }
        Value::String(text) => walk.text(text, place),
        Value::List(_) | Value::Bool(_) | Value::Number(_) => {}
    }
}
