//! The texts that a resource gives: how each kind is called, and which method of the handle gives it.

use std::collections::BTreeSet;

use ferrocdk_spec::rust::{attribute_method, type_name};
use ferrocdk_spec::{Kind, ResourceType};

/// The method of every handle that gives `Ref`.
pub(super) const REFERENCE: &str = "reference";
/// The generated method that puts the ARN together.
pub(super) const OWN_ARN: &str = "arn";

/// The handle's method that gives an attribute as text: `Ref` where it gives just that, as AWS CDK has it, otherwise `Fn::GetAtt`.
pub(super) fn method(ty: &ResourceType, attribute: &str) -> Option<String> {
    if ty.ref_identifier == [attribute] {
        return Some(REFERENCE.to_owned());
    }
    let is_text = ty.attributes.get(attribute).is_some_and(|ty| ty.kind == Kind::String);
    is_text.then(|| attribute_method(ty, attribute))
}

/// The parts of an ARN's format with the methods that give them, where the ARN is neither an attribute nor the `Ref`, and each part is one of these.
pub(in crate::bindings) fn own_arn(ty: &ResourceType) -> Vec<(String, String)> {
    let is_given = ty.arn_attribute().is_some() || ty.ref_identifier.iter().any(|name| ends_with(name, "Arn"));
    let Some(format) = ty.arn.as_ref().filter(|_| !is_given) else {
        return Vec::new();
    };
    let keys = format.split("${").skip(1).filter_map(|rest| rest.split('}').next());
    let keys = keys.filter(|key| !["Partition", "Region", "Account"].contains(key));
    let part = |key: &str| {
        let names = ty.ref_identifier.iter().chain(ty.attributes.keys());
        let mut fitting =
            names.filter(|name| name.eq_ignore_ascii_case(key) || kind_name(ty, name).eq_ignore_ascii_case(key));
        let name = fitting.find(|name| is_own(ty, name))?;
        Some((key.to_owned(), method(ty, name)?))
    };
    keys.map(part).collect::<Option<_>>().unwrap_or_default()
}

/// Whether an identifier is text of another resource: a property that names one, or by its own name (the fleet's, which is part of what finds a device).
pub(super) fn names_another(ty: &ResourceType, attribute: &str, names: &BTreeSet<(String, String)>) -> bool {
    let property = ty.properties.get(attribute);
    if property.is_some_and(|property| !property.references.is_empty()) {
        return true;
    }
    let (service, own) = ty.service_and_resource();
    let name = kind_name(ty, attribute);
    names.iter().any(|(other, resource)| {
        let rest = name.strip_prefix(resource.as_str());
        *other == service && resource.len() > own.len() && rest.is_some_and(|rest| rest.starts_with(char::is_uppercase))
    })
}

/// Whether an identifier is the resource's own, where others of its parts are the name of what it belongs to.
fn is_own(ty: &ResourceType, attribute: &str) -> bool {
    let whole = type_name(&ty.service_and_resource().1) + &type_name(attribute);
    ty.ref_identifier == [attribute] || ty.primary_identifier.len() == 1 || kind_name(ty, attribute) != whole
}

fn ends_with(name: &str, end: &str) -> bool {
    name.to_ascii_lowercase().ends_with(&end.to_ascii_lowercase())
}

pub(super) fn arn_name(ty: &ResourceType) -> String {
    type_name(&ty.service_and_resource().1) + "Arn"
}

/// The name of a kind: the type's, as its handle has it, and the attribute's without what repeats the type: `RoleArn`, `BucketName`, `SecurityGroupId` (of `GroupId`).
pub(super) fn kind_name(ty: &ResourceType, attribute: &str) -> String {
    if ty.arn_attribute() == Some(attribute) {
        return arn_name(ty);
    }
    let resource = type_name(&ty.service_and_resource().1);
    let attribute = type_name(&attribute.replace('.', ""));
    let words = resource
        .char_indices()
        .filter(|(_, letter)| letter.is_ascii_uppercase());
    let mut ends = words.filter_map(|(start, _)| resource.get(start..));
    let rest = ends.find_map(|end| {
        let (start, rest) = attribute.split_at_checked(end.len())?;
        let is_word = !rest.starts_with(|letter: char| letter.is_ascii_lowercase());
        (start.eq_ignore_ascii_case(end) && is_word).then_some(rest)
    });
    let rest = rest.unwrap_or(&attribute);
    let rest = rest
        .strip_suffix("ARN")
        .map_or_else(|| rest.to_owned(), |start| format!("{start}Arn"));
    resource + &rest
}
