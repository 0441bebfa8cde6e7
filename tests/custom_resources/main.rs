//! Custom resources on the local AWS, with the real function: what they do to buckets and parameters, and what they leave alone.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by it")]

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value as Json, json};
use workspace_tests::{LocalAws, cargo, root};

const STACK: &str = "emptied-bucket";
const PARAMETER: &str = "/emptied-bucket/readings";

fn run(command: &mut Command) -> Vec<u8> {
    let output = command.current_dir(root()).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}\n{errors}");
    output.stdout
}

fn read(path: &Path) -> Json {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// Synthesizes the example into a folder.
fn synthesize(out: &Path) {
    let mut command = Command::new(cargo());
    let example = [
        "run",
        "--quiet",
        "--package",
        "ferrocdk",
        "--example",
        "emptied_bucket",
        "--",
    ];
    run(command.args(example).arg(out));
}

/// Runs the command that the asset manifest gives for the function, which none of the app's plants has; gives the zip.
fn build(asset: &Json) -> PathBuf {
    let command = asset["source"]["executable"].as_array().unwrap();
    let mut words = command.iter().map(|word| word.as_str().unwrap());
    assert_eq!(words.next(), Some("cargo"));
    let printed = String::from_utf8(run(Command::new(cargo()).args(words))).unwrap();
    PathBuf::from(printed.trim())
}

/// Brings the zips to where the asset manifest says, and what a bootstrapped account has.
fn publish(local: &LocalAws, folder: &Path) {
    let account = local.aws(&["sts", "get-caller-identity"])["Account"]
        .as_str()
        .unwrap()
        .to_owned();
    let bucket = format!("cdk-hnb659fds-assets-{account}-sa-east-1");
    let place = ["--create-bucket-configuration", "LocationConstraint=sa-east-1"];
    local.aws(&[&["s3api", "create-bucket", "--bucket", &bucket], place.as_slice()].concat());
    local.bootstrap();
    let assets = read(&folder.join(format!("{STACK}.assets.json")));
    let files = assets["files"].as_object().unwrap().values();
    // The template itself is given with the deployment.
    for asset in files.filter(|file| !file["displayName"].as_str().unwrap().ends_with(" Template")) {
        let destination = asset["destinations"].as_object().unwrap().values().next().unwrap();
        let file = if asset["source"]["executable"].is_array() {
            build(asset)
        } else {
            let zip = folder.join("asset.zip");
            let source = folder.join(asset["source"]["path"].as_str().unwrap());
            std::fs::write(&zip, ferrocdk_toolkit::zip::pack_folder(&source).unwrap()).unwrap();
            zip
        };
        let (key, body) = (destination["objectKey"].as_str().unwrap(), file.to_str().unwrap());
        let put = ["s3api", "put-object", "--bucket", &bucket, "--key", key, "--body", body];
        local.aws(&put);
    }
}

/// Deploys a template and gives the stack's outputs.
fn deploy(local: &LocalAws, verb: &str, folder: &Path, template: &Json) -> Json {
    local.deploy(verb, STACK, folder, template).unwrap()
}

/// Everything in a bucket: versions, delete markers, unfinished uploads.
fn content(local: &LocalAws, bucket: &str) -> [usize; 3] {
    let count = |answer: &Json, list: &str| answer[list].as_array().map_or(0, Vec::len);
    let versions = local.aws(&["s3api", "list-object-versions", "--bucket", bucket]);
    let uploads = local.aws(&["s3api", "list-multipart-uploads", "--bucket", bucket]);
    [
        count(&versions, "Versions"),
        count(&versions, "DeleteMarkers"),
        count(&uploads, "Uploads"),
    ]
}

/// Two versions of one object, a deleted object, and an upload that nobody ended.
fn fill(local: &LocalAws, bucket: &str) {
    for key in ["raw/1", "raw/1", "raw/2"] {
        local.aws(&["s3api", "put-object", "--bucket", bucket, "--key", key]);
    }
    local.aws(&["s3api", "delete-object", "--bucket", bucket, "--key", "raw/2"]);
    local.aws(&["s3api", "create-multipart-upload", "--bucket", bucket, "--key", "big"]);
    assert_eq!(content(local, bucket), [3, 1, 1]);
}

fn parameter(local: &LocalAws) -> Json {
    local.aws(&["ssm", "get-parameters", "--names", PARAMETER, "--with-decryption"])["Parameters"].clone()
}

/// The template without the resources that empty buckets, and without the tag of the bucket whose logical id begins so.
fn without_emptying(template: &Json, untagged: &str) -> Json {
    let mut template = template.clone();
    let resources = template["Resources"].as_object_mut().unwrap();
    resources.retain(|_, resource| resource["Type"] != "Custom::EmptyBucket");
    for (_, bucket) in resources.iter_mut().filter(|(id, _)| id.starts_with(untagged)) {
        bucket["Properties"].as_object_mut().unwrap().remove("Tags");
    }
    template
}

/// Waits until a bucket has the tag that the template gives it: the emulator drops it, and the local AWS sets it afterwards.
fn is_tagged(local: &LocalAws, bucket: &str) {
    let expected = json!([{ "Key": "ferrocdk:empty-on-deletion", "Value": "true" }]);
    local.eventually("the bucket has its tag", || {
        let tags = local
            .try_aws(&["s3api", "get-bucket-tagging", "--bucket", bucket])
            .ok()?;
        (tags["TagSet"] == expected).then_some(())
    });
}

/// The files below a folder, as keys below a prefix.
fn below(folder: &Path, prefix: &str, files: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let key = format!("{prefix}/{}", path.file_name().unwrap().display());
        if path.is_dir() {
            below(&path, &key, files);
        } else {
            files.push(key);
        }
    }
}

