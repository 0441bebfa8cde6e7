//! Global services: what must stand in one region, what may name any, and what still may not lead out.

use ferrocdk_lint::{Linter, Options};
use serde_json::{Value as Json, json};

fn rules(region: &str, resources: &Json) -> Vec<String> {
    let linter = Linter::new(Options {
        regions: vec![region.to_owned()],
        residency: Some(region.to_owned()),
        ..Options::default()
    });
    let findings = linter.lint_text(&json!({ "Resources": resources }).to_string());
    findings
        .iter()
        .map(|finding| format!("{} {}", finding.rule, finding.path))
        .collect()
}

fn distribution(certificate: &Json, acl: &Json, function: &Json) -> Json {
    json!({ "Type": "AWS::CloudFront::Distribution", "Properties": { "DistributionConfig": {
        "Enabled": true,
        "Origins": [{ "Id": "o", "DomainName": "x.example.com", "CustomOriginConfig": { "OriginProtocolPolicy": "https-only" } }],
        "DefaultCacheBehavior": {
            "TargetOriginId": "o", "ViewerProtocolPolicy": "https-only", "CachePolicyId": "658327ea-f89d-4fab-a63d-7e88639e58f6",
            "LambdaFunctionAssociations": [{ "EventType": "origin-request", "LambdaFunctionARN": function }]
        },
        "WebACLId": acl,
        "ViewerCertificate": { "AcmCertificateArn": certificate, "SslSupportMethod": "sni-only", "MinimumProtocolVersion": "TLSv1.2_2021" }
    } } })
}

const ID: &str = "473e64fd-f30b-4765-81a0-62ad96dd167a";

fn in_region(region: &str) -> [Json; 3] {
    [
        format!("arn:aws:acm:{region}:111122223333:certificate/{ID}"),
        format!("arn:aws:wafv2:{region}:111122223333:global/webacl/a/{ID}"),
        format!("arn:aws:lambda:{region}:111122223333:function:f:1"),
    ]
    .map(Json::from)
}

#[test]
fn cloudfront_takes_what_stands_at_home_and_nothing_else() {
    for stack in ["eu-central-1", "us-east-1"] {
        let [certificate, acl, function] = in_region("us-east-1");
        let right = json!({ "D": distribution(&certificate, &acl, &function) });
        assert_eq!(rules(stack, &right), [""; 0], "{stack}");
    }
    let [certificate, acl, function] = in_region("eu-central-1");
    let wrong = json!({ "D": distribution(&certificate, &acl, &function) });
    let found = rules("eu-central-1", &wrong);
    assert_eq!(
        found
            .iter()
            .filter(|rule| rule.starts_with("F7003 Resources/D/"))
            .count(),
        3,
        "{found:?}"
    );
}

#[test]
fn values_of_other_stacks_and_of_this_one_are_judged_too() {
    let [_, acl, function] = in_region("us-east-1");
    let output = |region: &str| json!({ "Fn::GetStackOutput": { "StackName": "us", "Region": region, "OutputName": "Certificate" } });
    let place = "Resources/D/Properties/DistributionConfig/ViewerCertificate/AcmCertificateArn";
    let home = json!({ "D": distribution(&output("us-east-1"), &acl, &function) });
    assert_eq!(rules("eu-central-1", &home), [""; 0]);
    let elsewhere = json!({ "D": distribution(&output("eu-central-1"), &acl, &function) });
    assert_eq!(rules("eu-central-1", &elsewhere), [format!("F7003 {place}")]);

    let certificate = json!({ "Type": "AWS::CertificateManager::Certificate", "Properties": { "DomainName": "x.example.com", "ValidationMethod": "DNS" } });
    let own = json!({ "C": certificate, "D": distribution(&json!({ "Ref": "C" }), &acl, &function) });
    assert_eq!(rules("eu-central-1", &own), [format!("F7003 {place}")]);
    assert_eq!(rules("us-east-1", &own), [""; 0]);
    // Finds or makes it in us-east-1, as far as anybody knows.
    let custom = json!({
        "C": { "Type": "Custom::Certificate", "Properties": { "ServiceToken": "arn:aws:lambda:eu-central-1:111122223333:function:f" } },
        "D": distribution(&json!({ "Fn::GetAtt": ["C", "Arn"] }), &acl, &function)
    });
    assert_eq!(rules("eu-central-1", &custom), [""; 0]);
}

