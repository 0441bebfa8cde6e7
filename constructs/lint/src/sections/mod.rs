//! The sections of a template, one file each.

mod conditions;
mod mappings;
mod outputs;
mod parameter_limits;
mod parameters;
mod resources;
mod rules_section;
mod serverless;
mod values;

use ferrocdk_template::{Entry, Node, Value};

use crate::context::Context;
use crate::findings::Findings;
use crate::functions::{Ground, Uses, Walk};
use crate::nearest::suggestion;
use crate::place::Place;
use crate::rules;
use crate::template::LOOPS;
use crate::words::kind;

/// Every section that a template can have.
const SECTIONS: [&str; 11] = [
    "AWSTemplateFormatVersion",
    "Conditions",
    "Description",
    "Globals",
    "Mappings",
    "Metadata",
    "Outputs",
    "Parameters",
    "Resources",
    "Rules",
    "Transform",
];
/// How long a description may be, in bytes.
const DESCRIPTION: usize = 1024;
/// How long the name of a parameter, resource, output or mapping may be.
const NAME: usize = 255;

/// Checks every section, and gives back what they use of each other.
pub(crate) fn check<'c>(context: &Context<'c>, findings: &mut Findings) -> Uses<'c> {
    let root = context.template.root;
    let place = Place::root(root.at);
    let mut walk = Walk {
        context: *context,
        findings,
        uses: Uses::default(),
        resource: None,
        ground: Ground::Values,
        open: false,
        public: false,
    };
    let Some(map) = root.as_map() else {
        walk.findings.add(
            &rules::E1001,
            &place,
            format!("a template is a map of sections; this is {}", kind(root)),
        );
        return walk.uses;
    };
    for entry in map {
        let at = place.key(entry);
        match entry.key.as_str() {
            "AWSTemplateFormatVersion" => version(&mut walk, entry, &at),
            "Description" => description(&mut walk, entry, &at),
            "Transform" => transform(&mut walk, entry, &at),
            "Parameters" => parameters::check(&mut walk, entry, &at),
            "Mappings" => mappings::check(&mut walk, entry, &at),
            "Conditions" => conditions::check(&mut walk, entry, &at),
            "Rules" => rules_section::check(&mut walk, entry, &at),
            "Resources" => resources::check(&mut walk, entry, &at),
            "Outputs" => outputs::check(&mut walk, entry, &at),
            "Metadata" => metadata(&mut walk, entry, &at),
            "Globals" => serverless::globals(&mut walk, entry, &at),
            key if key.starts_with("Fn::Transform") => {}
            key => {
                let note = walk.findings.add(
                    &rules::E1001,
                    &place.name(entry),
                    format!("a template has no section `{key}`"),
                );
                if let Some(help) = suggestion(key, SECTIONS) {
                    note.help(help);
                }
            }
        }
    }
    if map.get("Resources").is_none() && !context.template.may_grow("Resources") {
        walk.findings
            .add(&rules::E1001, &place, "the section `Resources` is missing");
    }
    walk.uses
}

/// A section's entries; says when it is no map.
fn entries<'c>(
    walk: &mut Walk<'_, 'c>,
    rule: &'static rules::Rule,
    section: &'c Entry,
    place: &Place<'_>,
) -> Vec<&'c Entry> {
    match section.value.as_map() {
        Some(map) => {
            for entry in map.iter().filter(|entry| entry.key.starts_with(LOOP)) {
                loop_at(walk, section, entry, place);
            }
            map.iter().filter(|entry| !entry.key.starts_with("Fn::")).collect()
        }
        None => {
            walk.findings.add(
                rule,
                place,
                format!("`{}` is a map; this is {}", section.key, kind(&section.value)),
            );
            Vec::new()
        }
    }
}

/// The beginning of the key of a loop.
const LOOP: &str = "Fn::ForEach";

/// A loop that was not written out: its transform is missing, its list is known at deployment only, or it may not stand in the section at all.
fn loop_at<'c>(walk: &mut Walk<'_, 'c>, section: &Entry, entry: &'c Entry, place: &Place<'_>) {
    if LOOPS.contains(&section.key.as_str()) {
        walk.loop_at(entry, place);
    } else {
        walk.findings
            .add(
                &rules::E1032,
                &place.name(entry),
                format!("`{LOOP}` may not stand in `{}`", section.key),
            )
            .help(format!("it may stand in {}", LOOPS.join(", ")));
    }
}

/// Whether a name is made of letters and digits alone.
fn is_alphanumeric(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric())
}

