//! Values that the templates are filled with.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail, ensure};
use ferrocdk_spec::rust::{Enum, Enums, ResourceNames, RustType, attribute_method, snake, type_name};
use ferrocdk_spec::{Kind, Properties, ResourceType, TagShape, Tagging, Type};
use serde::Serialize;

use super::boxes::needs_box;
use super::metrics::{self, MetricView};
use super::refs::{self, Given, Refs, Takes};
use super::{docs, join_lines};

/// One resource type, as one file.
#[derive(Debug, Serialize)]
pub(super) struct ResourceView {
    pub(super) type_name: String,
    pub(super) module: String,
    pub(super) handle: String,
    pub(super) docs: Vec<String>,
    pub(super) props: StructView,
    attributes: Vec<AttributeView>,
    /// One or none, as `tags`.
    arn: Vec<ArnView>,
    given: Vec<Given>,
    /// The parts of the ARN with the methods that give them, where no attribute is the ARN.
    own_arn: Vec<OwnPart>,
    metrics: Vec<MetricView>,
    /// One or none: strict templates refuse an absent value, but not an empty list.
    tags: Vec<TagsView>,
    pub(super) property_types: Vec<StructView>,
    enums: Vec<EnumView>,
}

/// One struct of optional fields.
#[derive(Debug, Serialize)]
pub(super) struct StructView {
    pub(super) name: String,
    docs: Vec<String>,
    fields: Vec<FieldView>,
}

#[derive(Debug, Serialize)]
struct FieldView {
    name: String,
    key: String,
    ty: String,
    /// Trait of what the setter takes, and how it becomes the field's type.
    input: String,
    convert: &'static str,
    docs: String,
    visit: &'static str,
}

#[derive(Debug, Serialize)]
struct ArnView {
    format: String,
    parts: Vec<ArnPart>,
}

/// A part of an ARN that is the resource's own.
#[derive(Debug, Serialize)]
struct ArnPart {
    argument: String,
    key: String,
}

impl ArnView {
    fn new(format: &str) -> Result<Self> {
        let keys = format.split("${").skip(1).filter_map(|rest| rest.split('}').next());
        let parts: Vec<ArnPart> = keys
            .filter(|key| !["Partition", "Region", "Account"].contains(key))
            .map(|key| ArnPart {
                argument: snake(key),
                key: key.to_owned(),
            })
            .collect();
        unique(parts.iter().map(|part| (&part.argument, &part.key)))?;
        Ok(Self {
            format: format.to_owned(),
            parts,
        })
    }
}

/// A part of an ARN, and the handle's method that gives it.
#[derive(Debug, Serialize)]
struct OwnPart {
    key: String,
    method: String,
}

#[derive(Debug, Serialize)]
struct TagsView {
    property: String,
    shape: &'static str,
}

impl TagsView {
    fn new(tagging: &Tagging) -> Self {
        let shape = match tagging.shape {
            TagShape::List => "List",
            TagShape::Map => "Map",
            TagShape::AutoScaling => "AutoScaling",
        };
        Self {
            property: tagging.property.clone(),
            shape,
        }
    }
}

#[derive(Debug, Serialize)]
struct AttributeView {
    method: String,
    key: String,
    ty: String,
    docs: String,
}

/// How a property is held, and how its setter takes it.
struct Field {
    /// The type of the field, within its `Option`.
    ty: String,
    /// Trait of the setter's argument.
    input: String,
    /// The expression that makes the field's value of it.
    convert: &'static str,
}

impl Field {
    /// `choice` is the enum of its values, if it has one, `takes` the kind of reference.
    fn new(ty: &Type, choice: Option<&str>, takes: Option<Takes>, boxed: bool) -> Self {
        let plain = RustType::of(ty).field("rt::");
        let into = format!("Into<{plain}>");
        let (ty, input, convert) = match (choice, &ty.kind, takes) {
            (Some(name), Kind::List(_), _) => {
                (format!("rt::Value<Vec<rt::Value<{name}>>>"), into, "rt::choices(value)")
            }
            (Some(name), ..) => (format!("rt::Value<{name}>"), into, "rt::choice(value)"),
            (None, ..) if boxed => (format!("Box<{plain}>"), into, "Box::new(value.into())"),
            (None, _, Some(Takes::One(kind))) => (plain, format!("rt::IntoRef<{kind}>"), "value.into_ref()"),
            (None, _, Some(Takes::Several(kind))) => (plain, format!("rt::IntoRefs<{kind}>"), "value.into_refs()"),
            (None, _, None) => (plain, into, "value.into()"),
        };
        Self { ty, input, convert }
    }
}

#[derive(Debug, Serialize)]
struct EnumView {
    name: String,
    docs: String,
    variants: Vec<VariantView>,
}

#[derive(Debug, Serialize)]
struct VariantView {
    name: String,
    value: String,
}

impl EnumView {
    fn new(resource: &ResourceType, choice: &Enum) -> Self {
        let owner = choice
            .owner
            .as_ref()
            .map(|owner| format!(".{owner}"))
            .unwrap_or_default();
        let variants = choice.variants.iter().map(|(name, value)| VariantView {
            name: name.clone(),
            value: value.clone(),
        });
        Self {
            name: choice.name.clone(),
            docs: format!("Values of `{}` in `{}{owner}`.", choice.property, resource.name),
            variants: variants.collect(),
        }
    }
}

