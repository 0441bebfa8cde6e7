//! `SecretRef`: what reaches the template.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use ferrocdk_assertions::{Match, Template, pattern};
use ferrocdk_aws::iam::{Principal, Role, RoleProps};
use ferrocdk_core::{App, Stack, StackProps};
use ferrocdk_plant::{SecretRef, SecretRefProps};

#[test]
fn it_is_looked_up_by_name_and_read_by_whoever_is_granted() {
    let app = App::new();
    let stack = Stack::new(&app, "plant", StackProps::default());
    let secret = SecretRef::new(&stack, "Api", SecretRefProps::new("iot-api-credentials-dev"));
    let role = Role::new(
        &stack,
        "Role",
        RoleProps::new(Principal::service("lambda.amazonaws.com")),
    );
    secret.grant_read(&role);
    let template = Template::from_stack(&app, &stack);
    template.resource_count_is("AWS::SecretsManager::Secret", 0);
    let actions = ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"];
    template.has_resource_properties(
        "AWS::IAM::ManagedPolicy",
        pattern!({ "PolicyDocument": { "Statement": [{ "Effect": "Allow", "Action": Match::array_with(actions), "Resource": Match::any_value() }] } }),
    );
    // The six characters that Secrets Manager adds, and no more.
    assert!(
        template
            .json()
            .to_string()
            .contains(":secret:iot-api-credentials-dev-??????")
    );
}

#[test]
fn a_name_that_no_secret_has_is_told() {
    let long = "x".repeat(513);
    for wrong in [
        "",
        "arn:aws:secretsmanager:eu-central-1:1:secret:x",
        "two words",
        long.as_str(),
    ] {
        let app = App::new();
        let stack = Stack::new(&app, "plant", StackProps::default());
        SecretRef::new(&stack, "Api", SecretRefProps::new(wrong));
        let mistakes = app.synth().unwrap_err();
        assert_eq!(mistakes.0[0].found, Some(format!("`{wrong}`")));
    }
}
