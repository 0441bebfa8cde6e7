//! Alarms in a template, and those that are refused.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use ferrocdk_aws::Defaults;
use ferrocdk_aws::cloudwatch::{
    Alarm, AlarmAction, AlarmProps, AlarmRule, CompositeAlarm, CompositeAlarmProps, Ec2Action, Metric, MissingData,
    Statistic,
};
use ferrocdk_aws::sns::{Topic, TopicProps};
use ferrocdk_aws::units::{Minutes, Seconds};
use ferrocdk_core::{App, CfnResource, Construct, Stack, StackProps};
use serde_json::{Value as Json, json};

/// The properties of the only alarm that `build` makes.
fn alarm(build: impl FnOnce(&Stack) -> AlarmProps) -> Json {
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default());
    let props = build(&stack);
    Alarm::new(&stack, "Alarm", props);
    let template = app.synth().unwrap().template("plant").unwrap().clone();
    let resources = template["Resources"].as_object().unwrap();
    resources
        .values()
        .find(|resource| resource["Type"] == "AWS::CloudWatch::Alarm")
        .unwrap()["Properties"]
        .clone()
}

fn mistakes(props: AlarmProps) -> Vec<String> {
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default());
    Alarm::new(&stack, "Alarm", props);
    let found = app.synth().err().map(|diagnostics| diagnostics.0).unwrap_or_default();
    found
        .iter()
        .map(|mistake| format!("{}: {}", mistake.message, mistake.found.clone().unwrap_or_default()))
        .collect()
}

fn metric(namespace: &str, name: &str) -> Metric {
    Metric::new(namespace, name).dimension("Name", "press")
}

#[test]
fn a_metric_becomes_an_alarm_that_says_what_it_watches() {
    let found = alarm(|_| AlarmProps::new(metric("Plant", "Errors").statistic(Statistic::Sum).at_least(1)));
    let expected = json!({
        "AlarmDescription": "Errors of Plant >= 1",
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "DatapointsToAlarm": 2,
        "Dimensions": [{ "Name": "Name", "Value": "press" }],
        "EvaluationPeriods": 3,
        "MetricName": "Errors",
        "Namespace": "Plant",
        "Period": 60,
        "Statistic": "Sum",
        "Threshold": 1,
        "TreatMissingData": "notBreaching",
    });
    assert_eq!(found, expected);
}

#[test]
fn a_time_is_written_in_the_unit_that_the_metric_has() {
    let threshold = |namespace: &str, name: &str| {
        let metric = metric(namespace, name);
        alarm(|_| AlarmProps::new(metric.above(Minutes(2))))["Threshold"].clone()
    };
    assert_eq!(threshold("AWS/Lambda", "Duration"), 120_000);
    assert_eq!(threshold("AWS/Lambda", "IteratorAge"), 120_000);
    assert_eq!(threshold("AWS/ApiGateway", "IntegrationLatency"), 120_000);
    assert_eq!(threshold("AWS/States", "ExecutionTime"), 120_000);
    assert_eq!(threshold("AWS/Kinesis", "GetRecords.IteratorAgeMilliseconds"), 120_000);
    assert_eq!(threshold("AWS/SQS", "ApproximateAgeOfOldestMessage"), 120);
    assert_eq!(threshold("AWS/ApplicationELB", "TargetResponseTime"), 120);
}

#[test]
fn percentiles_maths_and_bands_have_their_own_forms() {
    let percentile = alarm(|_| AlarmProps::new(metric("Plant", "Lag").statistic("p99.9").above(5)));
    assert_eq!(
        (&percentile["ExtendedStatistic"], percentile.get("Statistic")),
        (&json!("p99.9"), None)
    );

    let (errors, calls) = (metric("Plant", "Errors"), metric("Plant", "Calls").period(Minutes(5)));
    let share = alarm(|_| AlarmProps::new((&errors / &calls).label("share").above(0.05)));
    let metrics = share["Metrics"].as_array().unwrap();
    assert_eq!(
        metrics[0],
        json!({ "Id": "expr_1", "Expression": "m1 / m2", "Label": "share", "ReturnData": true })
    );
    let periods: Vec<&Json> = metrics[1..]
        .iter()
        .map(|metric| &metric["MetricStat"]["Period"])
        .collect();
    assert_eq!(periods, [300, 300], "CloudWatch asks for one period");
    assert_eq!(share["Threshold"], 0.05);

    let odd = alarm(|_| AlarmProps::new(errors.outside_band(2)));
    assert_eq!(odd["ThresholdMetricId"], "band");
    assert_eq!(odd["Metrics"][1]["Expression"], "ANOMALY_DETECTION_BAND(m1, 2)");
    assert_eq!(odd["ComparisonOperator"], "LessThanLowerOrGreaterThanUpperThreshold");
    assert_eq!(odd.get("Threshold"), None);
}

