//! The resources of two sides of one stack, one by one.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::{
    assets,
    facts::Facts,
    model::{Action, Before, Data, PropertyDiff, ResourceDiff},
    moved,
    names::Names,
    side::{Side, type_of},
    walk::Walk,
};
use crate::review::Replacement;

/// Both sides of a stack with what their names stand for.
pub(super) struct Pair<'a> {
    pub(super) old: &'a Side,
    pub(super) new: &'a Side,
    pub(super) old_names: Names<'a>,
    pub(super) new_names: Names<'a>,
    /// Whether a parameter, a condition or a mapping differs, so that equal texts may stand for different values.
    symbols_differ: bool,
    pub(super) strict: bool,
}

/// Attributes of a resource beside its properties.
const ATTRIBUTES: [&str; 7] = [
    "Condition",
    "CreationPolicy",
    "DeletionPolicy",
    "DependsOn",
    "Metadata",
    "UpdatePolicy",
    "UpdateReplacePolicy",
];

/// Metadata that only says where a resource comes from.
fn is_origin(key: &str) -> bool {
    key == "aws:cdk:path" || key.starts_with("aws:asset:")
}

impl<'a> Pair<'a> {
    pub(super) fn new(old: &'a Side, new: &'a Side, strict: bool) -> Self {
        let old_names = Names::new(&old.template, &old.parameters);
        let new_names = Names::new(&new.template, &new.parameters);
        let mut pair = Self {
            old,
            new,
            old_names,
            new_names,
            symbols_differ: false,
            strict,
        };
        let sections = ["Mappings", "Conditions"];
        let differs = |section: &&str| old.template.get(*section) != new.template.get(*section);
        let parameters: BTreeSet<&String> = [old, new]
            .into_iter()
            .flat_map(|side| side.section("Parameters").map(|(name, _)| name))
            .collect();
        pair.symbols_differ = sections.iter().any(differs)
            || parameters
                .into_iter()
                .any(|name| pair.old_names.parameter(name) != pair.new_names.parameter(name));
        pair
    }

    /// The resources that differ by themselves, by logical id; the new one of those that moved.
    pub(super) fn resources(&self, facts: &Facts<'_>) -> (BTreeMap<String, ResourceDiff>, usize) {
        let mut found = BTreeMap::new();
        let (mut removed, mut added) = (Vec::new(), Vec::new());
        let mut unreadable = 0;
        let ids: BTreeSet<&String> = [self.old, self.new]
            .into_iter()
            .flat_map(|side| side.section("Resources").map(|(id, _)| id))
            .collect();
        for id in ids {
            let old = self.old.resource(id).filter(|old| stands(&self.old_names, old));
            let new = self.new.resource(id).filter(|new| stands(&self.new_names, new));
            if !self.strict && [old, new].into_iter().flatten().any(is_bookkeeping) {
                continue;
            }
            match (old, new) {
                (Some(old), Some(new)) => {
                    if old != new || self.symbols_differ {
                        let (diff, count) = self.both(id, id, old, new, facts);
                        unreadable += count;
                        found.extend(diff.map(|diff| (id.clone(), diff)));
                    }
                }
                (Some(_), None) => removed.push(id.as_str()),
                (None, Some(_)) => added.push(id.as_str()),
                (None, None) => {}
            }
        }
        let mut pairs = renamed(self, &removed, &added);
        let is_free = |pairs: &[(&str, &str)], id: &str| !pairs.iter().any(|(old, new)| *old == id || *new == id);
        removed.retain(|id| is_free(&pairs, id));
        added.retain(|id| is_free(&pairs, id));
        let moves = moved::pairs(self, &removed, &added);
        removed.retain(|id| is_free(&moves, id));
        added.retain(|id| is_free(&moves, id));
        let renames = pairs.len();
        pairs.extend(moves);
        for (index, (old_id, new_id)) in pairs.into_iter().enumerate() {
            if let (Some(old), Some(new)) = (self.old.resource(old_id), self.new.resource(new_id)) {
                let (diff, count) = self.both(old_id, new_id, old, new, facts);
                unreadable += count;
                let action = if index < renames { Action::Replace } else { Action::Move };
                let mut diff = diff.unwrap_or_else(|| self.empty(new_id, new, action));
                diff.action = action;
                if action == Action::Move {
                    diff.changes.clear();
                }
                diff.before = Some(Before {
                    stack: self.old.name.clone(),
                    logical_id: old_id.to_owned(),
                    path: self.old.path_of(old_id),
                });
                diff.data = fate_of_removed(old, facts);
                found.insert(new_id.to_owned(), diff);
            }
        }
        for id in removed {
            if let Some(old) = self.old.resource(id) {
                found.insert(id.to_owned(), removal(self.old, id, old, facts));
            }
        }
        for id in added {
            if let Some(new) = self.new.resource(id) {
                let mut diff = self.empty(id, new, Action::Add);
                if new.get("Condition").is_some() && self.decided(new).is_none() {
                    diff.notes
                        .push("only where its condition holds, which is known while deploying".to_owned());
                }
                found.insert(id.to_owned(), diff);
            }
        }
        (found, unreadable)
    }

