//! Templates with types that the emulator does not know: the rest is deployed, what has to flow flows, and nothing stays behind.

use crate::support::{Local, emulator};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use std::io::Read as _;

fn template() -> Value {
    let role = json!({"Fn::GetAtt": ["Role", "Arn"]});
    let stream = json!({"Fn::GetAtt": ["Stream", "Arn"]});
    json!({
        "Resources": {
            "Role": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {
                "Version": "2012-10-17",
                "Statement": [{"Effect": "Allow", "Principal": {"Service": "firehose.amazonaws.com"}, "Action": "sts:AssumeRole"}],
            }}},
            "Stream": {"Type": "AWS::Kinesis::Stream", "Properties": {"Name": "readings", "ShardCount": 2}},
            "Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "archive"}},
            "Tap": {"Type": "AWS::KinesisFirehose::DeliveryStream", "Properties": {
                "DeliveryStreamName": "tap",
                "DeliveryStreamType": "KinesisStreamAsSource",
                "KinesisStreamSourceConfiguration": {"KinesisStreamARN": stream, "RoleARN": role},
                "ExtendedS3DestinationConfiguration": {
                    "BucketARN": {"Fn::GetAtt": ["Bucket", "Arn"]},
                    "RoleARN": role,
                    "Prefix": "raw/year=!{timestamp:yyyy}/",
                    "ErrorOutputPrefix": "errors/!{firehose:error-output-type}/",
                    "CompressionFormat": "GZIP",
                    "BufferingHints": {"IntervalInSeconds": 60, "SizeInMBs": 64},
                    "ProcessingConfiguration": {"Enabled": true, "Processors": [{"Type": "AppendDelimiterToRecord"}]},
                },
            }},
            "Consumer": {"Type": "AWS::Kinesis::StreamConsumer", "Properties": {"StreamARN": stream, "ConsumerName": "fast"}},
            "Alarm": {"Type": "AWS::CloudWatch::Alarm", "Properties": {
                "AlarmName": "hot", "Namespace": "N", "MetricName": "m", "ComparisonOperator": "GreaterThanThreshold",
                "EvaluationPeriods": 1, "Threshold": 1, "Period": 60, "Statistic": "Sum",
            }},
            "Page": {"Type": "AWS::CloudWatch::CompositeAlarm", "Properties": {
                "AlarmName": "page", "AlarmRule": {"Fn::Join": ["", ["ALARM(", {"Ref": "Alarm"}, ")"]]},
            }},
            "Query": {"Type": "AWS::Logs::QueryDefinition", "Properties": {"Name": "q", "QueryString": "fields @message"}},
            "Database": {"Type": "AWS::RDS::DBCluster", "Properties": {
                "Engine": "aurora-postgresql", "MasterUsername": "plant", "ManageMasterUserPassword": true,
            }},
        },
        "Outputs": {
            "Page": {"Value": {"Fn::GetAtt": ["Page", "Arn"]}},
            "Secret": {"Value": {"Fn::GetAtt": ["Database", "MasterUserSecret.SecretArn"]}},
        },
    })
}

fn fitted(local: &Local, template: &Value) -> (Value, Vec<String>) {
    let folder = local.folder();
    let (before, after) = (folder.join("before.json"), folder.join("after.json"));
    std::fs::write(&before, template.to_string()).unwrap();
    let path = |path: &std::path::Path| path.display().to_string();
    let output = local.command(&["fit", "--template", &path(&before), "--out", &path(&after)], "");
    assert!(output.status.success(), "{output:?}");
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(said["changed"], true);
    let differences = said["differences"].as_array().unwrap();
    let differences = differences
        .iter()
        .map(|difference| difference.as_str().unwrap().to_owned());
    (
        serde_json::from_slice(&std::fs::read(after).unwrap()).unwrap(),
        differences.collect(),
    )
}

