//! Settings of stacks, parameters and resources that cannot be, each with what is said about it.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use ferrocdk_core::prelude::*;
use ferrocdk_core::{
    CfnParameter, ContextQuery, DefaultSynthesizer, Diagnostic, NestedStack, NestedStackProps, Stage, StageProps,
    diagnostic_ids,
};
use serde_json::json;

/// The one mistake of an app with one stack.
fn mistake(make: impl FnOnce(&Stack)) -> Diagnostic {
    let app = App::new();
    make(&Stack::new(&app, "plant", StackProps::default()));
    let mut all = app.synth().unwrap_err().0;
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

#[test]
fn limits_of_a_parameter_must_leave_something() {
    let mistake = mistake(|stack| {
        CfnParameter::new(stack, "Name", "String").max_length(3).min_length(5);
    });
    assert_eq!(mistake.id, diagnostic_ids::PARAMETER_LIMITS);
    assert_eq!(mistake.message, "MinLength is greater than MaxLength");
    assert_eq!(mistake.found.as_deref(), Some("5 and 3"));
}

#[test]
fn a_snapshot_is_only_of_what_has_some() {
    let mistake = mistake(|stack| {
        CfnResource::untyped(stack, "Queue", "AWS::SQS::Queue", doc!({})).apply_removal_policy(RemovalPolicy::Snapshot);
    });
    assert_eq!(
        (mistake.id, mistake.construct.as_str()),
        (diagnostic_ids::REMOVAL_POLICY, "plant/Queue")
    );
}

#[test]
fn a_qualifier_must_fit_into_names() {
    for context in [true, false] {
        let entry = ("@aws-cdk/core:bootstrapQualifier".to_owned(), "not-one".into());
        let app = App::with_context(context.then_some(entry).into_iter().collect());
        let names = DefaultSynthesizer::default();
        let names = if context {
            names
        } else {
            names.qualifier("much too long")
        };
        Stack::new(&app, "plant", StackProps::default().synthesizer(names));
        assert_eq!(app.synth().unwrap_err().0[0].id, diagnostic_ids::QUALIFIER);
    }
}

#[test]
fn a_stage_name_must_fit_into_names() {
    let app = App::new();
    Stage::new(&app, "prod", StageProps::default().stage_name("not a name"));
    let mistake = &app.synth().unwrap_err().0[0];
    assert_eq!(
        (mistake.id, mistake.found.as_deref()),
        (diagnostic_ids::STAGE_NAME, Some("not a name"))
    );
}

#[test]
fn a_nested_stack_has_its_settings_on_its_resource() {
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default());
    let props = NestedStackProps::default()
        .removal_policy(RemovalPolicy::Retain)
        .timeout_minutes(30)
        .notification_arn("arn:aws:sns:sa-east-1:111111111111:events")
        .description("the first line");
    let line = NestedStack::new(&stack, "Line", props);
    let inner = CfnResource::untyped(&line, "Queue", "AWS::SQS::Queue", doc!({}));
    CfnOutput::new(&stack, "Queue", inner.reference());
    let assembly = app.synth().unwrap();
    let template = assembly.template("plant").unwrap();
    let resource = template["Resources"].as_object().unwrap().values().next().unwrap();
    assert_eq!(resource["DeletionPolicy"], "Retain");
    assert_eq!(resource["Properties"]["TimeoutInMinutes"], 30);
    assert_eq!(
        resource["Properties"]["NotificationARNs"][0],
        "arn:aws:sns:sa-east-1:111111111111:events"
    );
    let (_, nested) = assembly.templates().find(|(id, _)| *id != "plant").unwrap();
    assert_eq!(nested["Description"], "the first line");
}

#[test]
fn context_is_set_before_children_and_looked_up_from_the_nearest() {
    let app = App::with_context([("plant".to_owned(), "outer".into())].into());
    let stack = Stack::new(&app, "plant", StackProps::default());
    stack.scope().set_context("plant", "inner");
    let child = stack.scope().child("Child");
    assert_eq!(child.context("plant").unwrap(), "inner");
    assert_eq!(app.scope().context("plant").unwrap(), "outer");
    assert_eq!(child.context("other"), None);
    stack.scope().set_context("plant", "too late");
    let mistake = &app.synth().unwrap_err().0[0];
    assert_eq!(mistake.id, diagnostic_ids::CONTEXT_TOO_LATE);
    assert_eq!(mistake.found.as_deref(), Some("\"plant\" after plant/Child"));
}

#[test]
fn a_look_up_needs_a_known_place_and_an_answer() {
    let unknown = mistake(|stack| {
        assert_eq!(
            stack.scope().look_up(ContextQuery::ami("al2023-*", &["amazon"])),
            "ami-1234"
        );
    });
    assert_eq!(unknown.id, diagnostic_ids::CONTEXT_ENVIRONMENT);

    let zones = "availability-zones:account=111111111111:region=sa-east-1";
    for (answer, id) in [
        (
            json!({ "$providerError": "no permission" }),
            diagnostic_ids::CONTEXT_LOOKUP,
        ),
        (json!("sa-east-1a"), diagnostic_ids::CONTEXT_VALUE),
    ] {
        let app = App::with_context([(zones.to_owned(), answer)].into());
        let environment = Environment {
            account: Some("111111111111".to_owned()),
            region: Some("sa-east-1".to_owned()),
        };
        Stack::new(&app, "plant", StackProps::default().environment(environment)).availability_zones();
        assert_eq!(app.synth().unwrap_err().0[0].id, id);
    }
}

#[test]
fn a_context_that_means_nothing_is_reported() {
    let entry = ("@aws-cdk/core:defaultCrossStackReferences".to_owned(), "wek".into());
    let mistake = &App::with_context([entry].into()).synth().unwrap_err().0[0];
    assert_eq!(
        (mistake.id, mistake.found.as_deref()),
        (diagnostic_ids::CONTEXT_VALUE, Some("\"wek\""))
    );
}

#[test]
fn a_tree_without_end_is_reported_once() {
    let depths = [255, 256, 20_000];
    let mistakes = depths.map(|depth| {
        let app = App::new();
        let stack = Stack::new(&app, "plant", StackProps::default());
        let last = (1..depth).fold(stack.scope().clone(), |scope, _| scope.child("X"));
        CfnOutput::new(&last, "Text", "x");
        app.synth().map_or_else(|mistakes| mistakes.0.len(), |_| 0)
    });
    assert_eq!(mistakes, [0, 1, 1]);
}

#[test]
fn an_item_that_is_not_there_is_not_selected() {
    let mistake = mistake(|stack| {
        CfnOutput::new(stack, "Third", Value::select(2, ["a", "b"]));
    });
    assert_eq!(
        (mistake.id, mistake.construct.as_str()),
        (diagnostic_ids::SELECT_RANGE, "plant/Third")
    );
}
