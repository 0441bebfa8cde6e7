//! The real daemon against the real emulator: a device's reading travels to the function, and what AWS promises about
//! failures holds. Needs `ministack`; without one the tests say so and pass.

#![expect(clippy::unwrap_used, reason = "a test ends where something is not as expected")]

mod broker;
mod faults;
mod fitted;
mod support;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};
use support::{Local, emulator};

/// Writes what it sees to a file; reports records marked `bad`, raises at those marked `crash`.
const FUNCTION: &str = r#"
import base64, json, os

def handler(event, context):
    failures = []
    with open(os.environ["SEEN"], "a") as seen:
        for record in event["Records"]:
            kinesis = record["kinesis"]
            body = json.loads(base64.b64decode(kinesis["data"]))
            if body.get("crash"):
                raise ValueError("crash on demand")
            if body.get("bad"):
                failures.append({"itemIdentifier": kinesis["sequenceNumber"]})
                break
            seen.write(json.dumps({"body": body, "key": kinesis["partitionKey"], "id": record["eventID"]}) + "\n")
    return {"batchItemFailures": failures}
"#;

struct Pipeline {
    local: Local,
    mapping: String,
}

impl Pipeline {
    fn deploy(local: Local) -> Self {
        local.kinesis("CreateStream", &json!({"StreamName": "readings", "ShardCount": 2}));
        for queue in ["given-up", "rule-errors"] {
            local.sqs("CreateQueue", &json!({"QueueName": queue}));
        }
        local.rest(
            "lambda",
            "POST",
            "/2015-03-31/functions",
            &json!({
                "FunctionName": "processor",
                "Runtime": "python3.11",
                "Handler": "index.handler",
                "Role": "arn:aws:iam::000000000000:role/processor",
                "Timeout": 30,
                "Code": {"ZipFile": support::zip("index.py", FUNCTION)},
                "Environment": {"Variables": {"SEEN": local.seen()}},
            }),
        );
        let mapping = local.rest(
            "lambda",
            "POST",
            "/2015-03-31/event-source-mappings/",
            &json!({
                "FunctionName": "processor",
                "EventSourceArn": "arn:aws:kinesis:sa-east-1:000000000000:stream/readings",
                "StartingPosition": "TRIM_HORIZON",
                "BatchSize": 100,
                "MaximumRetryAttempts": 1,
                "BisectBatchOnFunctionError": true,
                "FunctionResponseTypes": ["ReportBatchItemFailures"],
                "DestinationConfig": {"OnFailure": {"Destination": "arn:aws:sqs:sa-east-1:000000000000:given-up"}},
            }),
        );
        local.rest("iot", "POST", "/rules/ingest", &json!({
            "sql": "SELECT *, topic(3) AS thing, clientid() AS client FROM 'sensor/data/+' WHERE NOT isUndefined(n)",
            "awsIotSqlVersion": "2016-03-23",
            "actions": [{"kinesis": {"streamName": "readings", "partitionKey": "${topic(3)}", "roleArn": "r"}}],
        }));
        local.rest(
            "iot",
            "POST",
            "/rules/broken",
            &json!({
                "sql": "SELECT * FROM 'broken/+'",
                "awsIotSqlVersion": "2016-03-23",
                "actions": [{"kinesis": {"streamName": "absent", "partitionKey": "${topic(2)}", "roleArn": "r"}}],
                "errorAction": {"sqs": {"queueUrl": local.queue("rule-errors"), "roleArn": "r"}},
            }),
        );
        local.device("press-1");
        let mapping = mapping["UUID"].as_str().unwrap().to_owned();
        Self { local, mapping }
    }

    fn publish(&self, messages: &[Value]) {
        let lines: Vec<String> = messages.iter().map(Value::to_string).collect();
        self.local.publish("press-1", "sensor/data/press-1", &lines.join("\n"));
    }

