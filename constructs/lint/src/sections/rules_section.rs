//! The section `Rules`: what must hold of the parameters before anything is made.

use ferrocdk_template::{Entry, Node};

use super::{entries, is_alphanumeric};
use crate::functions::table::RULE_CONDITIONS;
use crate::functions::{Ground, Walk};
use crate::place::Place;
use crate::rules::{self, Rule};
use crate::words::kind;

pub(super) fn check<'c>(walk: &mut Walk<'_, 'c>, section: &'c Entry, place: &Place<'_>) {
    walk.ground = Ground::Rules;
    for rule in entries(walk, &rules::E1700, section, place) {
        let at = place.key(rule);
        if !is_alphanumeric(&rule.key) {
            walk.findings.add(
                &rules::E1700,
                &place.name(rule),
                format!(
                    "the name of a rule is made of letters and digits; this is `{}`",
                    rule.key
                ),
            );
        }
        if rule.value.get("Assertions").is_none() {
            walk.findings.add(&rules::E1700, &at, "a rule needs `Assertions`");
        }
        for entry in rule.value.as_map().into_iter().flatten() {
            let of_key = at.key(entry);
            match entry.key.as_str() {
                "RuleCondition" => formula(walk, &rules::E1702, &entry.value, &of_key),
                "Assertions" => assertions(walk, &entry.value, &of_key),
                _ => {}
            }
        }
    }
    walk.ground = Ground::Values;
}

fn assertions<'c>(walk: &mut Walk<'_, 'c>, node: &'c Node, place: &Place<'_>) {
    let Some(items) = node.as_list() else {
        walk.findings.add(
            &rules::E1700,
            place,
            format!("`Assertions` is a list; this is {}", kind(node)),
        );
        return;
    };
    for (index, item) in items.iter().enumerate() {
        let at = place.item(index, item);
        let Some(map) = item.as_map() else {
            walk.findings.add(
                &rules::E1700,
                &at,
                format!("an assertion is a map with `Assert`; this is {}", kind(item)),
            );
            continue;
        };
        for entry in map {
            let of_key = at.key(entry);
            match entry.key.as_str() {
                "Assert" => formula(walk, &rules::E1701, &entry.value, &of_key),
                "AssertDescription" if entry.value.as_str().is_none() => {
                    walk.findings.add(
                        &rules::E1700,
                        &of_key,
                        format!("`AssertDescription` is text; this is {}", kind(&entry.value)),
                    );
                }
                _ => {}
            }
        }
    }
}

fn formula<'c>(walk: &mut Walk<'_, 'c>, rule: &'static Rule, node: &'c Node, place: &Place<'_>) {
    match node.function() {
        Some((name, _)) if RULE_CONDITIONS.contains(&name) => walk.value(node, place),
        _ => {
            walk.findings
                .add(
                    rule,
                    place,
                    format!("this is a condition made by a function; it is {}", kind(node)),
                )
                .help(format!("the functions are {}", RULE_CONDITIONS.join(", ")));
        }
    }
}