    fn decided(&self, resource: &Value) -> Option<bool> {
        self.new_names.condition(resource.get("Condition")?.as_str()?)
    }

    fn empty(&self, id: &str, resource: &Value, action: Action) -> ResourceDiff {
        ResourceDiff {
            logical_id: id.to_owned(),
            path: self.new.path_of(id),
            resource_type: type_of(resource).unwrap_or_default().to_owned(),
            action,
            data: Data::Untouched,
            before: None,
            changes: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// A resource that both sides have; `None` where it is the same. Also how many texts could not be read.
    fn both(
        &self,
        old_id: &str,
        new_id: &str,
        old: &Value,
        new: &Value,
        facts: &Facts<'_>,
    ) -> (Option<ResourceDiff>, usize) {
        let (old_type, new_type) = (type_of(old).unwrap_or_default(), type_of(new).unwrap_or_default());
        let mut diff = self.empty(new_id, new, Action::Modify);
        if old_type != new_type {
            diff.action = Action::Replace;
            diff.data = fate_of_removed(old, facts);
            diff.changes
                .push(attribute("Type", Some(&old_type.into()), Some(&new_type.into())));
            diff.notes.push(format!(
                "CloudFormation refuses another type under the logical id `{new_id}`: remove the {old_type} in a deployment of its own, or give the new resource another id"
            ));
            return (Some(diff), 0);
        }
        let of_type = facts.of(new_type);
        let mut walk = Walk::new(new_type, of_type.as_deref(), self.old.deployed);
        let empty = Map::new();
        let properties = |resource: &'_ Value, names: &Names<'_>| match resource.get("Properties") {
            Some(properties) => match names.resolve(properties) {
                Value::Object(map) => map,
                _ => Map::new(),
            },
            None => empty.clone(),
        };
        let (old_properties, new_properties) = (properties(old, &self.old_names), properties(new, &self.new_names));
        let keys: BTreeSet<&String> = old_properties.keys().chain(new_properties.keys()).collect();
        for key in keys {
            if key == "TemplateURL" && self.new.nested.contains_key(new_id) && self.old.nested.contains_key(old_id) {
                // What it stands for is compared by itself.
                continue;
            }
            let place = walk.property(key);
            walk.compare(key, place, old_properties.get(key), new_properties.get(key));
        }
        let unreadable = walk.unreadable;
        diff.changes = walk
            .leaves
            .into_iter()
            .map(|leaf| PropertyDiff {
                asset: assets::name(self, leaf.old.as_ref(), leaf.new.as_ref()),
                path: leaf.path,
                old: leaf.old,
                new: leaf.new,
                replacement: leaf.replacement,
                follows: None,
            })
            .collect();
        self.attributes(old, new, &mut diff);
        if diff.changes.is_empty() {
            return (None, unreadable);
        }
        settle(&mut diff, new, facts);
        (Some(diff), unreadable)
    }

    fn attributes(&self, old: &Value, new: &Value, diff: &mut ResourceDiff) {
        for name in ATTRIBUTES {
            let (before, after) = (old.get(name), new.get(name));
            if before == after && !(self.symbols_differ && name != "Metadata") {
                continue;
            }
            let (before, after) = match name {
                "Metadata" => (self.metadata(before), self.metadata(after)),
                "DependsOn" => (sorted(before), sorted(after)),
                "Condition" => (
                    before
                        .and_then(Value::as_str)
                        .map(|name| self.old_names.definition(name)),
                    after
                        .and_then(Value::as_str)
                        .map(|name| self.new_names.definition(name)),
                ),
                _ => (
                    before.map(|value| self.old_names.resolve(value)),
                    after.map(|value| self.new_names.resolve(value)),
                ),
            };
            // A condition that holds is as good as none.
            let holds = |value: &Option<Value>| value.is_none() || value == &Some(Value::Bool(true));
            if before == after || (name == "Condition" && holds(&before) && holds(&after)) {
                continue;
            }
            let lowered = name.ends_with("Policy") && protects(before.as_ref()) && !protects(after.as_ref());
            if lowered && (name == "DeletionPolicy" || name == "UpdateReplacePolicy") {
                diff.notes.push(format!("`{name}` no longer protects it"));
            }
            if name == "Condition" {
                diff.notes
                    .push("made or removed by its condition, whose result is known only while deploying".to_owned());
            }
            let mut changes = Vec::new();
            match (name, &before, &after) {
                ("Metadata", Some(Value::Object(before)), Some(Value::Object(after))) => {
                    let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
                    changes.extend(
                        keys.into_iter()
                            .filter(|key| before.get(*key) != after.get(*key))
                            .map(|key| attribute(&format!("Metadata.{key}"), before.get(key), after.get(key))),
                    );
                }
                _ => changes.push(attribute(name, before.as_ref(), after.as_ref())),
            }
            diff.changes.extend(changes);
        }
    }

    fn metadata(&self, metadata: Option<&Value>) -> Option<Value> {
        let map = metadata?.as_object()?;
        let map: Map<String, Value> = map
            .iter()
            .filter(|(key, _)| self.strict || !is_origin(key))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        (!map.is_empty()).then_some(Value::Object(map))
    }
}

/// A removed resource.
pub(super) fn removal(side: &Side, id: &str, old: &Value, facts: &Facts<'_>) -> ResourceDiff {
    let data = fate_of_removed(old, facts);
    let stays = matches!(policy(old, "DeletionPolicy"), Some("Retain" | "RetainExceptOnCreate"));
    ResourceDiff {
        logical_id: id.to_owned(),
        path: side.path_of(id),
        resource_type: type_of(old).unwrap_or_default().to_owned(),
        action: Action::Remove,
        data,
        before: None,
        changes: Vec::new(),
        notes: stays
            .then(|| "stays in the account, outside of any stack".to_owned())
            .into_iter()
            .collect(),
    }
}

/// Action and data as the changes of a resource have them.
pub(super) fn settle(diff: &mut ResourceDiff, new: &Value, facts: &Facts<'_>) {
    let replacement = diff.changes.iter().map(|change| change.replacement).max();
    let replacement = replacement.unwrap_or(Replacement::No);
    let action = match replacement {
        Replacement::No => Action::Modify,
        Replacement::Maybe => Action::MayReplace,
        Replacement::Yes => Action::Replace,
    };
    if action <= diff.action && diff.action != Action::Modify {
        return;
    }
    diff.action = action;
    if replacement == Replacement::No {
        return;
    }
    let kept = kept(new, policy(new, "UpdateReplacePolicy"));
    diff.data = match (facts.stateful(&diff.resource_type), kept, replacement) {
        (false, ..) => Data::Untouched,
        (true, true, _) => Data::Kept,
        (true, false, Replacement::Yes) => Data::Lost,
        (true, false, _) => Data::MayBeLost,
    };
}

/// Fate of the data of a resource that leaves its stack.
pub(super) fn fate_of_removed(old: &Value, facts: &Facts<'_>) -> Data {
    let ty = type_of(old).unwrap_or_default();
    if !facts.stateful(ty) {
        return Data::Untouched;
    }
    // Databases get a snapshot where the template says nothing, but for the instances of a cluster.
    let in_cluster = old.pointer("/Properties/DBClusterIdentifier").is_some();
    let default = match ty {
        "AWS::RDS::DBCluster" => Some("Snapshot"),
        "AWS::RDS::DBInstance" if !in_cluster => Some("Snapshot"),
        _ => None,
    };
    if kept(old, policy(old, "DeletionPolicy").or(default)) {
        Data::Kept
    } else {
        Data::Lost
    }
}

fn kept(resource: &Value, policy: Option<&str>) -> bool {
    match policy {
        Some("Retain" | "RetainExceptOnCreate") => true,
        Some("Snapshot") => ferrocdk_facts::takes_snapshots(type_of(resource).unwrap_or_default()),
        _ => false,
    }
}

fn policy<'v>(resource: &'v Value, name: &str) -> Option<&'v str> {
    resource.get(name).and_then(Value::as_str)
}

