//! Deployments and destructions: what is asked, shown and written, and how they end.

use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::workspace::{Workspace, ends_with};

#[test]
fn missing_credentials_end_a_deployment_before_anything_is_built() {
    let workspace = Workspace::new();
    workspace.answer(
        "sts-get-caller-identity",
        "Unable to locate credentials. You can configure credentials by running \"aws configure\".",
    );
    let ran = workspace.run(&["deploy", "--suffix", "dev", "--yes"]);
    ends_with(
        &ran,
        1,
        &[
            "error: no AWS credentials: Unable to locate credentials. You can configure credentials by running \"aws configure\".",
            "hint: set AWS_PROFILE or pass --profile, run `aws sso login`, or add --local to deploy to this machine",
        ],
    );
    assert_eq!(workspace.calls(), "sts get-caller-identity\n");
}

#[test]
fn an_account_that_is_not_bootstrapped_says_how_to() {
    let workspace = Workspace::new();
    workspace.bootstrapped();
    workspace.answer(
        "ssm-get-parameter",
        "An error occurred (ParameterNotFound) when calling the GetParameter operation:",
    );
    let ran = workspace.run(&["deploy", "--suffix", "dev", "--yes"]);
    ends_with(
        &ran,
        1,
        &[
            "error: account 111122223333 is not bootstrapped in sa-east-1: there is no `/cdk-bootstrap/hnb659fds/version`",
            "hint: run `cargo xtask bootstrap --region sa-east-1` once for this account and region",
        ],
    );
}

#[test]
fn new_permissions_are_not_deployed_without_approval() {
    let workspace = Workspace::new();
    workspace.bootstrapped();
    let ran = workspace.run(&["deploy", "--suffix", "dev"]);
    for part in [
        "+ add     Plant/Archive AWS::S3::Bucket",
        "! allow s3:PutObject on arn:AWS::Partition:s3:::x/* Plant/Policy",
    ] {
        assert!(ran.err.contains(part), "{part}: {ran:?}");
    }
    ends_with(
        &ran,
        1,
        &[
            "error: these changes need somebody's approval: 1 permission is added",
            "hint: look at the changes above and run the same command with --yes",
        ],
    );
    let calls = workspace.calls();
    let tail: Vec<&str> = calls.lines().rev().take(3).collect();
    assert_eq!(
        tail,
        [
            "cloudformation delete-stack --stack-name arn:stack/north-dev/1",
            "cloudformation list-change-sets --stack-name arn:stack/north-dev/1",
            "cloudformation delete-change-set --change-set-name arn:changeSet/1",
        ]
    );
    assert!(!calls.contains("execute-change-set"));
}

