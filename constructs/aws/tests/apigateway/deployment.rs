//! Deployments, which change with the API, and stages.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use ferrocdk_aws::apigateway::{
    AccessLog, AccessLogDestination, AccessLogFormat, Caching, Deploy, Deployment, DeploymentProps, HttpMethod,
    LambdaIntegration, LogRole, LoggingLevel, MethodSettings, RestApi, RestApiProps, Stage, StageOptions, StageProps,
    ThrottleSettings, Tracing,
};
use ferrocdk_aws::iam::{PolicyStatement, Principal, Role, RoleProps};
use ferrocdk_aws::units::Minutes;
use ferrocdk_core::{AspectPriority, Aspects, CfnOutput, CfnResource, Scope, Stack};
use serde_json::json;

use crate::{function, mistakes, of_type, resources};

#[test]
fn apis_of_a_stack_share_the_role_that_writes_logs() {
    let found = resources(|stack| {
        for id in ["A", "B"] {
            RestApi::new(stack, id, RestApiProps::new())
                .root()
                .add_method(HttpMethod::Get, function());
        }
    });
    assert_eq!(
        (of_type(&found, "Account").len(), of_type(&found, "Stage").len()),
        (1, 2)
    );
    let quiet = StageOptions::new()
        .access_log(AccessLog::Off)
        .tracing(Tracing::Off)
        .all_methods(MethodSettings::new().logging_level(LoggingLevel::Off));
    for options in [quiet, StageOptions::new().log_role(LogRole::OfAccount)] {
        let found = resources(|stack| {
            let api = RestApi::new(stack, "A", RestApiProps::new().deploy_options(options));
            api.root().add_method(HttpMethod::Get, function());
        });
        assert!(of_type(&found, "Account").is_empty() && of_type(&found, "AWS::IAM::Role").is_empty());
    }
}

/// The deployment's logical id of an API that `build` fills.
fn deployed_as(build: impl Fn(&Stack, &RestApi)) -> String {
    let found = resources(|stack| {
        let api = RestApi::new(stack, "Api", RestApiProps::new());
        api.root().add_method(HttpMethod::Get, function());
        build(stack, &api);
    });
    of_type(&found, "Deployment")[0].0.to_owned()
}

#[test]
fn a_change_of_the_api_and_nothing_else_deploys_it_anew() {
    let plain = deployed_as(|_, _| {});
    assert_eq!(plain, deployed_as(|_, _| {}));
    type Change = fn(&Stack, &RestApi);
    let unrelated: [(&str, Change); 4] = [
        ("another resource", |stack, _| {
            CfnOutput::new(stack, "Other", "x");
            Role::new(stack, "Role", RoleProps::new(Principal::own_account()));
        }),
        ("tags", |stack, _| ferrocdk_core::Tags::of(stack).add("Line", "1")),
        ("another stage of the deployment", |stack, api| {
            let deployment = api.latest_deployment().unwrap();
            Stage::new(
                stack,
                "Test",
                StageProps::new(&deployment).options(StageOptions::new().stage_name("test")),
            );
        }),
        ("a setting of the stage", |_, api| {
            api.deployment_stage()
                .unwrap()
                .cfn()
                .add_property_override("Description", "x");
        }),
    ];
    for (what, change) in unrelated {
        assert_eq!(deployed_as(change), plain, "{what}");
    }
    let related: [(&str, Change); 7] = [
        ("a resource", |_, api| drop(api.root().add_resource("presses"))),
        ("a method", |_, api| {
            drop(api.root().add_method(HttpMethod::Post, function()));
        }),
        ("another backend", |_, api| {
            api.root().add_method(
                HttpMethod::Post,
                LambdaIntegration::new("arn:aws:lambda:sa-east-1:111122223333:function:boilers"),
            );
        }),
        ("the API", |_, api| {
            api.cfn().add_property_override("MinimumCompressionSize", 0);
        }),
        ("its policy", |_, api| {
            api.add_to_policy(
                PolicyStatement::deny(["execute-api:Invoke"])
                    .by(Principal::star())
                    .on("execute-api:/*"),
            );
        }),
        ("a value", |_, api| {
            api.latest_deployment().unwrap().add_to_logical_id("release 12");
        }),
        ("an aspect that runs last", |stack, _| {
            let change = |scope: &Scope| {
                if let Some(method) = CfnResource::of(scope).filter(|it| it.type_name() == "AWS::ApiGateway::Method") {
                    method.add_property_override("ApiKeyRequired", true);
                }
            };
            Aspects::of(stack).add_with_priority(change, AspectPriority(i32::MAX));
        }),
    ];
    let mut ids = vec![plain];
    for (what, change) in related {
        let id = deployed_as(change);
        assert!(!ids.contains(&id), "{what}");
        ids.push(id);
    }
}

