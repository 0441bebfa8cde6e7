//! Sections of a template beside its resources, and the stack's tags.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{
    model::{Change, EntryDiff},
    resources::Pair,
};

/// Sections that hold named entries.
const SECTIONS: [&str; 6] = ["Parameters", "Mappings", "Conditions", "Rules", "Outputs", "Metadata"];
/// Sections that are one value.
const VALUES: [&str; 3] = ["AWSTemplateFormatVersion", "Description", "Transform"];

/// Elements that each assembly brings along, whoever wrote it: the bootstrap's version and the resource that counts users of the AWS CDK.
const BOOKKEEPING: [(&str, &str); 3] = [
    ("Parameters", "BootstrapVersion"),
    ("Rules", "CheckBootstrapVersion"),
    ("Conditions", "CDKMetadataAvailable"),
];

/// Entries that differ.
pub(super) fn compare(pair: &Pair<'_>) -> Vec<EntryDiff> {
    let mut found = Vec::new();
    for section in SECTIONS {
        let names: BTreeSet<&String> = [pair.old, pair.new]
            .into_iter()
            .flat_map(|side| side.section(section).map(|(name, _)| name))
            .collect();
        for name in names {
            let hidden = BOOKKEEPING.contains(&(section, name.as_str())) && !pair.strict;
            if !hidden {
                let of = |side: &super::Side| {
                    side.template
                        .get(section)
                        .and_then(|section| section.get(name))
                        .cloned()
                };
                entry(&mut found, pair, section, name, of(pair.old), of(pair.new));
            }
        }
    }
    for section in VALUES {
        let of = |side: &super::Side| side.template.get(section).cloned();
        entry(&mut found, pair, section, "", of(pair.old), of(pair.new));
    }
    given(&mut found, pair);
    if let (Some(old), Some(new)) = (&pair.old.tags, &pair.new.tags) {
        texts(&mut found, "Tags", old, new);
    }
    found
}

fn entry(
    found: &mut Vec<EntryDiff>,
    pair: &Pair<'_>,
    section: &str,
    name: &str,
    old: Option<Value>,
    new: Option<Value>,
) {
    if old == new {
        return;
    }
    // Outputs are values; the other sections are what values are made of, and are compared as they are written.
    let alike = section == "Outputs"
        && old.as_ref().map(|old| pair.old_names.resolve(old)) == new.as_ref().map(|new| pair.new_names.resolve(new));
    if alike {
        return;
    }
    found.push(EntryDiff {
        section: section.to_owned(),
        name: name.to_owned(),
        change: change(old.is_some(), new.is_some()),
        old,
        new,
        follows: None,
    });
}

/// Values that are given to parameters; those that the new side leaves to the template are compared with it.
fn given(found: &mut Vec<EntryDiff>, pair: &Pair<'_>) {
    let mut old = pair.old.parameters.clone();
    let declared = |name: &String| {
        pair.new
            .template
            .get("Parameters")
            .and_then(|all| all.get(name))
            .is_some()
    };
    if pair.old.deployed {
        // CloudFormation tells the value of each parameter, whether it was given or not, and stars for a secret.
        old.retain(|name, value| declared(name) && pair.new.parameters.contains_key(name) && value != "****");
    }
    let new: BTreeMap<String, String> = pair
        .new
        .parameters
        .iter()
        .filter(|(name, _)| !pair.old.deployed || old.contains_key(*name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    texts(found, "ParameterValues", &old, &new);
}

fn texts(found: &mut Vec<EntryDiff>, section: &str, old: &BTreeMap<String, String>, new: &BTreeMap<String, String>) {
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for name in names {
        let (old, new) = (old.get(name), new.get(name));
        if old != new {
            found.push(EntryDiff {
                section: section.to_owned(),
                name: name.clone(),
                change: change(old.is_some(), new.is_some()),
                old: old.map(|text| text.as_str().into()),
                new: new.map(|text| text.as_str().into()),
                follows: None,
            });
        }
    }
}

fn change(old: bool, new: bool) -> Change {
    match (old, new) {
        (false, _) => Change::Added,
        (true, false) => Change::Removed,
        (true, true) => Change::Changed,
    }
}
