//! Joins the two sources: structure from the service spec, limits from the registry schemas; `settle.rs` decides where they differ.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail, ensure};
use ferrocdk_spec::{Kind, Limits, Properties, Property, ResourceType, TagShape, Tagging, Type, Update};
use serde_json::Value;

use super::limits::{Limiter, place, texts};
use super::registry::{Registry, Schema};
use super::service_spec::{self as upstream, Replacement, ServiceSpec, TypeDefinition};
use super::settle::{Decisions, Rule};
use super::{references, structure};

/// The structure of every resource type of either source.
pub(super) fn join(
    spec: &ServiceSpec,
    registry: &Registry,
    decisions: &mut Decisions,
) -> Result<BTreeMap<String, ResourceType>> {
    let definitions = spec.type_definitions();
    let metrics = spec.metrics();
    let mut types = BTreeMap::new();
    for resource in spec.resources() {
        let name = &resource.cloud_formation_type;
        let mut ty = structure(resource, &definitions).with_context(|| format!("failed to read {name}"))?;
        ty.metrics = metrics.of(&resource.id);
        match registry.schema(name) {
            Some(schema) => join_schema(&mut ty, schema, decisions),
            None => decisions.note(Rule::TypeOfServiceSpec, name.clone()),
        }
        types.insert(name.clone(), ty);
    }
    for (name, schema) in registry.schemas() {
        if !types.contains_key(name) {
            decisions.note(Rule::TypeOfRegistry, name.to_owned());
            let mut ty = structure::of_type(name, schema);
            complete(&mut ty, schema);
            types.insert(name.to_owned(), ty);
        }
    }
    Ok(types)
}

/// Adds what the registry says of a type that the service spec has.
fn join_schema(ty: &mut ResourceType, schema: &Schema, decisions: &mut Decisions) {
    let read_only = structure::read_only(schema);
    let at_creation = schema.paths("createOnlyProperties");
    ty.properties.retain(|name, _| {
        !read_only.contains(name.as_str())
            || decisions.settable(&ty.name, name, at_creation.contains(&vec![name.as_str()]))
    });
    let limiter = Limiter::new(schema, ty);
    let unknown = limiter.unknown().clone();
    limiter.limit(ty, decisions);
    add_flags(ty, schema, decisions);

    for ((owner, name), node) in unknown {
        let attribute = owner.is_none() && read_only.contains(name.as_str());
        if attribute {
            continue;
        }
        let place = place(&ty.name, owner.as_deref(), &name);
        let known = match &owner {
            None => Some(&ty.properties),
            Some(owner) => ty.property_types.get(owner),
        };
        if known.is_some_and(|known| known.keys().any(|known| known.eq_ignore_ascii_case(&name))) {
            decisions.note(Rule::SecondSpelling, place);
        } else {
            structure::add(ty, owner.as_deref(), &name, node, schema);
            decisions.note(Rule::PropertyOfRegistry, place);
        }
    }
    for (name, attribute) in structure::attributes(ty, schema) {
        if !ty.attributes.contains_key(&name) {
            decisions.note(Rule::AttributeOfRegistry, format!("{} {name}", ty.name));
            ty.attributes.insert(name, attribute);
        }
    }
    complete(ty, schema);
}

/// Adds limits and flags to what the registry alone knows. Nothing is settled: both sides are the registry.
fn complete(ty: &mut ResourceType, schema: &Schema) {
    let mut agreed = Decisions::default();
    Limiter::new(schema, ty).limit(ty, &mut agreed);
    add_flags(ty, schema, &mut agreed);
}

