//! Secrets and parameters in a template, and those that are refused.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod support;

use ferrocdk_aws::iam::{Principal, Role, RoleProps};
use ferrocdk_aws::kms::{Key, KeyProps};
use ferrocdk_aws::secretsmanager::{
    Generate, HostedRotation, Replica, Rotation, RotationSchedule, RotationScheduleProps, Secret, SecretProps,
};
use ferrocdk_aws::ssm::{StringListParameter, StringListParameterProps, StringParameter, StringParameterProps, Tier};
use ferrocdk_aws::units::Days;
use ferrocdk_core::{App, CfnOutput, Stack, StackProps};
use serde_json::{Value as Json, json};

use crate::support::template;

fn mistakes(build: impl FnOnce(&Stack)) -> Vec<String> {
    let app = App::new();
    build(&Stack::new(&app, "plant", StackProps::default()));
    let found = app.synth().err().map(|mistakes| mistakes.0).unwrap_or_default();
    found.into_iter().map(|mistake| mistake.message).collect()
}

fn of_type(template: &Json, name: &str) -> Json {
    let mut resources = template["Resources"].as_object().unwrap().values();
    resources
        .find(|resource| resource["Type"] == name)
        .cloned()
        .unwrap_or_default()
}

fn worker(stack: &Stack) -> Role {
    Role::new(
        stack,
        "Worker",
        RoleProps::new(Principal::service("lambda.amazonaws.com")),
    )
}

#[test]
fn a_secret_is_made_up_encrypted_and_kept() {
    let template = template(|stack| {
        let key = Key::new(stack, "Key", KeyProps::new());
        let generate = Generate::new()
            .template("{\"username\":\"historian\"}")
            .field("password")
            .length(40);
        let secret = SecretProps::new()
            .generate(generate)
            .encryption_key(&key)
            .replicas([Replica::from("sa-west-1")]);
        let secret = Secret::new(stack, "Historian", secret);
        secret.grant_read(&worker(stack));
        secret.grant_write(&Principal::account("444455556666"));
        CfnOutput::new(stack, "User", secret.field("username"));
    });
    let secret = of_type(&template, "AWS::SecretsManager::Secret");
    assert_eq!(secret["DeletionPolicy"], "RetainExceptOnCreate");
    assert_eq!(
        secret["Properties"]["GenerateSecretString"],
        json!({ "GenerateStringKey": "password", "PasswordLength": 40, "SecretStringTemplate": "{\"username\":\"historian\"}" })
    );
    let policy = of_type(&template, "AWS::IAM::ManagedPolicy")["Properties"]["PolicyDocument"]["Statement"].to_string();
    assert!(policy.contains("secretsmanager:GetSecretValue") && policy.contains("kms:Decrypt"));
    let own = of_type(&template, "AWS::SecretsManager::ResourcePolicy")["Properties"].clone();
    assert_eq!(
        (
            &own["BlockPublicPolicy"],
            &own["ResourcePolicy"]["Statement"][0]["Resource"]
        ),
        (&json!(true), &json!("*"))
    );
    assert!(
        template["Outputs"]["User"]["Value"]
            .to_string()
            .contains("SecretString:username")
    );
}

#[test]
fn rotation_by_aws_needs_its_transform() {
    let template = template(|stack| {
        let secret = Secret::new(stack, "Historian", SecretProps::new());
        let rotation = Rotation::Hosted(HostedRotation::PostgreSqlSingleUser);
        RotationSchedule::new(
            stack,
            "Rotation",
            RotationScheduleProps::new(&secret, rotation).interval(Days(7)),
        );
    });
    assert!(
        template["Transform"]
            .to_string()
            .contains("AWS::SecretsManager-2024-09-16")
    );
}

#[test]
fn a_secret_has_one_value_that_can_be_made_up() {
    let secret = |props: SecretProps| mistakes(|stack| drop(Secret::new(stack, "Secret", props)));
    assert!(secret(SecretProps::new()).is_empty());
    assert_eq!(
        secret(SecretProps::new().generate(Generate::new()).string_value("x")),
        ["a secret has two values"]
    );
    let generate = |generate: Generate| secret(SecretProps::new().generate(generate));
    assert_eq!(
        generate(Generate::new().field("password")),
        ["a field and a template belong together"]
    );
    assert_eq!(generate(Generate::new().length(5_000)), ["not a length of a secret"]);
    let nothing = Generate::new()
        .exclude_lowercase()
        .exclude_uppercase()
        .exclude_numbers()
        .exclude_punctuation();
    assert_eq!(generate(nothing), ["a secret of no character"]);
}

#[test]
fn an_imported_secret_is_granted_with_the_characters_that_its_arn_lacks() {
    let template = template(|stack| {
        let partial = "arn:aws:secretsmanager:sa-east-1:111122223333:secret:historian";
        Secret::from_secret_partial_arn(stack, "Historian", partial).grant_read(&worker(stack));
    });
    let policy = of_type(&template, "AWS::IAM::ManagedPolicy").to_string();
    assert!(policy.contains("secret:historian-??????"));
}

#[test]
fn parameters_have_names_and_sizes_that_systems_manager_takes() {
    let parameter = |props: StringParameterProps| mistakes(|stack| drop(StringParameter::new(stack, "P", props)));
    let named = |name: &str| parameter(StringParameterProps::new("80").parameter_name(name));
    for name in ["limit", "/plant/press.line-1/limit_2"] {
        assert!(named(name).is_empty(), "{name}");
    }
    for name in [
        "",
        "plant/limit",
        "/aws-own/x",
        "ssmLimit",
        "/plant/limit!",
        "/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p",
    ] {
        assert_eq!(named(name), ["not the name of a parameter"], "{name}");
    }
    let large = "x".repeat(4_097);
    assert_eq!(parameter(StringParameterProps::new(large.as_str())).len(), 1);
    assert!(parameter(StringParameterProps::new(large.as_str()).tier(Tier::Advanced)).is_empty());
    let list = mistakes(|stack| {
        StringListParameter::new(stack, "L", StringListParameterProps::new().values(["press,paint"]));
    });
    assert_eq!(list, ["a value of a list that would become two"]);
}

#[test]
fn arns_of_parameters_have_one_slash() {
    let template = template(|stack| {
        let worker = worker(stack);
        StringParameter::from_parameter_name(stack, "Path", "/plant/limit").grant_read(&worker);
        StringParameter::from_parameter_name(stack, "Name", "limit").grant_write(&worker);
    });
    let policy = of_type(&template, "AWS::IAM::ManagedPolicy").to_string();
    assert!(
        policy.contains(":parameter/plant/limit") && policy.contains(":parameter/limit"),
        "{policy}"
    );
}
