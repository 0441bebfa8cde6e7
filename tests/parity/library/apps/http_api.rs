//! An HTTP API: a function answers its routes, one of them for users with tokens, and a server everything else.

use ferrocdk::aws::apigateway::{HttpMethod, ThrottleSettings};
use ferrocdk::aws::apigatewayv2::{
    HttpApi, HttpApiProps, HttpCors, HttpJwtAuthorizer, HttpLambdaIntegration, HttpStageOptions, HttpUrlIntegration,
    RouteOptions,
};
use ferrocdk::aws::lambda::{Code, Function, FunctionProps, Runtime};
use ferrocdk::aws::units::Hours;
use ferrocdk::{App, CfnOutput, Stack, StackProps};

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Http", StackProps::default());
    let handler = FunctionProps::new(Code::inline("exports.handler = async () => ({ statusCode: 200 });"))
        .runtime(Runtime::NODEJS_22)
        .handler("index.handler");
    let handler = Function::new(&stack, "Handler", handler);
    let cors = HttpCors::new()
        .allow_origins(["https://presses.example.com"])
        .allow_methods([HttpMethod::Get])
        .allow_headers(["Authorization"])
        .max_age(Hours(1));
    let props = HttpApiProps::new()
        .cors_preflight(cors)
        .default_integration(HttpUrlIntegration::new("https://backend.example.com"));
    let api = HttpApi::new(&stack, "Api", props);
    let users = HttpJwtAuthorizer::new("Users", "https://login.example.com").audience(["presses"]);
    let presses = HttpLambdaIntegration::new(&handler);
    api.add_routes([HttpMethod::Get, HttpMethod::Post], "/presses", &presses);
    let write = RouteOptions::from(&presses).authorization(users).authorization_scopes(["presses/write"]);
    api.add_route(HttpMethod::Put, "/presses/{id}", write);
    let slow = ThrottleSettings::new().rate_limit(10).burst_limit(20_u32);
    api.add_stage("Test", HttpStageOptions::new().stage_name("test").throttle(slow));
    CfnOutput::new(&stack, "Url", api.url());
}
