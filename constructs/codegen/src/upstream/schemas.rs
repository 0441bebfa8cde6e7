//! The schemas as they stand in the database: the registry's, with what the service spec alone knows.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use ferrocdk_spec::{Kind, Properties, ResourceType, Type};
use serde_json::{Map, Value, json};

use super::limits::place;
use super::minimise::{Origin, minimise};
use super::registry::Schema;
use super::settle::{Decisions, Rule};

/// References to references are rare; a longer chain is a cycle.
const LONGEST_CHAIN: usize = 16;

/// The schema of a type that both sources have, or the registry alone.
pub(super) fn of_registry(ty: &ResourceType, schema: &Schema, decisions: &mut Decisions) -> Result<Value> {
    let minimised =
        minimise(schema.root(), Origin::Type).with_context(|| format!("failed to reduce the schema of {}", ty.name))?;
    let mut completer = Completer {
        ty,
        schema: minimised,
        decisions,
    };
    completer.complete();
    let mut schema = completer.schema;
    if let Some(Value::Array(read_only)) = schema.get_mut("readOnlyProperties") {
        let settable = |path: &Value| {
            let name = path.as_str().and_then(|path| path.strip_prefix("/properties/"));
            name.is_some_and(|name| ty.properties.contains_key(name))
        };
        read_only.retain(|path| !settable(path));
    }
    Ok(schema)
}

/// The schema of a type that the service spec alone has.
pub(super) fn of_service_spec(ty: &ResourceType) -> Value {
    let mut definitions = Map::new();
    for name in ty.property_types.keys() {
        definitions.insert(name.clone(), definition(ty, name));
    }
    let mut schema = object(&ty.properties);
    if let Value::Object(schema) = &mut schema {
        let mut read_only = Vec::new();
        for (name, attribute) in ty.attributes.iter().filter(|(name, _)| !name.contains('.')) {
            if !ty.properties.contains_key(name)
                && let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut)
            {
                properties.insert(name.clone(), node(attribute));
                read_only.push(Value::from(format!("/properties/{name}")));
            }
        }
        schema.shift_remove("type");
        schema.insert("definitions".to_owned(), Value::Object(definitions));
        schema.insert("readOnlyProperties".to_owned(), Value::Array(read_only));
        schema.sort_keys();
    }
    schema
}

/// Adds to a schema the properties that only the structure has, in all places that the structure reaches.
struct Completer<'a> {
    ty: &'a ResourceType,
    schema: Value,
    decisions: &'a mut Decisions,
}

