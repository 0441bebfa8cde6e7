//! Adapter of `cfn-lint`: the resource schemas of the CloudFormation registry, for patterns, ranges, lengths, enums, write-only.
//!
//! Everything that knows the layout of the wheel is in [`Registry::read`]; the layout changed three times in a year.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value};
use zip::ZipArchive;

/// Where the wheel keeps one JSON file per resource type, named by a hash.
const SCHEMAS: &str = "cfnlint/data/schemas/resources/";
/// Far below what the wheel holds and far above what a changed layout would leave.
const FEWEST_SCHEMAS: usize = 1000;
/// References to references are rare; a longer chain is a cycle.
const LONGEST_CHAIN: usize = 16;

/// The registry schemas by type name.
#[derive(Debug)]
pub(super) struct Registry {
    schemas: BTreeMap<String, Schema>,
}

/// The registry schema of one resource type.
#[derive(Debug)]
pub(super) struct Schema(Value);

impl Registry {
    /// Reads the schemas inside the wheel.
    pub(super) fn read(wheel: &Path) -> Result<Self> {
        let context = || format!("failed to read {}", wheel.display());
        let mut archive = ZipArchive::new(File::open(wheel).with_context(context)?).with_context(context)?;
        let mut schemas = BTreeMap::new();
        for index in 0..archive.len() {
            let file = archive.by_index(index).with_context(context)?;
            let name = file.name().with_context(context)?.into_owned();
            if !name.starts_with(SCHEMAS) || !name.ends_with(".json") {
                continue;
            }
            let schema: Value =
                serde_json::from_reader(file).with_context(|| format!("{name} in {} is no JSON", wheel.display()))?;
            if let Some(type_name) = schema.get("typeName").and_then(Value::as_str) {
                schemas.insert(type_name.to_owned(), Schema(schema));
            }
        }
        ensure!(
            schemas.len() >= FEWEST_SCHEMAS,
            "{} holds {} resource schemas below {SCHEMAS}, at least {FEWEST_SCHEMAS} were expected\nhint: its layout has changed; change upstream/registry.rs",
            wheel.display(),
            schemas.len()
        );
        Ok(Self { schemas })
    }

    /// A registry of the given schemas, by their `typeName`.
    #[cfg(test)]
    pub(super) fn of(schemas: Vec<Value>) -> Self {
        let named = schemas.into_iter().filter_map(|schema| {
            let name = schema.get("typeName")?.as_str()?.to_owned();
            Some((name, Schema(schema)))
        });
        Self {
            schemas: named.collect(),
        }
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

    /// Whether a template must set the property.
    pub(super) fn requires(&self, property: &str) -> bool {
        self.0
            .get("required")
            .and_then(Value::as_array)
            .is_some_and(|names| names.iter().any(|name| name.as_str() == Some(property)))
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