    /// The numbers of the records that the function processed, in that order. What it saw again is left out: delivery is
    /// at least once, here when a batch crashed half way or the emulator's own poller was switched on for a moment.
    fn processed(&self, at_least: usize) -> Vec<u64> {
        let mut numbers = Vec::new();
        self.local.until("the function to process the records", || {
            let mut seen = BTreeSet::new();
            numbers = self
                .local
                .rows()
                .iter()
                .map(|row| row["body"]["n"].as_u64().unwrap())
                .collect();
            numbers.retain(|n| seen.insert(*n));
            numbers.len() >= at_least
        });
        numbers
    }
}

#[test]
#[cfg_attr(
    not(emulator),
    ignore = "the emulator is missing, which `cargo xtask setup` installs"
)]
fn readings_reach_the_function_and_failures_are_handled_as_on_aws() {
    let program = emulator();
    let pipeline = Pipeline::deploy(Local::up(&program));
    let local = &pipeline.local;

    local.listens_on_loopback_only();
    let again = local.command(&["up", "--ministack", &program], "");
    assert!(again.status.success(), "a second `up` is fine: {again:?}");

    // One reading, end to end; the first one starts the function's process.
    pipeline.publish(&[json!({"n": 0, "temperature": 21.5})]);
    assert_eq!(pipeline.processed(1), [0]);
    let row = local.rows().remove(0);
    assert_eq!(
        row["body"],
        json!({"n": 0, "temperature": 21.5, "thing": "press-1", "client": "press-1"})
    );
    assert_eq!(row["key"], "press-1");
    let start = Instant::now();
    pipeline.publish(&[json!({"n": 1})]);
    assert_eq!(pipeline.processed(2), [0, 1]);
    assert!(start.elapsed() < Duration::from_secs(3), "took {:?}", start.elapsed());

    // Records reported as failed, one that makes the function raise, and one that WHERE leaves out.
    let mut messages: Vec<Value> = (2..42).map(|n| json!({"n": n})).collect();
    messages[10]["bad"] = Value::Bool(true);
    messages[11]["bad"] = Value::Bool(true);
    messages[25]["crash"] = Value::Bool(true);
    messages.push(json!({"other": 1}));
    pipeline.publish(&messages);
    let expected: Vec<u64> = (2..42).filter(|n| ![12, 13, 27].contains(n)).collect();
    let mut given_up = Vec::new();
    local.until("three records to be given up", || {
        given_up.extend(local.receive("given-up"));
        given_up.len() >= 3
    });
    assert_eq!(pipeline.processed(2 + expected.len())[2..], expected);
    for message in &given_up {
        assert_eq!(message["requestContext"]["condition"], "RetryAttemptsExhausted");
        assert_eq!(
            message["KinesisBatchInfo"]["batchSize"], 1,
            "bisecting isolates the record: {message}"
        );
    }
    let errors = given_up
        .iter()
        .filter(|message| message["responseContext"]["functionError"] == "Unhandled")
        .count();
    assert_eq!((given_up.len(), errors), (3, 1));

    // A rule whose stream does not exist runs its error action.
    local.publish("press-1", "broken/press-1", r#"{"n":99}"#);
    let mut errors = Vec::new();
    local.until("the error action", || {
        errors.extend(local.receive("rule-errors"));
        !errors.is_empty()
    });
    assert_eq!(errors[0]["ruleName"], "broken");
    assert_eq!(errors[0]["clientId"], "press-1");
    assert_eq!(errors[0]["base64OriginalPayload"], "eyJuIjo5OX0=");
    assert_eq!(errors[0]["failures"][0]["failedAction"], "KinesisAction");

    let status = local.status();
    assert_eq!(status["report"]["rules"]["ingest"]["put"], 42);
    assert_eq!(status["report"]["rules"]["ingest"]["skipped"], 1);
    assert_eq!(status["report"]["mappings"][&pipeline.mapping]["to_destination"], 3);
    assert!(
        status["report"]["rules"].get("ferrocdk_local_tap").is_none(),
        "the engine's own rule is not shown"
    );
}

#[test]
#[cfg_attr(
    not(emulator),
    ignore = "the emulator is missing, which `cargo xtask setup` installs"
)]
fn a_crashed_daemon_loses_nothing_and_the_owner_decides_about_the_mapping() {
    let program = emulator();
    let pipeline = Pipeline::deploy(Local::up(&program));
    let local = &pipeline.local;
    pipeline.publish(&[json!({"n": 1})]);
    assert_eq!(pipeline.processed(1), [1]);
    let shards = || local.status()["report"]["mappings"][&pipeline.mapping]["shards"].clone();
    local.until("the checkpoint", || {
        shards()
            .as_object()
            .is_some_and(|shards| shards.values().any(|shard| shard["checkpoint"].is_string()))
    });

    // The daemon crashes, the emulator goes on; a device keeps what nobody acknowledges, and a new daemon takes over.
    local.kill_daemon();
    assert_eq!(local.command(&["status"], "").status.code(), Some(3));
    let unheard = local.publish_command("press-1", "sensor/data/press-1", "{}");
    assert!(!unheard.status.success(), "nobody acknowledged it");
    let up = local.command(&["up", "--ministack", &program], "");
    assert!(up.status.success(), "{up:?}");
    pipeline.publish(&[json!({"n": 2}), json!({"n": 3})]);
    assert_eq!(pipeline.processed(3), [1, 2, 3], "from the checkpoint on");

    // Its owner switches the mapping off and on again. The emulator tells times in whole seconds.
    let path = format!("/2015-03-31/event-source-mappings/{}", pipeline.mapping);
    let state = || local.status()["report"]["mappings"][&pipeline.mapping]["state"].clone();
    std::thread::sleep(Duration::from_millis(1100));
    local.rest("lambda", "PUT", &path, &json!({"Enabled": false}));
    local.until("the mapping to rest", || state() == "switched off by its owner");
    let before = local.rows().len();
    pipeline.publish(&[json!({"n": 4})]);
    std::thread::sleep(Duration::from_secs(2));
    assert_eq!(local.rows().len(), before, "a mapping that is off does nothing");
    local.rest("lambda", "PUT", &path, &json!({"Enabled": true, "BatchSize": 1}));
    assert_eq!(pipeline.processed(4), [1, 2, 3, 4]);
    local.until("the mapping to be served again", || state() == "serving");

    // A mapping that is deleted is forgotten.
    local.rest("lambda", "DELETE", &path, &Value::Null);
    local.until("the mapping to go", || {
        local.status()["report"]["mappings"] == json!({})
    });

    let down = local.command(&["down"], "");
    assert!(down.status.success(), "{down:?}");
    assert!(!local.listening(), "ports are free again");
    assert_eq!(
        local.command(&["down"], "").status.code(),
        Some(0),
        "a second time is fine"
    );
    assert_eq!(local.command(&["env"], "").status.code(), Some(3));
}

