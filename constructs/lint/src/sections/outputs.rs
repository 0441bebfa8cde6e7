//! The section `Outputs`.

use ferrocdk_template::{Entry, Node};

use super::{entries, is_alphanumeric, limit, name_length};
use crate::attributes::attribute;
use crate::compare::scalar_text;
use crate::functions::table;
use crate::functions::{Ground, Walk, given_by};
use crate::kinds::{Attribute, Kinds};
use crate::nearest::suggestion;
use crate::place::Place;
use crate::rules;
use crate::words::kind;

/// How many outputs a template can have.
const MOST: usize = 200;
/// How long the description of an output may be, in bytes.
const DESCRIPTION: usize = 1024;
const KEYS: [&str; 4] = ["Condition", "Description", "Export", "Value"];

pub(super) fn check<'c>(walk: &mut Walk<'_, 'c>, section: &'c Entry, place: &Place<'_>) {
    let outputs = entries(walk, &rules::E6001, section, place);
    limit(walk, &rules::E6010, outputs.len(), MOST, place);
    walk.public = true;
    for output in outputs {
        let mut at = place.key(output);
        if !is_alphanumeric(&output.key) {
            walk.findings.add(
                &rules::E6004,
                &place.name(output),
                format!(
                    "the name of an output is made of letters and digits; this is `{}`",
                    output.key
                ),
            );
        }
        name_length(walk, &rules::E6011, output, place);
        let Some(map) = output.value.as_map() else {
            walk.findings.add(
                &rules::E6003,
                &at,
                format!("an output is a map; this is {}", kind(&output.value)),
            );
            continue;
        };
        if map.get("Value").is_none() && map.get("Fn::Transform").is_none() {
            walk.findings.add(&rules::E6002, &at, "an output needs `Value`");
        }
        let condition = output.value.get("Condition");
        if let Some(name) = condition.and_then(Node::as_str) {
            at = at.assuming(name, true);
        }
        walk.open = condition.is_some_and(|condition| condition.as_str().is_none());
        for entry in map {
            let of_key = at.key(entry);
            match entry.key.as_str() {
                "Value" => value(walk, &entry.value, &of_key),
                "Export" => export(walk, entry, &of_key),
                "Condition" => walk.condition(&rules::E6005, &entry.value, &of_key),
                "Description" => description(walk, entry, &of_key),
                key if key.starts_with("Fn::") => {}
                key => {
                    let note = walk
                        .findings
                        .add(&rules::E6001, &at.name(entry), format!("an output has no `{key}`"));
                    if let Some(help) = suggestion(key, KEYS) {
                        note.help(help);
                    }
                }
            }
        }
    }
    walk.open = false;
    walk.public = false;
}

fn description(walk: &mut Walk<'_, '_>, entry: &Entry, place: &Place<'_>) {
    match entry.value.as_str() {
        Some(text) if text.len() > DESCRIPTION => {
            walk.findings.add(
                &rules::E6001,
                place,
                format!(
                    "the description has {} bytes, and CloudFormation takes {DESCRIPTION}",
                    text.len()
                ),
            );
        }
        Some(_) => {}
        None => {
            walk.findings
                .add(
                    &rules::E6003,
                    place,
                    format!("a description is text; this is {}", kind(&entry.value)),
                )
                .help("functions do not work here");
        }
    }
}

/// The value must be text in the end.
fn value<'c>(walk: &mut Walk<'_, 'c>, node: &'c Node, place: &Place<'_>) {
    walk.value(node, place);
    if !gives_text(walk, node, 0) {
        let what = node
            .function()
            .map_or_else(|| kind(node), |(name, _)| format!("`{name}`, which gives a list"));
        walk.findings
            .add(
                &rules::E6101,
                place,
                format!("the value of an output is text; this is {what}"),
            )
            .help("join lists: `{ \"Fn::Join\": [\",\", ...] }`");
    }
    if node.function().is_some_and(|(name, _)| name == "Fn::ImportValue") {
        walk.findings
            .add(
                &rules::W6001,
                place,
                "this output only hands on what another stack exports",
            )
            .help("import it where it is needed");
    }
}

fn gives_text(walk: &Walk<'_, '_>, node: &Node, depth: usize) -> bool {
    match node.function() {
        Some(("Fn::If", argument)) => {
            let branches = argument.as_list().and_then(|items| items.get(1..)).unwrap_or_default();
            depth > 16 || branches.iter().all(|branch| gives_text(walk, branch, depth + 1))
        }
        Some(("Ref", argument)) => given_by(&walk.context, argument.as_str()).meets(Kinds::SCALAR),
        Some(("Fn::GetAtt", argument)) => {
            let target = match argument.as_list() {
                Some([resource, name]) => resource.as_str().zip(name.as_str()),
                Some(_) => None,
                None => argument.as_str().and_then(|text| text.split_once('.')),
            };
            match target.map(|(resource, name)| attribute(&walk.context, resource, name)) {
                Some(Attribute::Known(kinds)) => kinds.meets(Kinds::SCALAR),
                _ => true,
            }
        }
        Some((name, _)) => table::function(name).is_none_or(|function| function.gives.meets(Kinds::SCALAR)),
        None => scalar_text(node).is_some(),
    }
}

fn export<'c>(walk: &mut Walk<'_, 'c>, entry: &'c Entry, place: &Place<'_>) {
    let Some(map) = entry.value.as_map() else {
        walk.findings.add(
            &rules::E6001,
            place,
            format!("`Export` is a map with `Name`; this is {}", kind(&entry.value)),
        );
        return;
    };
    if map.get("Name").is_none() && map.get("Fn::Transform").is_none() {
        walk.findings.add(&rules::E6002, place, "`Export` needs `Name`");
    }
    for part in map {
        let at = place.key(part);
        if part.key == "Name" {
            walk.ground = Ground::Export;
            walk.value(&part.value, &at);
            walk.ground = Ground::Values;
            let is_refused = part
                .value
                .function()
                .is_some_and(|(name, _)| table::NOT_IN_EXPORTS.contains(&name));
            if !is_refused && !gives_text(walk, &part.value, 0) {
                walk.findings.add(
                    &rules::E6102,
                    &at,
                    format!("the name of an export is text; this is {}", kind(&part.value)),
                );
            }
        } else if !part.key.starts_with("Fn::") {
            walk.findings
                .add(
                    &rules::E6001,
                    &place.name(part),
                    format!("`Export` has no `{}`", part.key),
                )
                .help("it has Name");
        }
    }
}
