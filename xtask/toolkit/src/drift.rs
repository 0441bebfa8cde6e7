//! Drift: resources that are not as their stack's template says, because somebody changed them by hand.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::assembly::Stack;

/// The answer of `aws cloudformation describe-stack-resource-drifts`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DescribeDrifts {
    /// Resources that were looked at.
    #[serde(default)]
    pub stack_resource_drifts: Vec<ResourceDrift>,
}

/// Finding about one resource.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ResourceDrift {
    /// Its logical id.
    pub logical_resource_id: String,
    /// Its name or ARN.
    #[serde(default)]
    pub physical_resource_id: String,
    /// Its type.
    #[serde(default)]
    pub resource_type: String,
    /// `IN_SYNC`, `MODIFIED`, `DELETED` or `NOT_CHECKED`.
    pub stack_resource_drift_status: String,
    /// Its properties that differ.
    #[serde(default)]
    pub property_differences: Vec<PropertyDifference>,
}

/// One property that is not as the template says.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PropertyDifference {
    /// A JSON pointer within the properties.
    pub property_path: String,
    /// The template's value.
    #[serde(default)]
    pub expected_value: String,
    /// The value in force.
    #[serde(default)]
    pub actual_value: String,
}

/// A resource that drifted, as it is shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Drifted {
    /// The stack.
    pub stack: String,
    /// The construct it belongs to.
    pub path: String,
    /// Its logical id.
    pub logical_id: String,
    /// Its name or ARN.
    pub physical_id: String,
    /// Its type.
    pub resource_type: String,
    /// Whether it is gone.
    pub deleted: bool,
    /// Its properties that differ.
    pub properties: Vec<Property>,
}

/// A property that drifted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Property {
    /// Such as `Tags[0].Value`.
    pub path: String,
    /// The template's value; `null` where it says nothing.
    pub expected: Value,
    /// The value in force; `null` where there is none.
    pub actual: Value,
}

/// The resources of a stack that drifted, sorted by path.
///
/// ```
/// use ferrocdk_toolkit::drift::path;
/// assert_eq!(path("/Tags/0/Value"), "Tags[0].Value");
/// assert_eq!(path("/Environment/Variables/a~1b"), "Environment.Variables.a/b");
/// ```
pub fn drifted(stack: &Stack, found: DescribeDrifts) -> Vec<Drifted> {
    let drifts = found.stack_resource_drifts.into_iter();
    let mut drifted: Vec<Drifted> = drifts
        .filter(|drift| matches!(drift.stack_resource_drift_status.as_str(), "MODIFIED" | "DELETED"))
        .map(|drift| Drifted {
            stack: stack.name.clone(),
            path: stack.path_of(&drift.logical_resource_id).to_owned(),
            logical_id: drift.logical_resource_id,
            physical_id: drift.physical_resource_id,
            resource_type: drift.resource_type,
            deleted: drift.stack_resource_drift_status == "DELETED",
            properties: drift
                .property_differences
                .into_iter()
                .map(|difference| Property {
                    path: path(&difference.property_path),
                    expected: value(&difference.expected_value),
                    actual: value(&difference.actual_value),
                })
                .collect(),
        })
        .collect();
    drifted.sort_by(|one, other| one.path.cmp(&other.path));
    drifted
}

/// A JSON pointer in the form that `diff` has for paths.
pub fn path(pointer: &str) -> String {
    let mut path = String::new();
    for part in pointer.split('/').skip(1) {
        let part = part.replace("~1", "/").replace("~0", "~");
        if part.bytes().all(|byte| byte.is_ascii_digit()) {
            path.push('[');
            path.push_str(&part);
            path.push(']');
        } else {
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(&part);
        }
    }
    path
}

/// A value as CloudFormation tells it: JSON for lists and objects, plain text for the rest.
fn value(text: &str) -> Value {
    match text {
        "null" | "" => Value::Null,
        _ => match serde_json::from_str(text) {
            Ok(value @ (Value::Array(_) | Value::Object(_))) => value,
            _ => text.into(),
        },
    }
}
