//! Keys that YAML reads as numbers or booleans. CloudFormation wants text for every key, in whatever section, and refuses them before anything else.

use ferrocdk_template::{Entry, KeyKind, Node, Value};

use crate::context::Context;
use crate::findings::Findings;
use crate::place::Place;
use crate::rules::{self, Rule};

/// Reports every one.
pub(crate) fn check(context: &Context<'_>, findings: &mut Findings) {
    let root = context.template.root;
    let place = Place::root(root.at);
    for entry in root.as_map().into_iter().flatten() {
        let shape = rule(&entry.key);
        key(entry, shape, &place, findings);
        below(&entry.value, shape, &place.key(entry), findings);
    }
}

/// The rule about the shape of a section.
fn rule(section: &str) -> &'static Rule {
    match section {
        "Conditions" => &rules::E8001,
        "Mappings" => &rules::E7001,
        "Metadata" => &rules::E4001,
        "Outputs" => &rules::E6001,
        "Parameters" => &rules::E2001,
        "Resources" => &rules::E3001,
        "Rules" => &rules::E1700,
        _ => &rules::E1001,
    }
}

fn below(node: &Node, shape: &'static Rule, place: &Place<'_>, findings: &mut Findings) {
    match &node.value {
        Value::Map(map) => {
            for entry in map {
                key(entry, shape, place, findings);
                below(&entry.value, shape, &place.key(entry), findings);
            }
        }
        Value::List(items) => {
            for (index, item) in items.iter().enumerate() {
                below(item, shape, &place.item(index, item), findings);
            }
        }
        _ => {}
    }
}

fn key(entry: &Entry, shape: &'static Rule, place: &Place<'_>, findings: &mut Findings) {
    let kind = match entry.key_kind() {
        KeyKind::Text => return,
        KeyKind::Number => "a number",
        KeyKind::Boolean => "a boolean",
    };
    let written = entry.key_written();
    findings
        .add(
            shape,
            &place.name(entry),
            format!("a key is text, and YAML reads `{written}` as {kind}"),
        )
        .help(format!("put it into quotes: `\"{written}\"`"));
}
