//! Explanations of a type that has one of everything, and of types of the real database.

#![expect(clippy::unwrap_used, reason = "a test ends where something it needs fails")]

use std::collections::BTreeMap;

use ferrocdk_spec::{
    Contents, Database, Dimension, Kind, Limits, Metric, Permissions, Properties, Property, Region, RegionSet,
    ResourceType, Type, TypeContents, Update, encode,
};
use ferrocdk_toolkit::explain::{ExplainError, explain};

fn ty(kind: Kind, limits: Limits) -> Type {
    Type { kind, limits }
}

fn plain(kind: Kind) -> Type {
    ty(kind, Limits::default())
}

fn property(ty: Type) -> Property {
    Property {
        ty,
        required: false,
        update: Update::InPlace,
        write_only: false,
        deprecated: false,
        default: None,
        references: Vec::new(),
    }
}

fn properties(entries: Vec<(&str, Property)>) -> Properties {
    entries
        .into_iter()
        .map(|(name, property)| (name.to_owned(), property))
        .collect()
}

fn bell() -> ResourceType {
    let values = ["BRASS", "BRONZE", "GLASS", "IRON", "SILVER", "STEEL", "TIN", "WOOD"];
    let metal = Limits {
        values: values.map(str::to_owned).to_vec(),
        ..Limits::default()
    };
    let name = Limits {
        min_size: Some(1),
        max_size: Some(64),
        pattern: Some("^[a-z]+$".to_owned()),
        format: Some("AWS::Plant::Bell.Name".to_owned()),
        ..Limits::default()
    };
    let weight = Limits {
        minimum: Some(1.into()),
        maximum: Some(900.into()),
        ..Limits::default()
    };
    let tones = Limits {
        max_size: Some(1),
        unique: true,
        ..Limits::default()
    };
    let tone = Kind::Object("Tone".to_owned());
    ResourceType {
        name: "AWS::Plant::Bell".to_owned(),
        properties: properties(vec![
            (
                "BellName",
                Property {
                    required: true,
                    update: Update::Replacement,
                    ..property(ty(Kind::String, name))
                },
            ),
            (
                "Metal",
                Property {
                    default: Some("\"IRON\"".to_owned()),
                    ..property(ty(Kind::String, metal.clone()))
                },
            ),
            (
                "Metals",
                Property {
                    write_only: true,
                    deprecated: true,
                    ..property(plain(Kind::List(Box::new(ty(Kind::String, metal)))))
                },
            ),
            ("Tones", property(ty(Kind::List(Box::new(plain(tone))), tones))),
            (
                "Weight",
                Property {
                    update: Update::Conditional,
                    ..property(ty(Kind::Integer, weight))
                },
            ),
        ]),
        property_types: BTreeMap::from([(
            "Tone".to_owned(),
            properties(vec![(
                "Pitch",
                Property {
                    required: true,
                    update: Update::Replacement,
                    ..property(plain(Kind::Number))
                },
            )]),
        )]),
        attributes: BTreeMap::from([("Arn".to_owned(), plain(Kind::String))]),
        readable: BTreeMap::from([("BellName".to_owned(), plain(Kind::String))]),
        primary_identifier: vec!["BellName".to_owned()],
        arn: Some("arn:${Partition}:plant:::bell/${BellName}".to_owned()),
        stateful: true,
        metrics: vec![Metric {
            namespace: "AWS/Plant".to_owned(),
            name: "Rings".to_owned(),
            statistic: "Sum".to_owned(),
            dimension_sets: vec![vec![Dimension {
                name: "BellName".to_owned(),
                value: None,
            }]],
        }],
        ..ResourceType::default()
    }
}

fn contents() -> Vec<u8> {
    let region = |name: &str, listed| Region {
        name: name.to_owned(),
        listed,
    };
    let permissions = Permissions {
        create: vec!["plant:RingBell".to_owned(), "plant:CreateBell".to_owned()],
        delete: vec!["plant:DeleteBell".to_owned()],
        ..Permissions::default()
    };
    let bell = TypeContents {
        resource: bell(),
        permissions,
        regions: RegionSet::default().with(0).with(1),
        ..TypeContents::default()
    };
    let chime = TypeContents {
        resource: ResourceType {
            name: "AWS::Plant::Chime".to_owned(),
            ..ResourceType::default()
        },
        ..TypeContents::default()
    };
    encode(&Contents {
        regions: vec![
            region("eu-a-1", true),
            region("eu-b-1", true),
            region("eu-c-1", true),
            region("eu-d-1", false),
        ],
        types: BTreeMap::from([
            ("AWS::Plant::Bell".to_owned(), bell),
            ("AWS::Plant::Chime".to_owned(), chime),
        ]),
        ..Contents::default()
    })
    .unwrap()
}

