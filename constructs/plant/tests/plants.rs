//! The plants of this repository, and changes of them, as templates.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use std::path::Path;

use ferrocdk_aws::lambda::{Architecture, RustCode};
use ferrocdk_core::{App, Diagnostics, Stack};
use ferrocdk_plant::{Naming, Plant, PlantFile, PlantProps, Suffix};
use serde_json::{Value as Json, json};

fn props(file: PlantFile, suffix: &str) -> PlantProps {
    let code = RustCode::with_fingerprint("processor", &"0".repeat(64), Architecture::X86_64);
    PlantProps::new(file, Suffix::new(suffix).unwrap()).processor(code)
}

fn file(plant: &str) -> PlantFile {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    PlantFile::read(&root, "app/plants", plant).unwrap()
}

fn synth(props: PlantProps) -> Result<Json, Diagnostics> {
    let app = App::new();
    let stack = Stack::new(&app, "plant", props.stack());
    Plant::new(&stack, "Default", props);
    Ok(app.synth()?.template("plant").unwrap().clone())
}

fn of_type<'t>(template: &'t Json, kind: &str) -> Vec<&'t Json> {
    let resources = template["Resources"].as_object().unwrap().values();
    resources
        .filter(|resource| resource["Type"] == kind)
        .map(|resource| &resource["Properties"])
        .collect()
}

#[test]
fn named_resources_end_in_the_suffix_and_fit_their_services() {
    let names = [
        ("AWS::Kinesis::Stream", "Name"),
        ("AWS::DynamoDB::Table", "TableName"),
        ("AWS::Lambda::Function", "FunctionName"),
        ("AWS::SNS::Topic", "TopicName"),
        ("AWS::SQS::Queue", "QueueName"),
        ("AWS::IoT::TopicRule", "RuleName"),
        ("AWS::IoT::Policy", "PolicyName"),
        ("AWS::CloudWatch::Alarm", "AlarmName"),
        ("AWS::S3::Bucket", "BucketName"),
    ];
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for plant in PlantFile::names(&root, "app/plants").unwrap() {
        let template = synth(props(file(&plant), "pr-17")).unwrap();
        for (kind, property) in names {
            for resource in of_type(&template, kind) {
                let name = match &resource[property] {
                    Json::String(name) => name.clone(),
                    joined => joined["Fn::Join"][1]
                        .as_array()
                        .unwrap()
                        .iter()
                        .map(|part| part.as_str().unwrap_or("x"))
                        .collect(),
                };
                let (plant, suffix) = match kind {
                    "AWS::IoT::TopicRule" => (plant.replace('-', "_"), "_pr_17"),
                    _ => (plant.clone(), "-pr-17"),
                };
                let name = name.trim_end_matches(".fifo");
                assert!(
                    name.starts_with(&plant) && name.ends_with(suffix),
                    "{plant}: {kind} {name}"
                );
            }
        }
    }
}

#[test]
fn manufacturing_is_as_its_users_know_it() {
    let template = synth(props(file("manufacturing"), "t1")).unwrap();
    let rule = of_type(&template, "AWS::IoT::TopicRule")[0];
    let sql = rule["TopicRulePayload"]["Sql"].as_str().unwrap();
    assert!(
        sql.contains("topic(2) AS thing") && sql.ends_with("FROM 'sensor/+/data'"),
        "{sql}"
    );
    let policy = of_type(&template, "AWS::IoT::Policy")[0].to_string();
    for part in [
        "topic/sensor/${iot:Connection.Thing.ThingName}/data",
        "topicfilter/sensor/${iot:Connection.Thing.ThingName}/commands",
    ] {
        assert!(policy.contains(part), "{part}\n{policy}");
    }
    let archive = of_type(&template, "AWS::S3::Bucket")
        .into_iter()
        .find(|bucket| bucket["BucketName"].to_string().contains("-archive-"))
        .unwrap();
    let moves = archive["LifecycleConfiguration"]["Rules"][0]["Transitions"]
        .as_array()
        .unwrap();
    let moves: Vec<(&str, i64)> = moves
        .iter()
        .map(|step| {
            (
                step["StorageClass"].as_str().unwrap(),
                step["TransitionInDays"].as_i64().unwrap(),
            )
        })
        .collect();
    assert_eq!(moves, [("STANDARD_IA", 30), ("GLACIER", 90)]);
    let function = of_type(&template, "AWS::Lambda::Function")[0];
    let variables = &function["Environment"]["Variables"];
    assert_eq!(variables["HOT_DAYS"], "90");
    let layout: Json = serde_json::from_str(variables["LAYOUT"].as_str().unwrap()).unwrap();
    assert_eq!(layout["environmentMetrics"], true);
    let table = of_type(&template, "AWS::DynamoDB::Table")[0];
    assert_eq!(table["TimeToLiveSpecification"]["AttributeName"], "ttl");
    let outputs = template["Outputs"].as_object().unwrap();
    for name in [
        "IotPolicyName",
        "IotEndpoint",
        "KinesisStreamName",
        "DynamodbTableName",
        "S3BucketName",
        "LambdaFunctionName",
    ] {
        assert!(outputs.contains_key(name), "{name}");
    }
}

#[test]
fn names_may_be_generated_or_another_plants_own() {
    let template = synth(props(file("manufacturing"), "t1").naming(Naming::generated())).unwrap();
    assert!(of_type(&template, "AWS::DynamoDB::Table")[0].get("TableName").is_none());
    let template = synth(props(file("manufacturing"), "t1").naming(Naming::plant("site-7", "z"))).unwrap();
    assert_eq!(
        of_type(&template, "AWS::DynamoDB::Table")[0]["TableName"],
        "site-7-dynamodb-readings-z"
    );
}

