//! `refactor`: constructs that moved keep their resources.

use std::fs;

use crate::workspace::{Workspace, ends_with};

/// A workspace whose bucket stands under another logical id than the sources have.
fn moved() -> Workspace {
    let workspace = Workspace::new();
    workspace.bootstrapped();
    workspace.answer("cloudformation-describe-stacks", include_str!("../data/stacks.json"));
    let template = include_str!("../data/Plant.template.json")
        .replace("\"Archive\"", "\"OldArchive\"")
        .replace("Plant/Archive", "Plant/Old/Archive");
    workspace.answer(
        "cloudformation-get-template",
        &format!("{{ \"TemplateBody\": {template} }}"),
    );
    workspace.answer(
        "cloudformation-create-stack-refactor",
        r#"{ "StackRefactorId": "refactor-1" }"#,
    );
    workspace.answer(
        "cloudformation-describe-stack-refactor",
        r#"{ "Status": "CREATE_COMPLETE", "ExecutionStatus": "EXECUTE_COMPLETE" }"#,
    );
    workspace
}

#[test]
fn moves_are_shown_agreed_to_and_made() {
    let workspace = moved();
    let ran = workspace.run(&["refactor", "--suffix", "dev", "--dry-run"]);
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (0, "north-dev.OldArchive -> north-dev.Archive\n"),
        "{ran:?}"
    );
    assert!(!workspace.calls().contains("refactor"));
    ends_with(
        &workspace.run(&["refactor", "--suffix", "dev"]),
        1,
        &[
            "error: 1 moves need somebody's approval",
            "hint: look at them above and run the same command with --yes",
        ],
    );
    let ran = workspace.run(&["refactor", "--suffix", "dev", "--yes"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.err
            .contains("Moved 1 resources; `deploy` changes what else differs"),
        "{ran:?}"
    );
    let calls = fs::read_to_string(workspace.path().join("calls")).unwrap();
    let order: Vec<usize> = ["create-stack-refactor", "execute-stack-refactor"]
        .iter()
        .map(|call| calls.find(call).unwrap())
        .collect();
    assert!(order.is_sorted(), "{calls}");
}

#[test]
fn a_refusal_is_told_with_the_reason() {
    let workspace = moved();
    workspace.answer(
        "cloudformation-describe-stack-refactor",
        r#"{ "Status": "CREATE_FAILED", "StatusReason": "Resource type does not support refactoring" }"#,
    );
    ends_with(
        &workspace.run(&["refactor", "--suffix", "dev", "--yes"]),
        1,
        &[
            "error: CloudFormation refuses the refactoring: Resource type does not support refactoring",
            "hint: nothing of this step is in force; `diff` shows what stands",
        ],
    );
    assert!(!workspace.calls().contains("execute-stack-refactor"));
}

#[test]
fn wrong_maps_are_told() {
    let workspace = moved();
    let ran = workspace.run(&[
        "refactor",
        "--suffix",
        "dev",
        "--map",
        "north-dev.Nothing=north-dev.X",
        "--dry-run",
    ]);
    assert!(
        ran.code == 1
            && ran.err.contains(
                "error: the moves cannot be made: there is no resource `Nothing` in stack `north-dev` as it is deployed"
            ),
        "{ran:?}"
    );
    let ran = workspace.run(&["refactor", "--suffix", "dev", "--map", "here"]);
    assert!(
        ran.code == 2 && ran.err.contains("expected two places with `=` between them"),
        "{ran:?}"
    );
}
