//! The checked-in database: opened, decoded, and held against known facts and against itself.

#![expect(clippy::unwrap_used, reason = "shared code of tests may fail the test")]

use std::collections::BTreeMap;

use ferrocdk_spec::{
    Availability, Contents, Database, Dimension, Error, Extension, IamService, Kind, Limits, Metric, Permissions, Pin,
    Property, Region, RegionSet, ResourceType, Runtime, Schema, Selector, TagShape, Tagging, Type, TypeContents,
    Update, encode, pins,
};
use serde_json::{Number, Value, json};

fn bundled() -> Database<'static> {
    Database::bundled().unwrap()
}

#[test]
fn it_was_built_from_the_pinned_packages() {
    assert_eq!(bundled().sources(), pins().unwrap());
}

#[test]
fn every_reference_leads_to_what_a_template_can_ask_for() {
    let database = bundled();
    let types: BTreeMap<&str, ResourceType> = database
        .names()
        .map(|name| (name, database.resource(name).unwrap()))
        .collect();
    let mut count = 0;
    for ty in types.values() {
        let nested = ty.property_types.values().flat_map(BTreeMap::values);
        for reference in ty
            .properties
            .values()
            .chain(nested)
            .flat_map(|property| &property.references)
        {
            let named = &types[reference.resource_type.as_str()];
            let is_given = named.attributes.contains_key(&reference.attribute)
                || named.ref_identifier == [reference.attribute.as_str()];
            assert!(is_given, "{}: {reference:?}", ty.name);
            count += 1;
        }
    }
    assert!(count > 1_700, "only {count} references");

    let function = &types["AWS::Lambda::Function"];
    let named = |property: &Property| -> Vec<String> {
        let references = property.references.iter();
        references
            .map(|reference| format!("{} {}", reference.resource_type, reference.attribute))
            .collect()
    };
    assert_eq!(named(&function.properties["Role"]), ["AWS::IAM::Role Arn"]);
    let subnets = &function.property_types["VpcConfig"]["SubnetIds"];
    assert_eq!(named(subnets), ["AWS::EC2::Subnet SubnetId"], "of the items");
    assert!(function.properties["Handler"].references.is_empty());
}

