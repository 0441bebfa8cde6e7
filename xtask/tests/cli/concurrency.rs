//! Several at once: what a deployment says and does where somebody else works on the same stack.

use std::fs::{self, File};

use crate::workspace::{Workspace, ends_with};

/// Events of the stack, newest first, each with the token of its operation.
fn events(newest_first: &[(&str, &str)]) -> String {
    let events: Vec<String> = newest_first
        .iter()
        .enumerate()
        .map(|(at, (status, token))| {
            format!(
                r#"{{ "EventId": "{}", "LogicalResourceId": "north-dev", "PhysicalResourceId": "arn:stack/north-dev/1",
                     "ResourceType": "AWS::CloudFormation::Stack", "Timestamp": "2026-01-02T03:04:05Z",
                     "ResourceStatus": "{status}", "ClientRequestToken": "{token}" }}"#,
                newest_first.len() - at
            )
        })
        .collect();
    format!("{{ \"StackEvents\": [{}] }}", events.join(",\n"))
}

/// Someone who works from another machine.
const BOB: &str = "ferrocdk-7-0a1b-bob--laptop";

fn standing(workspace: &Workspace, status: &str) {
    let stacks = include_str!("../data/stacks.json").replace("CREATE_COMPLETE", status);
    workspace.answer("cloudformation-describe-stacks", &stacks);
    workspace.write("made/cloudformation-describe-stacks.json", &stacks);
}

fn after(workspace: &Workspace, status: &str, newest_first: &[(&str, &str)]) {
    let stacks = include_str!("../data/stacks.json").replace("CREATE_COMPLETE", status);
    workspace.write("after/cloudformation-describe-stacks.json", &stacks);
    workspace.write("after/cloudformation-describe-stack-events.json", &events(newest_first));
}

const DEPLOY: [&str; 4] = ["deploy", "--suffix", "dev", "--yes"];

#[test]
fn the_change_set_that_was_shown_is_executed_by_its_arn() {
    let workspace = Workspace::new();
    workspace.bootstrapped();
    after(
        &workspace,
        "CREATE_COMPLETE",
        &[("CREATE_COMPLETE", "OPERATION"), ("CREATE_IN_PROGRESS", "OPERATION")],
    );
    let ran = workspace.run(&DEPLOY);
    assert_eq!(ran.code, 0, "{ran:?}");
    let calls = workspace.calls();
    assert!(
        calls.contains("execute-change-set --change-set-name arn:changeSet/1 --client-request-token OPERATION\n"),
        "{calls}"
    );
    assert!(
        calls.contains("describe-change-set --change-set-name arn:changeSet/1\n"),
        "{calls}"
    );
    // Two runs never use one name.
    let name = || fs::read_to_string(workspace.path().join("operation")).unwrap();
    let first = name();
    workspace.bootstrapped();
    assert_eq!(workspace.run(&DEPLOY).code, 0);
    assert_ne!(first, name());
}

#[test]
fn the_end_of_somebody_elses_operation_is_not_ours() {
    let workspace = Workspace::new();
    workspace.bootstrapped();
    standing(&workspace, "UPDATE_ROLLBACK_COMPLETE");
    after(
        &workspace,
        "UPDATE_COMPLETE",
        &[
            ("UPDATE_COMPLETE", "OPERATION"),
            ("UPDATE_IN_PROGRESS", "OPERATION"),
            ("UPDATE_ROLLBACK_COMPLETE", BOB),
            ("UPDATE_IN_PROGRESS", BOB),
        ],
    );
    let ran = workspace.run(&DEPLOY);
    assert!(
        ran.code == 0 && ran.err.contains("Deployed stack north-dev (UPDATE_COMPLETE)"),
        "{ran:?}"
    );
}

#[test]
fn a_deletion_beneath_a_deployment_is_an_error() {
    let workspace = Workspace::new();
    workspace.bootstrapped();
    standing(&workspace, "UPDATE_ROLLBACK_COMPLETE");
    after(
        &workspace,
        "DELETE_IN_PROGRESS",
        &[("DELETE_IN_PROGRESS", BOB), ("UPDATE_IN_PROGRESS", "OPERATION")],
    );
    ends_with(
        &workspace.run(&DEPLOY),
        1,
        &[
            "error: the deployment of stack `north-dev` did not come to its end: bob on laptop (process 7) deletes it meanwhile (DELETE_IN_PROGRESS)",
            "hint: look at what stands there before you deploy again",
        ],
    );
}

