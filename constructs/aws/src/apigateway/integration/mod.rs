//! Integrations: what answers the requests of a method.

mod aws;
mod http;
mod lambda;
mod mock;
mod options;

use std::fmt;
use std::rc::Rc;

pub use aws::{Aws, AwsIntegration};
use ferrocdk_cfn::apigateway::method::{Integration as CfnIntegration, IntegrationType, ResponseTransferMode};
use ferrocdk_core::{Diagnostic, Map, Scope, Value, pseudo, text};
pub use http::{Http, HttpIntegration};
pub use lambda::{InvokePermission, Lambda, LambdaIntegration};
pub(crate) use lambda::{invocation_uri, is_of_own_account, permission};
pub use mock::{Mock, MockIntegration};
pub use options::{Credentials, IntegrationOptions, IntegrationTimeout, RoleGrants};

use super::http_method::HttpMethod;
use super::resource::Resource;
use super::responses::{IntegrationResponse, MethodResponse};
use crate::diagnostic_ids;
use crate::iam::{Principal, Role, RoleProps};

/// Something that answers requests: a function, another server, a service of AWS, or nothing but the API itself.
///
/// The services of this crate are [`LambdaIntegration`], [`HttpIntegration`], [`AwsIntegration`] and [`MockIntegration`]; a type of your own that says how it is
/// connected goes into an [`Integration`] as well.
pub trait Backend: fmt::Debug {
    /// Says how a method reaches the backend. Whatever the user has not set in `options` may be set here.
    fn connect(&self, place: &MethodPlace<'_>, options: &mut IntegrationOptions) -> Connection;

    /// The answers of a method that declares none itself.
    fn method_responses(&self) -> Vec<MethodResponse> {
        Vec::new()
    }
}

/// How a method reaches a backend.
#[derive(Clone, Debug)]
pub struct Connection {
    /// The kind of integration.
    pub kind: IntegrationType,
    /// The verb that the backend is asked with. None for a mock.
    pub http_method: Option<HttpMethod>,
    /// Where the backend is. None for a mock.
    pub uri: Option<Value<String>>,
    /// The function that is to let the method in, and how; none for other backends. No permission is made where a role is taken on.
    pub function: Option<(Value<String>, InvokePermission)>,
}

/// The method that is being made: where it stands in the API and in the tree.
#[derive(Clone, Copy, Debug)]
pub struct MethodPlace<'a> {
    /// The method's place in the tree, for what a backend makes.
    pub scope: &'a Scope,
    /// The resource that has it.
    pub resource: &'a Resource,
    /// The verb that it answers.
    pub http_method: HttpMethod,
}

/// An integration of a method: a backend, and how requests and answers are passed on.
///
/// ```
/// use ferrocdk_aws::apigateway::{AwsIntegration, HttpMethod, IntegrationResponse, MethodOptions, MethodResponse, RestApi, RestApiProps};
/// use ferrocdk_aws::sqs::{Queue, QueueProps};
/// use ferrocdk_core::{App, Stack, StackProps, pseudo, text};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let jobs = Queue::new(&stack, "Jobs", QueueProps::new());
/// let api = RestApi::new(&stack, "Api", RestApiProps::new());
/// let send = AwsIntegration::path("sqs", text!("{}/{}", pseudo::account_id(), jobs.name()))
///     .granting(move |role| jobs.grant_send_messages(role))
///     .request_header("Content-Type", "'application/x-www-form-urlencoded'")
///     .request_template("application/json", "Action=SendMessage&MessageBody=$util.urlEncode($input.body)")
///     .integration_responses([IntegrationResponse::new("200")]);
/// api.root().add_method(HttpMethod::Post, MethodOptions::from(send).method_responses([MethodResponse::new("200")]));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
#[must_use = "an integration takes effect in a method"]
pub struct Integration<B> {
    /// The backend that answers.
    pub backend: B,
    /// How requests and answers are passed on.
    pub options: IntegrationOptions,
}

impl<B: Backend> Integration<B> {
    /// An integration of a backend.
    pub fn of(backend: B) -> Self {
        Self {
            backend,
            options: IntegrationOptions::new(),
        }
    }
}

/// An integration whose backend is one of any kind.
#[derive(Clone, Debug)]
pub struct AnyIntegration {
    backend: Rc<dyn Backend>,
    options: IntegrationOptions,
}

impl<B: Backend + 'static> From<Integration<B>> for AnyIntegration {
    fn from(integration: Integration<B>) -> Self {
        Self {
            backend: Rc::new(integration.backend),
            options: integration.options,
        }
    }
}

