//! Permissions that a deployment would add: the statements of two templates, compared grant by grant.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// One permission that a deployment adds, or one refusal that it takes away.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Widening {
    /// The resource whose properties hold the statement.
    pub logical_id: String,
    /// The grant for people: `allow kinesis:PutRecord on Stream.Arn`.
    pub grant: String,
}

/// Grants that `new` has and `old` has not, sorted by resource. Without `old` everything is new.
///
/// Statements are taken apart into single grants of one action on one resource, so moving grants between statements of a policy is no
/// widening, while giving the same grant to another role is one. Conditions and principals are part of a grant: loosening one makes a new
/// grant. Policies written as JSON text count too, unless they are put together while deploying.
///
/// ```
/// use ferrocdk_toolkit::iam::widenings;
/// use serde_json::json;
///
/// let role = |actions| json!({ "Resources": { "Role": { "Type": "AWS::IAM::Policy", "Properties": {
///     "PolicyDocument": { "Statement": [{ "Effect": "Allow", "Action": actions, "Resource": { "Fn::GetAtt": ["Stream", "Arn"] } }] }
/// } } } });
/// let found = widenings(Some(&role(json!(["kinesis:Get*", "kinesis:List*"]))), &role(json!(["kinesis:List*", "kinesis:PutRecord"])));
/// assert_eq!(found.len(), 1);
/// assert_eq!(found[0].grant, "allow kinesis:PutRecord on Stream.Arn");
/// ```
pub fn widenings(old: Option<&Value>, new: &Value) -> Vec<Widening> {
    let before = old.map(grants).unwrap_or_default();
    let after = grants(new);
    let allowed = after.difference(&before).filter(|grant| !grant.denies);
    let no_longer_denied = before.difference(&after).filter(|grant| grant.denies);
    let found: BTreeSet<Widening> = allowed.chain(no_longer_denied).map(Grant::widening).collect();
    found.into_iter().collect()
}

/// One action that a statement permits or refuses, on one resource.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Grant {
    /// The resource whose properties hold the statement.
    pub(crate) logical_id: String,
    /// Whether it refuses.
    pub(crate) denies: bool,
    /// The action.
    pub(crate) what: String,
    /// The principal; empty where the policy's place decides.
    pub(crate) to: String,
    /// The resource; empty where the policy's place decides.
    pub(crate) on: String,
    /// The condition as JSON; empty without one.
    pub(crate) condition: String,
}

impl Grant {
    fn widening(&self) -> Widening {
        let mut grant = format!("{} {}", if self.denies { "no longer deny" } else { "allow" }, self.what);
        for (word, part) in [(" to ", &self.to), (" on ", &self.on), (" if ", &self.condition)] {
            if !part.is_empty() {
                grant.push_str(word);
                grant.push_str(part);
            }
        }
        Widening {
            logical_id: self.logical_id.clone(),
            grant,
        }
    }
}

/// The grants of a template, taken apart.
pub(crate) fn grants(template: &Value) -> BTreeSet<Grant> {
    let mut grants = BTreeSet::new();
    let resources = template.get("Resources").and_then(Value::as_object);
    for (id, resource) in resources.into_iter().flatten() {
        let Some(properties) = resource.get("Properties") else {
            continue;
        };
        if resource.get("Type").and_then(Value::as_str) == Some("AWS::Lambda::Permission") {
            let part = |name: &str| properties.get(name).map(short).unwrap_or_default();
            grants.insert(Grant {
                logical_id: id.clone(),
                denies: false,
                what: part("Action"),
                to: part("Principal"),
                on: part("FunctionName"),
                condition: part("SourceArn"),
            });
        }
        collect(id, properties, &mut grants);
    }
    grants
}