#[test]
fn nothing_to_change_in_a_stack_that_goes_away_is_an_error() {
    let workspace = Workspace::new();
    workspace.bootstrapped();
    standing(&workspace, "UPDATE_ROLLBACK_COMPLETE");
    let gone = include_str!("../data/stacks.json").replace("CREATE_COMPLETE", "DELETE_IN_PROGRESS");
    workspace.write("made/cloudformation-describe-stacks.json", &gone);
    workspace.answer(
        "cloudformation-describe-change-set",
        r#"{ "Status": "FAILED", "StatusReason": "No updates are to be performed." }"#,
    );
    ends_with(
        &workspace.run(&DEPLOY),
        1,
        &[
            "error: stack `north-dev` does not stand as it was deployed: somebody else changed it meanwhile, and it is in DELETE_IN_PROGRESS",
            "hint: look at what stands there before you deploy again",
        ],
    );
}

#[test]
fn a_change_set_that_was_made_void_says_who_did_it() {
    let workspace = Workspace::new();
    workspace.bootstrapped();
    standing(&workspace, "UPDATE_ROLLBACK_COMPLETE");
    after(&workspace, "UPDATE_IN_PROGRESS", &[("UPDATE_IN_PROGRESS", BOB)]);
    workspace.answer(
        "cloudformation-execute-change-set",
        "An error occurred (ChangeSetNotFound) when calling the ExecuteChangeSet operation: ChangeSet [arn:changeSet/1] does not exist",
    );
    let expected = [
        "error: nothing was deployed: stack `north-dev` was changed meanwhile; it is in UPDATE_IN_PROGRESS, by bob on laptop (process 7)",
        "hint: run the same command again: it shows the changes against the stack as it is then",
    ];
    ends_with(&workspace.run(&DEPLOY), 1, &expected);
    // Nor is anything executed where the other one began before us.
    standing(&workspace, "UPDATE_ROLLBACK_COMPLETE");
    let busy = include_str!("../data/stacks.json").replace("CREATE_COMPLETE", "UPDATE_IN_PROGRESS");
    workspace.write("made/cloudformation-describe-stacks.json", &busy);
    fs::remove_file(workspace.path().join("calls")).unwrap();
    ends_with(&workspace.run(&DEPLOY), 1, &expected);
    assert!(!workspace.calls().contains("execute-change-set"));
}

#[test]
fn change_sets_that_earlier_runs_left_are_removed_and_others_are_told() {
    let workspace = Workspace::new();
    workspace.bootstrapped();
    standing(&workspace, "UPDATE_ROLLBACK_COMPLETE");
    let summary = |id: &str, name: &str, status: &str| {
        format!(r#"{{ "ChangeSetId": "arn:{id}", "ChangeSetName": "{name}", "ExecutionStatus": "{status}" }}"#)
    };
    let summaries = [
        summary("changeSet/1", "OPERATION", "AVAILABLE"),
        summary("old", "ferrocdk", "AVAILABLE"),
        summary("done", "ferrocdk", "EXECUTE_COMPLETE"),
        summary("bob", BOB, "AVAILABLE"),
    ];
    workspace.answer(
        "cloudformation-list-change-sets",
        &format!("{{ \"Summaries\": [{}] }}", summaries.join(",\n")),
    );
    after(
        &workspace,
        "UPDATE_COMPLETE",
        &[("UPDATE_COMPLETE", "OPERATION"), ("UPDATE_IN_PROGRESS", "OPERATION")],
    );
    let ran = workspace.run(&DEPLOY);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.err.contains(
            "warning: another change set waits on stack north-dev, that of bob on laptop (process 7); deploying discards it"
        ),
        "{ran:?}"
    );
    let calls = workspace.calls();
    let deleted: Vec<&str> = calls
        .lines()
        .filter(|call| call.contains("delete-change-set"))
        .collect();
    assert_eq!(deleted, ["cloudformation delete-change-set --change-set-name arn:old"]);
}

