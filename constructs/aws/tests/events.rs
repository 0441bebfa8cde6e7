//! Rules, buses and targets, as templates have them.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod support;

use ferrocdk_aws::events::{
    ApiDestination, ApiDestinationProps, Archive, ArchiveProps, Authorization, Connection, ConnectionProps, Cron,
    EventBus, EventBusProps, EventField, EventPattern, HttpMethod, HttpParameters, Input, Rule, RuleProps, RuleState,
    Schedule, targets,
};
use ferrocdk_aws::iam::{Principal, Role, RoleProps};
use ferrocdk_aws::kinesis::{Stream, StreamProps};
use ferrocdk_aws::kms::{Key, KeyProps};
use ferrocdk_aws::lambda::{Code, Function, FunctionProps, Runtime};
use ferrocdk_aws::logs::{LogGroup, LogGroupProps};
use ferrocdk_aws::sns::{FifoTopic, Topic, TopicProps};
use ferrocdk_aws::sqs::{FifoQueue, Queue, QueueEncryption, QueueProps};
use ferrocdk_aws::units::{Days, Hours, Minutes, Seconds};
use ferrocdk_core::{App, Environment, Stack, StackProps, Value, doc, pseudo, text};
use serde_json::{Value as Json, json};

use crate::support::{ids, mistakes, of_type, properties as one, template};

fn stack(app: &App) -> Stack {
    Stack::new(app, "plant", StackProps::default())
}

fn pattern() -> RuleProps {
    RuleProps::new().event_pattern(EventPattern::new().source("plant"))
}

#[test]
fn a_pattern_that_is_too_long_is_told_wherever_it_stands() {
    type Way = fn(&Stack, EventPattern);
    let of = |words: usize| {
        let names: Vec<String> = (0..words).map(|word| format!("machine-{word:04}")).collect();
        EventPattern::new().source("plant").detail("machine", names)
    };
    // 40 characters around words of 15 each, with their comma.
    let (fits, too_long) = (133, 134);
    let told = |make: Way, words: usize| mistakes(|stack| make(stack, of(words)));
    let ways: [(&str, Way); 3] = [
        ("at once", |stack, pattern| {
            Rule::new(stack, "Rule", RuleProps::new().event_pattern(pattern));
        }),
        ("in parts", |stack, pattern| {
            let rule = Rule::new(stack, "Rule", RuleProps::new());
            rule.add_event_pattern(pattern);
        }),
        ("of an archive", |stack, pattern| {
            let bus = EventBus::new(stack, "Bus", EventBusProps::new());
            Archive::new(stack, "Archive", ArchiveProps::new(&bus).event_pattern(pattern));
        }),
    ];
    for (way, make) in ways {
        assert!(told(make, fits).is_empty(), "{way}");
        let found = told(make, too_long);
        assert_eq!(ids(&found), ["F3164"], "{way}: {found:?}");
        assert_eq!(found[0].message, "an event pattern is too long", "{way}");
        let measured = found[0]
            .found
            .as_deref()
            .unwrap()
            .trim_end_matches(" characters")
            .parse::<usize>();
        assert!((2_049..2_064).contains(&measured.unwrap()), "{way}: {found:?}");
    }
}

