//! Messages of commands about suffixes, plants, the workspace and the app.

use std::fs;
use std::process::Command;

use crate::workspace::{Workspace, ends_with};

#[test]
fn a_wrong_suffix_says_what_is_allowed() {
    let ran = Workspace::new().run(&["deploy", "--suffix", "Dev"]);
    assert_eq!(ran.code, 2);
    let message = "error: invalid value 'Dev' for '--suffix <SUFFIX>': `D` at position 1 is not allowed in a suffix: \
                   use 1 to 20 of a-z, 0-9 and single hyphens inside, such as `dev` or `pr-17`";
    assert_eq!(ran.err.lines().next(), Some(message));
}

#[test]
fn an_unknown_plant_says_which_there_are() {
    let workspace = Workspace::new();
    workspace.write("app/plants/south.toml", "");
    let ran = workspace.run(&["--plant", "nrth", "deploy", "--suffix", "dev"]);
    ends_with(
        &ran,
        1,
        &[
            "error: --plant: there is no plant `nrth` in app/plants/",
            "hint: use one of: north, south",
        ],
    );
}

#[test]
fn outside_of_a_workspace() {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("setup")
        .current_dir(folder.path())
        .output()
        .unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(
        text.contains("is not inside a ferrocdk project")
            && text.contains("hint: run the command in the folder that holds"),
        "{text}"
    );
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn the_app_is_told_plant_and_suffix() {
    let workspace = Workspace::new();
    let ran = workspace.run(&["synth", "--suffix", "dev"]);
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (0, "ROOT/cdk.out/.deploy/north-dev\n"),
        "{ran:?}"
    );
    assert!(
        ran.err.contains(
            "Synthesized north-dev for sa-east-1: 2 resources in cdk.out/.deploy/north-dev/Plant.template.json"
        ),
        "{ran:?}"
    );
    let context = || fs::read_to_string(workspace.path().join("context")).unwrap();
    assert_eq!(context().trim(), r#"{"plant":"north","suffix":"dev"}"#);
    assert_eq!(workspace.run(&["synth"]).out, "ROOT/cdk.out\n");
    assert_eq!(context().trim(), "{}");
}

#[test]
fn an_app_that_fails_ends_the_command() {
    let workspace = Workspace::new();
    workspace.script("target/debug/app", "echo 'error: the plant is wrong' >&2; exit 1");
    let ran = workspace.run(&["synth", "--suffix", "dev"]);
    ends_with(
        &ran,
        1,
        &[
            "error: the plant is wrong",
            "error: cannot synthesize plant `north`; see the messages above",
        ],
    );
    workspace.script("bin/cargo", "exit 101");
    ends_with(
        &workspace.run(&["synth"]),
        1,
        &["error: the app does not compile; see the messages above"],
    );
}

#[test]
fn synth_check_lists_what_differs() {
    let workspace = Workspace::new();
    workspace.run(&["synth"]);
    assert_eq!(workspace.run(&["synth", "--check"]).code, 0);
    let template = workspace.path().join("cdk.out/Plant.template.json");
    let text = fs::read_to_string(&template)
        .unwrap()
        .replace("AWS::S3::Bucket", "AWS::SQS::Queue");
    fs::write(template, text).unwrap();
    workspace.write("cdk.out/old.json", "{}");
    let ran = workspace.run(&["synth", "--check"]);
    for part in [
        "~ cdk.out/Plant.template.json differs",
        "AWS::S3::Bucket",
        "- cdk.out/old.json is not written any more",
    ] {
        assert!(ran.err.contains(part), "{part}: {ran:?}");
    }
    ends_with(
        &ran,
        4,
        &[
            "error: cdk.out is not current: 2 of its files differ",
            "hint: run `cargo xtask synth`, look at what changed, and check it in",
        ],
    );
}