#[test]
fn a_role_that_may_not_list_change_sets_deploys_all_the_same() {
    let workspace = Workspace::new();
    workspace.bootstrapped();
    standing(&workspace, "UPDATE_ROLLBACK_COMPLETE");
    workspace.answer(
        "cloudformation-list-change-sets",
        "An error occurred (AccessDenied) when calling the ListChangeSets operation: no",
    );
    after(
        &workspace,
        "UPDATE_COMPLETE",
        &[("UPDATE_COMPLETE", "OPERATION"), ("UPDATE_IN_PROGRESS", "OPERATION")],
    );
    let ran = workspace.run(&DEPLOY);
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[test]
fn one_command_at_a_time_works_on_a_deployment() {
    let workspace = Workspace::new();
    workspace.bootstrapped();
    let file = workspace.write(".ferrocdk/locks/north-dev.lock", "`deploy` of process 4711\n");
    let lock = File::open(file).unwrap();
    lock.lock().unwrap();
    for command in [&DEPLOY[..], &["destroy", "--suffix", "dev", "--yes"]] {
        ends_with(
            &workspace.run(command),
            1,
            &[
                "error: `deploy` of process 4711 is at work on north-dev",
                "hint: wait for its end and run the same command again; nothing was done",
            ],
        );
    }
    assert_eq!(workspace.calls(), "", "nothing is asked before");
    // Another deployment is none of its business, and a lock ends with its process.
    assert_eq!(workspace.run(&["destroy", "--suffix", "other", "--yes"]).code, 0);
    drop(lock);
    assert_eq!(workspace.run(&["destroy", "--suffix", "dev", "--yes"]).code, 0);
}

#[test]
fn without_local_nothing_reaches_an_emulator() {
    let workspace = Workspace::new();
    workspace.bootstrapped();
    for command in [
        &DEPLOY[..],
        &["destroy", "--suffix", "dev", "--yes"],
        &["outputs", "--suffix", "dev"],
        &["device", "list", "--suffix", "dev"],
    ] {
        let mut with_endpoint = workspace.command(command);
        with_endpoint.env("AWS_ENDPOINT_URL", "http://127.0.0.1:4566");
        ends_with(
            &workspace.ran(with_endpoint.output().unwrap()),
            1,
            &[
                "error: AWS_ENDPOINT_URL sends the calls to http://127.0.0.1:4566 on this machine, but without --local this command is about AWS",
                "hint: add --local; or take back what `cargo xtask local env` has set: unset AWS_ENDPOINT_URL AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY",
            ],
        );
    }
    assert_eq!(workspace.calls(), "");
    // One that is elsewhere is told, and the environment can switch all of them off.
    let mut elsewhere = workspace.command(&["destroy", "--suffix", "dev", "--yes"]);
    elsewhere.env("AWS_ENDPOINT_URL_STS", "https://vpce.example");
    let ran = workspace.ran(elsewhere.output().unwrap());
    assert!(
        ran.code == 0
            && ran
                .err
                .contains("warning: the calls go to https://vpce.example, because AWS_ENDPOINT_URL_STS says so"),
        "{ran:?}"
    );
    let mut ignored = workspace.command(&["destroy", "--suffix", "dev", "--yes"]);
    ignored.envs([
        ("AWS_ENDPOINT_URL", "http://localhost:1"),
        ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"),
    ]);
    assert_eq!(ignored.output().unwrap().status.code(), Some(0));
}

#[test]
fn an_account_of_zeros_is_no_account() {
    let workspace = Workspace::new();
    workspace.bootstrapped();
    workspace.answer("sts-get-caller-identity", r#"{ "Account": "000000000000" }"#);
    let ran = workspace.run(&DEPLOY);
    ends_with(
        &ran,
        1,
        &[
            "error: the calls do not reach AWS: whoever answers says that this is account 000000000000, as emulators do",
            "hint: add --local for the local AWS; for AWS, look for an `endpoint_url` in the profile that is used",
        ],
    );
}
