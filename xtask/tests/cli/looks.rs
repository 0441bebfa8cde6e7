//! Commands that look at what is deployed and change nothing.

use serde_json::Value;

use crate::workspace::{Workspace, ends_with};

/// A workspace whose stack stands, with a function, a queue and a bucket.
fn deployed() -> Workspace {
    let workspace = Workspace::new();
    workspace.bootstrapped();
    let template = r#"{ "Resources": {
        "Archive": { "Type": "AWS::S3::Bucket", "Metadata": { "aws:cdk:path": "Plant/Archive/Resource" } },
        "Failures": { "Type": "AWS::SQS::Queue", "Metadata": { "aws:cdk:path": "Plant/Failures/Resource" } },
        "Logs": { "Type": "AWS::Logs::LogGroup" },
        "Work": { "Type": "AWS::Lambda::Function", "Metadata": { "aws:cdk:path": "Plant/Work/Function/Resource" },
                  "Properties": { "LoggingConfig": { "LogGroup": { "Ref": "Logs" } } } } } }"#;
    workspace.write("assembly/Plant.template.json", template);
    workspace.answer("cloudformation-describe-stacks", include_str!("../data/stacks.json"));
    let resource = |id: &str, physical: &str, ty: &str| {
        format!(
            r#"{{ "LogicalResourceId": "{id}", "PhysicalResourceId": "{physical}", "ResourceType": "{ty}", "ResourceStatus": "CREATE_COMPLETE" }}"#
        )
    };
    let resources = [
        resource("Archive", "north-archive", "AWS::S3::Bucket"),
        resource("Failures", "https://sqs/1/failures", "AWS::SQS::Queue"),
        resource("Logs", "/plant/work", "AWS::Logs::LogGroup"),
        resource("Work", "north-work", "AWS::Lambda::Function"),
    ];
    workspace.answer(
        "cloudformation-list-stack-resources",
        &format!(r#"{{ "StackResourceSummaries": [{}] }}"#, resources.join(",")),
    );
    workspace
}