impl AnyIntegration {
    pub(super) fn method_responses(&self) -> Vec<MethodResponse> {
        self.backend.method_responses()
    }

    /// Connects a method with the backend.
    #[track_caller]
    pub(super) fn bind(&self, place: &MethodPlace<'_>) -> CfnIntegration {
        let mut options = self.options.clone();
        let connection = self.backend.connect(place, &mut options);
        check(place.scope, &connection, &options);
        if let (Some((function, permission)), None) = (&connection.function, &options.credentials) {
            lambda::permit(place, function, *permission);
        }
        let mut integration = CfnIntegration::new().type_(connection.kind);
        integration.uri = connection.uri;
        integration.integration_http_method = connection.http_method.map(|method| method.word().into());
        integration.credentials = credentials(place.scope, &options);
        integration.content_handling = options.content_handling.map(Value::Lit);
        integration.passthrough_behavior = options.passthrough_behavior.map(Value::Lit);
        integration.response_transfer_mode = options.response_transfer_mode.map(Value::Lit);
        integration.timeout_in_millis = options.timeout.map(|timeout| timeout.get().into());
        integration.cache_namespace = options.cache_namespace;
        if !options.cache_key_parameters.is_empty() {
            integration = integration.cache_key_parameters(options.cache_key_parameters);
        }
        if !options.request_parameters.is_empty() {
            integration = integration.request_parameters(options.request_parameters.into_iter().collect::<Map<_>>());
        }
        if !options.request_templates.is_empty() {
            integration = integration.request_templates(options.request_templates.into_iter().collect::<Map<_>>());
        }
        if !options.integration_responses.is_empty() {
            let responses = options.integration_responses.into_iter();
            let responses = responses.map(IntegrationResponse::into_cfn).collect::<Vec<_>>();
            integration = integration.integration_responses(responses);
        }
        if let Some(link) = options.vpc_link_id {
            integration = integration.connection_type("VPC_LINK").connection_id(link);
        }
        integration
    }
}

/// The role that API Gateway takes on for the backend, made here where something is granted and no role was given.
#[track_caller]
fn credentials(scope: &Scope, options: &IntegrationOptions) -> Option<Value<String>> {
    let role = match &options.credentials {
        Some(Credentials::Passthrough) => {
            return Some(text!("arn:{}:iam::*:user/*", pseudo::partition()));
        }
        Some(Credentials::Role(role)) => role.clone(),
        None if options.grants.is_empty() => return None,
        None => {
            // Without a condition on the account: it is nowhere said that API Gateway sets one when it takes on a role.
            let trusted = Principal::service("apigateway.amazonaws.com");
            Role::new(scope, "IntegrationRole", RoleProps::new(trusted))
        }
    };
    options.grants.give(&role);
    Some(role.arn())
}

fn check(scope: &Scope, connection: &Connection, options: &IntegrationOptions) {
    let is_proxy = matches!(connection.kind, IntegrationType::AwsProxy | IntegrationType::HttpProxy);
    if is_proxy && !options.integration_responses.is_empty() {
        let diagnostic = Diagnostic::error(
            diagnostic_ids::API_INTEGRATION,
            "a proxy integration passes answers on as they are, so it has no integration responses",
        )
        .found(format!("{} integration responses", options.integration_responses.len()))
        .allowed("none, or an integration without proxy")
        .help("leave them out, or call `without_proxy`");
        scope.report(diagnostic);
    }
    if is_proxy && !options.request_templates.is_empty() {
        let diagnostic = Diagnostic::error(
            diagnostic_ids::API_INTEGRATION,
            "a proxy integration passes requests on as they are, so it has no request templates",
        )
        .found(format!("{} request templates", options.request_templates.len()))
        .allowed("none, or an integration without proxy")
        .help("leave them out, or call `without_proxy`");
        scope.report(diagnostic);
    }
    let is_stream = options.response_transfer_mode == Some(ResponseTransferMode::Stream);
    if is_stream && !is_proxy {
        let diagnostic = Diagnostic::error(
            diagnostic_ids::API_INTEGRATION,
            "only a proxy integration streams its answers",
        )
        .allowed("a function or an HTTP server, with proxy")
        .help("leave the streaming out, or use a proxy integration");
        scope.report(diagnostic);
    }
    if let Some(Err(error)) = options.timeout.map(IntegrationTimeout::check) {
        error.report(scope, diagnostic_ids::API_RANGE, "TimeoutInMillis");
    }
}
