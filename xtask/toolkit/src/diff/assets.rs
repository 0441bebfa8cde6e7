//! Hashes of assets, told as what they are the hash of.

use serde_json::Value;

use super::resources::Pair;

/// Length of a hash of an asset: 32 bytes in hexadecimal.
const HASH: usize = 64;

/// Name of the asset that two values are hashes of; empty where nobody tells its name.
pub(super) fn name(pair: &Pair<'_>, old: Option<&Value>, new: Option<&Value>) -> Option<String> {
    let (old_hash, new_hash) = (hash(old?)?, hash(new?)?);
    let known = pair
        .new
        .assets
        .get(&new_hash)
        .or_else(|| pair.old.assets.get(&old_hash));
    Some(known.cloned().unwrap_or_default())
}

/// The hash in a text such as `490e….zip`, or in one that is put together, such as an address of a template.
pub(super) fn hash(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => {
            let mut words = text.split(|c: char| !c.is_ascii_hexdigit());
            words.find(|word| word.len() == HASH).map(str::to_owned)
        }
        Value::Array(items) => items.iter().find_map(hash),
        Value::Object(map) => map.values().find_map(hash),
        _ => None,
    }
}