fn protects(policy: Option<&Value>) -> bool {
    matches!(
        policy.and_then(Value::as_str),
        Some("Retain" | "RetainExceptOnCreate" | "Snapshot")
    )
}

/// Whether the resource is there as far as its condition tells; where that is known only while deploying, it counts as there.
fn stands(names: &Names<'_>, resource: &Value) -> bool {
    let condition = resource.get("Condition").and_then(Value::as_str);
    condition.is_none_or(|name| names.condition(name) != Some(false))
}

/// Types that the AWS CDK puts into templates to count its users.
fn is_bookkeeping(resource: &Value) -> bool {
    type_of(resource) == Some("AWS::CDK::Metadata")
}

/// Resources of one type that stand at one path, under another logical id: CloudFormation makes the new one and deletes the old one.
fn renamed<'v>(pair: &Pair<'_>, removed: &[&'v str], added: &[&'v str]) -> Vec<(&'v str, &'v str)> {
    let key = |side: &Side, id: &str| -> Option<(String, String)> {
        Some((side.paths.get(id)?.clone(), type_of(side.resource(id)?)?.to_owned()))
    };
    let mut old: BTreeMap<(String, String), Vec<&'v str>> = BTreeMap::new();
    for id in removed {
        if let Some(key) = key(pair.old, id) {
            old.entry(key).or_default().push(id);
        }
    }
    let mut found = Vec::new();
    for id in added {
        if let Some(ids) = key(pair.new, id).and_then(|key| old.get_mut(&key))
            && let [only] = ids.as_slice()
        {
            found.push((*only, *id));
            ids.clear();
        }
    }
    found
}

fn attribute(name: &str, old: Option<&Value>, new: Option<&Value>) -> PropertyDiff {
    PropertyDiff {
        path: name.to_owned(),
        old: old.cloned(),
        new: new.cloned(),
        replacement: Replacement::No,
        follows: None,
        asset: None,
    }
}

/// Names that a resource depends on, in one order.
fn sorted(value: Option<&Value>) -> Option<Value> {
    let mut names: Vec<&str> = match value? {
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        Value::String(name) => vec![name],
        _ => Vec::new(),
    };
    names.sort_unstable();
    names.dedup();
    (!names.is_empty()).then(|| names.into())
}
