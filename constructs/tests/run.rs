//! An app's `main`: what it takes from its caller, what it writes, what it says, and the status it ends with.
//!
//! Each case is this program started again as an app, since its environment is its own.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::error::Error;
use std::path::Path;
use std::process::{Command, ExitCode, Output};

use ferrocdk::prelude::*;
use ferrocdk::{Checks, Program, Severity};
use serde_json::{Value as Json, json};

/// The apps, by name.
fn app(case: &str) -> ExitCode {
    match case {
        "right" => ferrocdk::run(|app| queue(app, doc!({ "DelaySeconds": 5 }))),
        "context" => ferrocdk::run(|app| {
            let delay = app.scope().context("delay").unwrap_or_default();
            queue(app, doc!({ "DelaySeconds": delay }));
        }),
        "environment" => ferrocdk::run(|app| {
            let props = StackProps::default().environment(ferrocdk::default_environment());
            let stack = Stack::new(app, "plant", props);
            CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({}));
        }),
        "place" => Program::default().out("elsewhere").run(|app| queue(app, doc!({}))),
        "warning" => ferrocdk::run(|app| {
            let stack = Stack::new(app, "plant", StackProps::default());
            let queue = CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({}));
            let name = queue.attr::<String>("QueueName");
            let other = CfnResource::untyped(&stack, "Other", "AWS::SQS::Queue", doc!({ "QueueName": name }));
            other.add_depends_on(&queue);
        }),
        "misspelt" => ferrocdk::run(|app| queue(app, doc!({ "DelaySecond": 5, "MessageRetentionPeriod": -4 }))),
        "acknowledged" => ferrocdk::run(|app| {
            queue(app, doc!({ "DelaySecond": 5 }));
            let queue = app.scope().find("plant/Queue").unwrap();
            Checks::of(&queue).acknowledge("E3002", "newer than the database");
        }),
        "level" => ferrocdk::run(|app| {
            Checks::of(app).level("E3002", Severity::Warning);
            queue(app, doc!({ "DelaySecond": 5 }));
        }),
        "off" => ferrocdk::run(|app| {
            Checks::of(app).disable();
            queue(app, doc!({ "DelaySecond": 5 }));
        }),
        "own rule" => ferrocdk::run(|app| {
            Checks::of(app).add_rule("ACME0001", |resource| Some(resource.finding("all is wrong")));
            queue(app, doc!({}));
        }),
        "anyhow" => ferrocdk::run(|_| {
            let result = std::fs::read_to_string("/there/is/none").map(|_| ());
            anyhow::Context::context(result, "cannot read the plants")
        }),
        "boxed" => ferrocdk::run(|_| Err::<(), Box<dyn Error>>("no plants".into())),
        "shared" => ferrocdk::run(|_| Err::<(), Box<dyn Error + Send + Sync>>("no plants".into())),
        "text" => ferrocdk::run(|_| Err::<(), String>("no plants".to_owned())),
        "inner" => ferrocdk::run(|_| {
            let inner = App::new();
            queue(&inner, doc!({ "DelaySecond": 5 }));
            inner.synth().map(|_| ())
        }),
        other => panic!("no app {other}"),
    }
}

fn queue(app: &App, properties: Document) {
    let stack = Stack::new(app, "plant", StackProps::default());
    CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", properties);
}

const CASE: &str = "FERROCDK_TEST_CASE";

/// The app itself, in the started program; nothing in the tests' own.
#[test]
#[expect(clippy::disallowed_methods, reason = "the case is told by the environment")]
fn started() {
    if let Ok(case) = std::env::var(CASE) {
        std::process::exit(i32::from(app(&case) != ExitCode::SUCCESS));
    }
}

#[expect(clippy::disallowed_methods, reason = "an app is a program")]
fn start(folder: &Path, case: &str, environment: &[(&str, &str)]) -> (bool, String) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "started", "--nocapture"])
        .current_dir(folder)
        .env(CASE, case);
    for name in [
        "CDK_OUTDIR",
        "CDK_CONTEXT_JSON",
        "CONTEXT_OVERFLOW_LOCATION_ENV",
        "CDK_DEFAULT_ACCOUNT",
        "CDK_DEFAULT_REGION",
        "FERROCDK_DIAGNOSTICS",
        "GITHUB_ACTIONS",
    ] {
        command.env_remove(name);
    }
    let Output { status, stderr, .. } = command.envs(environment.iter().copied()).output().unwrap();
    (status.success(), String::from_utf8(stderr).unwrap())
}

fn template(folder: &Path, out: &str) -> Json {
    let path = folder.join(out).join("plant.template.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn delay(folder: &Path) -> Json {
    template(folder, "cdk.out")["Resources"]["Queue"]["Properties"]["DelaySeconds"].clone()
}

#[test]
fn the_assembly_goes_where_the_caller_wants_it() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    assert_eq!(start(folder, "right", &[]), (true, String::new()));
    assert_eq!(delay(folder), 5);
    for (case, environment, out) in [
        ("right", &[("CDK_OUTDIR", "there/it/is")][..], "there/it/is"),
        ("place", &[], "elsewhere"),
        ("place", &[("CDK_OUTDIR", "asked")], "asked"),
    ] {
        assert!(start(folder, case, environment).0, "{out}");
        assert!(template(folder, out).is_object(), "{out}");
    }
    std::fs::write(folder.join("file"), "").unwrap();
    let (done, said) = start(folder, "right", &[("CDK_OUTDIR", "file")]);
    assert!(!done && said.starts_with("error[F0040]: cannot write file"), "{said}");
}

