//! `Globals`: properties that SAM puts into every resource of a type before it reads the resource.
//!
//! Maps are merged, the resource's keys before the global ones; lists are put together, the global items first; of everything else the resource's
//! value stands. So do functions: to SAM they are values like text.

use ferrocdk_template::{Entry, Map, Node, Value};

use super::global_properties::properties_of;
use crate::findings::Findings;
use crate::template::{SERVERLESS, Template};
use crate::{Finding, Path, Step};

/// Lists and maps that are not put together: a function has one architecture.
const REPLACED: [(&str, &[&str]); 2] = [
    ("CapacityProvider", &["InstanceRequirements", "Architectures"]),
    ("Function", &["Architectures"]),
];
/// Maps whose global keys hold only where the resource names them too.
const NAMED_AGAIN: (&str, &[&str]) = ("CapacityProvider", &["ManagedResourceTags"]);

/// A template with its globals in the resources.
pub(crate) struct Merged<'t> {
    /// The template as it was.
    before: &'t Node,
    /// The template in which every resource has what it takes of the globals.
    pub(crate) root: Node,
}

impl<'t> Merged<'t> {
    /// The template with its globals put into the resources; nothing when it has none.
    pub(crate) fn new(before: &'t Node) -> Option<Self> {
        before.get("Globals")?.as_map()?;
        if !Template::new(before).transforms.has(SERVERLESS) {
            return None;
        }
        let mut root = before.clone();
        let mut entries = into_entries(&mut root)?;
        let section = entries.iter_mut().find(|entry| entry.key == "Resources")?;
        let mut resources = into_entries(&mut section.value)?;
        let of_before = before.get("Resources")?.as_map()?;
        for resource in &mut resources {
            let Some(globals) = of_before
                .entry(&resource.key)
                .and_then(|resource| Globals::of(before, resource))
            else {
                continue;
            };
            let mut body = into_entries(&mut resource.value).unwrap_or_default();
            match body.iter_mut().find(|entry| entry.key == "Properties") {
                Some(entry) => entry.value = globals.merge(&entry.value),
                // What SAM then reads as properties stands nowhere; the resource is the nearest place.
                None => body.push(Entry::new(
                    "Properties",
                    resource.key_at,
                    Node {
                        value: globals.merge(&empty()).value,
                        at: resource.key_at,
                    },
                )),
            }
            resource.value.value = Value::Map(Map::new(body));
        }
        section.value.value = Value::Map(Map::new(resources));
        root.value = Value::Map(Map::new(entries));
        Some(Self { before, root })
    }

    /// The findings at the places where their values stand. What several resources took from the globals and cannot have is said once, there,
    /// with the first of them.
    pub(crate) fn relocate(&self, findings: Vec<Finding>) -> Vec<Finding> {
        let moved = findings.into_iter().map(|finding| self.moved(finding)).collect();
        let mut sorted = Findings::sorted(moved);
        sorted.dedup_by(|a, b| (a.at, &a.path, a.rule, &a.message) == (b.at, &b.path, b.rule, &b.message));
        sorted
    }

    fn moved(&self, mut finding: Finding) -> Finding {
        let [Step::Key(section), Step::Key(id), Step::Key(part), rest @ ..] = finding.path.0.as_slice() else {
            return finding;
        };
        if section != "Resources" || part != "Properties" {
            return finding;
        }
        let resources = self.before.get("Resources").and_then(Node::as_map);
        let Some(resource) = resources.and_then(|resources| resources.entry(id)) else {
            return finding;
        };
        let Some(globals) = Globals::of(self.before, resource) else {
            return finding;
        };
        let before = finding.path.0.len() - rest.len();
        match globals.origin(resource.value.get("Properties").unwrap_or(&empty()), rest) {
            Origin::Resource => {}
            Origin::Item { depth, index } => {
                if let Some(step) = finding.path.0.get_mut(before + depth) {
                    *step = Step::Item(index);
                }
            }
            Origin::Globals => {
                let taken = || format!("`{}` takes it from here", resource.key);
                finding.help.get_or_insert_with(taken);
                let head = ["Globals", globals.section].map(|key| Step::Key(key.to_owned()));
                finding.path = Path(head.into_iter().chain(rest.iter().cloned()).collect());
            }
        }
        finding
    }
}

