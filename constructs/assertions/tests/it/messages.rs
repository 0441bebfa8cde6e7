//! Messages of failed assertions.

use ferrocdk_assertions::{Capture, Match, Template, pattern};
use serde_json::json;

use crate::message;

fn template() -> Template {
    let statement =
        |actions: &[&str], resource: &str| json!({ "Effect": "Allow", "Action": actions, "Resource": resource });
    Template::from_json(json!({
        "Resources": {
            "ReadingsRole7A41": { "Type": "AWS::IAM::Role", "Properties": { "Policies": [{ "PolicyDocument": { "Statement": [
                statement(&["kinesis:PutRecord"], "arn:stream"),
                statement(&["kms:Decrypt", "kms:GenerateDataKey*"], "*"),
            ] } }] } },
            "AlarmsRole0B5A": { "Type": "AWS::IAM::Role", "Properties": { "Policies": [{ "PolicyDocument": { "Statement": [
                statement(&["sns:Publish"], "arn:topic"),
            ] } }] } },
            "BareRole": { "Type": "AWS::IAM::Role" },
            "Machine": { "Type": "AWS::StepFunctions::StateMachine", "Properties": {
                "A": 1, "B": 2, "C": 3, "D": 4, "E": 5, "F": 6,
                "DefinitionString": "{\"StartAt\":\"Check\",\"States\":{\"Check\":{\"Type\":\"Pass\",\"End\":true}}}",
                "Description": "x".repeat(200),
                "Long": { "One": "a long enough text to be left out of a line", "Two": "and another one of those" },
            } },
        },
        "Outputs": { "Url": { "Value": { "Ref": "Machine" } } },
    }))
}

fn told(assertion: impl FnOnce(&Template) + std::panic::UnwindSafe) -> String {
    message(|| assertion(&template()))
}

#[test]
fn the_nearest_is_drawn_and_marked() {
    let statement = pattern!([{ "Effect": "Allow", "Action": ["kms:Decrypt"], "Resource": Match::not("*") }]);
    let document = pattern!({ "Policies": [{ "PolicyDocument": { "Statement": Match::array_with(statement) } }] });
    insta::assert_snapshot!(told(
        |template| template.has_resource_properties("AWS::IAM::Role", document)
    ));
}

#[test]
fn json_in_a_string_is_spread_out() {
    let definition = pattern!({
        "StartAt": "Check",
        "States": { "Check": { "Type": "Fail", "End": true }, "Then": Match::any_value() },
    });
    let machine = pattern!({ "DefinitionString": Match::serialized_json(definition), "E": 6 });
    insta::assert_snapshot!(told(
        |template| template.has_resource_properties("AWS::StepFunctions::StateMachine", machine)
    ));
}

#[test]
fn lists_mark_the_item() {
    let template = Template::from_json(json!({ "Outputs": { "List": { "Value": ["a", "b", { "c": [1, 2] }] } } }));
    let cases = [
        pattern!({ "Value": ["a", "x", { "c": [1] }, "d"] }),
        pattern!({ "Value": Match::array_with(["b", "a"]) }),
        pattern!({ "Value": Match::array_with(["z"]) }),
        pattern!({ "Value": Match::array_with([Match::object_like(json!({ "c": [1, 2, 3] }))]) }),
        pattern!({ "Value": { "a": 1 } }),
        pattern!({ "Value": Capture::matching("a") }),
    ];
    let report: Vec<String> = cases
        .into_iter()
        .map(|pattern| message(|| template.has_output("List", pattern)))
        .collect();
    insta::assert_snapshot!(report.join("\n\n"));
}

#[test]
fn counts_names_and_what_there_is_instead() {
    let report = [
        told(|template| template.resource_count_is("AWS::IAM::Role", 2)),
        told(|template| template.resource_count_is("AWS::S3::Bucket", 1)),
        told(|template| {
            template.resource_properties_count_is("AWS::IAM::Role", pattern!({ "Policies": Match::absent() }), 3);
        }),
        told(|template| template.has_resource("AWS::S3::Bucket", json!({}))),
        told(|template| {
            template.all_resources_properties("AWS::IAM::Role", pattern!({ "Policies": Match::any_value() }));
        }),
        told(|template| drop(template.get_resource_id("AWS::IAM::Role", json!({})))),
        told(|template| template.has_output("Urn", json!({}))),
        told(|template| template.has_output("Url", json!({ "Export": {} }))),
        told(|template| template.has_parameter("*", json!({}))),
        told(|template| template.template_matches(json!({ "Outputs": { "Url": { "Value": { "Ref": "Engine" } } } }))),
        message(|| Template::from_json(json!({})).has_resource("AWS::S3::Bucket", json!({}))),
    ];
    insta::assert_snapshot!(report.join("\n\n"));
}
