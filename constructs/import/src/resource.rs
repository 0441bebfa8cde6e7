//! Resources as statements.

use ferrocdk_template::{Entry, Map, Node, Value};

use crate::blocks::Blocks;
use crate::known::{Binding, Known, MadeResource};
use crate::layout::Layout;
use crate::literal;
use crate::program::Statement;
use crate::template::function;
use crate::value::{Writer, has_required};

/// The type whose properties each provider chooses for itself.
const CUSTOM: &str = "AWS::CloudFormation::CustomResource";

/// Why a resource of a known type is made untyped; `None` when its binding serves.
pub(crate) fn untyped_reason(body: &Map, binding: &Binding) -> Option<String> {
    let name = &binding.ty.name;
    let empty = Map::default();
    let properties = match body.get("Properties") {
        None => &empty,
        Some(node) if function(node).is_some() => return Some("a function gives all of its properties".to_owned()),
        Some(node) => match node.as_map() {
            Some(map) => map,
            None => return Some("its properties are no map".to_owned()),
        },
    };
    if name == CUSTOM
        && properties
            .iter()
            .any(|entry| !binding.ty.properties.contains_key(&entry.key))
    {
        return Some("its provider chooses the properties".to_owned());
    }
    if !has_required(properties, &binding.ty.properties) {
        let missing = binding.ty.properties.iter();
        let missing = missing.filter(|(key, property)| property.required && properties.get(key).is_none());
        let missing: Vec<&str> = missing.map(|(key, _)| key.as_str()).collect();
        return Some(format!(
            "the template does not set {}, which {name} requires",
            missing.join(", ")
        ));
    }
    None
}

/// Writes one resource.
pub(crate) struct ResourceWriter<'a> {
    pub(crate) known: &'a Known,
    pub(crate) blocks: &'a mut Blocks,
    pub(crate) resource: &'a MadeResource,
    /// Said above the resource.
    pub(crate) comment: Option<String>,
}