#[test]
fn a_name_too_long_after_the_suffix_is_one_mistake_of_the_file() {
    let mistakes = synth(props(file("manufacturing"), "a-suffix-of-20-chars")).unwrap_err();
    assert_eq!(mistakes.0.len(), 1, "{mistakes}");
    assert!(
        mistakes.to_string().contains("--> app/plants/manufacturing.toml:1:1"),
        "{mistakes}"
    );
}

#[test]
fn an_output_of_a_part_that_is_not_there_is_a_mistake_at_its_line() {
    let text = "region = \"us-east-1\"\nload = { devices = 1, rate = \"1 per second\", payload = \"1 byte\" }\nhot.keep = \"1 day\"\n";
    let file = |outputs: &str| PlantFile::parse("plants/p.toml", &format!("{text}[outputs]\n{outputs}\n")).unwrap();
    let mistakes = synth(props(file("policy = \"device policy name\""), "dev")).unwrap_err();
    assert_eq!(mistakes.0.len(), 1, "{mistakes}");
    assert!(mistakes.to_string().contains("--> plants/p.toml:5:10"), "{mistakes}");
    let template = synth(props(file("my_stream = \"stream name\""), "dev")).unwrap();
    assert!(template["Outputs"]["MyStream"].is_object());
}

#[test]
fn a_topic_too_long_for_the_broker_is_a_mistake_at_its_line() {
    let long = "x".repeat(100);
    let text = format!(
        "region = \"us-east-1\"\nload = {{ devices = 1, rate = \"1 per second\", payload = \"1 byte\" }}\nhot.keep = \"1 day\"\n[ingest]\ntopic = \"{long}/{{plant}}/{{suffix}}/{{thing}}\"\n"
    );
    let file = PlantFile::parse("plants/a-plant-with-a-rather-long-name.toml", &text).unwrap();
    let mistakes = synth(props(file, "dev").naming(Naming::generated())).unwrap_err();
    assert_eq!(mistakes.0.len(), 1, "{mistakes}");
    assert!(mistakes.to_string().contains(".toml:5:9"), "{mistakes}");
}

#[test]
fn ten_thousand_is_as_its_users_know_it() {
    let template = synth(props(file("ten-thousand"), "t1")).unwrap();
    let stream = of_type(&template, "AWS::Kinesis::Stream")[0];
    assert_eq!(
        (&stream["ShardCount"], &stream["RetentionPeriodHours"]),
        (&json!(15), &json!(168))
    );
    let table = of_type(&template, "AWS::DynamoDB::Table")
        .into_iter()
        .find(|table| table["TableName"] == "ten-thousand-dynamodb-readings-t1")
        .unwrap();
    assert_eq!(table["WarmThroughput"]["WriteUnitsPerSecond"], 10_000);
    assert_eq!(
        table["KeySchema"],
        json!([{ "AttributeName": "sensor_id", "KeyType": "HASH" }, { "AttributeName": "timestamp", "KeyType": "RANGE" }])
    );
    assert!(
        table["AttributeDefinitions"]
            .to_string()
            .contains(r#""AttributeName":"timestamp","AttributeType":"S""#)
    );
    let delivery = &of_type(&template, "AWS::KinesisFirehose::DeliveryStream")[0]["ExtendedS3DestinationConfiguration"];
    assert_eq!(
        delivery["Prefix"],
        "raw-data/year=!{timestamp:yyyy}/month=!{timestamp:MM}/day=!{timestamp:dd}/hour=!{timestamp:HH}/"
    );
    assert_eq!(delivery["CompressionFormat"], "GZIP");
    assert!(
        of_type(&template, "AWS::SecretsManager::Secret").is_empty(),
        "it exists already"
    );
    let outputs = template["Outputs"].as_object().unwrap();
    for name in [
        "KinesisStreamName",
        "RawDataBucketName",
        "ProcessedDataBucketName",
        "DynamodbTableName",
        "ProcessorLambdaName",
        "ApiSecretName",
        "SnsTopicName",
        "FirehoseName",
        "DashboardName",
    ] {
        assert!(outputs.contains_key(name), "{name}");
    }
    assert_eq!(outputs["ApiSecretName"]["Value"], "iot-api-credentials-t1");
    let function = of_type(&template, "AWS::Lambda::Function")
        .into_iter()
        .find(|function| function["FunctionName"] == "ten-thousand-lambda-processor-t1")
        .unwrap();
    assert_eq!(
        function["ReservedConcurrentExecutions"], 32,
        "15 shards, twice, and two to spare"
    );
    let thresholds: Json =
        serde_json::from_str(function["Environment"]["Variables"]["THRESHOLDS"].as_str().unwrap()).unwrap();
    for (sensor, limits) in thresholds.as_object().unwrap() {
        assert!(limits.get("min").is_none() && limits["max"].is_number(), "{sensor}");
    }
}

#[test]
fn a_fleet_registers_only_where_devices_are_on_mqtt() {
    let text = "region = \"us-east-1\"\nload = { devices = 1, rate = \"1 per second\", payload = \"1 byte\" }\nhot.keep = \"1 day\"\n[fleet]\nthing_types = [\"press\"]\n";
    let mistakes = PlantFile::parse("plants/p.toml", text).unwrap_err();
    assert!(
        mistakes.to_string().contains("`fleet` needs devices on MQTT") && mistakes.0.len() == 1,
        "{mistakes}"
    );
}
