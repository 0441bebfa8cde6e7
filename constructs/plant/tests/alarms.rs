//! Alarms of a plant as CloudWatch gets them: whom they tell, what they say, when they are silent.
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use ferrocdk_aws::Defaults;
use ferrocdk_aws::cloudwatch::{Alarm, AlarmProps, Metric, MissingData};
use ferrocdk_aws::kms::{Key, KeyProps};
use ferrocdk_aws::sns::{Topic, TopicProps};
use ferrocdk_aws::units::{Days, Hours};
use ferrocdk_core::{App, Stack, StackProps};
use ferrocdk_plant::{PartAlarm, PlannedStop, PlantAlarms, PlantAlarmsProps, Watch};
use serde_json::{Value as Json, json};

struct Press;

impl Watch for Press {
    fn alarms(&self) -> Vec<PartAlarm> {
        let metric = |name: &str| Metric::new("Press", name).dimension("Line", "press").statistic("Sum");
        let heartbeat = AlarmProps::new(metric("Heartbeats").below(1))
            .description("The press sends no heartbeat")
            .missing_data(MissingData::Breaching);
        vec![
            PartAlarm::new("PressSilent", "press-silent", heartbeat)
                .critical()
                .label("machine", "press-7"),
            PartAlarm::new(
                "PressStalls",
                "press-stalls",
                AlarmProps::new(metric("Stalls").at_least(1)),
            ),
            PartAlarm::new("PressOpen", "press-open", AlarmProps::new(metric("Open").at_least(1))).critical(),
        ]
    }
}

fn template(make: impl FnOnce(&Stack)) -> Json {
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default());
    make(&stack);
    app.synth().unwrap().template("plant").unwrap().clone()
}

fn of_type<'a>(template: &'a Json, kind: &str) -> Vec<&'a Json> {
    let resources = template["Resources"].as_object().unwrap().values();
    resources.filter(|resource| resource["Type"] == kind).collect()
}

#[test]
fn every_alarm_tells_operations_of_every_change() {
    let template = template(|stack| {
        PlantAlarms::new(stack, "Alarms", PlantAlarmsProps::new()).watch(&Press);
    });
    let alarms = of_type(&template, "AWS::CloudWatch::Alarm");
    assert_eq!(alarms.len(), 3);
    let topic = json!([{ "Ref": "AlarmsTopic3A2DFEBA" }]);
    for alarm in alarms {
        let properties = &alarm["Properties"];
        for actions in ["AlarmActions", "OKActions", "InsufficientDataActions"] {
            assert_eq!(properties[actions], topic);
        }
        assert!(
            properties["TreatMissingData"].is_string(),
            "said, not left to CloudWatch"
        );
    }
    assert_eq!(of_type(&template, "AWS::SNS::Topic").len(), 2, "operations and process");
    assert!(
        of_type(&template, "AWS::CloudWatch::CompositeAlarm").is_empty(),
        "nobody is paged"
    );
}

#[test]
fn a_message_says_what_how_bad_where_and_what_to_do() {
    let template = template(|stack| {
        let props = PlantAlarmsProps::new()
            .label("plant", "sao-paulo")
            .label("line", "press")
            .runbooks("https://wiki.example.com/runbooks");
        PlantAlarms::new(stack, "Alarms", props).watch(&Press);
    });
    let text = |alarm: &str| {
        let resources = template["Resources"].as_object().unwrap();
        let alarm = resources.iter().find(|(id, _)| id.starts_with(alarm)).unwrap().1;
        alarm["Properties"]["AlarmDescription"].as_str().unwrap().to_owned()
    };
    assert_eq!(
        text("AlarmsPressSilent"),
        "The press sends no heartbeat\nSeverity: critical\nplant: sao-paulo, line: press, machine: press-7\n\
         Runbook: https://wiki.example.com/runbooks#press-silent"
    );
    assert_eq!(
        text("AlarmsPressStalls"),
        "press stalls\nSeverity: warning\nplant: sao-paulo, line: press\nRunbook: https://wiki.example.com/runbooks#press-stalls",
        "the purpose stands in where nothing is said"
    );
}

