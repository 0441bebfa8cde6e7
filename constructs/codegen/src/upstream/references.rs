//! Which properties name other resources: the relationships of the service spec, and the formats of text that cfn-lint puts into the registry's schemas.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail, ensure};
use ferrocdk_spec::{Kind, Properties, Property, Reference, ResourceType};
use serde_json::Value;

use super::limits::place;
use super::registry::Schema;
use super::service_spec::Relationship;
use super::settle::{Decisions, Rule};

/// Formats of cfn-lint that name a resource, with type and attribute. Left out are names that no resource gives (`AWS::EC2::SecurityGroup.Name`, of the time
/// before VPCs) and what is no resource (`AWS::EC2::Image.Id`, `AWS::Route53::AliasTarget.HostedZoneId`).
const FORMATS: [(&str, &str, &str); 16] = [
    (
        "AWS::ACM::Certificate.Arn",
        "AWS::CertificateManager::Certificate",
        "CertificateArn",
    ),
    ("AWS::EC2::SecurityGroup.Id", "AWS::EC2::SecurityGroup", "Id"),
    ("AWS::EC2::SecurityGroup.Ids", "AWS::EC2::SecurityGroup", "Id"),
    ("AWS::EC2::Subnet.Id", "AWS::EC2::Subnet", "SubnetId"),
    ("AWS::EC2::Subnet.Ids", "AWS::EC2::Subnet", "SubnetId"),
    ("AWS::EC2::VPC.Id", "AWS::EC2::VPC", "VpcId"),
    ("AWS::IAM::Role.Arn", "AWS::IAM::Role", "Arn"),
    ("AWS::KMS::Alias.AliasName", "AWS::KMS::Alias", "AliasName"),
    ("AWS::KMS::Key.Arn", "AWS::KMS::Key", "Arn"),
    ("AWS::KMS::Key.Id", "AWS::KMS::Key", "KeyId"),
    ("AWS::Lambda::Function.Arn", "AWS::Lambda::Function", "Arn"),
    ("AWS::Logs::LogGroup.Name", "AWS::Logs::LogGroup", "LogGroupName"),
    ("AWS::Route53::HostedZone.Id", "AWS::Route53::HostedZone", "Id"),
    ("AWS::S3::Bucket.Name", "AWS::S3::Bucket", "BucketName"),
    ("AWS::SNS::Topic.Arn", "AWS::SNS::Topic", "TopicArn"),
    ("AWS::SQS::Queue.Arn", "AWS::SQS::Queue", "Arn"),
];

/// Relationships of the service spec that lead astray: the property or the attribute (type and name), and why.
const LEFT_OUT: [(&str, &str); 2] = [
    // A document in which any resource may stand, and which none is.
    ("AWS::StepFunctions::StateMachine", "DefinitionString"),
    // A VPC is no security group: whoever gives it for one means another.
    ("AWS::EC2::VPC", "DefaultSecurityGroup"),
];

/// References of a property by the service spec.
pub(super) fn of_service_spec(relationships: &[Relationship]) -> Vec<Reference> {
    let named = relationships.iter().map(|relationship| Reference {
        resource_type: relationship.cloud_formation_type.clone(),
        attribute: relationship.property_name.replace('/', "."),
    });
    named.collect()
}

/// References by the formats of a property's node, those of its items and alternatives included.
pub(super) fn of_registry(schema: &Schema, node: &Value) -> Vec<Reference> {
    let mut found = Vec::new();
    collect(schema, node, DEEPEST, &mut found);
    found
}

/// A list of alternatives is three levels deep; what goes on much longer names itself.
const DEEPEST: usize = 8;

fn collect(schema: &Schema, node: &Value, depth: usize, found: &mut Vec<Reference>) {
    let (Some(node), Some(depth)) = (schema.resolve(node), depth.checked_sub(1)) else {
        return;
    };
    let format = node.get("format").and_then(Value::as_str);
    if let Some((_, ty, attribute)) = FORMATS.iter().find(|(name, ..)| format == Some(*name)) {
        found.push(Reference {
            resource_type: (*ty).to_owned(),
            attribute: (*attribute).to_owned(),
        });
    }
    for keyword in ["allOf", "anyOf", "oneOf"] {
        for alternative in node.get(keyword).and_then(Value::as_array).into_iter().flatten() {
            collect(schema, alternative, depth, found);
        }
    }
    if let Some(items) = node.get("items") {
        collect(schema, items, depth, found);
    }
}

/// References that no source names.
const TABLE: &str = include_str!("../../references.tsv");

/// Adds what the table says.
pub(super) fn add(types: &mut BTreeMap<String, ResourceType>) -> Result<()> {
    add_table(TABLE, types).context("failed to apply constructs/codegen/references.tsv")
}

