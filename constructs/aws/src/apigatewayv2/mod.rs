//! API Gateway: HTTP APIs.

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
