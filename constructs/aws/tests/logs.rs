//! Log groups and what is made of their events, as templates have them.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod support;

use ferrocdk_aws::Defaults;
use ferrocdk_aws::iam::{PolicyStatement, Principal, Role, RoleProps};
use ferrocdk_aws::kms::{Key, KeyProps};
use ferrocdk_aws::lambda::{Code, Function, FunctionProps, Runtime};
use ferrocdk_aws::logs::{
    DataIdentifier, DataProtectionPolicy, DeletionProtection, Distribution, FilterPattern, JsonCondition, LogGroup,
    LogGroupClass, LogGroupProps, LogStream, LogStreamProps, MetricFilter, MetricFilterProps, MetricTransformation,
    MetricValue, QueryDefinition, QueryDefinitionProps, QueryString, ResourcePolicy, ResourcePolicyProps, Retention,
    SubscriptionFilter, SubscriptionFilterProps, destinations,
};
use ferrocdk_aws::units::Days;
use ferrocdk_core::{App, RemovalPolicy, Stack, StackProps};
use serde_json::{Value as Json, json};

use crate::support::{one, resources, told as mistakes};

#[test]
fn logs_end_after_what_is_said_else_after_what_holds_for_the_scope_else_after_a_year() {
    let retention =
        |make: fn(&Stack)| one(&resources(make), "AWS::Logs::LogGroup")["Properties"]["RetentionInDays"].clone();
    assert_eq!(
        retention(|stack| drop(LogGroup::new(stack, "Logs", LogGroupProps::new()))),
        365
    );
    assert_eq!(
        retention(|stack| {
            Defaults::of(stack).log_retention(Days(30));
            LogGroup::new(stack, "Logs", LogGroupProps::new());
        }),
        30
    );
    assert_eq!(
        retention(|stack| {
            Defaults::of(stack).log_retention(Days(30));
            LogGroup::new(stack, "Logs", LogGroupProps::new().retention(Days(7)));
        }),
        7
    );
    assert_eq!(
        retention(|stack| drop(LogGroup::new(
            stack,
            "Logs",
            LogGroupProps::new().retention(Retention::Forever)
        ))),
        Json::Null
    );
    assert_eq!(
        retention(|stack| drop(LogGroup::new(
            stack,
            "Logs",
            LogGroupProps::new().log_group_class(LogGroupClass::Delivery)
        ))),
        Json::Null
    );
}

#[test]
fn a_key_of_the_scope_encrypts_and_lets_the_service_in() {
    let resources = resources(|stack| {
        let key = Key::new(stack, "Key", KeyProps::new());
        Defaults::of(stack)
            .encryption_key(&key)
            .removal_policy(RemovalPolicy::Destroy);
        let props = LogGroupProps::new()
            .field_indexes(["line", "press"])
            .deletion_protection(DeletionProtection::On);
        LogGroup::new(stack, "Logs", props);
    });
    let group = one(&resources, "AWS::Logs::LogGroup");
    assert_eq!(group["DeletionPolicy"], "Delete");
    assert!(group["Properties"]["KmsKeyId"].is_object());
    assert_eq!(
        group["Properties"]["FieldIndexPolicies"],
        json!([{ "Fields": ["line", "press"] }])
    );
    assert_eq!(group["Properties"]["DeletionProtectionEnabled"], true);
    let key = one(&resources, "AWS::KMS::Key");
    assert!(key["Properties"]["KeyPolicy"].to_string().contains("logs."));
}

#[test]
fn services_are_let_in_by_one_policy_of_the_stack_and_identities_by_their_own() {
    let resources = resources(|stack| {
        let route53 = Principal::service("route53.amazonaws.com");
        for id in ["One", "Two"] {
            let group = LogGroup::new(stack, id, LogGroupProps::new().log_group_name(format!("/plant/{id}")));
            group.grant_write(&route53);
        }
        let shared = LogGroup::from_log_group_name(stack, "Shared", "/plant/shared");
        shared.grant_read(&Role::new(
            stack,
            "Reader",
            RoleProps::new(Principal::service("lambda.amazonaws.com")),
        ));
    });
    let policy = one(&resources, "AWS::Logs::ResourcePolicy");
    let name = &policy["Properties"]["PolicyName"];
    assert_eq!(
        name,
        &json!({ "Fn::Join": ["", [{ "Ref": "AWS::StackName" }, "-LogGroupsPolicy"]] })
    );
    let text = policy["Properties"]["PolicyDocument"].to_string();
    assert_eq!(text.matches("Principal").count(), 1, "one statement for both: {text}");
    assert!(text.contains("One") && text.contains("Two"), "{text}");
    let reader = one(&resources, "AWS::IAM::ManagedPolicy");
    assert!(reader.to_string().contains("log-group:/plant/shared:*"), "{reader}");
    assert!(
        !mistakes(|stack| {
            let group = LogGroup::new(stack, "Logs", LogGroupProps::new());
            group.grant_write(&Principal::account("111122223333"));
        })
        .is_empty(),
        "such a policy decides about services only"
    );
}