fn add_table(table: &str, types: &mut BTreeMap<String, ResourceType>) -> Result<()> {
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let columns: Vec<&str> = line.split('\t').collect();
        let &[ty, path, named, attribute] = columns.as_slice() else {
            bail!("the line '{line}' has not four columns");
        };
        let is_given = types.get(named).is_some_and(|named| is_given(named, attribute));
        ensure!(
            is_given,
            "no template can ask {named} for its {attribute}\nhint: correct its lines"
        );
        let ty = types
            .get_mut(ty)
            .with_context(|| format!("no source has {ty} any more\nhint: remove its lines"))?;
        let (properties, name) = match path.split_once('.') {
            Some((owner, name)) => (ty.property_types.get_mut(owner), name),
            None => (Some(&mut ty.properties), path),
        };
        let property = properties.and_then(|properties| properties.get_mut(name));
        let property =
            property.with_context(|| format!("{} has no {path} any more\nhint: remove its lines", ty.name))?;
        let reference = Reference {
            resource_type: named.to_owned(),
            attribute: attribute.to_owned(),
        };
        ensure!(
            !property.references.contains(&reference),
            "a source says by now that {path} of {} names {named}\nhint: remove the line",
            ty.name
        );
        property.references.push(reference);
    }
    Ok(())
}

/// Whether a template can ask for an attribute, by `Ref` or `Fn::GetAtt`.
fn is_given(ty: &ResourceType, attribute: &str) -> bool {
    ty.attributes.contains_key(attribute) || ty.ref_identifier == [attribute]
}

/// Gives every reference the name that the other type has for what is meant, and leaves out what it has not.
pub(super) fn settle(types: &mut BTreeMap<String, ResourceType>, decisions: &mut Decisions) {
    let mut names = BTreeMap::new();
    for reference in types.values().flat_map(of_type) {
        if !names.contains_key(reference) {
            let name = types
                .get(&reference.resource_type)
                .and_then(|ty| name(ty, &reference.attribute));
            names.insert(reference.clone(), name);
        }
    }
    for ty in types.values_mut() {
        let own = std::mem::take(&mut ty.properties);
        ty.properties = own
            .into_iter()
            .map(|(name, property)| settled(ty, None, name, property, &names, decisions))
            .collect();
        let nested = std::mem::take(&mut ty.property_types);
        for (owner, properties) in nested {
            let properties: Properties = properties
                .into_iter()
                .map(|(name, property)| settled(ty, Some(&owner), name, property, &names, decisions))
                .collect();
            ty.property_types.insert(owner, properties);
        }
    }
}

fn of_type(ty: &ResourceType) -> impl Iterator<Item = &Reference> {
    let nested = ty.property_types.values().flat_map(BTreeMap::values);
    ty.properties
        .values()
        .chain(nested)
        .flat_map(|property| &property.references)
}

fn settled(
    ty: &ResourceType,
    owner: Option<&str>,
    property_name: String,
    mut property: Property,
    names: &BTreeMap<Reference, Option<String>>,
    decisions: &mut Decisions,
) -> (String, Property) {
    let is_text = match &property.ty.kind {
        Kind::List(element) => element.kind == Kind::String,
        kind => *kind == Kind::String,
    };
    let is_left_out = |ty: &str, name: &str| LEFT_OUT.contains(&(ty, name));
    let mut references: Vec<Reference> = Vec::new();
    // An object's formats are of the texts within, which have properties of their own.
    for reference in property.references.drain(..).filter(|_| is_text) {
        let Some(attribute) = names.get(&reference).cloned().flatten() else {
            let place = place(&ty.name, owner, &property_name);
            decisions.note(
                Rule::ReferenceToNothing,
                format!("{place}: {} {}", reference.resource_type, reference.attribute),
            );
            continue;
        };
        // The format of a resource's own name says what the name is, not that there is another resource.
        let is_own = owner.is_none() && reference.resource_type == ty.name && attribute == property_name;
        let reference = Reference { attribute, ..reference };
        let is_meant =
            !is_left_out(&ty.name, &property_name) && !is_left_out(&reference.resource_type, &reference.attribute);
        if is_meant && !is_own && !references.contains(&reference) {
            references.push(reference);
        }
    }
    property.references = references;
    (property_name, property)
}