/// The files of the deployment are there, each with its type, and nothing else is below their prefix.
fn deployed(local: &LocalAws, bucket: &str) {
    let listed = local.aws(&["s3api", "list-objects-v2", "--bucket", bucket, "--prefix", "site/"]);
    let listed = listed["Contents"].as_array().unwrap().iter();
    let keys: Vec<&str> = listed.map(|object| object["Key"].as_str().unwrap()).collect();
    let mut files = vec!["site/about.json".to_owned()];
    below(&root().join("constructs/examples"), "site", &mut files);
    files.sort();
    assert_eq!(keys, files);
    let about = local.aws(&["s3api", "head-object", "--bucket", bucket, "--key", "site/about.json"]);
    assert_eq!(
        (&about["ContentType"], &about["CacheControl"]),
        (&json!("application/json"), &json!("max-age=60"))
    );
}

#[test]
fn custom_resources_do_what_they_say_and_no_more() {
    let folder = tempfile::tempdir().unwrap();
    synthesize(folder.path());
    let template = read(&folder.path().join(format!("{STACK}.template.json")));
    let local = LocalAws::new("custom");
    local.xtask(&["local", "up"]);
    publish(&local, folder.path());

    let outputs = deploy(&local, "create-stack", folder.path(), &template);
    let output = |name: &str| outputs[name].as_str().unwrap().to_owned();
    let endpoint = local.aws(&["iot", "describe-endpoint", "--endpoint-type", "iot:Data-ATS"]);
    assert_eq!(output("BrokerHost"), endpoint["endpointAddress"].as_str().unwrap());
    let (readings, access_logs) = (output("ReadingsBucket"), output("AccessLogsBucket"));
    let setting = parameter(&local)[0].clone();
    assert_eq!(
        (&setting["Value"], &setting["Type"]),
        (&json!(readings), &json!("SecureString"))
    );

    deployed(&local, &output("SiteBucket"));
    let notifications = ["s3api", "get-bucket-notification-configuration", "--bucket", &readings];
    let notified = local.aws(&notifications);
    let queues = notified["QueueConfigurations"].as_array().unwrap();
    assert_eq!(
        (queues.len(), queues[0]["QueueArn"].as_str()),
        (1, Some(output("JobsQueue").as_str()))
    );
    assert_eq!(queues[0]["Events"], json!(["s3:ObjectRemoved:*"]));

    // The local AWS deletes a bucket with all that is in it, so that it was emptied before shows only on one that stays. The bucket without a tag
    // is one whose program does not ask for emptying any more: AWS takes the tag away before it deletes the custom resource, the emulator does not.
    is_tagged(&local, &readings);
    is_tagged(&local, &access_logs);
    local.aws(&["s3api", "delete-bucket-tagging", "--bucket", &access_logs]);
    fill(&local, &readings);
    fill(&local, &access_logs);
    deploy(
        &local,
        "update-stack",
        folder.path(),
        &without_emptying(&template, "AccessLogs"),
    );
    assert_eq!(content(&local, &readings), [0, 0, 0]);
    assert_eq!(content(&local, &access_logs), [3, 1, 1]);

    deploy(&local, "update-stack", folder.path(), &template);
    fill(&local, &readings);
    local.aws(&["cloudformation", "delete-stack", "--stack-name", STACK]);
    local.eventually("the stack is gone", || {
        let stacks = local.aws(&["cloudformation", "list-stacks"]);
        let all = stacks["StackSummaries"].as_array().unwrap().clone();
        let mut own = all.iter().filter(|stack| stack["StackName"] == STACK);
        own.all(|stack| {
            assert_ne!(stack["StackStatus"], "DELETE_FAILED", "{stack}");
            stack["StackStatus"] == "DELETE_COMPLETE"
        })
        .then_some(())
    });
    assert_eq!(parameter(&local), json!([]));
    let buckets = local.aws(&["s3api", "list-buckets"]);
    let names = buckets["Buckets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|bucket| bucket["Name"].clone());
    assert!(!names.into_iter().any(|name| name == readings || name == access_logs));
    local.xtask(&["local", "down"]);
}
