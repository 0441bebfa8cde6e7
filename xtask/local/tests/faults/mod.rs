//! Faults: payloads that AWS refuses, messages that bypass topics, figures that only logs tell, and a disk that is full.

use crate::support::{self, Local, emulator};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use std::os::unix::fs::symlink;

/// Prints one metric for each record, as a function with embedded metrics does.
const COUNTER: &str = r#"
import json, time

def handler(event, context):
    print(json.dumps({
        "_aws": {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [{
            "Namespace": "Test", "Dimensions": [["Line"]], "Metrics": [{"Name": "Parts", "Unit": "Count"}]}]},
        "Line": "a", "Parts": event["parts"]}))
"#;

fn rule(local: &Local, name: &str, sql: &str, actions: &Value) {
    let payload = json!({"sql": sql, "awsIotSqlVersion": "2016-03-23", "actions": actions, "errorAction": {
        "sqs": {"queueUrl": local.queue("parked"), "roleArn": "r"},
    }});
    local.rest("iot", "POST", &format!("/rules/{name}"), &payload);
}

/// The data of all records of a stream with one shard, in order.
fn records(local: &Local, stream: &str) -> Vec<Vec<u8>> {
    let request = json!({"StreamName": stream, "ShardId": "shardId-000000000000", "ShardIteratorType": "TRIM_HORIZON"});
    let iterator = local.kinesis("GetShardIterator", &request)["ShardIterator"].take();
    let answer = local.kinesis("GetRecords", &json!({"ShardIterator": iterator}));
    let records = answer["Records"].as_array().cloned().unwrap_or_default();
    let data = records.iter().map(|record| record["Data"].as_str().unwrap());
    data.map(|data| BASE64_STANDARD.decode(data).unwrap()).collect()
}

fn prepared(program: &str) -> Local {
    let local = Local::up(program);
    local.kinesis("CreateStream", &json!({"StreamName": "readings", "ShardCount": 1}));
    local.sqs("CreateQueue", &json!({"QueueName": "parked"}));
    local.device("press-1");
    let kinesis = |key: &str| json!([{"kinesis": {"streamName": "readings", "partitionKey": key, "roleArn": "r"}}]);
    let sql = "SELECT encode(*, 'base64') AS payload, topic(3) AS thing, clientid() AS client FROM 'sensor/data/+'";
    rule(&local, "carries", sql, &kinesis("${topic(3)}"));
    let eight = ["a", "b", "c", "d", "e", "f", "g", "h"].map(|name| format!("encode(*, 'base64') AS {name}"));
    let sql = format!("SELECT {} FROM 'fat/+'", eight.join(", "));
    rule(&local, "fattens", &sql, &kinesis("${topic(2)}"));
    rule(
        &local,
        "selects",
        "SELECT * FROM 'plain/+'",
        &kinesis("${substring(topic(2), 0, 0)}"),
    );
    local
}