/// Facts of a type in the service spec.
fn structure(resource: &upstream::SpecResource, definitions: &BTreeMap<&str, &TypeDefinition>) -> Result<ResourceType> {
    let mut reader = Reader {
        definitions,
        found: BTreeMap::new(),
        waiting: Vec::new(),
    };
    let properties = reader.properties(&resource.properties)?;
    let mut attributes = BTreeMap::new();
    for (name, attribute) in &resource.attributes {
        attributes.insert(name.clone(), reader.ty(&attribute.ty)?);
    }
    let mut property_types = BTreeMap::new();
    while let Some(definition) = reader.waiting.pop() {
        let properties = reader.properties(&definition.properties)?;
        property_types.insert(definition.name.clone(), properties);
    }
    let tags = match &resource.tag_information {
        None => None,
        Some(tags) => Some(Tagging {
            property: tags.tag_property_name.clone(),
            shape: match tags.variant.as_str() {
                "standard" => TagShape::List,
                "map" => TagShape::Map,
                "asg" => TagShape::AutoScaling,
                other => bail!("tags are of the unknown variant '{other}'"),
            },
        }),
    };
    let dotted = |paths: &[String]| -> Vec<String> { paths.iter().map(|path| path.replace('/', ".")).collect() };
    let primary_identifier = dotted(&resource.primary_identifier);
    Ok(ResourceType {
        name: resource.cloud_formation_type.clone(),
        properties,
        property_types,
        attributes,
        readable: BTreeMap::new(),
        ref_identifier: resource
            .cfn_ref_identifier
            .as_deref()
            .map_or_else(|| primary_identifier.clone(), dotted),
        primary_identifier,
        tags,
        arn: resource.arn_template.clone(),
        stateful: resource.is_stateful,
        metrics: Vec::new(),
    })
}

/// Converts properties and remembers the property types they name.
struct Reader<'a> {
    definitions: &'a BTreeMap<&'a str, &'a TypeDefinition>,
    found: BTreeMap<&'a str, &'a str>,
    waiting: Vec<&'a TypeDefinition>,
}

impl Reader<'_> {
    fn properties(&mut self, properties: &BTreeMap<String, upstream::Property>) -> Result<Properties> {
        properties
            .iter()
            .map(|(name, property)| {
                let ty = self
                    .ty(&property.ty)
                    .with_context(|| format!("failed to read property {name}"))?;
                Ok((
                    name.clone(),
                    Property {
                        ty,
                        required: property.required,
                        update: match property.causes_replacement {
                            Some(Replacement::Yes) => Update::Replacement,
                            Some(Replacement::Maybe) => Update::Conditional,
                            Some(Replacement::No) | None => Update::InPlace,
                        },
                        write_only: false,
                        deprecated: property.deprecated.is_some(),
                        default: property.default_value.as_ref().map(Value::to_string),
                        references: references::of_service_spec(&property.relationship_refs),
                    },
                ))
            })
            .collect()
    }

    fn ty(&mut self, ty: &upstream::Type) -> Result<Type> {
        let mut limits = Limits::default();
        let kind = match ty {
            upstream::Type::String { allowed_values } => {
                limits.values = texts(allowed_values);
                Kind::String
            }
            upstream::Type::Integer { allowed_values } => {
                limits.values = texts(allowed_values);
                Kind::Integer
            }
            upstream::Type::DateTime => {
                limits.format = Some("date-time".to_owned());
                Kind::String
            }
            upstream::Type::Number => Kind::Number,
            upstream::Type::Boolean => Kind::Boolean,
            upstream::Type::Json => Kind::Json,
            upstream::Type::Tag => Kind::Tag,
            upstream::Type::Array { element } => Kind::List(Box::new(self.ty(element)?)),
            upstream::Type::Map { element } => Kind::Map(Box::new(self.ty(element)?)),
            upstream::Type::Union { types } => Kind::Union(types.iter().map(|ty| self.ty(ty)).collect::<Result<_>>()?),
            upstream::Type::Ref { reference } => Kind::Object(self.reference(&reference.id)?),
        };
        Ok(Type { kind, limits })
    }

    fn reference(&mut self, id: &str) -> Result<String> {
        let definition = self
            .definitions
            .get(id)
            .with_context(|| format!("no property type has the id {id}"))?;
        let name = definition.name.as_str();
        match self.found.insert(name, definition.id()) {
            None => self.waiting.push(definition),
            Some(other) => ensure!(other == definition.id(), "two property types have the name {name}"),
        }
        Ok(name.to_owned())
    }
}

/// Adds write-only and deprecated, completes replacement.
fn add_flags(ty: &mut ResourceType, schema: &Schema, decisions: &mut Decisions) {
    mark(ty, &schema.paths("writeOnlyProperties"), |_, property| {
        property.write_only = true;
    });
    mark(ty, &schema.paths("deprecatedProperties"), |_, property| {
        property.deprecated = true;
    });
    mark(ty, &schema.paths("createOnlyProperties"), |place, property| {
        property.update = decisions.create_only(place, property.update);
    });
    mark(
        ty,
        &schema.paths("conditionalCreateOnlyProperties"),
        |place, property| {
            property.update = decisions.conditional(place, property.update);
        },
    );
}