#[test]
fn a_queue_lets_in_the_rule_that_sends_to_it() {
    let template = template(|stack| {
        let (jobs, lost) = (
            Queue::new(stack, "Jobs", QueueProps::new()),
            Queue::new(stack, "Lost", QueueProps::new()),
        );
        let target = targets::SqsQueue::new(&jobs)
            .dead_letter_queue(&lost)
            .retry_attempts(10)
            .max_event_age(Hours(2));
        Rule::new(stack, "Rule", pattern().target(target));
    });
    let rule = one(&template, "AWS::Events::Rule");
    let get = |id: &str| json!({ "Fn::GetAtt": [id, "Arn"] });
    let expected = json!([{
        "Id": "Target0",
        "Arn": get("JobsDF1CC2D4"),
        "DeadLetterConfig": { "Arn": get("LostDF84CB6B") },
        "RetryPolicy": { "MaximumRetryAttempts": 10, "MaximumEventAgeInSeconds": 7200 },
    }]);
    assert_eq!(rule["Targets"], expected, "{template:#}");
    assert_eq!(rule["State"], "ENABLED");
    for policy in of_type(&template, "AWS::SQS::QueuePolicy") {
        let statement = &policy["Properties"]["PolicyDocument"]["Statement"][1];
        assert_eq!(statement["Principal"], json!({ "Service": "events.amazonaws.com" }));
        assert_eq!(statement["Action"], "sqs:SendMessage");
        assert_eq!(
            statement["Condition"],
            json!({ "ArnLike": { "aws:SourceArn": get("Rule4C995B7F") } })
        );
    }
}

#[test]
fn no_circle_is_closed_by_a_key_or_by_another_stack() {
    let app = App::new();
    let first = stack(&app);
    let key = Key::new(&first, "Key", KeyProps::new());
    let jobs = Queue::new(&first, "Jobs", QueueProps::new().encryption_key(&key));
    Rule::new(&first, "Rule", pattern().target(targets::SqsQueue::new(&jobs)));
    let plain = Queue::new(&first, "Plain", QueueProps::new());
    let second = Stack::new(&app, "rules", StackProps::default());
    Rule::new(&second, "Rule", pattern().target(targets::SqsQueue::new(&plain)));
    let assembly = app.synth().unwrap();
    let template = assembly.template("plant").unwrap();
    let own_account = json!({ "StringEquals": { "aws:SourceAccount": { "Ref": "AWS::AccountId" } } });
    for policy in of_type(template, "AWS::SQS::QueuePolicy") {
        assert_eq!(
            policy["Properties"]["PolicyDocument"]["Statement"][1]["Condition"],
            own_account
        );
    }
    let statements = &one(template, "AWS::KMS::Key")["KeyPolicy"]["Statement"];
    let of_events = statements
        .as_array()
        .unwrap()
        .iter()
        .find(|statement| statement["Principal"]["Service"] == "events.amazonaws.com");
    assert_eq!(of_events.unwrap()["Condition"], own_account);
}

#[test]
fn a_queue_that_cannot_let_in_the_rule_is_told() {
    let told = mistakes(|stack| {
        let secret = Queue::new(
            stack,
            "Secret",
            QueueProps::new().encryption(QueueEncryption::KmsManaged),
        );
        Rule::new(stack, "Rule", pattern().target(targets::SqsQueue::new(&secret)));
    });
    assert_eq!(ids(&told), ["F3170"]);
    let app = App::new();
    let stack = stack(&app);
    let shared = Queue::from_queue_arn(&stack, "Shared", "arn:aws:sqs:sa-east-1:111122223333:shared");
    Rule::new(&stack, "Rule", pattern().target(targets::SqsQueue::new(&shared)));
    let assembly = app.synth().unwrap();
    assert_eq!(ids(assembly.warnings()), ["F3170"]);
}

