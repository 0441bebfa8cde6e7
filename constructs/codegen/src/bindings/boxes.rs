//! Which fields need a `Box`.

use std::collections::BTreeSet;

use ferrocdk_spec::{Kind, ResourceType, Type};

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
    fn only_direct_recursion_needs_a_box() {
        let property = |kind| Property {
            ty: ty(kind),
            required: false,
            update: Update::InPlace,
            write_only: false,
            deprecated: false,
            default: None,
            references: Vec::new(),
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
