//! The policy of the reference plant, and of templates with one thing in each.

#![expect(clippy::unwrap_used, reason = "a test ends where something it needs fails")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use ferrocdk_spec::Database;
use ferrocdk_toolkit::assembly::Assembly;
use ferrocdk_toolkit::policy::{LIMIT, Policy, Stack, least};
use serde_json::{Value, json};

fn reference() -> Vec<Stack> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cdk.out");
    let assembly = Assembly::read(&folder).unwrap();
    let own = assembly.stacks.iter().filter(|stack| stack.name == "sao-paulo-prod");
    own.map(|stack| Stack::of(stack).unwrap()).collect()
}

fn policy(stacks: &[Stack]) -> Policy {
    least(&Database::bundled().unwrap(), stacks).unwrap()
}

fn statements(policy: &Policy) -> Vec<Value> {
    let documents = policy.documents.iter();
    documents
        .flat_map(|document| document["Statement"].as_array().unwrap().clone())
        .collect()
}

fn texts(value: &Value) -> Vec<&str> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|text| text.as_str().unwrap())
        .collect()
}

/// By action, the ARNs that it is allowed for.
fn allowed(policy: &Policy) -> BTreeMap<String, BTreeSet<String>> {
    let mut allowed: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for statement in statements(policy) {
        for action in texts(&statement["Action"]) {
            let resources = texts(&statement["Resource"]).into_iter().map(str::to_owned);
            allowed.entry(action.to_owned()).or_default().extend(resources);
        }
    }
    allowed
}

fn stack(resources: Value) -> Stack {
    Stack {
        name: "plant-prod".to_owned(),
        region: Some("eu-central-1".to_owned()),
        account: Some("111122223333".to_owned()),
        template: json!({ "Resources": resources }),
        nested: Vec::new(),
        asset_buckets: BTreeSet::new(),
    }
}

/// Resources that a single action is allowed for in a stack.
fn resources_of(action: &str, resources: Value) -> Vec<String> {
    let allowed = allowed(&policy(&[stack(resources)]));
    let found = allowed
        .get(action)
        .unwrap_or_else(|| panic!("{action} is not in {:?}", allowed.keys()));
    found.iter().cloned().collect()
}

#[test]
fn the_reference_plant() {
    let policy = policy(&reference());
    insta::assert_json_snapshot!(policy.documents);
    assert_eq!(policy.whole()["Statement"].as_array(), Some(&statements(&policy)));
    assert_eq!(policy, self::policy(&reference()));
}

#[test]
fn every_action_of_every_handler_is_covered() {
    let database = Database::bundled().unwrap();
    let allowed: BTreeSet<String> = allowed(&policy(&reference()))
        .keys()
        .map(|action| action.to_lowercase())
        .collect();
    for stack in reference() {
        for resource in stack.template["Resources"].as_object().unwrap().values() {
            let name = resource["Type"].as_str().unwrap();
            let permissions = database.permissions(name).unwrap();
            assert!(!permissions.is_empty(), "{name}");
            for (handler, actions) in permissions
                .handlers()
                .into_iter()
                .filter(|(handler, _)| *handler != "list")
            {
                for action in actions {
                    assert!(allowed.contains(&action.to_lowercase()), "{name} {handler}: {action}");
                }
            }
        }
    }
}

#[test]
fn nothing_is_allowed_without_need() {
    let policy = policy(&reference());
    for document in &policy.documents {
        let length = document
            .to_string()
            .chars()
            .filter(|letter| !letter.is_whitespace())
            .count();
        assert!(length <= LIMIT, "{length}");
        let ids: Vec<&str> = document["Statement"]
            .as_array()
            .unwrap()
            .iter()
            .map(|statement| statement["Sid"].as_str().unwrap())
            .collect();
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
        assert!(
            ids.iter()
                .all(|id| id.chars().all(|letter| letter.is_ascii_alphanumeric())),
            "{ids:?}"
        );
    }
    for statement in statements(&policy) {
        let actions = texts(&statement["Action"]);
        assert!(actions.iter().all(|action| !action.contains('*')), "{actions:?}");
        let everywhere = texts(&statement["Resource"]).contains(&"*");
        assert_eq!(
            everywhere,
            statement["Sid"] == "TheseActionsKnowNoResources",
            "{statement}"
        );
    }
    assert_eq!(policy.notes.len(), 1, "{:?}", policy.notes);
    assert!(policy.notes[0].contains("3 documents"), "{:?}", policy.notes);
}

