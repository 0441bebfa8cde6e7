//! Properties that `Fn::GetAtt` returns although the registry does not call them read-only.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use ferrocdk_spec::{Kind, Properties, ResourceType, Type};

/// Which properties of which types.
const TABLE: &str = include_str!("../../readable.tsv");

/// Adds what the table says.
pub(super) fn add(types: &mut BTreeMap<String, ResourceType>) -> Result<()> {
    add_table(TABLE, types).context("failed to apply constructs/codegen/readable.tsv")
}

fn add_table(table: &str, types: &mut BTreeMap<String, ResourceType>) -> Result<()> {
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let Some((name, property)) = line.split_once('\t') else {
            bail!("the line '{line}' has no two columns");
        };
        let ty = types
            .get_mut(name)
            .with_context(|| format!("no source has {name} any more\nhint: remove its lines"))?;
        let mut found = BTreeMap::new();
        if property == "*" {
            collect(ty, "", &ty.properties, &mut Vec::new(), &mut found);
        } else {
            let known = ty.properties.get(property).map(|property| &property.ty);
            let facts = known.or_else(|| ty.attributes.get(property));
            let facts = facts.with_context(|| format!("{name} has no {property} any more\nhint: remove its line"))?;
            found.insert(property.to_owned(), facts.clone());
        }
        found.retain(|name, _| !ty.attributes.contains_key(name));
        ty.readable.extend(found);
    }
    Ok(())
}

/// The values within properties that are no objects, lists of objects or free-form JSON.
fn collect<'a>(
    ty: &'a ResourceType,
    prefix: &str,
    properties: &'a Properties,
    within: &mut Vec<&'a str>,
    found: &mut BTreeMap<String, Type>,
) {
    for (name, property) in properties {
        let path = format!("{prefix}{name}");
        match &property.ty.kind {
            Kind::Object(object) => {
                if let Some(properties) = ty.property_types.get(object)
                    && !within.contains(&object.as_str())
                {
                    within.push(object);
                    collect(ty, &format!("{path}."), properties, within, found);
                    within.pop();
                }
            }
            Kind::List(element) if is_scalar(element) => {
                found.insert(path, property.ty.clone());
            }
            _ if is_scalar(&property.ty) => {
                found.insert(path, property.ty.clone());
            }
            _ => {}
        }
    }
}

fn is_scalar(ty: &Type) -> bool {
    matches!(ty.kind, Kind::String | Kind::Boolean | Kind::Integer | Kind::Number)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::join::tests::join_one;
    use super::*;

    fn bell() -> BTreeMap<String, ResourceType> {
        let text = json!({ "type": "string" });
        let tone = json!({ "type": "ref", "reference": { "$ref": "7" } });
        let bell = join_one(
            json!({
                "Name": { "type": text },
                "Arn": { "type": text },
                "Tone": { "type": tone },
                "Tones": { "type": { "type": "array", "element": tone } },
                "Names": { "type": { "type": "array", "element": text } },
            }),
            json!([{ "$id": "7", "name": "Tone", "properties": { "Pitch": { "type": text }, "Over": { "type": tone } } }]),
            json!({ "properties": {} }),
        );
        BTreeMap::from([(bell.name.clone(), bell)])
    }

    fn readable(table: &str) -> Result<Vec<String>> {
        let mut types = bell();
        add_table(table, &mut types)?;
        Ok(types.remove("AWS::Plant::Bell").unwrap().readable.into_keys().collect())
    }

    #[test]
    fn single_properties_and_all_of_them() {
        assert_eq!(readable("AWS::Plant::Bell\tName").unwrap(), ["Name"]);
        // `Arn` is an attribute already, `Tones` is a list of objects, and a tone over a tone has no end.
        assert_eq!(
            readable("AWS::Plant::Bell\t*").unwrap(),
            ["Name", "Names", "Tone.Pitch"]
        );
    }

    #[test]
    fn what_is_gone_is_told() {
        let error = readable("AWS::Plant::Horn\t*").unwrap_err().to_string();
        assert!(error.starts_with("no source has AWS::Plant::Horn any more"), "{error}");
        let error = readable("AWS::Plant::Bell\tSize").unwrap_err().to_string();
        assert!(error.starts_with("AWS::Plant::Bell has no Size any more"), "{error}");
    }
}