#[test]
#[cfg_attr(
    not(emulator),
    ignore = "the emulator is missing, which `cargo xtask setup` installs"
)]
fn payloads_come_as_they_were_sent_or_not_at_all() {
    let program = emulator();
    let local = prepared(&program);
    let sent = [
        "no json \u{e9}",
        r#"{"a":0.30000000000000004,"a":12345678901234567890123456789012345678}"#,
    ];
    local.publish_raw("press-1", "sensor/data/press-1", &sent.join("\n"));
    local.until("two records", || records(&local, "readings").len() == 2);
    for (record, sent) in records(&local, "readings").iter().zip(sent) {
        let payload = BASE64_STANDARD.encode(sent);
        let expected = json!({"payload": payload, "thing": "press-1", "client": "press-1"});
        assert_eq!(serde_json::from_slice::<Value>(record).unwrap(), expected);
    }

    // Large messages, one behind the other, are no large message; one that is ends the connection.
    let mut messages: Vec<String> = ["a", "b", "c", "d", "e"].map(|letter| letter.repeat(128 * 1024)).into();
    // Longer than Python reads a number without being told to.
    messages.push("7".repeat(10_000));
    local.publish_raw("press-1", "sensor/data/press-1", &messages.join("\n"));
    local.until("six records more", || records(&local, "readings").len() == 8);
    let large = local.publish_raw_command("press-1", "sensor/data/press-1", &"x".repeat(200_000));
    let said = String::from_utf8_lossy(&large.stderr).into_owned();
    assert!(
        !large.status.success() && said.contains("closed the connection after 0 of 1"),
        "{said}"
    );
    // Over HTTP the emulator takes any size.
    let large = Value::String("x".repeat(128 * 1024 - 1));
    local.rest("iotdata", "POST", "/topics/sensor%2Fdata%2Fpress-1?qos=1", &large);
    local.until("the message to be told", || local.status()["report"]["oversized"] == 1);
    let status = local.status();
    assert_eq!(status["lost"], 1);
    assert_eq!(records(&local, "readings").len(), 8);

    // A record without a key waits in the queue, and so does one of more than 1 MiB, which takes no neighbour along.
    local.publish_raw("press-1", "plain/a", "{}");
    let lines = ["small".to_owned(), "x".repeat(128 * 1024), "small too".to_owned()];
    local.publish_raw("press-1", "fat/a", &lines.join("\n"));
    local.until("two messages to be parked", || {
        local.status()["held"]["parked"]["parked"] == 2
    });
    local.until("its neighbours", || records(&local, "readings").len() == 10);
}

