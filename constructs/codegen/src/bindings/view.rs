//! What the templates are filled with.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail, ensure};
use ferrocdk_spec::rust::{ResourceNames, RustType, attribute_method, snake, type_name};
use ferrocdk_spec::{Properties, ResourceType, TagShape, Tagging};
use serde::Serialize;

use super::boxes::needs_box;
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
    /// One or none: strict templates refuse an absent value, but not an empty list.
    tags: Vec<TagsView>,
    pub(super) property_types: Vec<StructView>,
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
    docs: String,
    boxed: bool,
    visit: &'static str,
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

impl ResourceView {
    /// The view of a resource type.
    pub(super) fn new(resource: &ResourceType) -> Result<Self> {
        Self::build(resource).with_context(|| format!("failed to generate {}", resource.name))
    }

    fn build(resource: &ResourceType) -> Result<Self> {
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
        let property_types = resource
            .property_types
            .iter()
            .map(|(name, properties)| {
                let docs = vec![
                    format!("Property type `{}.{name}`.", resource.name),
                    String::new(),
                    format!("<{}>", resource.property_type_documentation(name)),
                ];
                StructView::new(resource, type_name(name), docs, properties, Some(name))
                    .with_context(|| format!("failed to generate property type {name}"))
            })
            .collect::<Result<Vec<_>>>()?;
        if let Some(clash) = property_types.iter().find(|ty| ty.name == handle || ty.name == props) {
            bail!(
                "its property type {} has the name of its handle or properties",
                clash.name
            );
        }
        let props_docs = vec![format!("Properties of [`{handle}`]."), String::new(), link.clone()];
        Ok(Self {
            type_name: resource.name.clone(),
            module,
            docs: resource_docs(resource, link),
            props: StructView::new(resource, props, props_docs, &resource.properties, None)?,
            handle,
            attributes,
            tags: resource.tags.iter().map(TagsView::new).collect(),
            property_types,
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
        name: String,
        docs: Vec<String>,
        properties: &Properties,
        property_type: Option<&str>,
    ) -> Result<Self> {
        let mut fields = Vec::new();
        for (key, property) in properties {
            let boxed = property_type.is_some_and(|owner| needs_box(resource, owner, &property.ty));
            fields.push(FieldView {
                name: snake(key),
                key: key.clone(),
                ty: RustType::of(&property.ty).field("rt::"),
                docs: docs::property(key, property, property_type.is_none()),
                boxed,
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
