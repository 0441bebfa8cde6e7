//! The schemas that cfn-lint applies beyond the registry's: where each applies, and what it is split into.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail, ensure};
use ferrocdk_spec::{Extension, Selector};
use serde_json::{Map, Value, json};

use super::minimise::{Origin, minimise};

/// Where each schema applies.
const TABLE: &str = include_str!("../../extensions.tsv");
/// Lists of values that are at least as long and occur again are kept once.
const SHARED_LIST: usize = 8;
/// A schema with more conditions on the engine than this is split by engine: the one that has them takes 15 ms to decode as a whole.
const MOST_CONDITIONS: usize = 200;

/// Contents of the table.
#[derive(Debug, Default)]
pub(super) struct Extensions {
    pub(super) by_type: BTreeMap<String, Vec<Extension>>,
    /// By name and part; the part is empty for a whole schema.
    pub(super) schemas: BTreeMap<(String, String), Value>,
    /// Schemas that are left out, with the reason.
    pub(super) omitted: BTreeMap<String, String>,
}

/// Splits and reduces the schemas of the wheel, and holds the table against them.
pub(super) fn read(schemas: &BTreeMap<String, Value>) -> Result<Extensions> {
    read_table(TABLE, schemas).context("failed to apply constructs/codegen/extensions.tsv")
}

fn read_table(table: &str, schemas: &BTreeMap<String, Value>) -> Result<Extensions> {
    let mut read = Extensions::default();
    let mut selectors = BTreeMap::new();
    for (name, schema) in schemas {
        let (selector, parts) = split(schema);
        selectors.insert(name.as_str(), selector);
        for (part, schema) in parts {
            let mut schema =
                minimise(&schema, Origin::Extension).with_context(|| format!("failed to reduce {name}"))?;
            share(&mut schema);
            read.schemas.insert((name.clone(), part), schema);
        }
    }
    let mut used = BTreeSet::new();
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let (schema, place) = match line.split('\t').collect::<Vec<_>>().as_slice() {
            ["omit", schema, reason] => {
                read.omitted.insert((*schema).to_owned(), (*reason).to_owned());
                (*schema, None)
            }
            [rule, ty, path, schema] => (*schema, Some((*rule, *ty, *path))),
            _ => bail!("the line '{line}' has neither four columns nor 'omit' and two more"),
        };
        let selector = *selectors
            .get(schema)
            .with_context(|| format!("the package has no schema '{schema}' any more\nhint: remove its lines"))?;
        used.insert(schema);
        if let Some((rule, ty, path)) = place {
            read.by_type.entry(ty.to_owned()).or_default().push(Extension {
                rule: rule.to_owned(),
                path: if path == "-" { String::new() } else { path.to_owned() },
                schema: schema.to_owned(),
                selector,
            });
        }
    }
    let unused: Vec<&str> = selectors.keys().copied().filter(|name| !used.contains(name)).collect();
    ensure!(
        unused.is_empty(),
        "the package has schemas without a line: {}\nhint: add where the rule applies them, or a line with 'omit' and the reason",
        unused.join(", ")
    );
    read.schemas.retain(|(name, _), _| !read.omitted.contains_key(name));
    for extensions in read.by_type.values_mut() {
        extensions.sort();
    }
    Ok(read)
}

/// The parts of a schema, of which one applies at a time.
fn split(schema: &Value) -> (Selector, BTreeMap<String, Value>) {
    let parts = schema.as_object().into_iter().flatten();
    let regions: BTreeMap<String, Value> = parts
        .filter(|(region, _)| is_region(region))
        .map(|(region, part)| (region.clone(), part.clone()))
        .collect();
    // What stands beside regions is a sentence, or what any region has.
    if !regions.is_empty() {
        return (Selector::Region, regions);
    }
    match by_engine(schema) {
        Some(parts) => (Selector::Engine, parts),
        None => (Selector::Whole, BTreeMap::from([(String::new(), schema.clone())])),
    }
}

/// Whether a name has the form of a region's, such as `sa-east-1`. The extensions have regions that no list of types is known of.
fn is_region(name: &str) -> bool {
    let parts: Vec<&str> = name.split('-').collect();
    let is_number = |part: &str| part.parse::<u8>().is_ok();
    parts.len() > 2 && parts.last().is_some_and(|number| is_number(number))
}

/// The conditions of a schema by the engine that they are about, when it consists of many such conditions and nothing else.
fn by_engine(schema: &Value) -> Option<BTreeMap<String, Value>> {
    let conditions = schema
        .get("allOf")?
        .as_array()
        .filter(|all| all.len() > MOST_CONDITIONS)?;
    let nothing_else = schema
        .as_object()?
        .keys()
        .all(|keyword| matches!(keyword.as_str(), "allOf" | "description"));
    let mut parts: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for condition in conditions {
        let engine = condition.pointer("/if/properties/Engine/const")?.as_str()?;
        parts.entry(engine.to_owned()).or_default().push(condition.clone());
    }
    nothing_else.then(|| {
        let parts = parts.into_iter();
        parts
            .map(|(engine, conditions)| (engine, json!({ "allOf": conditions })))
            .collect()
    })
}

