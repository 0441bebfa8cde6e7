//! Values of a deployed template, with references replaced by what was deployed. No input or output here.

use crate::aws::ACCOUNT;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::time::SystemTime;

/// A deployed resource.
pub(crate) struct Resource {
    pub(crate) kind: String,
    /// The physical id.
    pub(crate) id: String,
    /// When a deployment changed it last.
    pub(crate) changed: Option<SystemTime>,
}

/// A deployed template and what its references may name.
pub(crate) struct Template<'a> {
    pub(crate) body: &'a Value,
    pub(crate) resources: &'a BTreeMap<String, Resource>,
    pub(crate) exports: &'a BTreeMap<String, String>,
    pub(crate) region: &'a str,
    pub(crate) stack: &'a str,
}

impl Template<'_> {
    /// The plain value; nothing for `AWS::NoValue`.
    ///
    /// # Errors
    /// When it contains an intrinsic that is not understood here, which is named.
    pub(crate) fn resolve(&self, value: &Value) -> Result<Option<Value>, String> {
        match value {
            Value::Object(fields) => {
                if let [(name, argument)] = fields.iter().collect::<Vec<_>>().as_slice()
                    && (*name == "Ref" || name.starts_with("Fn::"))
                {
                    return self.intrinsic(name, argument);
                }
                let mut out = Map::new();
                for (name, inner) in fields {
                    if let Some(inner) = self.resolve(inner)? {
                        out.insert(name.clone(), inner);
                    }
                }
                Ok(Some(Value::Object(out)))
            }
            Value::Array(list) => {
                let list: Result<Vec<Option<Value>>, String> = list.iter().map(|inner| self.resolve(inner)).collect();
                Ok(Some(Value::Array(list?.into_iter().flatten().collect())))
            }
            plain => Ok(Some(plain.clone())),
        }
    }

    fn intrinsic(&self, name: &str, argument: &Value) -> Result<Option<Value>, String> {
        let refuse = || format!("`{name}: {argument}` is not understood here");
        let found = match name {
            "Ref" => match argument.as_str() {
                Some("AWS::NoValue") => return Ok(None),
                Some(target) => self.reference(target),
                None => None,
            },
            "Fn::GetAtt" => match argument {
                Value::String(path) => path
                    .split_once('.')
                    .and_then(|(target, name)| self.attribute(target, name)),
                Value::Array(path) => match path.as_slice() {
                    [Value::String(target), Value::String(name)] => self.attribute(target, name),
                    _ => None,
                },
                _ => None,
            },
            "Fn::Join" => {
                let separator = argument[0].as_str().ok_or_else(refuse)?;
                let parts = self.resolve(&argument[1])?.unwrap_or_default();
                let parts: Option<Vec<&str>> = parts.as_array().ok_or_else(refuse)?.iter().map(Value::as_str).collect();
                parts.map(|parts| parts.join(separator))
            }
            "Fn::Sub" => argument.as_str().and_then(|text| self.substitute(text)),
            "Fn::ImportValue" => {
                let export = self.resolve(argument)?.unwrap_or_default();
                export.as_str().and_then(|export| self.exports.get(export)).cloned()
            }
            _ => None,
        };
        found.map(|text| Some(Value::String(text))).ok_or_else(refuse)
    }

    fn reference(&self, target: &str) -> Option<String> {
        let pseudo = match target {
            "AWS::Region" => self.region,
            "AWS::AccountId" => ACCOUNT,
            "AWS::Partition" => "aws",
            "AWS::URLSuffix" => "amazonaws.com",
            "AWS::StackId" => self.stack,
            "AWS::StackName" => self.stack.split('/').nth(1)?,
            _ => {
                if let Some(resource) = self.resources.get(target) {
                    return Some(resource.id.clone());
                }
                return self.body["Parameters"][target]["Default"].as_str().map(str::to_owned);
            }
        };
        Some(pseudo.to_owned())
    }

    /// The attributes that dropped properties use.
    fn attribute(&self, target: &str, name: &str) -> Option<String> {
        let resource = self.resources.get(target)?;
        match (resource.kind.as_str(), name) {
            ("AWS::KMS::Key", "Arn") => Some(format!("arn:aws:kms:{}:{ACCOUNT}:key/{}", self.region, resource.id)),
            ("AWS::KMS::Key", "KeyId") => Some(resource.id.clone()),
            ("AWS::Kinesis::Stream", "Arn") => Some(format!(
                "arn:aws:kinesis:{}:{ACCOUNT}:stream/{}",
                self.region, resource.id
            )),
            ("AWS::CloudWatch::Alarm", "Arn") => Some(format!(
                "arn:aws:cloudwatch:{}:{ACCOUNT}:alarm:{}",
                self.region, resource.id
            )),
            ("AWS::S3::Bucket", "Arn") => Some(format!("arn:aws:s3:::{}", resource.id)),
            ("AWS::SQS::Queue", "Arn") => {
                let name = resource.id.rsplit('/').next()?;
                Some(format!("arn:aws:sqs:{}:{ACCOUNT}:{name}", self.region))
            }
            _ => None,
        }
    }

    fn substitute(&self, text: &str) -> Option<String> {
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            let (inside, after) = after.split_once('}')?;
            out.push_str(before);
            match inside.strip_prefix('!') {
                Some(literal) => out.extend(["${", literal, "}"]),
                None => out.push_str(&match inside.split_once('.') {
                    Some((target, name)) => self.attribute(target, name)?,
                    None => self.reference(inside)?,
                }),
            }
            rest = after;
        }
        Some(out + rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn references_become_what_was_deployed() {
        let resource = |kind: &str, id: &str| Resource {
            kind: kind.to_owned(),
            id: id.to_owned(),
            changed: None,
        };
        let resources = BTreeMap::from([
            ("Key".to_owned(), resource("AWS::KMS::Key", "k-1")),
            ("Table".to_owned(), resource("AWS::DynamoDB::Table", "t-1")),
        ]);
        let exports = BTreeMap::from([("plant-key".to_owned(), "arn:exported".to_owned())]);
        let body = json!({"Parameters": {"Days": {"Default": "30"}}});
        let stack = "arn:aws:cloudformation:sa-east-1:000000000000:stack/plant/x";
        let template = Template {
            body: &body,
            resources: &resources,
            exports: &exports,
            region: "sa-east-1",
            stack,
        };
        let arn = "arn:aws:kms:sa-east-1:000000000000:key/k-1";
        for (value, expected) in [
            (json!("plain"), json!("plain")),
            (json!({"Ref": "Key"}), json!("k-1")),
            (json!({"Ref": "Days"}), json!("30")),
            (json!({"Ref": "AWS::StackName"}), json!("plant")),
            (json!({"Fn::GetAtt": ["Key", "Arn"]}), json!(arn)),
            (json!({"Fn::GetAtt": "Key.Arn"}), json!(arn)),
            (
                json!({"Fn::Join": ["-", ["a", {"Ref": "AWS::Region"}]]}),
                json!("a-sa-east-1"),
            ),
            (
                json!({"Fn::Sub": "${Key.Arn}/${AWS::AccountId}/${!x}"}),
                json!(format!("{arn}/000000000000/${{x}}")),
            ),
            (json!({"Fn::ImportValue": "plant-key"}), json!("arn:exported")),
            (json!([{"Ref": "AWS::NoValue"}, 1]), json!([1])),
            (json!({"a": {"Ref": "AWS::NoValue"}, "b": true}), json!({"b": true})),
        ] {
            assert_eq!(template.resolve(&value), Ok(Some(expected)), "{value}");
        }
        for value in [
            json!({"Fn::If": ["c", 1, 2]}),
            json!({"Ref": "Absent"}),
            json!({"Fn::GetAtt": ["Table", "Arn"]}),
            json!({"Fn::Sub": "${"}),
            json!({"Fn::ImportValue": "absent"}),
        ] {
            assert!(
                template
                    .resolve(&value)
                    .unwrap_err()
                    .ends_with("is not understood here"),
                "{value}"
            );
        }
    }
}
