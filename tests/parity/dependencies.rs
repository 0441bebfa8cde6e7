//! `DependsOn` without what a resource refers to anyway.

use std::collections::BTreeSet;

use serde_json::Value as Json;

/// Drops from each resource of a template the dependencies that its references imply.
pub(crate) fn drop_implied(template: &mut Json) {
    let resources = template.get_mut("Resources").and_then(Json::as_object_mut);
    for resource in resources.into_iter().flat_map(|resources| resources.values_mut()) {
        let mut referred = BTreeSet::new();
        references(resource, &mut referred);
        let Json::Object(map) = resource else { continue };
        if let Some(Json::Array(waits)) = map.get_mut("DependsOn") {
            waits.retain(|name| name.as_str().is_none_or(|name| !referred.contains(name)));
            if waits.is_empty() {
                map.shift_remove("DependsOn");
            }
        }
    }
}

/// The logical ids that a value refers to.
fn references(json: &Json, out: &mut BTreeSet<String>) {
    match json {
        Json::Object(map) => {
            let target = map
                .get("Ref")
                .or_else(|| map.get("Fn::GetAtt").and_then(|get_att| get_att.get(0)));
            out.extend(target.and_then(Json::as_str).map(str::to_owned));
            map.values().for_each(|value| references(value, out));
        }
        Json::Array(items) => items.iter().for_each(|item| references(item, out)),
        _ => {}
    }
}
