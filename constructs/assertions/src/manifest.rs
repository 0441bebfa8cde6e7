//! Assertions about a stack's entry in the manifest.

use ferrocdk_core::Assembly;
use serde_json::Value as Json;

/// All stack artifacts by their ids, those of stages too.
fn stacks(assembly: &Assembly) -> Vec<(String, Json)> {
    let manifests = assembly
        .files()
        .filter(|(name, _)| name.rsplit('/').next() == Some("manifest.json"));
    let mut stacks = Vec::new();
    for (_, text) in manifests {
        // An assembly in memory is ours, so it parses.
        let mut manifest: Json = serde_json::from_str(text).unwrap_or_default();
        if let Some(artifacts) = manifest["artifacts"].as_object_mut() {
            let artifacts = std::mem::take(artifacts).into_iter();
            stacks.extend(artifacts.filter(|(_, artifact)| artifact["type"] == "aws:cloudformation:stack"));
        }
    }
    stacks
}

/// The artifact id of the stack with a construct path.
pub(crate) fn artifact_of(assembly: &Assembly, path: &str) -> Option<String> {
    let mut stacks = stacks(assembly).into_iter();
    stacks
        .find(|(_, artifact)| artifact["displayName"] == path)
        .map(|(id, _)| id)
}

/// The artifact of a stack.
///
/// # Panics
/// When there is no such stack.
#[track_caller]
pub(crate) fn stack(assembly: &Assembly, id: &str) -> Json {
    let mut all = stacks(assembly);
    match all.iter().position(|(name, _)| name == id) {
        Some(position) => all.swap_remove(position).1,
        None => {
            let known: Vec<String> = all.into_iter().map(|(name, _)| name).collect();
            panic!("the assembly has no stack {id:?}\nhelp: it has {}", known.join(", "));
        }
    }
}
