//! A REST API for pages of other sites, with signed requests, keys and an answer of its own.

use ferrocdk::aws::apigateway::{
    Authorization, Cors, HttpMethod, IntegrationResponse, LambdaIntegration, MethodOptions, MethodResponse,
    MethodSettings, MockIntegration, RestApi, RestApiProps, StageOptions, ThrottleSettings,
};
use ferrocdk::{App, Stack, StackProps};

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Api", StackProps::default());
    let function = "arn:aws:lambda:sa-east-1:111122223333:function:presses";
    let handler = || MethodOptions::from(LambdaIntegration::new(function));
    let throttle = ThrottleSettings::new().rate_limit(100).burst_limit(200_u32);
    let stage = StageOptions::new()
        .stage_name("v1")
        .all_methods(MethodSettings::new().throttle(throttle));
    let props = RestApiProps::new()
        .default_cors_preflight(Cors::all_origins())
        .deploy_options(stage);
    let api = RestApi::new(&stack, "Presses", props);
    let presses = api.root().add_resource("presses");
    presses.add_method(HttpMethod::Get, handler().authorization(Authorization::Iam));
    presses.add_method(HttpMethod::Delete, handler().api_key_required());
    let healthy = MockIntegration::new()
        .request_template("application/json", r#"{"statusCode": 200}"#)
        .integration_responses([IntegrationResponse::new("200")]);
    let healthy = MethodOptions::from(healthy).method_responses([MethodResponse::new("200")]);
    api.root().add_resource("health").add_method(HttpMethod::Get, healthy);
}
