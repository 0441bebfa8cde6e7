//! Reads deployed stacks.

mod template;

pub(crate) use template::{Resource, Template};

use crate::aws::{Aws, AwsError};
use roxmltree::Document;
use serde_json::Value;
use std::collections::BTreeMap;

/// One stack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stack {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) status: String,
    /// When it was deployed last, as the service writes it.
    pub(crate) time: String,
}

impl Stack {
    pub(crate) fn in_progress(&self) -> bool {
        self.status.ends_with("_IN_PROGRESS")
    }
}

/// Resources of a stack.
pub(crate) struct Deployed {
    /// The template in JSON. Null for one in YAML, which was not made by this workspace.
    pub(crate) body: Value,
    /// Resources by logical id.
    pub(crate) resources: BTreeMap<String, Resource>,
    exports: BTreeMap<String, String>,
    region: String,
    stack: String,
}

impl Deployed {
    pub(crate) fn read(aws: &Aws, stack: &Stack) -> Result<Self, AwsError> {
        let xml = call(
            aws,
            "GetTemplate",
            &[("StackName", &stack.id), ("TemplateStage", "Processed")],
        )?;
        let body = parse(&xml)?
            .descendants()
            .find(|node| node.tag_name().name() == "TemplateBody")
            .and_then(|node| node.text().and_then(|text| serde_json::from_str(text).ok()))
            .unwrap_or_default();
        let exports = members(&call(aws, "ListExports", &[])?)?
            .iter()
            .filter_map(|export| Some((export.get("Name")?.clone(), export.get("Value")?.clone())))
            .collect();
        Ok(Self {
            body,
            resources: resources(aws, stack)?,
            exports,
            region: aws.region().to_owned(),
            stack: stack.id.clone(),
        })
    }

    pub(crate) fn template(&self) -> Template<'_> {
        Template {
            body: &self.body,
            resources: &self.resources,
            exports: &self.exports,
            region: &self.region,
            stack: &self.stack,
        }
    }
}

/// The stacks that exist.
pub(crate) fn stacks(aws: &Aws) -> Result<Vec<Stack>, AwsError> {
    let mut out = Vec::new();
    for stack in members(&call(aws, "ListStacks", &[])?)? {
        let text = |name: &str| stack.get(name).cloned().unwrap_or_default();
        let status = text("StackStatus");
        if status != "DELETE_COMPLETE" {
            let time = stack
                .get("LastUpdatedTime")
                .or(stack.get("CreationTime"))
                .cloned()
                .unwrap_or_default();
            out.push(Stack {
                id: text("StackId"),
                name: text("StackName"),
                status,
                time,
            });
        }
    }
    Ok(out)
}

/// The resources of a stack by logical id.
pub(crate) fn resources(aws: &Aws, stack: &Stack) -> Result<BTreeMap<String, Resource>, AwsError> {
    let mut out = BTreeMap::new();
    for resource in members(&call(aws, "DescribeStackResources", &[("StackName", &stack.id)])?)? {
        let text = |name: &str| resource.get(name).cloned().unwrap_or_default();
        let found = Resource {
            kind: text("ResourceType"),
            id: text("PhysicalResourceId"),
            changed: humantime::parse_rfc3339_weak(&text("Timestamp")).ok(),
        };
        out.insert(text("LogicalResourceId"), found);
    }
    Ok(out)
}

fn call(aws: &Aws, action: &str, fields: &[(&str, &str)]) -> Result<String, AwsError> {
    let mut all = vec![("Action", action), ("Version", "2010-05-15")];
    all.extend(fields);
    aws.query("cloudformation", &all)
}

fn parse(xml: &str) -> Result<Document<'_>, AwsError> {
    Document::parse(xml).map_err(|error| AwsError::Unexpected(format!("malformed XML: {error}")))
}

/// The entries of an answer's list, each with its plain fields.
fn members(xml: &str) -> Result<Vec<BTreeMap<String, String>>, AwsError> {
    let document = parse(xml)?;
    let top = document.descendants().filter(|node| {
        node.tag_name().name() == "member"
            && !node
                .ancestors()
                .skip(1)
                .any(|above| above.tag_name().name() == "member")
    });
    Ok(top
        .map(|member| {
            member
                .children()
                .filter(roxmltree::Node::is_element)
                .map(|field| {
                    (
                        field.tag_name().name().to_owned(),
                        field.text().unwrap_or_default().to_owned(),
                    )
                })
                .collect()
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::members;

    #[test]
    fn only_the_outer_members_are_entries() {
        let xml = "<R xmlns=\"http://x/\"><L><member><A>1 &amp; 2</A><B><member><A>in</A></member></B></member>\
                   <member><A/></member></L></R>";
        let found = members(xml).unwrap();
        assert_eq!(found.len(), 2);
        assert_eq!((found[0]["A"].as_str(), found[1]["A"].as_str()), ("1 & 2", ""));
        assert!(members("<R>").is_err());
    }
}