#[test]
fn made_up_names_begin_with_the_stack() {
    let stream = json!({ "A": { "Type": "AWS::Kinesis::Stream" } });
    assert_eq!(
        resources_of("kinesis:DeleteStream", stream),
        ["arn:aws:kinesis:eu-central-1:111122223333:stream/plant-prod-*"]
    );
    let mut capital = stack(json!({ "A": { "Type": "AWS::S3::Bucket" } }));
    capital.name = "PlantProd".to_owned();
    assert!(allowed(&policy(&[capital]))["s3:CreateBucket"].contains("arn:aws:s3:::plantprod-*"));
    let rule = json!({ "A": { "Type": "AWS::IoT::TopicRule" } });
    assert_eq!(
        resources_of("iot:CreateTopicRule", rule),
        ["arn:aws:iot:eu-central-1:111122223333:rule/plant?prod?*"]
    );
    let cache = json!({ "A": { "Type": "AWS::ElastiCache::ReplicationGroup" } });
    let cache = resources_of("elasticache:DeleteReplicationGroup", cache);
    assert!(
        cache.contains(&"arn:aws:elasticache:eu-central-1:111122223333:replicationgroup:p*".to_owned()),
        "{cache:?}"
    );
    let key = json!({ "A": { "Type": "AWS::KMS::Key" } });
    assert_eq!(
        resources_of("kms:ScheduleKeyDeletion", key),
        ["arn:aws:kms:eu-central-1:111122223333:key/*"]
    );
}

#[test]
fn given_names_stand_as_far_as_they_are_known() {
    let stream = |name: Value| json!({ "A": { "Type": "AWS::Kinesis::Stream", "Properties": { "Name": name } } });
    assert_eq!(
        resources_of("kinesis:DeleteStream", stream(json!("readings"))),
        [
            "arn:aws:kinesis:eu-central-1:111122223333:stream/readings",
            "arn:aws:kinesis:eu-central-1:111122223333:stream/readings/*",
        ]
    );
    let joined = json!({ "Fn::Join": ["-", [{ "Ref": "AWS::StackName" }, { "Ref": "Kind" }, "x"]] });
    assert_eq!(
        resources_of("kinesis:CreateStream", stream(joined))[0],
        "arn:aws:kinesis:eu-central-1:111122223333:stream/plant-prod-*-x"
    );
    let substituted = json!({ "Fn::Sub": "r-${AWS::Region}-${Kind}" });
    assert_eq!(
        resources_of("kinesis:CreateStream", stream(substituted)),
        ["arn:aws:kinesis:eu-central-1:111122223333:stream/r-eu-central-1-*"]
    );
    let role = json!({ "A": { "Type": "AWS::IAM::Role", "Properties": { "RoleName": "reader", "Path": "/plant/" } } });
    assert_eq!(
        resources_of("iam:DeleteRole", role),
        ["arn:aws:iam::111122223333:role/plant/reader"]
    );
}

#[test]
fn roles_are_passed_to_the_services_that_they_trust() {
    let trust = |service: Value| json!({ "Statement": [{ "Effect": "Allow", "Principal": { "Service": service } }] });
    let function = json!({ "Type": "AWS::Lambda::Function" });
    let role = |service: Value| json!({ "Type": "AWS::IAM::Role", "Properties": { "AssumeRolePolicyDocument": trust(service) } });
    let pass = |resources: Value| {
        let statements = statements(&policy(&[stack(resources)]));
        statements
            .into_iter()
            .find(|statement| statement["Action"][0] == "iam:PassRole")
            .unwrap()
    };
    let passed = pass(json!({ "F": function, "R": role(json!("lambda.amazonaws.com")) }));
    assert_eq!(
        passed["Resource"],
        json!(["arn:aws:iam::111122223333:role/plant-prod-*"])
    );
    assert_eq!(
        passed["Condition"],
        json!({ "StringEquals": { "iam:PassedToService": ["lambda.amazonaws.com"] } })
    );
    let regional = role(json!([{ "Fn::Sub": "states.${AWS::Region}.amazonaws.com" }, { "Ref": "Service" }]));
    let passed = pass(json!({ "F": function, "R": regional }));
    assert_eq!(
        passed["Condition"],
        json!({ "StringLike": { "iam:PassedToService": ["*", "states.eu-central-1.amazonaws.com"] } })
    );
}

