//! An HTTP API over a table: functions that read and write, one that decides who may, and a route for another account.

use ferrocdk::aws::apigateway::HttpMethod;
use ferrocdk::aws::apigatewayv2::{
    HttpApi, HttpApiProps, HttpAuthorization, HttpLambdaAuthorizer, HttpLambdaIntegration, RouteOptions,
};
use ferrocdk::aws::dynamodb::{Attribute, Table, TableProps};
use ferrocdk::aws::iam::{Principal, Role, RoleProps};
use ferrocdk::aws::lambda::{Architecture, Function};
use ferrocdk::aws::units::{Minutes, Seconds};
use ferrocdk::{App, Stack, StackProps};

use super::node;

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Items", StackProps::default());
    let items = Table::new(&stack, "Items", TableProps::new(Attribute::string("id")));
    let handler = |id: &str| {
        let props = node().architecture(Architecture::Arm64).environment("TABLE", items.name());
        Function::new(&stack, id, props)
    };
    let (reader, writer, guard) = (handler("Reader"), handler("Writer"), handler("Guard"));
    items.grant_read_data(&reader);
    items.grant_write_data(&writer);
    let guard = HttpLambdaAuthorizer::new("Guard", &guard)
        .identity_sources(["$request.header.X-Key"])
        .results_cache_ttl(Minutes(1));
    let api = HttpApi::new(&stack, "Api", HttpApiProps::new().api_name("items").default_authorization(guard));
    let read = HttpLambdaIntegration::new(&reader);
    let write = HttpLambdaIntegration::new(&writer).timeout(Seconds(5));
    api.add_route(HttpMethod::Get, "/items", &read);
    api.add_route(HttpMethod::Get, "/items/{id}", &read);
    api.add_routes([HttpMethod::Put, HttpMethod::Delete], "/items/{id}", &write);
    let count = RouteOptions::from(&read).authorization(HttpAuthorization::Iam);
    let count = api.add_route(HttpMethod::Get, "/count", count);
    let reports = Role::new(&stack, "Reports", RoleProps::new(Principal::account("444455556666")));
    count.grants().invoke(&reports);
}
