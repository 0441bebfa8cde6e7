//! Templates that exist, taken in and given back.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use ferrocdk_core::prelude::*;
use ferrocdk_core::{CfnInclude, CfnIncludeProps, Synthesizer, Tags, diagnostic_ids};
use serde_json::{Value as Json, json};

/// Includes a template and synthesizes it again, without the additions of a bootstrapped stack.
fn round_trip(text: &str) -> Result<Json, ferrocdk_core::Diagnostics> {
    let app = App::new();
    let stack = Stack::new(&app, "s", StackProps::default().synthesizer(Synthesizer::Bootstrapless));
    CfnInclude::new(&stack, "Template", text);
    Ok(app.synth()?.template("s").unwrap().clone())
}

#[test]
fn what_nothing_changes_comes_out_as_it_went_in() {
    let template = json!({
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "all that a template can have",
        "Transform": ["AWS::LanguageExtensions"],
        "Metadata": { "AWS::CloudFormation::Interface": { "ParameterGroups": [] } },
        "Parameters": { "Stage": { "Type": "String", "Default": "dev", "AllowedValues": ["dev", "prod"] } },
        "Mappings": { "Regions": { "sa-east-1": { "Zones": 3 } } },
        "Conditions": { "IsProd": { "Fn::Equals": [{ "Ref": "Stage" }, "prod"] } },
        "Rules": { "R": { "Assertions": [{ "Assert": { "Fn::Contains": [["dev"], { "Ref": "Stage" }] } }] } },
        "Resources": {
            "Queue": {
                "Type": "AWS::SQS::Queue",
                "Condition": "IsProd",
                "DependsOn": "Topic",
                "DeletionPolicy": "Retain",
                "UpdatePolicy": { "UseOnlineResharding": true },
                "Metadata": { "note": { "Ref": "Stage" } },
                "Properties": { "DelaySeconds": "5", "Tags": { "Fn::If": ["IsProd", [], { "Ref": "AWS::NoValue" }] } }
            },
            "Topic": { "Type": "AWS::SNS::Topic", "Properties": {} },
            "Handle": { "Type": "AWS::CloudFormation::WaitConditionHandle" },
            "Macro": { "Type": "AWS::SNS::Topic", "Properties": { "Fn::Transform": { "Name": "M", "Parameters": {} } } },
            "Fn::ForEach::Many": ["X", ["a", "b"], { "Topic${X}": { "Type": "AWS::SNS::Topic" } }]
        },
        "Outputs": {
            "Queue": { "Value": { "Fn::GetAtt": "Queue.Arn" }, "Condition": "IsProd", "Export": { "Name": { "Fn::Sub": "${AWS::StackName}-q" } } }
        }
    });
    assert_eq!(round_trip(&template.to_string()).unwrap(), template);
}

#[test]
fn included_resources_take_part_in_everything() {
    let app = App::new();
    let stack = Stack::new(&app, "s", StackProps::default());
    let legacy = CfnInclude::new(
        &stack,
        "Legacy",
        "Resources: {Q: {Type: 'AWS::SQS::Queue', DependsOn: [T]}, T: {Type: 'AWS::SNS::Topic'}}",
    );
    let queue = legacy.resource("Q").unwrap();
    let own = CfnResource::untyped(
        &stack,
        "Own",
        "Custom::Own",
        doc!({ "Queue": queue.attr::<String>("Arn") }),
    );
    queue
        .scope()
        .depends_on(&CfnResource::untyped(&stack, "First", "Custom::First", doc!({})));
    queue.apply_removal_policy(RemovalPolicy::Retain);
    Tags::of(&stack).add("Plant", "x");
    assert_eq!(own.type_name(), "Custom::Own");
    assert_eq!(legacy.resources().len(), 2);
    let template = app.synth().unwrap().template("s").unwrap().clone();
    assert_eq!(
        template["Resources"]["Own"]["Properties"]["Queue"],
        json!({ "Fn::GetAtt": ["Q", "Arn"] })
    );
    assert_eq!(template["Resources"]["Q"]["DependsOn"], json!(["T", "First"]));
    assert_eq!(template["Resources"]["Q"]["DeletionPolicy"], "Retain");
}

