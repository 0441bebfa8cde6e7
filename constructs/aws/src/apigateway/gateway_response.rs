//! `GatewayResponse`: what API Gateway answers itself.

use ferrocdk_cfn::apigateway::{CfnGatewayResponse, GatewayResponseProps as CfnGatewayResponseProps};
use ferrocdk_core::{Construct, Map, Scope, Value};

use super::rest_api::RestApi;
use crate::owned::constructs;
use crate::props::props;

/// Declares reasons with their words.
macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)*) => {
        /// Why API Gateway answers itself. Source: "Gateway response types for API Gateway".
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum ResponseType {
            $($(#[$doc])* $name,)*
        }

        impl ResponseType {
            fn word(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }
        }
    };
}

reasons! {
    /// A custom authorizer, Cognito or a policy refuses.
    AccessDenied = "ACCESS_DENIED",
    /// The API is not what it should be, such as an address of a backend that is none.
    ApiConfigurationError = "API_CONFIGURATION_ERROR",
    /// The authorizer could not be asked.
    AuthorizerConfigurationError = "AUTHORIZER_CONFIGURATION_ERROR",
    /// The authorizer failed.
    AuthorizerFailure = "AUTHORIZER_FAILURE",
    /// The body is not what its model says.
    BadRequestBody = "BAD_REQUEST_BODY",
    /// A parameter is not there.
    BadRequestParameters = "BAD_REQUEST_PARAMETERS",
    /// Whatever else is the client's fault.
    Default4xx = "DEFAULT_4XX",
    /// Whatever else is not the client's fault.
    Default5xx = "DEFAULT_5XX",
    /// A token of AWS has expired.
    ExpiredToken = "EXPIRED_TOKEN",
    /// The backend failed.
    IntegrationFailure = "INTEGRATION_FAILURE",
    /// The backend took too long.
    IntegrationTimeout = "INTEGRATION_TIMEOUT",
    /// A key is none of the plan.
    InvalidApiKey = "INVALID_API_KEY",
    /// A signature of AWS is wrong.
    InvalidSignature = "INVALID_SIGNATURE",
    /// A token is not there, or there is no such method.
    MissingAuthenticationToken = "MISSING_AUTHENTICATION_TOKEN",
    /// The quota of a plan is used up.
    QuotaExceeded = "QUOTA_EXCEEDED",
    /// The request is too large.
    RequestTooLarge = "REQUEST_TOO_LARGE",
    /// There is no such resource.
    ResourceNotFound = "RESOURCE_NOT_FOUND",
    /// There were too many requests.
    Throttled = "THROTTLED",
    /// The authorizer did not know the caller.
    Unauthorized = "UNAUTHORIZED",
    /// No method takes the content type.
    UnsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE",
    /// The firewall refuses.
    WafFiltered = "WAF_FILTERED",
}

props! {
    /// Settings of a [`GatewayResponse`].
    pub struct GatewayResponseProps for CfnGatewayResponseProps {
        /// The API that answers.
        api: RestApi,
        /// Why it does.
        response_type: ResponseType,
        /// The status. Default: that of the reason.
        status_code: Option<String>,
        /// Headers, and where their values come from.
        own parameters: Vec<(String, Value<String>)> = Vec::new(),
        /// Bodies by content type, in the template language of API Gateway.
        own templates: Vec<(String, Value<String>)> = Vec::new(),
    }
}

impl GatewayResponseProps {
    /// Sets a header from a text in single quotes, or from a place such as `method.request.header.Origin`.
    pub fn header(mut self, name: &str, value: impl Into<Value<String>>) -> Self {
        self.parameters
            .push((format!("gatewayresponse.header.{name}"), value.into()));
        self
    }

    /// Makes the body for a content type by a template.
    pub fn template(mut self, content_type: &str, template: impl Into<Value<String>>) -> Self {
        self.templates.push((content_type.to_owned(), template.into()));
        self
    }
}

/// An answer that API Gateway gives itself, where a request does not come through to a backend. Browsers of other origins see it only with headers for them.
///
/// Makes an `AWS::ApiGateway::GatewayResponse`, which costs nothing.
///
/// ```
/// use ferrocdk_aws::apigateway::{GatewayResponse, GatewayResponseProps, HttpMethod, LambdaIntegration, ResponseType, RestApi, RestApiProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let api = RestApi::new(&stack, "Api", RestApiProps::new());
/// api.root().add_method(HttpMethod::Get, LambdaIntegration::new("arn:aws:lambda:sa-east-1:111122223333:function:presses"));
/// let refused = GatewayResponseProps::new(&api, ResponseType::Default4xx).header("Access-Control-Allow-Origin", "'*'");
/// GatewayResponse::new(&api, "Refused", refused);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct GatewayResponse {
    scope: Scope,
    response: CfnGatewayResponse,
}

constructs!(GatewayResponse);

impl GatewayResponse {
    /// Makes an answer.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: GatewayResponseProps) -> Self {
        let scope = scope.scope().child(id);
        let mut response = CfnGatewayResponseProps::new()
            .rest_api_id(props.api.id())
            .response_type(props.response_type.word());
        response.status_code = props.status_code.map(Value::from);
        if !props.parameters.is_empty() {
            response = response.response_parameters(props.parameters.into_iter().collect::<Map<_>>());
        }
        if !props.templates.is_empty() {
            response = response.response_templates(props.templates.into_iter().collect::<Map<_>>());
        }
        let response = CfnGatewayResponse::new(&scope, "Resource", props.customize.apply(response));
        props.api.add_content(&response);
        Self { scope, response }
    }

    /// The resource.
    pub fn cfn(&self) -> CfnGatewayResponse {
        self.response.clone()
    }
}