#[test]
fn stages_of_an_own_deployment() {
    let found = resources(|stack| {
        let api = RestApi::new(stack, "Api", RestApiProps::new().deploy(Deploy::No));
        api.root().add_method(HttpMethod::Get, function());
        let deployment = Deployment::new(stack, "Deployment", DeploymentProps::new(&api));
        let read = MethodSettings::new().caching(Caching::On).cache_ttl(Minutes(10));
        let format = AccessLogFormat::clf();
        let options = StageOptions::new()
            .stage_name("test")
            .access_log(AccessLog::To(
                AccessLogDestination::firehose(
                    "arn:aws:firehose:sa-east-1:111122223333:deliverystream/amazon-apigateway-x",
                ),
                format,
            ))
            .all_methods(MethodSettings::new().throttle(ThrottleSettings::new().rate_limit(2.5).burst_limit(5_u32)))
            .method("/presses/{id}", HttpMethod::Get, read)
            .variable("line", "1");
        let stage = Stage::new(stack, "Stage", StageProps::new(&deployment).options(options));
        api.set_deployment_stage(&stage);
        CfnOutput::new(stack, "Url", api.url());
    });
    let stage = of_type(&found, "Stage")[0].1;
    assert_eq!(stage["CacheClusterSize"], "0.5");
    assert_eq!(stage["Variables"], json!({ "line": "1" }));
    assert_eq!(stage["MethodSettings"][0]["ThrottlingRateLimit"], json!(2.5));
    let single = &stage["MethodSettings"][1];
    assert_eq!(
        (&single["ResourcePath"], &single["HttpMethod"]),
        (&json!("/~1presses~1{id}"), &json!("GET"))
    );
    assert_eq!(
        (&single["CacheTtlInSeconds"], &single["CacheDataEncrypted"]),
        (&json!(600), &json!(true))
    );
}

#[test]
fn an_imported_api_takes_methods_that_a_deployment_holds() {
    let found = resources(|stack| {
        let api = RestApi::from_rest_api_attributes(stack, "Shared", "a1b2c3", "r00t");
        let presses = api.root().add_resource("presses");
        presses.add_method(HttpMethod::Get, function());
        Deployment::new(stack, "Deployment", DeploymentProps::new(&api));
    });
    assert_eq!(of_type(&found, "Resource")[0].1["ParentId"], "r00t");
    let (deployment, _) = of_type(&found, "Deployment")[0];
    assert_eq!(found[deployment]["DependsOn"].as_array().unwrap().len(), 2);
    let known_by_id = mistakes(|stack| {
        let api = RestApi::from_rest_api_id(stack, "Shared", "a1b2c3");
        api.root().add_method(HttpMethod::Get, function());
        api.add_to_policy(
            PolicyStatement::allow(["execute-api:Invoke"])
                .by(Principal::star())
                .on_everything(),
        );
    });
    assert_eq!(known_by_id.len(), 2, "{known_by_id:?}");
    assert!(known_by_id.iter().all(|told| told.starts_with("F3011")));
}
