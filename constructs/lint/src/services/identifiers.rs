//! Names that tell resources of one type apart.

use std::collections::BTreeMap;

use ferrocdk_template::Node;

use super::assumed::Assumed;
use crate::context::Context;
use crate::findings::Findings;
use crate::rules;
use crate::schema::{Types, each_resource};
use crate::words::names;

/// Two resources of one type do not have the same identifier (E3019).
pub(super) fn check(context: Context<'_>, types: &Types, findings: &mut Findings) {
    let mut holders: BTreeMap<(String, String), Vec<(String, Assumed)>> = BTreeMap::new();
    let mut identifiers: BTreeMap<String, Vec<String>> = BTreeMap::new();
    each_resource(context, &mut |resource, ty, place| {
        let Some(entry) = resource.attribute("Properties") else {
            return;
        };
        let names_of_type = identifiers
            .entry(ty.to_owned())
            .or_insert_with(|| settable_identifiers(context, types, ty));
        let values: Option<Vec<&Node>> = names_of_type.iter().map(|name| entry.value.get(name)).collect();
        let Some(values) = values.filter(|values| !values.is_empty()) else {
            return;
        };
        // Under conditions the values are several, and which ones belong together takes more than it is worth.
        if values.iter().any(|value| has_condition(value)) {
            return;
        }
        let key: Vec<String> = values.iter().map(|value| value.to_json().to_string()).collect();
        let assumed = Assumed::at(place);
        let known = holders.entry((ty.to_owned(), key.join(","))).or_default();
        let twin = known.iter().find(|(_, other)| assumed.meets(other, context));
        if let Some((other, _)) = twin {
            let message = format!(
                "`{other}` has the same {}",
                names(names_of_type.iter().map(String::as_str))
            );
            findings.add(&rules::E3019, &place.key(entry), message);
        }
        known.push((resource.entry.key.clone(), assumed));
    });
}

/// The properties that identify a resource, when the template sets all of them.
fn settable_identifiers(context: Context<'_>, types: &Types, ty: &str) -> Vec<String> {
    if ty == "AWS::CodeBuild::Project" {
        return vec!["Name".to_owned()];
    }
    let Some(facts) = types.get(context.facts, ty) else {
        return Vec::new();
    };
    let pointers = |keyword: &str| -> Vec<String> {
        let list = facts.schema.root().get(keyword).and_then(serde_json::Value::as_array);
        let texts = list.into_iter().flatten().filter_map(serde_json::Value::as_str);
        texts
            .map(|pointer| pointer.trim_start_matches("/properties/").to_owned())
            .collect()
    };
    let (identifiers, read_only) = (pointers("primaryIdentifier"), pointers("readOnlyProperties"));
    let is_settable = |name: &String| !read_only.contains(name) && !name.contains('/');
    if identifiers.iter().all(is_settable) {
        identifiers
    } else {
        Vec::new()
    }
}

fn has_condition(node: &Node) -> bool {
    if matches!(node.function(), Some(("Fn::If", _))) {
        return true;
    }
    match &node.value {
        ferrocdk_template::Value::List(items) => items.iter().any(has_condition),
        ferrocdk_template::Value::Map(map) => map.iter().any(|entry| has_condition(&entry.value)),
        _ => false,
    }
}