/// The globals of a type, as far as a resource takes them.
struct Globals<'g> {
    section: &'g str,
    values: &'g Map,
    ignored: Vec<&'g str>,
}

/// Where a value of a merged resource comes from.
enum Origin {
    Resource,
    Globals,
    /// From a list of the resource, in which the item of the path has another index.
    Item {
        /// Which step of the path names the item.
        depth: usize,
        index: usize,
    },
}

impl<'g> Globals<'g> {
    /// Those that a resource takes; nothing when there are none of its type, or its properties cannot be read.
    fn of(root: &'g Node, resource: &'g Entry) -> Option<Self> {
        let section = resource
            .value
            .get("Type")?
            .as_str()?
            .strip_prefix("AWS::Serverless::")?;
        let values = root.get("Globals")?.get(section)?.as_map()?;
        properties_of(section)?;
        match resource.value.get("Properties") {
            Some(properties) if !is_map(properties) => return None,
            _ => {}
        }
        let ignored = match resource.value.get("IgnoreGlobals") {
            Some(node) if node.as_str() == Some("*") => return None,
            Some(node) => node
                .as_list()
                .unwrap_or_default()
                .iter()
                .filter_map(Node::as_str)
                .collect(),
            None => Vec::new(),
        };
        Some(Self {
            section,
            values,
            ignored,
        })
    }

    /// The global properties that hold.
    fn properties(&self) -> impl Iterator<Item = &'g Entry> {
        let known = properties_of(self.section).unwrap_or_default();
        self.values
            .iter()
            .filter(|entry| known.contains(&entry.key.as_str()) && !self.ignored.contains(&entry.key.as_str()))
    }

    fn merge(&self, local: &Node) -> Node {
        let global = Node {
            value: Value::Map(Map::new(self.properties().cloned().collect())),
            at: local.at,
        };
        let mut path = Vec::new();
        self.put_together(&global, local, &mut path)
    }

    fn put_together<'n>(&self, global: &'n Node, local: &'n Node, path: &mut Vec<&'n str>) -> Node {
        let value = match (&global.value, &local.value) {
            (Value::Map(_), Value::Map(_)) if self.are_merged(global, local, path) => {
                Value::Map(self.maps(global, local, path))
            }
            (Value::List(first), Value::List(then)) if self.are_merged(global, local, path) => {
                Value::List(first.iter().chain(then).cloned().collect())
            }
            _ => local.value.clone(),
        };
        Node { value, at: local.at }
    }

    fn maps<'n>(&self, global: &'n Node, local: &'n Node, path: &mut Vec<&'n str>) -> Map {
        let (Some(first), Some(then)) = (global.as_map(), local.as_map()) else {
            return Map::default();
        };
        let drops = self.is(NAMED_AGAIN, path) && !then.is_empty();
        let mut entries: Vec<Entry> = Vec::with_capacity(first.len() + then.len());
        for entry in first {
            match then.entry(&entry.key) {
                Some(own) => {
                    path.push(&entry.key);
                    let mut merged = own.clone();
                    merged.value = self.put_together(&entry.value, &own.value, path);
                    entries.push(merged);
                    path.pop();
                }
                None if drops => {}
                None => entries.push(entry.clone()),
            }
        }
        entries.extend(then.iter().filter(|entry| first.get(&entry.key).is_none()).cloned());
        Map::new(entries)
    }

    /// Whether two values become one, and not the resource's alone.
    fn are_merged(&self, global: &Node, local: &Node, path: &[&str]) -> bool {
        let are_alike = match (&global.value, &local.value) {
            (Value::Map(_), Value::Map(_)) => is_map(global) && is_map(local),
            (Value::List(_), Value::List(_)) => true,
            _ => false,
        };
        are_alike && !REPLACED.iter().any(|replaced| self.is(*replaced, path))
    }

    fn is(&self, (section, wanted): (&str, &[&str]), path: &[&str]) -> bool {
        section == self.section && wanted == path
    }

    /// Where the value at a path below the properties comes from.
    fn origin(&self, local: &Node, steps: &[Step]) -> Origin {
        let Some((Step::Key(first), rest)) = steps.split_first() else {
            return Origin::Resource;
        };
        let Some(global) = self.properties().find(|entry| entry.key == *first) else {
            return Origin::Resource;
        };
        let Some(mut local) = local.get(first) else {
            return Origin::Globals;
        };
        let mut global = &global.value;
        let mut path: Vec<&str> = vec![first];
        for (depth, step) in (1..).zip(rest) {
            if !self.are_merged(global, local, &path) {
                return Origin::Resource;
            }
            match step {
                Step::Key(key) => match (global.get(key), local.get(key)) {
                    (Some(of_global), Some(own)) => {
                        (global, local) = (of_global, own);
                        path.push(key);
                    }
                    (Some(_), None) => return Origin::Globals,
                    (None, _) => return Origin::Resource,
                },
                Step::Item(index) => {
                    let before = global.as_list().map_or(0, <[Node]>::len);
                    return match index.checked_sub(before) {
                        Some(index) => Origin::Item { depth, index },
                        None => Origin::Globals,
                    };
                }
            }
        }
        Origin::Resource
    }
}

