//! Integrations of HTTP APIs: what answers the requests of a route.

mod lambda;
mod url;

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use ferrocdk_cfn::apigatewayv2::{CfnIntegration, IntegrationProps as CfnIntegrationProps};
use ferrocdk_core::{Diagnostic, Map, Scope, Value};
pub use lambda::{HttpLambda, HttpLambdaIntegration, PayloadFormat};
pub use url::{HttpUrl, HttpUrlIntegration};

use super::http_api::HttpApi;
use super::route::RouteKey;
use crate::bounds::bounded;
use crate::diagnostic_ids;
use crate::units::Milliseconds;

bounded! {
    /// How long a backend of an HTTP API may take, 50 milliseconds to 30 seconds. Source: "Quotas for HTTP APIs in API Gateway".
    HttpTimeout(Milliseconds) in 50..=30_000, "milliseconds";
}

/// Something that answers requests of an HTTP API: [`HttpLambda`], [`HttpUrl`], or a type of your own.
pub trait HttpBackend: fmt::Debug {
    /// Says how the backend is reached.
    fn connect(&self) -> HttpConnection;
}

/// How a route reaches a backend.
#[derive(Clone, Debug)]
pub struct HttpConnection {
    /// The kind of integration, and where the backend is.
    pub props: CfnIntegrationProps,
    /// The function that is to let routes in; none for other backends.
    pub function: Option<Value<String>>,
}

/// An integration of an HTTP API. Its clones are the same one: routes of one API that are given it share it.
#[derive(Clone, Debug)]
#[must_use = "an integration takes effect in a route"]
pub struct HttpIntegration<B> {
    backend: B,
    options: Options,
    made: Made,
}

#[derive(Clone, Debug, Default)]
struct Options {
    timeout: Option<HttpTimeout>,
    parameters: Vec<(String, Value<String>)>,
}

/// The resources of one integration, by the API that has each.
type Made = Rc<RefCell<Vec<(Value<String>, Value<String>)>>>;

impl<B: HttpBackend> HttpIntegration<B> {
    /// An integration of a backend.
    pub fn of(backend: B) -> Self {
        Self {
            backend,
            options: Options::default(),
            made: Made::default(),
        }
    }

    /// Sets how long the backend may take. Default: 30 seconds, as API Gateway has it.
    pub fn timeout(mut self, timeout: impl Into<HttpTimeout>) -> Self {
        self.options.timeout = Some(timeout.into());
        self
    }

    /// Changes a parameter of the request to the backend: `append`, `overwrite` or `remove`, a colon, and `header.NAME`, `querystring.NAME` or `path`. Source: "Transform API
    /// requests and responses for HTTP APIs in API Gateway".
    pub fn request_parameter(mut self, name: &str, value: impl Into<Value<String>>) -> Self {
        self.options.parameters.push((name.to_owned(), value.into()));
        self
    }

    pub(super) fn backend_mut(&mut self) -> &mut B {
        &mut self.backend
    }
}

/// An integration of an HTTP API whose backend is one of any kind.
#[derive(Clone, Debug)]
pub struct AnyHttpIntegration {
    backend: Rc<dyn HttpBackend>,
    options: Options,
    made: Made,
}

impl<B: HttpBackend + 'static> From<HttpIntegration<B>> for AnyHttpIntegration {
    fn from(integration: HttpIntegration<B>) -> Self {
        Self {
            backend: Rc::new(integration.backend),
            options: integration.options,
            made: integration.made,
        }
    }
}

impl<B: HttpBackend + Clone + 'static> From<&HttpIntegration<B>> for AnyHttpIntegration {
    fn from(integration: &HttpIntegration<B>) -> Self {
        integration.clone().into()
    }
}

impl AnyHttpIntegration {
    /// The integration's id in an API; it is made below the first route that uses it.
    #[track_caller]
    pub(super) fn id(&self, scope: &Scope, api: &HttpApi, key: &RouteKey) -> Value<String> {
        let connection = self.backend.connect();
        if let Some(function) = &connection.function {
            lambda::permit(scope, api, key, function);
        }
        let known = self
            .made
            .borrow()
            .iter()
            .find(|(of, _)| *of == api.id())
            .map(|(_, id)| id.clone());
        if let Some(id) = known {
            return id;
        }
        let below = scope.child("Integration");
        if let Some(Err(error)) = self.options.timeout.map(HttpTimeout::check) {
            error.report(&below, diagnostic_ids::API_RANGE, "TimeoutInMillis");
        }
        for (name, _) in &self.options.parameters {
            check_parameter(&below, name);
        }
        let mut props = connection.props.api_id(api.id());
        props.timeout_in_millis = self.options.timeout.map(|timeout| timeout.get().into());
        if !self.options.parameters.is_empty() {
            props = props.request_parameters(self.options.parameters.iter().cloned().collect::<Map<_>>());
        }
        let id = CfnIntegration::new(&below, "Resource", props).reference();
        self.made.borrow_mut().push((api.id(), id.clone()));
        id
    }
}

fn check_parameter(scope: &Scope, name: &str) {
    let is_place =
        |place: &str| place == "path" || ["header.", "querystring."].iter().any(|start| place.starts_with(start));
    let is_known = name
        .split_once(':')
        .is_some_and(|(change, place)| ["append", "overwrite", "remove"].contains(&change) && is_place(place));
    if !is_known {
        let diagnostic = Diagnostic::error(
            diagnostic_ids::API_INTEGRATION,
            "a change to a request is not one that HTTP APIs make",
        )
        .at("", Some("RequestParameters"))
        .found(name.to_owned())
        .allowed("`append`, `overwrite` or `remove`, a colon, and `header.NAME`, `querystring.NAME` or `path`")
        .help("write it so, such as `overwrite:header.X-Line`");
        scope.report(diagnostic);
    }
}
