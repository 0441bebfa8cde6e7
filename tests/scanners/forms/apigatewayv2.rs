//! HTTP APIs.

use ferrocdk::Construct;
use ferrocdk::aws::apigateway::{Deploy, HttpMethod};
use ferrocdk::aws::apigatewayv2::{
    HttpApi, HttpApiProps, HttpLambdaIntegration, HttpRoute, HttpRouteProps, HttpStage, HttpStageProps, RouteKey,
    RouteOptions,
};

pub(crate) fn forms(stack: &dyn Construct) {
    let api = HttpApi::new(stack, "HttpApi", HttpApiProps::new().deploy(Deploy::No));
    let presses = HttpLambdaIntegration::new("arn:aws:lambda:sa-east-1:111122223333:function:presses");
    let key = RouteKey::Request(HttpMethod::Get, "/presses".to_owned());
    let props = HttpRouteProps::new(&api, key).options(RouteOptions::from(presses));
    HttpRoute::new(stack, "HttpRoute", props);
    HttpStage::new(stack, "HttpStage", HttpStageProps::new(&api));
}
