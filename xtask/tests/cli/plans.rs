//! `plan` and `apply`: what is seen is what is executed.

use std::fs;

use crate::workspace::{Ran, Workspace, ends_with};

/// A workspace with a plan of a stack that does not exist yet.
fn planned() -> (Workspace, Ran) {
    let workspace = Workspace::new();
    workspace.bootstrapped();
    let available = include_str!("../data/change-set.json").replacen(
        "\"Status\"",
        "\"ExecutionStatus\": \"AVAILABLE\", \"Status\"",
        1,
    );
    workspace.answer("cloudformation-describe-change-set", &available);
    workspace.write(
        "after/cloudformation-describe-stacks.json",
        include_str!("../data/stacks.json"),
    );
    workspace.write(
        "after/cloudformation-describe-stack-events.json",
        include_str!("../data/events.json"),
    );
    let ran = workspace.run(&["plan", "--suffix", "dev", "--out", "plan.json"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    (workspace, ran)
}

#[test]
fn a_plan_is_shown_and_applied_as_it_is() {
    let (workspace, ran) = planned();
    assert!(ran.out.contains("stack north-dev (new)"), "{ran:?}");
    assert!(
        ran.err
            .contains("hint: have it approved, then run `cargo xtask apply plan.json`"),
        "{ran:?}"
    );
    let calls = workspace.calls();
    assert!(
        !calls.contains("execute-change-set") && !calls.contains("delete-"),
        "{calls}"
    );
    // The sources may move.
    workspace.write("assembly/Plant.template.json", "{ \"Resources\": {} }");
    workspace.script("bin/cargo", "echo the app is not even built >&2; exit 1");
    let ran = workspace.run(&["apply", "plan.json"]);
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (0, "s3_bucket_name  north-dev-archive\n"),
        "{ran:?}"
    );
    assert!(ran.err.contains("Applied the plan of north-dev"), "{ran:?}");
    let calls = workspace.calls();
    assert_eq!(calls.matches("create-change-set").count(), 1, "{calls}");
    assert!(
        calls.contains("execute-change-set --change-set-name arn:changeSet/1 --client-request-token OPERATION"),
        "{calls}"
    );
    let written = fs::read_to_string(workspace.path().join("cfn-outputs/aws/north-dev.json")).unwrap();
    assert!(written.contains("north-dev-archive"));
}

#[test]
fn whatever_moved_is_refused_before_anything_is_changed() {
    let refused = |change: &dyn Fn(&Workspace), code: i32, message: &str| {
        let (workspace, _) = planned();
        change(&workspace);
        let ran = workspace.run(&["apply", "plan.json"]);
        assert!(ran.code == code && ran.err.contains(message), "{message}: {ran:?}");
        assert!(!workspace.calls().contains("execute-change-set"));
    };
    refused(
        &|workspace| workspace.answer("cloudformation-describe-stacks", include_str!("../data/stacks.json")),
        1,
        "error: the plan is not what would happen any more: stack `north-dev` was made meanwhile: it is in CREATE_COMPLETE",
    );
    refused(
        &|workspace| {
            let gone = "An error occurred (ChangeSetNotFound) when calling the DescribeChangeSet operation: ChangeSet [arn] does not exist";
            workspace.answer("cloudformation-describe-change-set", gone);
        },
        1,
        "the change set of stack `north-dev` is gone",
    );
    refused(
        &|workspace| {
            let other = r#"{ "Status": "CREATE_COMPLETE", "ExecutionStatus": "AVAILABLE", "Changes": [] }"#;
            workspace.answer("cloudformation-describe-change-set", other);
        },
        1,
        "the change set of stack `north-dev` has other changes than those that were seen",
    );
    refused(
        &|workspace| {
            workspace.answer(
                "cloudformation-get-template",
                r#"{ "TemplateBody": { "Resources": {} } }"#,
            );
        },
        1,
        "the change set of stack `north-dev` is of another template",
    );
    refused(
        &|workspace| workspace.answer("sts-get-caller-identity", r#"{ "Account": "999999999999" }"#),
        1,
        "error: the plan is for account 111122223333, and this is account 999999999999",
    );
    refused(
        &|workspace| {
            let text = fs::read_to_string(workspace.path().join("plan.json")).unwrap();
            workspace.write("plan.json", &text.replacen("arn:changeSet/1", "arn:changeSet/2", 1));
        },
        2,
        "error: `plan.json` cannot be applied: it was changed after it was written: its hash does not fit",
    );
}

#[test]
fn a_later_deployment_leaves_the_change_set_of_a_plan_to_whoever_made_it() {
    let (workspace, _) = planned();
    workspace.answer(
        "cloudformation-list-change-sets",
        r#"{ "Summaries": [{ "ChangeSetId": "arn:changeSet/0", "ChangeSetName": "ferrocdk-plan-0a1b", "ExecutionStatus": "AVAILABLE" }] }"#,
    );
    let ran = workspace.run(&["deploy", "--suffix", "dev", "--yes"]);
    assert!(
        ran.err.contains("warning: another change set waits on stack north-dev"),
        "{ran:?}"
    );
    assert!(
        !workspace
            .calls()
            .contains("delete-change-set --change-set-name arn:changeSet/0")
    );
}

#[test]
fn the_local_aws_needs_no_plan() {
    let workspace = Workspace::new();
    ends_with(
        &workspace.run(&["plan", "--suffix", "dev", "--local", "--out", "plan.json"]),
        2,
        &[
            "error: the local AWS has nothing that a plan protects, and forgets its change sets",
            "hint: run `cargo xtask deploy --local`, or `cargo xtask diff --local` for a look",
        ],
    );
}