impl ResourceView {
    /// Whether its handle goes where a property names another resource.
    pub(super) fn gives(&self) -> bool {
        !self.given.is_empty()
    }

    /// The view of a resource type.
    pub(super) fn new(resource: &ResourceType, refs: &Refs) -> Result<Self> {
        Self::build(resource, refs).with_context(|| format!("failed to generate {}", resource.name))
    }

    fn build(resource: &ResourceType, refs: &Refs) -> Result<Self> {
        let ResourceNames {
            module, handle, props, ..
        } = ResourceNames::of(&resource.name);
        let mut attributes = Vec::new();
        for (key, ty) in &resource.attributes {
            attributes.push(AttributeView {
                method: attribute_method(resource, key),
                key: key.clone(),
                ty: format!("rt::Value<{}>", RustType::of(ty).code("rt::")),
                docs: docs::attribute(key, ty),
            });
        }
        unique(attributes.iter().map(|attribute| (&attribute.method, &attribute.key)))?;
        let link = format!("<{}>", resource.documentation());
        let enums = Enums::of(resource);
        let property_types = resource
            .property_types
            .iter()
            .map(|(name, properties)| {
                let docs = vec![
                    format!("Property type `{}.{name}`.", resource.name),
                    String::new(),
                    format!("<{}>", resource.property_type_documentation(name)),
                ];
                StructView::new(resource, (&enums, refs), type_name(name), docs, properties, Some(name))
                    .with_context(|| format!("failed to generate property type {name}"))
            })
            .collect::<Result<Vec<_>>>()?;
        unique(
            property_types
                .iter()
                .zip(resource.property_types.keys())
                .map(|(ty, name)| (&ty.name, name)),
        )?;
        if let Some(clash) = property_types.iter().find(|ty| ty.name == handle || ty.name == props) {
            bail!(
                "its property type {} has the name of its handle or properties",
                clash.name
            );
        }
        let props_docs = vec![format!("Properties of [`{handle}`]."), String::new(), link.clone()];
        let own_arn = refs::own_arn(resource).into_iter();
        Ok(Self {
            type_name: resource.name.clone(),
            module,
            docs: resource_docs(resource, link),
            props: StructView::new(resource, (&enums, refs), props, props_docs, &resource.properties, None)?,
            handle,
            attributes,
            metrics: metrics::views(resource)?,
            given: refs.given(&resource.name).to_vec(),
            own_arn: own_arn.map(|(key, method)| OwnPart { key, method }).collect(),
            arn: resource
                .arn
                .iter()
                .map(|arn| ArnView::new(arn))
                .collect::<Result<_>>()?,
            tags: resource.tags.iter().map(TagsView::new).collect(),
            property_types,
            enums: enums
                .all()
                .iter()
                .map(|choice| EnumView::new(resource, choice))
                .collect(),
        })
    }
}

fn resource_docs(resource: &ResourceType, link: String) -> Vec<String> {
    let mut lines = vec![format!("A resource of type `{}`.", resource.name), String::new(), link];
    let mut facts = Vec::new();
    if !resource.primary_identifier.is_empty() {
        facts.push(format!("Identified by {}.", join_lines(&resource.primary_identifier)));
    }
    if let Some(arn) = &resource.arn {
        facts.push(format!("ARN: `{arn}`."));
    }
    if let Some(tags) = &resource.tags {
        let shape = match tags.shape {
            TagShape::List => "a list",
            TagShape::Map => "a map",
            TagShape::AutoScaling => "a list with `PropagateAtLaunch`",
        };
        facts.push(format!("Tags: `{}`, {shape}.", tags.property));
    }
    if resource.stateful {
        facts.push("Holds data.".to_owned());
    }
    if !facts.is_empty() {
        lines.extend([String::new(), facts.join(" ")]);
    }
    lines
}

impl StructView {
    /// `property_type` is the upstream name of the struct, when it is a property type.
    fn new(
        resource: &ResourceType,
        (enums, refs): (&Enums, &Refs),
        name: String,
        docs: Vec<String>,
        properties: &Properties,
        property_type: Option<&str>,
    ) -> Result<Self> {
        let mut fields = Vec::new();
        for (key, property) in properties {
            let boxed = property_type.is_some_and(|owner| needs_box(resource, owner, &property.ty));
            let choice = enums.get(property_type, key).map(|choice| choice.name.as_str());
            let field = Field::new(&property.ty, choice, refs.takes(property), boxed);
            fields.push(FieldView {
                name: snake(key),
                key: key.clone(),
                ty: field.ty,
                input: field.input,
                convert: field.convert,
                docs: docs::property(key, property, property_type.is_none(), choice),
                visit: match (property.required, boxed) {
                    (false, false) => "opt",
                    (true, false) => "req",
                    (false, true) => "opt_box",
                    (true, true) => "req_box",
                },
            });
        }
        unique(fields.iter().map(|field| (&field.name, &field.key)))?;
        Ok(Self { name, docs, fields })
    }
}

/// Fails when two CloudFormation names would have one Rust name.
pub(super) fn unique<'a>(names: impl Iterator<Item = (&'a String, &'a String)>) -> Result<()> {
    let mut seen = BTreeMap::new();
    for (rust, upstream) in names {
        let other = seen.insert(rust, upstream);
        ensure!(
            other.is_none(),
            "{} and {upstream} would both be named {rust}\nhint: add a rule to names.rs of ferrocdk-spec",
            other.map_or("", |other| other)
        );
    }
    Ok(())
}
