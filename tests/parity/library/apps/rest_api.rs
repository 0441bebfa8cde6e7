//! A REST API whose methods invoke a function.

use ferrocdk::aws::apigateway::{HttpMethod, LambdaIntegration, RestApi, RestApiProps};
use ferrocdk::aws::lambda::{Code, Function, FunctionProps, Runtime};
use ferrocdk::{App, CfnOutput, Stack, StackProps};

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Api", StackProps::default());
    let handler = FunctionProps::new(Code::inline("exports.handler = async () => ({ statusCode: 200 });"))
        .runtime(Runtime::NODEJS_22)
        .handler("index.handler");
    let handler = Function::new(&stack, "Handler", handler);
    let api = RestApi::new(&stack, "Readings", RestApiProps::new().description("Readings of the plant"));
    let readings = api.root().add_resource("readings");
    readings.add_method(HttpMethod::Get, LambdaIntegration::new(handler.arn()));
    readings.add_method(HttpMethod::Post, LambdaIntegration::new(handler.arn()));
    let reading = readings.add_resource("{id}");
    reading.add_method(HttpMethod::Get, LambdaIntegration::new(handler.arn()));
    CfnOutput::new(&stack, "Url", api.url());
}
