//! Whatever a template holds, the linter says something about it and ends.

use std::sync::LazyLock;

use ferrocdk_lint::{Linter, Options};
use ferrocdk_template::Node;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Keys that lead somewhere, so that arbitrary trees get past the first level.
const KEYS: [&str; 34] = [
    "Resources",
    "Type",
    "Properties",
    "Ref",
    "Fn::If",
    "Fn::GetAtt",
    "Fn::Sub",
    "Fn::Join",
    "Fn::FindInMap",
    "Fn::Transform",
    "Fn::ForEach::Loop",
    "Conditions",
    "Parameters",
    "Mappings",
    "Outputs",
    "Tags",
    "Key",
    "RedrivePolicy",
    "QueueName",
    "BucketName",
    "Statement",
    "Environment",
    "Rules",
    "Assertions",
    "Fn::ValueOf",
    "Fn::ToJsonString",
    "Condition",
    "DeletionPolicy",
    "Export",
    "Default",
    "Policies",
    "PolicyDocument",
    "Roles",
    "Fn::Equals",
];

/// Values that mean something somewhere.
const TEXTS: [&str; 17] = [
    "AWS::SQS::Queue",
    "AWS::S3::Bucket",
    "AWS::Lambda::Function",
    "AWS::DynamoDB::Table",
    "AWS::EC2::SecurityGroup",
    "AWS::WAFv2::WebACL",
    "AWS::IAM::Role",
    "AWS::IAM::ManagedPolicy",
    "AWS::LanguageExtensions",
    "AWS::NoValue",
    "AWS::Region",
    "A",
    "${A}${AWS::Region}",
    "{{resolve:ssm:/a}}",
    "true",
    "10.0.0.0/8",
    "",
];

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        proptest::sample::select(&TEXTS[..]).prop_map(Value::from),
    ]
}

fn key() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => proptest::sample::select(&KEYS[..]).prop_map(str::to_owned),
        1 => "[A-Z][a-z]{0,6}",
        1 => ".{0,6}",
    ]
}

fn tree() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(6, 120, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((key(), inner), 0..5).prop_map(|entries| Value::Object(Map::from_iter(entries))),
        ]
    })
}

fn template() -> impl Strategy<Value = Value> {
    let resource = (proptest::sample::select(&TEXTS[..6]), tree(), tree())
        .prop_map(|(ty, properties, other)| json!({ "Type": ty, "Properties": properties, "DependsOn": other }));
    let resources =
        prop::collection::vec(("[A-E]", resource), 0..4).prop_map(|entries| Value::Object(Map::from_iter(entries)));
    (resources, tree(), tree(), tree()).prop_map(|(resources, conditions, parameters, mappings)| {
        json!({ "Resources": resources, "Conditions": { "A": conditions }, "Parameters": { "A": parameters }, "Mappings": mappings })
    })
}

static LINTER: LazyLock<Linter> = LazyLock::new(|| Linter::new(Options::default()));

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_tree_is_judged(tree in tree()) {
        let findings = LINTER.lint(&Node::from_json(&tree));
        let has_resources = tree.get("Resources").is_some() || tree.get("Fn::Transform").is_some();
        prop_assert!(has_resources || !findings.is_empty());
        prop_assert!(findings.iter().all(|finding| ferrocdk_lint::rule(finding.rule).is_some()));
    }

    #[test]
    fn any_template_is_judged_the_same_way_twice(template in template()) {
        let node = Node::from_json(&template);
        prop_assert_eq!(LINTER.lint(&node), LINTER.lint(&node));
    }
}

/// A condition in a condition in a condition: what would take 2 to the power of 60 steps when every way were tried.
#[test]
fn conditions_in_conditions_end() {
    let mut value = json!({ "Ref": "AWS::NoValue" });
    let mut conditions = Map::new();
    let mut properties = Map::new();
    for index in 0..60 {
        conditions.insert(
            format!("C{index}"),
            json!({ "Fn::Equals": [{ "Ref": "P" }, index.to_string()] }),
        );
        value = json!({ "Fn::If": [format!("C{index}"), value.clone(), index] });
        properties.insert(
            format!("Unknown{index}"),
            json!({ "Fn::If": [format!("C{index}"), "a", { "Ref": "AWS::NoValue" }] }),
        );
    }
    properties.insert("DelaySeconds".to_owned(), value);
    let template = json!({
        "Parameters": { "P": { "Type": "String" } },
        "Conditions": conditions,
        "Resources": { "Queue": { "Type": "AWS::SQS::Queue", "Properties": properties } },
    });
    let findings = LINTER.lint(&Node::from_json(&template));
    assert!(findings.iter().any(|finding| finding.rule == "E3002"));
}

/// Statements in statements, each checked against every form that the type has.
#[test]
fn forms_in_forms_end() {
    let mut statement = json!({ "Unknown": 1 });
    for _ in 0..30 {
        statement =
            json!({ "NotStatement": { "Statement": statement }, "AndStatement": { "Statements": [statement] } });
        if statement.to_string().len() > 1 << 18 {
            break;
        }
    }
    let template = json!({
        "Resources": {
            "Acl": {
                "Type": "AWS::WAFv2::WebACL",
                "Properties": {
                    "Scope": "REGIONAL",
                    "DefaultAction": { "Allow": {} },
                    "VisibilityConfig": { "SampledRequestsEnabled": true, "CloudWatchMetricsEnabled": true, "MetricName": "a" },
                    "Rules": [{
                        "Name": "a", "Priority": 1, "Action": { "Block": {} }, "Statement": statement,
                        "VisibilityConfig": { "SampledRequestsEnabled": true, "CloudWatchMetricsEnabled": true, "MetricName": "a" },
                    }],
                },
            },
        },
    });
    let findings = LINTER.lint(&Node::from_json(&template));
    assert!(findings.iter().any(|finding| finding.rule == "E3002"));
}
