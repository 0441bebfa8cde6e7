//! Commands that read templates and the schema database: explain, policy, lint.

use crate::workspace::{Workspace, ends_with};

#[test]
fn explanations_are_data_and_unknown_names_are_errors() {
    let workspace = Workspace::new();
    let ran = workspace.run(&["explain", "kinesis::stream.streamencryption"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(
        ran.out.starts_with("AWS::Kinesis::Stream.StreamEncryption\n"),
        "no styles in a pipe: {}",
        ran.out
    );
    let ran = workspace.run(&["explain", "AWS::Kinesis::Stream", "--format", "json"]);
    assert!(
        ran.out.starts_with("{\n  \"name\": \"AWS::Kinesis::Stream\","),
        "{}",
        ran.out
    );
    ends_with(
        &workspace.run(&["explain", "AWS::Kinesis::Streem"]),
        2,
        &[
            "error: no resource type is called `AWS::Kinesis::Streem`",
            "hint: did you mean `AWS::Kinesis::Stream`?",
        ],
    );
}

#[test]
fn a_policy_needs_an_assembly_and_an_account_of_twelve_digits() {
    let workspace = Workspace::new();
    let ran = workspace.run(&["policy"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(
        ran.err
            .ends_with("hint: write it with `cargo xtask synth`, or name a suffix\n"),
        "{}",
        ran.err
    );
    let ran = workspace.run(&["policy", "--suffix", "prod", "--account", "1234"]);
    assert!(ran.err.contains("an account has 12 digits"), "{}", ran.err);
    let ran = workspace.run(&["policy", "--suffix", "prod"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.out
            .starts_with("{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": ["),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("arn:aws:s3:::"), "{}", ran.out);
    let split = workspace.run(&["policy", "--suffix", "prod", "--split"]);
    assert!(split.out.starts_with("[\n  {\n    \"Version\""), "{}", split.out);
}

#[test]
fn lint_ends_as_its_findings_say() {
    let workspace = Workspace::new();
    let file = |name: &str, text: &str| workspace.write(name, text).display().to_string();
    let right = file("right.yaml", "Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n");
    let warned = file(
        "warned.yaml",
        "Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n    DeletionPolicy: Retain\n",
    );
    let wrong = file(
        "wrong.json",
        r#"{ "Resources": { "Jobs": { "Type": "AWS::SQS::Queue", "Properties": { "QueueNam": "jobs" } } } }"#,
    );
    let other = file("other.json", "{ \"name\": \"no template\" }");

    let ran = workspace.run(&["lint", &right]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
    assert!(ran.err.contains("nothing to report in 1 template"), "{}", ran.err);

    let ran = workspace.run(&["lint", &warned]);
    assert!(ran.code == 0 && ran.out.contains("warning[W3011]"), "{}", ran.out);

    let ran = workspace.run(&["lint", "--format", "json", &right, &wrong]);
    let found: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(
        (ran.code, found[0]["rule"].as_str(), found[0]["line"].as_u64()),
        (1, Some("E3002"), Some(1))
    );
    assert_eq!(found[0]["path"], "Resources/Jobs/Properties/QueueNam");

    let ran = workspace.run(&["lint", &other]);
    assert!(
        ran.code == 1 && ran.out.contains("error[E1001]: the section `Resources` is missing"),
        "{}",
        ran.out
    );
    let ran = workspace.run(&["lint", "nowhere.yaml"]);
    assert!(ran.code == 2 && ran.err.contains("cannot read"), "{}", ran.err);
}