#[test]
fn a_function_is_permitted_in_the_stack_of_the_rule() {
    let app = App::new();
    let functions = Stack::new(&app, "functions", StackProps::default());
    let code = || Code::asset("src");
    let props = FunctionProps::new(code())
        .runtime(Runtime::NODEJS_22)
        .handler("index.handler");
    let function = Function::new(&functions, "Handler", props);
    let stack = stack(&app);
    let rule = Rule::new(&stack, "Rule", pattern());
    rule.add_target(targets::LambdaFunction::new(&function));
    rule.add_target(targets::LambdaFunction::new(&function).input(Input::from_event_path("$.detail")));
    let place = Environment {
        account: Some("111122223333".into()),
        region: Some("sa-east-1".into()),
    };
    let placed = Stack::new(&app, "placed", StackProps::default().environment(place));
    let arn = "arn:aws:lambda:sa-east-1:111122223333:function:own";
    let own = Function::from_function_arn(&placed, "Own", arn);
    Rule::new(&placed, "Rule", pattern().target(targets::LambdaFunction::new(&own)));
    let assembly = app.synth().unwrap();
    let of_import = one(assembly.template("placed").unwrap(), "AWS::Lambda::Permission");
    assert_eq!(of_import["FunctionName"], arn);
    let permission = one(assembly.template("plant").unwrap(), "AWS::Lambda::Permission");
    assert_eq!(
        permission["SourceArn"],
        json!({ "Fn::GetAtt": ["Rule4C995B7F", "Arn"] })
    );
    assert_eq!(permission["Principal"], "events.amazonaws.com");
    assert!(of_type(assembly.template("functions").unwrap(), "AWS::Lambda::Permission").is_empty());
}

#[test]
fn log_groups_let_rules_in_by_one_policy() {
    let template = template(|stack| {
        for id in ["A", "B"] {
            let logs = LogGroup::new(stack, id, LogGroupProps::new());
            let event = targets::LogEvent::new(EventField::path("$.detail.state"));
            let target = targets::CloudWatchLogGroup::new(&logs).log_event(event);
            Rule::new(stack, &format!("Rule{id}"), pattern().target(target));
        }
    });
    let target = &of_type(&template, "AWS::Events::Rule")[0]["Properties"]["Targets"][0];
    let transformer = json!({
        "InputPathsMap": { "time": "$.time", "detail-state": "$.detail.state" },
        "InputTemplate": r#"{"timestamp":<time>,"message":<detail-state>}"#,
    });
    assert_eq!(target["InputTransformer"], transformer);
    let policy = one(&template, "AWS::Logs::ResourcePolicy")["PolicyDocument"].to_string();
    assert_eq!(policy.matches("Principal").count(), 2, "{policy}");
    assert!(policy.contains("rule/*"), "{policy}");
}

