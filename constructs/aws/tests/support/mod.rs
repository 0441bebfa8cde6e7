//! A stack in an app of its own, as a template or as what is wrong with it; the resources of a template.

#![allow(dead_code, reason = "each file of tests uses a part")]

use ferrocdk_core::{App, Diagnostic, Environment, Stack, StackProps};
use serde_json::Value as Json;

/// The template of a stack that `build` fills.
pub(crate) fn template(build: impl FnOnce(&Stack)) -> Json {
    let (app, stack) = plant();
    build(&stack);
    template_of(&app)
}

/// An app with the stack `plant`.
pub(crate) fn plant() -> (App, Stack) {
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default());
    (app, stack)
}

/// The template of the stack `plant`.
pub(crate) fn template_of(app: &App) -> Json {
    app.synth().unwrap().template("plant").unwrap().clone()
}

/// The resources of a stack that `build` fills.
pub(crate) fn resources(build: impl FnOnce(&Stack)) -> Json {
    template(build)["Resources"].clone()
}

/// The resources of the stack `plant`.
pub(crate) fn resources_of(app: &App) -> Json {
    template_of(app)["Resources"].clone()
}

/// Mistakes of a stack that `build` fills, each told at a line of the tests.
pub(crate) fn mistakes(build: impl FnOnce(&Stack)) -> Vec<Diagnostic> {
    let (app, stack) = plant();
    build(&stack);
    mistakes_of(&app)
}

/// Mistakes of an app, each told at a line of the tests.
pub(crate) fn mistakes_of(app: &App) -> Vec<Diagnostic> {
    let found = app.synth().err().map(|diagnostics| diagnostics.0).unwrap_or_default();
    for mistake in &found {
        let is_here = mistake.location.is_some_and(|at| at.file().contains("aws/tests/"));
        assert!(is_here, "{mistake:?} is told elsewhere");
    }
    found
}

/// As [`mistakes`], each as `id message: what was found`.
pub(crate) fn told(build: impl FnOnce(&Stack)) -> Vec<String> {
    mistakes(build).iter().map(line).collect()
}

/// As [`told`], of a stack whose account and region are known.
pub(crate) fn told_in_region(build: impl FnOnce(&Stack)) -> Vec<String> {
    let app = App::new();
    let environment = Environment::new("111122223333", "sa-east-1");
    build(&Stack::new(
        &app,
        "plant",
        StackProps::default().environment(environment),
    ));
    mistakes_of(&app).iter().map(line).collect()
}

/// All that is wrong with a stack that `build` fills, as its user reads it.
pub(crate) fn refused(build: impl FnOnce(&Stack)) -> String {
    let (app, stack) = plant();
    build(&stack);
    app.synth().unwrap_err().to_string()
}

/// A mistake as `id message: what was found`.
pub(crate) fn line(mistake: &Diagnostic) -> String {
    let found = mistake.found.as_deref().unwrap_or_default();
    format!("{} {}: {found}", mistake.id, mistake.message)
}

/// The ids of mistakes.
pub(crate) fn ids(mistakes: &[Diagnostic]) -> Vec<&'static str> {
    mistakes.iter().map(|mistake| mistake.id).collect()
}

/// The resources of a type, with their logical ids, in the order of the template (or of its resources alone).
pub(crate) fn with_ids<'a>(template: &'a Json, kind: &str) -> Vec<(&'a String, &'a Json)> {
    let resources = template.get("Resources").unwrap_or(template);
    let resources = resources.as_object().unwrap().iter();
    resources.filter(|(_, resource)| resource["Type"] == kind).collect()
}

/// The resources of a type, in the order of the template.
pub(crate) fn of_type(template: &Json, kind: &str) -> Vec<Json> {
    let found = with_ids(template, kind).into_iter();
    found.map(|(_, resource)| resource.clone()).collect()
}

/// The logical ids of the resources of a type.
pub(crate) fn ids_of<'a>(template: &'a Json, kind: &str) -> Vec<&'a str> {
    let found = with_ids(template, kind).into_iter();
    found.map(|(id, _)| id.as_str()).collect()
}

/// The properties of the only resource of a type.
pub(crate) fn properties(template: &Json, kind: &str) -> Json {
    one(template, kind)["Properties"].clone()
}

/// The statements of the only managed policy.
pub(crate) fn statements(template: &Json) -> Vec<Json> {
    let policy = properties(template, "AWS::IAM::ManagedPolicy");
    policy["PolicyDocument"]["Statement"].as_array().unwrap().clone()
}

/// The only resource of a type.
pub(crate) fn one<'a>(template: &'a Json, kind: &str) -> &'a Json {
    match with_ids(template, kind)[..] {
        [(_, resource)] => resource,
        ref found => panic!("{} resources of {kind} in {template:#}", found.len()),
    }
}
