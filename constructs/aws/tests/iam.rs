//! Identities and policies in a template, and those that are refused.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use ferrocdk_aws::iam::{
    Grantee, Group, GroupProps, Policy, PolicyProps, PolicyStatement, Principal, Role, RoleProps, User, UserProps,
};
use ferrocdk_aws::kms::{Key, KeyProps, KeySpec, KeyUsage};
use ferrocdk_core::{App, Diagnostic, Environment, Stack, StackProps, doc};
use serde_json::Value as Json;

fn stack(app: &App) -> Stack {
    let own = Environment::new("111122223333", "sa-east-1");
    Stack::new(app, "plant", StackProps::default().environment(own))
}

fn resources(app: &App) -> Vec<Json> {
    let template = app.synth().unwrap().template("plant").unwrap().clone();
    template["Resources"].as_object().unwrap().values().cloned().collect()
}

fn of_type(resources: &[Json], name: &str) -> Vec<Json> {
    let found = resources.iter().filter(|resource| resource["Type"] == name);
    found.map(|resource| resource["Properties"].clone()).collect()
}

fn mistakes(build: impl FnOnce(&Stack)) -> Vec<Diagnostic> {
    let app = App::new();
    build(&stack(&app));
    app.synth().err().map(|mistakes| mistakes.0).unwrap_or_default()
}

fn lambda() -> RoleProps {
    RoleProps::new(Principal::service("lambda.amazonaws.com"))
}

#[test]
fn policies_split_below_the_limit_and_lose_no_statement() {
    let app = App::new();
    let stack = stack(&app);
    let role = Role::new(&stack, "Worker", lambda());
    // Different conditions, so that they cannot be joined.
    for number in 0..150 {
        let statement = PolicyStatement::allow([format!("dynamodb:Query{number}")]).on(format!(
            "arn:aws:dynamodb:sa-east-1:111122223333:table/readings-{number}"
        ));
        role.add_to_policy(statement);
    }
    let resources = resources(&app);
    let policies = of_type(&resources, "AWS::IAM::ManagedPolicy");
    assert!(policies.len() > 2, "{} policies", policies.len());
    let mut statements = 0;
    for policy in &policies {
        assert!(policy["PolicyDocument"].to_string().len() <= 6_144);
        statements += policy["PolicyDocument"]["Statement"].as_array().unwrap().len();
    }
    assert_eq!(statements, 150);
}

#[test]
fn more_than_iam_attaches_is_told() {
    let found = mistakes(|stack| {
        let role = Role::new(stack, "Worker", lambda());
        for number in 0..700 {
            let arn = format!("arn:aws:dynamodb:sa-east-1:111122223333:table/readings-{number}");
            role.add_to_policy(PolicyStatement::allow([format!("dynamodb:Query{number}")]).on(arn));
        }
    });
    assert_eq!(found[0].id, "F3014");
    assert_eq!(found[0].construct, "plant/Worker");
}

