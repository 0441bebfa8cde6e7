//! A REST API that an OpenAPI document declares, its function, and partners with keys.

use ferrocdk::aws::apigateway::{
    ApiDefinition, ApiKey, ApiKeyProps, HttpMethod, MethodSettings, Period, Quota, RestApi, RestApiProps, StageOptions,
    ThrottleSettings, UsagePlan, UsagePlanProps,
};
use ferrocdk::aws::dynamodb::{Attribute, Table, TableProps};
use ferrocdk::aws::iam::Principal;
use ferrocdk::aws::lambda::{Function, PermissionProps};
use ferrocdk::aws::units::Mebibytes;
use ferrocdk::{App, CfnOutput, Stack, StackProps, doc, pseudo, text};

use super::node;

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Orders", StackProps::default());
    let orders = Table::new(&stack, "Orders", TableProps::new(Attribute::string("id")));
    let handler = node().memory(Mebibytes(256)).environment("TABLE", orders.name());
    let handler = Function::new(&stack, "Handler", handler);
    orders.grant_read_write_data(&handler);
    let uri = text!(
        "arn:{}:apigateway:{}:lambda:path/2015-03-31/functions/{}/invocations",
        pseudo::partition(),
        pseudo::region(),
        handler.arn()
    );
    let operation = || {
        doc!({
            "x-amazon-apigateway-integration": { "type": "aws_proxy", "httpMethod": "POST", "uri": uri.clone() },
            "responses": { "200": { "description": "ok" } },
        })
    };
    let definition = doc!({
        "openapi": "3.0.1",
        "info": { "title": "orders", "version": "1" },
        "paths": {
            "/orders": { "get": operation(), "post": operation() },
            "/orders/{id}": { "get": operation() },
        },
    });
    let throttled = MethodSettings::new().throttle(ThrottleSettings::new().rate_limit(50).burst_limit(100_u32));
    let props = RestApiProps::new()
        .definition(ApiDefinition::inline(definition))
        .deploy_options(StageOptions::new().stage_name("v1").all_methods(throttled))
        .cfn(|api| api.fail_on_warnings(true));
    let api = RestApi::new(&stack, "Api", props);
    let calls = PermissionProps::new(Principal::service("apigateway.amazonaws.com"))
        .source_arn(api.arn_for_execute_api(HttpMethod::Any, "/*", "*"));
    handler.add_permission("Api", calls);
    let plan = UsagePlanProps::new().quota(Quota::new(1_000, Period::Day)).api_stages(api.deployment_stage());
    let plan = UsagePlan::new(&stack, "Partners", plan);
    plan.add_api_key(&ApiKey::new(&stack, "Partner", ApiKeyProps::new().description("the first partner")));
    CfnOutput::new(&stack, "Url", api.url());
}
