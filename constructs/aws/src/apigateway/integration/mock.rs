//! `MockIntegration`: the API itself answers.

use ferrocdk_cfn::apigateway::method::IntegrationType;

use super::{Backend, Connection, Integration, IntegrationOptions, MethodPlace};

/// An integration without a backend. See [`Mock`] for how it is made.
pub type MockIntegration = Integration<Mock>;

/// No backend: a request template gives the status, and the integration response for it makes the answer.
///
/// ```
/// use ferrocdk_aws::apigateway::{HttpMethod, IntegrationResponse, MethodOptions, MethodResponse, MockIntegration, RestApi, RestApiProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let alive = MockIntegration::new()
///     .request_template("application/json", "{ \"statusCode\": 200 }")
///     .integration_responses([IntegrationResponse::new("200").template("application/json", "{ \"alive\": true }")]);
/// let api = RestApi::new(&stack, "Api", RestApiProps::new());
/// let health = api.root().add_resource("health");
/// health.add_method(HttpMethod::Get, MethodOptions::from(alive).method_responses([MethodResponse::new("200")]));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Mock;

impl MockIntegration {
    /// An integration without a backend.
    pub fn new() -> Self {
        Self::of(Mock)
    }
}

impl Default for MockIntegration {
    fn default() -> Self {
        Self::new()
    }
}

impl Backend for Mock {
    fn connect(&self, _place: &MethodPlace<'_>, _options: &mut IntegrationOptions) -> Connection {
        Connection {
            kind: IntegrationType::Mock,
            http_method: None,
            uri: None,
            function: None,
        }
    }
}
