//! Lint with files beside the templates: schemas of the registry, assumed values.

use crate::workspace::{Workspace, ends_with};

const ZONE: &str = r#"{
  "typeName": "Acme::Net::Zone",
  "properties": { "Name": { "type": "string", "pattern": "^[a-z]+$" }, "Id": { "type": "string" } },
  "required": ["Name"],
  "readOnlyProperties": ["/properties/Id"],
  "primaryIdentifier": ["/properties/Id"],
  "additionalProperties": false
}"#;

const ZONES: &str = "Resources:
  Zone:
    Type: Acme::Net::Zone
    Properties: { Nam: a }
Outputs:
  Id: { Value: !GetAtt Zone.Identity }
";

#[test]
fn types_of_the_registry_are_checked_when_their_schemas_are_given() {
    let workspace = Workspace::new();
    workspace.write("zones.yaml", ZONES);
    let ran = workspace.run(&["lint", "zones.yaml"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{ran:?}");

    workspace.write("schemas/zone.json", ZONE);
    let ran = workspace.run(&["lint", "--schemas", "schemas", "--format", "json", "zones.yaml"]);
    let found: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let rules: Vec<_> = found
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["rule"].as_str().unwrap(), one["line"].as_u64().unwrap()))
        .collect();
    assert_eq!(
        (ran.code, rules),
        (1, vec![("E3003", 4), ("E3002", 4), ("E1010", 6)]),
        "{ran:?}"
    );
    // One file is as good as a folder.
    let ran = workspace.run(&["lint", "--schemas", "schemas/zone.json", "zones.yaml"]);
    assert!(ran.code == 1 && ran.out.contains("did you mean `Name`?"), "{ran:?}");
}

#[test]
fn a_schema_of_a_type_of_aws_changes_nothing_and_that_is_said() {
    let workspace = Workspace::new();
    workspace.write("queue.yaml", "Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n");
    workspace.write(
        "schemas/queue.json",
        r#"{ "typeName": "AWS::SQS::Queue", "properties": { "Other": {} }, "required": ["Other"] }"#,
    );
    let ran = workspace.run(&["lint", "--schemas", "schemas", "queue.yaml"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{ran:?}");
    assert!(
        ran.err
            .contains("note: `schemas/queue.json` changes nothing: the database has `AWS::SQS::Queue`"),
        "{ran:?}"
    );
}

#[test]
fn schemas_that_are_none_are_refused_with_file_and_place() {
    let workspace = Workspace::new();
    workspace.write("zones.yaml", ZONES);
    workspace.write(
        "schemas/a.json",
        "{ \"typeName\": \"Acme::Net::Zone\",\n  \"properties\": { \"Name\": { \"type\": \"strin\" } } }",
    );
    workspace.write("schemas/b.json", "{ \"name\": \"tool\" }");
    let ran = workspace.run(&["lint", "--schemas", "schemas", "zones.yaml"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
    assert!(
        ran.err.contains("schemas/a.json:2:37: there is no type `strin` of values (did you mean `string`?)\nschemas/b.json:1:1: `typeName` is missing"),
        "{ran:?}"
    );
    for (name, message) in [
        ("nowhere", "cannot read `nowhere`"),
        ("target", "no schema (`*.json`) in `target`"),
    ] {
        let ran = workspace.run(&["lint", "--schemas", name, "zones.yaml"]);
        assert!(ran.code == 2 && ran.err.contains(message), "{ran:?}");
    }
}

const LOGS: &str = "Parameters:
  Days: { Type: Number }
  Runtime: { Type: 'AWS::SSM::Parameter::Value<String>', Default: /runtime }
Resources:
  Logs:
    Type: AWS::Logs::LogGroup
    Properties: { RetentionInDays: !Ref Days }
  Function:
    Type: AWS::Lambda::Function
    Properties: { Handler: a.b, Runtime: !Ref Runtime, Role: 'arn:aws:iam::123456789012:role/a', Code: { S3Bucket: some-bucket, S3Key: key } }
";

#[test]
fn assumed_values_are_judged() {
    let workspace = Workspace::new();
    workspace.write("logs.yaml", LOGS);
    let ran = workspace.run(&["lint", "logs.yaml"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{ran:?}");

    workspace.write("right.json", r#"[{ "ParameterKey": "Days", "ParameterValue": "7" }]"#);
    let ran = workspace.run(&["lint", "--values", "right.json", "logs.yaml"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{ran:?}");

    workspace.write(
        "wrong.yaml",
        "Parameters:\n  Days: 6\n  Dys: 7\nSSM:\n  /runtime: python99\n",
    );
    let ran = workspace.run(&["lint", "--values", "wrong.yaml", "logs.yaml"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    for line in [
        "error[E2901]: `6` is none of",
        "error[E2901]: `python99` is none of",
        "error[E2900]: the template has no parameter `Dys`",
        " --> wrong.yaml:3:3",
        "3 |   Dys: 7",
        "help: did you mean `Days`?",
    ] {
        assert!(ran.out.contains(line), "{line}: {ran:?}");
    }
    assert!(ran.err.contains("3 errors in 1 template"), "{ran:?}");

    // Of several templates, one is enough that has the parameter.
    workspace.write(
        "other.yaml",
        "Parameters:\n  Dys: { Type: Number }\nResources: {}\nOutputs:\n  Dys: { Value: !Ref Dys }\n",
    );
    let ran = workspace.run(&["lint", "--values", "wrong.yaml", "logs.yaml", "other.yaml"]);
    assert!(!ran.out.contains("E2900"), "{ran:?}");
}

#[test]
fn values_that_are_none_are_refused_with_file_and_place() {
    let workspace = Workspace::new();
    workspace.write("logs.yaml", LOGS);
    workspace.write("values.yaml", "Days:\n  Some: 7\n");
    ends_with(
        &workspace.run(&["lint", "--values", "values.yaml", "logs.yaml"]),
        2,
        &[
            "error: values.yaml:2:3: a value is text, a number, a boolean or a list of them; this is a map",
            "hint: write names and values, such as `Stage: prod`, or the list that `aws cloudformation create-stack --parameters` takes",
        ],
    );
    let ran = workspace.run(&["lint", "--values", "nowhere.yaml", "logs.yaml"]);
    assert!(
        ran.code == 2 && ran.err.contains("cannot read `nowhere.yaml`"),
        "{ran:?}"
    );
}
