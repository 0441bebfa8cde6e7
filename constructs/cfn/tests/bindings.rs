//! Bindings in use: names that are hard to derive, templates that come out, foreign properties that go in.

#![expect(clippy::unwrap_used, reason = "shared code of tests may fail the test")]

use ferrocdk_cfn::{dynamodb, iam, iot, kinesis, kms, lambda, s3, secretsmanager, sqs, ssm};
use ferrocdk_core::bindings::{Bind, Construct, Document, ResourceProps, Tag};
use ferrocdk_core::{App, Expr, Stack, StackProps, Value, Writer, pseudo, text};
use serde_json::{Value as Json, json};

/// The rendered properties of the only resource that `build` makes below a stack.
fn properties(build: impl FnOnce(&Stack)) -> Json {
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default());
    build(&stack);
    let assembly = app.synth().unwrap();
    let resources = assembly.template("plant").unwrap()["Resources"]
        .as_object()
        .unwrap()
        .clone();
    let mut resources = resources
        .into_iter()
        .filter(|(_, resource)| resource["Type"] != "AWS::CDK::Metadata");
    let (_, resource) = resources.next().unwrap();
    assert!(resources.next().is_none());
    resource["Properties"].clone()
}

/// Names that the generator must not change by accident: this compiles or it does not.
#[test]
fn special_identifiers() {
    let _ = kinesis::StreamProps {
        max_record_size_in_kib: None,
        warm_throughput_mibps: None,
        ..Default::default()
    };
    let _ = dynamodb::TableProps {
        sse_specification: None,
        ..Default::default()
    };
    let _ = dynamodb::table::SSESpecification {
        kms_master_key_id: None,
        sse_enabled: None,
        sse_type: None,
    };
    let _ = iot::topic_rule::Action {
        dynamo_dbv2: None,
        open_search: None,
        s3: None,
        ..Default::default()
    };
    let _ = sqs::QueueProps {
        kms_master_key_id: None,
        redrive_policy: None,
        ..Default::default()
    };
    let _ = lambda::FunctionProps {
        kms_key_arn: None,
        ..Default::default()
    };
    let _ = lambda::function::VpcConfig {
        ipv6_allowed_for_dual_stack: None,
        ..Default::default()
    };
    let _ = s3::bucket::ServerSideEncryptionByDefault {
        sse_algorithm: None,
        kms_master_key_id: None,
    };
    let _ = iot::MitigationActionProps::new().action_name("a");
    let _ = ferrocdk_cfn::ssm::ParameterProps {
        type_: None,
        ..Default::default()
    };
    let _ = ferrocdk_cfn::cloudformation::CfnMacro::TYPE_NAME;
    let _ = ferrocdk_cfn::cloudformation::macro_::MacroProps::new();
}

#[test]
fn a_stream_with_its_property_types() {
    let rendered = properties(|stack| {
        kinesis::CfnStream::new(
            stack,
            "Stream",
            kinesis::StreamProps::new()
                .shard_count(4)
                .stream_encryption(
                    kinesis::stream::StreamEncryption::new()
                        .encryption_type("KMS")
                        .key_id("alias/plant"),
                )
                .tags([Tag::new("plant", "sao-paulo")]),
        );
    });
    assert_eq!(
        rendered,
        json!({
            "ShardCount": 4,
            "StreamEncryption": { "EncryptionType": "KMS", "KeyId": "alias/plant" },
            "Tags": [{ "Key": "plant", "Value": "sao-paulo" }]
        })
    );
}

#[test]
fn attributes_and_references_of_one_resource_in_another() {
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default());
    let key = kms::CfnKey::new(
        &stack,
        "Key",
        kms::KeyProps::new().key_policy(json!({ "Version": "2012-10-17" })),
    );
    key.override_logical_id("Key");
    let table = dynamodb::CfnTable::new(
        &stack,
        "Table",
        dynamodb::TableProps::new()
            .key_schema([dynamodb::table::KeySchema::new().attribute_name("pk").key_type("HASH")])
            .sse_specification(
                dynamodb::table::SSESpecification::new()
                    .kms_master_key_id(key.attr_arn())
                    .sse_enabled(true),
            ),
    );
    table.override_logical_id("Table");
    let secret = secretsmanager::CfnSecret::new(
        &stack,
        "Secret",
        secretsmanager::SecretProps::new().kms_key_id(key.reference()),
    );
    secret.override_logical_id("Secret");
    assert_eq!(table.scope().path(), "plant/Table");

    let assembly = app.synth().unwrap();
    let resources = &assembly.template("plant").unwrap()["Resources"];
    assert_eq!(
        resources["Table"]["Properties"]["SSESpecification"]["KMSMasterKeyId"],
        json!({ "Fn::GetAtt": ["Key", "Arn"] })
    );
    assert_eq!(resources["Secret"]["Properties"]["KmsKeyId"], json!({ "Ref": "Key" }));
}

