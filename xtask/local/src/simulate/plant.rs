//! The deployed plant that a simulation drives, from the outputs of its stack.

use crate::aws::{Aws, AwsError};
use anyhow::{Result, bail};
use roxmltree::Document;
use serde_json::json;
use std::collections::BTreeMap;

/// Names of a deployed plant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Plant {
    pub(super) stack: String,
    /// Topic of a device, with `{thing}` for its name.
    pub(super) topic: String,
    pub(super) policy: String,
    pub(super) table: String,
    /// Attribute that holds the device in the table.
    pub(super) device: String,
}

/// A stack's name and outputs; their names in lower case without separators, as plants write them differently.
fn stacks(xml: &str) -> Vec<(String, BTreeMap<String, String>)> {
    let Ok(document) = Document::parse(xml) else {
        return Vec::new();
    };
    let text = |node: roxmltree::Node<'_, '_>, name: &str| {
        let mut children = node.children().filter(|child| child.tag_name().name() == name);
        children
            .next()
            .and_then(|child| child.text())
            .unwrap_or_default()
            .to_owned()
    };
    let named = document
        .descendants()
        .filter(|node| node.children().any(|child| child.tag_name().name() == "StackName"));
    named
        .map(|stack| {
            let outputs = stack
                .descendants()
                .filter(|node| node.children().any(|child| child.tag_name().name() == "OutputKey"));
            let plain = |name: String| name.replace(['_', '-'], "").to_ascii_lowercase();
            let outputs = outputs.map(|output| (plain(text(output, "OutputKey")), text(output, "OutputValue")));
            (text(stack, "StackName"), outputs.collect())
        })
        .collect()
}

impl Plant {
    /// Finds the one deployed plant; `wanted` is part of its stack's name.
    pub(super) fn find(aws: &Aws, wanted: &[String]) -> Result<Self> {
        let xml = aws.query(
            "cloudformation",
            &[("Action", "DescribeStacks"), ("Version", "2010-05-15")],
        )?;
        let mut found: Vec<_> = stacks(&xml)
            .into_iter()
            .filter(|(name, outputs)| {
                outputs.contains_key("iotpolicyname") && wanted.iter().all(|part| name.contains(part.as_str()))
            })
            .collect();
        let names: Vec<String> = found.iter().map(|(name, _)| name.clone()).collect();
        let (Some((stack, outputs)), true) = (found.pop(), found.is_empty()) else {
            if names.is_empty() {
                bail!(
                    "no plant with devices is deployed here\nhint: deploy one with `deploy --local`; a plant without the output \
                     `IotPolicyName` has no devices to simulate"
                );
            }
            bail!(
                "several plants are deployed: {}\nhint: choose with --plant and --suffix",
                names.join(", ")
            );
        };
        let output = |name: &str| outputs.get(name).cloned();
        let Some(table) = output("dynamodbtablename").or_else(|| {
            let mut tables = outputs.iter().filter(|(name, _)| name.ends_with("tablename"));
            tables.next().map(|(_, table)| table.clone())
        }) else {
            bail!("stack {stack} has no output that names its table");
        };
        let device = partition(aws, &table)?;
        Ok(Self {
            topic: output("iottopic").unwrap_or_else(|| "sensor/data/{thing}".to_owned()),
            policy: output("iotpolicyname").unwrap_or_default(),
            stack,
            table,
            device,
        })
    }
}

fn partition(aws: &Aws, table: &str) -> Result<String, AwsError> {
    let answer = aws.json(
        "dynamodb",
        "DynamoDB_20120810.DescribeTable",
        &json!({"TableName": table}),
    )?;
    let keys = answer["Table"]["KeySchema"].as_array().into_iter().flatten();
    let mut keys = keys.filter(|key| key["KeyType"] == "HASH");
    let key = keys
        .next()
        .and_then(|key| key["AttributeName"].as_str())
        .map(str::to_owned);
    key.ok_or_else(|| AwsError::Unexpected(answer.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outputs_are_read_whatever_their_spelling() {
        let xml = "<R><Stacks><member><StackName>a</StackName><Outputs><member><OutputKey>IotPolicyName</OutputKey>\
                   <OutputValue>p</OutputValue></member></Outputs></member><member><StackName>b</StackName></member></Stacks></R>";
        let found = stacks(xml);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].1["iotpolicyname"], "p");
        assert!(found[1].1.is_empty() && stacks("x").is_empty());
    }
}