#[test]
fn a_policy_that_is_too_long_is_told() {
    let found = mistakes(|stack| {
        let statement = |number: u32| {
            PolicyStatement::allow(["logs:PutLogEvents"])
                .by(Principal::service("es.amazonaws.com"))
                .on(format!(
                    "arn:aws:logs:sa-east-1:111122223333:log-group:/plant/lines/{number:020}:*"
                ))
        };
        ResourcePolicy::new(
            stack,
            "Policy",
            ResourcePolicyProps::new().statements((0..60).map(statement)),
        );
    });
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("F3163 "), "{found:?}");
}

#[test]
fn an_arn_of_a_group_is_taken_with_and_without_its_streams() {
    for arn in [
        "arn:aws:logs:sa-east-1:111122223333:log-group:/plant/a",
        "arn:aws:logs:sa-east-1:111122223333:log-group:/plant/a:*",
    ] {
        let app = App::new();
        let stack = Stack::new(&app, "plant", StackProps::default());
        let group = LogGroup::from_log_group_arn(&stack, "Logs", arn);
        assert_eq!(group.name().literal().unwrap(), "/plant/a");
        assert_eq!(
            group.arn().literal().unwrap(),
            "arn:aws:logs:sa-east-1:111122223333:log-group:/plant/a:*"
        );
    }
}

#[test]
fn settings_that_contradict_each_other_are_told() {
    let found = mistakes(|stack| {
        let masked = || DataProtectionPolicy::new([DataIdentifier::EMAIL_ADDRESS.into()]);
        let cheap = || LogGroupProps::new().log_group_class(LogGroupClass::InfrequentAccess);
        LogGroup::new(stack, "A", LogGroupProps::new().retention(Days(100)));
        LogGroup::new(stack, "B", cheap().data_protection_policy(masked()));
        LogGroup::new(stack, "C", cheap().field_indexes(["line"]));
        let delivery = LogGroupProps::new().log_group_class(LogGroupClass::Delivery);
        LogGroup::new(stack, "D", delivery.retention(Days(1)));
        let fields = (0..21).map(|field| format!("field{field}"));
        LogGroup::new(stack, "E", LogGroupProps::new().field_indexes(fields));
        LogGroup::from_log_group_name(stack, "F", "/plant/shared").cfn();
        LogStream::from_log_stream_name(stack, "G", "press").cfn();
    });
    let ids: Vec<&str> = found.iter().map(|found| &found[..5]).collect();
    assert_eq!(
        ids,
        ["F3160", "F3161", "F3161", "F3161", "F3161", "F3011", "F3011"],
        "{found:#?}"
    );
}

#[test]
fn masked_data_is_named_by_the_service_or_by_the_app() {
    let resources = resources(|stack| {
        let findings = LogGroup::from_log_group_name(stack, "Findings", "/plant/findings");
        let identifiers = [
            DataIdentifier::EMAIL_ADDRESS.into(),
            DataIdentifier::custom("Badge", "B-[0-9]{6}"),
        ];
        let policy = DataProtectionPolicy::new(identifiers).report_to_log_group(&findings);
        let group = LogGroup::new(stack, "Logs", LogGroupProps::new().data_protection_policy(policy));
        LogStream::new(stack, "Stream", LogStreamProps::new(&group).log_stream_name("press"));
    });
    let policy = &one(&resources, "AWS::Logs::LogGroup")["Properties"]["DataProtectionPolicy"];
    assert_eq!(
        policy["Configuration"]["CustomDataIdentifier"],
        json!([{ "Name": "Badge", "Regex": "B-[0-9]{6}" }])
    );
    assert_eq!(
        policy["Statement"][0]["DataIdentifier"],
        policy["Statement"][1]["DataIdentifier"]
    );
    assert_eq!(policy["Statement"][0]["DataIdentifier"][1], "Badge");
    let destination = &policy["Statement"][0]["Operation"]["Audit"]["FindingsDestination"];
    assert_eq!(
        destination,
        &json!({ "CloudWatchLogs": { "LogGroup": "/plant/findings" } })
    );
    assert_eq!(
        policy["Statement"][1]["Operation"],
        json!({ "Deidentify": { "MaskConfig": {} } })
    );
}

