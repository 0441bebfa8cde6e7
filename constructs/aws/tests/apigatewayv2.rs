//! HTTP APIs: what a program says, and what of it stands in the template.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

mod support;

use ferrocdk_aws::apigateway::{
    AccessLog, BrowserCredentials, Deploy, DetailedMetrics, ExecuteApiEndpoint, HttpMethod, ThrottleSettings,
};
use ferrocdk_aws::apigatewayv2::{
    HttpApi, HttpApiProps, HttpAuthorization, HttpCors, HttpJwtAuthorizer, HttpLambdaAuthorizer, HttpLambdaIntegration,
    HttpStageOptions, HttpUrlIntegration, PayloadFormat, RouteOptions,
};
use ferrocdk_aws::iam::{Principal, Role, RoleProps};
use ferrocdk_aws::units::{Milliseconds, Seconds};
use ferrocdk_core::{CfnOutput, Stack};
use serde_json::{Value as Json, json};

use crate::support::{resources, told as mistakes, with_ids};

/// The properties of the resources of a type, which is one of this service where it has no other.
fn of_type<'a>(template: &'a Json, kind: &str) -> Vec<&'a Json> {
    let kind = if kind.contains("::") {
        kind.to_owned()
    } else {
        format!("AWS::ApiGatewayV2::{kind}")
    };
    let found = with_ids(template, &kind).into_iter();
    found.map(|(_, resource)| &resource["Properties"]).collect()
}

const FUNCTION: &str = "arn:aws:lambda:sa-east-1:111122223333:function:presses";

#[test]
fn logical_ids_are_those_of_aws_cdk() {
    let found = resources(|stack| {
        let all = HttpUrlIntegration::new("https://x.example");
        let api = HttpApi::new(stack, "Api", HttpApiProps::new().default_integration(all));
        let users = HttpJwtAuthorizer::new("Users", "https://login.example.com").audience(["presses"]);
        let presses = RouteOptions::from(HttpLambdaIntegration::new(FUNCTION)).authorization(&users);
        api.add_routes([HttpMethod::Get, HttpMethod::Post], "/presses/{id}", presses);
    });
    for id in [
        "ApiF70053CD",
        "ApiDefaultRouteIntegrationDB7B670E",
        "ApiDefaultRoute1D83B0D8",
        "ApiDefaultStage189A7074",
        "ApiGETpressesidIntegrationDF4E0E35",
        "ApiGETpressesidIntegrationPermissionDEF3D305",
        "ApiGETpressesid0314C8B4",
        "ApiUsers862F2BE7",
        "ApiPOSTpressesidIntegrationPermission957377FA",
        "ApiPOSTpressesid76202087",
    ] {
        assert!(found.get(id).is_some(), "{id} is not in {found:#}");
    }
    assert_eq!(of_type(&found, "Integration").len(), 2, "routes share one");
    let source = found["ApiGETpressesidIntegrationPermissionDEF3D305"]["Properties"]["SourceArn"].to_string();
    assert!(source.contains("/*/GET/presses/*"), "{source}");
}

#[test]
fn a_default_api_is_deployed_and_logged() {
    let found = resources(|stack| {
        let api = HttpApi::new(stack, "Api", HttpApiProps::new());
        api.add_route(HttpMethod::Get, "/presses", HttpLambdaIntegration::new(FUNCTION));
        CfnOutput::new(stack, "Url", api.url());
    });
    assert_eq!(
        *of_type(&found, "Api")[0],
        json!({ "Name": "Api", "ProtocolType": "HTTP" })
    );
    let stage = of_type(&found, "Stage")[0];
    assert_eq!(
        (&stage["StageName"], &stage["AutoDeploy"]),
        (&json!("$default"), &json!(true))
    );
    let format: Json = serde_json::from_str(stage["AccessLogSettings"]["Format"].as_str().unwrap()).unwrap();
    assert_eq!(format["routeKey"], "$context.routeKey");
    assert_eq!(of_type(&found, "AWS::Logs::LogGroup").len(), 1);
    assert_eq!(of_type(&found, "Route")[0]["AuthorizationType"], "NONE");
}