#[test]
fn inputs_are_constant_or_filled_from_the_event() {
    let field = EventField::path;
    let cases: [(Input, Json); 8] = [
        (
            Input::object(doc!({ "a": [1, "b", null, true] })),
            json!({ "Input": r#"{"a":[1,"b",null,true]}"# }),
        ),
        (Input::text("say \"a\"\n"), json!({ "Input": r#""say \"a\"\n""# })),
        (Input::lines(["a", "b"]), json!({ "Input": "\"a\"\n\"b\"" })),
        (Input::from_event_path("$.detail"), json!({ "InputPath": "$.detail" })),
        (
            Input::object(
                doc!({ "id": field("$.detail.id"), "text": text!("\"{}\" of {}", field("$.detail.id"), EventField::source()) }),
            ),
            json!({ "InputTransformer": {
                "InputPathsMap": { "detail-id": "$.detail.id", "source": "$.source" },
                "InputTemplate": r#"{"id":<detail-id>,"text":"\"<detail-id>\" of <source>"}"#,
            } }),
        ),
        (
            Input::text(text!("{} and {}", field("$.a-b"), field("$.a.b"))),
            json!({ "InputTransformer": {
                "InputPathsMap": { "a-b": "$.a-b", "a-b-2": "$.a.b" },
                "InputTemplate": r#""<a-b> and <a-b-2>""#,
            } }),
        ),
        (
            Input::object(doc!({ "event": EventField::event(), "rule": EventField::rule_name() })),
            json!({ "InputTransformer": { "InputTemplate": r#"{"event":<aws.events.event.json>,"rule":<aws.events.rule-name>}"# } }),
        ),
        (
            Input::object(doc!({ "region": pseudo::region(), "id": EventField::id() })),
            json!({ "InputTransformer": {
                "InputPathsMap": { "id": "$.id" },
                "InputTemplate": { "Fn::Join": ["", [r#"{"region":""#, { "Ref": "AWS::Region" }, r#"","id":<id>}"#]] },
            } }),
        ),
    ];
    for (input, expected) in cases {
        let template = template(|stack| {
            let jobs = Queue::new(stack, "Jobs", QueueProps::new());
            Rule::new(
                stack,
                "Rule",
                pattern().target(targets::SqsQueue::new(&jobs).input(input)),
            );
        });
        let mut target = one(&template, "AWS::Events::Rule")["Targets"][0].clone();
        for key in ["Arn", "Id"] {
            target.as_object_mut().unwrap().remove(key);
        }
        assert_eq!(target, expected);
    }
}

#[test]
fn parts_of_events_that_are_no_paths_are_told() {
    let told = mistakes(|stack| {
        let jobs = Queue::new(stack, "Jobs", QueueProps::new());
        let target = |input| targets::SqsQueue::new(&jobs).input(input);
        Rule::new(stack, "A", pattern().target(target(Input::from_event_path("detail"))));
        Rule::new(
            stack,
            "B",
            pattern().target(target(Input::object(doc!({ "a": EventField::path("detail.a") })))),
        );
        let many = (0..101).map(|number| EventField::path(&format!("$.detail.f{number}")));
        Rule::new(stack, "C", pattern().target(target(Input::lines(many))));
    });
    assert_eq!(ids(&told), ["F3169", "F3169", "F3169"]);
}

#[test]
fn other_buses_are_sent_to_by_a_role() {
    let template = template(|stack| {
        let center = EventBus::from_event_bus_arn(
            stack,
            "Center",
            "arn:aws:events:eu-central-1:111122223333:event-bus/center",
        );
        Rule::new(stack, "Rule", pattern().target(targets::EventBusTarget::new(&center)));
    });
    let role = one(&template, "AWS::IAM::Role");
    let trust = &role["AssumeRolePolicyDocument"]["Statement"][0];
    assert_eq!(trust["Principal"], json!({ "Service": "events.amazonaws.com" }));
    let statement = &one(&template, "AWS::IAM::ManagedPolicy")["PolicyDocument"]["Statement"][0];
    assert_eq!(statement["Action"], "events:PutEvents");
    assert_eq!(
        statement["Resource"],
        "arn:aws:events:eu-central-1:111122223333:event-bus/center"
    );
}

#[test]
fn a_bus_lets_in_accounts_and_services_by_statements_of_their_own() {
    let template = template(|stack| {
        let bus = EventBus::new(stack, "Bus", EventBusProps::new());
        let office = Principal::account("111122223333");
        bus.grant_put_events_to(&office);
        bus.grant_put_events_to(&office);
        bus.grant_put_events_to(&Principal::organization("o-1234567890"));
        let worker = Role::new(
            stack,
            "Worker",
            RoleProps::new(Principal::service("lambda.amazonaws.com")),
        );
        bus.grant_put_events_to(&worker);
        EventBus::default_bus(stack, "Default").grant_put_events_to(&office);
    });
    assert_eq!(
        one(&template, "AWS::Events::EventBus"),
        json!({ "Name": "plantBus0C7B8F0B" })
    );
    let policies = of_type(&template, "AWS::Events::EventBusPolicy");
    assert_eq!(policies.len(), 3, "{template:#}");
    for policy in &policies {
        let properties = &policy["Properties"];
        assert_eq!(properties["StatementId"], properties["Statement"]["Sid"]);
    }
    assert_eq!(
        policies
            .iter()
            .filter(|policy| policy["Properties"]["EventBusName"] == "default")
            .count(),
        1
    );
    let worker = &one(&template, "AWS::IAM::ManagedPolicy")["PolicyDocument"]["Statement"][0];
    assert_eq!(worker["Action"], "events:PutEvents");
}

#[test]
fn a_key_of_a_bus_lets_in_the_service_for_that_bus() {
    let template = template(|stack| {
        let key = Key::new(stack, "Key", KeyProps::new());
        let lost = Queue::new(stack, "Lost", QueueProps::new());
        let props = EventBusProps::new()
            .encryption_key(&key)
            .dead_letter_queue(&lost)
            .event_bus_name("press");
        EventBus::new(stack, "Bus", props);
    });
    let statements = one(&template, "AWS::KMS::Key")["KeyPolicy"]["Statement"].to_string();
    assert!(
        statements.contains("kms:EncryptionContext:aws:events:event-bus:arn"),
        "{statements}"
    );
    assert!(statements.contains("event-bus/press"), "{statements}");
}

#[test]
fn names_of_buses_are_checked() {
    let told = mistakes(|stack| {
        let named = |name: &str| EventBusProps::new().event_bus_name(name);
        EventBus::new(stack, "A", named("default"));
        EventBus::new(stack, "B", named("a/b"));
        EventBus::new(stack, "C", named("a").event_source_name("aws.partner/example.com/123"));
        EventBus::new(
            stack,
            "D",
            EventBusProps::new().event_source_name("aws.partner/example.com"),
        );
        EventBus::from_event_bus_name(stack, "E", "shared").cfn();
        let arn = |rest: &str| format!("arn:aws:events:sa-east-1:111122223333:{rest}");
        Rule::from_event_rule_arn(stack, "F", arn("rule/a")).cfn();
        Connection::from_connection_arn(stack, "G", arn("connection/a/b")).cfn();
        ApiDestination::from_api_destination_arn(stack, "H", arn("api-destination/a/b")).cfn();
    });
    assert_eq!(
        ids(&told),
        ["F3171", "F3171", "F3171", "F3171", "F3011", "F3011", "F3011", "F3011"]
    );
}

#[test]
fn rules_say_something_and_send_to_five_targets_at_most() {
    let told = mistakes(|stack| {
        Rule::new(stack, "Empty", RuleProps::new());
        Rule::new(
            stack,
            "EmptyPattern",
            RuleProps::new().event_pattern(EventPattern::new()),
        );
        let rule = Rule::new(stack, "Many", pattern().rule_name("too many"));
        for number in 0..6 {
            let queue = Queue::new(stack, &format!("Queue{number}"), QueueProps::new());
            rule.add_target(targets::SqsQueue::new(&queue));
        }
        let bus = EventBus::new(stack, "Bus", EventBusProps::new());
        Rule::new(
            stack,
            "Timed",
            RuleProps::new().event_bus(&bus).schedule(Schedule::rate(Minutes(5))),
        );
    });
    assert_eq!(ids(&told), ["F3166"; 5]);
    let told = mistakes(|stack| {
        let jobs = Queue::new(stack, "Jobs", QueueProps::new());
        let target = targets::SqsQueue::new(&jobs)
            .retry_attempts(186)
            .max_event_age(Seconds(59));
        Rule::new(stack, "Rule", pattern().target(target));
        Rule::from_event_rule_arn(stack, "Shared", "arn:aws:events:sa-east-1:111122223333:rule/shared")
            .add_target(targets::SqsQueue::new(&jobs));
    });
    assert_eq!(ids(&told), ["F3167", "F3167", "F3011"]);
}

#[test]
fn a_rule_is_named_and_switched_off_where_that_is_said() {
    let template = template(|stack| {
        Rule::new(
            stack,
            "Rule",
            pattern()
                .rule_name("plant.rule")
                .state(RuleState::Disabled)
                .description("None yet"),
        );
    });
    let expected = json!({ "Name": "plant.rule", "State": "DISABLED", "Description": "None yet", "EventPattern": { "source": ["plant"] } });
    assert_eq!(one(&template, "AWS::Events::Rule"), expected);
}

#[test]
fn targets_elsewhere_are_told() {
    let app = App::new();
    let place = |account: &str, region: &str| {
        StackProps::default().environment(Environment {
            account: Some(account.into()),
            region: Some(region.into()),
        })
    };
    let here = Stack::new(&app, "here", place("111122223333", "sa-east-1"));
    let there = Stack::new(&app, "there", place("444455556666", "eu-central-1"));
    let jobs = Queue::new(&there, "Jobs", QueueProps::new());
    let rule = Rule::new(&here, "Rule", pattern());
    rule.add_target(targets::SqsQueue::new(&jobs));
    let shared = Queue::from_queue_arn(&here, "Shared", "arn:aws:sqs:us-east-1:111122223333:shared");
    rule.add_target(targets::SqsQueue::new(&shared));
    let told: Vec<_> = app
        .synth()
        .unwrap_err()
        .0
        .into_iter()
        .filter(|told| told.id == "F3168")
        .collect();
    let messages: Vec<&str> = told.iter().map(|told| told.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "a rule and its target are in different regions",
            "a rule and its target are in different accounts",
            "a rule and its target are in different regions"
        ]
    );
}

#[test]
fn schedules_are_written_as_the_service_reads_them() {
    let cases = [
        (Schedule::rate(Minutes(1)), "rate(1 minute)"),
        (Schedule::rate(Minutes(90)), "rate(90 minutes)"),
        (Schedule::rate(Minutes(120)), "rate(2 hours)"),
        (Schedule::rate(Hours(1)), "rate(1 hour)"),
        (Schedule::rate(Days(7)), "rate(7 days)"),
        (Schedule::cron(Cron::new()), "cron(* * * * ? *)"),
        (Schedule::cron(Cron::new().hour(6)), "cron(0 6 * * ? *)"),
        (Schedule::cron(Cron::new().day("L")), "cron(0 0 L * ? *)"),
        (
            Schedule::cron(Cron::new().week_day("2#1").hour("8-17/3")),
            "cron(0 8-17/3 ? * 2#1 *)",
        ),
        (
            Schedule::cron(Cron::new().year("2027,2029")),
            "cron(0 0 1 1 ? 2027,2029)",
        ),
        (
            Schedule::cron(Cron::new().minute("0/10").month("MAR-OCT")),
            "cron(0/10 * * MAR-OCT ? *)",
        ),
        (
            Schedule::from_expression("cron(15 12 15W * ? 2026-2030)"),
            "cron(15 12 15W * ? 2026-2030)",
        ),
    ];
    for (schedule, expected) in cases {
        let template = template(|stack| drop(Rule::new(stack, "Rule", RuleProps::new().schedule(schedule))));
        assert_eq!(one(&template, "AWS::Events::Rule")["ScheduleExpression"], expected);
    }
}

#[test]
fn schedules_that_are_none_are_told() {
    let cron = |cron: Cron| Schedule::cron(cron);
    let wrong = [
        (Schedule::rate(Minutes(0)), "rate(0 minutes)"),
        (Schedule::from_expression("rate(1 minutes)"), "unit `minutes`"),
        (Schedule::from_expression("rate(5 minute)"), "unit `minute`"),
        (Schedule::from_expression("rate(five minutes)"), "five"),
        (Schedule::from_expression("every day"), "neither"),
        (Schedule::from_expression("cron(0 6 * * ?)"), "5 fields"),
        (cron(Cron::new().minute(60)), "minute `60`"),
        (cron(Cron::new().hour("24")), "hour `24`"),
        (cron(Cron::new().day("32")), "day of the month `32`"),
        (cron(Cron::new().month("JANUARY")), "month `JANUARY`"),
        (cron(Cron::new().week_day("MON-FRIDAY")), "day of the week `MON-FRIDAY`"),
        (cron(Cron::new().week_day("2#6")), "day of the week `2#6`"),
        (cron(Cron::new().year(1969)), "year `1969`"),
        (cron(Cron::new().minute("*/0")), "minute `*/0`"),
        (cron(Cron::new().minute("1,,2")), "minute `1,,2`"),
        (
            cron(Cron::new().day(1).week_day("MON")),
            "a day of the month and one of the week",
        ),
        (Schedule::from_expression("cron(0 6 ? * ? *)"), "neither a day"),
    ];
    for (schedule, expected) in wrong {
        let told = mistakes(|stack| drop(Rule::new(stack, "Rule", RuleProps::new().schedule(schedule))));
        assert_eq!(ids(&told), ["F3165"], "{expected}");
        assert!(told[0].found.as_ref().unwrap().contains(expected), "{}", told[0]);
    }
}

#[test]
fn an_archive_keeps_events_of_a_bus() {
    let template = template(|stack| {
        let key = Key::new(stack, "Key", KeyProps::new());
        let bus = EventBus::new(stack, "Bus", EventBusProps::new().event_bus_name("press"));
        let props = ArchiveProps::new(&bus)
            .event_pattern(EventPattern::new().source("plant"))
            .retention(Days(30))
            .encryption_key(&key);
        Archive::new(stack, "Archive", props);
    });
    let archive = one(&template, "AWS::Events::Archive");
    assert_eq!(archive["SourceArn"], json!({ "Fn::GetAtt": ["BusEA82B648", "Arn"] }));
    assert_eq!(archive["RetentionDays"], 30);
    assert_eq!(archive["EventPattern"], json!({ "source": ["plant"] }));
    let policy = one(&template, "AWS::KMS::Key")["KeyPolicy"].to_string();
    assert!(policy.contains("kms:ReEncrypt*"), "{policy}");
}

#[test]
fn an_api_is_called_over_a_connection_as_a_role() {
    let template = template(|stack| {
        let login = Authorization::oauth(
            "https://login.example/token",
            "plant",
            Value::secret("partner", "secret"),
        );
        let parameters = HttpParameters::new()
            .header("x-plant", "p1")
            .secret_header("x-key", Value::secret("partner", "key"))
            .body("version", "2");
        let connection = Connection::new(stack, "Partner", ConnectionProps::new(login).parameters(parameters));
        let props =
            ApiDestinationProps::new(&connection, "https://partner.example/orders/*").http_method(HttpMethod::Put);
        let orders = ApiDestination::new(stack, "Orders", props.rate_limit(10));
        let target = targets::ApiDestinationTarget::new(&orders)
            .path_parameters(["$.detail.id"])
            .query_string("dry", "no");
        Rule::new(stack, "Rule", pattern().target(target));
    });
    let connection = one(&template, "AWS::Events::Connection");
    assert_eq!(connection["AuthorizationType"], "OAUTH_CLIENT_CREDENTIALS");
    let sent = &connection["AuthParameters"]["InvocationHttpParameters"];
    assert_eq!(
        sent["HeaderParameters"][0],
        json!({ "Key": "x-plant", "Value": "p1", "IsValueSecret": false })
    );
    assert_eq!(sent["HeaderParameters"][1]["IsValueSecret"], true);
    assert_eq!(connection["AuthParameters"]["OAuthParameters"]["HttpMethod"], "POST");
    let destination = one(&template, "AWS::Events::ApiDestination");
    assert_eq!(destination["HttpMethod"], "PUT");
    assert_eq!(destination["InvocationRateLimitPerSecond"], 10);
    let target = &one(&template, "AWS::Events::Rule")["Targets"][0];
    let expected = json!({ "PathParameterValues": ["$.detail.id"], "QueryStringParameters": { "dry": "no" } });
    assert_eq!(target["HttpParameters"], expected);
    let policy = &one(&template, "AWS::IAM::ManagedPolicy")["PolicyDocument"]["Statement"][0];
    assert_eq!(policy["Action"], "events:InvokeApiDestination");
}

#[test]
fn secrets_in_templates_and_addresses_without_tls_are_told() {
    let told = mistakes(|stack| {
        let login = Authorization::basic("plant", "secret");
        let connection = Connection::new(stack, "Partner", ConnectionProps::new(login));
        let plain = ApiDestinationProps::new(&connection, "http://partner.example").rate_limit(301);
        ApiDestination::new(stack, "Orders", plain);
        let fifo = Queue::new(stack, "Fifo", QueueProps::new().fifo(FifoQueue::ByContent));
        Rule::new(stack, "A", pattern().target(targets::SqsQueue::new(&fifo)));
        let standard = Queue::new(stack, "Standard", QueueProps::new());
        Rule::new(
            stack,
            "B",
            pattern().target(targets::SqsQueue::new(&standard).message_group_id("a")),
        );
    });
    assert_eq!(ids(&told), ["F3172", "F3173", "F3173", "F3166", "F3166"]);
}

#[test]
fn what_an_arn_says_all_about_is_reached_as_a_role() {
    let arn = |service: &str, rest: &str| format!("arn:aws:{service}:sa-east-1:111122223333:{rest}");
    let template = template(|stack| {
        let rule = Rule::new(stack, "Rule", pattern());
        rule.add_target(
            targets::SfnStateMachine::new(arn("states", "stateMachine:a")).input(Input::from_event_path("$.detail")),
        );
        rule.add_target(targets::CodeBuildProject::new(arn("codebuild", "project/a")));
        rule.add_target(targets::CodePipeline::new(arn("codepipeline", "a")));
        rule.add_target(targets::FirehoseDeliveryStream::new(arn(
            "firehose",
            "deliverystream/a",
        )));
    });
    let targets = one(&template, "AWS::Events::Rule")["Targets"].clone();
    let role = &targets[0]["RoleArn"];
    assert!(role.is_object());
    assert!(
        targets
            .as_array()
            .unwrap()
            .iter()
            .all(|target| target["RoleArn"] == *role),
        "one role for all"
    );
    let statements = one(&template, "AWS::IAM::ManagedPolicy")["PolicyDocument"]["Statement"].clone();
    assert_eq!(statements.as_array().unwrap().len(), 4, "{statements:#}");
}

#[test]
fn topics_and_streams_are_sent_to_where_that_can_be() {
    let template = template(|stack| {
        let key = Key::new(stack, "Key", KeyProps::new());
        let secret = Topic::new(stack, "Secret", TopicProps::new().encryption_key(&key));
        let states = Stream::new(stack, "States", StreamProps::new());
        let rule = Rule::new(stack, "Rule", pattern());
        rule.add_target(targets::SnsTopic::new(&secret));
        rule.add_target(targets::KinesisStream::new(&states).partition_key_path("$.detail.press"));
    });
    let targets = one(&template, "AWS::Events::Rule")["Targets"].clone();
    assert_eq!(
        targets[1]["KinesisParameters"],
        json!({ "PartitionKeyPath": "$.detail.press" })
    );
    assert!(targets[1]["RoleArn"].is_object() && targets[0].get("RoleArn").is_none());
    let policy = one(&template, "AWS::SNS::TopicPolicy")["PolicyDocument"].to_string();
    assert!(
        policy.contains("aws:SourceAccount"),
        "the key would close a circle: {policy}"
    );
    let told = mistakes(|stack| {
        let fifo = Topic::new(stack, "Fifo", TopicProps::new().fifo(FifoTopic::new()));
        Rule::new(stack, "Rule", pattern().target(targets::SnsTopic::new(&fifo)));
    });
    assert_eq!(ids(&told), ["F3166"]);
    let app = App::new();
    let stack = stack(&app);
    let shared = Topic::from_topic_arn(&stack, "Shared", "arn:aws:sns:sa-east-1:111122223333:shared");
    Rule::new(&stack, "Rule", pattern().target(targets::SnsTopic::new(&shared)));
    assert_eq!(ids(app.synth().unwrap().warnings()), ["F3170"]);
}
