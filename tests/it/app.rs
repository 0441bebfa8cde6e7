//! The app as a program: what it writes, and what it says about mistakes.

use std::path::Path;
use std::process::{Command, Output};
use std::sync::LazyLock;

use ferrocdk::assertions::{Match, Template};
use serde_json::{Value as Json, json};

use crate::workspace;

/// A copy of what the app reads, so that a test may spoil it.
struct Project {
    folder: tempfile::TempDir,
}

impl Project {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for file in [
            "Cargo.toml",
            "Cargo.lock",
            "rust-toolchain.toml",
            "ferrocdk.toml",
            "app/plants/sao-paulo.toml",
        ] {
            let to = folder.path().join(file);
            std::fs::create_dir_all(to.parent().unwrap()).unwrap();
            std::fs::copy(workspace::root().join(file), to).unwrap();
        }
        copy(&workspace::root().join("functions"), &folder.path().join("functions"));
        Self { folder }
    }

    fn edit(&self, file: &str, from: &str, to: &str) {
        let path = self.folder.path().join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file} has no {from:?}");
        std::fs::write(path, text.replace(from, to)).unwrap();
    }

    fn run(&self, context: &str) -> Output {
        let mut command = Command::new(&*APP);
        command
            .current_dir(self.folder.path())
            .env("CDK_OUTDIR", self.folder.path().join("out"));
        command
            .env("CDK_CONTEXT_JSON", context)
            .env_remove("CONTEXT_OVERFLOW_LOCATION_ENV");
        command.output().unwrap()
    }

    fn template(&self, stack: &str) -> Json {
        let path = self.folder.path().join(format!("out/{stack}.template.json"));
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, target).unwrap();
        }
    }
}

/// The app's program, built once.
static APP: LazyLock<std::path::PathBuf> = LazyLock::new(|| {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["build", "--quiet", "--package", "app", "--message-format", "json"])
        .current_dir(workspace::root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let messages = String::from_utf8(output.stdout).unwrap();
    let executable = |line: &str| {
        serde_json::from_str::<Json>(line).ok()?["executable"]
            .as_str()
            .map(std::path::PathBuf::from)
    };
    messages.lines().find_map(executable).expect("cargo names the program")
});

