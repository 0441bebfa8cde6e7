//! Rules of the Serverless Application Model for its own parts: `Globals`, and what the transform refuses.

use ferrocdk_template::{Entry, Map, Node};

use super::entries;
use crate::functions::Walk;
use crate::nearest::{nearest, suggestion};
use crate::place::Place;
use crate::rules;
use crate::serverless;
use crate::template::{Resource, SERVERLESS};
use crate::words::kind;

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
        let at = place.key(part);
        let Some(known) = serverless::properties_of(&part.key) else {
            let note = walk.findings.add(
                &rules::E3724,
                &place.name(part),
                format!("there are no globals for `{}`", part.key),
            );
            if let Some(help) = suggestion(&part.key, serverless::SECTIONS.map(|(name, _)| name)) {
                note.help(help);
            }
            walk.value(&part.value, &at);
            continue;
        };
        let Some(map) = part.value.as_map() else {
            walk.findings.add(
                &rules::E3724,
                &at,
                format!(
                    "the globals of `{}` are a map of properties; this is {}",
                    part.key,
                    kind(&part.value)
                ),
            );
            continue;
        };
        properties(walk, part, map, known, &at);
        // Elsewhere the values are looked at in the resources, which may take some of them only, or under conditions.
        let ty = format!("AWS::Serverless::{}", part.key);
        if !walk
            .context
            .template
            .resources
            .values()
            .any(|resource| resource.ty == Some(ty.as_str()))
        {
            walk.value(&part.value, &at);
        }
    }
}

/// The properties that SAM takes as globals are some of the type's.
fn properties(walk: &mut Walk<'_, '_>, part: &Entry, map: &Map, known: &[&str], place: &Place<'_>) {
    let unknown = |entry: &&Entry| {
        !known.contains(&entry.key.as_str()) && entry.key != "Fn::Transform" && !entry.key.starts_with("Fn::ForEach::")
    };
    for entry in map.iter().filter(unknown) {
        let note = walk.findings.add(
            &rules::E3724,
            &place.name(entry),
            format!("SAM takes no `{}` as a global of `{}`", entry.key, part.key),
        );
        match nearest(&entry.key, known.iter().copied()) {
            Some(near) => note.help(format!("did you mean `{near}`?")),
            None => note.help(format!(
                "it takes {}; everything else stands in the resources",
                known.join(", ")
            )),
        }
    }
}

/// Mistakes of a resource that the transform refuses.
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
        package(walk, resource, place);
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
fn package(walk: &mut Walk<'_, '_>, resource: &Resource<'_>, place: &Place<'_>) {
    let properties = resource.attribute("Properties");
    let map = match properties {
        Some(entry) => match entry.value.as_map() {
            Some(map) if !map.iter().any(|entry| entry.key.starts_with("Fn::")) => Some(map),
            _ => return,
        },
        None => None,
    };
    let get = |key: &str| map.and_then(|map| map.get(key));
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
