//! `bootstrap`: the stack that deployments build on.

use std::fs;

use crate::workspace::{Workspace, ends_with};

#[test]
fn the_template_can_be_looked_at() {
    let workspace = Workspace::new();
    let ran = workspace.run(&["bootstrap", "--show-template"]);
    assert!(ran.code == 0 && ran.out.contains("cdk-${Qualifier}-assets-"), "{ran:?}");
}

#[test]
fn it_is_shown_agreed_to_and_made() {
    let workspace = Workspace::new();
    workspace.bootstrapped();
    ends_with(
        &workspace.run(&["bootstrap"]),
        1,
        &[
            "error: these changes need somebody's approval: 45 permissions are added",
            "hint: look at the changes above and run the same command with --yes",
        ],
    );
    workspace.write(
        "after/cloudformation-describe-stacks.json",
        include_str!("../data/stacks.json"),
    );
    workspace.write(
        "after/cloudformation-describe-stack-events.json",
        include_str!("../data/events.json"),
    );
    workspace.bootstrapped();
    let ran = workspace.run(&[
        "bootstrap",
        "--yes",
        "--region",
        "eu-west-1",
        "--execution-policy",
        "arn:p",
        "--trust",
        "111122223333",
    ]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.err.contains("Bootstrapped account 111122223333 in eu-west-1"),
        "{ran:?}"
    );
    let calls = fs::read_to_string(workspace.path().join("calls")).unwrap();
    assert!(calls.contains("create-change-set --stack-name CDKToolkit"), "{calls}");
    assert!(
        calls.contains(r#"{"ParameterKey":"TrustedAccounts","ParameterValue":"111122223333"}"#),
        "{calls}"
    );
}

#[test]
fn one_that_aws_cdk_made_is_left_as_it_is() {
    let workspace = Workspace::new();
    workspace.bootstrapped();
    workspace.answer("cloudformation-describe-stacks", include_str!("../data/stacks.json"));
    workspace.answer(
        "cloudformation-get-template",
        r#"{ "TemplateBody": "Description: This stack includes resources needed to deploy AWS CDK apps into this environment\nResources: {}" }"#,
    );
    let ran = workspace.run(&["bootstrap", "--yes"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(
        ran.err.contains("Found a bootstrap stack of AWS CDK in sa-east-1"),
        "{ran:?}"
    );
    assert!(!workspace.calls().contains("change-set"));
}

#[test]
fn trust_without_a_limit_is_refused() {
    let workspace = Workspace::new();
    ends_with(
        &workspace.run(&["bootstrap", "--trust", "111122223333"]),
        2,
        &[
            "error: accounts that are trusted could do anything in this one with AdministratorAccess",
            "hint: say with --execution-policy what CloudFormation may do for them",
        ],
    );
    ends_with(
        &workspace.run(&["bootstrap", "--trust", "1111"]),
        2,
        &["error: --trust 1111: an account has twelve digits"],
    );
}