impl Completer<'_> {
    fn complete(&mut self) {
        // A property type, by name, and the pointer to the node that describes it in one of its uses.
        let mut waiting: Vec<(Option<String>, String)> = vec![(None, String::new())];
        let mut seen = BTreeSet::new();
        while let Some((owner, pointer)) = waiting.pop() {
            let Some(pointer) = self.resolve(pointer) else { continue };
            if !seen.insert((owner.clone(), pointer.clone())) {
                continue;
            }
            let ty = self.ty;
            let properties = match &owner {
                None => Some(&ty.properties),
                Some(owner) => ty.property_types.get(owner),
            };
            let nodes = self.properties(&pointer);
            // A node without properties is free-form and takes any.
            if nodes.is_empty() {
                continue;
            }
            for (name, property) in properties.into_iter().flatten() {
                match nodes.get(name) {
                    Some(node) => self.descend(&property.ty, node.clone(), &mut waiting),
                    None => self.add(owner.as_deref(), &pointer, name, &property.ty),
                }
            }
        }
    }

    fn descend(&self, ty: &Type, pointer: String, waiting: &mut Vec<(Option<String>, String)>) {
        match &ty.kind {
            Kind::Object(name) => waiting.push((Some(name.clone()), pointer)),
            Kind::List(element) => {
                if let Some(pointer) = self.resolve(pointer) {
                    self.descend(element, format!("{pointer}/items"), waiting);
                }
            }
            Kind::Map(element) => {
                let Some(pointer) = self.resolve(pointer) else { return };
                let patterns = self.schema.pointer(&format!("{pointer}/patternProperties"));
                for pattern in patterns.and_then(Value::as_object).into_iter().flat_map(Map::keys) {
                    let pattern = pattern.replace('~', "~0").replace('/', "~1");
                    self.descend(element, format!("{pointer}/patternProperties/{pattern}"), waiting);
                }
            }
            _ => {}
        }
    }

    fn add(&mut self, owner: Option<&str>, pointer: &str, name: &str, ty: &Type) {
        self.decisions
            .note(Rule::PropertyOfServiceSpec, place(&self.ty.name, owner, name));
        let mut names = Vec::new();
        objects_of(ty, &mut names);
        if let Some(properties) = self
            .schema
            .pointer_mut(pointer)
            .and_then(Value::as_object_mut)
            .map(|object| object.entry("properties").or_insert_with(|| json!({})))
            .and_then(Value::as_object_mut)
        {
            properties.insert(name.to_owned(), node(ty));
            properties.sort_keys();
        }
        while let Some(name) = names.pop() {
            let definitions = self
                .schema
                .as_object_mut()
                .map(|schema| schema.entry("definitions").or_insert_with(|| json!({})))
                .and_then(Value::as_object_mut);
            if let Some(definitions) = definitions
                && !definitions.contains_key(&name)
            {
                definitions.insert(name.clone(), definition(self.ty, &name));
                for property in self
                    .ty
                    .property_types
                    .get(&name)
                    .into_iter()
                    .flat_map(Properties::values)
                {
                    objects_of(&property.ty, &mut names);
                }
            }
        }
    }

    /// Follows references from a place to the place that is meant.
    fn resolve(&self, mut pointer: String) -> Option<String> {
        for _ in 0..LONGEST_CHAIN {
            match self.schema.pointer(&pointer)?.get("$ref").and_then(Value::as_str) {
                Some(reference) => pointer = reference.strip_prefix('#')?.to_owned(),
                None => return Some(pointer),
            }
        }
        None
    }

    /// The properties of an object node, those of its alternatives included, with their places.
    fn properties(&self, pointer: &str) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        let mut waiting = vec![(pointer.to_owned(), LONGEST_CHAIN)];
        while let Some((pointer, depth)) = waiting.pop() {
            let Some(pointer) = self.resolve(pointer) else { continue };
            let node = self.schema.pointer(&pointer);
            let own = node.and_then(|node| node.get("properties")).and_then(Value::as_object);
            for name in own.into_iter().flat_map(Map::keys) {
                found.insert(name.clone(), format!("{pointer}/properties/{name}"));
            }
            for keyword in ["allOf", "anyOf", "oneOf"] {
                let alternatives = node.and_then(|node| node.get(keyword)).and_then(Value::as_array);
                if let Some(depth) = depth.checked_sub(1) {
                    let indices = 0..alternatives.map_or(0, Vec::len);
                    waiting.extend(indices.map(|index| (format!("{pointer}/{keyword}/{index}"), depth)));
                }
            }
        }
        found
    }
}

fn objects_of(ty: &Type, names: &mut Vec<String>) {
    match &ty.kind {
        Kind::Object(name) => names.push(name.clone()),
        Kind::List(element) | Kind::Map(element) => objects_of(element, names),
        Kind::Union(alternatives) => alternatives.iter().for_each(|ty| objects_of(ty, names)),
        _ => {}
    }
}

fn definition(ty: &ResourceType, name: &str) -> Value {
    ty.property_types.get(name).map_or_else(|| json!({}), object)
}

