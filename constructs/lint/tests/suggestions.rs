//! What findings propose, and that one mistake brings one finding.

use ferrocdk_lint::{Finding, Linter, Options};

fn lint(resource: &str) -> Vec<Finding> {
    Linter::new(Options::default()).lint_text(&format!("Resources:\n  R: {resource}\n"))
}

/// Rule and help of everything that is found.
fn found(resource: &str) -> Vec<(&'static str, String)> {
    let findings = lint(resource).into_iter();
    findings
        .map(|finding| (finding.rule, finding.help.unwrap_or_default()))
        .collect()
}

fn function(properties: &str) -> String {
    format!(
        "{{ Type: AWS::Lambda::Function, Properties: {{ Role: 'arn:aws:iam::123456789012:role/r', Handler: i.h, Code: {{ ZipFile: x }}, {properties} }} }}"
    )
}

#[test]
fn a_runtime_that_was_cut_short_is_completed() {
    for (name, meant) in [
        ("nodejs24", "nodejs24.x"),
        ("nodejs22", "nodejs22.x"),
        ("nodejs22x", "nodejs22.x"),
        ("NodeJS24.x", "nodejs24.x"),
        ("python313", "python3.13"),
        ("provided.al203", "provided.al2023"),
    ] {
        let found = found(&function(&format!("Runtime: {name}")));
        assert_eq!(found, [("E3030", format!("did you mean `{meant}`?"))], "{name}");
    }
}

#[test]
fn actions_are_proposed_as_aws_writes_them() {
    for (name, meant) in [
        ("s3:GetObjct", "s3:GetObject"),
        ("s3:getobjct", "s3:GetObject"),
        ("dynamodb:PutItm", "dynamodb:PutItem"),
        ("lambda:InvokeFuncton", "lambda:InvokeFunction"),
        ("kinesis:DescribeStreamSumary", "kinesis:DescribeStreamSummary"),
        ("sqs:ChangeMessageVisibilty", "sqs:ChangeMessageVisibility"),
        (
            "kms:GenerateDataKeyWithoutPlaintex",
            "kms:GenerateDataKeyWithoutPlaintext",
        ),
    ] {
        let found = found(&format!(
            "{{ Type: AWS::IAM::ManagedPolicy, Properties: {{ PolicyDocument: {{ Version: 2012-10-17, Statement: [{{ Effect: Allow, Action: '{name}', Resource: '*' }}] }} }} }}"
        ));
        assert_eq!(found, [("W3037", format!("did you mean `{meant}`?"))], "{name}");
    }
}

#[test]
fn a_timeout_is_told_as_one() {
    let findings = lint(&function("Runtime: python3.13, Timeout: 1000"));
    let [finding] = findings.as_slice() else {
        panic!("{findings:?}")
    };
    assert_eq!(finding.rule, "E3717");
    assert!(!finding.message.contains("capacity"), "{}", finding.message);
    assert!(finding.message.contains("900"), "{}", finding.message);
}

/// A value that is reported tells nothing about which other properties are needed.
#[test]
fn a_misspelt_value_brings_no_second_finding() {
    for (resource, rule) in [
        (
            "{ Type: AWS::DynamoDB::Table, Properties: { BillingMode: PAY_PER_REQEST, AttributeDefinitions: [{ AttributeName: a, AttributeType: S }], KeySchema: [{ AttributeName: a, KeyType: HASH }] } }",
            "E3030",
        ),
        (
            "{ Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: { TargetType: lambd } }",
            "E3030",
        ),
        (
            "{ Type: AWS::Lambda::Function, Properties: { Role: 'arn:aws:iam::123456789012:role/r', PackageType: Imag, Code: { ImageUri: '123456789012.dkr.ecr.us-east-1.amazonaws.com/a:b' } } }",
            "E3030",
        ),
        (
            "{ Type: AWS::EC2::Volume, Properties: { AvailabilityZone: us-east-1a, Size: 10, VolumeType: gp4, Iops: 3000 } }",
            "E3030",
        ),
    ] {
        let rules: Vec<_> = lint(resource)
            .into_iter()
            .map(|finding| (finding.rule, finding.message))
            .collect();
        assert!(
            matches!(rules.as_slice(), [(only, _)] if *only == rule),
            "{resource}: {rules:?}"
        );
    }
}
