//! Assertions on templates, both ways.

use ferrocdk_assertions::{Capture, Match, Template, pattern};
use ferrocdk_core::{App, CfnResource, Construct, Stack, StackProps, doc};
use serde_json::json;

use crate::message;

fn template() -> Template {
    let queue = |seconds: i32| json!({ "Type": "AWS::SQS::Queue", "Properties": { "DelaySeconds": seconds } });
    Template::from_json(json!({
        "Parameters": { "Suffix": { "Type": "String" } },
        "Mappings": { "Zones": { "sa-east-1": { "Count": 3 } } },
        "Conditions": { "Two": { "Fn::Equals": ["a", { "Ref": "Suffix" }] } },
        "Resources": { "A": queue(1), "B": queue(2), "Bare": { "Type": "AWS::SNS::Topic" } },
        "Outputs": { "Url": { "Value": "x" }, "Arn": { "Value": "y" } },
    }))
}

fn fails(assertion: impl FnOnce(&Template) + std::panic::UnwindSafe) {
    let text = message(|| assertion(&template()));
    assert!(
        text.starts_with(char::is_lowercase) || text.starts_with(char::is_numeric),
        "{text}"
    );
}

#[test]
fn what_holds_is_silent() {
    let template = template();
    template.resource_count_is("AWS::SQS::Queue", 2);
    template.resource_count_is("AWS::S3::Bucket", 0);
    template.resource_properties_count_is("AWS::SQS::Queue", json!({ "DelaySeconds": 2 }), 1);
    template.resource_properties_count_is("AWS::SQS::Queue", json!({}), 2);
    template.has_resource("AWS::SQS::Queue", json!({ "Type": "AWS::SQS::Queue" }));
    template.has_resource_properties("AWS::SQS::Queue", json!({ "DelaySeconds": 2 }));
    template.all_resources("AWS::SQS::Queue", pattern!({ "DeletionPolicy": Match::absent() }));
    template.all_resources_properties("AWS::SQS::Queue", pattern!({ "DelaySeconds": Match::any_value() }));
    template.has_output("Url", json!({ "Value": "x" }));
    template.has_output("*", json!({ "Value": "y" }));
    template.has_parameter("Suffix", json!({ "Type": "String" }));
    template.has_mapping("Zones", json!({ "sa-east-1": { "Count": 3 } }));
    template.has_condition("*", pattern!({ "Fn::Equals": Match::array_with(["a"]) }));
    template.template_matches(json!({ "Outputs": { "Url": {} } }));
    assert_eq!(template.find_outputs("*", json!({})).len(), 2);
    assert_eq!(template.find_outputs("Url", json!({ "Value": "y" })).len(), 0);
    assert_eq!(
        template.get_resource_id("AWS::SQS::Queue", json!({ "Properties": { "DelaySeconds": 2 } })),
        "B"
    );
}

#[test]
fn what_does_not_hold_panics() {
    fails(|template| template.resource_count_is("AWS::SQS::Queue", 1));
    fails(|template| template.resource_properties_count_is("AWS::SQS::Queue", json!({ "DelaySeconds": 2 }), 2));
    fails(|template| template.resource_properties_count_is("AWS::SQS::Queue", json!({}), 1));
    fails(|template| template.has_resource("AWS::SQS::Queue", json!({ "DeletionPolicy": "Delete" })));
    fails(|template| template.has_resource_properties("AWS::SQS::Queue", json!({ "DelaySeconds": 3 })));
    fails(|template| template.all_resources("AWS::SQS::Queue", json!({ "Properties": { "DelaySeconds": 1 } })));
    fails(|template| template.all_resources("AWS::S3::Bucket", json!({})));
    fails(|template| template.all_resources_properties("AWS::SQS::Queue", json!({ "DelaySeconds": 1 })));
    fails(|template| template.has_output("Url", json!({ "Value": "y" })));
    fails(|template| template.has_output("Urn", Match::any_value()));
    fails(|template| template.has_parameter("*", json!({ "Type": "Number" })));
    fails(|template| template.has_mapping("Zones", json!({ "sa-east-1": { "Count": 2 } })));
    fails(|template| template.has_condition("Two", json!({ "Fn::Equals": ["a"] })));
    fails(|template| template.template_matches(json!({ "Description": "x" })));
    fails(|template| drop(template.get_resource_id("AWS::SQS::Queue", json!({}))));
    fails(|template| drop(template.get_resource_id("AWS::S3::Bucket", json!({}))));
}

#[test]
fn no_properties_are_empty_ones_unless_asked_for() {
    let template = template();
    template.has_resource_properties("AWS::SNS::Topic", json!({}));
    template.has_resource_properties("AWS::SNS::Topic", pattern!({ "TopicName": Match::absent() }));
    template.has_resource_properties("AWS::SNS::Topic", Match::absent());
    template.all_resources_properties("AWS::SNS::Topic", Match::absent());
    fails(|template| template.has_resource_properties("AWS::SQS::Queue", Match::absent()));
    fails(|template| template.has_resource_properties("AWS::SNS::Topic", json!({ "TopicName": "x" })));
}

#[test]
fn a_capture_holds_the_values_of_all_that_match() {
    let seconds = Capture::new();
    template().has_resource_properties("AWS::SQS::Queue", pattern!({ "DelaySeconds": &seconds }));
    assert_eq!(seconds.as_integer(), 1);
    assert!(seconds.next());
    assert_eq!(seconds.as_integer(), 2);
    assert!(!seconds.next());
    let output = Capture::matching(Match::string_like_regexp("^y$"));
    template().has_output("*", pattern!({ "Value": &output }));
    assert_eq!(output.values(), [json!("y")]);
}

#[test]
fn a_template_comes_from_a_stack_wherever_it_stands() {
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default().stack_name("sao-paulo"));
    let below = Stack::new(&stack.scope().child("Group"), "inner", StackProps::default());
    CfnResource::untyped(&stack, "Bell", "Custom::Bell", doc!({ "Tone": "high" }));
    CfnResource::untyped(&below, "Horn", "Custom::Horn", doc!({}));
    Template::from_stack(&app, &stack).has_resource_properties("Custom::Bell", json!({ "Tone": "high" }));
    Template::from_stack(&app, &below).resource_count_is("Custom::Horn", 1);
    let foreign = App::new();
    let text = message(std::panic::AssertUnwindSafe(|| {
        drop(Template::from_stack(&foreign, &stack));
    }));
    assert!(text.starts_with("the assembly has no stack \"plant\""), "{text}");
    CfnResource::untyped(&stack, "Bell", "Custom::Bell", doc!({}));
    let text = message(std::panic::AssertUnwindSafe(|| {
        drop(Template::from_stack(&app, &stack));
    }));
    assert!(
        text.starts_with("the app does not synthesize\n\nerror[F0001]"),
        "{text}"
    );
}

#[test]
fn a_nested_stack_has_a_template_of_its_own() {
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default());
    let line = ferrocdk_core::NestedStack::new(&stack, "Line1", ferrocdk_core::NestedStackProps::default());
    CfnResource::untyped(&line, "Bell", "Custom::Bell", doc!({}));
    let nested = line.scope().stack().unwrap();
    Template::from_stack(&app, &nested).resource_count_is("Custom::Bell", 1);
    Template::from_stack(&app, &stack).resource_count_is("Custom::Bell", 0);
}
