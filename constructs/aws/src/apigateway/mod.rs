//! API Gateway: REST APIs, with keys and plans, caches, checks of requests, templates, and services of AWS as backends. What needs none of these is cheaper as an HTTP API
//! ([`apigatewayv2`](https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-vs-rest.html), a feature of its own).
//!
//! An API is a tree of resources. Each has methods, and what a method does not say comes from the resources above it and from the API:
//!
//! ```
//! use ferrocdk_aws::apigateway::{Cors, HttpMethod, JsonSchema, LambdaIntegration, MethodOptions, Model, ModelProps, RequestValidation, RestApi, RestApiProps};
//! use ferrocdk_core::{App, Stack, StackProps};
//!
//! let app = App::new();
//! let stack = Stack::new(&app, "plant", StackProps::default());
//! let function = "arn:aws:lambda:sa-east-1:111122223333:function:presses";
//! let props = RestApiProps::new().default_integration(LambdaIntegration::new(function)).default_cors_preflight(Cors::all_origins());
//! let api = RestApi::new(&stack, "Api", props);
//!
//! let press = JsonSchema::object().required_property("line", JsonSchema::integer().minimum(1));
//! let press = Model::new(&api, "Press", ModelProps::new(&api, press));
//! let presses = api.root().add_resource("presses");
//! presses.add_method(HttpMethod::Get, ());
//! presses.add_method(HttpMethod::Post, MethodOptions::new().request_model("application/json", &press).request_validator(RequestValidation::Body));
//! presses.add_resource("{id}").add_method(HttpMethod::Delete, MethodOptions::new().api_key_required());
//! # assert!(app.synth().is_ok());
//! ```
//!
//! It is deployed into a stage with an access log and traces. Whenever anything in the API changes, its deployment gets another logical id, so that clients see the change.
//!
//! A service of AWS answers without a function between, with a role that has no more than is granted to it:
//!
//! ```
//! use ferrocdk_aws::apigateway::{AwsIntegration, HttpMethod, IntegrationResponse, MethodOptions, MethodResponse, RestApi, RestApiProps};
//! use ferrocdk_aws::iam::{Principal, Role, RoleProps};
//! use ferrocdk_core::{App, Stack, StackProps};
//!
//! let app = App::new();
//! let stack = Stack::new(&app, "plant", StackProps::default());
//! let start = Role::new(&stack, "Start", RoleProps::new(Principal::service("apigateway.amazonaws.com")));
//! let start = AwsIntegration::action("states", "StartExecution")
//!     .credentials_role(&start)
//!     .request_template("application/json", r#"{ "stateMachineArn": "arn", "input": "$util.escapeJavaScript($input.json('$'))" }"#)
//!     .integration_responses([IntegrationResponse::new("200"), IntegrationResponse::new("500").selection_pattern("5\\d{2}")]);
//! let api = RestApi::new(&stack, "Api", RestApiProps::new());
//! let answers = [MethodResponse::new("200"), MethodResponse::new("500")];
//! api.root().add_method(HttpMethod::Post, MethodOptions::from(start).method_responses(answers));
//! # assert!(app.synth().is_ok());
//! ```
//!
//! | AWS CDK | here |
//! |---|---|
//! | `RestApi`, `RestApi.fromRestApiId`, `fromRestApiAttributes` | [`RestApi`], [`RestApi::from_rest_api_id`], [`RestApi::from_rest_api_attributes`] |
//! | `SpecRestApi`, `ApiDefinition` | [`RestApiProps::definition`], [`ApiDefinition`] |
//! | `LambdaRestApi` | [`RestApiProps::proxy`]; with `proxy: false` [`RestApiProps::default_integration`] |
//! | `Resource`, `ProxyResource`, `addResource`, `addProxy`, `resourceForPath` | [`Resource`], [`Resource::add_resource`], [`Resource::add_proxy`], [`Resource::resource_for_path`] |
//! | `addMethod(verb, integration, options)` | [`Resource::add_method`], whose options are an integration, [`MethodOptions`] or `()` |
//! | `EndpointConfiguration`, `EndpointType` | [`Endpoint`]; in the region by itself, where AWS CDK leaves the edge |
//! | `LambdaIntegration`, `scopePermissionToMethod`, `allowTestInvoke` | [`LambdaIntegration`], [`InvokePermission`] |
//! | `HttpIntegration`, `MockIntegration`, `AwsIntegration` | [`HttpIntegration`], [`MockIntegration`], [`AwsIntegration`] |
//! | `Integration` | [`Integration`], of a [`Backend`] of your own |
//! | `IntegrationOptions` | setters of each [`Integration`] |
//! | `credentialsRole`, `credentialsPassthrough` | [`Integration::credentials_role`], [`Integration::credentials_passthrough`]; [`Integration::granting`] makes the role too |
//! | `MethodResponse`, `IntegrationResponse` | [`MethodResponse`], [`IntegrationResponse`] |
//! | `authorizer`, `authorizationType` | [`MethodOptions::authorization`] |
//! | `TokenAuthorizer`, `RequestAuthorizer`, `CognitoUserPoolsAuthorizer`, `IdentitySource` | [`TokenAuthorizer`], [`RequestAuthorizer`], [`CognitoUserPoolsAuthorizer`], [`IdentitySource`] |
//! | `Model`, `addModel`, `JsonSchema` | [`Model`], [`JsonSchema`] |
//! | `RequestValidator`, `requestValidatorOptions` | [`RequestValidator`], [`RequestValidation`], which methods share |
//! | `Cors`, `CorsOptions`, `addCorsPreflight` | [`Cors`], [`Resource::add_cors_preflight`] |
//! | `GatewayResponse`, `ResponseType` | [`GatewayResponse`], [`ResponseType`] |
//! | `Deployment`, `addToLogicalId`, `retainDeployments` | [`Deployment`], [`Deployment::add_to_logical_id`], [`OldDeployments`] |
//! | `Stage`, `StageOptions`, `MethodDeploymentOptions` | [`Stage`], [`StageOptions`], [`MethodSettings`] |
//! | `LogGroupLogDestination`, `FirehoseLogDestination`, `AccessLogFormat` | [`AccessLogDestination`], [`AccessLogFormat`] |
//! | `cloudWatchRole` | [`LogRole`] |
//! | `UsagePlan`, `addUsagePlan`, `UsagePlanPerApiStage`, `QuotaSettings`, `ThrottleSettings`, `ThrottlingPerMethod` | [`UsagePlan`], [`ApiStage`], [`Quota`], [`ThrottleSettings`], [`ApiStage::throttle_method`] |
//! | `ApiKey`, `addApiKey` | [`ApiKey`], [`UsagePlan::add_api_key`] |
//! | `DomainName`, `MTLSConfig`, `BasePathMapping` | [`DomainName`], [`MutualTls`], [`BasePathMapping`] |
//! | `VpcLink` | [`VpcLink`] |
//! | `url`, `urlForPath`, `arnForExecuteApi` | [`RestApi::url`], [`RestApi::url_for_path`], [`RestApi::arn_for_execute_api`] |

