//! The resource schemas of the CloudFormation registry.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use serde_json::{Map, Value};

/// References to references are rare; a longer chain is a cycle.
const LONGEST_CHAIN: usize = 16;

/// The registry schemas by type name.
#[derive(Debug, Default)]
pub(super) struct Registry {
    schemas: BTreeMap<String, Schema>,
}

/// The registry schema of one resource type.
#[derive(Debug)]
pub(super) struct Schema(Value);

impl Registry {
    /// Adds a schema under its `typeName`.
    pub(super) fn insert(&mut self, schema: Value) -> Result<()> {
        let Some(name) = schema.get("typeName").and_then(Value::as_str) else {
            bail!("a registry schema has no typeName");
        };
        self.schemas.insert(name.to_owned(), Schema(schema));
        Ok(())
    }

    /// All schemas, by type name.
    pub(super) fn schemas(&self) -> impl Iterator<Item = (&str, &Schema)> {
        self.schemas.iter().map(|(name, schema)| (name.as_str(), schema))
    }

    /// A registry of the given schemas, by their `typeName`.
    #[cfg(test)]
    pub(super) fn of(schemas: Vec<Value>) -> Self {
        let mut registry = Self::default();
        schemas
            .into_iter()
            .try_for_each(|schema| registry.insert(schema))
            .unwrap();
        registry
    }

    /// The schema of a resource type.
    pub(super) fn schema(&self, type_name: &str) -> Option<&Schema> {
        self.schemas.get(type_name)
    }
}

impl Schema {
    /// The node that describes the resource's own properties.
    pub(super) fn root(&self) -> &Value {
        &self.0
    }

    /// Whether an object node demands the property, by itself or through something that it must satisfy.
    pub(super) fn requires(&self, node: &Value, property: &str) -> bool {
        let Some(node) = self.resolve(node) else {
            return false;
        };
        let listed =
            |node: &Value, keyword: &str| node.get(keyword).and_then(Value::as_array).cloned().unwrap_or_default();
        listed(node, "required")
            .iter()
            .any(|name| name.as_str() == Some(property))
            || listed(node, "allOf").iter().any(|part| {
                listed(part, "required")
                    .iter()
                    .any(|name| name.as_str() == Some(property))
            })
    }

    /// The permissions that a handler needs, as they are written.
    pub(super) fn permissions(&self, handler: &str) -> impl Iterator<Item = &str> {
        let actions = self.0.pointer(&format!("/handlers/{handler}/permissions"));
        actions
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
    }

    /// The property paths listed under a keyword such as `writeOnlyProperties`, split at their slashes, `properties` left out.
    pub(super) fn paths(&self, keyword: &str) -> Vec<Vec<&str>> {
        let listed = self
            .0
            .get(keyword)
            .and_then(Value::as_array)
            .map(Vec::as_slice)
            .unwrap_or_default();
        listed
            .iter()
            .filter_map(|path| path.as_str()?.strip_prefix("/properties/"))
            .map(|path| {
                path.split('/')
                    .filter(|part| !matches!(*part, "properties" | "items"))
                    .collect()
            })
            .collect()
    }

    /// Follows `$ref`s.
    pub(super) fn resolve<'a>(&'a self, mut node: &'a Value) -> Option<&'a Value> {
        for _ in 0..LONGEST_CHAIN {
            match node.get("$ref").and_then(Value::as_str) {
                Some(reference) => node = self.0.pointer(reference.strip_prefix('#')?)?,
                None => return Some(node),
            }
        }
        None
    }

    /// The properties of an object node, those of its alternatives included.
    pub(super) fn properties<'a>(&'a self, node: &'a Value) -> BTreeMap<&'a str, &'a Value> {
        let mut found = BTreeMap::new();
        self.collect_properties(node, LONGEST_CHAIN, &mut found);
        found
    }

    fn collect_properties<'a>(&'a self, node: &'a Value, depth: usize, found: &mut BTreeMap<&'a str, &'a Value>) {
        let (Some(node), Some(depth)) = (self.resolve(node), depth.checked_sub(1)) else {
            return;
        };
        for keyword in ["allOf", "anyOf", "oneOf"] {
            for alternative in node.get(keyword).and_then(Value::as_array).into_iter().flatten() {
                self.collect_properties(alternative, depth, found);
            }
        }
        let own: Option<&Map<String, Value>> = node.get("properties").and_then(Value::as_object);
        found.extend(own.into_iter().flatten().map(|(name, node)| (name.as_str(), node)));
    }
}