#[test]
#[cfg_attr(
    not(emulator),
    ignore = "the emulator is missing, which `cargo xtask setup` installs"
)]
fn a_deployed_stack_gets_what_the_emulator_leaves_out() {
    let program = emulator();
    let local = Local::up(&program);
    let template = |batch: u64, extra: Value| {
        let mut mapping = json!({
            "EventSourceArn": {"Fn::GetAtt": ["Stream", "Arn"]},
            "FunctionName": {"Ref": "Function"},
            "StartingPosition": "TRIM_HORIZON",
            "BatchSize": batch,
        });
        mapping
            .as_object_mut()
            .unwrap()
            .extend(extra.as_object().unwrap().clone());
        json!({"Resources": {
            "Key": {"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": {"Version": "2012-10-17", "Statement": []}}},
            "Stream": {"Type": "AWS::Kinesis::Stream", "Properties": {
                "Name": "encrypted", "ShardCount": 1, "StreamEncryption": {"EncryptionType": "KMS", "KeyId": {"Ref": "Key"}},
            }},
            "Table": {"Type": "AWS::DynamoDB::Table", "Properties": {
                "TableName": "readings",
                "BillingMode": "PAY_PER_REQUEST",
                "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
                "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
                "TimeToLiveSpecification": {"AttributeName": "expires", "Enabled": true},
            }},
            "Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"LifecycleConfiguration": {"Rules": [
                {"Status": "Enabled", "ExpirationInDays": 365},
            ]}}},
            "Role": {"Type": "AWS::IAM::Role", "Properties": {
                "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": []},
            }},
            "Function": {"Type": "AWS::Lambda::Function", "Properties": {
                "Runtime": "python3.11", "Handler": "index.handler", "Role": {"Fn::GetAtt": ["Role", "Arn"]},
                "Code": {"ZipFile": "def handler(event, context):\n    return None\n"},
            }},
            "Mapping": {"Type": "AWS::Lambda::EventSourceMapping", "Properties": mapping},
        }})
    };
    local.deploy("CreateStack", "plant", &template(10, json!({})));
    local.until("the stack to be completed", || {
        !local.status()["report"]["completed"]["plant"].is_null()
    });
    let status = local.status();
    assert_eq!(
        status["report"]["completed"]["plant"],
        json!([
            "Bucket.LifecycleConfiguration",
            "Stream.StreamEncryption",
            "Table.TimeToLiveSpecification"
        ])
    );
    assert_eq!(status["report"]["problems"], json!({}));
    let summary = local.kinesis("DescribeStreamSummary", &json!({"StreamName": "encrypted"}));
    assert_eq!(summary["StreamDescriptionSummary"]["EncryptionType"], "KMS");
    let ttl = local.dynamodb("DescribeTimeToLive", &json!({"TableName": "readings"}));
    assert_eq!(
        ttl["TimeToLiveDescription"],
        json!({"AttributeName": "expires", "TimeToLiveStatus": "ENABLED"})
    );

    // What a deployment wants of the mapping holds, although the daemon keeps it switched off in the emulator.
    let state = || {
        let status = local.status();
        let mappings = status["report"]["mappings"].as_object().unwrap().clone();
        mappings
            .values()
            .map(|mapping| mapping["state"].as_str().unwrap().to_owned())
            .collect::<String>()
    };
    local.until("the mapping to be served", || state() == "serving");
    for (template, expected) in [
        (
            template(10, json!({"Tags": [{"Key": "team", "Value": "a"}]})),
            "serving",
        ),
        (template(20, json!({"Enabled": false})), "switched off by its owner"),
        (template(20, json!({"Enabled": true})), "serving"),
    ] {
        std::thread::sleep(Duration::from_millis(1100));
        local.deploy("UpdateStack", "plant", &template);
        std::thread::sleep(Duration::from_millis(1500));
        local.until("the mapping to follow the deployment", || state() == expected);
    }
}

