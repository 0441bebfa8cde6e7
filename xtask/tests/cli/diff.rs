//! `diff` against what is deployed, a git revision, and files.

use std::process::Command;

use crate::workspace::{Ran, Workspace, ends_with};

const OLD: &str = r#"{ "Resources": {
    "T": { "Type": "AWS::DynamoDB::Table", "Properties": { "TableName": "a" } },
    "R": { "Type": "AWS::IAM::Role", "Properties": { "RoleName": "a|b" } } } }"#;
const NEW: &str = "Resources:\n  T: { Type: AWS::DynamoDB::Table, Properties: { TableName: b } }\n  R: { Type: AWS::IAM::Role, Properties: { RoleName: a|b } }\n";

fn templates() -> Workspace {
    let workspace = Workspace::new();
    workspace.write("old.json", OLD);
    workspace.write("new.yaml", NEW);
    workspace
}

fn first_line(ran: &Ran) -> &str {
    ran.out.lines().next().unwrap_or_default()
}

#[test]
fn two_templates_need_no_project_and_the_first_line_tells_of_data() {
    let workspace = templates();
    std::fs::remove_file(workspace.path().join("ferrocdk.toml")).unwrap();
    let ran = workspace.run(&["diff", "--against", "old.json", "new.yaml"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(
        first_line(&ran),
        "data would be lost: T (AWS::DynamoDB::Table) is replaced"
    );
    assert!(
        ran.out.contains("± T AWS::DynamoDB::Table  replaced, data lost"),
        "{ran:?}"
    );
    assert!(ran.out.contains("TableName: \"a\" → \"b\"  replaces"), "{ran:?}");
    assert!(!ran.out.contains("AWS::IAM::Role"), "{ran:?}");
}

#[test]
fn a_difference_fails_where_that_is_wanted() {
    let workspace = templates();
    let with = |new: &str| workspace.run(&["diff", "--fail", "--against", "old.json", new]);
    assert_eq!(with("new.yaml").code, 1);
    let same = with("old.json");
    assert_eq!(
        (same.code, same.out.as_str()),
        (0, "no data is lost\n\n1 stack without a difference\n")
    );
}

#[test]
fn the_forms_for_programs_and_for_pull_requests() {
    let workspace = templates();
    let ran = workspace.run(&["diff", "--format", "json", "--against", "old.json", "new.yaml"]);
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(json["version"], 1);
    assert_eq!(json["losses"][0]["path"], "T");
    assert_eq!(json["stacks"][0]["resources"][0]["action"], "replace");
    let ran = workspace.run(&["diff", "--format", "markdown", "--against", "old.json", "new.yaml"]);
    assert!(
        ran.out
            .starts_with("> [!CAUTION]\n> **Data would be lost:**\n> - T (AWS::DynamoDB::Table) is replaced\n"),
        "{ran:?}"
    );
    assert!(
        ran.out
            .contains("| ± | `T` | AWS::DynamoDB::Table | **replaced**, **data lost** |"),
        "{ran:?}"
    );
}

#[test]
fn colours_come_only_where_they_are_wanted() {
    let workspace = templates();
    let args = ["diff", "--against", "old.json", "new.yaml"];
    let plain = workspace.run(&args);
    assert!(!plain.out.contains('\u{1b}'));
    let mut command = workspace.command(&args);
    let coloured = workspace.ran(
        command
            .env_remove("NO_COLOR")
            .env("CLICOLOR_FORCE", "1")
            .output()
            .unwrap(),
    );
    assert!(coloured.out.contains('\u{1b}'), "{coloured:?}");
}

#[test]
fn wrong_calls_say_what_to_do() {
    let workspace = templates();
    ends_with(
        &workspace.run(&["diff", "new.yaml", "--suffix", "dev"]),
        2,
        &[
            "error: `new.yaml` is a template, and nothing says what it is compared with",
            "hint: add --against with a template, or name the folder of an assembly",
        ],
    );
    ends_with(
        &workspace.run(&["diff", "--against", "old.json", "--stack", "x", "new.yaml"]),
        2,
        &["error: there is no stack `x` on either side", "hint: use one of: new"],
    );
    workspace.write("empty.json", "{}");
    ends_with(
        &workspace.run(&["diff", "--against", "empty.json", "new.yaml"]),
        2,
        &[
            "error: `empty.json` is no template: it has no `Resources`",
            "hint: name the folder of an assembly (with its manifest.json), or a template in JSON or YAML",
        ],
    );
    ends_with(
        &workspace.run(&["diff", "--against", "no-such-thing"]),
        2,
        &[
            "error: `no-such-thing` is no file, and the project is in no git repository: fatal: not a git repository (or any of the parent directories): .git",
            "hint: name a git revision, a folder with an assembly, or a template",
        ],
    );
}

#[test]
fn against_what_is_deployed() {
    let workspace = Workspace::new();
    workspace.bootstrapped();
    let ran = workspace.run(&["diff", "--suffix", "dev"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.out
            .contains("stack north-dev (new)\n  + Plant/Archive AWS::S3::Bucket"),
        "{ran:?}"
    );

    workspace.answer("cloudformation-describe-stacks", include_str!("../data/stacks.json"));
    let template = include_str!("../data/Plant.template.json");
    workspace.answer(
        "cloudformation-get-template",
        &format!("{{ \"TemplateBody\": {template} }}"),
    );
    let ran = workspace.run(&["diff", "--suffix", "dev", "--fail"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let calls = workspace.calls();
    assert!(!calls.contains("change-set"), "nothing is made for a look: {calls}");

    // YAML that somebody else deployed.
    let yaml = "Resources: {Old: {Type: AWS::S3::Bucket}}";
    workspace.answer(
        "cloudformation-get-template",
        &format!("{{ \"TemplateBody\": \"{yaml}\" }}"),
    );
    let ran = workspace.run(&["diff", "--suffix", "dev", "--fail"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert_eq!(first_line(&ran), "data would be lost: Old (AWS::S3::Bucket) is removed");
}

#[test]
fn against_a_git_revision_both_are_synthesized() {
    let workspace = Workspace::new();
    // The app of a checkout gives the assembly that lies in it.
    workspace.script(
        "bin/cargo",
        r#"here=$(pwd); mkdir -p $here/target
printf '#!/bin/sh\nmkdir -p $CDK_OUTDIR && cp -r %s/assembly/. $CDK_OUTDIR\n' $here > $here/target/app; chmod +x $here/target/app
echo "{\"executable\":\"$here/target/app\",\"target\":{\"name\":\"app\",\"kind\":[\"bin\"]}}""#,
    );
    let git = |args: &[&str]| {
        let mut command = Command::new("git");
        command
            .current_dir(workspace.path())
            .args(["-c", "user.name=t", "-c", "user.email=t@example.com"])
            .args(args);
        command.env("HOME", workspace.path());
        let output = command.output().unwrap();
        assert!(output.status.success(), "{output:?}");
    };
    workspace.write(".gitignore", "target\n");
    git(&["init", "--quiet", "--initial-branch", "main"]);
    git(&["add", "."]);
    git(&["commit", "--quiet", "--message", "First"]);
    let ran = workspace.run(&["diff", "--against", "main", "--fail"]);
    assert_eq!(ran.code, 0, "{ran:?}");

    let changed = include_str!("../data/Plant.template.json").replacen("AWS::S3::Bucket\"", "AWS::SQS::Queue\"", 1);
    workspace.write("assembly/Plant.template.json", &changed);
    let ran = workspace.run(&["diff", "--against", "HEAD", "--fail"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.err.contains("Checking out HEAD ("), "{ran:?}");
    assert!(
        ran.out.contains("Type: \"AWS::S3::Bucket\" → \"AWS::SQS::Queue\""),
        "{ran:?}"
    );
    ends_with(
        &workspace.run(&["diff", "--against", "origin/main"]),
        2,
        &[
            "error: there is no file and no git revision `origin/main`",
            "hint: look for it with `git branch --all`; what is only on a server has to be fetched first, as by `git fetch origin`",
        ],
    );
    // The user's own checkout is as it was.
    let status = Command::new("git")
        .current_dir(workspace.path())
        .args(["status", "--short"])
        .output()
        .unwrap();
    let status = String::from_utf8_lossy(&status.stdout).into_owned();
    assert!(
        status
            .lines()
            .all(|line| line.contains("assembly/") || line.contains("context")),
        "{status}"
    );
}
