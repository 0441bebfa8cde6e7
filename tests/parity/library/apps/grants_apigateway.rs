//! Every grant of a REST API's parts, and who may call at all.

use ferrocdk::aws::apigateway::{
    ApiKey, ApiKeyProps, Authorization, Endpoint, HttpMethod, LambdaIntegration, MethodOptions, RestApi, RestApiProps,
};
use ferrocdk::aws::lambda::Function;
use ferrocdk::{App, Stack, StackProps};

use super::{node, role};

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Grants", StackProps::default());
    let handler = Function::new(&stack, "Handler", node());
    let endpoints = ["vpce-0123456789abcdef0", "vpce-0123456789abcdef1"];
    let private = Endpoint::Private {
        vpc_endpoint_ids: endpoints.iter().map(|id| (*id).into()).collect(),
    };
    let api = RestApi::new(&stack, "Api", RestApiProps::new().endpoint(private));
    for endpoint in endpoints {
        api.grant_invoke_from_vpc_endpoints_only([endpoint]);
    }
    let get = MethodOptions::from(LambdaIntegration::new(&handler)).authorization(Authorization::Iam);
    let presses = api.root().add_resource("presses").add_method(HttpMethod::Get, get);
    presses.grant_execute(&role(&stack, "Caller"));
    let key = ApiKey::new(&stack, "Key", ApiKeyProps::new());
    key.grant_read(&role(&stack, "Reader"));
    key.grant_write(&role(&stack, "Writer"));
    key.grant_read_write(&role(&stack, "Both"));
}