#[test]
fn settings_reach_their_resources() {
    let found = resources(|stack| {
        let cors = HttpCors::new()
            .allow_origins(["https://a.example"])
            .allow_methods([HttpMethod::Any])
            .allow_headers(["X-Line"])
            .credentials(BrowserCredentials::Allowed)
            .max_age(Seconds(60));
        let stage = HttpStageOptions::new()
            .access_log(AccessLog::Off)
            .throttle(ThrottleSettings::new().rate_limit(2.5))
            .detailed_metrics(DetailedMetrics::On)
            .variable("line", "1");
        let props = HttpApiProps::new()
            .cors_preflight(cors)
            .deploy_options(stage)
            .default_authorization(HttpAuthorization::Iam)
            .execute_api_endpoint(ExecuteApiEndpoint::Disabled);
        let api = HttpApi::new(stack, "Api", props);
        let v1 = HttpLambdaIntegration::new(FUNCTION)
            .payload_format(PayloadFormat::V1)
            .timeout(Seconds(5));
        let route = api.add_route(HttpMethod::Any, "/{proxy+}", v1);
        route.grant_invoke(&Role::new(stack, "Reader", RoleProps::new(Principal::own_account())));
        let check = HttpLambdaAuthorizer::new("Check", FUNCTION).identity_sources(["$request.header.X-Plant"]);
        let url = HttpUrlIntegration::new("https://x.example").request_parameter("overwrite:path", "/shop");
        api.add_route(HttpMethod::Get, "/shop", RouteOptions::from(&url).authorization(&check));
        api.add_route(HttpMethod::Put, "/shop", RouteOptions::from(&url).authorization(check));
        api.add_route(
            HttpMethod::Get,
            "/",
            RouteOptions::from(url).authorization(HttpAuthorization::Open),
        );
    });
    let api = of_type(&found, "Api")[0];
    let cors = json!({ "AllowCredentials": true, "AllowHeaders": ["X-Line"], "AllowMethods": ["*"], "AllowOrigins": ["https://a.example"], "MaxAge": 60 });
    assert_eq!(
        (&api["CorsConfiguration"], &api["DisableExecuteApiEndpoint"]),
        (&cors, &json!(true))
    );
    let stage = of_type(&found, "Stage")[0];
    assert_eq!(
        stage["DefaultRouteSettings"],
        json!({ "DetailedMetricsEnabled": true, "ThrottlingRateLimit": 2.5 })
    );
    assert_eq!(stage["StageVariables"], json!({ "line": "1" }));
    let integrations = of_type(&found, "Integration");
    assert_eq!(
        (
            &integrations[0]["PayloadFormatVersion"],
            &integrations[0]["TimeoutInMillis"]
        ),
        (&json!("1.0"), &json!(5_000))
    );
    assert_eq!(
        integrations[1]["RequestParameters"],
        json!({ "overwrite:path": "/shop" })
    );
    let types: Vec<&Json> = of_type(&found, "Route")
        .into_iter()
        .map(|route| &route["AuthorizationType"])
        .collect();
    assert_eq!(types, ["AWS_IAM", "CUSTOM", "CUSTOM", "NONE"]);
    let check = of_type(&found, "Authorizer");
    assert_eq!(check.len(), 1);
    assert_eq!(
        (&check[0]["EnableSimpleResponses"], &check[0]["IdentitySource"]),
        (&json!(true), &json!(["$request.header.X-Plant"]))
    );
    let policy = of_type(&found, "AWS::IAM::ManagedPolicy")[0]["PolicyDocument"]["Statement"][0].to_string();
    assert!(policy.contains("/*/*/*"), "{policy}");
}

