//! `report` and `diagram`.

use std::fs;

use crate::workspace::{Workspace, ends_with};

/// A stack with a rule, a stream and a function that reads it, watched by an alarm.
fn plant() -> Workspace {
    let workspace = Workspace::new();
    let template = r#"{ "Resources": {
        "Rule": { "Type": "AWS::IoT::TopicRule", "Metadata": { "aws:cdk:path": "Plant/Ingest/Rule/Resource" },
                  "Properties": { "TopicRulePayload": { "Actions": [{ "Kinesis": { "StreamName": { "Ref": "Stream" } } }] } } },
        "Stream": { "Type": "AWS::Kinesis::Stream", "DeletionPolicy": "Retain", "Metadata": { "aws:cdk:path": "Plant/Ingest/Stream/Resource" }, "Properties": { "ShardCount": 2 } },
        "Map": { "Type": "AWS::Lambda::EventSourceMapping", "Metadata": { "aws:cdk:path": "Plant/Work/Map/Resource" },
                 "Properties": { "EventSourceArn": { "Fn::GetAtt": ["Stream", "Arn"] }, "FunctionName": { "Ref": "Work" } } },
        "Work": { "Type": "AWS::Lambda::Function", "Metadata": { "aws:cdk:path": "Plant/Work/Function/Resource" }, "Properties": { "MemorySize": 256, "Role": { "Fn::GetAtt": ["Role", "Arn"] } } },
        "Role": { "Type": "AWS::IAM::Role", "Metadata": { "aws:cdk:path": "Plant/Work/Function/Role/Resource" } },
        "Policy": { "Type": "AWS::IAM::ManagedPolicy", "Metadata": { "aws:cdk:path": "Plant/Work/Function/Role/Policy" },
                    "Properties": { "Roles": [{ "Ref": "Role" }], "PolicyDocument": { "Statement": [
                        { "Effect": "Allow", "Action": "kinesis:GetRecords", "Resource": { "Fn::GetAtt": ["Stream", "Arn"] } },
                        { "Effect": "Allow", "Action": "dynamodb:PutItem", "Resource": { "Fn::GetAtt": ["Hot", "Arn"] } }] } } },
        "Hot": { "Type": "AWS::DynamoDB::Table", "Metadata": { "aws:cdk:path": "Plant/Store/Hot/Resource" }, "Properties": { "TableName": "<b>hot & cold</b>" } },
        "Full": { "Type": "AWS::CloudWatch::Alarm", "Metadata": { "aws:cdk:path": "Plant/Alarms/Full/Resource" },
                  "Properties": { "MetricName": "WriteProvisionedThroughputExceeded", "Namespace": "AWS/Kinesis", "Statistic": "Sum", "Threshold": 1, "Period": 60, "EvaluationPeriods": 3,
                                  "ComparisonOperator": "GreaterThanOrEqualToThreshold", "AlarmDescription": "add <shards>", "Dimensions": [{ "Name": "StreamName", "Value": { "Ref": "Stream" } }] } } } }"#;
    workspace.write("assembly/Plant.template.json", template);
    workspace.write(
        "assembly/tree.json",
        r#"{ "version": "tree-0.1", "tree": { "id": "App", "path": "", "children": { "Plant": { "id": "Plant", "path": "Plant", "location": "app/src/main.rs:3",
            "children": { "Store": { "id": "Store", "path": "Plant/Store", "location": "/registry/plant/src/store.rs:9" } } } } } }"#,
    );
    workspace
}

#[test]
fn a_diagram_shows_what_leads_to_what() {
    let ran = plant().run(&["diagram"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let expected = "flowchart LR
  subgraph g0[\"Ingest\"]
    n0[\"Rule<br/>IoT TopicRule\"]
    n1[\"Stream<br/>Kinesis Stream\"]
  end
  subgraph g1[\"Store\"]
    n2[\"Hot<br/>DynamoDB Table\"]
  end
  subgraph g2[\"Work\"]
    n3[\"Function<br/>Lambda Function\"]
  end
  n0 --> n1
  n1 --> n3
  n3 --> n2
";
    assert_eq!(ran.out, expected);
    let svg = plant().run(&["diagram", "--format", "svg"]).out;
    assert!(
        svg.starts_with("<svg ") && svg.trim_end().ends_with("</svg>") && svg.contains("1 alarm"),
        "{svg}"
    );
    ends_with(
        &plant().run(&["diagram", "--stack", "x"]),
        2,
        &[
            "error: there is no stack `x`",
            "hint: add --stack with one of: north-dev",
        ],
    );
}

#[test]
fn a_report_is_one_page_that_needs_nothing_else() {
    let workspace = plant();
    workspace.write(
        "base.json",
        r#"{ "Resources": { "Hot": { "Type": "AWS::DynamoDB::Table", "Properties": { "TableName": "cold" } } } }"#,
    );
    let link = "https://example.com/{path}#L{line}";
    let ran = workspace.run(&[
        "report",
        "--out",
        "r.html",
        "--against",
        "base.json",
        "--source-link",
        link,
    ]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "ROOT/r.html\n"), "{ran:?}");
    let page = fs::read_to_string(workspace.path().join("r.html")).unwrap();
    for part in [
        "<h2>Architecture</h2>",
        "<a href=\"https://example.com/app/src/main.rs#L3\">app/src/main.rs:3</a>",
        "dynamodb:PutItem",
        "add &lt;shards&gt;",
        "≥ 1 in 3 of 3 periods of 60 s",
        "<b class=\"warn\">nobody</b>",
        "ShardCount 2",
        "data would be lost: ",
        "Differences to base.json",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.contains("<b>hot"), "what the template says is text");
    for network in ["<script", "src=\"http", "@import", "url(http", "<link"] {
        assert!(!page.contains(network), "{network}");
    }
    assert_eq!(page.matches("<section").count(), page.matches("</section>").count());
    assert_eq!(page.matches("<table").count(), page.matches("</table>").count());
    assert_eq!(page.matches("<td").count(), page.matches("</td>").count());
    // Nothing differs from itself, nor between two runs.
    workspace.run(&[
        "report",
        "--out",
        "again.html",
        "--against",
        "base.json",
        "--source-link",
        link,
    ]);
    assert_eq!(fs::read_to_string(workspace.path().join("again.html")).unwrap(), page);
}
