//! Structure of what the registry alone knows: whole types, and single properties of types that both sources have.

use std::collections::{BTreeMap, BTreeSet};

use ferrocdk_spec::{Kind, Limits, Properties, Property, ResourceType, TagShape, Tagging, Type, Update};
use serde_json::Value;

use super::limits::own_limits;
use super::registry::Schema;

/// The structure of a type that the service spec does not have. What creates anew, is write-only or is limited in nested places is
/// added by the same steps as for joined types.
pub(super) fn of_type(name: &str, schema: &Schema) -> ResourceType {
    let identifier = schema.paths("primaryIdentifier");
    let primary_identifier: Vec<String> = identifier.iter().map(|path| path.join(".")).collect();
    let mut ty = ResourceType {
        name: name.to_owned(),
        ref_identifier: primary_identifier.clone(),
        primary_identifier,
        ..ResourceType::default()
    };
    let read_only = read_only(schema);
    for (property, node) in schema.properties(schema.root()) {
        if !read_only.contains(property) {
            add(&mut ty, None, property, node, schema);
        }
    }
    for (attribute, facts) in attributes(&mut ty, schema) {
        ty.attributes.insert(attribute, facts);
    }
    ty.tags = tags(&ty, schema);
    ty
}

/// Adds a property to a type (`owner` is `None`) or to one of its property types, with the property types that it needs.
pub(super) fn add(ty: &mut ResourceType, owner: Option<&str>, name: &str, node: &Value, schema: &Schema) {
    let mut converter = Converter {
        schema,
        property_types: &mut ty.property_types,
    };
    let property = converter.property(owner.unwrap_or_default(), name, node);
    let properties = match owner {
        None => Some(&mut ty.properties),
        Some(owner) => ty.property_types.get_mut(owner),
    };
    if let Some(properties) = properties {
        properties.insert(name.to_owned(), property);
    }
}

/// The properties of the resource that a template cannot set.
pub(super) fn read_only(schema: &Schema) -> BTreeSet<&str> {
    let paths = schema.paths("readOnlyProperties");
    paths
        .into_iter()
        .filter_map(|path| match path.as_slice() {
            [name] => Some(*name),
            _ => None,
        })
        .collect()
}

/// Attributes that `Fn::GetAtt` returns by the registry: the read-only properties, unless a list or a map lies on the way.
pub(super) fn attributes(ty: &mut ResourceType, schema: &Schema) -> BTreeMap<String, Type> {
    let mut found = BTreeMap::new();
    for path in schema.paths("readOnlyProperties") {
        let mut node = Some(schema.root());
        for step in &path {
            node = node.and_then(|node| schema.properties(node).remove(step));
        }
        if let Some(node) = node {
            let mut converter = Converter {
                schema,
                property_types: &mut ty.property_types,
            };
            let name = path.join(".");
            let facts = converter.ty(&path.concat(), node);
            found.insert(name, facts);
        }
    }
    found
}

fn tags(ty: &ResourceType, schema: &Schema) -> Option<Tagging> {
    let tagging = schema.root().get("tagging")?;
    let property = tagging.get("tagProperty").and_then(Value::as_str);
    let property = property.unwrap_or("/properties/Tags").strip_prefix("/properties/")?;
    let shape = match &ty.properties.get(property)?.ty.kind {
        Kind::List(element) if element.kind == Kind::Tag => TagShape::List,
        Kind::Map(element) if element.kind == Kind::String => TagShape::Map,
        _ => return None,
    };
    Some(Tagging {
        property: property.to_owned(),
        shape,
    })
}

/// Converts schema nodes and collects the property types that they name.
struct Converter<'a> {
    schema: &'a Schema,
    property_types: &'a mut BTreeMap<String, Properties>,
}