#[test]
fn patterns_are_written_as_the_service_reads_them() {
    let field = |path: &str| FilterPattern::field(path);
    let cases: [(FilterPattern, &str); 15] = [
        (FilterPattern::all_events(), ""),
        (FilterPattern::literal("[w1=ERROR]"), "[w1=ERROR]"),
        (FilterPattern::all_terms(["a", "say \"b\""]), r#""a" "say \"b\"""#),
        (FilterPattern::any_term(["a", "b"]), r#"?"a" ?"b""#),
        (FilterPattern::any_term(["a"]), r#""a""#),
        (
            FilterPattern::any_term_group([vec!["a", "b"], vec!["c"]]),
            r#"?"a" "b" ?"c""#,
        ),
        (field("$.level").equals("ERROR").into(), r#"{ $.level = "ERROR" }"#),
        (field("$.code").not_equals(404).into(), "{ $.code != 404 }"),
        (field("$.ratio").at_most(0.5).into(), "{ $.ratio <= 0.5 }"),
        (
            field("$.line").matches("press-[0-9]+").into(),
            "{ $.line = %press-[0-9]+% }",
        ),
        (field("$.a").exists().into(), r#"{ $.a = "*" }"#),
        (
            field("$.a").not_exists().or(field("$.b").is_null()).into(),
            "{ ($.a NOT EXISTS) || ($.b IS NULL) }",
        ),
        (JsonCondition::all([field("$.a").is_true()]).into(), "{ $.a IS TRUE }"),
        (
            FilterPattern::columns(["host", "...", "status", "bytes"])
                .restrict("status", |status| status.at_least(400))
                .restrict("status", |status| status.less_than(500))
                .restrict("host", |host| host.equals("10.*"))
                .into(),
            r#"[host = "10.*", ..., status >= 400 && status < 500, bytes]"#,
        ),
        (
            field("$.codes[0]").greater_than(9_007_199_254_740_993_i64).into(),
            "{ $.codes[0] > 9007199254740993 }",
        ),
    ];
    for (pattern, expected) in cases {
        assert_eq!(pattern.as_str(), expected);
    }
}

#[test]
fn patterns_that_are_none_are_told_in_the_line_that_writes_them() {
    let wrong: [FilterPattern; 6] = [
        FilterPattern::all_terms(Vec::<&str>::new()),
        FilterPattern::field("level").equals("ERROR").into(),
        JsonCondition::any([]).into(),
        FilterPattern::columns(["a b"]).into(),
        FilterPattern::columns(["...", "..."]).into(),
        FilterPattern::columns(["a"]).restrict("b", |b| b.equals(1)).into(),
    ];
    for pattern in wrong {
        let text = pattern.as_str().to_owned();
        let found = mistakes(|stack| {
            let logs = LogGroup::new(stack, "Logs", LogGroupProps::new());
            MetricFilter::new(
                stack,
                "Filter",
                MetricFilterProps::new(&logs, pattern, MetricTransformation::new("Plant", "A")),
            );
        });
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert!(found[0].starts_with("F3162 "), "{text}: {found:?}");
    }
}

#[test]
fn a_filter_counts_unless_it_is_told_a_value() {
    let resources = resources(|stack| {
        let logs = LogGroup::new(stack, "Logs", LogGroupProps::new());
        let latency = MetricTransformation::new("Plant", "Latency")
            .value(MetricValue::Field("$.latency".into()))
            .dimension("Line", "$.line")
            .unit("Milliseconds");
        MetricFilter::new(
            stack,
            "Latency",
            MetricFilterProps::new(&logs, FilterPattern::field("$.latency").exists(), latency),
        );
    });
    let filter = one(&resources, "AWS::Logs::MetricFilter");
    let expected = json!([{
        "MetricNamespace": "Plant", "MetricName": "Latency", "MetricValue": "$.latency", "Unit": "Milliseconds",
        "Dimensions": [{ "Key": "Line", "Value": "$.line" }],
    }]);
    assert_eq!(filter["Properties"]["MetricTransformations"], expected);
    let found = mistakes(|stack| {
        let logs = LogGroup::new(stack, "Logs", LogGroupProps::new());
        let make = |id: &str, metric| {
            MetricFilter::new(
                stack,
                id,
                MetricFilterProps::new(&logs, FilterPattern::all_events(), metric),
            )
        };
        make(
            "A",
            MetricTransformation::new("Plant", "A")
                .dimension("B", "$.b")
                .default_value(0),
        );
        make("B", MetricTransformation::new("AWS/Plant", "B"));
        let many = ["A", "B", "C", "D"]
            .iter()
            .fold(MetricTransformation::new("Plant", "C"), |metric, name| {
                metric.dimension(*name, "$.a")
            });
        make("C", many);
    });
    assert_eq!(found.len(), 3, "{found:#?}");
}

#[test]
fn subscription_filters_bring_the_permissions_that_they_need() {
    let template_of = |make: fn(&Stack, &LogGroup) -> SubscriptionFilterProps| {
        resources(move |stack| {
            let logs = LogGroup::new(stack, "Logs", LogGroupProps::new());
            let props = make(stack, &logs);
            SubscriptionFilter::new(stack, "Filter", props.distribution(Distribution::Random));
        })
    };
    let to_function = template_of(|stack, logs| {
        let code = Code::inline("exports.handler = async () => {}");
        let props = FunctionProps::new(code)
            .runtime(Runtime::NODEJS_22)
            .handler("index.handler");
        let function = Function::new(stack, "Function", props);
        SubscriptionFilterProps::new(logs, destinations::LambdaDestination::new(&function))
    });
    let permission = one(&to_function, "AWS::Lambda::Permission");
    assert_eq!(permission["Properties"]["Principal"], "logs.amazonaws.com");
    assert!(permission["Properties"]["SourceArn"].is_object());
    let filter = one(&to_function, "AWS::Logs::SubscriptionFilter");
    assert_eq!(filter["DependsOn"], json!(["FilterCanInvokeLambdaFE9584D4"]));
    assert_eq!(filter["Properties"]["FilterPattern"], "");
    let to_firehose = template_of(|_, logs| {
        let arn = "arn:aws:firehose:sa-east-1:111122223333:deliverystream/archive";
        SubscriptionFilterProps::new(logs, destinations::FirehoseDestination::new(arn))
    });
    let filter = one(&to_firehose, "AWS::Logs::SubscriptionFilter");
    assert!(filter["Properties"]["RoleArn"].is_object());
    assert!(filter["DependsOn"].is_array());
    let policy = one(&to_firehose, "AWS::IAM::ManagedPolicy");
    assert!(policy.to_string().contains("firehose:PutRecordBatch"), "{policy}");
}

#[test]
fn a_group_has_two_subscription_filters_at_most() {
    let found = mistakes(|stack| {
        let logs = LogGroup::from_log_group_name(stack, "Logs", "/plant/shared");
        for id in ["A", "B", "C"] {
            let arn = "arn:aws:firehose:sa-east-1:111122223333:deliverystream/archive";
            let to = destinations::FirehoseDestination::new(arn);
            SubscriptionFilter::new(stack, id, SubscriptionFilterProps::new(&logs, to));
        }
    });
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn a_query_is_kept_with_its_commands_in_order() {
    let resources = resources(|stack| {
        let logs = LogGroup::from_log_group_name(stack, "Logs", "/plant/shared");
        let query = QueryString::new()
            .fields(["@timestamp", "@message"])
            .parse("@message 'line=*' as line")
            .filter("level = 'ERROR'")
            .stats("count(*) by line")
            .limit(10);
        QueryDefinition::new(
            stack,
            "Query",
            QueryDefinitionProps::new("plant/errors", query).log_groups([&logs]),
        );
    });
    let definition = one(&resources, "AWS::Logs::QueryDefinition");
    let text = "fields @timestamp, @message\n| parse @message 'line=*' as line\n| filter level = 'ERROR'\n| stats count(*) by line\n| limit 10";
    let expected = json!({ "Name": "plant/errors", "QueryString": text, "LogGroupNames": ["/plant/shared"] });
    assert_eq!(definition["Properties"], expected);
}
