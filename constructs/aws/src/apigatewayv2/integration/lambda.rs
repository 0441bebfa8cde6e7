//! `HttpLambdaIntegration`: a function answers.

use ferrocdk_cfn::apigatewayv2::IntegrationProps as CfnIntegrationProps;
use ferrocdk_cfn::refs::lambda::AliasArnOrFunctionArnOrVersionArn;
use ferrocdk_core::{IntoRef, Scope, Value};

use super::{HttpBackend, HttpConnection, HttpIntegration};
use crate::apigateway::{HttpMethod, is_of_own_account, permission};
use crate::apigatewayv2::http_api::HttpApi;
use crate::apigatewayv2::route::RouteKey;

/// An integration of a function. See [`HttpLambda`] for how it is made.
pub type HttpLambdaIntegration = HttpIntegration<HttpLambda>;

/// Form of the events that a function gets. Source: "Create AWS Lambda proxy integrations for HTTP APIs in API Gateway".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PayloadFormat {
    /// That of REST APIs.
    V1,
    /// The one made for HTTP APIs: smaller, and a function may answer with a body alone.
    #[default]
    V2,
}

/// A function that answers. Its permission to be invoked is made with the route.
///
/// ```
/// use ferrocdk_aws::apigateway::HttpMethod;
/// use ferrocdk_aws::apigatewayv2::{HttpApi, HttpApiProps, HttpLambdaIntegration};
/// use ferrocdk_aws::units::Seconds;
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let presses = HttpLambdaIntegration::new("arn:aws:lambda:sa-east-1:111122223333:function:presses").timeout(Seconds(5));
/// let api = HttpApi::new(&stack, "Api", HttpApiProps::new());
/// api.add_routes([HttpMethod::Get, HttpMethod::Post], "/presses", presses);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct HttpLambda {
    arn: Value<String>,
    payload: PayloadFormat,
}

impl HttpLambdaIntegration {
    /// A function, an alias or a version, by reference or by ARN.
    pub fn new(function: impl IntoRef<AliasArnOrFunctionArnOrVersionArn>) -> Self {
        Self::of(HttpLambda {
            arn: function.into_ref(),
            payload: PayloadFormat::default(),
        })
    }

    /// Says which form the events have that the function gets. Default: the one made for HTTP APIs.
    pub fn payload_format(mut self, format: PayloadFormat) -> Self {
        self.backend_mut().payload = format;
        self
    }
}

impl HttpBackend for HttpLambda {
    fn connect(&self) -> HttpConnection {
        let props = CfnIntegrationProps::new()
            .integration_type("AWS_PROXY")
            .integration_uri(self.arn.clone())
            .payload_format_version(match self.payload {
                PayloadFormat::V1 => "1.0",
                PayloadFormat::V2 => "2.0",
            });
        HttpConnection {
            props,
            function: Some(self.arn.clone()),
        }
    }
}

/// Lets a route invoke a function. Stands below the route, not below the function: a function of another stack would otherwise depend on the API that depends on it.
#[track_caller]
pub(super) fn permit(scope: &Scope, api: &HttpApi, key: &RouteKey, function: &Value<String>) {
    if !is_of_own_account(scope, function) {
        return;
    }
    let source = match key {
        RouteKey::Request(method, path) => {
            let parts = path
                .split('/')
                .map(|part| if part.starts_with('{') { "*" } else { part });
            api.arn_for_execute_api(*method, &parts.collect::<Vec<_>>().join("/"), "*")
        }
        RouteKey::Default => api.arn_for_execute_api(HttpMethod::Any, "", "*"),
    };
    permission(scope, "Integration-Permission", function, source);
}
