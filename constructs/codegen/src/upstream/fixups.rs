//! Corrections of the upstream sources: one function each, which fails when there is nothing left to correct.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use ferrocdk_spec::{Kind, Property, ResourceType, TypeContents};
use serde_json::Value;

type Types = BTreeMap<String, TypeContents>;

/// A correction.
pub(crate) struct FixUp {
    /// Name on the page and in errors.
    pub(crate) name: &'static str,
    /// Upstream's statement, and how it is known to be otherwise.
    pub(crate) reason: &'static str,
    apply: fn(&mut Types) -> Result<()>,
}

/// All corrections.
pub(crate) const FIX_UPS: [FixUp; 4] = [
    FixUp {
        name: "cloudfront_anycast_list_tags_are_an_object",
        reason: "the service spec gives the tags of AWS::CloudFront::AnycastIpList as a list in `Tags`; they are a list in `Tags.Items`, which none of the usual tag shapes describes",
        apply: cloudfront_anycast_list_tags_are_an_object,
    },
    FixUp {
        name: "dynamodb_key_schema_is_a_list",
        reason: "the service spec gives `KeySchema` of AWS::DynamoDB::Table as a list of `KeySchema` or any JSON, because the registry schema has a bare object as a second alternative; CloudFormation documents the list alone, as it does for AWS::DynamoDB::GlobalTable",
        apply: dynamodb_key_schema_is_a_list,
    },
    FixUp {
        name: "dynamodb_key_type_is_hash_or_range",
        reason: "the registry schema of AWS::DynamoDB::Table lists the values of `KeyType` on the list `KeySchema` instead of on its items",
        apply: dynamodb_key_type_is_hash_or_range,
    },
    FixUp {
        name: "invoicing_unit_name_has_a_bare_hyphen",
        reason: "the pattern of `Name` of AWS::Invoicing::InvoiceUnit has a hyphen between a class and a character, `[\\p{Z}-_]`, which ECMA 262 and most engines refuse as a range out of order; the hyphen itself is meant, since such names have it",
        apply: invoicing_unit_name_has_a_bare_hyphen,
    },
];

/// Corrects the joined facts.
pub(super) fn apply(types: &mut Types) -> Result<()> {
    FIX_UPS
        .iter()
        .try_for_each(|fix_up| (fix_up.apply)(types).with_context(|| format!("fix-up {}", fix_up.name)))
}

fn cloudfront_anycast_list_tags_are_an_object(types: &mut Types) -> Result<()> {
    let list = resource(types, "AWS::CloudFront::AnycastIpList")?;
    let is_object = matches!(property(list, "Tags")?.ty.kind, Kind::Object(_));
    if !is_object || list.tags.take().is_none() {
        bail!(CORRECT);
    }
    Ok(())
}

fn dynamodb_key_schema_is_a_list(types: &mut Types) -> Result<()> {
    let key_schema = &mut property(resource(types, "AWS::DynamoDB::Table")?, "KeySchema")?.ty;
    let Kind::Union(alternatives) = &key_schema.kind else {
        bail!(CORRECT)
    };
    let list = alternatives
        .iter()
        .find(|alternative| matches!(alternative.kind, Kind::List(_)));
    *key_schema = list.context(CORRECT)?.clone();
    Ok(())
}

fn dynamodb_key_type_is_hash_or_range(types: &mut Types) -> Result<()> {
    let table = resource(types, "AWS::DynamoDB::Table")?;
    let key_type = table
        .property_types
        .get_mut("KeySchema")
        .and_then(|properties| properties.get_mut("KeyType"));
    let limits = &mut key_type
        .context("AWS::DynamoDB::Table has no KeySchema.KeyType any more\nhint: remove the fix-up")?
        .ty
        .limits;
    if !limits.values.is_empty() {
        bail!(CORRECT);
    }
    limits.values = ["HASH", "RANGE"].map(str::to_owned).into();
    Ok(())
}

fn invoicing_unit_name_has_a_bare_hyphen(types: &mut Types) -> Result<()> {
    let unit = contents(types, "AWS::Invoicing::InvoiceUnit")?;
    let name = &mut property(&mut unit.resource, "Name")?.ty;
    let pattern = name.limits.pattern.as_mut().context(CORRECT)?;
    if !pattern.contains(r"\p{Z}-_]") {
        bail!(CORRECT);
    }
    *pattern = pattern.replace(r"\p{Z}-_]", r"\p{Z}\-_]");
    let schema = unit.schema.pointer_mut("/definitions/Name/pattern").context(CORRECT)?;
    *schema = Value::from(pattern.as_str());
    Ok(())
}

fn resource<'a>(types: &'a mut Types, name: &str) -> Result<&'a mut ResourceType> {
    Ok(&mut contents(types, name)?.resource)
}

fn contents<'a>(types: &'a mut Types, name: &str) -> Result<&'a mut TypeContents> {
    types
        .get_mut(name)
        .with_context(|| format!("upstream has no {name} any more\nhint: remove the fix-up"))
}

fn property<'a>(ty: &'a mut ResourceType, name: &str) -> Result<&'a mut Property> {
    ty.properties
        .get_mut(name)
        .with_context(|| format!("{} has no {name} any more\nhint: remove the fix-up", ty.name))
}

const CORRECT: &str = "upstream is correct now\nhint: remove the fix-up";

#[cfg(test)]
mod tests {
    use super::*;

    /// The facts as the fix-ups left them: applying one again finds nothing to correct.
    fn corrected() -> Types {
        let database = ferrocdk_spec::Database::bundled().unwrap();
        [
            "AWS::CloudFront::AnycastIpList",
            "AWS::DynamoDB::Table",
            "AWS::Invoicing::InvoiceUnit",
        ]
        .map(|name| {
            let contents = TypeContents {
                resource: database.resource(name).unwrap(),
                ..TypeContents::default()
            };
            (name.to_owned(), contents)
        })
        .into()
    }

    #[test]
    fn a_fix_up_without_effect_asks_to_be_removed() {
        for FixUp {
            name, apply: fix_up, ..
        } in FIX_UPS
        {
            let error = format!("{:#}", fix_up(&mut corrected()).unwrap_err());
            assert!(error.ends_with("hint: remove the fix-up"), "{name}: {error}");
            let error = format!("{:#}", fix_up(&mut Types::new()).unwrap_err());
            assert!(error.starts_with("upstream has no AWS::"), "{name}: {error}");
        }
    }

    #[test]
    fn the_checked_in_database_is_corrected() {
        let types = corrected();
        assert_eq!(types["AWS::CloudFront::AnycastIpList"].resource.tags, None);
        assert!(matches!(
            &types["AWS::DynamoDB::Table"].resource.properties["KeySchema"].ty.kind,
            Kind::List(_)
        ));
        let pattern = types["AWS::Invoicing::InvoiceUnit"].resource.properties["Name"]
            .ty
            .limits
            .pattern
            .as_deref();
        assert_eq!(pattern, Some(r"^(?! )[\p{L}\p{N}\p{Z}\-_]*(?<! )$"));
    }
}
