//! API Gateway: REST APIs.

mod access_log;
mod account;
mod cors;
mod deployment;
mod grants;
mod http_method;
mod integration;
mod method;
mod method_settings;
mod metrics;
mod resource;
mod responses;
mod rest_api;
mod stage;
mod throttle;

pub use access_log::{AccessLog, AccessLogDestination, AccessLogFormat};
pub use account::LogRole;
pub use cors::{BrowserCredentials, Cors, PreflightCache};
pub use deployment::{Deployment, DeploymentProps, OldDeployments};
pub use ferrocdk_cfn::apigateway::method::{
    ContentHandling, IntegrationType, PassthroughBehavior, ResponseTransferMode,
};
pub use grants::MethodGrants;
pub use http_method::HttpMethod;
pub use integration::{
    AnyIntegration, Aws, AwsIntegration, Backend, Connection, Credentials, Http, HttpIntegration, Integration,
    IntegrationOptions, IntegrationTimeout, InvokePermission, Lambda, LambdaIntegration, MethodPlace, Mock,
    MockIntegration, RoleGrants,
};
pub use method::{ApiKeyUse, Authorization, Method, MethodOptions, MethodProps, Presence};
pub use method_settings::{CacheTtl, Caching, DataTrace, DetailedMetrics, LoggingLevel, MethodSettings};
pub use resource::{Resource, ResourceOptions, ResourceProps};
pub use responses::{IntegrationResponse, MethodResponse};
pub use rest_api::{ApiKeySource, Deploy, Endpoint, ExecuteApiEndpoint, RestApi, RestApiProps};
pub use stage::{CacheSize, MethodSettingsFor, Stage, StageOptions, StageProps, Tracing};
pub use throttle::ThrottleSettings;
