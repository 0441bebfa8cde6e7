//! API Gateway: REST APIs.

mod access_log;
mod account;
mod api_key;
mod authorizer;
mod base_path_mapping;
mod cors;
mod definition;
mod deployment;
mod domain_name;
mod gateway_response;
mod grants;
mod http_method;
mod integration;
mod json_schema;
mod method;
mod method_settings;
mod metrics;
mod model;
mod request_validator;
mod resource;
mod responses;
mod rest_api;
mod stage;
mod throttle;
mod usage_plan;
mod vpc_link;

pub use access_log::{AccessLog, AccessLogDestination, AccessLogFormat};
#[cfg(feature = "apigatewayv2")]
pub(crate) use access_log::{check_format as check_access_log, own_log_group as access_log_group};
pub use account::LogRole;
pub use api_key::{ApiKey, ApiKeyProps, KeyState};
pub use authorizer::{
    Authorizer, CognitoUserPoolsAuthorizer, CognitoUserPoolsAuthorizerProps, DecisionTtl, IdentitySource,
    RequestAuthorizer, RequestAuthorizerProps, TokenAuthorizer, TokenAuthorizerProps,
};
pub use base_path_mapping::{BasePathMapping, BasePathMappingProps};
pub use cors::{BrowserCredentials, Cors, PreflightCache};
pub use definition::{ApiDefinition, DefinitionMode};
pub use deployment::{Deployment, DeploymentProps, OldDeployments};
pub use domain_name::{DomainEndpoint, DomainName, DomainNameAttributes, DomainNameProps, MutualTls, SecurityPolicy};
pub use ferrocdk_cfn::apigateway::method::{
    ContentHandling, IntegrationType, PassthroughBehavior, ResponseTransferMode,
};
pub use gateway_response::{GatewayResponse, GatewayResponseProps, ResponseType};
pub use grants::{ApiKeyGrants, MethodGrants};
pub use http_method::HttpMethod;
pub use integration::{
    AnyIntegration, Aws, AwsIntegration, Backend, Connection, Credentials, Http, HttpIntegration, Integration,
    IntegrationOptions, IntegrationTimeout, InvokePermission, InvokedFunction, Lambda, LambdaIntegration, MethodPlace,
    Mock, MockIntegration, RoleGrants,
};
#[cfg(feature = "apigatewayv2")]
pub(crate) use integration::{invocation_uri, is_of_own_account, permission};
pub use json_schema::JsonSchema;
pub use method::{ApiKeyUse, Authorization, Method, MethodOptions, MethodProps, Presence};
pub use method_settings::{CacheTtl, Caching, DataTrace, DetailedMetrics, LoggingLevel, MethodSettings};
pub use model::{Model, ModelProps};
pub use request_validator::{RequestValidation, RequestValidator, RequestValidatorProps, Validator};
pub use resource::{Resource, ResourceOptions, ResourceProps};
pub use responses::{IntegrationResponse, MethodResponse};
pub use rest_api::{ApiKeySource, Deploy, Endpoint, ExecuteApiEndpoint, RestApi, RestApiProps};
#[cfg(feature = "apigatewayv2")]
pub(crate) use stage::check_name as check_stage_name;
pub use stage::{CacheSize, MethodSettingsFor, Stage, StageOptions, StageProps, Tracing};
pub use throttle::ThrottleSettings;
pub use usage_plan::{ApiStage, Period, Quota, UsagePlan, UsagePlanProps};
pub use vpc_link::{VpcLink, VpcLinkProps};
