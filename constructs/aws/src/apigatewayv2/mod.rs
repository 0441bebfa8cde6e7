//! API Gateway: HTTP APIs, which cost a third of [REST APIs](crate::apigateway) and are quicker, without their keys and plans, caches, checks and templates.
//!
//! ```
//! use ferrocdk_aws::apigateway::HttpMethod;
//! use ferrocdk_aws::apigatewayv2::{HttpApi, HttpApiProps, HttpCors, HttpJwtAuthorizer, HttpLambdaIntegration, RouteOptions};
//! use ferrocdk_core::{App, CfnOutput, Stack, StackProps};
//!
//! let app = App::new();
//! let stack = Stack::new(&app, "plant", StackProps::default());
//! let users = HttpJwtAuthorizer::new("Users", "https://login.example.com").audience(["presses"]);
//! let cors = HttpCors::new().allow_origins(["https://presses.example.com"]);
//! let api = HttpApi::new(&stack, "Api", HttpApiProps::new().cors_preflight(cors).default_authorization(users));
//!
//! let presses = HttpLambdaIntegration::new("arn:aws:lambda:sa-east-1:111122223333:function:presses");
//! api.add_route(HttpMethod::Get, "/presses", &presses);
//! api.add_route(HttpMethod::Put, "/presses/{id}", RouteOptions::from(&presses).authorization_scopes(["presses/write"]));
//! CfnOutput::new(&stack, "Address", api.url());
//! # assert!(app.synth().is_ok());
//! ```
//!
//! | AWS CDK | here |
//! |---|---|
//! | `HttpApi`, `HttpApi.fromHttpApiAttributes` | [`HttpApi`], [`HttpApi::from_http_api_id`] |
//! | `addRoutes`, `HttpRoute`, `HttpRouteKey` | [`HttpApi::add_route`], [`HttpApi::add_routes`], [`HttpRoute`], [`RouteKey`] |
//! | `HttpLambdaIntegration`, `HttpUrlIntegration` | [`HttpLambdaIntegration`], [`HttpUrlIntegration`], without an id: routes that are given the same share it |
//! | `ParameterMapping` | [`HttpIntegration::request_parameter`] |
//! | `HttpJwtAuthorizer`, `HttpUserPoolAuthorizer` | [`HttpJwtAuthorizer`] |
//! | `HttpLambdaAuthorizer` | [`HttpLambdaAuthorizer`] |
//! | `HttpIamAuthorizer`, `HttpNoneAuthorizer` | [`HttpAuthorization::Iam`], [`HttpAuthorization::Open`] |
//! | `CorsPreflightOptions` | [`HttpCors`] |
//! | `HttpStage`, `addStage` | [`HttpStage`], [`HttpApi::add_stage`] |

mod authorizer;
mod cors;
mod grants;
mod http_api;
mod integration;
mod metrics;
mod route;
mod stage;

pub use authorizer::{AuthorizerResponse, HttpAuthorization, HttpAuthorizer, HttpJwtAuthorizer, HttpLambdaAuthorizer};
pub use cors::{CorsMaxAge, HttpCors};
pub use grants::HttpRouteGrants;
pub use http_api::{HttpApi, HttpApiProps};
pub use integration::{
    AnyHttpIntegration, HttpBackend, HttpConnection, HttpIntegration, HttpLambda, HttpLambdaIntegration, HttpTimeout,
    HttpUrl, HttpUrlIntegration, PayloadFormat,
};
pub use route::{HttpRoute, HttpRouteProps, RouteKey, RouteOptions};
pub use stage::{AutoDeploy, HttpStage, HttpStageOptions, HttpStageProps};
