//! Roles for services, another account and a pipeline, with policies of each kind.

use ferrocdk::aws::iam::{
    ManagedPolicy, ManagedPolicyProps, PolicyDocument, PolicyStatement, Principal, Role, RoleProps,
};
use ferrocdk::aws::units::Hours;
use ferrocdk::{App, Stack, StackProps, doc};

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Roles", StackProps::default());
    let readings = "arn:aws:dynamodb:sa-east-1:111122223333:table/readings";
    let describe = PolicyStatement::allow(["dynamodb:DescribeTable"]).on(readings);
    let worker = RoleProps::new(Principal::service("lambda.amazonaws.com"))
        .also_assumed_by([Principal::service("states.amazonaws.com")])
        .description("Works on readings")
        .max_session_duration(Hours(2))
        .managed_policies([ManagedPolicy::from_aws_managed_policy_name("AWSXRayDaemonWriteAccess")])
        .inline_policy("describe", PolicyDocument::of([describe]));
    let worker = Role::new(&stack, "Worker", worker);
    let query = PolicyStatement::allow(["dynamodb:Query", "dynamodb:GetItem"])
        .on(readings)
        .on(format!("{readings}/index/*"))
        .when("ForAllValues:StringEquals", doc!({ "dynamodb:LeadingKeys": ["plant-1"] }));
    worker.add_to_policy(query);
    worker.add_to_policy(PolicyStatement::deny(["dynamodb:DeleteTable"]).on_everything());
    let partner = Principal::account("444455556666").with_external_id("plant-1");
    Role::new(&stack, "Partner", RoleProps::new(partner));
    let provider = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com";
    let audience = doc!({ "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" });
    let pipeline = Principal::web_identity(provider).when("StringEquals", audience);
    Role::new(&stack, "Pipeline", RoleProps::new(pipeline));
    let readers = ManagedPolicyProps::new()
        .description("Reads readings")
        .statements([PolicyStatement::allow(["dynamodb:Query"]).on(readings)]);
    let readers = ManagedPolicy::new(&stack, "Readers", readers);
    let report = RoleProps::new(Principal::service("ecs-tasks.amazonaws.com")).managed_policies([readers.arn()]);
    Role::new(&stack, "Report", report);
}