#[test]
fn one_composite_alarm_pages_for_all_that_is_critical() {
    let template = template(|stack| {
        let stopped = Metric::new("Press", "Stopped").dimension("Line", "press").at_least(1);
        let stopped = Alarm::new(stack, "Stopped", AlarmProps::new(stopped).at_once());
        let pager = Topic::new(stack, "Pager", TopicProps::new());
        let props = PlantAlarmsProps::new().paging([&pager]).paging_suppressor(stopped);
        let alarms = PlantAlarms::new(stack, "Alarms", props).watch(&Press);
        assert!(alarms.page_alarm().is_some());
    });
    let pages = of_type(&template, "AWS::CloudWatch::CompositeAlarm");
    let [page] = pages.as_slice() else { panic!("{pages:?}") };
    let properties = &page["Properties"];
    let rule = properties["AlarmRule"].to_string();
    assert!(
        rule.contains("AlarmsPressSilent") && rule.contains("AlarmsPressOpen") && rule.contains(" OR "),
        "{rule}"
    );
    assert!(!rule.contains("AlarmsPressStalls"), "{rule}");
    assert!(
        properties["AlarmActions"][0]["Ref"]
            .as_str()
            .unwrap()
            .starts_with("Pager")
    );
    let suppressor = properties["ActionsSuppressor"]["Fn::GetAtt"][0].as_str().unwrap();
    assert!(suppressor.starts_with("Stopped"));
}

#[test]
fn nobody_is_told_during_a_planned_stop() {
    let template = template(|stack| {
        let props = PlantAlarmsProps::new()
            .paging(["arn:aws:sns:sa-east-1:111122223333:pager"])
            .planned_stops([
                PlannedStop::weekly("Cleaning", "sun", "06:00", Hours(8)).time_zone("America/Sao_Paulo"),
                PlannedStop::once("Holidays", "2026-12-24T18:00", Days(11)),
            ]);
        PlantAlarms::new(stack, "Alarms", props).watch(&Press);
    });
    let rules = of_type(&template, "AWS::CloudWatch::AlarmMuteRule");
    let schedules: Vec<&Json> = rules
        .iter()
        .map(|rule| &rule["Properties"]["Rule"]["Schedule"])
        .collect();
    assert_eq!(
        schedules,
        [
            &json!({ "Duration": "PT8H", "Expression": "cron(0 6 * * SUN)", "Timezone": "America/Sao_Paulo" }),
            &json!({ "Duration": "P11D", "Expression": "at(2026-12-24T18:00)", "Timezone": "UTC" }),
        ]
    );
    for rule in rules {
        let muted = rule["Properties"]["MuteTargets"]["AlarmNames"].as_array().unwrap();
        assert_eq!(muted.len(), 4, "three alarms and the composite one");
    }
}

#[test]
fn a_stop_that_cannot_be_is_reported() {
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default());
    let props = PlantAlarmsProps::new().planned_stops([PlannedStop::weekly("Cleaning", "SUNDAY", "06:00", Hours(8))]);
    PlantAlarms::new(&stack, "Alarms", props);
    let mistakes = app.synth().unwrap_err();
    assert_eq!((mistakes.0.len(), mistakes.0[0].id), (1, "F4031"));
    assert!(mistakes.0[0].message.contains("SUNDAY"), "{}", mistakes.0[0].message);
}

#[test]
fn a_message_that_does_not_fit_is_reported() {
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default());
    let props = PlantAlarmsProps::new().label("line", &"x".repeat(1_000));
    PlantAlarms::new(&stack, "Alarms", props).watch(&Press);
    let mistakes = app.synth().unwrap_err();
    assert_eq!((mistakes.0.len(), mistakes.0[0].id), (3, "F4032"));
}

#[test]
fn alarms_may_publish_to_topics_under_a_key() {
    let template = template(|stack| {
        let key = Key::new(stack, "Key", KeyProps::new());
        Defaults::of(stack).encryption_key(&key);
        PlantAlarms::new(stack, "Alarms", PlantAlarmsProps::new());
    });
    for topic in of_type(&template, "AWS::SNS::Topic") {
        assert!(topic["Properties"]["KmsMasterKeyId"].is_object());
    }
    let key = of_type(&template, "AWS::KMS::Key")[0]["Properties"]["KeyPolicy"].to_string();
    assert!(key.contains("cloudwatch.amazonaws.com"), "{key}");
}
