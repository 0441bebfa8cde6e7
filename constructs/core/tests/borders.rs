//! Values and dependencies that cross the border of a stack, and those that cannot.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use ferrocdk_core::prelude::*;
use ferrocdk_core::{Diagnostics, NestedStack, NestedStackProps, ReferenceStrength, Stage, diagnostic_ids};
use serde_json::{Value as Json, json};

fn stack(app: &dyn Construct, id: &str) -> Stack {
    Stack::new(app, id, StackProps::default())
}

fn queue(scope: &dyn Construct, id: &str) -> CfnResource {
    CfnResource::untyped(scope, id, "AWS::SQS::Queue", doc!({}))
}

fn user(scope: &dyn Construct, id: &str, of: Value<String>) -> CfnResource {
    CfnResource::untyped(scope, id, "Custom::User", doc!({ "Of": of }))
}

fn template(app: &App, stack: &str) -> Json {
    app.synth().unwrap().template(stack).unwrap().clone()
}

fn only(result: Result<ferrocdk_core::Assembly, Diagnostics>) -> ferrocdk_core::Diagnostic {
    let Diagnostics(mut all) = result.unwrap_err();
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

#[test]
fn a_weak_reference_reads_an_output_and_orders_the_stacks() {
    let app = App::new();
    let (producer, consumer) = (stack(&app, "Producer"), stack(&app, "Consumer"));
    let queue = queue(&producer, "Queue");
    user(&consumer, "User", queue.attr("Arn"));
    let expected = json!({ "Fn::GetStackOutput": {
        "StackName": "Producer",
        "Region": { "Ref": "AWS::Region" },
        "OutputName": "PublishOutputFnGetAttQueueArnECD7B954"
    } });
    assert_eq!(
        template(&app, "Consumer")["Resources"]["User"]["Properties"]["Of"],
        expected
    );
    let outputs = json!({ "PublishOutputFnGetAttQueueArnECD7B954": { "Value": { "Fn::GetAtt": ["Queue", "Arn"] } } });
    assert_eq!(template(&app, "Producer")["Outputs"], outputs);
    let assembly = app.synth().unwrap();
    let manifest: Json =
        serde_json::from_str(assembly.files().find(|(name, _)| *name == "manifest.json").unwrap().1).unwrap();
    assert_eq!(
        manifest["artifacts"]["Consumer"]["dependencies"],
        json!(["Producer", "Consumer.assets"])
    );
}

#[test]
fn a_strong_reference_is_exported_and_imported() {
    let app = App::new();
    let (producer, consumer) = (stack(&app, "Producer"), stack(&app, "Consumer"));
    let queue = queue(&producer, "Queue");
    queue.reference_strength(ReferenceStrength::Strong);
    user(&consumer, "User", queue.attr("Arn"));
    let name = "Producer:ExportsOutputFnGetAttQueueArn042C0F02";
    assert_eq!(
        template(&app, "Consumer")["Resources"]["User"]["Properties"]["Of"],
        json!({ "Fn::ImportValue": name })
    );
    assert_eq!(
        template(&app, "Producer")["Outputs"]["ExportsOutputFnGetAttQueueArn042C0F02"]["Export"]["Name"],
        name
    );
}

#[test]
fn lists_travel_as_strings() {
    let app = App::new();
    let (producer, consumer) = (stack(&app, "Producer"), stack(&app, "Consumer"));
    let zone = queue(&producer, "Zone");
    let servers: Value<Vec<Value<String>>> = zone.attr("NameServers");
    CfnResource::untyped(&consumer, "User", "Custom::User", doc!({ "Of": servers }));
    let of = &template(&app, "Consumer")["Resources"]["User"]["Properties"]["Of"];
    assert_eq!(of["Fn::Split"][0], "||");
    let producer = template(&app, "Producer");
    let output = &producer["Outputs"][of["Fn::Split"][1]["Fn::GetStackOutput"]["OutputName"].as_str().unwrap()];
    assert_eq!(
        output["Value"],
        json!({ "Fn::Join": ["||", { "Fn::GetAtt": ["Zone", "NameServers"] }] })
    );
}

#[test]
fn a_nested_stack_takes_parameters_and_gives_outputs() {
    let app = App::new();
    let parent = stack(&app, "Parent");
    let outer = queue(&parent, "Queue");
    let child = NestedStack::new(&parent, "Child", NestedStackProps::default());
    let inner = queue(&child, "Topic");
    user(&child, "Down", outer.attr("Arn"));
    user(&parent, "Up", inner.reference());
    let parent = template(&app, "Parent");
    let nested = &parent["Resources"]["ChildNestedStackChildNestedStackResourceC40294CA"];
    let given = json!({ "referencetoParentQueueE09052BDArn": { "Fn::GetAtt": ["Queue", "Arn"] } });
    assert_eq!(nested["Properties"]["Parameters"], given);
    assert_eq!(nested["DeletionPolicy"], "Delete");
    let up = &parent["Resources"]["Up"]["Properties"]["Of"]["Fn::GetAtt"];
    assert_eq!(up[0], "ChildNestedStackChildNestedStackResourceC40294CA");
    let child = template(&app, "ParentChild8B49BB45");
    let output = up[1].as_str().unwrap().strip_prefix("Outputs.").unwrap();
    assert_eq!(child["Outputs"][output]["Value"], json!({ "Ref": "Topic" }));
    assert_eq!(
        child["Parameters"],
        json!({ "referencetoParentQueueE09052BDArn": { "Type": "String" } })
    );
    assert!(child.get("Rules").is_none(), "the bootstrap rule stands in the parent");
}

#[test]
fn dependencies_are_lifted_to_the_common_stack() {
    let app = App::new();
    let parent = stack(&app, "Parent");
    let (one, two) = (
        NestedStack::new(&parent, "One", NestedStackProps::default()),
        NestedStack::new(&parent, "Two", NestedStackProps::default()),
    );
    queue(&two, "Queue").scope().depends_on(&queue(&one, "Queue"));
    let resources = &template(&app, "Parent")["Resources"];
    let (_, waiting) = resources
        .as_object()
        .unwrap()
        .iter()
        .find(|(name, _)| name.starts_with("Two"))
        .unwrap();
    assert!(waiting["DependsOn"][0].as_str().unwrap().starts_with("OneNestedStack"));
}

#[test]
fn what_is_referred_to_anyway_is_not_waited_for_twice() {
    let app = App::new();
    let stack = stack(&app, "s");
    let (one, two) = (queue(&stack, "One"), queue(&stack, "Two"));
    let user = user(&stack, "User", one.reference());
    user.scope().depends_on(&one);
    user.scope().depends_on(&two);
    assert_eq!(template(&app, "s")["Resources"]["User"]["DependsOn"], json!(["Two"]));
}

#[test]
fn stacks_that_need_each_other_are_reported_with_the_way() {
    let app = App::new();
    let (one, two) = (stack(&app, "One"), stack(&app, "Two"));
    let (a, b) = (queue(&one, "A"), queue(&two, "B"));
    user(&one, "UsesB", b.attr("Arn"));
    user(&two, "UsesA", a.attr("Arn"));
    let diagnostic = only(app.synth());
    assert_eq!(diagnostic.id, diagnostic_ids::STACK_CYCLE);
    assert_eq!(diagnostic.message, "stacks depend on each other: One -> Two -> One");
    assert_eq!(
        diagnostic.found.as_deref(),
        Some("One/UsesB needs Two/B; Two/UsesA needs One/A")
    );
}

#[test]
fn every_circle_of_stacks_is_reported() {
    let app = App::new();
    for (one, two) in [("A", "B"), ("C", "D")] {
        let (one, two) = (stack(&app, one), stack(&app, two));
        one.scope().depends_on(&two);
        two.scope().depends_on(&one);
    }
    let Diagnostics(all) = app.synth().unwrap_err();
    let messages: Vec<&str> = all.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "stacks depend on each other: A -> B -> A",
            "stacks depend on each other: C -> D -> C"
        ]
    );
}