#[test]
fn a_plant_has_the_outputs_and_defaults_that_were_promised() {
    let project = Project::new();
    let output = project.run(r#"{"suffix":"dev"}"#);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let template = Template::from_json(project.template("sao-paulo-dev"));
    let mut outputs: Vec<&String> = template.json()["Outputs"].as_object().unwrap().keys().collect();
    outputs.sort();
    let expected = [
        "AlarmTopicArn",
        "DynamodbTableName",
        "IotPolicyName",
        "IotTopic",
        "KinesisStreamArn",
        "KinesisStreamName",
        "LambdaFunctionName",
        "Region",
        "S3BucketName",
    ];
    assert_eq!(outputs, expected);
    template.has_resource_properties(
        "AWS::DynamoDB::Table",
        json!({
            "BillingMode": "PAY_PER_REQUEST",
            "KeySchema": [{ "AttributeName": "deviceId", "KeyType": "HASH" }, { "AttributeName": "timestamp", "KeyType": "RANGE" }],
            "PointInTimeRecoverySpecification": { "PointInTimeRecoveryEnabled": true },
            "TimeToLiveSpecification": { "AttributeName": "expirationTime", "Enabled": true }
        }),
    );
    template.has_resource_properties(
        "AWS::Lambda::EventSourceMapping",
        json!({
            "StartingPosition": "TRIM_HORIZON",
            "BatchSize": 500,
            "FunctionResponseTypes": ["ReportBatchItemFailures"],
            "BisectBatchOnFunctionError": true
        }),
    );
    template.has_resource_properties(
        "AWS::Kinesis::Stream",
        json!({ "ShardCount": 4, "RetentionPeriodHours": 168 }),
    );
    let rule = Match::object_like([("ErrorAction", Match::object_like([("Sqs", Match::any_value())]))]);
    template.has_resource_properties("AWS::IoT::TopicRule", Match::object_like([("TopicRulePayload", rule)]));
    for (_, alarm) in template.find_resources("AWS::CloudWatch::Alarm", json!({})) {
        let pattern = Match::object_like([("Dimensions", Match::any_value()), ("AlarmActions", Match::any_value())]);
        assert_eq!(pattern.test(alarm.get("Properties")), Ok(()));
    }
}

#[test]
fn fewer_shards_than_the_load_needs_are_a_warning() {
    let project = Project::new();
    project.edit("app/plants/sao-paulo.toml", "shards = 4", "shards = 2");
    let output = project.run(r#"{"suffix":"dev"}"#);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && errors.contains("the stream has 2 of the 3 shards that the load needs"),
        "{errors}"
    );
}

#[test]
fn no_resource_is_kept_when_the_stack_goes() {
    let project = Project::new();
    assert!(project.run(r#"{"suffix":"dev"}"#).status.success());
    for (id, resource) in project.template("sao-paulo-dev")["Resources"].as_object().unwrap() {
        assert_ne!(resource["DeletionPolicy"], "Retain", "{id}");
    }
}

#[test]
fn two_runs_in_two_folders_give_the_same_bytes() {
    let files = |project: &Project| {
        let mut files: Vec<(String, String)> = std::fs::read_dir(project.folder.path().join("out"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .map(|path| {
                (
                    path.file_name().unwrap().to_string_lossy().into_owned(),
                    std::fs::read_to_string(path).unwrap(),
                )
            })
            .collect();
        files.sort();
        files
    };
    let [first, second] = [Project::new(), Project::new()];
    assert!(first.run("{}").status.success());
    assert!(second.run("{}").status.success());
    assert_eq!(files(&first), files(&second));
}

/// The fingerprint follows what decides the function's bytes, and nothing else.
#[test]
fn the_fingerprint_follows_the_sources() {
    let project = Project::new();
    let key = |project: &Project| {
        assert!(project.run(r#"{"suffix":"dev"}"#).status.success());
        let template = Template::from_json(project.template("sao-paulo-dev"));
        let (_, function) = template.find_resources("AWS::Lambda::Function", json!({}))[0];
        function["Properties"]["Code"]["S3Key"].as_str().unwrap().to_owned()
    };
    let before = key(&project);
    std::fs::write(project.folder.path().join("functions/notes.txt"), "not a source").unwrap();
    assert_eq!(key(&project), before);
    let source = project.folder.path().join("functions/processor/src/main.rs");
    std::fs::write(&source, std::fs::read_to_string(&source).unwrap() + "\n// changed\n").unwrap();
    assert_ne!(key(&project), before);
}

#[test]
fn a_topic_names_plant_and_deployment() {
    let project = Project::new();
    let plant = "app/plants/sao-paulo.toml";
    project.edit(plant, "sensor/data/{thing}", "{plant}/{suffix}/data/{thing}");
    project.edit(plant, "sensor/commands/{thing}", "{plant}-{suffix}/{thing}/commands");
    let output = project.run(r#"{"suffix":"dev"}"#);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let template = project.template("sao-paulo-dev").to_string();
    for part in [
        "topic(4) AS thing, clientid() AS client, timestamp() AS ingestedAt FROM 'sao-paulo/dev/data/+'",
        "topic/sao-paulo/dev/data/${iot:Connection.Thing.ThingName}",
        "topicfilter/sao-paulo-dev/${iot:Connection.Thing.ThingName}/commands",
        r#""IotTopic":{"Value":"sao-paulo/dev/data/{thing}"}"#,
    ] {
        assert!(template.contains(part), "{part}");
    }
}

/// The rule writes what the function reads, though neither knows the other.
#[test]
fn the_rule_writes_the_envelope_of_the_contract() {
    use ferrocdk_contracts::message::{CLIENT, INGESTED_AT, PAYLOAD, THING};
    let project = Project::new();
    assert!(project.run(r#"{"suffix":"dev"}"#).status.success());
    let template = Template::from_json(project.template("sao-paulo-dev"));
    let sql = format!(
        "SELECT encode(*, 'base64') AS {PAYLOAD}, topic(3) AS {THING}, clientid() AS {CLIENT}, timestamp() AS {INGESTED_AT} \
         FROM 'sensor/data/+'"
    );
    template.has_resource_properties("AWS::IoT::TopicRule", json!({ "TopicRulePayload": { "Sql": sql } }));
}

#[test]
fn the_app_takes_no_arguments() {
    let project = Project::new();
    let mut command = Command::new(&*APP);
    let output = command
        .current_dir(project.folder.path())
        .arg("synth")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        !output.status.success() && said.contains("unknown arguments: synth"),
        "{said}"
    );
}

#[test]
fn mistakes_name_their_place_and_leave_nothing_behind() {
    const PLANT: &str = "app/plants/sao-paulo.toml";
    let cases = [
        ("shards = 4", "shards = 0"),
        ("behind =", "behnid ="),
        ("\"30 days\"", "\"30 hours\""),
        ("unit = \"psi\"", "unit = \"atm\""),
        ("region = \"sa-east-1\"", "region = \"Brazil\""),
        ("\"sensor/data/{thing}\"", "\"sensor/data\""),
        ("glacier = \"90 days\"", "glacier = \"200 days\""),
        ("function = \"processor\"", "function = \"procesor\""),
        ("memory = \"512 MB\"", "memory = \"64 MB\""),
        ("[hot]", "[hot"),
    ];
    let mut report = String::new();
    for (from, to) in cases {
        let project = Project::new();
        project.edit(PLANT, from, to);
        let output = project.run(r#"{"suffix":"dev"}"#);
        assert_eq!(output.status.code(), Some(1), "{to}");
        assert!(!project.folder.path().join("out/manifest.json").exists(), "{to}");
        let said = String::from_utf8(output.stderr).unwrap();
        let folder = project.folder.path().canonicalize().unwrap();
        report += &format!("# {to}\n{}\n", said.replace(folder.to_str().unwrap(), "ROOT"));
    }
    for context in [
        r#"{"suffix":"Dev_1"}"#,
        r#"{"suffix":"dev","plant":"x"}"#,
        r#"{"suffix":1}"#,
        "[",
    ] {
        let output = Project::new().run(context);
        assert_eq!(output.status.code(), Some(1), "{context}");
        report += &format!("# {context}\n{}\n", String::from_utf8(output.stderr).unwrap());
    }
    insta::assert_snapshot!(report);
}
