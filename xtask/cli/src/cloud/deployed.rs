//! Stacks as they are deployed, for comparisons: with the stacks nested in them.

use std::{collections::BTreeMap, thread};

use anyhow::Result;
use ferrocdk_toolkit::{assembly::Assembly, diff::Side};
use serde_json::Value;

use crate::{
    aws::Aws,
    cloud::stacks::{self, Look},
    deployment,
    failure::Failure,
};

/// The stacks of an assembly that exist, as they are deployed. They are asked for at the same time: each call takes most of a second.
pub(crate) fn sides(aws: &Aws, assembly: &Assembly) -> Result<Vec<Side>> {
    let found: Vec<Result<Option<Side>>> = thread::scope(|scope| {
        let asked: Vec<_> = assembly
            .stacks
            .iter()
            .map(|stack| {
                let own = deployment::for_stack(aws, stack);
                scope.spawn(move || {
                    let aws = stacks::deployer(&own, stack)?;
                    let look = stacks::look(&aws, &stack.name)?;
                    side(&aws, &stack.name, look)
                })
            })
            .collect();
        asked
            .into_iter()
            .map(|asked| {
                asked
                    .join()
                    .unwrap_or_else(|_| Err(Failure::new("cannot ask for a stack").into()))
            })
            .collect()
    });
    let found: Result<Vec<Option<Side>>> = found.into_iter().collect();
    Ok(found?.into_iter().flatten().collect())
}

/// One stack; `None` where nothing stands.
fn side(aws: &Aws, name: &str, look: Look) -> Result<Option<Side>> {
    let (Some(description), Some(template)) = (look.stack, look.template) else {
        return Ok(None);
    };
    let template = match template {
        Value::String(text) => parse(&text).map_err(|error| {
            Failure::new(format!(
                "cannot read the template of stack `{name}` as it is deployed: {error}"
            ))
        })?,
        template => template,
    };
    let resources = template.get("Resources").and_then(Value::as_object);
    let has_nested = resources
        .into_iter()
        .flatten()
        .any(|(_, resource)| resource.get("Type").and_then(Value::as_str) == Some("AWS::CloudFormation::Stack"));
    let mut side = Side::of_deployed(name, template, &description);
    if has_nested {
        side.nested = nested(aws, &description.stack_id)?;
    }
    Ok(Some(side))
}

fn nested(aws: &Aws, stack: &str) -> Result<BTreeMap<String, Side>> {
    let mut found = BTreeMap::new();
    for resource in stacks::resources(aws, stack)? {
        if resource.resource_type != "AWS::CloudFormation::Stack" || resource.physical_resource_id.is_empty() {
            continue;
        }
        let look = stacks::look(aws, &resource.physical_resource_id)?;
        if let Some(mut side) = side(aws, &resource.logical_resource_id, look)? {
            // Its parameters are the business of the resource in the stack around it.
            side.parameters.clear();
            side.tags = None;
            found.insert(resource.logical_resource_id, side);
        }
    }
    Ok(found)
}

/// A template in JSON or YAML.
pub(crate) fn parse(text: &str) -> Result<Value, String> {
    match ferrocdk_template::parse(text) {
        Ok(document) => Ok(document.root.to_json()),
        Err(errors) => Err(errors.iter().next().map(ToString::to_string).unwrap_or_default()),
    }
}
