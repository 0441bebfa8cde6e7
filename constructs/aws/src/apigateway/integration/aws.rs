//! `AwsIntegration`: a service of AWS answers.

use ferrocdk_cfn::apigateway::method::IntegrationType;
use ferrocdk_core::{Value, pseudo, text};

use super::{Backend, Connection, Integration, IntegrationOptions, MethodPlace};
use crate::apigateway::http_method::HttpMethod;

/// An integration of a service of AWS. See [`Aws`] for how it is made.
pub type AwsIntegration = Integration<Aws>;

/// A service of AWS, asked for an action or by a path, without a function between.
///
/// The role with which it is asked comes from [`granting`](Integration::granting), or from [`credentials_role`](Integration::credentials_role).
///
/// ```
/// use ferrocdk_aws::apigateway::{AwsIntegration, HttpMethod, IntegrationResponse, MethodOptions, MethodResponse, RestApi, RestApiProps};
/// use ferrocdk_aws::iam::{Principal, Role, RoleProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let role = Role::new(&stack, "Reader", RoleProps::new(Principal::service("apigateway.amazonaws.com")));
/// let read = AwsIntegration::action("dynamodb", "GetItem")
///     .credentials_role(&role)
///     .request_template("application/json", r#"{ "TableName": "presses", "Key": { "id": { "S": "$method.request.path.id" } } }"#)
///     .integration_responses([IntegrationResponse::new("200")]);
/// let api = RestApi::new(&stack, "Api", RestApiProps::new());
/// let press = api.root().resource_for_path("presses/{id}");
/// press.add_method(HttpMethod::Get, MethodOptions::from(read).method_responses([MethodResponse::new("200")]));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Aws {
    service: String,
    call: Value<String>,
    http_method: HttpMethod,
    subdomain: Option<Value<String>>,
    region: Option<Value<String>>,
    is_proxy: bool,
}

impl AwsIntegration {
    /// A service by its name in URLs (`dynamodb`, `sqs`, `states`), asked for an action such as `PutItem`.
    pub fn action(service: &str, action: &str) -> Self {
        Self::call(service, text!("action/{}", action))
    }

    /// A service by its name in URLs, asked by a path: `bucket/{key}` of S3, or the account and the name of a queue of SQS.
    pub fn path(service: &str, path: impl Into<Value<String>>) -> Self {
        Self::call(service, text!("path/{}", path.into()))
    }

    fn call(service: &str, call: Value<String>) -> Self {
        Self::of(Aws {
            service: service.to_owned(),
            call,
            http_method: HttpMethod::Post,
            subdomain: None,
            region: None,
            is_proxy: false,
        })
    }

    /// Adds a parameter to an action, as its URL has it: `&Name=value`.
    pub fn action_parameter(mut self, name: &str, value: impl Into<Value<String>>) -> Self {
        self.backend.call = text!("{}&{}={}", self.backend.call, name, value.into());
        self
    }

    /// Asks with another verb than `POST`.
    pub fn http_method(mut self, method: HttpMethod) -> Self {
        self.backend.http_method = method;
        self
    }

    /// A part of the service that has a name of its own, such as the bucket of S3's virtual hosts.
    pub fn subdomain(mut self, name: impl Into<Value<String>>) -> Self {
        self.backend.subdomain = Some(name.into());
        self
    }

    /// Asks in another region than the API's.
    pub fn region(mut self, region: impl Into<Value<String>>) -> Self {
        self.backend.region = Some(region.into());
        self
    }

    /// Passes requests and answers on as they are.
    pub fn proxy(mut self) -> Self {
        self.backend.is_proxy = true;
        self
    }
}

impl Backend for Aws {
    fn connect(&self, _place: &MethodPlace<'_>, _options: &mut IntegrationOptions) -> Connection {
        let service = match &self.subdomain {
            Some(subdomain) => text!("{}.{}", subdomain.clone(), self.service.as_str()),
            None => Value::from(self.service.as_str()),
        };
        let region = self.region.clone().unwrap_or_else(pseudo::region);
        let uri = text!(
            "arn:{}:apigateway:{}:{}:{}",
            pseudo::partition(),
            region,
            service,
            self.call.clone()
        );
        Connection {
            kind: if self.is_proxy {
                IntegrationType::AwsProxy
            } else {
                IntegrationType::Aws
            },
            http_method: Some(self.http_method),
            uri: Some(uri),
            function: None,
        }
    }
}