/// Keys of the bucket's objects.
fn keys(local: &Local) -> Vec<String> {
    let xml = local.text("s3", "/archive?list-type=2");
    let keys = xml.split("<Key>").skip(1);
    keys.map(|rest| rest.split('<').next().unwrap().to_owned()).collect()
}

#[test]
#[cfg_attr(
    not(emulator),
    ignore = "needs the emulator: `cargo xtask local up` installs it, or FERROCDK_MINISTACK names it"
)]
fn what_the_emulator_refuses_is_replaced_and_told() {
    let local = Local::up(&emulator());
    let (template, differences) = fitted(&local, &template());
    for (id, word) in [
        ("Consumer", "beside"),
        ("Page", "beside"),
        ("Query", "left out"),
        ("Database", "secret"),
    ] {
        let found = differences.iter().find(|text| text.starts_with(&format!("{id}:")));
        assert!(found.is_some_and(|text| text.contains(word)), "{id}: {differences:?}");
    }
    assert_eq!(differences.len(), 4, "{differences:?}");
    local.deploy("CreateStack", "plant", &template);
    let settled = local.settle("plant");
    assert_eq!(settled["settled"], true, "{settled}");
    let alarms =
        || local.cloudwatch("DescribeAlarms", &json!({"AlarmTypes": ["CompositeAlarm"]}))["CompositeAlarms"].take();
    assert_eq!(alarms()[0]["AlarmRule"], "ALARM(hot)");
    let arn = "arn:aws:kinesis:sa-east-1:000000000000:stream/readings";
    let consumers = local.kinesis("ListStreamConsumers", &json!({"StreamARN": arn}));
    assert_eq!(consumers["Consumers"][0]["ConsumerName"], "fast");

    // Firehose delivers: one compressed object with a line per record, none of the emulator's own.
    let entry =
        |at: u32| json!({"Data": BASE64_STANDARD.encode(format!("{{\"at\":{at}}}")), "PartitionKey": at.to_string()});
    let records: Vec<Value> = (0..50).map(entry).collect();
    local.kinesis("PutRecords", &json!({"StreamName": "readings", "Records": records}));
    local.until("the object", || !keys(&local).is_empty());
    let keys = keys(&local);
    assert_eq!(keys.len(), 1, "{keys:?}");
    assert!(
        keys[0].starts_with("raw/year=2") && keys[0].ends_with(".gz"),
        "{keys:?}"
    );
    let mut lines = String::new();
    let object = local.bytes("s3", &format!("/archive/{}", keys[0].replace('=', "%3D")));
    flate2::read::GzDecoder::new(object.as_slice())
        .read_to_string(&mut lines)
        .unwrap();
    let mut lines: Vec<&str> = lines.lines().collect();
    lines.sort_unstable();
    assert_eq!(lines.len(), 50);
    assert_eq!(lines[0], "{\"at\":0}");

    local.rest(
        "s3",
        "DELETE",
        &format!("/archive/{}", keys[0].replace('=', "%3D")),
        &Value::Null,
    );
    local.release("plant");
    assert_eq!(
        alarms(),
        json!([]),
        "an alarm that another one looks at could not be deleted"
    );
    local.form("Action=DeleteStack&Version=2010-05-15&StackName=plant");
    let gone = "Action=ListStacks&Version=2010-05-15";
    local.until("the stack to go", || local.form(gone).contains("DELETE_COMPLETE"));
}

#[test]
#[cfg_attr(
    not(emulator),
    ignore = "needs the emulator: `cargo xtask local up` installs it, or FERROCDK_MINISTACK names it"
)]
fn a_secret_can_stand_before_a_plant_is_deployed() {
    let local = Local::up(&emulator());
    for value in ["first", "second"] {
        let output = local.command(&["secret", "plant/api"], value);
        assert!(output.status.success(), "{output:?}");
        assert!(String::from_utf8_lossy(&output.stdout).starts_with("arn:aws:secretsmanager:"));
        let found = local.secret("plant/api");
        assert_eq!(found["SecretString"], value);
    }
}