/// Moves objects with long lists of values that occur more than once into definitions.
fn share(schema: &mut Value) {
    let mut counts = BTreeMap::new();
    count(schema, &mut counts);
    let repeated = counts.into_iter().filter(|(_, count)| *count > 1);
    let names: BTreeMap<String, String> = repeated
        .enumerate()
        .map(|(index, (text, _))| (text, format!("values{index}")))
        .collect();
    if names.is_empty() {
        return;
    }
    let mut definitions = Map::new();
    replace(schema, &names, &mut definitions);
    if let Value::Object(schema) = schema {
        let known = schema.entry("definitions").or_insert_with(|| json!({}));
        if let Value::Object(known) = known {
            definitions.sort_keys();
            known.extend(definitions);
        }
    }
}

fn is_long_list(node: &Value) -> bool {
    node.get("enum")
        .and_then(Value::as_array)
        .is_some_and(|values| values.len() >= SHARED_LIST)
}

fn count(node: &Value, counts: &mut BTreeMap<String, usize>) {
    if is_long_list(node) {
        *counts.entry(node.to_string()).or_default() += 1;
        return;
    }
    match node {
        Value::Array(items) => items.iter().for_each(|item| count(item, counts)),
        Value::Object(entries) => entries.values().for_each(|entry| count(entry, counts)),
        _ => {}
    }
}

fn replace(node: &mut Value, names: &BTreeMap<String, String>, definitions: &mut Map<String, Value>) {
    if is_long_list(node) {
        if let Some(name) = names.get(&node.to_string()) {
            let reference = json!({ "$ref": format!("#/definitions/{name}") });
            definitions.insert(name.clone(), std::mem::replace(node, reference));
        }
        return;
    }
    match node {
        Value::Array(items) => items.iter_mut().for_each(|item| replace(item, names, definitions)),
        Value::Object(entries) => entries
            .values_mut()
            .for_each(|entry| replace(entry, names, definitions)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schemas(entries: &[(&str, Value)]) -> BTreeMap<String, Value> {
        let entries = entries
            .iter()
            .map(|(name, schema)| ((*name).to_owned(), schema.clone()));
        entries.collect()
    }

    #[test]
    fn schemas_are_split_by_region_and_by_engine() {
        let condition = |engine: &str, class: usize| {
            let engine = json!({ "properties": { "Engine": { "const": engine } }, "required": ["Engine"] });
            json!({ "if": engine, "then": { "properties": { "Class": { "const": class } } } })
        };
        let mut conditions: Vec<Value> = (0..MOST_CONDITIONS).map(|class| condition("db2", class)).collect();
        conditions.push(condition("mysql", 7));
        let schemas = schemas(&[
            (
                "bell/region",
                json!({ "all": { "enum": ["a", "b"] }, "us-east-1": { "enum": ["a"] }, "sa-east-1": { "enum": ["b"] } }),
            ),
            ("bell/engine", json!({ "allOf": conditions })),
            ("bell/whole", json!({ "required": ["Tone"], "description": "d" })),
            ("bell/left", json!({})),
        ]);
        let table = "E1\tA::B::Bell\tX/*\tbell/region\nE2\tA::B::Bell\t-\tbell/engine\nE3\tA::B::Bell\t-\tbell/whole\nomit\tbell/left\tr";
        let read = read_table(table, &schemas).unwrap();
        let found: Vec<_> = read.by_type["A::B::Bell"]
            .iter()
            .map(|extension| (extension.path.as_str(), extension.selector))
            .collect();
        assert_eq!(
            found,
            [("X/*", Selector::Region), ("", Selector::Engine), ("", Selector::Whole)]
        );
        let part = |name: &str, part: &str| read.schemas.get(&(name.to_owned(), part.to_owned())).cloned();
        assert_eq!(part("bell/region", "sa-east-1"), Some(json!({ "enum": ["b"] })));
        assert_eq!(
            part("bell/engine", "mysql"),
            Some(json!({ "allOf": [condition("mysql", 7)] }))
        );
        assert_eq!(part("bell/whole", ""), Some(json!({ "required": ["Tone"] })));
        assert_eq!(part("bell/left", ""), None);
        assert_eq!(read.omitted["bell/left"], "r");
    }

    #[test]
    fn table_and_package_must_name_the_same_schemas() {
        let fails =
            |table: &str, schemas: &BTreeMap<String, Value>| read_table(table, schemas).unwrap_err().to_string();
        let error = fails("E1\tA::B::C\t-\tgone/gone", &BTreeMap::new());
        assert!(error.contains("no schema 'gone/gone' any more"), "{error}");
        let error = fails("", &schemas(&[("new/new", json!({}))]));
        assert!(error.contains("without a line: new/new\nhint: "), "{error}");
        let error = fails("E1 A", &BTreeMap::new());
        assert!(error.contains("the line 'E1 A'"), "{error}");
    }

    #[test]
    fn repeated_lists_are_kept_once() {
        let list: Vec<String> = (0..SHARED_LIST).map(|value| value.to_string()).collect();
        let mut schema = json!({ "anyOf": [{ "enum": list }, { "enum": list }, { "enum": ["x"] }] });
        share(&mut schema);
        let reference = json!({ "$ref": "#/definitions/values0" });
        assert_eq!(
            schema,
            json!({ "anyOf": [reference, reference, { "enum": ["x"] }], "definitions": { "values0": { "enum": list } } })
        );
    }
}
