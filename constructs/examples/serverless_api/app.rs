//! The app.

use ferrocdk::aws::apigateway::{
    Cors, HttpMethod, JsonSchema, LambdaIntegration, MethodOptions, Model, ModelProps, RequestValidation, RestApi,
    RestApiProps,
};
use ferrocdk::aws::dynamodb::{Attribute, Table, TableProps};
use ferrocdk::aws::lambda::{Code, Function, FunctionProps, Runtime};
use ferrocdk::{App, Stack, StackProps};

pub(crate) fn serverless_api(app: &App) {
    let stack = Stack::new(app, "ServerlessApi", StackProps::default());
    let table = Table::new(&stack, "Items", TableProps::new(Attribute::string("id")));
    let code = Code::inline(include_str!("items.py"));
    let props = FunctionProps::new(code)
        .runtime(Runtime::PYTHON_3_14)
        .handler("index.handler");
    let function = Function::new(&stack, "Function", props.environment("TABLE", table.name()));
    table.grant_read_write_data(&function);

    let props = RestApiProps::new().default_integration(LambdaIntegration::new(&function));
    let api = RestApi::new(&stack, "Api", props.default_cors_preflight(Cors::all_origins()));
    let item = JsonSchema::object().required_property("name", JsonSchema::string());
    let item = Model::new(&api, "Item", ModelProps::new(&api, item));
    let checked = MethodOptions::new()
        .request_model("application/json", &item)
        .request_validator(RequestValidation::Body);

    let items = api.root().add_resource("items");
    items.add_method(HttpMethod::Get, ());
    items.add_method(HttpMethod::Post, checked.clone());
    let item = items.add_resource("{id}");
    item.add_method(HttpMethod::Get, ());
    item.add_method(HttpMethod::Put, checked);
    item.add_method(HttpMethod::Delete, ());
}
