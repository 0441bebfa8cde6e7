//! `HttpUrlIntegration`: another server answers.

use ferrocdk_cfn::apigatewayv2::IntegrationProps as CfnIntegrationProps;
use ferrocdk_core::Value;

use super::{HttpBackend, HttpConnection, HttpIntegration};
use crate::apigateway::HttpMethod;

/// An integration of another server. See [`HttpUrl`] for how it is made.
pub type HttpUrlIntegration = HttpIntegration<HttpUrl>;

/// Another server, by its URL, in which parameters of the path such as `{proxy}` are filled in.
///
/// ```
/// use ferrocdk_aws::apigateway::HttpMethod;
/// use ferrocdk_aws::apigatewayv2::{HttpApi, HttpApiProps, HttpUrlIntegration};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let api = HttpApi::new(&stack, "Api", HttpApiProps::new());
/// let shop = HttpUrlIntegration::new("https://shop.example.com/{proxy}").request_parameter("overwrite:header.X-Plant", "1");
/// api.add_route(HttpMethod::Any, "/shop/{proxy+}", shop);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct HttpUrl {
    url: Value<String>,
    http_method: HttpMethod,
}

impl HttpUrlIntegration {
    /// A server by its URL, asked with the verb of the request.
    pub fn new(url: impl Into<Value<String>>) -> Self {
        Self::of(HttpUrl {
            url: url.into(),
            http_method: HttpMethod::Any,
        })
    }

    /// Asks with one verb always.
    pub fn http_method(mut self, method: HttpMethod) -> Self {
        self.backend_mut().http_method = method;
        self
    }
}

impl HttpBackend for HttpUrl {
    fn connect(&self) -> HttpConnection {
        let props = CfnIntegrationProps::new()
            .integration_type("HTTP_PROXY")
            .integration_method(self.http_method.word())
            .integration_uri(self.url.clone())
            .payload_format_version("1.0");
        HttpConnection { props, function: None }
    }
}