#[test]
fn borders_that_cannot_be_crossed_name_both_sides() {
    let environment = |account: &str, region: &str| Environment {
        account: Some(account.into()),
        region: Some(region.into()),
    };
    let at = |app: &App, id: &str, environment: Environment| {
        Stack::new(app, id, StackProps::default().environment(environment))
    };

    let app = App::new();
    let producer = at(&app, "P", environment("111111111111", "sa-east-1"));
    let nowhere = Environment {
        region: None,
        ..environment("222222222222", "")
    };
    let consumer = at(&app, "C", nowhere);
    user(&consumer, "User", queue(&producer, "Queue").reference());
    let diagnostic = only(app.synth());
    assert_eq!(diagnostic.id, diagnostic_ids::CROSS_ENVIRONMENT_REFERENCE);
    assert_eq!(
        diagnostic.message,
        "C/User refers to P/Queue, which is in another account"
    );

    let app = App::new();
    let producer = Stack::new(
        &Stage::new(&app, "Dev", Environment::default()),
        "P",
        StackProps::default(),
    );
    user(&stack(&app, "C"), "User", queue(&producer, "Queue").reference());
    assert_eq!(only(app.synth()).id, diagnostic_ids::CROSS_STAGE_REFERENCE);

    let app = App::new();
    let other = App::new();
    user(
        &stack(&app, "C"),
        "User",
        queue(&stack(&other, "P"), "Queue").reference(),
    );
    assert_eq!(only(app.synth()).id, diagnostic_ids::FOREIGN_REFERENCE);

    let app = App::new();
    let stack = stack(&app, "C");
    user(&stack, "User", queue(&stack, "Queue").reference());
    assert!(stack.scope().remove_child("Queue"));
    assert_eq!(only(app.synth()).id, diagnostic_ids::REMOVED_REFERENCE);
}

