//! Settings that let a template come out as it was written elsewhere: paths left out, dependencies repeated, attributes without a method.

use ferrocdk_core::{
    App, CfnCondition, CfnMapping, CfnOutput, CfnParameter, CfnResource, Condition, Construct, Stack, StackProps,
    Synthesizer, Value, doc, pseudo, sub,
};
use serde_json::json;

fn stack(app: &App) -> Stack {
    let stack = Stack::new(
        app,
        "plant",
        StackProps::default().synthesizer(Synthesizer::Bootstrapless),
    );
    stack.scope().set_context("aws:cdk:enable-path-metadata", false);
    stack
}

#[test]
fn paths_are_left_out_and_dependencies_stand_as_they_were_said() {
    let app = App::new();
    let stack = stack(&app);
    let untyped = |id: &str, properties| CfnResource::untyped(&stack, id, "Custom::Bell", properties);
    let (two, one) = (untyped("Two", doc!({})), untyped("One", doc!({ "Tone": null })));
    let three = untyped("Three", doc!({ "Of": two.reference() }));
    three.add_depends_on(&two);
    three.add_depends_on(&one);
    three.add_depends_on(&two);
    three.scope().depends_on(&one);
    assert_eq!(
        app.synth().unwrap().template("plant").unwrap()["Resources"],
        json!({
            "Two": { "Type": "Custom::Bell" },
            "One": { "Type": "Custom::Bell" },
            "Three": { "Type": "Custom::Bell", "Properties": { "Of": { "Ref": "Two" } }, "DependsOn": ["Two", "One"] },
        })
    );
}

#[test]
fn a_dependency_on_another_stack_is_a_mistake() {
    let app = App::new();
    let other = Stack::new(&app, "other", StackProps::default());
    let far = CfnResource::untyped(&other, "Far", "Custom::Bell", doc!({}));
    let near = CfnResource::untyped(&stack(&app), "Near", "Custom::Bell", doc!({}));
    near.add_depends_on(&far);
    let report = app.synth().unwrap_err().to_string();
    assert!(report.contains("other/Far is in another stack"), "{report}");
}

#[test]
fn elements_without_a_typed_form() {
    let app = App::new();
    let stack = stack(&app);
    let size = CfnParameter::new(&stack, "Size", "String").attribute("MinLength", "1");
    let zones = CfnMapping::new(
        &stack,
        "Zones",
        doc!({ "sa-east-1": { "Names": ["a", "b"], "Count": 2 } }),
    );
    CfnCondition::new(
        &stack,
        "Big",
        Condition::from(doc!({ "Fn::Equals": [size.value::<String>(), 3] })),
    );
    let count = zones.find::<i64>(pseudo::region(), "Count");
    CfnOutput::new(
        &stack,
        "Text",
        sub!("{}/{Count}", size.value::<String>(), Count = count.clone()),
    );
    CfnOutput::new(&stack, "Count", count.cast::<String>() + Value::from("!"));
    let find = json!({ "Fn::FindInMap": ["Zones", { "Ref": "AWS::Region" }, "Count"] });
    assert_eq!(
        *app.synth().unwrap().template("plant").unwrap(),
        json!({
            "Parameters": { "Size": { "Type": "String", "MinLength": "1" } },
            "Mappings": { "Zones": { "sa-east-1": { "Names": ["a", "b"], "Count": 2 } } },
            "Conditions": { "Big": { "Fn::Equals": [{ "Ref": "Size" }, 3] } },
            "Outputs": {
                "Text": { "Value": { "Fn::Sub": ["${Size}/${Count}", { "Count": find }] } },
                "Count": { "Value": { "Fn::Join": ["", [find, "!"]] } },
            },
        })
    );
}

#[test]
fn a_substitution_reaches_other_stacks_through_a_variable() {
    let app = App::new();
    let other = Stack::new(&app, "other", StackProps::default());
    let far = CfnResource::untyped(&other, "Far", "Custom::Bell", doc!({}));
    CfnOutput::new(&stack(&app), "Text", sub!("at {}", far.attr::<String>("Place")));
    let assembly = app.synth().unwrap();
    let call = &assembly.template("plant").unwrap()["Outputs"]["Text"]["Value"]["Fn::Sub"];
    assert_eq!(call[0], "at ${Value1}");
    assert!(call[1]["Value1"].get("Fn::GetStackOutput").is_some(), "{call}");
}