#[test]
fn the_topic_of_the_scope_is_told_unless_another_is_named() {
    let condition = || metric("Plant", "Errors").above(0);
    let told = alarm(|stack| {
        Defaults::of(stack).alarm_topic("arn:aws:sns:sa-east-1:111122223333:all");
        AlarmProps::new(condition())
    });
    for actions in ["AlarmActions", "OKActions", "InsufficientDataActions"] {
        assert_eq!(told[actions], json!(["arn:aws:sns:sa-east-1:111122223333:all"]));
    }
    let own = alarm(|stack| {
        Defaults::of(stack).alarm_topic("arn:aws:sns:sa-east-1:111122223333:all");
        AlarmProps::new(condition()).alarm_actions([AlarmAction::ec2(Ec2Action::Recover)])
    });
    assert_eq!(own["AlarmActions"].as_array().map(Vec::len), Some(1));
    assert_eq!(own.get("OKActions"), None);
}

/// The topic of an alarm lets it publish, however the alarm was told of it.
#[test]
fn a_topic_that_is_told_lets_alarms_publish() {
    let tell: [fn(&Stack, &Topic) -> AlarmProps; 3] = [
        |_, topic| AlarmProps::new(metric("Plant", "Errors").above(0)).tell(topic),
        |_, topic| AlarmProps::new(metric("Plant", "Errors").above(0)).alarm_actions([AlarmAction::from(topic)]),
        |stack, topic| {
            Defaults::of(stack).alarm_topic(topic);
            AlarmProps::new(metric("Plant", "Errors").above(0))
        },
    ];
    for props in tell {
        let app = App::new();
        let stack = Stack::new(&app, "plant", StackProps::default());
        let topic = Topic::new(&stack, "Topic", TopicProps::new());
        Alarm::new(&stack, "Alarm", props(&stack, &topic));
        let template = app.synth().unwrap().template("plant").unwrap().to_string();
        assert!(template.contains("cloudwatch.amazonaws.com"), "{template}");
    }
}

#[test]
fn settings_that_cloudwatch_refuses_are_told() {
    let props = || AlarmProps::new(metric("Plant", "Errors").above(0));
    assert_eq!(mistakes(props().missing_data(MissingData::Breaching)), [""; 0]);
    assert_eq!(
        mistakes(props().period(Seconds(45))),
        ["not a period that CloudWatch has: 45 seconds"]
    );
    let many = props().evaluation_periods(2).datapoints_to_alarm(3);
    assert_eq!(mistakes(many), ["no alarm has so many data points: 3 of 2"]);
    let long = props().period(Minutes(30)).evaluation_periods(49);
    assert_eq!(
        mistakes(long),
        ["an alarm cannot look back so far: 49 periods of 1800 seconds"]
    );
    assert_eq!(mistakes(props().period(Minutes(60)).evaluation_periods(168)), [""; 0]);
    let elsewhere = AlarmProps::new(metric("Plant", "Errors").region("eu-central-1").above(0));
    assert_eq!(
        mistakes(elsewhere),
        ["an alarm sees its own region only: a metric of another region"]
    );
    let wide = (1..=11).map(|number| metric("Plant", &format!("Line{number}")));
    let wide: Vec<Metric> = wide.collect();
    let sum = ferrocdk_aws::cloudwatch::MathExpression::sum(&wide);
    assert_eq!(
        mistakes(AlarmProps::new(sum.above(1))),
        ["too many metrics for an alarm: 11"]
    );
}

#[test]
fn a_composite_alarm_names_its_alarms_and_an_import_cannot_be_changed() {
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default());
    let errors = Alarm::new(&stack, "Errors", AlarmProps::new(metric("Plant", "Errors").above(0)));
    let imported = Alarm::from_alarm_arn(&stack, "Other", "arn:aws:cloudwatch:sa-east-1:111122223333:alarm:late");
    assert_eq!(imported.name().literal().map(String::as_str), Some("late"));
    let rule = AlarmRule::all([AlarmRule::alarm(&errors), !AlarmRule::ok(&imported)]);
    let down = CompositeAlarm::new(&stack, "Down", CompositeAlarmProps::new(rule));
    let resource = CfnResource::of(down.cfn().scope()).unwrap();
    assert_eq!(resource.type_name(), "AWS::CloudWatch::CompositeAlarm");
    let template = app.synth().unwrap().template("plant").unwrap().to_string();
    assert!(template.contains(r#"ALARM(\""#), "{template}");
    assert!(
        template.contains(r#"(NOT (OK(\"arn:aws:cloudwatch:sa-east-1:111122223333:alarm:late\"))))"#),
        "{template}"
    );

    imported.add_alarm_action("arn:aws:sns:sa-east-1:111122223333:all");
    let mistakes = app.synth().unwrap_err();
    let mistake = &mistakes.0[0];
    assert_eq!((mistake.id, mistake.location.unwrap().file()), ("F3011", file!()));
}
