//! One deployment to the local AWS with the real programs: from the plant file to a reading in the table, and back to nothing.
//!
//! It runs on ports and in a folder of its own, beside a local AWS that a developer has up.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::format_push_string,
    reason = "a test fails by it"
)]

mod alerts;
mod http;
mod no_loss;
mod plants;
mod readings;

use readings::Plant;
use serde_json::{Value as Json, json};
use workspace_tests::LocalAws;

/// A moment in the recent past, so that no clock counts as wrong.
pub(crate) fn now_ms() -> u64 {
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    u64::try_from(since.as_millis()).unwrap()
}

#[test]
fn a_plant_lives_from_deployment_to_destruction() {
    let local = LocalAws::new("e2e");

    local.xtask(&["deploy", "--suffix", "e2e", "--local"]);
    let outputs: Json =
        serde_json::from_str(&local.xtask(&["outputs", "--suffix", "e2e", "--local", "--format", "json"])).unwrap();
    let mut names: Vec<&String> = outputs.as_object().unwrap().keys().collect();
    names.sort();
    let expected = [
        "alarm_topic_arn",
        "dynamodb_table_name",
        "iot_policy_name",
        "iot_topic",
        "kinesis_stream_arn",
        "kinesis_stream_name",
        "lambda_function_name",
        "region",
        "s3_bucket_name",
    ];
    assert_eq!(names, expected);
    let output = |name: &str| outputs[name].as_str().unwrap().to_owned();
    assert_eq!(output("region"), "sa-east-1");

    readings_arrive(&local, &output("dynamodb_table_name"));
    what_is_no_reading_is_kept(&local, &output("dynamodb_table_name"), &output("s3_bucket_name"));
    let plant = Plant {
        local: &local,
        table: output("dynamodb_table_name"),
        bucket: output("s3_bucket_name"),
    };
    plant.numbers_keep_every_digit();
    plant.readings_do_not_overwrite_each_other(now_ms());
    plant.what_is_no_reading_keeps_its_bytes();
    plant.plain_readings_stay_valid(&output("kinesis_stream_name"));
    plant.basic_ingest_reaches_the_stream();
    plant.the_broker_has_the_limit_of_aws();
    plant.an_alert_reaches_people_once(now_ms());
    plant.another_deployment_does_not_listen_in();
    no_loss::every_message_has_one_place(&local);
    no_loss::nothing_is_lost_whatever_breaks(&local);
    let again = local.xtask_all(&["deploy", "--suffix", "e2e", "--local"]);
    assert!(again.contains("Unchanged"), "{again}");

    local.xtask(&["destroy", "--suffix", "e2e", "--local"]);
    nothing_remains(&local);
    local.xtask(&["local", "down"]);
}

fn readings_arrive(local: &LocalAws, table: &str) {
    let add = ["device", "add", "press-7", "--suffix", "e2e", "--local"];
    local.xtask(&add);
    let at = now_ms();
    let publish = |payload: Json| {
        let payload = payload.to_string();
        local.xtask(&[
            "device",
            "publish",
            "press-7",
            "--suffix",
            "e2e",
            "--local",
            "--payload",
            &payload,
        ]);
    };
    // Two sensors of one device in one millisecond, in the order that would let the second overwrite the first.
    publish(json!({ "deviceId": "press-7", "sensorType": "temperature", "value": 101.50, "timestamp": at }));
    publish(json!({ "deviceId": "press-7", "sensorType": "pressure", "value": 80, "timestamp": at }));

    // A client that knows device and time finds the temperature with one GetItem.
    let key = json!({ "deviceId": { "S": "press-7" }, "timestamp": { "N": at.to_string() } }).to_string();
    let get = ["dynamodb", "get-item", "--table-name", table, "--key", &key];
    let item = local.eventually("the temperature is in the table", || {
        let answer = local.aws(&get);
        answer.get("Item").cloned()
    });
    assert_eq!(item["sensorType"]["S"], "temperature");
    assert_eq!(item["value"]["N"], "101.5");
    assert_eq!(item["isAnomaly"]["BOOL"], true, "100 is the plant's limit");

    let values =
        json!({ ":d": { "S": "press-7" }, ":from": { "N": at.to_string() }, ":to": { "N": (at + 1).to_string() } })
            .to_string();
    let query = [
        "dynamodb",
        "query",
        "--table-name",
        table,
        "--key-condition-expression",
        "deviceId = :d AND #t BETWEEN :from AND :to",
        "--expression-attribute-names",
        r##"{"#t":"timestamp"}"##,
        "--expression-attribute-values",
        &values,
    ];
    let both = local.eventually("both sensors are in the table", || {
        let items = local.aws(&query)["Items"].as_array().cloned().unwrap_or_default();
        (items.len() == 2).then_some(items)
    });
    let types: Vec<&str> = both
        .iter()
        .map(|item| item["sensorType"]["S"].as_str().unwrap())
        .collect();
    assert_eq!(types, ["temperature", "pressure"]);
}

