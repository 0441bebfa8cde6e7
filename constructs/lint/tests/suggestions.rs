//! Proposals of findings, and that one mistake brings one finding.

use ferrocdk_lint::{Finding, Linter, Options};
use ferrocdk_spec::Database;
use serde_json::Value;

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

/// Properties of a type that take one of a few texts, with these.
fn choices(database: &Database<'_>, ty: &str) -> Vec<(String, Vec<String>)> {
    let Ok(schema) = database.schema(ty) else {
        return Vec::new();
    };
    let properties = schema.root().get("properties").and_then(Value::as_object);
    let choices = properties.into_iter().flatten().filter_map(|(name, property)| {
        let property = match property.get("$ref").and_then(Value::as_str) {
            Some(reference) => schema.resolve(reference).ok()?,
            None => property,
        };
        let values = property.get("enum")?.as_array()?;
        let values = values.iter().map(|value| value.as_str().map(str::to_owned));
        Some((name.clone(), values.collect::<Option<Vec<_>>>()?))
    });
    choices.collect()
}

/// For every property of every type that takes one of a few texts: whatever is found beside the misspelt text is found with every right one too.
#[test]
fn nothing_follows_from_a_misspelt_value_alone() {
    let linter = Linter::new(Options::default());
    let database = Database::bundled().unwrap();
    let found = |ty: &str, name: &str, value: &str| {
        let text = format!(
            "Resources:\n  R:\n    Type: {ty}\n    Properties:\n      {name}: {}\n",
            Value::from(value)
        );
        let findings = linter.lint_text(&text).into_iter();
        findings
            .filter(|finding| !finding.path.to_string().ends_with(name))
            .map(|finding| (finding.rule, finding.message))
            .collect::<Vec<_>>()
    };
    let (mut tried, mut following) = (0, Vec::new());
    for ty in database.names() {
        for (name, values) in choices(&database, ty) {
            let misspelt = found(ty, &name, &format!("{}zzz", values[0]));
            tried += 1;
            for value in values.iter().take(8) {
                let right = found(ty, &name, value);
                following.extend(
                    misspelt
                        .iter()
                        .filter(|finding| !right.contains(finding))
                        .map(|(rule, message)| format!("{ty} {name} {value}: {rule} {message}")),
                );
            }
        }
    }
    assert!(tried > 500, "only {tried} properties");
    assert!(following.is_empty(), "{}", following.join("\n"));
}
