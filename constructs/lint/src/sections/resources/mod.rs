//! The section `Resources`: everything about a resource but its properties, which `schema` checks.

mod depends_on;
mod policies;

use ferrocdk_template::{Entry, Node};

use super::{entries, is_alphanumeric, limit, name_length};
use crate::functions::Walk;
use crate::nearest::suggestion;
use crate::place::Place;
use crate::rules;
use crate::template::{Resource, SERVERLESS};
use crate::words::kind;

/// How many resources a template can have.
const MOST: usize = 500;
/// The attributes of every resource.
const KEYS: [&str; 9] = [
    "Condition",
    "CreationPolicy",
    "DeletionPolicy",
    "DependsOn",
    "Metadata",
    "Properties",
    "Type",
    "UpdatePolicy",
    "UpdateReplacePolicy",
];
/// Attributes that SAM takes out before CloudFormation sees them.
const OF_SERVERLESS: [&str; 2] = ["Connectors", "IgnoreGlobals"];

pub(super) fn check<'c>(walk: &mut Walk<'_, 'c>, section: &'c Entry, place: &Place<'_>) {
    let resources = entries(walk, &rules::E3001, section, place);
    limit(walk, &rules::E3010, resources.len(), MOST, place);
    for entry in resources {
        if !is_alphanumeric(&entry.key) && !entry.key.contains("${") && !entry.key.contains("&{") {
            walk.findings.add(
                &rules::E3001,
                &place.name(entry),
                format!("a logical id is made of letters and digits; this is `{}`", entry.key),
            );
        }
        name_length(walk, &rules::E3011, entry, place);
        if walk.context.template.parameters.contains_key(entry.key.as_str()) {
            walk.findings.add(
                &rules::E3007,
                &place.name(entry),
                format!("`{}` is the name of a parameter too", entry.key),
            );
        }
        match walk.context.template.resources.get(entry.key.as_str()).copied() {
            Some(resource) => {
                walk.resource = Some(entry.key.as_str());
                let mut at = place.key(entry);
                if let Some(condition) = resource.condition {
                    at = at.assuming(condition, true);
                }
                walk.open = resource.condition.is_none() && resource.attribute("Condition").is_some();
                one(walk, &resource, &at);
                walk.open = false;
                walk.resource = None;
            }
            None => {
                walk.findings.add(
                    &rules::E3001,
                    &place.key(entry),
                    format!("a resource is a map; this is {}", kind(&entry.value)),
                );
            }
        }
    }
}

fn one<'c>(walk: &mut Walk<'_, 'c>, resource: &Resource<'c>, place: &Place<'_>) {
    let Some(map) = resource.entry.value.as_map() else {
        return;
    };
    let ty = resource.ty.unwrap_or_default();
    if map.get("Type").is_none() && map.get("Fn::Transform").is_none() {
        walk.findings.add(&rules::E3001, place, "a resource needs `Type`");
    }
    let is_custom = ty == "AWS::CloudFormation::CustomResource" || ty.starts_with("Custom::");
    for entry in map {
        let at = place.key(entry);
        match entry.key.as_str() {
            "Type" if entry.value.as_str().is_none() => {
                walk.findings.add(
                    &rules::E3001,
                    &at,
                    format!("`Type` is text; this is {}", kind(&entry.value)),
                );
            }
            "Type" => serverless_type(walk, ty, &at),
            "Properties" => walk.value(&entry.value, &at),
            "Condition" => walk.condition(&rules::E3015, &entry.value, &at),
            "DependsOn" => depends_on::check(walk, resource, entry, &at),
            "DeletionPolicy" | "UpdateReplacePolicy" => policies::on_removal(walk, ty, entry, &at),
            "CreationPolicy" | "UpdatePolicy" if is_custom => unknown(walk, resource, entry, place),
            "CreationPolicy" => policies::creation(walk, ty, entry, &at),
            "UpdatePolicy" => policies::update(walk, ty, entry, &at),
            "Metadata" => metadata(walk, entry, &at),
            "Version" if is_custom => {}
            "Fn::Transform" => walk.value(&entry.value, &at),
            key if OF_SERVERLESS.contains(&key) => {
                if !walk.context.template.transforms.has(SERVERLESS) {
                    walk.findings.add(
                        &rules::E3066,
                        &place.name(entry),
                        format!("`{key}` needs the transform `{SERVERLESS}`"),
                    );
                }
                walk.value(&entry.value, &at);
            }
            _ => unknown(walk, resource, entry, place),
        }
    }
    policies::both(walk, resource, place);
    super::serverless::resource(walk, resource, place);
    crate::policies::check(&walk.context, resource, place, walk.findings);
    if ty.ends_with("::MODULE") {
        module(walk, resource, place);
    }
}

fn unknown(walk: &mut Walk<'_, '_>, resource: &Resource<'_>, entry: &Entry, place: &Place<'_>) {
    let at = place.name(entry);
    if resource.ty.is_some_and(|ty| ty.starts_with("AWS::Serverless::")) {
        walk.findings
            .add(
                &rules::W3001,
                &at,
                format!("`{}` is no attribute of a resource, and SAM leaves it out", entry.key),
            )
            .help("properties stand below `Properties`");
        return;
    }
    let note = walk.findings.add(
        &rules::E3001,
        &at,
        format!("`{}` is no attribute of this resource", entry.key),
    );
    match suggestion(&entry.key, KEYS) {
        Some(help) => note.help(help),
        None => note.help("properties stand below `Properties`"),
    }
}

fn serverless_type(walk: &mut Walk<'_, '_>, ty: &str, place: &Place<'_>) {
    if ty.starts_with("AWS::Serverless::") && !walk.context.template.transforms.has(SERVERLESS) {
        walk.findings
            .add(
                &rules::E3038,
                place,
                format!("`{ty}` needs the transform `{SERVERLESS}`"),
            )
            .help(format!("add `Transform: {SERVERLESS}` to the template"));
    }
}

fn metadata<'c>(walk: &mut Walk<'_, 'c>, entry: &'c Entry, place: &Place<'_>) {
    if entry.value.as_map().is_none() {
        walk.findings.add(
            &rules::E3028,
            place,
            format!("`Metadata` is a map; this is {}", kind(&entry.value)),
        );
        return;
    }
    walk.public = true;
    walk.value(&entry.value, place);
    walk.public = false;
}

/// Attributes that modules do not take.
fn module(walk: &mut Walk<'_, '_>, resource: &Resource<'_>, place: &Place<'_>) {
    let mut not_in_modules = |entry: Option<&Entry>| {
        if let Some(entry) = entry {
            walk.findings.add(
                &rules::E5001,
                &place.name(entry),
                format!("a module takes no `{}`", entry.key),
            );
        }
    };
    not_in_modules(resource.attribute("CreationPolicy"));
    not_in_modules(resource.attribute("UpdatePolicy"));
    let inside = |attribute: &str, key: &str| {
        resource
            .attribute(attribute)
            .and_then(|entry| entry.value.as_map()?.entry(key))
    };
    not_in_modules(inside("Properties", "Tags"));
    not_in_modules(inside("Metadata", "AWS::CloudFormation::Module"));
}

/// The text of a node, or of each item of a list.
fn texts(node: &Node) -> Vec<(Option<usize>, &Node)> {
    match node.as_list() {
        Some(items) => items
            .iter()
            .enumerate()
            .map(|(index, item)| (Some(index), item))
            .collect(),
        None => vec![(None, node)],
    }
}