/// Says when there are more entries than CloudFormation takes.
fn limit(walk: &mut Walk<'_, '_>, rule: &'static rules::Rule, count: usize, most: usize, place: &Place<'_>) {
    if count > most {
        walk.findings
            .add(
                rule,
                place,
                format!("there are {count}, and CloudFormation takes {most}"),
            )
            .help("move some of them to another stack");
    }
}

/// Says when a name is longer than CloudFormation takes.
fn name_length(walk: &mut Walk<'_, '_>, rule: &'static rules::Rule, entry: &Entry, place: &Place<'_>) {
    let length = entry.key.chars().count();
    if length > NAME {
        walk.findings.add(
            rule,
            &place.name(entry),
            format!("the name has {length} characters, and CloudFormation takes {NAME}"),
        );
    }
}

fn version(walk: &mut Walk<'_, '_>, entry: &Entry, place: &Place<'_>) {
    if entry.value.as_str() != Some("2010-09-09") {
        walk.findings.add(
            &rules::E1001,
            place,
            format!(
                "the only version of the format is `2010-09-09`; this is {}",
                kind(&entry.value)
            ),
        );
    }
}

fn description(walk: &mut Walk<'_, '_>, entry: &Entry, place: &Place<'_>) {
    let Some(text) = entry.value.as_str() else {
        walk.findings.add(
            &rules::E1004,
            place,
            format!("a description is text; this is {}", kind(&entry.value)),
        );
        return;
    };
    if text.len() > DESCRIPTION {
        walk.findings.add(
            &rules::E1003,
            place,
            format!(
                "the description has {} bytes, and CloudFormation takes {DESCRIPTION}",
                text.len()
            ),
        );
    }
}

fn transform(walk: &mut Walk<'_, '_>, entry: &Entry, place: &Place<'_>) {
    let one = |walk: &mut Walk<'_, '_>, node: &Node, place: &Place<'_>| match &node.value {
        Value::String(_) => {}
        Value::Map(map) if map.get("Name").is_some() => {}
        _ => {
            walk.findings.add(
                &rules::E1005,
                place,
                format!("a transform is a name, or a map with `Name`; this is {}", kind(node)),
            );
        }
    };
    match &entry.value.value {
        Value::List(items) => {
            for (index, item) in items.iter().enumerate() {
                one(walk, item, &place.item(index, item));
            }
        }
        _ => one(walk, &entry.value, place),
    }
}

fn metadata<'c>(walk: &mut Walk<'_, 'c>, entry: &'c Entry, place: &Place<'_>) {
    let Some(map) = entry.value.as_map() else {
        walk.findings.add(
            &rules::E4001,
            place,
            format!("`Metadata` is a map; this is {}", kind(&entry.value)),
        );
        return;
    };
    for part in map {
        if part.key.starts_with(LOOP) {
            loop_at(walk, entry, part, place);
        }
        if part.key == "AWS::CloudFormation::Interface" {
            interface(walk, part, &place.key(part));
        }
    }
}

/// The console's page of parameters: groups and labels name parameters.
fn interface(walk: &mut Walk<'_, '_>, entry: &Entry, place: &Place<'_>) {
    if walk.context.template.may_grow("Parameters") {
        return;
    }
    if let Some(groups) = entry.value.as_map().and_then(|map| map.entry("ParameterGroups")) {
        let of_groups = place.key(groups);
        for (index, group) in groups.value.as_list().unwrap_or_default().iter().enumerate() {
            let of_group = of_groups.item(index, group);
            let Some(names) = group.as_map().and_then(|map| map.entry("Parameters")) else {
                continue;
            };
            let of_names = of_group.key(names);
            for (index, name) in names.value.as_list().unwrap_or_default().iter().enumerate() {
                if let Some(text) = name.as_str() {
                    parameter(walk, text, &of_names.item(index, name));
                }
            }
        }
    }
    if let Some(labels) = entry.value.as_map().and_then(|map| map.entry("ParameterLabels")) {
        let of_labels = place.key(labels);
        for label in labels.value.as_map().into_iter().flatten() {
            parameter(walk, &label.key, &of_labels.name(label));
        }
    }
}

fn parameter(walk: &mut Walk<'_, '_>, name: &str, place: &Place<'_>) {
    let parameters = &walk.context.template.parameters;
    if parameters.contains_key(name) {
        return;
    }
    let note = walk
        .findings
        .add(&rules::W4001, place, format!("the template has no parameter `{name}`"));
    if let Some(help) = suggestion(name, parameters.keys().copied()) {
        note.help(help);
    }
}