#[test]
fn policies_are_attached_to_nobody_else() {
    let attached = json!({ "A": { "Type": "AWS::IAM::ManagedPolicy" } });
    assert_eq!(
        resources_of("iam:AttachUserPolicy", attached),
        ["arn:aws:iam::111122223333:user/plant-prod-*"]
    );
}

#[test]
fn what_cloudformation_does_itself() {
    let mut one = stack(json!({
        "Custom": { "Type": "Custom::Bell", "Properties": { "ServiceToken": "arn:aws:lambda:eu-central-1:111122223333:function:ring" } },
        "Key": { "Type": "AWS::KMS::Key", "Properties": {
            "Description": "{{resolve:ssm:/plant/name:1}} {{resolve:secretsmanager:plant/secret:SecretString:a}}",
            "Other": { "Fn::ImportValue": "x" },
        } },
    }));
    one.template["Parameters"] =
        json!({ "V": { "Type": "AWS::SSM::Parameter::Value<String>", "Default": "/boot/version" } });
    one.nested = vec![json!({ "Resources": { "Q": { "Type": "AWS::SQS::Queue" } } })];
    one.asset_buckets = BTreeSet::from(["assets-${AWS::AccountId}-x".to_owned()]);
    let allowed = allowed(&policy(&[one]));
    let of = |action: &str| allowed[action].iter().map(String::as_str).collect::<Vec<_>>();
    assert_eq!(
        of("lambda:InvokeFunction"),
        ["arn:aws:lambda:eu-central-1:111122223333:function:ring"]
    );
    assert_eq!(
        of("ssm:GetParameters"),
        [
            "arn:aws:ssm:eu-central-1:111122223333:parameter/boot/version",
            "arn:aws:ssm:eu-central-1:111122223333:parameter/plant/name",
        ]
    );
    assert_eq!(
        of("secretsmanager:GetSecretValue"),
        ["arn:aws:secretsmanager:eu-central-1:111122223333:secret:plant/secret-*"]
    );
    assert_eq!(of("s3:GetObject"), ["arn:aws:s3:::assets-111122223333-x/*"]);
    assert_eq!(
        of("sqs:CreateQueue"),
        ["arn:aws:sqs:eu-central-1:111122223333:plant-prod-*"]
    );
    assert_eq!(of("cloudformation:ListExports"), ["*"]);
}

#[test]
fn unknown_needs_are_told() {
    let policy = policy(&[stack(json!({
        "A": { "Type": "AWS::OpsWorks::Stack" },
        "B": { "Type": "Vendor::Plant::Bell" },
        "C": { "Type": "AWS::CDK::Metadata" },
    }))]);
    assert!(policy.documents.is_empty());
    assert_eq!(
        policy.notes,
        [
            "the permissions that these types need are not published, so they are not in the policy: AWS::OpsWorks::Stack, Vendor::Plant::Bell"
        ]
    );
}

#[test]
fn partitions_follow_from_regions() {
    let mut china = stack(json!({ "A": { "Type": "AWS::SQS::Queue" } }));
    china.region = Some("cn-north-1".to_owned());
    china.account = None;
    assert!(allowed(&policy(&[china]))["sqs:DeleteQueue"].contains("arn:aws-cn:sqs:cn-north-1:*:plant-prod-*"));
}

/// Any template gives a policy whose documents keep to the limit.
#[test]
fn every_type_of_the_database() {
    let database = Database::bundled().unwrap();
    let names: Vec<&str> = database.names().collect();
    for names in names.chunks(40) {
        let resources: serde_json::Map<String, Value> = names
            .iter()
            .enumerate()
            .map(|(index, name)| (format!("R{index}"), json!({ "Type": name })))
            .collect();
        let policy = policy(&[stack(Value::Object(resources))]);
        for document in &policy.documents {
            assert!(
                document
                    .to_string()
                    .chars()
                    .filter(|letter| !letter.is_whitespace())
                    .count()
                    <= LIMIT,
                "{names:?}"
            );
        }
        for statement in statements(&policy) {
            assert!(
                texts(&statement["Action"]).iter().all(|action| !action.contains('*')),
                "{statement}"
            );
        }
    }
}
