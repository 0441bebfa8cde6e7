//! One side of a comparison: a stack as it is deployed, or as an assembly has it.

use std::{collections::BTreeMap, path::Path};

use serde_json::Value;

use crate::{
    assembly::{AssemblyError, Stack, read_json},
    stack::StackDescription,
};

/// A stack with what its template alone does not tell.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Side {
    /// The stack's name; stacks of the two sides belong together by it.
    pub name: String,
    /// The template.
    pub template: Value,
    /// Construct paths by logical id.
    pub paths: BTreeMap<String, String>,
    /// Values given to parameters.
    pub parameters: BTreeMap<String, String>,
    /// Tags of the stack, where they are known.
    pub tags: Option<BTreeMap<String, String>>,
    /// Names of assets by their hash.
    pub assets: BTreeMap<String, String>,
    /// Stacks within it, by logical id.
    pub nested: BTreeMap<String, Side>,
    /// Whether the template came back from CloudFormation, which gives `?` for each character outside of ASCII.
    pub deployed: bool,
}

impl Side {
    /// A template without anything around it.
    pub fn of_template(name: impl Into<String>, template: Value) -> Self {
        Self {
            name: name.into(),
            paths: paths_of(&template),
            template,
            ..Self::default()
        }
    }

    /// A stack of an assembly with the stacks nested in it.
    ///
    /// # Errors
    ///
    /// When the template of a nested stack cannot be read.
    pub fn of_stack(stack: &Stack) -> Result<Self, AssemblyError> {
        let own = |map: &mut dyn Iterator<Item = (&String, &String)>| -> BTreeMap<String, String> {
            map.map(|(key, value)| (key.clone(), value.clone())).collect()
        };
        let assets = stack.assets.files.iter();
        Ok(Self {
            name: stack.name.clone(),
            nested: nested(&stack.dir, &stack.template)?,
            template: stack.template.clone(),
            paths: stack.paths.clone(),
            parameters: own(&mut stack.properties.parameters.iter()),
            tags: Some(own(&mut stack.properties.tags.iter())),
            assets: assets
                .filter_map(|(hash, asset)| Some((hash.clone(), asset.display_name.clone()?)))
                .collect(),
            deployed: false,
        })
    }

    /// A deployed stack; those within it are added by whoever can ask for them.
    pub fn of_deployed(name: &str, template: Value, description: &StackDescription) -> Self {
        let parameters = description.parameters.iter();
        let tags = description.tags.iter();
        Self {
            parameters: parameters
                .map(|parameter| (parameter.parameter_key.clone(), parameter.parameter_value.clone()))
                .collect(),
            tags: Some(tags.map(|tag| (tag.key.clone(), tag.value.clone())).collect()),
            deployed: true,
            ..Self::of_template(name, template)
        }
    }

    /// The construct path of a logical id, or else the id.
    pub(super) fn path_of(&self, id: &str) -> String {
        self.paths.get(id).cloned().unwrap_or_else(|| id.to_owned())
    }

    /// The entries of a section of the template.
    pub(super) fn section(&self, name: &str) -> impl Iterator<Item = (&String, &Value)> {
        self.template.get(name).and_then(Value::as_object).into_iter().flatten()
    }

    /// A resource of the template.
    pub(super) fn resource(&self, id: &str) -> Option<&Value> {
        self.template.get("Resources")?.get(id)
    }
}

fn nested(dir: &Path, template: &Value) -> Result<BTreeMap<String, Side>, AssemblyError> {
    let mut found = BTreeMap::new();
    let resources = template.get("Resources").and_then(Value::as_object);
    for (id, resource) in resources.into_iter().flatten() {
        let file = resource.pointer("/Metadata/aws:asset:path").and_then(Value::as_str);
        if let (Some("AWS::CloudFormation::Stack"), Some(file)) = (type_of(resource), file) {
            let inner: Value = read_json(&dir.join(file))?;
            let side = Side {
                nested: nested(dir, &inner)?,
                ..Side::of_template(id.clone(), inner)
            };
            found.insert(id.clone(), side);
        }
    }
    Ok(found)
}

/// The type of a resource.
pub(super) fn type_of(resource: &Value) -> Option<&str> {
    resource.get("Type").and_then(Value::as_str)
}

/// Construct paths that the template itself tells.
fn paths_of(template: &Value) -> BTreeMap<String, String> {
    let resources = template.get("Resources").and_then(Value::as_object);
    let paths = resources.into_iter().flatten().filter_map(|(id, resource)| {
        let path = resource.pointer("/Metadata/aws:cdk:path")?.as_str()?;
        Some((id.clone(), path.trim_end_matches("/Resource").to_owned()))
    });
    paths.collect()
}
