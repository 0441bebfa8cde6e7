//! Resources that stand elsewhere in the tree and are the same otherwise.
//!
//! Each gets a digest of its type and properties, in which a reference to another candidate counts as that one's digest; digests are made anew until
//! they tell no more candidates apart. So a table and the function that reads it are recognised although all names in between differ.

use std::{
    collections::{BTreeMap, hash_map::DefaultHasher},
    hash::{Hash as _, Hasher as _},
};

use serde_json::Value;

use super::{
    names::{Names, function},
    resources::Pair,
    side::{Side, type_of},
};

type Digests<'v> = BTreeMap<&'v str, u64>;

/// Pairs of removed and added resources that are one resource, moved. Of several alike, those whose paths end alike belong together.
pub(super) fn pairs<'v>(pair: &Pair<'_>, removed: &[&'v str], added: &[&'v str]) -> Vec<(&'v str, &'v str)> {
    if removed.is_empty() || added.is_empty() {
        return Vec::new();
    }
    let old = digests(pair.old, &pair.old_names, removed);
    let new = digests(pair.new, &pair.new_names, added);
    let mut groups: BTreeMap<u64, (Vec<&str>, Vec<&str>)> = BTreeMap::new();
    for (id, digest) in &old {
        groups.entry(*digest).or_default().0.push(id);
    }
    for (id, digest) in &new {
        groups.entry(*digest).or_default().1.push(id);
    }
    let mut found = Vec::new();
    for (olds, mut news) in groups.into_values() {
        for id in olds {
            let path = pair.old.path_of(id);
            let best = news
                .iter()
                .enumerate()
                .max_by_key(|(index, new)| (common_end(&path, &pair.new.path_of(new)), news.len() - index))
                .map(|(index, _)| index);
            if let Some(best) = best {
                found.push((id, news.remove(best)));
            }
        }
    }
    found.sort_unstable();
    found
}

/// How many names at their ends two paths have in common.
fn common_end(one: &str, other: &str) -> usize {
    one.rsplit('/')
        .zip(other.rsplit('/'))
        .take_while(|(one, other)| one == other)
        .count()
}

fn digests<'v>(side: &Side, names: &Names<'_>, ids: &[&'v str]) -> Digests<'v> {
    let resolved: BTreeMap<&'v str, Value> = ids
        .iter()
        .filter_map(|id| {
            let resource = side.resource(id)?;
            let properties = resource.get("Properties").map(|value| names.resolve(value));
            Some((*id, properties.unwrap_or(Value::Null)))
        })
        .collect();
    let type_digest = |id: &str| {
        let mut hasher = DefaultHasher::new();
        side.resource(id).and_then(type_of).hash(&mut hasher);
        hasher.finish()
    };
    let mut digests: Digests<'v> = ids.iter().map(|id| (*id, type_digest(id))).collect();
    let mut kinds = distinct(&digests);
    // Each round either tells more apart or is the last.
    loop {
        let next: Digests<'v> = resolved
            .iter()
            .map(|(id, properties)| {
                let mut hasher = DefaultHasher::new();
                type_digest(id).hash(&mut hasher);
                feed(properties, &digests, &mut hasher);
                (*id, hasher.finish())
            })
            .collect();
        let told = distinct(&next);
        digests = next;
        if told <= kinds {
            return digests;
        }
        kinds = told;
    }
}

fn distinct(digests: &Digests<'_>) -> usize {
    let mut values: Vec<u64> = digests.values().copied().collect();
    values.sort_unstable();
    values.dedup();
    values.len()
}

fn feed(value: &Value, digests: &Digests<'_>, hasher: &mut DefaultHasher) {
    let named = |name: &str, hasher: &mut DefaultHasher| match digests.get(name) {
        Some(digest) => digest.hash(hasher),
        None => name.hash(hasher),
    };
    match function(value) {
        Some(("Ref", Value::String(name))) => {
            "Ref".hash(hasher);
            return named(name, hasher);
        }
        Some(("Fn::GetAtt", Value::Array(parts))) => {
            if let [Value::String(name), attribute] = parts.as_slice() {
                ("GetAtt", attribute.as_str()).hash(hasher);
                return named(name, hasher);
            }
        }
        _ => {}
    }
    match value {
        Value::Array(items) => {
            ("list", items.len()).hash(hasher);
            items.iter().for_each(|item| feed(item, digests, hasher));
        }
        Value::Object(map) => {
            ("map", map.len()).hash(hasher);
            let mut entries: Vec<(&String, &Value)> = map.iter().collect();
            entries.sort_unstable_by_key(|(key, _)| *key);
            for (key, inner) in entries {
                key.hash(hasher);
                feed(inner, digests, hasher);
            }
        }
        other => other.to_string().hash(hasher),
    }
}