impl Converter<'_> {
    fn property(&mut self, owner: &str, name: &str, node: &Value) -> Property {
        let ty = self.ty(&format!("{owner}{name}"), node);
        let default = self.schema.resolve(node).and_then(|node| node.get("default"));
        Property {
            ty,
            required: false,
            update: Update::InPlace,
            write_only: false,
            deprecated: false,
            default: default
                .filter(|value| !value.is_object() && !value.is_array())
                .map(Value::to_string),
            references: Vec::new(),
        }
    }

    /// `name` is what an object without a definition of its own is called.
    fn ty(&mut self, name: &str, node: &Value) -> Type {
        let name = match node.get("$ref").and_then(Value::as_str) {
            Some(reference) => plain(reference.rsplit('/').next().unwrap_or(name)),
            None => name.to_owned(),
        };
        let Some(node) = self.schema.resolve(node) else {
            return Type {
                kind: Kind::Json,
                limits: Limits::default(),
            };
        };
        let kind = self.kind(&name, node);
        let limits = own_limits(&kind, node);
        Type { kind, limits }
    }

    fn kind(&mut self, name: &str, node: &Value) -> Kind {
        let types: Vec<&str> = match node.get("type") {
            Some(Value::String(one)) => vec![one],
            Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        let scalar = |ty: &str| match ty {
            "boolean" => Kind::Boolean,
            "integer" => Kind::Integer,
            "number" => Kind::Number,
            _ => Kind::String,
        };
        match types.as_slice() {
            [] => self.untyped(name, node),
            _ if types.contains(&"object") => self.object(name, node),
            _ if types.contains(&"array") => {
                let element = match node.get("items") {
                    Some(items) => self.ty(name, items),
                    None => Type {
                        kind: Kind::Json,
                        limits: Limits::default(),
                    },
                };
                Kind::List(Box::new(element))
            }
            [one] => scalar(one),
            // A text that may be written as a number or a boolean is a text: CloudFormation converts both.
            several if several.contains(&"string") => Kind::String,
            several => scalar(several.last().copied().unwrap_or("string")),
        }
    }

    fn untyped(&mut self, name: &str, node: &Value) -> Kind {
        let has = |keyword: &str| node.get(keyword).is_some();
        if !self.schema.properties(node).is_empty() || has("patternProperties") {
            self.object(name, node)
        } else if has("items") {
            Kind::List(Box::new(self.ty(name, node.get("items").unwrap_or(&Value::Null))))
        } else if has("enum") || has("pattern") || has("maxLength") {
            Kind::String
        } else {
            Kind::Json
        }
    }

    fn object(&mut self, name: &str, node: &Value) -> Kind {
        let properties = self.schema.properties(node);
        if properties.is_empty() {
            let patterns = node.get("patternProperties").and_then(Value::as_object);
            let entries = patterns.and_then(|patterns| match patterns.len() {
                1 => patterns.values().next(),
                _ => None,
            });
            let entries = entries.or_else(|| node.get("additionalProperties").filter(|node| node.is_object()));
            return match entries {
                Some(entries) => Kind::Map(Box::new(self.ty(&format!("{name}Entry"), entries))),
                None => Kind::Json,
            };
        }
        let is_tag = properties.len() == 2 && properties.contains_key("Key") && properties.contains_key("Value");
        if is_tag && (name.ends_with("Tag") || name.ends_with("Tags")) {
            return Kind::Tag;
        }
        if !self.property_types.contains_key(name) {
            // A place is held first, so that a type that contains itself ends.
            self.property_types.insert(name.to_owned(), Properties::new());
            let properties: Properties = properties
                .into_iter()
                .map(|(property, node)| (property.to_owned(), self.property(name, property, node)))
                .collect();
            self.property_types.insert(name.to_owned(), properties);
        }
        Kind::Object(name.to_owned())
    }
}