#[test]
#[cfg_attr(
    not(emulator),
    ignore = "the emulator is missing, which `cargo xtask setup` installs"
)]
fn messages_straight_to_a_rule_reach_its_stream_once() {
    let program = emulator();
    let local = prepared(&program);
    let found = || local.rest("iot", "GET", "/rules/carries", &Value::Null)["rule"].take();
    local.until("the rule to be taken over", || {
        found()["actions"].as_array().unwrap().len() == 2
    });
    for at in 0..20 {
        let topic = if at % 2 == 0 {
            "sensor/data/press-1"
        } else {
            "$aws/rules/carries/sensor/data/press-1"
        };
        local.publish_raw("press-1", topic, &format!("message {at}"));
    }
    local.until("all messages", || records(&local, "readings").len() >= 20);
    std::thread::sleep(std::time::Duration::from_secs(3));
    let mut payloads: Vec<String> = records(&local, "readings")
        .iter()
        .map(|record| serde_json::from_slice::<Value>(record).unwrap())
        .inspect(|record| {
            assert_eq!(
                (&record["thing"], &record["client"]),
                (&json!("press-1"), &json!("press-1"))
            );
        })
        .map(|record| String::from_utf8(BASE64_STANDARD.decode(record["payload"].as_str().unwrap()).unwrap()).unwrap())
        .collect();
    payloads.sort_by_key(|payload| payload["message ".len()..].parse::<u32>().unwrap());
    assert_eq!(payloads, (0..20).map(|at| format!("message {at}")).collect::<Vec<_>>());

    // Its owner replaces it: what counts is what he wrote.
    let mut payload = json!({"sql": "SELECT topic() AS t FROM 'sensor/data/+'", "actions": [
        {"kinesis": {"streamName": "readings", "partitionKey": "k", "roleArn": "r"}},
    ]});
    local.rest("iot", "PATCH", "/rules/carries", &payload);
    local.until("the rule to be taken over again", || {
        found()["actions"].as_array().unwrap().len() == 2
    });
    local.publish_raw("press-1", "$aws/rules/carries/a/b", "{}");
    local.until("the message", || {
        records(&local, "readings").last().unwrap() == br#"{"t":"a/b"}"#
    });

    // Other actions run in the emulator, which would see the difference: the rule stays, and the gap is told.
    payload["actions"]
        .as_array_mut()
        .unwrap()
        .push(json!({"sqs": {"queueUrl": local.queue("parked"), "roleArn": "r"}}));
    local.rest("iot", "PATCH", "/rules/carries", &payload);
    let problem = || {
        local.status()["report"]["problems"]["rule carries"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    local.until("the gap to be told", || {
        problem().contains("$aws/rules/carries/... are lost here")
    });
}

#[test]
#[cfg_attr(
    not(emulator),
    ignore = "the emulator is missing, which `cargo xtask setup` installs"
)]
fn embedded_metrics_reach_the_alarms() {
    let program = emulator();
    let local = Local::up(&program);
    local.sqs("CreateQueue", &json!({"QueueName": "parked"}));
    let alarm = |name: &str, namespace: &str, metric: &str, dimension: (&str, &str)| {
        let dimension = json!([{"Name": dimension.0, "Value": dimension.1}]);
        local.cloudwatch("PutMetricAlarm", &json!({
            "AlarmName": name, "Namespace": namespace, "MetricName": metric, "Dimensions": dimension, "Statistic": "Sum",
            "Period": 60, "EvaluationPeriods": 1, "Threshold": 5.0, "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        }));
    };
    alarm("parts", "Test", "Parts", ("Line", "a"));
    alarm(
        "parked",
        "AWS/SQS",
        "ApproximateNumberOfMessagesVisible",
        ("QueueName", "parked"),
    );
    local.rest("lambda", "POST", "/2015-03-31/functions", &json!({
        "FunctionName": "counter", "Runtime": "python3.11", "Handler": "index.handler", "Role": "arn:aws:iam::000000000000:role/r",
        "Code": {"ZipFile": support::zip("index.py", COUNTER)},
    }));
    for parts in [3, 4] {
        local.rest(
            "lambda",
            "POST",
            "/2015-03-31/functions/counter/invocations",
            &json!({"parts": parts}),
        );
    }
    let states = || {
        let alarms = local.cloudwatch("DescribeAlarms", &json!({}))["MetricAlarms"].take();
        let alarms = alarms.as_array().unwrap().clone();
        let state = |alarm: &Value| format!("{} {}", alarm["AlarmName"], alarm["StateValue"]).replace('"', "");
        let mut states: Vec<String> = alarms.iter().map(state).collect();
        states.sort();
        states
    };
    local.until("both alarms to have data", || states() == ["parked OK", "parts ALARM"]);
    std::thread::sleep(std::time::Duration::from_secs(3));
    let request = json!({
        "Namespace": "Test", "MetricName": "Parts", "Dimensions": [{"Name": "Line", "Value": "a"}], "Period": 3600,
        "StartTime": 0, "EndTime": 4_102_444_800_u64, "Statistics": ["Sum"],
    });
    let points = local.cloudwatch("GetMetricStatistics", &request)["Datapoints"].take();
    let sum: f64 = points
        .as_array()
        .unwrap()
        .iter()
        .map(|point| point["Sum"].as_f64().unwrap())
        .sum();
    assert!((sum - 7.0).abs() < 1e-9, "each line counts once: {points}");
}

#[test]
#[cfg_attr(
    not(emulator),
    ignore = "the emulator is missing, which `cargo xtask setup` installs"
)]
fn a_full_disk_ends_nothing_and_is_told() {
    let program = emulator();
    let local = prepared(&program);
    let full = local.folder().join("status.json.new");
    symlink("/dev/full", &full).unwrap();
    local.publish_raw("press-1", "sensor/data/press-1", "one");
    local.until("the record", || records(&local, "readings").len() == 1);
    std::thread::sleep(std::time::Duration::from_secs(31));
    let status = local.command(&["status"], "");
    let said = String::from_utf8_lossy(&status.stdout).into_owned();
    assert!(
        status.status.success() && said.contains("the daemon cannot write") && said.contains("is the disk full?"),
        "{said}"
    );
    std::fs::remove_file(full).unwrap();
    local.until("the figures of now", || {
        let report = local.status()["report"].take();
        report["rules"]["carries"]["put"] == 1 && report["problems"] == json!({})
    });
}
