//! Circles of dependencies, which CloudFormation refuses at deployment.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json};

/// The logical ids of a circle, the first again at its end; `None` where the template can be deployed.
pub(crate) fn find(template: &Json) -> Option<Vec<String>> {
    let resources = template.get("Resources")?.as_object()?;
    let mut walk = Walk {
        resources,
        done: BTreeSet::new(),
        trail: Vec::new(),
    };
    resources.keys().find_map(|id| walk.visit(id))
}

struct Walk<'a> {
    resources: &'a Map<String, Json>,
    done: BTreeSet<&'a str>,
    trail: Vec<&'a str>,
}

impl<'a> Walk<'a> {
    fn visit(&mut self, id: &'a str) -> Option<Vec<String>> {
        if self.done.contains(id) {
            return None;
        }
        if let Some(start) = self.trail.iter().position(|before| *before == id) {
            let circle = self.trail[start..].iter().chain([&id]);
            return Some(circle.map(|id| (*id).to_owned()).collect());
        }
        self.trail.push(id);
        let resource = &self.resources[id];
        let mut targets = BTreeSet::new();
        match &resource["DependsOn"] {
            Json::String(id) => drop(targets.insert(id.as_str())),
            Json::Array(ids) => targets.extend(ids.iter().filter_map(Json::as_str)),
            _ => {}
        }
        references(&resource["Properties"], &mut targets);
        for target in targets {
            // What is not a resource is a parameter or a pseudo parameter.
            if let Some((target, _)) = self.resources.get_key_value(target)
                && let Some(circle) = self.visit(target)
            {
                return Some(circle);
            }
        }
        self.trail.pop();
        self.done.insert(id);
        None
    }
}

/// Adds every name that an expression refers to.
fn references<'a>(json: &'a Json, targets: &mut BTreeSet<&'a str>) {
    match json {
        Json::Array(items) => items.iter().for_each(|item| references(item, targets)),
        Json::Object(map) => match (map.len(), map.iter().next()) {
            (1, Some((key, Json::String(name)))) if key == "Ref" => drop(targets.insert(name)),
            (1, Some((key, Json::String(name)))) if key == "Fn::GetAtt" => targets.extend(name.split('.').next()),
            (1, Some((key, Json::Array(items)))) if key == "Fn::GetAtt" => {
                targets.extend(items.first().and_then(Json::as_str));
            }
            (1, Some((key, Json::String(text)))) if key == "Fn::Sub" => substitutes(text, &BTreeMap::new(), targets),
            (1, Some((key, Json::Array(items)))) if key == "Fn::Sub" => {
                let variables = items.get(1).and_then(Json::as_object);
                let names = variables
                    .into_iter()
                    .flatten()
                    .map(|(name, value)| (name.as_str(), value));
                let own: BTreeMap<&str, &Json> = names.collect();
                if let Some(Json::String(text)) = items.first() {
                    substitutes(text, &own, targets);
                }
                own.values().for_each(|value| references(value, targets));
            }
            _ => map.values().for_each(|item| references(item, targets)),
        },
        _ => {}
    }
}

/// Adds the names in `${…}`, but not `${!literal}` and not the function's own variables.
fn substitutes<'a>(text: &'a str, own: &BTreeMap<&str, &Json>, targets: &mut BTreeSet<&'a str>) {
    for part in text.split("${").skip(1) {
        if let Some((name, _)) = part.split_once('}')
            && !name.starts_with('!')
            && !own.contains_key(name)
        {
            targets.extend(name.split('.').next());
        }
    }
}