/// Whether a node is a map of keys, and no function.
fn is_map(node: &Node) -> bool {
    node.as_map().is_some()
        && !node
            .function()
            .is_some_and(|(name, _)| name.starts_with("Fn::") || matches!(name, "Ref" | "Condition"))
}

fn empty() -> Node {
    Node {
        value: Value::Map(Map::default()),
        at: ferrocdk_template::Position::default(),
    }
}

/// Takes the entries out of a map.
fn into_entries(node: &mut Node) -> Option<Vec<Entry>> {
    match std::mem::replace(&mut node.value, Value::Null) {
        Value::Map(map) => Some(map.into_iter().collect()),
        other => {
            node.value = other;
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::*;

    /// Result of one function with the given globals and properties, with further attributes of the resource.
    fn merged(section: &str, globals: &Json, properties: &Json, attributes: &Json) -> Json {
        let mut body = json!({ "Type": format!("AWS::Serverless::{section}"), "Properties": properties });
        let body_map = body.as_object_mut().unwrap();
        body_map.extend(attributes.as_object().unwrap().clone());
        if properties.is_null() {
            body_map.shift_remove("Properties");
        }
        let root = Node::from_json(&json!({
            "Transform": SERVERLESS, "Globals": { section: globals }, "Resources": { "A": body },
        }));
        let merged = Merged::new(&root).unwrap();
        merged
            .root
            .to_json()
            .pointer("/Resources/A/Properties")
            .cloned()
            .unwrap_or_default()
    }

    fn function(globals: &Json, properties: &Json) -> Json {
        merged("Function", globals, properties, &json!({}))
    }

    #[test]
    fn values_of_the_resource_stand_before_the_global_ones() {
        assert_eq!(
            function(&json!({ "Timeout": 5 }), &json!({ "Timeout": 6 })),
            json!({ "Timeout": 6 })
        );
        assert_eq!(function(&json!({ "Timeout": 5 }), &Json::Null), json!({ "Timeout": 5 }));
        let maps = function(
            &json!({ "Tags": { "a": 1, "b": 2 } }),
            &json!({ "Tags": { "b": 3, "c": 4 } }),
        );
        assert_eq!(maps, json!({ "Tags": { "a": 1, "b": 3, "c": 4 } }));
        let lists = function(&json!({ "Layers": ["x"] }), &json!({ "Layers": ["y"] }));
        assert_eq!(lists, json!({ "Layers": ["x", "y"] }));
    }

    #[test]
    fn what_is_of_another_kind_or_a_function_is_not_merged() {
        for local in [
            json!("s3://a/b"),
            json!({ "Ref": "AWS::NoValue" }),
            json!({ "Fn::If": ["A", {}, {}] }),
        ] {
            let properties = json!({ "CodeUri": local });
            assert_eq!(
                function(&json!({ "CodeUri": { "Bucket": "a", "Key": "b" } }), &properties),
                properties
            );
        }
        let one = function(
            &json!({ "Architectures": ["arm64"] }),
            &json!({ "Architectures": ["x86_64"] }),
        );
        assert_eq!(one, json!({ "Architectures": ["x86_64"] }));
        let tags = merged(
            "CapacityProvider",
            &json!({ "ManagedResourceTags": { "Tags": { "a": 1 }, "Other": {} } }),
            &json!({ "ManagedResourceTags": { "Tags": { "b": 2 } } }),
            &json!({}),
        );
        assert_eq!(tags, json!({ "ManagedResourceTags": { "Tags": { "a": 1, "b": 2 } } }));
    }

    #[test]
    fn resources_can_refuse_globals() {
        let globals = json!({ "Timeout": 5, "Runtime": "python3.13" });
        let with = |ignored: Json| merged("Function", &globals, &json!({}), &json!({ "IgnoreGlobals": ignored }));
        assert_eq!(with(json!("*")), json!({}));
        assert_eq!(with(json!(["Timeout"])), json!({ "Runtime": "python3.13" }));
        // What SAM refuses is not put in, so that it is said once.
        assert_eq!(function(&json!({ "Role": "r" }), &json!({})), json!({}));
    }

    #[test]
    fn a_finding_goes_to_where_its_value_stands() {
        let root = Node::from_json(&json!({
            "Transform": SERVERLESS,
            "Globals": { "Function": { "Timeout": 0, "Layers": ["x", "y"], "Environment": { "Variables": { "A": [], "B": [] } } } },
            "Resources": { "F": { "Type": "AWS::Serverless::Function", "Properties": {
                "MemorySize": 1, "Layers": ["z"], "Environment": { "Variables": { "B": [] } },
            } } },
        }));
        let merged = Merged::new(&root).unwrap();
        let place = |path: &[&str]| {
            let steps = ["Resources", "F", "Properties"]
                .iter()
                .chain(path)
                .map(|step| match step.parse() {
                    Ok(item) => Step::Item(item),
                    Err(_) => Step::Key((*step).to_owned()),
                });
            let finding = Finding {
                rule: "E3012",
                severity: crate::Severity::Error,
                path: Path(steps.collect()),
                at: ferrocdk_template::Position::default(),
                message: String::new(),
                help: None,
            };
            merged.moved(finding).path.to_string()
        };
        assert_eq!(place(&["Timeout"]), "Globals/Function/Timeout");
        assert_eq!(place(&["MemorySize"]), "Resources/F/Properties/MemorySize");
        assert_eq!(place(&["Layers", "1"]), "Globals/Function/Layers/1");
        assert_eq!(place(&["Layers", "2"]), "Resources/F/Properties/Layers/0");
        assert_eq!(place(&["Environment"]), "Resources/F/Properties/Environment");
        assert_eq!(
            place(&["Environment", "Variables", "A"]),
            "Globals/Function/Environment/Variables/A"
        );
        assert_eq!(
            place(&["Environment", "Variables", "B"]),
            "Resources/F/Properties/Environment/Variables/B"
        );
        assert_eq!(place(&[]), "Resources/F/Properties");
    }
}
