//! Steps of `deploy` around the change set: rehearsals, assets, several plants, steps afterwards, and apps without plants.

use std::fs;

use crate::workspace::{Workspace, ends_with};

/// A workspace in which a deployment goes well.
fn ready() -> Workspace {
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
    workspace
}

/// A workspace whose stack stands as the assembly has it.
fn standing() -> Workspace {
    let workspace = ready();
    workspace.answer("cloudformation-describe-stacks", include_str!("../data/stacks.json"));
    let template = include_str!("../data/Plant.template.json");
    workspace.answer(
        "cloudformation-get-template",
        &format!("{{ \"TemplateBody\": {template} }}"),
    );
    workspace
}

/// An assembly with so many files as assets.
fn with_assets(workspace: &Workspace, count: usize) {
    let mut files = serde_json::Map::new();
    for number in 0..count {
        workspace.write(&format!("assembly/asset.{number}.txt"), &number.to_string());
        files.insert(
            number.to_string(),
            serde_json::json!({
                "displayName": format!("file {number}"),
                "source": { "path": format!("asset.{number}.txt"), "packaging": "file" },
                "destinations": { "d": { "bucketName": "assets", "objectKey": format!("deep/{number}.txt"), "region": "sa-east-1" } }
            }),
        );
    }
    let assets = serde_json::json!({ "version": "48.0.0", "files": files });
    workspace.write("assembly/Plant.assets.json", &assets.to_string());
    let mut manifest: serde_json::Value = serde_json::from_str(include_str!("../data/manifest.json")).unwrap();
    let stack = manifest["artifacts"]
        .as_object()
        .unwrap()
        .keys()
        .next()
        .unwrap()
        .clone();
    manifest["artifacts"][&stack]["dependencies"] = serde_json::json!(["Plant.assets"]);
    manifest["artifacts"]["Plant.assets"] =
        serde_json::json!({ "type": "cdk:asset-manifest", "properties": { "file": "Plant.assets.json" } });
    workspace.write("assembly/manifest.json", &manifest.to_string());
    workspace.answer(
        "s3api-head-object",
        "An error occurred (404) when calling the HeadObject operation: Not Found",
    );
}