#[test]
fn empty_sections_stay() {
    let template = json!({ "Parameters": {}, "Conditions": {}, "Resources": {}, "Outputs": {} });
    assert_eq!(round_trip(&template.to_string()).unwrap(), template);
    let app = App::new();
    let stack = Stack::new(&app, "s", StackProps::default().synthesizer(Synthesizer::Bootstrapless));
    CfnInclude::new(&stack, "Template", &template.to_string());
    CfnResource::untyped(&stack, "Beside", "Custom::Beside", doc!({}));
    let assembly = app.synth().unwrap();
    assert_eq!(
        assembly.template("s").unwrap()["Resources"].as_object().unwrap().len(),
        1
    );
}

#[test]
fn a_broken_template_is_a_diagnostic_with_its_place() {
    for (text, found) in [
        (
            "{\"Resources\": {\"A\": 1, \"A\": 2}}",
            "line 1, column 24: the key \"A\" stands here twice",
        ),
        ("Resources:\n  A: !Wrong! x", ""),
        ("- a", "is a list"),
        ("Resources: 5", "is a number"),
        ("Resources: {A: {Properties: {}}}", "has no Type"),
        ("Resources: {A: {Type: [x]}}", "is no string"),
        ("Resources: {A: {Type: X, Properties: 5}}", "is a number"),
        ("", "line 1, column 1: the document is empty"),
    ] {
        let diagnostics = round_trip(text).unwrap_err().0;
        assert_eq!(diagnostics[0].id, diagnostic_ids::INCLUDE, "{text}");
        let said = diagnostics[0].found.clone().unwrap_or_default();
        assert!(said.contains(found), "{text}: {said}");
    }
}

#[test]
fn references_follow_renamed_elements_in_their_own_namespace() {
    let app = App::new();
    let stack = Stack::new(&app, "s", StackProps::default());
    let text = "
Conditions: {Line: !Equals [a, b]}
Resources:
  Line: {Type: 'AWS::SQS::Queue', Condition: Line}
  User:
    Type: Custom::User
    DependsOn: Line
    Properties: {Url: !Ref Line, Text: !Sub '${Line.Arn}', Choice: !If [Line, !GetAtt Line.Arn, '']}
";
    let legacy = CfnInclude::new(&stack, "Legacy", text);
    let line = legacy.resource("Line").unwrap();
    let condition = legacy.condition("Line").unwrap();
    condition.scope().override_logical_id("HasLine");
    line.override_logical_id("Queue");
    condition.guards(&CfnResource::untyped(&stack, "Beside", "Custom::Beside", doc!({})));
    let assembly = app.synth().unwrap();
    let resources = &assembly.template("s").unwrap()["Resources"];
    assert_eq!(resources["Queue"]["Condition"], "HasLine");
    assert_eq!(resources["Beside"]["Condition"], "HasLine");
    let user = &resources["User"];
    assert_eq!(user["DependsOn"], "Queue");
    assert_eq!(
        user["Properties"],
        json!({
            "Url": { "Ref": "Queue" },
            "Text": { "Fn::Sub": "${Queue.Arn}" },
            "Choice": { "Fn::If": ["HasLine", { "Fn::GetAtt": ["Queue", "Arn"] }, ""] },
        })
    );
}

#[test]
fn a_value_stands_in_place_of_a_parameter_and_of_nothing_else() {
    let text = "{
        \"Parameters\": { \"A\": { \"Type\": \"String\" }, \"B\": { \"Type\": \"String\" } },
        \"Rules\": { \"R\": { \"Assertions\": [{ \"Assert\": { \"Fn::ValueOf\": [\"B\", \"Tags.x\"] } }] } },
        \"Resources\": { \"Fn::ForEach::X\": [\"N\", [\"a\"], {}] }
    }";
    let with = |options: CfnIncludeProps| {
        let app = App::new();
        let stack = Stack::new(&app, "s", StackProps::default());
        CfnInclude::with_options(&stack, "Template", text, options);
        app.synth().map(|assembly| assembly.template("s").unwrap().clone())
    };
    let template = with(CfnIncludeProps::default().parameter("A", "x")).unwrap();
    assert!(template["Parameters"]["A"].is_null() && template["Parameters"]["B"].is_object());
    for (options, found) in [
        (CfnIncludeProps::default().parameter("C", "x"), "\"C\" is no parameter"),
        (
            CfnIncludeProps::default().parameter("B", "x"),
            "a value is given for it",
        ),
        (
            CfnIncludeProps::default().preserve_logical_ids(false),
            "names inside of a loop cannot follow",
        ),
    ] {
        let mistakes = with(options).unwrap_err().0;
        assert_eq!(mistakes[0].id, diagnostic_ids::INCLUDE);
        assert_eq!(mistakes[0].found.as_deref(), Some(found));
    }
}