fn styled(query: &str, width: usize) -> String {
    explain(&Database::open(&contents()).unwrap(), query)
        .unwrap()
        .to_text(width)
}

fn text(query: &str, width: usize) -> String {
    anstream::adapter::strip_str(&styled(query, width)).to_string()
}

#[test]
fn a_type() {
    insta::assert_snapshot!(text("AWS::Plant::Bell", 72));
}

#[test]
fn styles_mark_what_matters() {
    let page = styled("AWS::Plant::Bell.BellName", 200);
    insta::assert_snapshot!(page.replace('\u{1b}', "ESC"));
}

#[test]
fn a_property_and_what_is_in_it() {
    insta::assert_snapshot!(
        [
            text("plant::bell.metals", 72),
            text("Plant::Bell.Tones", 72),
            text("AWS::Plant::Bell.Tones.Pitch", 72)
        ]
        .join("\n---\n\n")
    );
}

#[test]
fn an_attribute_a_service_and_a_type_of_which_little_is_known() {
    insta::assert_snapshot!(
        [
            text("AWS::Plant::Bell.arn", 72),
            text("plant", 72),
            text("AWS::Plant::Chime", 72)
        ]
        .join("\n---\n\n")
    );
}

#[test]
fn json_leaves_out_what_is_not_said() {
    let bytes = contents();
    let database = Database::open(&bytes).unwrap();
    let json = |query: &str| explain(&database, query).unwrap().to_json();
    insta::assert_json_snapshot!([json("AWS::Plant::Bell"), json("AWS::Plant::Bell.Tones"), json("Plant")]);
}

#[test]
fn unknown_names_are_errors_with_the_nearest() {
    let bytes = contents();
    let database = Database::open(&bytes).unwrap();
    let told = |query: &str| {
        let error = explain(&database, query).unwrap_err();
        format!("{error}\n{}", error.hint().unwrap())
    };
    assert_eq!(
        told("AWS::Plant::Bel"),
        "no resource type is called `AWS::Plant::Bel`\ndid you mean `AWS::Plant::Bell`?"
    );
    assert_eq!(
        told("Chime"),
        "no resource type is called `Chime`\ndid you mean `AWS::Plant::Chime`?"
    );
    assert!(told("Gong").ends_with("a service alone, such as `Kinesis`, lists its types"));
    assert_eq!(
        told("AWS::Plant::Bell.Wieght"),
        "AWS::Plant::Bell has no property or attribute `Wieght`\ndid you mean `Weight`?"
    );
    assert_eq!(
        told("AWS::Plant::Bell.Clapper"),
        "AWS::Plant::Bell has no property or attribute `Clapper`\n\
         it has `BellName`, `Metal`, `Metals`, `Tones`, `Weight` or `Arn`"
    );
    assert_eq!(
        told("AWS::Plant::Bell.Tones.Pitch.Deep"),
        "AWS::Plant::Bell.Tones.Pitch has no property or attribute `Deep`\nit has no properties of its own"
    );
    assert!(matches!(
        explain(&database, "").unwrap_err(),
        ExplainError::UnknownType { .. }
    ));
}

/// Whatever is in the database has a page that keeps to the width, long words aside.
#[test]
fn every_type_of_the_real_database() {
    let database = Database::bundled().unwrap();
    for name in database.names() {
        let explanation = explain(&database, name).unwrap();
        let page = anstream::adapter::strip_str(&explanation.to_text(100)).to_string();
        assert!(page.starts_with(&format!("{name}\n")), "{name}");
        for line in page.lines() {
            // A line is too long only by its last word.
            let kept = line.trim_end().rsplit_once(' ').map_or("", |(rest, _)| rest);
            assert!(kept.trim_end().chars().count() <= 100, "{name}: {line}");
        }
    }
}
