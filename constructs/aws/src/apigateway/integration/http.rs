//! `HttpIntegration`: another server answers.

use ferrocdk_cfn::apigateway::method::IntegrationType;
use ferrocdk_core::Value;

use super::{Backend, Connection, Integration, IntegrationOptions, MethodPlace};
use crate::apigateway::http_method::HttpMethod;

/// An integration of another server. See [`Http`] for how it is made.
pub type HttpIntegration = Integration<Http>;

/// Another server, by its URL, in the internet or behind a [`VpcLink`](crate::apigateway::VpcLink). Parts of the URL such as `{id}` are filled by request parameters.
///
/// ```
/// use ferrocdk_aws::apigateway::{HttpIntegration, HttpMethod, MethodOptions, RestApi, RestApiProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let weather = HttpIntegration::new("https://weather.example.com/{city}")
///     .request_parameter("integration.request.path.city", "method.request.path.city");
/// let api = RestApi::new(&stack, "Api", RestApiProps::new());
/// let city = api.root().resource_for_path("weather/{city}");
/// city.add_method(HttpMethod::Get, MethodOptions::from(weather).required_parameter("method.request.path.city"));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Http {
    url: Value<String>,
    http_method: HttpMethod,
    is_proxy: bool,
}

impl HttpIntegration {
    /// A server by its URL, asked with `GET`.
    pub fn new(url: impl Into<Value<String>>) -> Self {
        Self::of(Http {
            url: url.into(),
            http_method: HttpMethod::Get,
            is_proxy: true,
        })
    }

    /// Asks with another verb; `ANY` passes on that of the request.
    pub fn http_method(mut self, method: HttpMethod) -> Self {
        self.backend.http_method = method;
        self
    }

    /// Lets templates make what the server gets, and integration responses make the answer.
    pub fn without_proxy(mut self) -> Self {
        self.backend.is_proxy = false;
        self
    }
}

impl Backend for Http {
    fn connect(&self, _place: &MethodPlace<'_>, _options: &mut IntegrationOptions) -> Connection {
        Connection {
            kind: if self.is_proxy {
                IntegrationType::HttpProxy
            } else {
                IntegrationType::Http
            },
            http_method: Some(self.http_method),
            uri: Some(self.url.clone()),
            function: None,
        }
    }
}