fn what_is_no_reading_is_kept(local: &LocalAws, table: &str, bucket: &str) {
    // A device that speaks for another is not believed, and what it said is kept.
    let payload =
        json!({ "deviceId": "press-8", "sensorType": "temperature", "value": 20, "timestamp": now_ms() }).to_string();
    local.xtask(&[
        "device",
        "publish",
        "press-7",
        "--suffix",
        "e2e",
        "--local",
        "--payload",
        &payload,
    ]);
    let list = [
        "s3api",
        "list-objects-v2",
        "--bucket",
        bucket,
        "--prefix",
        "quarantine/",
    ];
    let objects = local.eventually("the message is in quarantine", || {
        local.aws(&list)["Contents"].as_array().cloned()
    });
    assert_eq!(objects.len(), 1);
    let values = json!({ ":d": { "S": "press-8" } }).to_string();
    let query = [
        "dynamodb",
        "query",
        "--table-name",
        table,
        "--key-condition-expression",
        "deviceId = :d",
        "--expression-attribute-values",
        &values,
    ];
    assert_eq!(local.aws(&query)["Count"], 0);
    // Every batch stands in the archive, although the table forgets.
    let list = ["s3api", "list-objects-v2", "--bucket", bucket, "--prefix", "raw/"];
    assert!(
        local.aws(&list)["Contents"]
            .as_array()
            .is_some_and(|objects| !objects.is_empty())
    );
}

pub(crate) fn nothing_remains(local: &LocalAws) {
    let empty = |arguments: &[&str], list: &str| {
        let answer = local.aws(arguments);
        assert_eq!(answer[list], json!([]), "{arguments:?}");
    };
    empty(&["kinesis", "list-streams"], "StreamNames");
    empty(&["dynamodb", "list-tables"], "TableNames");
    empty(&["lambda", "list-functions"], "Functions");
    empty(&["lambda", "list-event-source-mappings"], "EventSourceMappings");
    let rules = local.aws(&["iot", "list-topic-rules"]);
    let names: Vec<&str> = rules["rules"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|rule| rule["ruleName"].as_str())
        .collect();
    assert_eq!(
        names,
        ["ferrocdk_local_tap"],
        "the one that the local AWS makes for itself"
    );
    empty(&["iot", "list-policies"], "policies");
    empty(&["iot", "list-things"], "things");
    empty(&["iot", "list-certificates"], "certificates");
    empty(&["logs", "describe-log-groups"], "logGroups");
    let buckets = local.aws(&["s3api", "list-buckets"]);
    let names: Vec<&str> = buckets["Buckets"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|bucket| bucket["Name"].as_str())
        .collect();
    assert!(
        names.iter().all(|name| name.starts_with("cdk-hnb659fds-assets-")),
        "{names:?}"
    );
}