#[test]
fn context_and_environment_are_the_callers() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let seven = ("CDK_CONTEXT_JSON", r#"{"delay": 7}"#);
    assert!(start(folder, "context", &[seven]).0);
    assert_eq!(delay(folder), 7);
    let overflow = folder.join("context.json");
    std::fs::write(&overflow, r#"{"delay": 8}"#).unwrap();
    let overflow = ("CONTEXT_OVERFLOW_LOCATION_ENV", overflow.to_str().unwrap());
    assert!(start(folder, "context", &[seven, overflow]).0);
    assert_eq!(delay(folder), 8);

    let known = [
        ("CDK_DEFAULT_ACCOUNT", "111122223333"),
        ("CDK_DEFAULT_REGION", "sa-east-1"),
    ];
    assert!(start(folder, "environment", &known).0);
    let manifest = std::fs::read_to_string(folder.join("cdk.out/manifest.json")).unwrap();
    assert!(manifest.contains("aws://111122223333/sa-east-1"));

    let no_object = "error[F0040]: CDK_CONTEXT_JSON is not a JSON object: ";
    for (environment, expected) in [
        (("CDK_CONTEXT_JSON", "["), no_object),
        (("CDK_CONTEXT_JSON", "5"), no_object),
        (
            ("CONTEXT_OVERFLOW_LOCATION_ENV", "/there/is/none"),
            "error[F0040]: cannot read the context in /there/is/none: ",
        ),
        (
            ("FERROCDK_DIAGNOSTICS", "xml"),
            "error[F0040]: FERROCDK_DIAGNOSTICS names a form of diagnostics that there is not\n      found: xml\n",
        ),
    ] {
        let (done, said) = start(folder, "right", &[environment]);
        assert!(!done && said.starts_with(expected), "{said}");
    }
}

#[test]
fn an_app_is_checked_without_asking() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let (done, said) = start(folder, "misspelt", &[]);
    assert!(!done && !folder.join("cdk.out").exists(), "{said}");
    for part in [
        "error[E3002]: there is no property `DelaySecond` here\n  --> ",
        "tests/run.rs:",
        "  construct: plant/Queue\n   property: DelaySecond\n",
        "   property: MessageRetentionPeriod\n",
    ] {
        assert!(said.contains(part), "{said}");
    }

    let (done, said) = start(folder, "warning", &[]);
    assert!(done && said.starts_with("warning[W3005]: "), "{said}");
    assert!(folder.join("cdk.out/manifest.json").exists());
    assert_eq!(start(folder, "acknowledged", &[]), (true, String::new()));
    let (done, said) = start(folder, "level", &[]);
    assert!(done && said.starts_with("warning[E3002]: "), "{said}");
    assert_eq!(start(folder, "off", &[]), (true, String::new()));
    let (done, said) = start(folder, "own rule", &[]);
    assert!(!done && said.starts_with("error[ACME0001]: all is wrong\n"), "{said}");
}

#[test]
fn diagnostics_have_the_form_that_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let json = [("FERROCDK_DIAGNOSTICS", "json")];
    let (_, said) = start(folder, "misspelt", &json);
    let first: Json = serde_json::from_str(said.lines().next().unwrap()).unwrap();
    assert_eq!(
        (&first["id"], &first["construct"]),
        (&json!("E3002"), &json!("plant/Queue"))
    );
    assert!(first["location"]["line"].is_number(), "{said}");
    let (_, said) = start(folder, "anyhow", &json);
    let first: Json = serde_json::from_str(said.trim()).unwrap();
    assert_eq!(first["id"], "F0040");
    let (_, said) = start(folder, "misspelt", &[("GITHUB_ACTIONS", "true")]);
    assert!(said.starts_with("::error file="), "{said}");
}

#[test]
fn errors_of_every_kind_are_told_with_their_causes() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let (done, said) = start(folder, "anyhow", &[]);
    let expected = "error[F0040]: cannot read the plants: No such file or directory";
    assert!(!done && said.starts_with(expected), "{said}");
    for case in ["boxed", "shared", "text"] {
        let expected = "error[F0040]: no plants\n".to_owned();
        assert_eq!(start(folder, case, &[]), (false, expected), "{case}");
    }
    let (done, said) = start(folder, "inner", &[]);
    assert!(
        !done && said.starts_with("error[E3002]: there is no property"),
        "{said}"
    );
    assert!(!folder.join("cdk.out").exists());
}

#[test]
fn tests_check_without_asking_too() {
    let app = App::new();
    queue(&app, doc!({ "DelaySecond": 5 }));
    let mistakes = app.synth().unwrap_err();
    assert_eq!(mistakes.0[0].id, "E3002");
    let text = format!("{:?}", Err::<(), _>(mistakes));
    let expected = "Err(error[E3002]: there is no property `DelaySecond` here\n  --> ";
    assert!(text.starts_with(expected), "{text}");

    let app = App::default();
    let new = StackProps::default().environment(Environment::region("eu-central-3"));
    let stack = Stack::new(&app, "plant", new);
    CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({}));
    let assembly = app.synth().unwrap();
    let warning = &assembly.warnings()[0];
    assert_eq!((warning.id, warning.construct.as_str()), ("C0005", "plant"));
    let help = warning.help.as_deref().unwrap();
    assert!(help.starts_with("did you mean eu-central-1?"), "{help}");
}
