//! Data that cannot be written.

use std::{
    fs::File,
    process::{Command, Stdio},
};

use crate::workspace::Workspace;

/// A workspace in which every command that prints data has something to print.
fn workspace() -> Workspace {
    let workspace = Workspace::new();
    workspace.bootstrapped();
    workspace.answer("cloudformation-describe-stacks", include_str!("../data/stacks.json"));
    let template = include_str!("../data/Plant.template.json");
    workspace.answer(
        "cloudformation-get-template",
        &format!("{{ \"TemplateBody\": {template} }}"),
    );
    workspace.write("target/functions/provider-0a1b.zip", "zip");
    workspace.write("bad.yaml", "Resources: { A: { Type: AWS::S3::Bucke } }\n");
    workspace
}

const COMMANDS: [&[&str]; 13] = [
    &["--help"],
    &["deploy", "--help"],
    &["--version"],
    &["synth"],
    &["build", "--asset", "provider:0a1b"],
    &["deploy", "--suffix", "dev"],
    &["outputs", "--suffix", "dev"],
    &["outputs", "--suffix", "dev", "--format", "json"],
    &["lint", "bad.yaml"],
    &["lint", "--format", "sarif", "bad.yaml"],
    &["explain", "AWS::S3::Bucket"],
    &["explain", "--format", "json", "AWS::S3::Bucket"],
    &["policy", "--suffix", "dev"],
];

#[test]
fn a_full_disk_is_an_error() {
    let workspace = workspace();
    for args in COMMANDS {
        let mut command = workspace.command(args);
        command.stdout(File::options().write(true).open("/dev/full").unwrap());
        let ran = workspace.ran(command.output().unwrap());
        let last = ran.err.lines().last().unwrap_or_default();
        assert_eq!(ran.code, 1, "{args:?}: {ran:?}");
        assert!(
            last.starts_with("error: cannot write to stdout: No space left on device"),
            "{args:?}: {ran:?}"
        );
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_none() {
    let workspace = workspace();
    for args in COMMANDS {
        let expected = workspace.run(args);
        let mut reader = Command::new("true").stdin(Stdio::piped()).spawn().unwrap();
        let pipe = reader.stdin.take().unwrap();
        reader.wait().unwrap();
        let mut command = workspace.command(args);
        command.stdout(pipe);
        let ran = workspace.ran(command.output().unwrap());
        assert_eq!(
            (ran.code, &ran.err),
            (expected.code, &expected.err),
            "{args:?}: {ran:?}"
        );
    }
}

#[test]
fn progress_that_nobody_can_read_ends_nothing() {
    let workspace = workspace();
    let mut command = workspace.command(&["outputs", "--suffix", "dev"]);
    command.stderr(File::options().write(true).open("/dev/full").unwrap());
    assert_eq!(command.output().unwrap().status.code(), Some(0));
}
