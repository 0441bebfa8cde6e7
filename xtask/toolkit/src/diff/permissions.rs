//! Permissions that are gained and lost.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{
    model::PermissionDiff,
    side::{Side, type_of},
};
use crate::iam::{self, Grant};

/// Statements that one side has and the other has not. A policy that is attached to roles counts as theirs, so that statements may move between
/// policies and nothing is gained.
pub(super) fn compare(old: Option<&Side>, new: Option<&Side>) -> Vec<PermissionDiff> {
    let of = |side: Option<&Side>| side.map(single).unwrap_or_default();
    let (old, new) = (of(old), of(new));
    let mut grouped: BTreeMap<PermissionDiff, BTreeSet<String>> = BTreeMap::new();
    let mut add = |from: &BTreeMap<Key, String>, other: &BTreeMap<Key, String>, gained: bool| {
        for (key, holder) in from.iter().filter(|(key, _)| !other.contains_key(*key)) {
            let row = PermissionDiff {
                who: key.who.clone(),
                gained,
                denies: key.denies,
                actions: Vec::new(),
                on: key.on.clone(),
                condition: key.condition.clone(),
                holder: holder.clone(),
            };
            grouped.entry(row).or_default().insert(key.action.clone());
        }
    };
    add(&old, &new, false);
    add(&new, &old, true);
    grouped
        .into_iter()
        .map(|(row, actions)| PermissionDiff {
            actions: actions.into_iter().collect(),
            ..row
        })
        .collect()
}

/// One action of one principal on one resource. Who holds the statement is no part of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    who: String,
    denies: bool,
    action: String,
    on: String,
    condition: String,
}

fn single(side: &Side) -> BTreeMap<Key, String> {
    let mut found = BTreeMap::new();
    for grant in iam::grants(&side.template) {
        let holder = side.path_of(&grant.logical_id);
        for (who, on) in parties(side, &grant, &holder) {
            let key = Key {
                who,
                denies: grant.denies,
                action: grant.what.clone(),
                on,
                condition: grant.condition.clone(),
            };
            found.entry(key).or_insert_with(|| holder.clone());
        }
    }
    found
}

/// Who may do it, and on what.
fn parties(side: &Side, grant: &Grant, holder: &str) -> Vec<(String, String)> {
    let resource = side.resource(&grant.logical_id);
    if !grant.to.is_empty() {
        // A statement beside a resource: where it names none, or all, it is that one.
        let on = match (grant.on.as_str(), resource.and_then(type_of)) {
            ("", Some("AWS::IAM::Role")) => holder.to_owned(),
            ("" | "*", _) => holder.to_owned(),
            (on, _) => on.to_owned(),
        };
        return vec![(grant.to.clone(), on)];
    }
    let attached = ["Roles", "Users", "Groups"].into_iter().flat_map(|list| {
        let items = resource.and_then(|resource| resource.pointer(&format!("/Properties/{list}")));
        items.and_then(Value::as_array).into_iter().flatten()
    });
    let mut who: Vec<String> = attached
        .map(|item| {
            let id = item.get("Ref").and_then(Value::as_str).or(item.as_str());
            id.map_or_else(|| item.to_string(), |id| side.path_of(id))
        })
        .collect();
    if who.is_empty() {
        who.push(holder.to_owned());
    }
    who.into_iter().map(|who| (who, grant.on.clone())).collect()
}