#[test]
fn a_missing_property_is_reported_with_its_path_and_the_line() {
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default());
    let line = line!() + 1;
    iot::CfnTopicRule::new(
        &stack,
        "Rule",
        iot::TopicRuleProps::new().topic_rule_payload(iot::topic_rule::TopicRulePayload::new().sql("SELECT *")),
    );
    let report = app.synth().unwrap_err().to_string();
    assert!(
        report.contains("AWS::IoT::TopicRule") && report.contains("TopicRulePayload.Actions"),
        "{report}"
    );
    assert!(report.contains(&format!("bindings.rs:{line}")), "{report}");
}

fn read<P: ResourceProps>(properties: &Json) -> Result<P, String> {
    P::read(Expr::from(properties.clone())).map_err(|(_, error)| error.to_string())
}

/// Reading and writing back loses nothing: foreign scalars and intrinsics stay as they were written.
#[test]
fn foreign_properties_pass_unchanged() {
    let role = json!({
        "AssumeRolePolicyDocument": { "Statement": [{ "Effect": "Allow", "Condition": { "Bool": { "x": "true" } } }] },
        "ManagedPolicyArns": [{ "Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/ReadOnlyAccess" }],
        "MaxSessionDuration": "3600"
    });
    let props: iam::RoleProps = read(&role).unwrap();
    assert!(matches!(props.max_session_duration, Some(Value::Raw(_))));
    assert!(props.assume_role_policy_document.is_some());
    let written = props.write(&mut Writer::default());
    assert_eq!(Document::new(written), Document::from(role));
}

#[test]
fn an_unknown_property_is_an_error_that_names_it() {
    let error = read::<kinesis::StreamProps>(&json!({ "ShardCounts": 4 })).unwrap_err();
    assert_eq!(error, "unknown property \"ShardCounts\"");
}

/// Enums, strings and references all set a property of a known set of strings, and reading gives the enum.
#[test]
fn known_values_are_enums_and_new_ones_pass() {
    use ferrocdk_core::bindings::choice;
    use kinesis::stream::{StreamMode, StreamModeDetails};

    let mode = |details: StreamModeDetails| details.stream_mode.unwrap();
    let set = StreamModeDetails::new().stream_mode(StreamMode::OnDemand);
    assert_eq!(mode(set), Value::Lit(StreamMode::OnDemand));
    let set = StreamModeDetails::new().stream_mode("PROVISIONED");
    assert_eq!(mode(set), Value::Lit(StreamMode::Provisioned));
    let set = StreamModeDetails::new().stream_mode(pseudo::region());
    assert!(mode(set).is_intrinsic());
    assert_eq!(choice::<StreamMode>("NEWER"), Value::Raw(Expr::string("NEWER")));

    let props: kinesis::StreamProps = read(&json!({
        "DesiredShardLevelMetrics": ["ALL", "Newer"],
        "StreamModeDetails": { "StreamMode": { "Fn::If": ["Busy", "ON_DEMAND", "PROVISIONED"] } }
    }))
    .unwrap();
    let Some(Value::Lit(metrics)) = &props.desired_shard_level_metrics else {
        panic!("no list: {props:?}")
    };
    assert_eq!(metrics[0], Value::Lit(kinesis::stream::DesiredShardLevelMetrics::All));
    assert_eq!(metrics[1], Value::Raw(Expr::string("Newer")));
    let rendered = properties(|stack| {
        kinesis::CfnStream::new(stack, "Stream", props);
    });
    assert_eq!(rendered["DesiredShardLevelMetrics"], json!(["ALL", "Newer"]));
    assert_eq!(
        rendered["StreamModeDetails"]["StreamMode"]["Fn::If"],
        json!(["Busy", "ON_DEMAND", "PROVISIONED"])
    );
}

#[test]
fn arns_and_metrics_are_made_of_names() {
    let arn = kinesis::CfnStream::arn_for("readings");
    let expected = text!(
        "arn:{}:kinesis:{}:{}:stream/readings",
        pseudo::partition(),
        pseudo::region(),
        pseudo::account_id()
    );
    assert_eq!(arn, expected);

    let metric = kinesis::CfnStream::metric_incoming_bytes_by_stream_name("readings");
    assert_eq!((metric.namespace, metric.name), ("AWS/Kinesis", "IncomingBytes"));
    assert_eq!(metric.dimensions, [("StreamName", Value::from("readings"))]);
    let fixed = dynamodb::CfnTable::metric_successful_request_latency_by_table_name_for_get_item("readings");
    assert_eq!(fixed.dimensions[1], ("Operation", Value::from("GetItem")));
}

