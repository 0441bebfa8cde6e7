//! Messages and tags of a synthesis.

use ferrocdk_assertions::{Annotations, Match, Tags, pattern};
use ferrocdk_core::{Annotations as Notes, App, CfnResource, Construct, Stack, StackProps, doc};
use serde_json::json;

use crate::message;

fn app() -> (App, Stack) {
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default().tag("owner", "press shop"));
    let bell = CfnResource::untyped(&stack, "Bell", "Custom::Bell", doc!({}));
    Notes::of(&bell).add_warning("bell:old", "the bell is old");
    Notes::of(&bell).add_info("the bell rings at eight");
    let other = Stack::new(&app, "plant-two", StackProps::default());
    Notes::of(&other).add_warning("two:far", "the other plant is far away");
    (app, stack)
}

#[test]
fn messages_are_found_by_path_and_pattern() {
    let (app, stack) = app();
    let annotations = Annotations::from_stack(&app, &stack);
    annotations.has_warning("plant/Bell", "the bell is old");
    annotations.has_warning("/plant/Bell", "the bell is old [ack: bell:old]");
    annotations.has_warning("*", Match::string_like_regexp("bell.*old$"));
    annotations.has_info("plant/Bell", Match::string_containing("eight"));
    annotations.has_no_warning("plant", Match::any_value());
    annotations.has_no_warning("*", Match::string_containing("eight"));
    annotations.has_no_error("*", Match::any_value());
    let found = annotations.find_warning("*", Match::any_value());
    assert_eq!(
        found.len(),
        1,
        "a message stands in the manifest and among the warnings, and is one: {found:?}"
    );
    assert_eq!(found[0].id.as_deref(), Some("bell:old"));
    assert_eq!(
        annotations.find_info("*", "the bell is old"),
        Vec::<&ferrocdk_assertions::Annotation>::new()
    );
}

#[test]
fn mistakes_are_messages_of_their_stack() {
    let (app, stack) = app();
    Notes::of(&stack).add_error("no bell may ring");
    let annotations = Annotations::from_stack(&app, &stack);
    annotations.has_error("plant", "no bell may ring");
    annotations.has_warning("plant/Bell", "the bell is old");
    annotations.has_no_warning("*", Match::string_containing("far away"));
    let all = Annotations::from_diagnostics(&app.synth().unwrap_err());
    all.has_warning("plant-two", Match::string_containing("far away"));
}

#[test]
fn messages_that_are_not_as_expected_are_told() {
    let (app, stack) = app();
    let annotations = Annotations::from_stack(&app, &stack);
    let told = |assertion: &dyn Fn(&Annotations)| message(std::panic::AssertUnwindSafe(|| assertion(&annotations)));
    let report = [
        told(&|all| all.has_warning("plant/Bell", "the bell is new")),
        told(&|all| all.has_error("plant/Bell", Match::any_value())),
        told(&|all| all.has_no_info("*", Match::string_containing("rings"))),
    ];
    insta::assert_snapshot!(report.join("\n\n"));
}

#[test]
fn tags_are_those_of_the_manifest() {
    let (app, _) = app();
    let assembly = app.synth().unwrap();
    let tags = Tags::from_assembly(&assembly, "plant");
    tags.has_values(json!({ "owner": "press shop" }));
    tags.has_values(Match::object_equals(pattern!({ "owner": Match::any_value() })));
    assert_eq!(tags.all().len(), 1);
    Tags::from_assembly(&assembly, "plant-two").has_none();
    let report = [
        message({
            let tags = tags.clone();
            move || tags.has_values(json!({ "owner": "paint shop" }))
        }),
        message({
            let tags = tags.clone();
            move || tags.has_none()
        }),
        message(move || tags.has_values(Match::absent())),
        message(move || drop(Tags::from_assembly(&assembly, "plant-three"))),
    ];
    insta::assert_snapshot!(report.join("\n\n"));
}

#[test]
fn a_stack_of_another_app_has_no_messages_here() {
    let (app, _) = app();
    let stack = Stack::new(&App::new(), "elsewhere", StackProps::default());
    let text = message(std::panic::AssertUnwindSafe(|| {
        drop(Annotations::from_stack(&app, &stack));
    }));
    assert_eq!(
        text,
        "the app has no stack \"elsewhere\"\nhelp: give the app that the stack was made in"
    );
    assert_eq!(stack.scope().path(), "elsewhere");
}
