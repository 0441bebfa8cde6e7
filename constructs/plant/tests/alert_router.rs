//! The router of alerts as CloudFormation gets it: order, encryption, leave, and what is watched.
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use ferrocdk_aws::lambda::{Architecture, RustCode};
use ferrocdk_aws::units::Hours;
use ferrocdk_contracts::{AlertPolicy, Layout};
use ferrocdk_core::{App, Stack, StackProps};
use ferrocdk_plant::{
    AlertRouter, AlertRouterProps, HotColdStore, HotColdStoreProps, Naming, PlannedStop, PlantAlarms, PlantAlarmsProps,
    TableKeys,
};
use serde_json::{Value as Json, json};

fn template(change: impl FnOnce(AlertRouterProps) -> AlertRouterProps) -> Json {
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default());
    Naming::of(&stack).set(Naming::plant("press-shop", "dev"));
    let code = RustCode::with_fingerprint("alert-router", &"0".repeat(64), Architecture::X86_64);
    let props = change(AlertRouterProps::new(code, "press-shop", "dev"));
    let router = AlertRouter::new(&stack, "Alerts", props);
    PlantAlarms::new(&stack, "Alarms", PlantAlarmsProps::new()).watch(&router);
    app.synth().unwrap().template("plant").unwrap().clone()
}

fn of_type<'a>(template: &'a Json, kind: &str) -> Vec<&'a Json> {
    let resources = template["Resources"].as_object().unwrap().values();
    resources.filter(|resource| resource["Type"] == kind).collect()
}

#[test]
fn alerts_of_a_sensor_keep_their_order_under_a_key_of_the_account() {
    let template = template(|props| props);
    let queues = of_type(&template, "AWS::SQS::Queue");
    let queue = queues
        .iter()
        .find(|queue| queue["Properties"]["RedrivePolicy"].is_object())
        .unwrap();
    let properties = &queue["Properties"];
    assert_eq!(properties["QueueName"], "press-shop-sqs-alerts-dev.fifo");
    assert_eq!(
        (&properties["FifoQueue"], &properties["VisibilityTimeout"]),
        (&json!(true), &json!(180))
    );
    assert!(
        queues
            .iter()
            .all(|queue| queue["Properties"]["KmsMasterKeyId"].is_object())
    );
    let mapping = &of_type(&template, "AWS::Lambda::EventSourceMapping")[0]["Properties"];
    assert_eq!(mapping["FunctionResponseTypes"], json!(["ReportBatchItemFailures"]));
    let table = &of_type(&template, "AWS::DynamoDB::Table")[0]["Properties"];
    assert_eq!(
        table["TimeToLiveSpecification"],
        json!({ "AttributeName": "expiry", "Enabled": true })
    );
    assert_eq!(table["KeySchema"][0]["AttributeName"], "kind");
}

#[test]
fn the_function_is_invoked_each_minute_and_told_all_it_reads() {
    let template = template(|props| {
        props.policy(AlertPolicy {
            storm: 5,
            ..AlertPolicy::default()
        })
    });
    let rule = &of_type(&template, "AWS::Events::Rule")[0]["Properties"];
    assert_eq!(rule["ScheduleExpression"], "rate(1 minute)");
    let function = &of_type(&template, "AWS::Lambda::Function")[0]["Properties"];
    assert_eq!(function["FunctionName"], "press-shop-lambda-alert-router-dev");
    let variables = function["Environment"]["Variables"].as_object().unwrap();
    let names: Vec<&str> = variables.keys().map(String::as_str).collect();
    for name in [
        "ALERT_POLICY",
        "ALERT_RUNBOOK",
        "ALERT_TABLE",
        "ALERT_TOPIC_ARN",
        "ENVIRONMENT",
        "PLANT",
    ] {
        assert!(names.contains(&name), "{name}");
    }
    assert!(variables["ALERT_POLICY"].as_str().unwrap().contains(r#""storm":5"#));
}

#[test]
fn the_function_may_do_what_it_does_and_no_more() {
    let template = template(|props| props);
    let policies = of_type(&template, "AWS::IAM::ManagedPolicy");
    let text = json!(policies).to_string();
    for action in [
        "dynamodb:Query",
        "dynamodb:UpdateItem",
        "sns:Publish",
        "sqs:ReceiveMessage",
        "kms:Decrypt",
    ] {
        assert!(text.contains(action), "{action}");
    }
    for action in ["dynamodb:Scan", "dynamodb:BatchWriteItem", "dynamodb:*", "sns:*"] {
        assert!(!text.contains(action), "{action}");
    }
}

#[test]
fn a_planned_stop_reaches_the_function_in_its_time_zone() {
    let stop = PlannedStop::weekly("Cleaning", "SUN", "06:30", Hours(8)).time_zone("America/Sao_Paulo");
    let template = template(|props| props.planned_stops([stop]));
    let schedule = &of_type(&template, "AWS::Scheduler::Schedule")[0]["Properties"];
    assert_eq!(schedule["ScheduleExpression"], "cron(30 6 ? * SUN *)");
    assert_eq!(schedule["ScheduleExpressionTimezone"], "America/Sao_Paulo");
    let input: Json = serde_json::from_str(schedule["Target"]["Input"].as_str().unwrap()).unwrap();
    assert_eq!(input, json!({ "stop": { "name": "Cleaning", "minutes": 480 } }));
}

#[test]
fn a_router_that_stands_still_is_an_alarm() {
    let template = template(|props| props);
    let alarms = of_type(&template, "AWS::CloudWatch::Alarm");
    let stopped = alarms
        .iter()
        .find(|alarm| alarm["Properties"]["AlarmName"] == "press-shop-lambda-alert-router-stopped-dev")
        .unwrap();
    assert_eq!(stopped["Properties"]["TreatMissingData"], "breaching");
    assert_eq!(alarms.len(), 5);
}

#[test]
fn devices_are_missed_by_the_table_of_readings() {
    let policy = || AlertPolicy {
        silent_after: 600,
        silent_group: Some("presses".to_owned()),
        ..AlertPolicy::default()
    };
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default());
    let code = || RustCode::with_fingerprint("alert-router", &"0".repeat(64), Architecture::X86_64);
    let keys = TableKeys::new("deviceId", "timestamp", "ttl");
    let store = HotColdStore::new(&stack, "Store", HotColdStoreProps::new(keys));
    let props = AlertRouterProps::new(code(), "press-shop", "dev").policy(policy());
    AlertRouter::new(&stack, "Alerts", props.readings(store.table(), &Layout::default()));
    let template = app.synth().unwrap().template("plant").unwrap().clone();
    let text = json!(of_type(&template, "AWS::IAM::ManagedPolicy")).to_string();
    assert!(
        text.contains("iot:ListThingsInThingGroup") && text.contains(":thinggroup/presses"),
        "{text}"
    );
    let variables = &of_type(&template, "AWS::Lambda::Function")[0]["Properties"]["Environment"]["Variables"];
    assert!(variables["DYNAMODB_TABLE"].is_object() && variables["LAYOUT"].is_string());

    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default());
    AlertRouter::new(
        &stack,
        "Alerts",
        AlertRouterProps::new(code(), "press-shop", "dev").policy(policy()),
    );
    assert_eq!(app.synth().unwrap_err().0[0].id, "F4070");
}
