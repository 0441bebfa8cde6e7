//! Limits that only large templates break, and references out of a region.

use std::collections::BTreeSet;

use ferrocdk_lint::{Linter, Options};

#[test]
fn limits() {
    let long = "a".repeat(256);
    let many = |count: usize, body: &str| (0..count).map(|n| format!("  N{n}: {body}\n")).collect::<String>();
    let topic = "{ Type: AWS::SNS::Topic }";
    let cases = [
        (
            "E1002",
            format!(
                "Description: a\nMetadata: {{ A: {} }}\nResources: {{}}\n",
                "a".repeat(1_000_000)
            ),
        ),
        ("E1003", format!("Description: {}\nResources: {{}}\n", "a".repeat(1025))),
        (
            "E2010",
            format!("Parameters:\n{}Resources: {{}}\n", many(201, "{ Type: String }")),
        ),
        (
            "E2011",
            format!("Parameters:\n  {long}: {{ Type: String }}\nResources: {{}}\n"),
        ),
        ("E3010", format!("Resources:\n{}", many(501, topic))),
        (
            "E3697",
            format!(
                "Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties:\n      Role: arn:aws:iam::123456789012:role/some\n      Handler: a.b\n      Runtime: python3.13\n      Code: {{ S3Bucket: bucket, S3Key: key }}\n      Environment:\n        Variables:\n          VALUE: {}\n",
                "a".repeat(4097)
            ),
        ),
        ("E3011", format!("Resources:\n  {long}: {topic}\n")),
        (
            "E6010",
            format!("Resources: {{}}\nOutputs:\n{}", many(201, "{ Value: a }")),
        ),
        (
            "E6011",
            format!("Resources: {{}}\nOutputs:\n  {long}: {{ Value: a }}\n"),
        ),
        (
            "E7002",
            format!("Mappings:\n  {long}: {{ a: {{ b: c }} }}\nResources: {{}}\n"),
        ),
        (
            "E7010",
            format!("Mappings:\n{}Resources: {{}}\n", many(201, "{ a: { b: c } }")),
        ),
    ];
    let linter = Linter::new(Options {
        ignore: vec!["W".to_owned()],
        ..Options::default()
    });
    for (rule, text) in cases {
        let found: BTreeSet<&str> = linter.lint_text(&text).iter().map(|finding| finding.rule).collect();
        assert_eq!(found, BTreeSet::from([rule]));
    }
}

#[test]
fn nothing_leads_out_of_a_region() {
    let linter = Linter::new(Options {
        regions: vec!["eu-central-1".to_owned()],
        residency: Some("eu-central-1".to_owned()),
        ..Options::default()
    });
    let text = |value: &str| {
        format!(
            "Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n    Properties:\n      DisplayName: {value}\n      TopicName: my-queue-1\n"
        )
    };
    let rules = |value: &str| {
        linter
            .lint_text(&text(value))
            .iter()
            .map(|finding| finding.rule)
            .collect::<Vec<_>>()
    };
    assert_eq!(rules("arn:aws:sqs:us-east-1:123456789012:a"), ["F7001"]);
    assert_eq!(
        rules("!Sub 'arn:${AWS::Partition}:sqs:us-east-1:${AWS::AccountId}:a'"),
        ["F7001"]
    );
    assert_eq!(rules("us-east-1"), ["F7002"]);
    assert_eq!(rules("us-east-1a"), ["F7002"]);
    assert_eq!(rules("sqs.us-east-1.amazonaws.com"), ["F7002"]);
    for right in [
        "arn:aws:sqs:eu-central-1:123456789012:a",
        "eu-central-1b",
        "arn:aws:iam::aws:policy/A",
        "my-topic-1",
    ] {
        assert!(rules(right).is_empty(), "{right}");
    }
    let acknowledged = text("us-east-1").replace(
        "    Properties",
        "    Metadata: { ferrocdk: { F7002: replicated on purpose } }\n    Properties",
    );
    assert!(linter.lint_text(&acknowledged).is_empty());
    let elsewhere = Linter::new(Options::default());
    assert!(elsewhere.lint_text(&text("us-east-1a")).is_empty());
}