mod access_log;
mod account;
mod api_key;
mod authorizer;
mod base_path_mapping;
mod cors;
mod definition;
mod deployment;
mod domain_name;
mod endpoint;
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
pub use endpoint::{ApiKeySource, Deploy, Endpoint, ExecuteApiEndpoint};
pub use ferrocdk_cfn::apigateway::method::{
    ContentHandling, IntegrationType, PassthroughBehavior, ResponseTransferMode,
};
pub use gateway_response::{GatewayResponse, GatewayResponseProps, ResponseType};
pub use grants::{ApiKeyGrants, MethodGrants};
pub use http_method::HttpMethod;
pub use integration::{
    AnyIntegration, Aws, AwsIntegration, Backend, Connection, Credentials, Http, HttpIntegration, Integration,
    IntegrationOptions, IntegrationTimeout, InvokePermission, Lambda, LambdaIntegration, MethodPlace, Mock,
    MockIntegration, RoleGrants,
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
pub use rest_api::{RestApi, RestApiProps};
#[cfg(feature = "apigatewayv2")]
pub(crate) use stage::check_name as check_stage_name;
pub use stage::{CacheSize, MethodSettingsFor, Stage, StageOptions, StageProps, Tracing};
pub use throttle::{RequestBurst, RequestRate, ThrottleSettings};
pub use usage_plan::{ApiStage, Period, Quota, UsagePlan, UsagePlanProps};
pub use vpc_link::{VpcLink, VpcLinkProps};
