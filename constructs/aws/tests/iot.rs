//! Topic rules with their actions and permissions, and device policies, in a template; and what is refused.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod support;

use ferrocdk_aws::dynamodb::{Attribute, Table, TableProps};
use ferrocdk_aws::iam::{PolicyStatement, Principal, Role, RoleProps};
use ferrocdk_aws::iot::actions::{
    AlarmAction, AlarmState, Batching, CloudWatchLogsAction, DynamoDbAction, DynamoDbKey, DynamoDbV2Action,
    FirehoseAction, HttpAction, InfluxDbAction, IotAnalyticsAction, IotEventsAction, KafkaAction, KinesisAction,
    LambdaAction, LocationAction, MetricAction, OpenSearchAction, Payload, PropertyEntry, PropertyValue,
    QualityOfService, RepublishAction, S3Action, Separator, SiteWiseAction, SnsAction, SnsMessageFormat, SqsAction,
    SqsEncoding, StepFunctionsAction, TimestampUnit, TimestreamAction,
};
use ferrocdk_aws::iot::{
    ErrorAction, Policy, PolicyProps, RuleAction, SqlVersion, TopicRule, TopicRuleProps, TopicRuleState, device,
};
use ferrocdk_aws::kinesis::{Stream, StreamProps};
use ferrocdk_aws::kms::{Key, KeyProps};
use ferrocdk_aws::lambda::{Code, Function, FunctionProps, Runtime};
use ferrocdk_aws::logs::LogGroup;
use ferrocdk_aws::s3::{Bucket, BucketProps};
use ferrocdk_aws::sns::{FifoTopic, Topic, TopicProps};
use ferrocdk_aws::sqs::{FifoQueue, Queue, QueueProps};
use ferrocdk_aws::stepfunctions::StateMachine;
use ferrocdk_aws::units::Seconds;
use ferrocdk_core::{App, Stack, StackProps};
use serde_json::{Value as Json, json};

use crate::support::{one as the, refused, template as synthesized};

const SQL: &str = "SELECT * FROM 'plant/+/readings'";

fn props() -> TopicRuleProps {
    TopicRuleProps::new(SQL, ErrorAction::none())
}

