//! The Rust type of a CloudFormation type, and which fields need a `Box`.

use std::collections::BTreeSet;

use anyhow::{Result, bail};
use ferrocdk_spec::{Kind, ResourceType, Type};

use super::names::type_name;

/// The type of a field or attribute. JSON has no `Value` around it at the top: a [document] holds intrinsics itself.
///
/// [document]: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
pub(super) fn field_type(ty: &Type) -> Result<String> {
    match literal_type(ty)?.as_str() {
        DOCUMENT => Ok(DOCUMENT.to_owned()),
        literal => Ok(format!("rt::Value<{literal}>")),
    }
}

/// The type that `Value<_>` wraps.
pub(super) fn literal_type(ty: &Type) -> Result<String> {
    Ok(match &ty.kind {
        Kind::String => "String".to_owned(),
        Kind::Boolean => "bool".to_owned(),
        Kind::Integer => "i64".to_owned(),
        Kind::Number => "rt::Number".to_owned(),
        Kind::Json => DOCUMENT.to_owned(),
        Kind::Tag => "rt::Tag".to_owned(),
        Kind::List(element) => format!("Vec<rt::Value<{}>>", literal_type(element)?),
        Kind::Map(element) => format!("rt::Map<rt::Value<{}>>", literal_type(element)?),
        Kind::Object(name) => type_name(name),
        Kind::Union(alternatives) => return union_type(alternatives),
    })
}

const DOCUMENT: &str = "rt::Document";

/// The widest union that the runtime has a type for; wider ones are JSON.
const WIDEST_UNION: usize = 4;

fn union_type(alternatives: &[Type]) -> Result<String> {
    let mut types = Vec::new();
    for alternative in alternatives {
        let ty = literal_type(alternative)?;
        // Any JSON fits the JSON alternative, so a typed one beside it says nothing.
        if ty.contains(DOCUMENT) {
            return Ok(DOCUMENT.to_owned());
        }
        if !types.contains(&ty) {
            types.push(ty);
        }
    }
    match types.as_slice() {
        [] => bail!("a union has no alternatives"),
        [only] => Ok(only.clone()),
        types if types.len() <= WIDEST_UNION => Ok(format!("rt::OneOf{}<{}>", types.len(), types.join(", "))),
        _ => Ok(DOCUMENT.to_owned()),
    }
}

/// The property types that a value of `ty` holds without a list or map between, which would be an indirection already.
fn direct_objects(ty: &Type) -> Vec<&str> {
    match &ty.kind {
        Kind::Object(name) => vec![name],
        Kind::Union(alternatives) => alternatives.iter().flat_map(direct_objects).collect(),
        _ => Vec::new(),
    }
}

/// Whether a field of `ty` within the property type `owner` makes `owner` contain itself.
pub(super) fn needs_box(resource: &ResourceType, owner: &str, ty: &Type) -> bool {
    let mut seen = BTreeSet::new();
    let mut waiting = direct_objects(ty);
    while let Some(name) = waiting.pop() {
        if name == owner {
            return true;
        }
        if seen.insert(name)
            && let Some(properties) = resource.property_types.get(name)
        {
            waiting.extend(properties.values().flat_map(|property| direct_objects(&property.ty)));
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use ferrocdk_spec::{Limits, Property, Update};

    use super::*;

    fn ty(kind: Kind) -> Type {
        Type {
            kind,
            limits: Limits::default(),
        }
    }

    fn boxed(kind: Kind) -> Box<Type> {
        Box::new(ty(kind))
    }

    #[test]
    fn every_kind_has_a_type() {
        for (kind, expected) in [
            (Kind::String, "rt::Value<String>"),
            (Kind::Json, "rt::Document"),
            (Kind::List(boxed(Kind::Tag)), "rt::Value<Vec<rt::Value<rt::Tag>>>"),
            (
                Kind::Map(boxed(Kind::Json)),
                "rt::Value<rt::Map<rt::Value<rt::Document>>>",
            ),
            (Kind::Union(vec![ty(Kind::Json), ty(Kind::String)]), "rt::Document"),
            (
                Kind::Union(vec![ty(Kind::Integer), ty(Kind::String)]),
                "rt::Value<rt::OneOf2<i64, String>>",
            ),
            (
                Kind::Union(vec![ty(Kind::String), ty(Kind::String)]),
                "rt::Value<String>",
            ),
        ] {
            assert_eq!(field_type(&ty(kind)).unwrap(), expected);
        }
    }

    #[test]
    fn only_direct_recursion_needs_a_box() {
        let property = |kind| Property {
            ty: ty(kind),
            required: false,
            update: Update::InPlace,
            write_only: false,
            deprecated: false,
            default: None,
        };
        let not = property(Kind::Object("Expression".to_owned()));
        let or = property(Kind::List(boxed(Kind::Object("Expression".to_owned()))));
        let properties = BTreeMap::from([("Not".to_owned(), not.clone()), ("Or".to_owned(), or.clone())]);
        let resource = ResourceType {
            property_types: BTreeMap::from([("Expression".to_owned(), properties)]),
            ..ResourceType::default()
        };
        assert!(needs_box(&resource, "Expression", &not.ty));
        assert!(!needs_box(&resource, "Expression", &or.ty));
    }
}