#[test]
fn assets_of_one_bucket_go_there_by_one_call() {
    let workspace = ready();
    with_assets(&workspace, 30);
    // What is sent, as the CLI sees it.
    let script = fs::read_to_string(workspace.path().join("bin/aws")).unwrap();
    let looks = "\n[ \"$1 $2 $3\" = \"s3 cp --recursive\" ] && (cd $5 && find -L . -type f | sort) > $ROOT/sent\n";
    let script = script.replacen("\nanswer=", &format!("{looks}answer="), 1);
    workspace.script("bin/aws", script.trim_start_matches("#!/bin/sh\n"));
    let ran = workspace.run(&["deploy", "--suffix", "dev", "--yes"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.err.contains("Publishing [30/30] file 29 (1 KiB)"), "{ran:?}");
    let calls = workspace.calls();
    assert_eq!(calls.matches("s3 cp").count(), 1, "{calls}");
    assert_eq!(calls.matches("head-object").count(), 30);
    let sent = fs::read_to_string(workspace.path().join("sent")).unwrap();
    assert!(sent.lines().count() == 30 && sent.contains("./deep/7.txt"), "{sent}");
}

#[test]
fn an_asset_that_cannot_be_sent_is_named() {
    let workspace = ready();
    with_assets(&workspace, 1);
    workspace.answer(
        "s3-cp",
        "upload failed: An error occurred (AccessDenied) when calling the PutObject operation: no",
    );
    let ran = workspace.run(&["deploy", "--suffix", "dev", "--yes"]);
    assert!(
        ran.code == 1
            && ran
                .err
                .contains("error: cannot publish to `s3://assets/`: file 0: PutObject: no (AccessDenied)"),
        "{ran:?}"
    );
    assert!(!workspace.calls().contains("create-change-set"));
}

#[test]
fn a_rehearsal_prints_the_calls_and_changes_nothing() {
    let workspace = ready();
    with_assets(&workspace, 1);
    let ran = workspace.run(&["deploy", "--suffix", "dev", "--dry-run"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let lines: Vec<&str> = ran.out.lines().collect();
    let begins = |line: usize, with: &str| {
        assert!(
            lines[line].starts_with(&format!("aws --region sa-east-1 {with}")),
            "{ran:?}"
        );
    };
    begins(
        0,
        "s3 cp --only-show-errors ROOT/cdk.out/.deploy/north-dev/asset.0.txt s3://assets/deep/0.txt",
    );
    begins(
        1,
        "cloudformation create-change-set --stack-name north-dev --change-set-name ferrocdk-",
    );
    begins(2, "cloudformation describe-change-set --stack-name north-dev");
    begins(3, "cloudformation execute-change-set --stack-name north-dev");
    begins(4, "cloudformation describe-stack-events --stack-name north-dev");
    let calls = workspace.calls();
    for made in ["create-change-set", "execute-change-set", "s3 cp", "delete-"] {
        assert!(!calls.contains(made), "{made}: {calls}");
    }
}

#[test]
fn steps_come_after_a_deployment_and_the_first_that_fails_ends_it() {
    let workspace = standing();
    workspace.script("smoke", "echo \"$FERROCDK_PLANT $FERROCDK_SUFFIX $FERROCDK_LOCAL $(cat $FERROCDK_OUTPUTS)\" > $ROOT/told; echo smoke is fine");
    workspace.write(
        "ferrocdk.toml",
        "default_plant = \"north\"\n[[post_deploy]]\nname = \"smoke test\"\nrun = [\"./smoke\"]\n",
    );
    let ran = workspace.run(&["deploy", "--suffix", "dev", "--yes"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.err.contains("Running smoke test\nsmoke is fine\n"), "{ran:?}");
    assert_eq!(ran.out, "s3_bucket_name  north-dev-archive\n", "steps write to stderr");
    let told = fs::read_to_string(workspace.path().join("told")).unwrap();
    assert!(
        told.starts_with("north dev false {") && told.contains("north-dev-archive"),
        "{told}"
    );

    workspace.script("smoke", "exit 3");
    ends_with(
        &workspace.run(&["deploy", "--suffix", "dev", "--yes"]),
        1,
        &[
            "error: north-dev is deployed, but the step `smoke test` ended with exit status: 3",
            "hint: mend it and deploy again: a deployment without a change runs the steps, too",
        ],
    );
    assert_eq!(
        workspace
            .run(&["deploy", "--suffix", "dev", "--yes", "--no-post-deploy"])
            .code,
        0
    );
    workspace.write("ferrocdk.toml", "[[post_deploy]]\nname = \"nothing\"\nrun = []\n");
    assert!(
        workspace
            .run(&["list"])
            .err
            .contains("post_deploy `nothing`: `run` is empty")
    );
}

#[test]
fn several_plants_are_deployed_side_by_side() {
    let workspace = standing();
    workspace.write("app/plants/south.toml", "region = \"sa-east-1\"\n");
    workspace.write("app/plants/west.toml", "region = \"sa-east-1\"\n");
    // The second plant says what goes wrong with it.
    workspace.script(
        "target/debug/app",
        "mkdir -p $CDK_OUTDIR && cp -r $ROOT/assembly/. $CDK_OUTDIR\ncase $CDK_CONTEXT_JSON in *$BROKEN*) echo broken >&2; exit 1 ;; esac",
    );
    let run = |broken: &str, args: &[&str]| {
        let mut command = workspace.command(args);
        workspace.ran(command.env("BROKEN", broken).output().unwrap())
    };
    let all = ["deploy", "--suffix", "dev", "--yes", "--plants", "all"];
    let ran = run("nobody", &all);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.err.contains("Deployed 3 plants: north, south, west"), "{ran:?}");
    assert!(
        ran.err
            .contains("[south]    Unchanged stack north-dev is as it should be"),
        "{ran:?}"
    );
    let ran = run("south", &all);
    assert!(
        ran.code == 1 && ran.err.contains("error: the deployment of south failed\n"),
        "{ran:?}"
    );
    ends_with(
        &run("nobody", &["deploy", "--suffix", "dev", "--plants", "east"]),
        2,
        &[
            "error: --plants: there is no plant `east`",
            "hint: use `all`, or some of: north, south, west",
        ],
    );
}

#[test]
fn an_app_without_plants_needs_neither_plant_nor_suffix() {
    let workspace = ready();
    fs::remove_dir_all(workspace.path().join("app/plants")).unwrap();
    workspace.write("ferrocdk.toml", "app = \"app\"\n");
    let ran = workspace.run(&["deploy", "--yes"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(
        fs::read_to_string(workspace.path().join("context")).unwrap(),
        "{\"ferrocdk:locations\":true}\n"
    );
    assert!(workspace.path().join("cfn-outputs/aws/app.json").is_file());
    let ran = workspace.run(&["destroy"]);
    assert!(
        ran.err
            .contains("error: deleting app and all its data needs somebody's approval"),
        "{ran:?}"
    );
}

#[test]
fn a_failure_is_told_with_the_line_of_the_sources() {
    let workspace = ready();
    workspace.write(
        "after/cloudformation-describe-stack-events.json",
        include_str!("../data/failed-events.json"),
    );
    workspace.write(
        "assembly/tree.json",
        r#"{ "version": "tree-0.1", "tree": { "id": "App", "path": "", "children": { "Plant": { "id": "Plant", "path": "Plant", "location": "app/src/main.rs:3",
            "children": { "Archive": { "id": "Archive", "path": "Plant/Archive", "location": "app/src/plant.rs:42" } } } } } }"#,
    );
    let ran = workspace.run(&["deploy", "--suffix", "dev", "--yes"]);
    assert!(
        ran.err.contains(
            "ended in ROLLBACK_COMPLETE: Plant/Archive (AWS::S3::Bucket, app/src/plant.rs:42): the name is taken"
        ),
        "{ran:?}"
    );
}

#[test]
fn an_expired_session_says_how_to_get_another() {
    let workspace = ready();
    workspace.answer(
        "sts-get-caller-identity",
        "An error occurred (ExpiredToken) when calling the GetCallerIdentity operation: The security token included in the request is expired",
    );
    let ran = workspace.run(&["deploy", "--suffix", "dev", "--yes"]);
    assert!(
        ran.code == 1
            && ran
                .err
                .contains("hint: run `aws sso login`, or get new session credentials, and try again"),
        "{ran:?}"
    );
}

#[test]
fn a_running_update_is_waited_for() {
    let workspace = standing();
    let busy = include_str!("../data/stacks.json").replace("CREATE_COMPLETE", "UPDATE_IN_PROGRESS");
    workspace.answer("cloudformation-describe-stacks", &busy);
    // The second look finds it done.
    let script = fs::read_to_string(workspace.path().join("bin/aws")).unwrap();
    let ends = "\n[ \"$2\" = describe-stack-events ] && cp $ROOT/done/* $ROOT/answers\n";
    workspace.script(
        "bin/aws",
        script
            .replacen("\nanswer=", &format!("{ends}answer="), 1)
            .trim_start_matches("#!/bin/sh\n"),
    );
    workspace.write(
        "done/cloudformation-describe-stacks.json",
        include_str!("../data/stacks.json"),
    );
    let ran = workspace.run(&["deploy", "--suffix", "dev", "--yes"]);
    assert!(
        ran.err
            .contains("Waiting stack north-dev is in UPDATE_IN_PROGRESS, by "),
        "{ran:?}"
    );
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[test]
fn a_creation_that_could_not_be_taken_back_is_deleted_first() {
    let workspace = ready();
    let failed = include_str!("../data/stacks.json").replace("CREATE_COMPLETE", "ROLLBACK_FAILED");
    workspace.answer("cloudformation-describe-stacks", &failed);
    workspace.answer(
        "cloudformation-describe-stack-events",
        r#"{ "StackEvents": [{ "EventId": "9", "LogicalResourceId": "north-dev", "PhysicalResourceId": "arn:stack/north-dev/1",
            "ResourceType": "AWS::CloudFormation::Stack", "Timestamp": "2026-01-02T03:04:05Z", "ResourceStatus": "DELETE_FAILED", "ResourceStatusReason": "held" }] }"#,
    );
    let ran = workspace.run(&["deploy", "--suffix", "dev", "--dry-run"]);
    assert!(
        ran.err
            .contains("Deleting stack north-dev, whose creation failed earlier (ROLLBACK_FAILED)"),
        "{ran:?}"
    );
    assert!(
        ran.out
            .starts_with("aws --region sa-east-1 cloudformation delete-stack --stack-name arn:stack/north-dev/1\n"),
        "{ran:?}"
    );
}