#[test]
#[cfg_attr(
    not(emulator),
    ignore = "the emulator is missing, which `cargo xtask setup` installs"
)]
fn what_a_template_says_is_there_after_a_creation_and_after_an_update() {
    let program = emulator();
    let local = Local::up(&program);
    let role = json!({"Type": "AWS::IAM::Role", "Properties": {
        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": []},
    }});
    let template = |shards: u64, table: Value, bucket: Value, function: Value| {
        let mut all = json!({"Resources": {
            "Role": role,
            "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "late"}},
            "Stream": {"Type": "AWS::Kinesis::Stream", "Properties": {"Name": "grows", "ShardCount": shards}},
            "Table": {"Type": "AWS::DynamoDB::Table", "Properties": {
                "TableName": "kept", "BillingMode": "PAY_PER_REQUEST",
                "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
                "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
            }},
            "Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "kept"}},
            "Function": {"Type": "AWS::Lambda::Function", "Properties": {
                "FunctionName": "works", "Runtime": "python3.11", "Handler": "index.handler",
                "Role": {"Fn::GetAtt": ["Role", "Arn"]},
                "Code": {"ZipFile": "def handler(event, context):\n    return None\n"},
            }},
        }});
        for (name, extra) in [("Table", table), ("Bucket", bucket), ("Function", function)] {
            let properties = all["Resources"][name]["Properties"].as_object_mut().unwrap();
            properties.extend(extra.as_object().unwrap().clone());
        }
        all
    };
    let open_shards = || {
        let summary = local.kinesis("DescribeStreamSummary", &json!({"StreamName": "grows"}));
        summary["StreamDescriptionSummary"]["OpenShardCount"].as_u64().unwrap()
    };
    let time_to_live = || {
        local.dynamodb("DescribeTimeToLive", &json!({"TableName": "kept"}))["TimeToLiveDescription"]["TimeToLiveStatus"]
            .clone()
    };
    let function = |what: &str| local.rest("lambda", "GET", &format!("/{what}"), &Value::Null);
    let concurrency = || function("2019-09-30/functions/works/concurrency")["ReservedConcurrentExecutions"].clone();
    let dead_letters = || {
        let configuration = function("2015-03-31/functions/works/configuration");
        configuration["DeadLetterConfig"]["TargetArn"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    let versioning = || local.text("s3", "/kept?versioning");

    let created = template(
        2,
        json!({"TimeToLiveSpecification": {"AttributeName": "expires", "Enabled": true}, "TableClass": "STANDARD"}),
        json!({"VersioningConfiguration": {"Status": "Enabled"}, "OwnershipControls": {"Rules": [{"ObjectOwnership": "ObjectWriter"}]}}),
        json!({"ReservedConcurrentExecutions": 3, "DeadLetterConfig": {"TargetArn": {"Fn::GetAtt": ["Queue", "Arn"]}}}),
    );
    local.deploy("CreateStack", "plant", &created);
    let settled = local.settle("plant");
    assert_eq!(
        settled,
        json!({"settled": true, "waiting": [], "dropped": ["Table.TableClass"], "problems": []})
    );
    assert_eq!((open_shards(), concurrency()), (2, json!(3)));
    assert_eq!(
        (time_to_live(), dead_letters().as_str()),
        (json!("ENABLED"), "arn:aws:sqs:sa-east-1:000000000000:late")
    );
    assert!(local.text("s3", "/kept?ownershipControls").contains("ObjectWriter"));

    // More shards, another value, and what the template says no more.
    let updated = template(
        4,
        json!({"TimeToLiveSpecification": {"AttributeName": "expires", "Enabled": false}}),
        json!({"VersioningConfiguration": {"Status": "Suspended"}}),
        json!({"ReservedConcurrentExecutions": 5}),
    );
    std::thread::sleep(Duration::from_millis(1100));
    local.deploy("UpdateStack", "plant", &updated);
    assert_eq!(
        local.settle("plant"),
        json!({"settled": true, "waiting": [], "dropped": [], "problems": []})
    );
    assert_eq!((open_shards(), concurrency()), (4, json!(5)));
    assert_eq!((time_to_live(), dead_letters().as_str()), (json!("DISABLED"), ""));
    assert!(versioning().contains("Suspended"));
    assert!(!local.text("s3", "/kept?ownershipControls").contains("ObjectWriter"));

    std::thread::sleep(Duration::from_millis(1100));
    local.deploy("UpdateStack", "plant", &template(1, json!({}), json!({}), json!({})));
    local.settle("plant");
    assert_eq!((open_shards(), concurrency()), (1, Value::Null));
}

#[test]
#[cfg_attr(
    not(emulator),
    ignore = "the emulator is missing, which `cargo xtask setup` installs"
)]
fn a_function_without_code_is_told() {
    let program = emulator();
    let local = Local::up(&program);
    let template = json!({"Resources": {
        "Function": {"Type": "AWS::Lambda::Function", "Properties": {
            "Runtime": "provided.al2023", "Handler": "bootstrap", "Role": "arn:aws:iam::000000000000:role/r",
            "Code": {"S3Bucket": "assets", "S3Key": "missing.zip"},
        }},
    }});
    local.deploy("CreateStack", "plant", &template);
    let settled = local.settle("plant");
    let problems = settled["problems"].as_array().unwrap();
    assert!(
        problems.len() == 1 && problems[0].as_str().unwrap().starts_with("Function.Code: "),
        "{settled}"
    );
}

