//! Exports that other stacks import: CloudFormation refuses to change or remove them while they do.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{follow::Work, names::function};

/// Stacks by the exports that they import as they stand.
pub(super) fn imported(works: &[Work<'_>]) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for work in works {
        let mut names = Vec::new();
        if let Some(resources) = work.pair.old.template.get("Resources") {
            collect(resources, &mut |name| names.push(work.pair.old_names.resolve(name)));
        }
        for name in names {
            if let Value::String(name) = name {
                found.entry(name).or_default().insert(work.pair.old.name.clone());
            }
        }
    }
    found
}

fn collect(value: &Value, found: &mut impl FnMut(&Value)) {
    if let Some(("Fn::ImportValue", name)) = function(value) {
        found(name);
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Object(map) => map.values().for_each(|inner| collect(inner, found)),
        _ => {}
    }
}

/// Outputs of a stack whose change is refused.
pub(super) fn refused(work: &Work<'_>, imported: &BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    let outputs = work.entries.iter().filter(|entry| entry.section == "Outputs");
    outputs
        .filter_map(|entry| {
            let output = work.pair.old.template.get("Outputs")?.get(&entry.name)?;
            let Value::String(export) = work.pair.old_names.resolve(output.get("Export")?.get("Name")?) else {
                return None;
            };
            let by: Vec<&str> = imported.get(&export)?.iter().map(String::as_str).collect();
            let (stacks, verb) = if by.len() == 1 {
                ("stack", "imports")
            } else {
                ("stacks", "import")
            };
            Some(format!(
                "CloudFormation refuses to change the export `{export}` while {stacks} {} {verb} it",
                by.join(", ")
            ))
        })
        .collect()
}