impl ResourceWriter<'_> {
    pub(crate) fn statement(mut self, entry: &Entry, body: &Map, type_name: &str) -> Statement {
        let id = literal::text(&entry.key);
        let mut overrides = Vec::new();
        let make = match self.resource.binding.clone() {
            Some(binding) => {
                let names = &binding.names;
                let props = format!("{}::{}", names.service, names.props);
                let mut writer = Writer::new(self.known, self.blocks, Some(&binding));
                let properties = body.get("Properties").and_then(Node::as_map);
                let empty = Map::default();
                let properties = properties.unwrap_or(&empty);
                let code = writer.at("Properties", |w| w.object(properties, &binding.ty.properties, None));
                overrides.append(&mut writer.overrides);
                let code = code.unwrap_or_else(|| format!("{props}::new()"));
                format!("{}::{}::new(&stack, {id}, {code})", names.service, names.handle)
            }
            None => {
                let properties = match body.get("Properties").filter(|node| is_plain_map(node)) {
                    Some(properties) => self.document(properties),
                    None => "doc!({})".to_owned(),
                };
                let type_name = literal::text(type_name);
                format!("CfnResource::untyped(&stack, {id}, {type_name}, {properties})")
            }
        };
        let mut then = Vec::new();
        let is_empty = |key: &str| body.get(key).and_then(Node::as_map).is_some_and(Map::is_empty);
        for (path, value) in overrides {
            then.push(self.set(&path, value));
        }
        if let Some(properties) = body.get("Properties") {
            if is_empty("Properties") || !is_plain_map(properties) {
                then.push(self.override_with("Properties", properties));
            } else if self.resource.binding.is_none() {
                // What is null counts as not given, so it is set afterwards.
                let nulls = properties.as_map().into_iter().flatten();
                for entry in nulls.filter(|entry| entry.value.value == Value::Null) {
                    let path = format!("Properties.{}", literal::step(&entry.key));
                    then.push(self.set(&path, Layout::Code("null".to_owned())));
                }
            }
        }
        self.policies(body, &mut then);
        for attribute in body {
            match attribute.key.as_str() {
                "Type" | "Properties" | "DeletionPolicy" | "UpdateReplacePolicy" => {}
                "Condition" => then.push(self.condition(&attribute.value)),
                "DependsOn" => self.depends_on(&attribute.value, &mut then),
                "Metadata" => self.metadata(&attribute.value, &mut then),
                other => then.push(self.override_with(other, &attribute.value)),
            }
        }
        Statement {
            comment: self.comment,
            variable: self.resource.variable.clone(),
            make,
            then,
        }
    }

    fn document(&mut self, node: &Node) -> String {
        Writer::new(self.known, self.blocks, None).document_code(node)
    }

    fn variable(&self) -> &str {
        &self.resource.variable
    }

    /// Sets a part of the rendered resource, as a document.
    fn set(&mut self, path: &str, value: Layout) -> String {
        let value = self.blocks.put(value.document());
        let (method, path) = match path.strip_prefix("Properties.") {
            Some(path) => ("add_property_override", path),
            None => ("add_override", path),
        };
        format!("{}.{method}({}, {value});", self.variable(), literal::text(path))
    }

    fn override_with(&mut self, key: &str, node: &Node) -> String {
        let value = Writer::new(self.known, self.blocks, None).document(node);
        self.set(&literal::step(key), value)
    }

    fn policies(&mut self, body: &Map, then: &mut Vec<String>) {
        let policy = |key: &str| body.get(key).and_then(Node::as_str);
        let (deletion, replacement) = (policy("DeletionPolicy"), policy("UpdateReplacePolicy"));
        let both = match (deletion.and_then(variant), replacement.and_then(variant)) {
            (Some(one), Some(_)) if deletion == replacement => Some(one),
            (Some("RetainExceptOnCreate"), Some("Retain")) => Some("RetainExceptOnCreate"),
            _ => None,
        };
        // What the type does not allow is kept, as everything else is.
        let takes_snapshot = body
            .get("Type")
            .and_then(Node::as_str)
            .is_some_and(ferrocdk_facts::takes_snapshots);
        let allowed = |variant: &str| variant != "Snapshot" || takes_snapshot;
        if let Some(both) =
            both.filter(|both| allowed(both) && !(*both == "RetainExceptOnCreate" && replacement != Some("Retain")))
        {
            then.push(format!(
                "{}.apply_removal_policy(RemovalPolicy::{both});",
                self.variable()
            ));
            return;
        }
        for (key, method) in [
            ("DeletionPolicy", "apply_deletion_policy"),
            ("UpdateReplacePolicy", "apply_update_replace_policy"),
        ] {
            let Some(node) = body.get(key) else { continue };
            let known = node.as_str().and_then(variant).filter(|variant| allowed(variant));
            // As the policy of replacements, the runtime writes `Retain` for it.
            let known = known.filter(|variant| key == "DeletionPolicy" || *variant != "RetainExceptOnCreate");
            then.push(match known {
                Some(variant) => format!("{}.{method}(RemovalPolicy::{variant});", self.variable()),
                None => self.override_with(key, node),
            });
        }
    }

    fn condition(&mut self, node: &Node) -> String {
        let condition = node.as_str().and_then(|name| self.known.conditions.get(name));
        match condition {
            Some(condition) => format!("{condition}.guards(&{});", self.variable()),
            None => self.override_with("Condition", node),
        }
    }

    fn depends_on(&mut self, node: &Node, then: &mut Vec<String>) {
        let made = |node: &Node| Some(self.known.resources.get(node.as_str()?)?.variable.clone());
        let names: Option<Vec<String>> = match node.as_list() {
            Some(items) => items.iter().map(made).collect(),
            None => made(node).map(|name| vec![name]),
        };
        let Some(names) = names.filter(|names| !names.is_empty() && differ(names)) else {
            return then.push(self.override_with("DependsOn", node));
        };
        let variable = self.variable();
        match names.as_slice() {
            // A name by itself, which a call would put into a list.
            [only] if node.as_list().is_none() => {
                then.push(format!("{variable}.add_override(\"DependsOn\", {only}.logical_id());"));
            }
            many => then.extend(many.iter().map(|name| format!("{variable}.add_depends_on(&{name});"))),
        }
    }

    fn metadata(&mut self, node: &Node, then: &mut Vec<String>) {
        match node.as_map().filter(|map| !map.is_empty() && function(node).is_none()) {
            Some(map) => {
                for entry in map {
                    let value = self.document(&entry.value);
                    let key = literal::text(&entry.key);
                    then.push(format!("{}.add_metadata({key}, {value});", self.variable()));
                }
            }
            None => then.push(self.override_with("Metadata", node)),
        }
    }
}

/// Whether a node is a map that no function gives.
fn is_plain_map(node: &Node) -> bool {
    node.as_map().is_some() && function(node).is_none()
}

fn differ(names: &[String]) -> bool {
    names
        .iter()
        .enumerate()
        .all(|(index, name)| !names[..index].contains(name))
}

/// The variant of `RemovalPolicy` for the word of a template.
fn variant(word: &str) -> Option<&'static str> {
    match word {
        "Delete" => Some("Destroy"),
        "Retain" => Some("Retain"),
        "RetainExceptOnCreate" => Some("RetainExceptOnCreate"),
        "Snapshot" => Some("Snapshot"),
        _ => None,
    }
}