#[test]
#[cfg_attr(
    not(emulator),
    ignore = "the emulator is missing, which `cargo xtask setup` installs"
)]
fn more_shards_wait_until_the_records_are_worked_off() {
    let program = emulator();
    let local = Local::up(&program);
    let template = |shards: u64, enabled: bool| {
        json!({"Resources": {
            "Stream": {"Type": "AWS::Kinesis::Stream", "Properties": {"Name": "readings", "ShardCount": shards}},
            "Function": {"Type": "AWS::Lambda::Function", "Properties": {
                "FunctionName": "processor", "Runtime": "python3.11", "Handler": "index.handler", "Timeout": 30,
                "Role": "arn:aws:iam::000000000000:role/r",
                "Code": {"ZipFile": FUNCTION},
                "Environment": {"Variables": {"SEEN": local.seen()}},
            }},
            "Mapping": {"Type": "AWS::Lambda::EventSourceMapping", "Properties": {
                "EventSourceArn": {"Fn::GetAtt": ["Stream", "Arn"]}, "FunctionName": {"Ref": "Function"},
                "StartingPosition": "TRIM_HORIZON", "BatchSize": 1, "Enabled": enabled,
            }},
        }})
    };
    local.deploy("CreateStack", "plant", &template(1, true));
    local.settle("plant");
    let put = |n: u64| {
        let data = BASE64_STANDARD.encode(json!({"n": n}).to_string());
        local.kinesis(
            "PutRecord",
            &json!({"StreamName": "readings", "PartitionKey": format!("k{n}"), "Data": data}),
        );
    };
    (0..20).for_each(&put);
    std::thread::sleep(Duration::from_millis(1100));
    local.deploy("UpdateStack", "plant", &template(3, true));
    (20..40).for_each(&put);
    local.until("the shards to be there", || {
        let summary = local.kinesis("DescribeStreamSummary", &json!({"StreamName": "readings"}));
        summary["StreamDescriptionSummary"]["OpenShardCount"] == 3
    });
    (40..60).for_each(&put);
    local.until("every record to be processed", || {
        let seen: BTreeSet<u64> = local
            .rows()
            .iter()
            .filter_map(|row| row["body"]["n"].as_u64())
            .collect();
        seen.len() == 60
    });
}