#[test]
fn one_role_lets_all_other_accounts_read() {
    let app = App::new();
    let at = |id: &str, account: &str| {
        let environment = Environment {
            account: Some(account.to_owned()),
            region: Some("sa-east-1".to_owned()),
        };
        Stack::new(&app, id, StackProps::default().environment(environment))
    };
    let queue = queue(&at("P", "111111111111"), "Queue");
    user(&at("A", "222222222222"), "User", queue.reference());
    user(&at("B", "333333333333"), "User", queue.attr("Arn"));
    let resources = &template(&app, "P")["Resources"];
    let trust = &resources["PublishGetStackOutputRoleF953C5C7"]["Properties"]["AssumeRolePolicyDocument"];
    let readers = trust["Statement"][0]["Principal"]["AWS"].as_array().unwrap();
    assert_eq!(readers.len(), 2);
    let read = &template(&app, "A")["Resources"]["User"]["Properties"]["Of"]["Fn::GetStackOutput"];
    let role = &resources["PublishGetStackOutputRoleF953C5C7"]["Properties"]["RoleName"];
    let arn = format!("arn:aws:iam::111111111111:role/{}", role.as_str().unwrap());
    assert_eq!(read["RoleArn"], arn);
}

#[test]
fn a_use_has_a_strength_of_its_own_and_exports_stay_without_one() {
    let app = App::new();
    let (producer, consumer) = (stack(&app, "P"), stack(&app, "C"));
    let queue = queue(&producer, "Queue");
    let kept = producer.export_reference::<String>(queue.attr("Arn"));
    user(&consumer, "Weak", queue.reference());
    user(&consumer, "Composed", text!("{}/x", &kept));
    let resources = &template(&app, "C")["Resources"];
    assert!(resources["Weak"]["Properties"]["Of"]["Fn::GetStackOutput"].is_object());
    let parts = &resources["Composed"]["Properties"]["Of"]["Fn::Join"][1];
    let exports = &template(&app, "P")["Outputs"]["ExportsOutputFnGetAttQueueArn042C0F02"];
    assert_eq!(parts[0]["Fn::ImportValue"], exports["Export"]["Name"]);

    producer.export_reference::<String>("literal");
    consumer.export_reference::<String>(queue.reference());
    let ids: Vec<&str> = app.synth().unwrap_err().0.iter().map(|mistake| mistake.id).collect();
    assert_eq!(ids, [diagnostic_ids::NOT_EXPORTABLE; 2]);
}

#[test]
fn another_region_of_the_same_account_is_read_weakly() {
    let app = App::new();
    let at =
        |id: &str, region: &str| Stack::new(&app, id, StackProps::default().environment(Environment::region(region)));
    user(
        &at("C", "sa-east-1"),
        "User",
        queue(&at("P", "us-east-1"), "Queue").reference(),
    );
    let of = &template(&app, "C")["Resources"]["User"]["Properties"]["Of"];
    assert_eq!(of["Fn::GetStackOutput"]["Region"], "us-east-1");
    assert_eq!(of["Fn::GetStackOutput"]["StackName"], "P");
    let output = &of["Fn::GetStackOutput"]["OutputName"];
    assert_eq!(
        template(&app, "P")["Outputs"][output.as_str().unwrap()]["Value"],
        json!({ "Ref": "Queue" })
    );
}

#[test]
fn a_strong_reference_to_another_region_says_how_to_read_weakly() {
    let app = App::new();
    let at =
        |id: &str, region: &str| Stack::new(&app, id, StackProps::default().environment(Environment::region(region)));
    let queue = queue(&at("P", "us-east-1"), "Queue");
    let consumer = at("C", "sa-east-1");
    queue.reference_strength(ReferenceStrength::Strong);
    user(&consumer, "User", queue.reference());
    let mistake = only(app.synth());
    assert_eq!(mistake.id, diagnostic_ids::CROSS_ENVIRONMENT_REFERENCE);
    assert!(
        mistake
            .message
            .contains("P/Queue, which is in us-east-1: a strong reference from sa-east-1"),
        "{mistake:?}"
    );

    // What it says helps.
    consumer.scope().remove_child("User");
    user(&consumer, "Weak", queue.reference().consume(ReferenceStrength::Weak));
    assert!(app.synth().is_ok());
    queue.reference_strength(ReferenceStrength::Weak);
    user(&consumer, "Whole", queue.reference());
    let resources = &template(&app, "C")["Resources"];
    assert_eq!(resources["Weak"]["Properties"], resources["Whole"]["Properties"]);
}

#[test]
fn logical_ids_can_be_renamed_and_fixed() {
    let app = App::new();
    let stack = stack(&app, "s");
    queue(&stack, "One");
    queue(&stack, "Two").scope().override_logical_id("Fixed");
    stack.rename_logical_id("One", "Eins");
    let ids: Vec<String> = template(&app, "s")["Resources"]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect();
    assert_eq!(ids, ["Eins", "Fixed"]);
    stack.rename_logical_id("Three", "Drei");
    queue(&stack, "Bad").scope().override_logical_id("no-hyphens");
    let Diagnostics(all) = app.synth().unwrap_err();
    let ids: Vec<&str> = all.iter().map(|diagnostic| diagnostic.id).collect();
    assert_eq!(ids, [diagnostic_ids::LOGICAL_ID_FORM, diagnostic_ids::UNUSED_RENAME]);
}