/// The properties of the resource that `build` makes of a key, beside the key itself.
fn beside_key(build: impl FnOnce(&Stack, &kms::CfnKey)) -> Json {
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default());
    let key = kms::CfnKey::new(&stack, "Key", kms::KeyProps::new());
    build(&stack, &key);
    let assembly = app.synth().unwrap();
    assembly.template("plant").unwrap()["Resources"]["Made"]["Properties"].clone()
}

#[test]
fn a_resource_goes_where_its_arn_or_its_identifier_is_taken() {
    let properties = beside_key(|stack, key| {
        let key_props = kms::AliasProps::new().alias_name("alias/plant");
        kms::CfnAlias::new(stack, "Made", key_props.target_key_id(key));
    });
    assert_eq!(properties["TargetKeyId"], json!({ "Fn::GetAtt": ["Key", "Arn"] }));

    let properties = beside_key(|stack, _| {
        let archive = s3::CfnBucket::new(stack, "Archive", s3::BucketProps::new());
        let policy = s3::BucketPolicyProps::new().policy_document(Document::new(Expr::object::<String>([])));
        s3::CfnBucketPolicy::new(stack, "Made", policy.bucket(&archive));
    });
    assert_eq!(properties["Bucket"], json!({ "Ref": "Archive" }));
}

#[test]
fn a_property_of_several_types_takes_each_of_them() {
    let properties = beside_key(|stack, key| {
        sqs::CfnQueue::new(stack, "Made", sqs::QueueProps::new().kms_master_key_id(key));
    });
    assert_eq!(properties["KmsMasterKeyId"], json!({ "Fn::GetAtt": ["Key", "Arn"] }));

    let properties = beside_key(|stack, key| {
        let alias = kms::AliasProps::new().alias_name("alias/plant").target_key_id(key);
        let alias = kms::CfnAlias::new(stack, "Alias", alias);
        sqs::CfnQueue::new(stack, "Made", sqs::QueueProps::new().kms_master_key_id(&alias));
    });
    assert_eq!(properties["KmsMasterKeyId"], json!({ "Ref": "Alias" }));

    let plain = beside_key(|stack, _| {
        sqs::CfnQueue::new(stack, "Made", sqs::QueueProps::new().kms_master_key_id("alias/aws/sqs"));
    });
    assert_eq!(plain["KmsMasterKeyId"], "alias/aws/sqs");
}

#[test]
fn a_list_takes_resources_and_text() {
    let mapping = |policies: iam::RoleProps| {
        beside_key(|stack, _| {
            let assume = Document::new(Expr::object::<String>([]));
            iam::CfnRole::new(stack, "Made", policies.assume_role_policy_document(assume));
        })["ManagedPolicyArns"]
            .clone()
    };
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default());
    let document = Document::new(Expr::object::<String>([]));
    let policy = iam::ManagedPolicyProps::new().policy_document(document.clone());
    let policy = iam::CfnManagedPolicy::new(&stack, "Policy", policy);
    let role = iam::RoleProps::new().assume_role_policy_document(document);
    iam::CfnRole::new(&stack, "Role", role.managed_policy_arns([&policy, &policy]));
    let template = app.synth().unwrap().template("plant").unwrap().clone();
    let policies = &template["Resources"]["Role"]["Properties"]["ManagedPolicyArns"];
    assert_eq!(policies[1], json!({ "Ref": "Policy" }));

    let texts = ["arn:aws:iam::aws:policy/ReadOnlyAccess"];
    assert_eq!(mapping(iam::RoleProps::new().managed_policy_arns(texts)), json!(texts));
    let owned: Vec<String> = texts.map(str::to_owned).into();
    assert_eq!(mapping(iam::RoleProps::new().managed_policy_arns(owned)), json!(texts));
    let list: Value<Vec<Value<String>>> = pseudo::notification_arns();
    let listed = mapping(iam::RoleProps::new().managed_policy_arns(&list));
    assert_eq!(listed, json!({ "Ref": "AWS::NotificationARNs" }));
}

#[test]
fn an_arn_without_an_attribute_is_that_of_the_stack_that_has_the_resource() {
    let app = App::new();
    let here = Stack::new(&app, "plant", StackProps::default());
    let document = ssm::CfnDocument::new(
        &here,
        "Document",
        ssm::DocumentProps::new().content(Document::new(Expr::Null)),
    );
    let arn = text!(
        "arn:{}:ssm:{}:{}:document/{}",
        pseudo::partition(),
        pseudo::region(),
        pseudo::account_id(),
        document.reference()
    );
    assert_eq!(document.arn(), arn);
}