#[test]
fn list_tells_stacks_and_the_deployments_made_from_here() {
    let workspace = Workspace::new();
    let ran = workspace.run(&["list"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.out
            .starts_with("STACK      ACCOUNT  REGION     RESOURCES\nnorth-dev  any      sa-east-1  2\n"),
        "{ran:?}"
    );
    workspace.run(&["synth", "--suffix", "dev"]);
    let ran = workspace.run(&["list", "--format", "json"]);
    let listed: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(
        listed["deployments"],
        serde_json::json!([{ "name": "north-dev", "local": false }])
    );
}

#[test]
fn events_come_with_paths_and_only_failures_where_that_is_wanted() {
    let workspace = deployed();
    workspace.answer(
        "cloudformation-describe-stack-events",
        include_str!("../data/failed-events.json"),
    );
    let ran = workspace.run(&["events", "--suffix", "dev"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let times: Vec<&str> = ran.out.lines().filter_map(|line| line.get(..19)).collect();
    assert!(times.is_sorted() && times.len() > 1, "{ran:?}");
    let ran = workspace.run(&["events", "--suffix", "dev", "--failed", "--format", "json"]);
    let events: Vec<Value> = serde_json::from_str(&ran.out).unwrap();
    assert!(
        !events.is_empty()
            && events
                .iter()
                .all(|event| event["status"].as_str().unwrap().ends_with("_FAILED")),
        "{ran:?}"
    );
    assert_eq!(events[0]["path"], "Plant/Archive");
}

#[test]
fn logs_are_those_of_the_groups_that_functions_write_to() {
    let workspace = deployed();
    workspace.answer(
        "logs-filter-log-events",
        r#"{ "events": [{ "eventId": "2", "timestamp": 2000, "message": "later\n" }, { "eventId": "1", "timestamp": 1000, "message": "sooner" }] }"#,
    );
    let ran = workspace.run(&["logs", "--suffix", "dev", "--since", "1h", "--filter", "ERROR"]);
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (
            0,
            "1970-01-01T00:00:01.000Z Work sooner\n1970-01-01T00:00:02.000Z Work later\n"
        ),
        "{ran:?}"
    );
    let calls = workspace.calls();
    assert!(
        calls.contains("filter-log-events --log-group-name /plant/work --start-time "),
        "{calls}"
    );
    assert!(calls.contains("--filter-pattern ERROR"), "{calls}");
    ends_with(
        &workspace.run(&["logs", "--suffix", "dev", "--function", "Nothing"]),
        1,
        &[
            "error: no function has `Nothing` in its path or name",
            "hint: use one of: Plant/Work/Function",
        ],
    );
    assert_eq!(workspace.run(&["logs", "--suffix", "dev", "--since", "soon"]).code, 2);
}

#[test]
fn waiting_tells_queues_and_readings_in_quarantine_with_their_reasons() {
    let workspace = deployed();
    workspace.answer("sqs-get-queue-attributes", r#"{ "Attributes": { "ApproximateNumberOfMessages": "2", "ApproximateNumberOfMessagesNotVisible": "1", "QueueArn": "a" } }"#);
    workspace.answer(
        "s3api-list-objects-v2",
        r#"{ "Contents": [{ "Key": "quarantine/dt=2026-01-01/1.json" }] }"#,
    );
    workspace.answer(
        "s3-cp",
        r#"{ "code": "VALUE", "message": "the value is no number", "dataBase64": "eA==" }"#,
    );
    let ran = workspace.run(&["waiting", "--suffix", "dev"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    for part in [
        "Plant/Failures  3         failures",
        "1 readings are in quarantine in north-archive",
        "the value is no number (VALUE)\n    s3://north-archive/quarantine/dt=2026-01-01/1.json",
    ] {
        assert!(ran.out.contains(part), "{part}: {ran:?}");
    }
}

#[test]
fn drift_is_told_by_path_and_fails_where_that_is_wanted() {
    let workspace = deployed();
    workspace.answer(
        "cloudformation-detect-stack-drift",
        r#"{ "StackDriftDetectionId": "d" }"#,
    );
    workspace.answer(
        "cloudformation-describe-stack-drift-detection-status",
        r#"{ "DetectionStatus": "DETECTION_COMPLETE" }"#,
    );
    workspace.answer(
        "cloudformation-describe-stack-resource-drifts",
        r#"{ "StackResourceDrifts": [
            { "LogicalResourceId": "Failures", "PhysicalResourceId": "failures", "ResourceType": "AWS::SQS::Queue", "StackResourceDriftStatus": "MODIFIED",
              "PropertyDifferences": [{ "PropertyPath": "/Tags/0/Value", "ExpectedValue": "a", "ActualValue": "b", "DifferenceType": "NOT_EQUAL" }] },
            { "LogicalResourceId": "Archive", "ResourceType": "AWS::S3::Bucket", "StackResourceDriftStatus": "DELETED" },
            { "LogicalResourceId": "Work", "ResourceType": "AWS::Lambda::Function", "StackResourceDriftStatus": "IN_SYNC" }] }"#,
    );
    let ran = workspace.run(&["drift", "--suffix", "dev"]);
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (
            0,
            "deleted Plant/Archive AWS::S3::Bucket\nchanged Plant/Failures AWS::SQS::Queue\n    Tags[0].Value: \"a\" in the template, \"b\" in force\n2 drifted\n"
        ),
        "{ran:?}"
    );
    assert_eq!(workspace.run(&["drift", "--suffix", "dev", "--fail"]).code, 1);
}

#[test]
fn looks_at_what_is_not_deployed_say_so() {
    let workspace = Workspace::new();
    workspace.bootstrapped();
    workspace.answer(
        "cloudformation-list-stack-resources",
        "An error occurred (ValidationError) when calling the X operation: Stack with id north-dev does not exist",
    );
    for command in ["events", "logs", "waiting"] {
        let ran = workspace.run(&[command, "--suffix", "dev"]);
        assert!(
            ran.code == 1 && ran.err.contains("error: north-dev is not deployed"),
            "{command}: {ran:?}"
        );
    }
}
