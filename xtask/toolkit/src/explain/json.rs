//! Explanations as JSON.

use serde_json::{Map, Value, json};

use super::{Subject, properties_of};

pub(super) fn render(subject: &Subject) -> Value {
    let value = match subject {
        Subject::Service { name, types } => json!({ "service": name, "types": types }),
        Subject::Type(facts) => {
            let mut value = json!(facts.resource);
            value["documentation"] = json!(facts.resource.documentation());
            value["regions"] = json!({ "available": facts.available, "missing": facts.missing });
            value["permissions"] = json!(facts.permissions);
            value
        }
        Subject::Property {
            resource,
            path,
            property,
            object,
        } => {
            let mut value = json!(property);
            value["resource"] = json!(resource.name);
            value["path"] = json!(path.join("."));
            value["properties"] = json!(properties_of(resource, object.as_deref()));
            value
        }
        Subject::Attribute { resource, name, ty } => {
            json!({ "resource": resource.name, "attribute": name, "type": ty })
        }
    };
    pruned(value).unwrap_or(Value::Null)
}

/// The value without what is null, false or empty.
fn pruned(value: Value) -> Option<Value> {
    match value {
        Value::Null | Value::Bool(false) => None,
        Value::Array(items) if items.is_empty() => None,
        Value::Array(items) => Some(Value::Array(items.into_iter().filter_map(pruned).collect())),
        Value::Object(entries) => {
            let entries: Map<String, Value> = entries
                .into_iter()
                .filter_map(|(name, value)| Some((name, pruned(value)?)))
                .collect();
            (!entries.is_empty()).then_some(Value::Object(entries))
        }
        other => Some(other),
    }
}