#[test]
fn routes_are_added_to_an_imported_api() {
    let found = resources(|stack| {
        let api = HttpApi::from_http_api_id(stack, "Shared", "a1b2c3");
        api.add_route(HttpMethod::Get, "/presses", HttpLambdaIntegration::new(FUNCTION));
    });
    assert_eq!(of_type(&found, "Route")[0]["ApiId"], "a1b2c3");
}

#[test]
fn wrong_input_is_told_where_it_is_given() {
    type Build = fn(&Stack);
    let cases: [(Build, &str); 9] = [
        (
            |stack| {
                drop(HttpApi::new(stack, "Api", HttpApiProps::new()).add_route(
                    HttpMethod::Get,
                    "presses",
                    HttpUrlIntegration::new("https://x.example"),
                ));
            },
            "F3183 the path of a route is not one that API Gateway takes: \"presses\"",
        ),
        (
            |stack| {
                drop(HttpApi::new(stack, "Api", HttpApiProps::new()).add_route(
                    HttpMethod::Get,
                    "/{proxy+}/x",
                    HttpUrlIntegration::new("https://x.example"),
                ));
            },
            "F3183 the path of a route is not one that API Gateway takes: \"/{proxy+}/x\"",
        ),
        (
            |stack| {
                drop(HttpApi::new(stack, "Api", HttpApiProps::new()).add_route(
                    HttpMethod::Get,
                    "/x",
                    RouteOptions::new(),
                ));
            },
            "F3185 a route has nothing that answers: ",
        ),
        (
            |stack| {
                let slow = HttpUrlIntegration::new("https://x.example").timeout(Milliseconds(30_001));
                HttpApi::new(stack, "Api", HttpApiProps::new()).add_route(HttpMethod::Get, "/x", slow);
            },
            "F3180 TimeoutInMillis is out of range: 30001 milliseconds",
        ),
        (
            |stack| {
                let changed =
                    HttpUrlIntegration::new("https://x.example").request_parameter("integration.request.path.id", "x");
                HttpApi::new(stack, "Api", HttpApiProps::new()).add_route(HttpMethod::Get, "/x", changed);
            },
            "F3185 a change to a request is not one that HTTP APIs make: integration.request.path.id",
        ),
        (
            |stack| {
                let anyone = HttpJwtAuthorizer::new("Users", "https://login.example.com");
                let options = RouteOptions::from(HttpUrlIntegration::new("https://x.example")).authorization(anyone);
                HttpApi::new(stack, "Api", HttpApiProps::new()).add_route(HttpMethod::Get, "/x", options);
            },
            "F3189 tokens are taken whomever they were made for: no audience",
        ),
        (
            |stack| {
                let api = HttpApi::new(stack, "Api", HttpApiProps::new());
                for (path, function) in [
                    ("/a", "arn:aws:lambda:sa-east-1:111122223333:function:a"),
                    ("/b", "arn:aws:lambda:sa-east-1:111122223333:function:b"),
                ] {
                    let check = HttpLambdaAuthorizer::new("Check", function);
                    api.add_route(
                        HttpMethod::Get,
                        path,
                        RouteOptions::from(HttpUrlIntegration::new("https://x.example")).authorization(check),
                    );
                }
            },
            "F3189 two authorizers of an API have the same id: Check",
        ),
        (
            |stack| {
                drop(HttpApi::new(
                    stack,
                    "Api",
                    HttpApiProps::new().cors_preflight(
                        HttpCors::new()
                            .allow_origins(["*"])
                            .credentials(BrowserCredentials::Allowed),
                    ),
                ));
            },
            "F3187 pages of all origins are to send credentials: [*]",
        ),
        (
            |stack| {
                let api = HttpApi::new(stack, "Api", HttpApiProps::new().deploy(Deploy::No));
                CfnOutput::new(stack, "Url", api.url());
            },
            "F3184 the address of an API without a stage: an API that is not deployed",
        ),
    ];
    for (build, expected) in cases {
        assert_eq!(mistakes(build), [expected]);
    }
}