/// Applies `change` to the properties at the paths. Paths into unions and free-form JSON name nothing that the structure knows.
fn mark(ty: &mut ResourceType, paths: &[Vec<&str>], mut change: impl FnMut(&str, &mut Property)) {
    for path in paths {
        let mut owner: Option<String> = None;
        let mut steps = path.iter().filter(|step| **step != "*").peekable();
        while let Some(step) = steps.next() {
            let properties = match &owner {
                None => Some(&mut ty.properties),
                Some(name) => ty.property_types.get_mut(name),
            };
            let Some(property) = properties.and_then(|properties| properties.get_mut(*step)) else {
                break;
            };
            if steps.peek().is_none() {
                change(&place(&ty.name, owner.as_deref(), step), property);
                break;
            }
            owner = object_within(&property.ty);
            if owner.is_none() {
                break;
            }
        }
    }
}

/// The property type that a value is, or holds as items or entries.
fn object_within(ty: &Type) -> Option<String> {
    match &ty.kind {
        Kind::Object(name) => Some(name.clone()),
        Kind::List(element) | Kind::Map(element) => object_within(element),
        _ => None,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use serde_json::json;

    use super::*;

    /// Joins one resource type, given as it stands in the service spec (with its property types) and in the registry.
    pub(in crate::upstream) fn join_one(properties: Value, definitions: Value, schema: Value) -> ResourceType {
        let mut schema = schema;
        schema["typeName"] = "AWS::Plant::Bell".into();
        let resource = json!({
            "cloudFormationType": "AWS::Plant::Bell",
            "properties": properties,
            "attributes": { "Arn": { "type": { "type": "string" } } },
            "primaryIdentifier": ["Bell/Id"],
            "tagInformation": { "tagPropertyName": "Tags", "variant": "map" },
        });
        let spec = json!({ "schema": {
            "resource": { "entities": [resource] },
            "typeDefinition": { "entities": definitions },
        } });
        let spec: ServiceSpec = serde_json::from_value(spec).unwrap();
        let joined = join(&spec, &Registry::of(vec![schema]), &mut Decisions::default());
        joined.unwrap().remove("AWS::Plant::Bell").unwrap()
    }

    #[test]
    fn required_and_replacement_are_joined() {
        let text = json!({ "type": "string" });
        let bell = join_one(
            json!({
                "Both": { "type": text, "required": true },
                "SpecAlone": { "type": text, "required": true },
                "RegistryAlone": { "type": text },
                "Name": { "type": text, "causesReplacement": "yes", "defaultValue": "x", "deprecated": "warn" },
                "Size": { "type": text, "causesReplacement": "yes" },
                "Zone": { "type": text },
            }),
            json!([]),
            json!({
                "properties": { "Both": {}, "SpecAlone": {}, "RegistryAlone": {}, "Name": {}, "Size": {}, "Zone": {} },
                "required": ["Both", "RegistryAlone"],
                "createOnlyProperties": ["/properties/Name", "/properties/Zone"],
                "conditionalCreateOnlyProperties": ["/properties/Size"],
            }),
        );
        let required = bell.properties.iter().filter(|(_, property)| property.required);
        assert_eq!(
            required.map(|(name, _)| name).collect::<Vec<_>>(),
            ["Both", "RegistryAlone"]
        );
        assert_eq!(bell.properties["Name"].update, Update::Replacement);
        assert_eq!(bell.properties["Size"].update, Update::Conditional);
        assert_eq!(bell.properties["Zone"].update, Update::Replacement);
        assert_eq!(bell.properties["Name"].default.as_deref(), Some("\"x\""));
        assert!(bell.properties["Name"].deprecated);
        assert_eq!(bell.primary_identifier, ["Bell.Id"]);
        assert_eq!(bell.tags.unwrap().shape, TagShape::Map);
    }

    #[test]
    fn nested_paths_reach_property_types_through_lists() {
        let bell = join_one(
            json!({ "Users": { "type": { "type": "array", "element": { "type": "ref", "reference": { "$ref": "7" } } } } }),
            json!([{ "$id": "7", "name": "User", "properties": { "Password": { "type": { "type": "string" } } } }]),
            json!({
                "properties": { "Users": {} },
                "writeOnlyProperties": ["/properties/Users/*/Password", "/properties/Users/items/Nothing"],
            }),
        );
        assert!(bell.property_types["User"]["Password"].write_only);
        assert!(!bell.properties["Users"].write_only);
    }
}