#[test]
fn mistakes_end_in_one_clear_message() {
    let dir = tempfile::tempdir().unwrap();
    let local = Local::at(dir);
    let output = local.command(&["up", "--ministack", "nowhere/ministack"], "");
    assert_eq!(output.status.code(), Some(1));
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(
        message.starts_with("error: there is no emulator at nowhere/ministack\nhint: "),
        "{message}"
    );

    let taken = std::net::TcpListener::bind(("127.0.0.1", local.port)).unwrap();
    let output = local.command(&["up", "--ministack", "/bin/sh"], "");
    assert_eq!(output.status.code(), Some(1));
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(
        message.starts_with(&format!("error: port {} cannot be used: ", local.port)),
        "{message}"
    );
    assert!(message.contains("--port or FERROCDK_LOCAL_PORT"), "{message}");
    drop(taken);

    let output = local.command(&["up", "--ministack", "/bin/false"], "");
    assert_eq!(output.status.code(), Some(1));
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(
        message.contains("the emulator ended while starting (exit status: 1)"),
        "{message}"
    );
    assert_eq!(local.command(&["status"], "").status.code(), Some(3));

    let publish = local.publish_command("press-1", "a", "{}");
    let message = String::from_utf8(publish.stderr).unwrap();
    assert!(message.starts_with("error: cannot read the certificate "), "{message}");
}
