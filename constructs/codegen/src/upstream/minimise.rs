//! Reduces a registry schema to the keywords that decide whether a value is valid.

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value};

/// Keywords that hold a schema, or a list of schemas.
const NESTED: &[&str] = &[
    "additionalProperties",
    "allOf",
    "anyOf",
    "contains",
    "else",
    "if",
    "items",
    "not",
    "oneOf",
    "prefixItems",
    "propertyNames",
    "then",
];
/// Keywords that hold schemas by name.
const NAMED: &[&str] = &["definitions", "dependencies", "patternProperties", "properties"];
/// Keywords that are kept as they stand.
const KEPT: &[&str] = &[
    "$ref",
    "const",
    "dependentExcluded",
    "dependentRequired",
    "enum",
    "enumCaseInsensitive",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maxUniqueItems",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "pattern",
    "required",
    "requiredOr",
    "requiredXor",
    "type",
    "uniqueItems",
    "uniqueKeys",
];
/// Keywords of the whole type that are kept.
const KEPT_OF_TYPES: &[&str] = &[
    "conditionalCreateOnlyProperties",
    "createOnlyProperties",
    "deprecatedProperties",
    "lifecycle",
    "primaryIdentifier",
    "readOnlyProperties",
    "writeOnlyProperties",
];
/// Sentences, hints for editors, and what a handler needs to know.
const DROPPED: &[&str] = &[
    "$comment",
    "$id",
    "$schema",
    "arrayType",
    "default",
    "description",
    "examples",
    "insertionOrder",
    "relationshipRef",
    "title",
];
/// Keywords about the whole type, which decide nothing about a value.
const DROPPED_OF_TYPES: &[&str] = &[
    "additionalIdentifiers",
    "documentationUrl",
    "handlers",
    "propertyTransform",
    "replacementStrategy",
    "resourceLink",
    "sourceUrl",
    "taggable",
    "tagging",
    "typeConfiguration",
    "typeName",
];
/// cfn-lint's references to other places of the template, in extensions only.
const KEPT_OF_EXTENSIONS: &[&str] = &["cfnContext", "cfnGather"];

/// Kinds of things that a schema describes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// A resource type of the registry.
    Type,
    /// An extension of cfn-lint.
    Extension,
}

/// The schema without what does not decide. Fails at a keyword that is in no list, since a new one may decide.
pub(super) fn minimise(schema: &Value, origin: Origin) -> Result<Value> {
    let Value::Object(node) = schema else {
        bail!("the schema is no object");
    };
    let mut top = Map::new();
    let mut rest = Map::new();
    for (keyword, value) in node {
        let keyword_of_type = origin == Origin::Type;
        if keyword_of_type && KEPT_OF_TYPES.contains(&keyword.as_str()) {
            top.insert(keyword.clone(), value.clone());
        } else if !(keyword_of_type && DROPPED_OF_TYPES.contains(&keyword.as_str())) {
            rest.insert(keyword.clone(), value.clone());
        }
    }
    let mut minimised = nested(&Value::Object(rest), origin)?;
    if let Value::Object(node) = &mut minimised {
        node.extend(top);
        node.sort_keys();
    }
    Ok(minimised)
}

fn nested(schema: &Value, origin: Origin) -> Result<Value> {
    match schema {
        Value::Array(schemas) => schemas.iter().map(|schema| nested(schema, origin)).collect(),
        Value::Object(node) => Ok(Value::Object(object(node, origin)?)),
        other => Ok(other.clone()),
    }
}

fn object(node: &Map<String, Value>, origin: Origin) -> Result<Map<String, Value>> {
    let mut kept = Map::new();
    for (keyword, value) in node {
        let name = keyword.as_str();
        if KEPT.contains(&name) || (origin == Origin::Extension && KEPT_OF_EXTENSIONS.contains(&name)) {
            kept.insert(keyword.clone(), value.clone());
        } else if NESTED.contains(&name) {
            let value = nested(value, origin).with_context(|| format!("in {name}"))?;
            // Alternatives that say nothing remain where relations between types stood.
            let empty = |value: &Value| value.as_object().is_some_and(Map::is_empty);
            if !(name == "anyOf" && value.as_array().is_some_and(|schemas| schemas.iter().all(empty))) {
                kept.insert(keyword.clone(), value);
            }
        } else if NAMED.contains(&name) {
            let Value::Object(schemas) = value else {
                bail!("{name} is no object");
            };
            let mut named = Map::new();
            for (key, schema) in schemas {
                // A dependency may be a list of names, which is not a list of schemas.
                let value = match (name, schema) {
                    ("dependencies", Value::Array(_)) => schema.clone(),
                    _ => nested(schema, origin).with_context(|| format!("in {key}"))?,
                };
                named.insert(key.clone(), value);
            }
            named.sort_keys();
            kept.insert(keyword.clone(), Value::Object(named));
        } else if !DROPPED.contains(&name) {
            bail!("the keyword '{name}' is unknown\nhint: add it to one of the lists of upstream/minimise.rs");
        }
    }
    kept.sort_keys();
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn sentences_go_and_limits_stay() {
        let schema = json!({
            "typeName": "AWS::Plant::Bell",
            "description": "rings",
            "handlers": { "create": { "permissions": ["plant:Ring"] } },
            "readOnlyProperties": ["/properties/Id"],
            "properties": {
                "title": { "type": "string", "title": "t", "maxLength": 3, "insertionOrder": false },
                "Key": { "type": "string", "anyOf": [{ "relationshipRef": {} }, { "relationshipRef": {} }] },
            },
            "dependencies": { "Key": ["title"], "title": { "description": "d", "required": ["Key"] } },
            "additionalProperties": false,
        });
        assert_eq!(
            minimise(&schema, Origin::Type).unwrap(),
            json!({
                "additionalProperties": false,
                "dependencies": { "Key": ["title"], "title": { "required": ["Key"] } },
                "properties": { "Key": { "type": "string" }, "title": { "maxLength": 3, "type": "string" } },
                "readOnlyProperties": ["/properties/Id"],
            })
        );
    }

    #[test]
    fn unknown_keywords_are_refused_with_their_place() {
        let schema = json!({ "properties": { "Key": { "items": { "mustRing": true } } } });
        let error = format!("{:#}", minimise(&schema, Origin::Type).unwrap_err());
        assert!(
            error.starts_with("in Key: in items: the keyword 'mustRing' is unknown"),
            "{error}"
        );
        let schema = json!({ "cfnGather": {} });
        assert!(minimise(&schema, Origin::Type).is_err());
        assert_eq!(minimise(&schema, Origin::Extension).unwrap(), schema);
    }
}