#[test]
fn a_deployment_shows_its_events_and_writes_its_outputs() {
    let workspace = Workspace::new();
    workspace.bootstrapped();
    workspace.write(
        "after/cloudformation-describe-stacks.json",
        include_str!("../data/stacks.json"),
    );
    workspace.write(
        "after/cloudformation-describe-stack-events.json",
        include_str!("../data/events.json"),
    );
    let ran = workspace.run(&["deploy", "--suffix", "dev", "--yes"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.err
            .contains("[ 1/2] 03:04:06 CREATE_COMPLETE    Plant/Archive (AWS::S3::Bucket)"),
        "{ran:?}"
    );
    assert_eq!(ran.out, "s3_bucket_name  north-dev-archive\n");
    let written = fs::read_to_string(workspace.path().join("cfn-outputs/flat-outputs.json")).unwrap();
    assert_eq!(written, "{\n  \"s3_bucket_name\": \"north-dev-archive\"\n}\n");

    // The same again finds the stack as it should be and asks for nothing else.
    let template = include_str!("../data/Plant.template.json");
    workspace.answer(
        "cloudformation-get-template",
        &format!("{{ \"TemplateBody\": {template} }}"),
    );
    fs::remove_file(workspace.path().join("calls")).unwrap();
    let ran = workspace.run(&["deploy", "--suffix", "dev"]);
    assert!(
        ran.err.contains("Unchanged stack north-dev is as it should be"),
        "{ran:?}"
    );
    let calls = workspace.calls();
    assert!(!calls.contains("change-set") && !calls.contains("s3"), "{calls}");
}

#[test]
fn a_failed_deployment_names_the_first_cause() {
    let workspace = Workspace::new();
    workspace.bootstrapped();
    workspace.write(
        "after/cloudformation-describe-stack-events.json",
        include_str!("../data/failed-events.json"),
    );
    let ran = workspace.run(&["deploy", "--suffix", "dev", "--yes"]);
    ends_with(
        &ran,
        1,
        &[
            "error: the deployment of stack `north-dev` ended in ROLLBACK_COMPLETE: Plant/Archive (AWS::S3::Bucket): the name is taken",
            "hint: nothing of this change is in force; mend the cause and deploy again",
        ],
    );
}

#[test]
fn an_interrupted_deployment_says_how_to_go_on() {
    let workspace = Workspace::new();
    workspace.bootstrapped();
    let mut command = workspace.command(&["deploy", "--suffix", "dev", "--yes"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // The events never end; the second look at them is made while the deployment is followed.
    let start = Instant::now();
    while workspace.calls().matches("describe-stack-events").count() < 2 {
        assert!(start.elapsed() < Duration::from_secs(30), "{}", workspace.calls());
        thread::sleep(Duration::from_millis(20));
    }
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    let ran = workspace.ran(child.wait_with_output().unwrap());
    ends_with(
        &ran,
        130,
        &[
            "error: interrupted while CloudFormation is at work; it goes on without this command",
            "hint: run the same command again: it waits for the end and says what it found",
        ],
    );
}

#[test]
fn interrupted_before_the_execution_nothing_is_left() {
    let workspace = Workspace::new();
    workspace.bootstrapped();
    // The change set never gets ready.
    workspace.answer(
        "cloudformation-describe-change-set",
        r#"{ "Status": "CREATE_IN_PROGRESS" }"#,
    );
    let mut command = workspace.command(&["deploy", "--suffix", "dev", "--yes"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let start = Instant::now();
    while !workspace.calls().contains("describe-change-set") {
        assert!(start.elapsed() < Duration::from_secs(30), "{}", workspace.calls());
        thread::sleep(Duration::from_millis(20));
    }
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    let ran = workspace.ran(child.wait_with_output().unwrap());
    assert_eq!(ran.code, 130, "{ran:?}");
    assert!(
        ran.err
            .contains("Interrupted the change set of stack north-dev is taken back; nothing was deployed"),
        "{ran:?}"
    );
    let calls = workspace.calls();
    assert!(
        calls.contains("delete-change-set --stack-name north-dev --change-set-name OPERATION"),
        "{calls}"
    );
    assert!(
        calls.contains("delete-stack --stack-name arn:stack/north-dev/1"),
        "{calls}"
    );
}

#[test]
fn what_was_left_in_review_is_told_and_made_anew() {
    let workspace = Workspace::new();
    workspace.bootstrapped();
    let in_review = include_str!("../data/stacks.json").replace("CREATE_COMPLETE", "REVIEW_IN_PROGRESS");
    workspace.answer("cloudformation-describe-stacks", &in_review);
    workspace.write(
        "after/cloudformation-describe-stacks.json",
        include_str!("../data/stacks.json"),
    );
    workspace.write(
        "after/cloudformation-describe-stack-events.json",
        include_str!("../data/events.json"),
    );
    let ran = workspace.run(&["deploy", "--suffix", "dev", "--yes"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.err
            .contains("Found stack north-dev with a change set that was never executed; it is made anew"),
        "{ran:?}"
    );
}

#[test]
fn approval_is_asked_for_what_somebody_wants_to_see() {
    let workspace = Workspace::new();
    workspace.bootstrapped();
    // Nothing is lost and nothing is permitted.
    let changes = r#"{ "Status": "CREATE_COMPLETE", "Changes": [{ "ResourceChange": { "Action": "Add", "LogicalResourceId": "Archive", "ResourceType": "AWS::S3::Bucket" } }] }"#;
    workspace.answer("cloudformation-describe-change-set", changes);
    workspace.write(
        "assembly/Plant.template.json",
        r#"{ "Resources": { "Archive": { "Type": "AWS::S3::Bucket" } } }"#,
    );
    ends_with(
        &workspace.run(&["deploy", "--suffix", "dev", "--require-approval", "any-change"]),
        1,
        &[
            "error: these changes need somebody's approval: 1 resource changes",
            "hint: look at the changes above and run the same command with --yes",
        ],
    );
    workspace.write(
        "after/cloudformation-describe-stacks.json",
        include_str!("../data/stacks.json"),
    );
    workspace.write(
        "after/cloudformation-describe-stack-events.json",
        include_str!("../data/events.json"),
    );
    assert_eq!(workspace.run(&["deploy", "--suffix", "dev"]).code, 0);
    assert_eq!(
        workspace
            .run(&["deploy", "--yes", "--require-approval", "never", "--suffix", "dev"])
            .code,
        2
    );
}

#[test]
fn a_second_deployment_leaves_the_outputs_of_the_first() {
    let workspace = Workspace::new();
    workspace.bootstrapped();
    workspace.answer("cloudformation-describe-stacks", include_str!("../data/stacks.json"));
    let template = include_str!("../data/Plant.template.json");
    workspace.answer(
        "cloudformation-get-template",
        &format!("{{ \"TemplateBody\": {template} }}"),
    );
    for suffix in ["dev", "prod"] {
        assert_eq!(workspace.run(&["deploy", "--suffix", suffix]).code, 0);
    }
    let outputs = |name: &str| fs::read_to_string(workspace.path().join("cfn-outputs").join(name)).unwrap();
    assert_eq!(outputs("aws/north-dev.json"), outputs("flat-outputs.json"));
    assert_eq!(outputs("aws/north-prod.json"), outputs("flat-outputs.json"));
}

#[test]
fn what_takes_its_time_says_that_it_goes_on() {
    let workspace = Workspace::new();
    workspace.script(
        "target/debug/app",
        "sleep 1.5; mkdir -p $CDK_OUTDIR && cp -r $ROOT/assembly/. $CDK_OUTDIR",
    );
    let ran = workspace.run(&["synth"]);
    assert!(
        ran.code == 0 && ran.err.contains("still synthesizing: 1 s\n"),
        "{ran:?}"
    );
    let quick = Workspace::new().run(&["synth"]);
    assert!(!quick.err.contains("still"), "{quick:?}");
}

#[test]
fn a_device_that_nobody_made_cannot_go() {
    let workspace = Workspace::new();
    workspace.bootstrapped();
    ends_with(
        &workspace.run(&["device", "remove", "press-01", "--suffix", "dev"]),
        1,
        &[
            "error: north-dev has no device `press-01` on this machine",
            "hint: none was made on this machine; what another machine made is removed there",
        ],
    );
}

#[test]
fn states_that_a_deployment_cannot_mend_are_named() {
    let workspace = Workspace::new();
    workspace.bootstrapped();
    let with_status = |status: &str| {
        let text = include_str!("../data/stacks.json").replace("CREATE_COMPLETE", status);
        workspace.answer("cloudformation-describe-stacks", &text);
        workspace.run(&["deploy", "--suffix", "dev", "--yes"])
    };
    ends_with(
        &with_status("UPDATE_ROLLBACK_FAILED"),
        1,
        &[
            "error: stack `north-dev` is in UPDATE_ROLLBACK_FAILED: an earlier roll-back could not be finished",
            "hint: mend the cause shown in its events, then run `aws cloudformation continue-update-rollback --region sa-east-1 --stack-name north-dev`",
        ],
    );
    ends_with(
        &with_status("DELETE_FAILED"),
        1,
        &[
            "error: stack `north-dev` is in DELETE_FAILED: an earlier deletion could not be finished",
            "hint: run `cargo xtask destroy` for this deployment, then deploy again",
        ],
    );
}

#[test]
fn destroying_asks_and_finds_nothing_where_nothing_is() {
    let workspace = Workspace::new();
    workspace.bootstrapped();
    let ran = workspace.run(&["destroy", "--suffix", "dev"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.err.contains("Found no stack of north-dev: nothing to delete"),
        "{ran:?}"
    );
    workspace.answer("cloudformation-describe-stacks", include_str!("../data/stacks.json"));
    ends_with(
        &workspace.run(&["destroy", "--suffix", "dev"]),
        1,
        &[
            "error: deleting north-dev and all its data needs somebody's approval",
            "hint: run the same command with --yes",
        ],
    );
}
