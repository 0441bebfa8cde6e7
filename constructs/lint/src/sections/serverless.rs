//! What the Serverless Application Model says of its own parts: `Globals`, and what the transform refuses.

use ferrocdk_template::{Entry, Map, Node};

use super::{entries, kind};
use crate::functions::Walk;
use crate::nearest::suggestion;
use crate::place::Place;
use crate::rules;
use crate::template::{Resource, SERVERLESS};

/// The types that take globals, as their names stand in `Globals`.
const GLOBALS: [&str; 8] = [
    "Api",
    "CapacityProvider",
    "Function",
    "HttpApi",
    "LayerVersion",
    "SimpleTable",
    "StateMachine",
    "WebSocketApi",
];

/// The section `Globals`.
pub(super) fn globals<'c>(walk: &mut Walk<'_, 'c>, section: &'c Entry, place: &Place<'_>) {
    if !walk.context.template.transforms.has(SERVERLESS) {
        walk.findings
            .add(
                &rules::E3724,
                place,
                format!("`Globals` needs the transform `{SERVERLESS}`"),
            )
            .help(format!("add `Transform: {SERVERLESS}` to the template"));
        return;
    }
    for part in entries(walk, &rules::E3724, section, place) {
        if !GLOBALS.contains(&part.key.as_str()) {
            let note = walk.findings.add(
                &rules::E3724,
                &place.name(part),
                format!("there are no globals for `{}`", part.key),
            );
            if let Some(help) = suggestion(&part.key, GLOBALS) {
                note.help(help);
            }
        }
        walk.value(&part.value, &place.key(part));
    }
}

/// What the transform refuses of a resource.
pub(super) fn resource(walk: &mut Walk<'_, '_>, resource: &Resource<'_>, place: &Place<'_>) {
    if !walk.context.template.transforms.has(SERVERLESS) {
        return;
    }
    let Some(name) = resource.ty.and_then(|ty| ty.strip_prefix("AWS::Serverless::")) else {
        return;
    };
    let globals = walk
        .context
        .template
        .root
        .get("Globals")
        .and_then(|globals| globals.get(name)?.as_map());
    if let Some(entry) = resource.attribute("IgnoreGlobals") {
        ignored(walk, name, globals, entry, &place.key(entry));
    }
    if name == "Function" {
        package(walk, resource, globals, place);
    }
}

/// `IgnoreGlobals` names globals that are there.
fn ignored(walk: &mut Walk<'_, '_>, name: &str, globals: Option<&Map>, entry: &Entry, place: &Place<'_>) {
    let Some(items) = entry.value.as_list() else {
        if entry.value.as_str() != Some("*") {
            walk.findings.add(
                &rules::E3001,
                place,
                format!("`IgnoreGlobals` is a list or `*`; this is {}", kind(&entry.value)),
            );
        }
        return;
    };
    let Some(globals) = globals.filter(|globals| !globals.iter().any(|entry| entry.key.starts_with("Fn::"))) else {
        return;
    };
    for (index, item) in items.iter().enumerate() {
        let Some(text) = item.as_str().filter(|text| globals.get(text).is_none()) else {
            continue;
        };
        let note = walk.findings.add(
            &rules::E3724,
            &place.item(index, item),
            format!("the globals of `{name}` have no `{text}`"),
        );
        if let Some(help) = suggestion(text, globals.iter().map(|entry| entry.key.as_str())) {
            note.help(help);
        }
    }
}

/// A function comes as a zip file with handler and runtime, or as an image without them.
fn package(walk: &mut Walk<'_, '_>, resource: &Resource<'_>, globals: Option<&Map>, place: &Place<'_>) {
    let properties = resource.attribute("Properties");
    let map = match properties {
        Some(entry) => match entry.value.as_map() {
            Some(map) if !map.iter().any(|entry| entry.key.starts_with("Fn::")) => Some(map),
            _ => return,
        },
        None => None,
    };
    let ignored = |key: &str| {
        resource.attribute("IgnoreGlobals").is_some_and(|entry| {
            let names = entry.value.as_list().unwrap_or(std::slice::from_ref(&entry.value));
            names
                .iter()
                .any(|name| matches!(name.as_str(), Some("*")) || name.as_str() == Some(key))
        })
    };
    let global = |key: &str| globals.filter(|_| !ignored(key)).and_then(|globals| globals.get(key));
    let get = |key: &str| map.and_then(|map| map.get(key)).or_else(|| global(key));
    let missing: Vec<&str> = ["Handler", "Runtime"]
        .into_iter()
        .filter(|key| get(key).is_none())
        .collect();
    match get("PackageType").map(Node::as_str) {
        None | Some(Some("Zip")) if !missing.is_empty() => {
            let at = properties.map_or(*place, |entry| place.key(entry));
            walk.findings
                .add(
                    &rules::E0001,
                    &at,
                    format!(
                        "a function that comes as a zip file needs `{}`",
                        missing.join("` and `")
                    ),
                )
                .help("set them, or `PackageType: Image`");
        }
        _ => {}
    }
}