fn collect(id: &str, value: &Value, grants: &mut BTreeSet<Grant>) {
    match value {
        Value::Object(object) => {
            for (key, inner) in object {
                match key.as_str() {
                    "Statement" => {
                        for statement in list(inner).iter().filter_map(|statement| statement.as_object()) {
                            expand(id, statement, grants);
                        }
                    }
                    "ManagedPolicyArns" => grants.extend(list(inner).into_iter().map(|arn| Grant {
                        logical_id: id.to_owned(),
                        denies: false,
                        what: format!("everything in {}", short(arn)),
                        to: String::new(),
                        on: String::new(),
                        condition: String::new(),
                    })),
                    _ => collect(id, inner, grants),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(id, item, grants)),
        Value::String(text) if text.contains("\"Statement\"") => {
            if let Ok(document @ Value::Object(_)) = serde_json::from_str(text) {
                collect(id, &document, grants);
            }
        }
        _ => {}
    }
}

fn expand(id: &str, statement: &Map<String, Value>, grants: &mut BTreeSet<Grant>) {
    let denies = match statement.get("Effect").and_then(Value::as_str) {
        Some("Allow") => false,
        Some("Deny") => true,
        _ => return,
    };
    let parts = |name: &str, negated: &str| -> Vec<String> {
        let plain = statement.get(name).into_iter().flat_map(list).map(short);
        let inverse = statement
            .get(negated)
            .into_iter()
            .flat_map(list)
            .map(|value| format!("all but {}", short(value)));
        let found: Vec<String> = plain.chain(inverse).collect();
        if found.is_empty() { vec![String::new()] } else { found }
    };
    let condition = statement.get("Condition").map(Value::to_string).unwrap_or_default();
    for to in parts("Principal", "NotPrincipal") {
        for what in parts("Action", "NotAction") {
            for on in parts("Resource", "NotResource") {
                let (logical_id, condition) = (id.to_owned(), condition.clone());
                grants.insert(Grant {
                    logical_id,
                    denies,
                    what: what.clone(),
                    to: to.clone(),
                    on,
                    condition,
                });
            }
        }
    }
}

fn list(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().collect(),
        single => vec![single],
    }
}

/// A value with intrinsics, as short as it stays clear.
pub(crate) fn short(value: &Value) -> String {
    let Some(object) = value.as_object() else {
        return value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    };
    match object.iter().next().filter(|_| object.len() == 1) {
        Some((key, Value::String(text)))
            if matches!(key.as_str(), "Ref" | "Fn::Sub" | "Service" | "AWS" | "Federated") =>
        {
            text.clone()
        }
        Some((key, inner)) if key == "AWS" => short(inner),
        Some((key, Value::Array(parts))) if key == "Fn::GetAtt" => {
            parts.iter().map(short).collect::<Vec<_>>().join(".")
        }
        Some((key, Value::Array(parts))) if key == "Fn::Join" => match parts.as_slice() {
            [Value::String(delimiter), Value::Array(items)] => {
                items.iter().map(short).collect::<Vec<_>>().join(delimiter)
            }
            _ => value.to_string(),
        },
        _ => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn template(statement: &Value) -> Value {
        json!({ "Resources": { "P": { "Type": "AWS::IAM::Policy", "Properties": { "PolicyDocument": { "Statement": statement } } } } })
    }

    fn texts(old: &Value, new: &Value) -> Vec<String> {
        widenings(Some(old), new)
            .into_iter()
            .map(|widening| widening.grant)
            .collect()
    }

    #[test]
    fn regrouping_is_no_widening() {
        let old = template(&json!([
            { "Effect": "Allow", "Action": "a:X", "Resource": "*" },
            { "Effect": "Allow", "Action": ["a:Y"], "Resource": ["*"] }
        ]));
        let new = template(&json!({ "Effect": "Allow", "Action": ["a:Y", "a:X"], "Resource": "*" }));
        assert!(texts(&old, &new).is_empty());
        assert!(texts(&old, &json!({})).is_empty(), "less is no widening");
    }

    #[test]
    fn conditions_principals_and_denials_count() {
        let statement = |effect: &str, condition: Value| {
            json!([{ "Effect": effect, "Action": "s3:*", "Principal": { "AWS": { "Fn::Join": ["", ["arn:", { "Ref": "AWS::Partition" }]] } },
                     "Resource": "b", "Condition": condition }])
        };
        let tight = template(&statement(
            "Allow",
            json!({ "Bool": { "aws:SecureTransport": "true" } }),
        ));
        let loose = template(&json!([{ "Effect": "Allow", "Action": "s3:*", "Principal": "*", "Resource": "b" }]));
        assert_eq!(texts(&tight, &loose), ["allow s3:* to * on b"]);
        let denied = template(&json!([{ "Effect": "Deny", "NotAction": "s3:Get*", "Resource": "b" }]));
        assert_eq!(texts(&denied, &json!({})), ["no longer deny all but s3:Get* on b"]);
        assert_eq!(
            texts(&json!({}), &tight),
            [r#"allow s3:* to arn:AWS::Partition on b if {"Bool":{"aws:SecureTransport":"true"}}"#]
        );
    }

    #[test]
    fn managed_policies_roles_and_lambda_permissions() {
        let new = json!({ "Resources": {
            "Role": { "Type": "AWS::IAM::Role", "Properties": {
                "AssumeRolePolicyDocument": { "Statement": [{ "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": { "Service": "lambda.amazonaws.com" } }] },
                "ManagedPolicyArns": ["arn:x"],
                "Policies": [{ "PolicyDocument": { "Statement": [{ "Effect": "Allow", "Action": "a:B", "Resource": { "Ref": "Q" } }] } }]
            } },
            "Permission": { "Type": "AWS::Lambda::Permission", "Properties": {
                "Action": "lambda:InvokeFunction", "Principal": "iot.amazonaws.com", "FunctionName": { "Fn::GetAtt": ["Fn", "Arn"] }
            } }
        } });
        let found: Vec<(String, String)> = widenings(None, &new)
            .into_iter()
            .map(|widening| (widening.logical_id, widening.grant))
            .collect();
        let expected = [
            (
                "Permission",
                "allow lambda:InvokeFunction to iot.amazonaws.com on Fn.Arn",
            ),
            ("Role", "allow a:B on Q"),
            ("Role", "allow everything in arn:x"),
            ("Role", "allow sts:AssumeRole to lambda.amazonaws.com"),
        ];
        assert_eq!(found, expected.map(|(id, grant)| (id.to_owned(), grant.to_owned())));
    }
}