/// The only action of a rule, and the statements of its role, as `action on resource`.
fn rule(build: impl FnOnce(&Stack) -> TopicRuleProps) -> (Json, Vec<String>) {
    let template = synthesized(|stack| drop(TopicRule::new(stack, "Rule", build(stack))));
    let resources = template["Resources"].as_object().unwrap();
    let payload = &the(&template, "AWS::IoT::TopicRule")["Properties"]["TopicRulePayload"];
    let policy = resources.iter().find(|(id, _)| id.starts_with("RuleRolePolicy"));
    let statements = policy.map(|(_, policy)| policy["Properties"]["PolicyDocument"]["Statement"].clone());
    let text = |value: &Json| match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    };
    let statements = statements
        .as_ref()
        .and_then(Json::as_array)
        .cloned()
        .unwrap_or_default();
    let told = statements.iter().map(|statement| {
        format!("{} on {}", text(&statement["Action"]), text(&statement["Resource"]))
            .replace(r#""arn:",{"Ref":"AWS::Partition"},"#, "")
            .replace(r#"{"Ref":"AWS::Region"},":",{"Ref":"AWS::AccountId"},"#, "")
    });
    (payload["Actions"][0].clone(), told.collect())
}

fn action(action: impl RuleAction + 'static) -> (Json, Vec<String>) {
    rule(|_| props().action(action))
}

#[test]
fn a_rule_has_one_role_with_what_its_actions_need() {
    let template = synthesized(|stack| {
        let readings = Stream::new(stack, "Readings", StreamProps::new());
        let failed = Queue::new(stack, "Failed", QueueProps::new());
        let props = TopicRuleProps::new(SQL, ErrorAction::new(SqsAction::new(&failed)));
        let put = KinesisAction::new(&readings).partition_key("${topic(2)}");
        TopicRule::new(stack, "Rule", props.action(put).description("Readings"));
    });
    let rule = the(&template, "AWS::IoT::TopicRule");
    let role = json!({ "Fn::GetAtt": ["RuleRole5C4D3EA6", "Arn"] });
    assert_eq!(
        the(&template, "AWS::IAM::Role")["Properties"]["AssumeRolePolicyDocument"]["Statement"][0],
        json!({
            "Effect": "Allow",
            "Principal": { "Service": "iot.amazonaws.com" },
            "Action": "sts:AssumeRole",
            "Condition": { "StringEquals": { "aws:SourceAccount": { "Ref": "AWS::AccountId" } } },
        })
    );
    let payload = &rule["Properties"]["TopicRulePayload"];
    let role = if payload["ErrorAction"]["Sqs"]["RoleArn"] == role {
        role
    } else {
        payload["ErrorAction"]["Sqs"]["RoleArn"].clone()
    };
    let stream = payload["Actions"][0]["Kinesis"]["StreamName"].clone();
    let queue = payload["ErrorAction"]["Sqs"]["QueueUrl"].clone();
    assert_eq!(
        payload,
        &json!({
            "Actions": [{ "Kinesis": { "StreamName": stream, "PartitionKey": "${topic(2)}", "RoleArn": role } }],
            "AwsIotSqlVersion": "2016-03-23",
            "Description": "Readings",
            "ErrorAction": { "Sqs": { "QueueUrl": queue, "RoleArn": role, "UseBase64": false } },
            "RuleDisabled": false,
            "Sql": SQL,
        })
    );
    assert!(stream["Ref"].as_str().unwrap().starts_with("Readings"));
    assert!(queue["Ref"].as_str().unwrap().starts_with("Failed"));
    assert!(
        rule["DependsOn"][0].as_str().unwrap().starts_with("RuleRolePolicy"),
        "the permissions come first"
    );
    let statements = &the(&template, "AWS::IAM::ManagedPolicy")["Properties"]["PolicyDocument"]["Statement"];
    let actions: Vec<&Json> = statements
        .as_array()
        .unwrap()
        .iter()
        .map(|statement| &statement["Action"])
        .collect();
    assert_eq!(actions, ["kinesis:PutRecord", "sqs:SendMessage"]);
}

#[test]
fn a_function_needs_a_permission_and_no_role() {
    let template = synthesized(|stack| {
        let code = Code::inline("exports.handler = async () => {}");
        let function = Function::new(
            stack,
            "Inspect",
            FunctionProps::new(code)
                .runtime(Runtime::NODEJS_22)
                .handler("index.handler"),
        );
        let rule = TopicRule::new(stack, "Rule", props().action(LambdaAction::new(&function)));
        rule.add_action(LambdaAction::new(&function));
    });
    let permission = &the(&template, "AWS::Lambda::Permission")["Properties"];
    let rule = permission["SourceArn"]["Fn::GetAtt"][0].as_str().unwrap();
    assert_eq!(permission["Principal"], "iot.amazonaws.com");
    assert_eq!(permission["SourceAccount"], json!({ "Ref": "AWS::AccountId" }));
    let rule = &template["Resources"][rule];
    assert_eq!(
        rule["Properties"]["TopicRulePayload"]["Actions"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert!(rule.get("DependsOn").is_none());
    assert!(!template.to_string().contains("RuleRole"));
}

#[test]
fn each_action_says_what_it_does_and_gets_what_it_needs() {
    let (store, allowed) = rule(|stack| {
        let archive = Bucket::from_bucket_name(stack, "Archive", "archive");
        props().action(S3Action::new(&archive).key("raw/${topic(2)}/${timestamp()}"))
    });
    assert_eq!(store["S3"]["Key"], "raw/${topic(2)}/${timestamp()}");
    assert_eq!(store["S3"]["BucketName"], "archive");
    assert_eq!(
        allowed,
        [r#"s3:PutObject on {"Fn::Join":["",[":s3:::archive/raw/*/*"]]}"#]
    );

    let (write, allowed) = rule(|stack| {
        let table = Table::from_table_arn(
            stack,
            "Readings",
            "arn:aws:dynamodb:sa-east-1:111122223333:table/readings",
        );
        let thing = DynamoDbKey::string("thing", "${topic(2)}");
        let at = DynamoDbKey::number("at", "${timestamp()}");
        props().action(DynamoDbAction::new(&table, thing).sort_key(at).payload_field("message"))
    });
    assert_eq!(write["DynamoDB"]["HashKeyField"], "thing");
    assert_eq!(write["DynamoDB"]["HashKeyType"], "STRING");
    assert_eq!(write["DynamoDB"]["RangeKeyValue"], "${timestamp()}");
    assert_eq!(write["DynamoDB"]["RangeKeyType"], "NUMBER");
    assert_eq!(write["DynamoDB"]["PayloadField"], "message");
    assert_eq!(
        allowed,
        ["dynamodb:PutItem on arn:aws:dynamodb:sa-east-1:111122223333:table/readings"]
    );

    let (write, allowed) = rule(|stack| {
        props().action(DynamoDbV2Action::new(&Table::from_table_arn(
            stack,
            "Readings",
            "arn:aws:dynamodb:sa-east-1:111122223333:table/readings",
        )))
    });
    assert_eq!(write["DynamoDBv2"]["PutItem"]["TableName"], "readings");
    assert_eq!(allowed.len(), 1);

    let (tell, allowed) = rule(|stack| {
        let topic = Topic::from_topic_arn(stack, "Operations", "arn:aws:sns:sa-east-1:111122223333:operations");
        props().action(SnsAction::new(&topic).message_format(SnsMessageFormat::Json))
    });
    assert_eq!(tell["Sns"]["MessageFormat"], "JSON");
    assert_eq!(
        allowed,
        ["sns:Publish on arn:aws:sns:sa-east-1:111122223333:operations"]
    );

    let (gather, allowed) = action(FirehoseAction::new("lake").separator(Separator::Newline));
    assert_eq!(gather["Firehose"]["Separator"], "\n");
    assert!(gather["Firehose"].get("BatchMode").is_none());
    assert_eq!(
        allowed,
        [r#"firehose:PutRecord on {"Fn::Join":["",[":firehose:",":deliverystream/lake"]]}"#]
    );
    let (gather, allowed) = action(FirehoseAction::new("lake").payload(Payload::Items));
    assert_eq!(gather["Firehose"]["BatchMode"], true);
    assert!(allowed[0].starts_with("firehose:PutRecordBatch on"));

    let (ring, allowed) = action(AlarmAction::new("hot", AlarmState::Alarm));
    assert_eq!(ring["CloudwatchAlarm"]["StateValue"], "ALARM");
    assert_eq!(
        allowed,
        [r#"cloudwatch:SetAlarmState on {"Fn::Join":["",[":cloudwatch:",":alarm:hot"]]}"#]
    );

    let (count, allowed) = action(
        MetricAction::new("Plant", "Temperature", "${temperature}")
            .unit("None")
            .timestamp("${at}"),
    );
    assert_eq!(count["CloudwatchMetric"]["MetricNamespace"], "Plant");
    assert_eq!(count["CloudwatchMetric"]["MetricTimestamp"], "${at}");
    assert_eq!(allowed, ["cloudwatch:PutMetricData on *"]);

    let (log, allowed) = rule(|stack| {
        let group = LogGroup::from_log_group_name(stack, "Messages", "messages");
        props().action(CloudWatchLogsAction::new(&group).payload(Payload::Items))
    });
    assert_eq!(log["CloudwatchLogs"]["LogGroupName"], "messages");
    assert_eq!(log["CloudwatchLogs"]["BatchMode"], true);
    assert!(
        allowed[0].starts_with(r#"["logs:CreateLogStream","logs:PutLogEvents","logs:DescribeLogStreams"] on"#),
        "{allowed:?}"
    );

    let (detect, allowed) = action(IotEventsAction::new("states").message_id("${newuuid()}"));
    assert_eq!(detect["IotEvents"]["InputName"], "states");
    assert_eq!(
        allowed,
        [r#"iotevents:BatchPutMessage on {"Fn::Join":["",[":iotevents:",":input/states"]]}"#]
    );

    let (analyze, allowed) = action(IotAnalyticsAction::new("readings").payload(Payload::Items));
    assert_eq!(analyze["IotAnalytics"]["BatchMode"], true);
    assert_eq!(allowed.len(), 1);

    let double = || PropertyValue::Double("${temperature}".into());
    let (write, allowed) = action(SiteWiseAction::new([
        PropertyEntry::by_alias("/plant/${topic(2)}", double()).quality("GOOD"),
        PropertyEntry::by_id("asset", "property", double())
            .time_in_seconds("${at}")
            .entry_id("e"),
    ]));
    let entries = &write["IotSiteWise"]["PutAssetPropertyValueEntries"];
    assert_eq!(entries[0]["PropertyAlias"], "/plant/${topic(2)}");
    assert_eq!(
        entries[0]["PropertyValues"][0]["Timestamp"]["TimeInSeconds"],
        "${floor(timestamp() / 1E3)}"
    );
    assert_eq!(entries[1]["AssetId"], "asset");
    assert!(allowed[0].contains("time-series/*"), "{allowed:?}");

    let (start, allowed) = rule(|stack| {
        let machine = StateMachine::from_state_machine_name(stack, "Inspection", "inspection");
        props().action(StepFunctionsAction::new(&machine).execution_name_prefix("press-"))
    });
    assert_eq!(start["StepFunctions"]["ExecutionNamePrefix"], "press-");
    assert_eq!(start["StepFunctions"]["StateMachineName"], "inspection");
    assert!(allowed[0].starts_with("states:StartExecution on"));

    let stream = TimestreamAction::new("plant", "readings")
        .dimension("thing", "${topic(2)}")
        .timestamp("${at}", TimestampUnit::Milliseconds);
    let (write, allowed) = action(stream);
    assert_eq!(
        write["Timestream"]["Timestamp"],
        json!({ "Unit": "MILLISECONDS", "Value": "${at}" })
    );
    assert!(
        allowed[0].contains(":database/plant/table/readings") && allowed[1] == "timestream:DescribeEndpoints on *",
        "{allowed:?}"
    );

    let destination = "arn:aws:iot:sa-east-1:111122223333:ruledestination/vpc/1";
    let (send, allowed) = action(
        KafkaAction::new(destination, "readings", "broker:9096")
            .sasl_scram("arn:secret")
            .key("${topic(2)}")
            .header("a", "b"),
    );
    let properties = send["Kafka"]["ClientProperties"].as_object().unwrap();
    assert_eq!(properties["security.protocol"], "SASL_SSL");
    assert!(
        properties["sasl.scram.password"]
            .to_string()
            .contains("get_secret('arn:secret', 'SecretString', 'password', '")
    );
    assert_eq!(
        allowed,
        [r#"["secretsmanager:DescribeSecret","secretsmanager:GetSecretValue"] on arn:secret"#]
    );
    assert!(
        action(KafkaAction::new(destination, "readings", "broker:9094"))
            .1
            .is_empty(),
        "nothing to permit"
    );

    let (post, allowed) = action(
        HttpAction::new("https://example.com/${topic(2)}")
            .confirmation_url("https://example.com")
            .batching(Batching::new().max_size(5)),
    );
    assert_eq!(post["Http"]["EnableBatching"], true);
    assert_eq!(post["Http"]["BatchConfig"]["MaxBatchSize"], 5);
    assert!(allowed.is_empty());
    let invoke = PolicyStatement::allow(["execute-api:Invoke"]).on("arn:api");
    let (post, allowed) = action(HttpAction::new("https://example.com").sign_for("execute-api", invoke));
    assert_eq!(post["Http"]["Auth"]["Sigv4"]["ServiceName"], "execute-api");
    assert_eq!(allowed, ["execute-api:Invoke on arn:api"]);

    let (again, allowed) = action(
        RepublishAction::new("$$aws/things/${topic(2)}/shadow/update")
            .quality_of_service(QualityOfService::AtMostOnce)
            .user_property("a", "b"),
    );
    assert_eq!(again["Republish"]["Qos"], 0);
    assert_eq!(again["Republish"]["Headers"]["UserProperties"][0]["Key"], "a");
    assert!(allowed[0].contains(":topic/$aws/things/*/shadow/update"), "{allowed:?}");

    let domain = "arn:aws:es:sa-east-1:111122223333:domain/plant";
    let (index, allowed) = action(OpenSearchAction::new(domain, "https://search", "readings-${topic(2)}"));
    assert_eq!(index["OpenSearch"]["Id"], "${newuuid()}");
    assert_eq!(
        allowed,
        ["es:ESHttpPut on arn:aws:es:sa-east-1:111122223333:domain/plant/readings-*/*"]
    );

    let (track, allowed) = action(
        LocationAction::new("trucks")
            .position("${lat}", "${lon}")
            .timestamp("${at}", TimestampUnit::Seconds),
    );
    assert_eq!(track["Location"]["Latitude"], "${lat}");
    assert_eq!(
        allowed,
        [r#"geo:BatchUpdateDevicePosition on {"Fn::Join":["",[":geo:",":tracker/trucks"]]}"#]
    );

    let read = PolicyStatement::allow(["secretsmanager:GetSecretValue"]).on("arn:secret");
    let (write, allowed) = action(
        InfluxDbAction::new(destination, "plant", "readings")
            .tag("thing", "${topic(2)}")
            .timestamp_unit(TimestampUnit::Milliseconds)
            .permission(read),
    );
    assert_eq!(write["InfluxDB"]["Tags"]["thing"], "${topic(2)}");
    assert_eq!(write["InfluxDB"]["TimestampUnit"], "ms");
    assert_eq!(allowed.len(), 1);

    let (send, _) = rule(|stack| {
        props().action(
            SqsAction::new(&Queue::from_queue_arn(
                stack,
                "Jobs",
                "arn:aws:sqs:sa-east-1:111122223333:jobs",
            ))
            .encoding(SqsEncoding::Base64),
        )
    });
    assert_eq!(send["Sqs"]["UseBase64"], true);
}

#[test]
fn keys_of_the_account_are_granted_too() {
    let (_, allowed) = rule(|stack| {
        let key = Key::new(stack, "Key", KeyProps::new());
        let stream = Stream::new(stack, "Readings", StreamProps::new().encryption_key(&key));
        let bucket = Bucket::new(stack, "Archive", BucketProps::new().encryption_key(&key));
        let table = Table::new(
            stack,
            "Latest",
            TableProps::new(Attribute::string("thing")).encryption_key(&key),
        );
        props()
            .action(KinesisAction::new(&stream))
            .action(S3Action::new(&bucket))
            .action(DynamoDbV2Action::new(&table))
    });
    let on_key = allowed
        .iter()
        .find(|statement| statement.contains("kms:GenerateDataKey"))
        .unwrap();
    assert!(
        on_key.contains("kms:Encrypt") && on_key.contains("kms:Decrypt"),
        "{allowed:?}"
    );
}

#[test]
fn settings_become_properties() {
    let template = synthesized(|stack| {
        let role = Role::new(stack, "Shared", RoleProps::new(Principal::service("iot.amazonaws.com")));
        let props = TopicRuleProps::new("SELECT * FROM 'a'", ErrorAction::none())
            .sql_version(SqlVersion::V2015_10_08)
            .state(TopicRuleState::Disabled)
            .rule_name("press_readings")
            .role(role)
            .action(FirehoseAction::new("lake"))
            .cfn(|rule| rule.rule_name("other"));
        let rule = TopicRule::new(stack, "Rule", props);
        assert_eq!(rule.cfn().type_name(), "AWS::IoT::TopicRule");
    });
    let rule = &the(&template, "AWS::IoT::TopicRule")["Properties"];
    assert_eq!(rule["RuleName"], "other");
    assert_eq!(rule["TopicRulePayload"]["RuleDisabled"], true);
    assert_eq!(rule["TopicRulePayload"]["AwsIotSqlVersion"], "2015-10-08");
    assert!(rule["TopicRulePayload"].get("ErrorAction").is_none());
    assert!(the(&template, "AWS::IAM::Role").to_string().contains("plant/Shared"));
}

#[test]
fn what_a_rule_cannot_have_is_told() {
    type Case<'a> = (&'a str, &'a dyn Fn(&Stack));
    let cases: &[Case<'_>] = &[
        ("selects nothing: no `FROM` in `SELECT *`", &|stack| {
            TopicRule::new(
                stack,
                "Rule",
                TopicRuleProps::new("SELECT *", ErrorAction::none()).action(FirehoseAction::new("lake")),
            );
        }),
        ("`plant/#/readings`", &|stack| {
            let sql = "SELECT * FROM 'plant/#/readings'";
            TopicRule::new(
                stack,
                "Rule",
                TopicRuleProps::new(sql, ErrorAction::none()).action(FirehoseAction::new("lake")),
            );
        }),
        ("0 actions", &|stack| drop(TopicRule::new(stack, "Rule", props()))),
        ("11 actions", &|stack| {
            let rule = TopicRule::new(stack, "Rule", props());
            (0..11).for_each(|_| rule.add_action(FirehoseAction::new("lake")));
        }),
        ("press-readings", &|stack| {
            TopicRule::new(
                stack,
                "Rule",
                props().rule_name("press-readings").action(FirehoseAction::new("lake")),
            );
        }),
        ("FIFO queue", &|stack| {
            let queue = Queue::new(stack, "Jobs", QueueProps::new().fifo(FifoQueue::ByContent));
            TopicRule::new(stack, "Rule", props().action(SqsAction::new(&queue)));
        }),
        ("FIFO topic", &|stack| {
            let topic = Topic::new(stack, "Jobs", TopicProps::new().fifo(FifoTopic::new()));
            TopicRule::new(stack, "Rule", props().action(SnsAction::new(&topic)));
        }),
        ("11 messages", &|stack| {
            let post = HttpAction::new("https://example.com").batching(Batching::new().max_size(11));
            TopicRule::new(stack, "Rule", props().action(post));
        }),
        ("`plant/+/commands`", &|stack| {
            TopicRule::new(stack, "Rule", props().action(RepublishAction::new("plant/+/commands")));
        }),
        ("has actions that this app cannot add to", &|stack| {
            TopicRule::from_topic_rule_name(stack, "Rule", "readings").add_action(FirehoseAction::new("lake"));
        }),
    ];
    for (expected, build) in cases {
        let message = refused(build);
        let plain = message.replace("\n", " ");
        let parts: Vec<&str> = expected.split(": ").collect();
        assert!(parts.iter().all(|part| plain.contains(part)), "{expected}: {message}");
        assert!(
            message.contains("constructs/aws/tests/iot.rs"),
            "the caller's line: {message}"
        );
    }
}

#[test]
fn an_imported_rule_has_a_name_and_metrics() {
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default());
    let rule = TopicRule::from_topic_rule_arn(&stack, "Rule", "arn:aws:iot:sa-east-1:111122223333:rule/readings");
    assert_eq!(rule.name(), "readings".into());
    assert_eq!(
        rule.basic_ingest_topic("a/b").literal().map(String::as_str),
        Some("$aws/rules/readings/a/b")
    );
    let failures = rule.metric_action("Failure", "Kinesis");
    assert_ne!(failures, rule.metric("Failure"));
    assert_eq!(
        rule.metric_parse_error().above(Seconds(0)),
        rule.metric_parse_error().above(0)
    );
}

#[test]
fn a_device_is_bound_to_its_thing() {
    let template = synthesized(|stack| {
        let rule = TopicRule::from_topic_rule_name(stack, "Rule", "readings");
        let own = |topic: &str| format!("plant/{}/{topic}", device::THING_NAME);
        let policy = Policy::new(
            stack,
            "Press",
            PolicyProps::new().statements([device::connect_as_thing()]),
        );
        policy.add_statement(device::publish([own("readings")]));
        policy.add_statement(device::publish_to_rule(&rule, [own("readings")]));
        device::own_shadows()
            .into_iter()
            .for_each(|statement| policy.add_statement(statement));
        policy.add_statement(device::subscribe([own("commands/#")]));
        policy.add_statement(device::receive([own("commands/*")]));
    });
    let statements = the(&template, "AWS::IoT::Policy")["Properties"]["PolicyDocument"]["Statement"].clone();
    assert_eq!(statements[0]["Action"], "iot:Connect");
    assert_eq!(
        statements[0]["Condition"]["Bool"]["iot:Connection.Thing.IsAttached"],
        "true"
    );
    let text = statements.to_string();
    for part in [
        ":client/${iot:Connection.Thing.ThingName}",
        ":topic/$aws/rules/readings/plant/${iot:Connection.Thing.ThingName}/readings",
        ":topicfilter/plant/${iot:Connection.Thing.ThingName}/commands/#",
        ":topic/$aws/things/${iot:Connection.Thing.ThingName}/shadow/*",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[test]
fn a_device_policy_has_2048_characters() {
    let policy = |topics: usize| {
        move |stack: &Stack| {
            let topics = (0..topics).map(|number| format!("plant/line/{number:04}/readings"));
            Policy::new(stack, "Press", PolicyProps::new().statements([device::publish(topics)]));
        }
    };
    synthesized(policy(15));
    let message = refused(policy(40));
    assert!(
        message.contains("F3224") && message.contains("2048 characters"),
        "{message}"
    );
}