fn object(properties: &Properties) -> Value {
    let nodes: Map<String, Value> = properties
        .iter()
        .map(|(name, property)| (name.clone(), node(&property.ty)))
        .collect();
    let required: Vec<&String> = properties
        .iter()
        .filter(|(_, property)| property.required)
        .map(|(name, _)| name)
        .collect();
    let mut schema = json!({ "additionalProperties": false, "properties": nodes, "type": "object" });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

/// The schema of values of a kind, without limits: the service spec's lists of values are older than its types.
fn node(ty: &Type) -> Value {
    match &ty.kind {
        Kind::String => json!({ "type": "string" }),
        Kind::Boolean => json!({ "type": "boolean" }),
        Kind::Integer => json!({ "type": "integer" }),
        Kind::Number => json!({ "type": "number" }),
        Kind::Json => json!({}),
        Kind::Tag => json!({
            "additionalProperties": false,
            "properties": { "Key": { "type": "string" }, "Value": { "type": "string" } },
            "required": ["Key", "Value"],
            "type": "object",
        }),
        Kind::List(element) => json!({ "items": node(element), "type": "array" }),
        Kind::Map(element) => json!({ "additionalProperties": node(element), "type": "object" }),
        Kind::Object(name) => json!({ "$ref": format!("#/definitions/{name}") }),
        Kind::Union(alternatives) => json!({ "anyOf": alternatives.iter().map(node).collect::<Vec<_>>() }),
    }
}

#[cfg(test)]
mod tests {
    use super::super::join::tests::join_one;
    use super::super::registry::Registry;
    use super::*;

    fn spec() -> (Value, Value) {
        let text = json!({ "type": "string" });
        let tone = json!({ "type": "ref", "reference": { "$ref": "7" } });
        let properties = json!({
            "Name": { "type": text, "required": true },
            "Old": { "type": { "type": "array", "element": tone } },
            "Tones": { "type": { "type": "array", "element": tone } },
        });
        let definitions = json!([{
            "$id": "7",
            "name": "Tone",
            "properties": { "Pitch": { "type": { "type": "integer" } }, "Over": { "type": tone } },
        }]);
        (properties, definitions)
    }

    /// `Old` and `Pitch` are known to the service spec alone, the latter behind a list and a reference.
    #[test]
    fn what_the_registry_lacks_is_added_where_it_belongs() {
        let schema = json!({
            "typeName": "AWS::Plant::Bell",
            "properties": {
                "Name": { "type": "string" },
                "Tones": { "type": "array", "items": { "$ref": "#/definitions/Sound" } },
            },
            "definitions": { "Sound": { "properties": { "Over": { "$ref": "#/definitions/Sound" } }, "additionalProperties": false } },
        });
        let (properties, definitions) = spec();
        let bell = join_one(properties, definitions, schema.clone());
        let registry = Registry::of(vec![schema]);
        let mut decisions = Decisions::default();
        let completed = of_registry(&bell, registry.schema("AWS::Plant::Bell").unwrap(), &mut decisions).unwrap();
        assert_eq!(
            completed["properties"]["Old"],
            json!({ "items": { "$ref": "#/definitions/Tone" }, "type": "array" })
        );
        assert_eq!(
            completed["definitions"]["Sound"]["properties"]["Pitch"],
            json!({ "type": "integer" })
        );
        assert_eq!(
            completed["definitions"]["Tone"]["properties"]["Over"],
            json!({ "$ref": "#/definitions/Tone" })
        );
        assert_eq!(
            decisions.places(Rule::PropertyOfServiceSpec).collect::<Vec<_>>(),
            ["AWS::Plant::Bell Old", "AWS::Plant::Bell Tone.Pitch"]
        );
    }

    #[test]
    fn a_type_without_a_registry_schema_gets_one() {
        let (properties, definitions) = spec();
        let bell = join_one(properties, definitions, json!({ "properties": {} }));
        let schema = of_service_spec(&bell);
        assert_eq!(schema["additionalProperties"], json!(false));
        assert_eq!(schema["required"], json!(["Name"]));
        assert_eq!(schema["readOnlyProperties"], json!(["/properties/Arn"]));
        assert_eq!(
            schema["definitions"]["Tone"]["properties"]["Pitch"],
            json!({ "type": "integer" })
        );
    }
}