/// The name that a type has for one of its attributes or identifiers. The service spec writes `Id` for what `Ref` gives and `Arn` for the ARN, also where the
/// type calls them otherwise.
fn name(ty: &ResourceType, attribute: &str) -> Option<String> {
    if is_given(ty, attribute) {
        return Some(attribute.to_owned());
    }
    match (attribute, ty.primary_identifier.as_slice()) {
        ("Id", identifiers) => identifiers.iter().find(|name| is_given(ty, name)).cloned(),
        ("Arn", _) => ty.arn_attribute().map(str::to_owned),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::join::tests::join_one;
    use super::*;

    fn named(property: &Property) -> Vec<String> {
        let references = property.references.iter();
        references
            .map(|reference| format!("{} {}", reference.resource_type, reference.attribute))
            .collect()
    }

    #[test]
    fn both_sources_say_what_a_property_names() {
        let relationship = json!([{ "cloudFormationType": "AWS::KMS::Key", "propertyName": "KeyId" }]);
        let bell = join_one(
            json!({
                "Key": { "type": { "type": "string" }, "relationshipRefs": relationship },
                "Subnets": { "type": { "type": "array", "element": { "type": "string" } } },
                "Image": { "type": { "type": "string" } },
            }),
            json!([]),
            json!({
                "properties": {
                    "Key": { "anyOf": [{ "format": "AWS::KMS::Key.Id" }, { "format": "AWS::KMS::Alias.AliasName" }] },
                    "Subnets": { "type": "array", "items": { "$ref": "#/definitions/Subnet" } },
                    "Image": { "type": "string", "format": "AWS::EC2::Image.Id" },
                    "Role": { "type": "string", "format": "AWS::IAM::Role.Arn" },
                },
                "definitions": { "Subnet": { "type": "string", "format": "AWS::EC2::Subnet.Id" } },
            }),
        );
        assert_eq!(
            named(&bell.properties["Key"]),
            ["AWS::KMS::Key KeyId", "AWS::KMS::Alias AliasName"]
        );
        assert_eq!(named(&bell.properties["Subnets"]), ["AWS::EC2::Subnet SubnetId"]);
        assert!(named(&bell.properties["Image"]).is_empty(), "no resource is an image");
        assert_eq!(
            named(&bell.properties["Role"]),
            ["AWS::IAM::Role Arn"],
            "of the registry alone"
        );
    }

    #[test]
    fn references_have_the_names_that_the_other_type_has() {
        let plant = |name: &str| format!("AWS::Plant::{name}");
        let mut bell = join_one(
            json!({ "Name": { "type": { "type": "string" } } }),
            json!([]),
            json!({}),
        );
        let mut tower = bell.clone();
        tower.name = plant("Tower");
        tower.ref_identifier = vec!["TowerName".to_owned()];
        tower.primary_identifier = tower.ref_identifier.clone();
        tower.attributes = bell
            .attributes
            .keys()
            .map(|_| ("TowerArn".to_owned(), bell.attributes["Arn"].clone()))
            .collect();
        let reference = |ty: &str, attribute: &str| Reference {
            resource_type: plant(ty),
            attribute: attribute.to_owned(),
        };
        let name = bell.properties.get_mut("Name").unwrap();
        name.references = vec![
            reference("Tower", "Id"),
            reference("Tower", "Arn"),
            reference("Tower", "TowerName"),
            reference("Tower", "Height"),
            reference("Hall", "Arn"),
            reference("Bell", "Name"),
        ];
        bell.ref_identifier = vec!["Name".to_owned()];
        let mut types = BTreeMap::from([(bell.name.clone(), bell), (tower.name.clone(), tower)]);
        let mut decisions = Decisions::default();
        settle(&mut types, &mut decisions);
        assert_eq!(
            named(&types["AWS::Plant::Bell"].properties["Name"]),
            ["AWS::Plant::Tower TowerName", "AWS::Plant::Tower TowerArn"],
            "its own name is no other resource"
        );
        assert_eq!(
            decisions.places(Rule::ReferenceToNothing).collect::<Vec<_>>(),
            [
                "AWS::Plant::Bell Name: AWS::Plant::Hall Arn",
                "AWS::Plant::Bell Name: AWS::Plant::Tower Height"
            ]
        );
    }

    #[test]
    fn the_table_says_what_no_source_says() {
        let text = json!({ "type": "string" });
        let bell = join_one(
            json!({ "Tone": { "type": text } }),
            json!([]),
            json!({ "properties": { "Tone": {} } }),
        );
        let mut types = BTreeMap::from([(bell.name.clone(), bell)]);
        let line = "AWS::Plant::Bell\tTone\tAWS::Plant::Bell\tArn";
        add_table(line, &mut types).unwrap();
        assert_eq!(
            named(&types["AWS::Plant::Bell"].properties["Tone"]),
            ["AWS::Plant::Bell Arn"]
        );
        for (line, expected) in [
            (
                line,
                "a source says by now that Tone of AWS::Plant::Bell names AWS::Plant::Bell",
            ),
            (
                "AWS::Plant::Bell\tTone",
                "the line 'AWS::Plant::Bell\tTone' has not four columns",
            ),
            (
                "AWS::Plant::Bell\tPitch\tAWS::Plant::Bell\tArn",
                "AWS::Plant::Bell has no Pitch any more",
            ),
            (
                "AWS::Plant::Bell\tRope.Pitch\tAWS::Plant::Bell\tArn",
                "AWS::Plant::Bell has no Rope.Pitch any more",
            ),
            (
                "AWS::Plant::Bell\tTone\tAWS::Plant::Bell\tUrl",
                "no template can ask AWS::Plant::Bell for its Url",
            ),
            (
                "AWS::Plant::Gong\tTone\tAWS::Plant::Bell\tArn",
                "no source has AWS::Plant::Gong any more",
            ),
        ] {
            let error = add_table(line, &mut types).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{error}");
        }
    }
}