#[test]
fn a_role_of_another_account_is_let_in_on_both_sides() {
    let app = App::new();
    let stack = stack(&app);
    let key = Key::new(&stack, "Key", KeyProps::new());
    let foreign = Role::from_role_arn(&stack, "Foreign", "arn:aws:iam::444455556666:role/reader");
    let own = Role::from_role_arn(&stack, "Own", "arn:aws:iam::111122223333:role/writer");
    assert!(foreign.foreign_account().is_some() && own.foreign_account().is_none());
    key.grant_decrypt(&foreign);
    key.grant_encrypt(&own);
    let resources = resources(&app);
    let key_policy = of_type(&resources, "AWS::KMS::Key")[0]["KeyPolicy"].to_string();
    assert!(key_policy.contains("444455556666:role/reader") && !key_policy.contains("role/writer"));
    assert!(
        key_policy.contains(r#""Resource":"*""#),
        "a key's policy cannot name the key"
    );
    assert_eq!(of_type(&resources, "AWS::IAM::ManagedPolicy").len(), 2);
}

#[test]
fn a_grant_that_nothing_could_carry_is_told_at_its_line() {
    let line = line!() + 4;
    let found = mistakes(|stack| {
        let service = Principal::service("events.amazonaws.com");
        let shared = Key::from_key_arn(stack, "Shared", "arn:aws:kms:sa-east-1:444455556666:key/k");
        shared.grant_encrypt(&service);
    });
    let location = found[0].location.unwrap();
    assert_eq!(
        (found[0].id, location.file(), location.line()),
        ("F3012", file!(), line)
    );

    let found = mistakes(|stack| {
        let shared = Key::from_key_arn(stack, "Shared", "arn:aws:kms:sa-east-1:444455556666:key/k");
        let fixed = Role::new(stack, "Worker", lambda()).without_policy_updates();
        shared.grant_encrypt(&fixed);
    });
    assert_eq!(found[0].id, "F3012");
}

#[test]
fn users_and_groups_get_grants_and_inline_policies_need_somebody() {
    let app = App::new();
    let stack = stack(&app);
    let key = Key::new(&stack, "Key", KeyProps::new());
    let user = User::new(&stack, "User", UserProps::new());
    let group = Group::new(&stack, "Group", GroupProps::new());
    user.add_to_group(&group);
    key.grant_decrypt(&user);
    key.grant_decrypt(&group);
    let policies = of_type(&resources(&app), "AWS::IAM::ManagedPolicy");
    let named = |property: &str| policies.iter().filter(|policy| policy.get(property).is_some()).count();
    assert_eq!((named("Users"), named("Groups"), named("Roles")), (1, 1, 0));

    let read = || PolicyStatement::allow(["dynamodb:Query"]).on("arn:aws:dynamodb:sa-east-1:111122223333:table/t");
    let found = mistakes(|stack| {
        Policy::new(stack, "Read", PolicyProps::new().statements([read()]));
    });
    assert_eq!(found[0].message, "an inline policy that nobody has");
    let found = mistakes(|stack| {
        let policy = Policy::new(stack, "Read", PolicyProps::new());
        policy.attach_to_role(&Role::new(stack, "Worker", lambda()));
    });
    assert_eq!(found[0].message, "a policy that says nothing");
}

#[test]
fn statements_that_an_identity_cannot_have_are_told() {
    let found = mistakes(|stack| {
        let role = Role::new(stack, "Worker", lambda());
        role.add_to_policy(PolicyStatement::allow(["s3:GetObject"]));
    });
    assert_eq!((found[0].id, found[0].found.as_deref()), ("F3013", Some("no resource")));
    let found = mistakes(|stack| {
        let role = Role::new(stack, "Worker", lambda());
        role.add_to_policy(
            PolicyStatement::allow(["s3:GetObject"])
                .on_everything()
                .by(Principal::any()),
        );
    });
    assert_eq!((found[0].id, found[0].found.as_deref()), ("F3013", Some("a principal")));
}

#[test]
fn trust_has_the_action_and_the_conditions_of_each_principal() {
    let app = App::new();
    let stack = stack(&app);
    let forge = Principal::web_identity("arn:aws:iam::111122223333:oidc-provider/forge")
        .when("StringEquals", doc!({ "forge:aud": "sts.amazonaws.com" }));
    let audit = Principal::account("444455556666")
        .with_external_id("audit")
        .with_session_tags();
    Role::new(&stack, "Role", RoleProps::new(forge).also_assumed_by([audit]));
    let role = of_type(&resources(&app), "AWS::IAM::Role").remove(0);
    let statements = role["AssumeRolePolicyDocument"]["Statement"]
        .as_array()
        .unwrap()
        .clone();
    assert_eq!(statements[0]["Action"], "sts:AssumeRoleWithWebIdentity");
    assert_eq!(
        statements[0]["Condition"]["StringEquals"]["forge:aud"],
        "sts.amazonaws.com"
    );
    assert_eq!(
        statements[1]["Action"],
        serde_json::json!(["sts:AssumeRole", "sts:TagSession"])
    );
    assert_eq!(statements[1]["Condition"]["StringEquals"]["sts:ExternalId"], "audit");
}

#[test]
fn keys_are_for_what_their_kind_is_for() {
    let kind = |props: KeyProps| mistakes(|stack| drop(Key::new(stack, "Key", props)));
    assert!(kind(KeyProps::new().key_spec(KeySpec::Hmac256)).is_empty());
    let found = kind(
        KeyProps::new()
            .key_spec(KeySpec::EccNistP256)
            .key_usage(KeyUsage::EncryptDecrypt),
    );
    assert_eq!(
        (found[0].id, found[0].allowed.as_deref()),
        ("F3016", Some("SIGN_VERIFY, KEY_AGREEMENT"))
    );
    assert_eq!(kind(KeyProps::new().alias("aws/own"))[0].id, "F3017");
}