/// A definition's name as one word: schemas of the serverless transform have `AWS::Lambda::Function.SnapStart`.
fn plain(name: &str) -> String {
    let words = name.split(|letter: char| !letter.is_ascii_alphanumeric());
    match name.contains(':') {
        true => words.filter(|word| *word != "AWS").collect(),
        false => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::registry::Registry;
    use super::*;

    fn of(schema: Value) -> ResourceType {
        let mut schema = schema;
        schema["typeName"] = "AWS::Plant::Bell".into();
        let registry = Registry::of(vec![schema]);
        of_type("AWS::Plant::Bell", registry.schema("AWS::Plant::Bell").unwrap())
    }

    fn kind(ty: &ResourceType, property: &str) -> Kind {
        ty.properties[property].ty.kind.clone()
    }

    fn list_of(kind: Kind) -> Kind {
        let limits = Limits::default();
        Kind::List(Box::new(Type { kind, limits }))
    }

    #[test]
    fn kinds_follow_from_types_and_keywords() {
        let bell = of(json!({ "properties": {
            "Text": { "type": ["string", "integer"] },
            "Bare": { "enum": ["a"] },
            "Count": { "type": "integer", "default": 3 },
            "Policy": { "type": ["object", "string"] },
            "Any": {},
            "Names": { "type": "array", "items": { "type": "string" } },
            "Labels": { "type": "object", "patternProperties": { "^x": { "type": "boolean" } } },
            "Tags": { "type": "array", "items": { "$ref": "#/definitions/Tag" } },
            "Inline": { "properties": { "A": { "type": "number" } } },
            "Node": { "$ref": "#/definitions/AWS::Plant::Horn.Node" },
        },
        "definitions": {
            "Tag": { "properties": { "Key": {}, "Value": {} } },
            "AWS::Plant::Horn.Node": { "properties": { "Next": { "$ref": "#/definitions/AWS::Plant::Horn.Node" } } },
        }}));
        assert_eq!(kind(&bell, "Text"), Kind::String);
        assert_eq!(kind(&bell, "Bare"), Kind::String);
        assert_eq!(kind(&bell, "Count"), Kind::Integer);
        assert_eq!(bell.properties["Count"].default.as_deref(), Some("3"));
        assert_eq!(kind(&bell, "Policy"), Kind::Json);
        assert_eq!(kind(&bell, "Any"), Kind::Json);
        assert_eq!(kind(&bell, "Names"), list_of(Kind::String));
        assert!(matches!(kind(&bell, "Labels"), Kind::Map(entry) if entry.kind == Kind::Boolean));
        assert_eq!(kind(&bell, "Tags"), list_of(Kind::Tag));
        assert_eq!(kind(&bell, "Inline"), Kind::Object("Inline".to_owned()));
        assert_eq!(bell.property_types["Inline"]["A"].ty.kind, Kind::Number);
        let node = Kind::Object("PlantHornNode".to_owned());
        assert_eq!(kind(&bell, "Node"), node);
        assert_eq!(
            bell.property_types["PlantHornNode"]["Next"].ty.kind, node,
            "it contains itself"
        );
    }

    #[test]
    fn what_is_read_only_is_an_attribute() {
        let bell = of(json!({
            "properties": {
                "Arn": { "type": "string" },
                "Place": { "properties": { "Zone": { "type": "string" }, "Name": { "type": "string" } } },
                "Tags": { "type": "object", "patternProperties": { ".*": { "type": "string" } } },
            },
            "readOnlyProperties": ["/properties/Arn", "/properties/Place/Zone"],
            "primaryIdentifier": ["/properties/Arn"],
            "tagging": { "tagProperty": "/properties/Tags" },
        }));
        assert_eq!(bell.attributes.keys().collect::<Vec<_>>(), ["Arn", "Place.Zone"]);
        assert_eq!(bell.properties.keys().collect::<Vec<_>>(), ["Place", "Tags"]);
        assert_eq!(bell.primary_identifier, ["Arn"]);
        assert_eq!(bell.tags.map(|tags| tags.shape), Some(TagShape::Map));
    }
}