#[test]
fn what_protects_cloudfront_stands_at_home() {
    let acl = |scope: &str| {
        let visibility = json!({ "SampledRequestsEnabled": true, "CloudWatchMetricsEnabled": true, "MetricName": "m" });
        json!({ "A": { "Type": "AWS::WAFv2::WebACL", "Properties": { "Scope": scope, "DefaultAction": { "Allow": {} }, "VisibilityConfig": visibility } } })
    };
    assert_eq!(
        rules("eu-central-1", &acl("CLOUDFRONT")),
        ["F7003 Resources/A/Properties/Scope"]
    );
    assert_eq!(rules("us-east-1", &acl("CLOUDFRONT")), [""; 0]);
    assert_eq!(rules("eu-central-1", &acl("REGIONAL")), [""; 0]);
}

#[test]
fn global_metrics_and_events_are_heard_at_home_only() {
    let alarm = |namespace: &str| {
        json!({ "A": { "Type": "AWS::CloudWatch::Alarm", "Properties": {
            "Namespace": namespace, "MetricName": "HealthCheckStatus", "Dimensions": [{ "Name": "HealthCheckId", "Value": "x" }],
            "ComparisonOperator": "LessThanThreshold", "EvaluationPeriods": 1, "Period": 60, "Statistic": "Minimum", "Threshold": 1
        } } })
    };
    let place = "W7003 Resources/A/Properties/Namespace";
    assert_eq!(rules("eu-central-1", &alarm("AWS/Route53")), [place]);
    assert_eq!(rules("us-east-1", &alarm("AWS/Route53")), [""; 0]);
    assert_eq!(rules("us-east-1", &alarm("AWS/GlobalAccelerator")), [place]);
    assert_eq!(rules("eu-central-1", &alarm("AWS/Route53Resolver")), [""; 0]);
    let rule = |source: &Json| json!({ "R": { "Type": "AWS::Events::Rule", "Properties": { "EventPattern": { "source": source } } } });
    assert_eq!(
        rules("eu-central-1", &rule(&json!(["aws.iam"]))),
        ["W7003 Resources/R/Properties/EventPattern/source"]
    );
    for right in [json!(["aws.iam", "aws.ec2"]), json!([{ "prefix": "aws." }])] {
        assert_eq!(rules("eu-central-1", &rule(&right)), [""; 0], "{right}");
    }
}

#[test]
fn what_leads_nowhere_may_name_regions() {
    let policy = |condition: Json| {
        json!({ "P": { "Type": "AWS::IAM::ManagedPolicy", "Properties": { "PolicyDocument": { "Version": "2012-10-17", "Statement": [
            { "Effect": "Deny", "Action": "*", "Resource": "*", "Condition": condition }
        ] } } } })
    };
    let right = [
        json!({ "Z": { "Type": "AWS::Route53::RecordSet", "Properties": {
            "Name": "a.example.com", "Type": "A", "HostedZoneName": "example.com.", "TTL": "60", "SetIdentifier": "us", "Region": "us-east-1",
            "ResourceRecords": ["192.0.2.1"]
        } } }),
        json!({ "H": { "Type": "AWS::Route53::HealthCheck", "Properties": { "HealthCheckConfig": {
            "Type": "CLOUDWATCH_METRIC", "InsufficientDataHealthStatus": "Unhealthy", "AlarmIdentifier": { "Name": "a", "Region": "us-east-1" }
        } } } }),
        policy(json!({ "StringNotEquals": { "aws:RequestedRegion": ["eu-central-1", "us-east-1"] } })),
    ];
    for resources in right {
        assert_eq!(rules("eu-central-1", &resources), [""; 0], "{resources}");
    }
    let wrong = policy(json!({ "StringNotEquals": { "aws:PrincipalTag/home": "us-east-1" } }));
    assert_eq!(rules("eu-central-1", &wrong).len(), 1);
}

#[test]
fn other_partitions_have_other_homes() {
    let scope = json!({ "A": { "Type": "AWS::CloudWatch::Alarm", "Properties": {
        "Namespace": "AWS/CloudFront", "MetricName": "Requests", "Dimensions": [{ "Name": "DistributionId", "Value": "x" }],
        "ComparisonOperator": "LessThanThreshold", "EvaluationPeriods": 1, "Period": 60, "Statistic": "Sum", "Threshold": 1
    } } });
    assert_eq!(rules("cn-north-1", &scope), [""; 0]);
}