#[test]
fn ref_and_arn_are_told_apart() {
    let database = bundled();
    for (name, ref_identifier, arn) in [
        ("AWS::SQS::Queue", &["QueueUrl"][..], Some("Arn")),
        ("AWS::Events::Rule", &["EventBusName", "Name"], Some("Arn")),
        ("AWS::Lambda::Version", &["FunctionArn"], Some("FunctionArn")),
        ("AWS::Lambda::Url", &["FunctionArn"], None),
        ("AWS::DataSync::LocationS3", &["LocationArn"], Some("LocationArn")),
        ("AWS::SecretsManager::Secret", &["Id"], Some("Id")),
        ("AWS::S3::BucketPolicy", &["Bucket"], None),
    ] {
        let ty = database.resource(name).unwrap();
        assert_eq!(ty.ref_identifier, ref_identifier, "{name}");
        assert_eq!(ty.arn_attribute(), arn, "{name}");
    }
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

/// Every reference of every schema leads somewhere, and what a type names is in its schema.
#[test]
fn all_schemas_are_whole() {
    let database = bundled();
    for name in database.names() {
        let schema = database.schema(name).unwrap();
        check_references(&schema, &schema.to_value().unwrap(), name);
        let properties = &schema.root()["properties"];
        let resource = database.resource(name).unwrap();
        for property in resource.properties.keys() {
            assert!(!properties[property].is_null(), "{name} {property}");
        }
        for path in schema.root()["readOnlyProperties"].as_array().into_iter().flatten() {
            let property = path.as_str().unwrap().split('/').nth(2).unwrap();
            let whole = path.as_str().unwrap().split('/').count() == 3;
            assert!(!whole || !resource.properties.contains_key(property), "{name} {path}");
        }
    }
}

#[test]
fn all_extensions_are_whole() {
    let database = bundled();
    for (name, extensions) in database.extensions().unwrap() {
        let resource = database.resource(&name).unwrap();
        for extension in &extensions {
            let first = extension.path.split('/').next().unwrap();
            assert!(
                first.is_empty() || resource.properties.contains_key(first),
                "{name} {extension:?}"
            );
            let parts: Vec<&str> = database.extension_parts(extension).collect();
            assert!(!parts.is_empty(), "{extension:?}");
            assert_eq!(extension.selector == Selector::Whole, parts == ["-"], "{extension:?}");
            for part in parts {
                let schema = database.extension_schema(extension, part).unwrap().unwrap();
                check_references(&schema, &schema.to_value().unwrap(), &extension.schema);
            }
        }
    }
}

fn check_references(schema: &Schema, node: &Value, place: &str) {
    match node {
        Value::Object(entries) => {
            if let Some(reference) = entries.get("$ref").and_then(Value::as_str) {
                assert!(schema.resolve(reference).is_ok(), "{place}: {reference}");
            }
            entries
                .values()
                .for_each(|entry| check_references(schema, entry, place));
        }
        Value::Array(items) => items.iter().for_each(|item| check_references(schema, item, place)),
        _ => {}
    }
}

#[test]
fn permissions_are_actions_of_services() {
    let database = bundled();
    let stream = database.permissions("AWS::Kinesis::Stream").unwrap();
    assert!(stream.create.iter().any(|action| action == "kinesis:CreateStream"));
    assert!(stream.delete.iter().any(|action| action == "kinesis:DeleteStream"));
    for name in database.names() {
        for (handler, actions) in database.permissions(name).unwrap().handlers() {
            for action in actions {
                let parts: Vec<&str> = action.split(':').collect();
                assert!(
                    action == "*" || parts.len() == 2 && parts.iter().all(|part| !part.is_empty()),
                    "{name} {handler}: '{action}'"
                );
            }
        }
    }
    let kinesis = database.iam_service("kinesis").unwrap().unwrap();
    assert_eq!(kinesis.actions["createstream"], ["stream"]);
    assert!(kinesis.resources["stream"][0].contains(":stream/"));
}

#[test]
fn regions_of_known_types() {
    let database = bundled();
    let listed: Vec<&str> = database
        .regions()
        .iter()
        .filter(|region| region.listed)
        .map(|region| region.name.as_str())
        .collect();
    assert!(listed.len() > 30 && listed.is_sorted(), "{listed:?}");
    assert_eq!(database.regions_of("AWS::S3::Bucket").unwrap(), listed);
    assert_eq!(database.regions_of("AWS::Serverless::Function").unwrap(), listed);
    let flow = "AWS::DeviceFarm::Project";
    assert_eq!(
        database.availability(flow, "us-west-2").unwrap(),
        Availability::Available
    );
    assert_eq!(database.availability(flow, "sa-east-1").unwrap(), Availability::Missing);
}

#[test]
fn runtimes_end_in_order() {
    let runtimes = bundled().runtimes().unwrap();
    let python = runtimes.iter().find(|runtime| runtime.name == "python2.7").unwrap();
    assert!(python.create_blocked.is_some() && python.update_blocked.is_some());
    for runtime in &runtimes {
        let dates = [&runtime.deprecated, &runtime.create_blocked, &runtime.update_blocked];
        for date in dates.into_iter().flatten() {
            let form: Vec<usize> = date.split('-').map(str::len).collect();
            assert_eq!(form, [4, 2, 2], "{}: {date}", runtime.name);
        }
    }
}

#[test]
fn metrics_name_the_resource() {
    let database = bundled();
    let table = database.resource("AWS::DynamoDB::Table").unwrap();
    let throttled = table
        .metrics
        .iter()
        .find(|metric| metric.name == "ThrottledRequests")
        .unwrap();
    let operations = throttled
        .dimension_sets
        .iter()
        .filter_map(|set| set.iter().find(|dimension| dimension.name == "Operation"));
    assert!(
        operations
            .clone()
            .any(|operation| operation.value.as_deref() == Some("PutItem")),
        "{throttled:?}"
    );
    // Of the older of upstream's two lists.
    let topic = database.resource("AWS::SNS::Topic").unwrap();
    let filtered = topic
        .metrics
        .iter()
        .find(|metric| metric.name == "NumberOfNotificationsFilteredOut")
        .unwrap();
    assert_eq!(
        (filtered.statistic.as_str(), filtered.dimension_sets[0][0].name.as_str()),
        ("Sum", "TopicName")
    );
    for name in database.names() {
        for metric in database.resource(name).unwrap().metrics {
            assert!(
                metric
                    .dimension_sets
                    .iter()
                    .flatten()
                    .all(|dimension| !dimension.name.is_empty()),
                "{name} {metric:?}"
            );
        }
    }
}

#[test]
fn properties_that_get_att_returns() {
    let topic = bundled().resource("AWS::SNS::Topic").unwrap();
    assert!(topic.readable.contains_key("DisplayName") && !topic.readable.contains_key("TopicArn"));
    assert!(topic.attributes.contains_key("TopicArn"));
}

fn pin() -> Pin {
    Pin {
        registry: "npm".to_owned(),
        name: "p".to_owned(),
        version: "1".to_owned(),
        checksum: "sha512-x".to_owned(),
    }
}

fn resource() -> ResourceType {
    let ty = Type {
        kind: Kind::String,
        limits: Limits {
            max_size: Some(7),
            minimum: Some(Number::from_f64(0.25).unwrap()),
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
        references: Vec::new(),
    };
    ResourceType {
        name: BELL.to_owned(),
        properties: BTreeMap::from([("Name".to_owned(), name)]),
        metrics: vec![Metric {
            namespace: "Plant/Bell".to_owned(),
            name: "Rings".to_owned(),
            statistic: "Sum".to_owned(),
            dimension_sets: vec![vec![Dimension {
                name: "Tone".to_owned(),
                value: None,
            }]],
        }],
        ..ResourceType::default()
    }
}

const BELL: &str = "AWS::Plant::Bell";

fn extension(schema: &str, selector: Selector) -> Extension {
    Extension {
        rule: "E1".to_owned(),
        path: "Tones/*".to_owned(),
        schema: schema.to_owned(),
        selector,
    }
}

/// One of everything.
fn contents() -> Contents {
    let region = |name: &str, listed| Region {
        name: name.to_owned(),
        listed,
    };
    let ty = TypeContents {
        resource: resource(),
        schema: json!({
            "definitions": { "Tone": { "enum": ["a"], "items": { "type": "string" } } },
            "properties": { "Name": { "$ref": "#/definitions/Tone" } },
        }),
        permissions: Permissions {
            create: vec!["plant:Ring".to_owned()],
            ..Permissions::default()
        },
        regions: RegionSet::default().with(1).with(2),
    };
    let name = |schema: &str, part: &str| (schema.to_owned(), part.to_owned());
    Contents {
        sources: vec![pin()],
        regions: vec![region("eu-a-1", true), region("eu-b-1", true), region("eu-c-1", false)],
        types: BTreeMap::from([(BELL.to_owned(), ty)]),
        extensions: BTreeMap::from([(
            BELL.to_owned(),
            vec![
                extension("bell/tones", Selector::Region),
                extension("bell/whole", Selector::Whole),
            ],
        )]),
        extension_schemas: BTreeMap::from([
            (name("bell/tones", "eu-a-1"), json!({ "enum": ["a"] })),
            (name("bell/whole", ""), json!({ "required": ["Name"] })),
        ]),
        runtimes: vec![Runtime {
            name: "bell1.x".to_owned(),
            deprecated: Some("2020-01-31".to_owned()),
            create_blocked: None,
            update_blocked: None,
            successor: None,
        }],
        services: BTreeMap::from([(
            "plant".to_owned(),
            IamService {
                actions: BTreeMap::from([("ring".to_owned(), vec!["bell".to_owned()])]),
                resources: BTreeMap::from([("bell".to_owned(), vec!["arn:.*".to_owned()])]),
            },
        )]),
    }
}

#[test]
fn what_is_encoded_is_read_back() {
    let contents = contents();
    let bytes = encode(&contents).unwrap();
    assert_eq!(bytes, encode(&contents).unwrap());
    let database = Database::open(&bytes).unwrap();
    assert_eq!(database.sources(), [pin()]);
    assert_eq!(database.regions(), contents.regions);
    assert_eq!(database.resource(BELL).unwrap(), resource());
    assert_eq!(
        database.schema(BELL).unwrap().to_value().unwrap(),
        contents.types[BELL].schema
    );
    assert_eq!(database.permissions(BELL).unwrap(), contents.types[BELL].permissions);
    assert_eq!(database.extensions().unwrap(), contents.extensions);
    assert_eq!(database.runtimes().unwrap(), contents.runtimes);
    assert_eq!(database.iam_services().collect::<Vec<_>>(), ["plant"]);
    assert_eq!(
        database.iam_service("plant").unwrap().as_ref(),
        contents.services.get("plant")
    );
    assert_eq!(database.iam_service("bell").unwrap(), None);
    let unknown = Error::UnknownType {
        name: "AWS::Plant::bell".to_owned(),
    };
    assert_eq!(database.resource("AWS::Plant::bell").unwrap_err(), unknown);
    assert_eq!(database.schema("AWS::Plant::bell").unwrap_err(), unknown);
}

#[test]
fn regions_are_available_missing_or_unknown() {
    let bytes = encode(&contents()).unwrap();
    let database = Database::open(&bytes).unwrap();
    let availability = |region: &str| database.availability(BELL, region).unwrap();
    assert_eq!(availability("eu-a-1"), Availability::Missing);
    assert_eq!(availability("eu-b-1"), Availability::Available);
    assert_eq!(availability("eu-c-1"), Availability::Unknown, "its list is a copy");
    assert_eq!(availability("eu-d-1"), Availability::Unknown, "no source knows it");
    assert_eq!(database.regions_of(BELL).unwrap(), ["eu-b-1"]);
}

#[test]
fn extensions_are_read_part_by_part() {
    let bytes = encode(&contents()).unwrap();
    let database = Database::open(&bytes).unwrap();
    let read = |extension: &Extension, part: &str| {
        let schema = database.extension_schema(extension, part).unwrap();
        schema.map(|schema| schema.root().clone())
    };
    let tones = extension("bell/tones", Selector::Region);
    assert_eq!(read(&tones, "eu-a-1"), Some(json!({ "enum": ["a"] })));
    assert_eq!(read(&tones, "eu-b-1"), None);
    assert_eq!(database.extension_parts(&tones).collect::<Vec<_>>(), ["eu-a-1"]);
    let whole = extension("bell/whole", Selector::Whole);
    assert_eq!(read(&whole, "eu-b-1"), Some(json!({ "required": ["Name"] })));
}

#[test]
fn references_lead_to_definitions_and_into_them() {
    let bytes = encode(&contents()).unwrap();
    let schema = Database::open(&bytes).unwrap().schema(BELL).unwrap();
    for schema in [schema, Schema::from_value(contents().types[BELL].schema.clone())] {
        assert_eq!(schema.definitions().collect::<Vec<_>>(), ["Tone"]);
        assert_eq!(schema.resolve("#/definitions/Tone").unwrap()["enum"], json!(["a"]));
        assert_eq!(
            schema.resolve("#/definitions/Tone/items").unwrap(),
            &json!({ "type": "string" })
        );
        assert_eq!(
            schema.resolve("#/properties/Name").unwrap()["$ref"],
            "#/definitions/Tone"
        );
        assert_eq!(schema.resolve("#").unwrap(), schema.root());
        for reference in [
            "#/definitions/Bell",
            "#/definitions/Tone/enum/9",
            "#/nothing",
            "elsewhere.json",
        ] {
            let error = schema.resolve(reference).unwrap_err();
            assert_eq!(error.to_string(), format!("the schema has nothing at '{reference}'"));
        }
    }
}

#[test]
fn names_that_the_index_cannot_hold_are_refused() {
    let mut contents = contents();
    let ty = contents.types.remove(BELL).unwrap();
    contents.types.insert("AWS::Plant Bell".to_owned(), ty);
    let error = encode(&contents).unwrap_err().to_string();
    assert!(error.contains("'AWS::Plant Bell' cannot stand in its index"), "{error}");
}

/// Reads everything, whatever comes of it.
fn read_all(database: &Database<'_>) {
    for name in database.names() {
        let _result = database.resource(name);
        let _result = database.schema(name).and_then(|schema| schema.to_value());
        let _result = database.permissions(name);
        let _result = database.regions_of(name);
    }
    for prefix in database.iam_services() {
        let _result = database.iam_service(prefix);
    }
    let _result = database.runtimes();
    for extension in database.extensions().unwrap_or_default().values().flatten() {
        for part in database.extension_parts(extension) {
            let _result = database.extension_schema(extension, part);
        }
    }
}

#[test]
fn damage_is_reported_and_never_panics() {
    let bytes = encode(&contents()).unwrap();
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
        for flip in [0x01, 0x55, 0xff] {
            let mut damaged = bytes.clone();
            damaged[position] ^= flip;
            if let Ok(database) = Database::open(&damaged) {
                read_all(&database);
            }
        }
    }
}
