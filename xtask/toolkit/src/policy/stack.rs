//! Facts about a stack that the policy needs.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::assembly::{self, AssemblyError};

/// A stack, as far as its permissions depend on it.
#[derive(Clone, Debug)]
pub struct Stack {
    /// Its name in CloudFormation; the names that CloudFormation makes up begin with it.
    pub name: String,
    /// Its region; any when not known.
    pub region: Option<String>,
    /// Its account; any when not known.
    pub account: Option<String>,
    /// Its template.
    pub template: Value,
    /// The templates of stacks nested in it, at any depth.
    pub nested: Vec<Value>,
    /// The buckets that its template and assets are taken from; `${AWS::AccountId}` and the like may stand in the names.
    pub asset_buckets: BTreeSet<String>,
}

impl Stack {
    /// The stack of an assembly, with the templates of its nested stacks.
    ///
    /// # Errors
    /// When the template of a nested stack cannot be read.
    pub fn of(stack: &assembly::Stack) -> Result<Self, AssemblyError> {
        let destinations = stack
            .assets
            .files
            .values()
            .flat_map(|asset| asset.destinations.values());
        let buckets = destinations.map(|destination| destination.bucket_name.clone());
        let template = stack.properties.stack_template_asset_object_url.iter();
        let template = template.filter_map(|url| Some(url.strip_prefix("s3://")?.split('/').next()?.to_owned()));
        let mut nested = Vec::new();
        collect_nested(&stack.dir, &stack.template, &mut nested)?;
        Ok(Self {
            name: stack.name.clone(),
            region: stack.region.clone(),
            account: stack.account.clone(),
            template: stack.template.clone(),
            nested,
            asset_buckets: buckets.chain(template).collect(),
        })
    }
}

/// The templates of nested stacks, whose files the metadata of their resources name.
fn collect_nested(folder: &Path, template: &Value, found: &mut Vec<Value>) -> Result<(), AssemblyError> {
    let resources = template.get("Resources").and_then(Value::as_object);
    for resource in resources.into_iter().flat_map(|resources| resources.values()) {
        let is_stack = resource.get("Type").and_then(Value::as_str) == Some("AWS::CloudFormation::Stack");
        let file = resource.pointer("/Metadata/aws:asset:path").and_then(Value::as_str);
        if let Some(file) = file.filter(|_| is_stack) {
            let path = folder.join(file);
            let text = std::fs::read_to_string(&path).map_err(|error| AssemblyError::Read {
                path: path.clone(),
                error,
            })?;
            let nested: Value = serde_json::from_str(&text).map_err(|error| AssemblyError::Parse { path, error })?;
            collect_nested(folder, &nested, found)?;
            found.push(nested);
        }
    }
    Ok(())
}
