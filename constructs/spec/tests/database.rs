//! The checked-in database: opened, decoded, and held against known facts and against itself.

#![expect(clippy::unwrap_used, reason = "shared code of tests may fail the test")]

use std::collections::BTreeMap;

use ferrocdk_spec::{
    Database, Error, Kind, Limits, Pin, Property, ResourceType, TagShape, Tagging, Type, Update, encode, pins,
};

fn bundled() -> Database<'static> {
    Database::bundled().unwrap()
}

#[test]
fn it_was_built_from_the_pinned_packages() {
    assert_eq!(bundled().sources(), pins().unwrap());
}

#[test]
fn kinesis_stream() {
    let stream = bundled().resource("AWS::Kinesis::Stream").unwrap();
    assert_eq!(stream.primary_identifier, ["Name"]);
    assert_eq!(
        stream.tags,
        Some(Tagging {
            property: "Tags".to_owned(),
            shape: TagShape::List
        })
    );
    assert_eq!(
        stream.arn.as_deref(),
        Some("arn:${Partition}:kinesis:${Region}:${Account}:stream/${StreamName}")
    );
    assert!(stream.stateful);
    assert_eq!(stream.attributes["Arn"].kind, Kind::String);

    let name = &stream.properties["Name"];
    assert_eq!((name.required, name.update), (false, Update::Replacement));
    assert_eq!(name.ty.limits.pattern.as_deref(), Some("^[a-zA-Z0-9_.-]+$"));
    assert_eq!((name.ty.limits.min_size, name.ty.limits.max_size), (Some(1), Some(128)));

    let shards = &stream.properties["ShardCount"];
    assert_eq!((&shards.ty.kind, shards.update), (&Kind::Integer, Update::InPlace));
    assert_eq!(shards.ty.limits.minimum, Some(1.into()));

    assert_eq!(
        stream.properties["StreamEncryption"].ty.kind,
        Kind::Object("StreamEncryption".to_owned())
    );
    let encryption = &stream.property_types["StreamEncryption"];
    assert!(encryption["EncryptionType"].required && encryption["KeyId"].required);
    assert_eq!(encryption["EncryptionType"].ty.limits.values, ["KMS"]);
    assert!(stream.properties["WarmThroughputMiBps"].write_only);
}

#[test]
fn dynamodb_table() {
    let table = bundled().resource("AWS::DynamoDB::Table").unwrap();
    let key_schema = &table.properties["KeySchema"];
    assert!(key_schema.required);
    assert_eq!(key_schema.update, Update::Conditional);
    let Kind::List(element) = &key_schema.ty.kind else {
        panic!("{:?}", key_schema.ty)
    };
    assert_eq!(element.kind, Kind::Object("KeySchema".to_owned()));
    assert_eq!(
        table.property_types["KeySchema"]["KeyType"].ty.limits.values,
        ["HASH", "RANGE"]
    );
    assert_eq!(table.properties["TableName"].update, Update::Replacement);
    assert_eq!(table.attributes.keys().collect::<Vec<_>>(), ["Arn", "StreamArn"]);
}

#[test]
fn services_are_found_in_any_case() {
    let database = bundled();
    let found: Vec<&str> = database.service("kinesis").collect();
    assert_eq!(found.len(), 4);
    assert_eq!(found, database.service("Kinesis").collect::<Vec<_>>());
    assert_eq!(database.service("AlexaASK").collect::<Vec<_>>(), ["Alexa::ASK::Skill"]);
}

/// Every type decodes, and what it refers to is there.
#[test]
fn all_types_are_whole() {
    let database = bundled();
    assert!(database.names().len() > 1_800, "{}", database.names().len());
    for name in database.names() {
        let ty = database.resource(name).unwrap();
        assert_eq!(ty.name, name);
        assert!(!ty.property_types.contains_key(""), "{name}");
        for properties in std::iter::once(&ty.properties).chain(ty.property_types.values()) {
            for (property, facts) in properties {
                check_type(&ty, &facts.ty, &format!("{name} {property}"));
            }
        }
        for (attribute, facts) in &ty.attributes {
            check_type(&ty, facts, &format!("{name} attribute {attribute}"));
        }
        if let Some(tags) = &ty.tags {
            let kind = &ty.properties[&tags.property].ty.kind;
            let fits = match tags.shape {
                TagShape::List | TagShape::AutoScaling => matches!(kind, Kind::List(_)),
                TagShape::Map => matches!(kind, Kind::Map(_) | Kind::Json),
            };
            assert!(fits, "{name}: tags as {:?} in {kind:?}", tags.shape);
        }
    }
}

fn check_type(resource: &ResourceType, ty: &Type, place: &str) {
    match &ty.kind {
        Kind::Object(name) => assert!(resource.property_types.contains_key(name), "{place}: {name}"),
        Kind::List(element) | Kind::Map(element) => check_type(resource, element, place),
        Kind::Union(alternatives) => alternatives.iter().for_each(|ty| check_type(resource, ty, place)),
        _ => {}
    }
    let limits = &ty.limits;
    assert!(
        limits
            .min_size
            .zip(limits.max_size)
            .is_none_or(|(least, greatest)| least <= greatest),
        "{place}"
    );
    let numbers = limits.minimum.as_ref().zip(limits.maximum.as_ref());
    let ordered = numbers.is_none_or(|(least, greatest)| least.as_f64() <= greatest.as_f64());
    assert!(ordered, "{place}: {limits:?}");
}

fn pin() -> Pin {
    Pin {
        registry: "npm".to_owned(),
        name: "p".to_owned(),
        version: "1".to_owned(),
        checksum: "sha512-x".to_owned(),
    }
}

fn sample() -> ResourceType {
    let ty = Type {
        kind: Kind::String,
        limits: Limits {
            max_size: Some(7),
            ..Limits::default()
        },
    };
    let name = Property {
        ty,
        required: true,
        update: Update::Conditional,
        write_only: true,
        deprecated: true,
        default: Some("\"a\"".to_owned()),
    };
    ResourceType {
        name: "AWS::Plant::Bell".to_owned(),
        properties: BTreeMap::from([("Name".to_owned(), name)]),
        ..ResourceType::default()
    }
}

#[test]
fn what_is_encoded_is_read_back() {
    let bytes = encode(&[pin()], &[sample()]).unwrap();
    assert_eq!(bytes, encode(&[pin()], &[sample()]).unwrap());
    let database = Database::open(&bytes).unwrap();
    assert_eq!(database.sources(), [pin()]);
    assert_eq!(database.resource("AWS::Plant::Bell").unwrap(), sample());
    let unknown = database.resource("AWS::Plant::bell").unwrap_err();
    assert_eq!(
        unknown,
        Error::UnknownType {
            name: "AWS::Plant::bell".to_owned()
        }
    );
}

#[test]
fn damage_is_reported_and_never_panics() {
    let bytes = encode(&[pin()], &[sample()]).unwrap();
    for length in 0..bytes.len() {
        let error = Database::open(&bytes[..length]).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("hint: rebuild it with `cargo xtask codegen`"),
            "{length}: {error}"
        );
    }
    for position in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[position] ^= 0x55;
        if let Ok(database) = Database::open(&damaged) {
            let names: Vec<&str> = database.names().collect();
            for name in names {
                let _result = database.resource(name);
            }
        }
    }
}
