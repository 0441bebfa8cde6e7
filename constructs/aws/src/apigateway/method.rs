//! `Method`: how a resource answers requests with one verb.

use ferrocdk_cfn::apigateway::method::MethodResponse as CfnMethodResponse;
use ferrocdk_cfn::apigateway::{CfnMethod, MethodProps as CfnMethodProps};
use ferrocdk_cfn::refs::apigateway::ModelName;
use ferrocdk_core::{Construct, Diagnostic, IntoRef, Map, OneOf2, ScannerRule, Scope, Value};

use super::authorizer::Authorizer;
use super::grants::MethodGrants;
use super::http_method::HttpMethod;
use super::integration::{AnyIntegration, Backend, Integration, MethodPlace, MockIntegration};
use super::request_validator::Validator;
use super::resource::Resource;
use super::responses::MethodResponse;
use crate::diagnostic_ids;
use crate::grants::Target;
use crate::owned::constructs;
use crate::props::props;

/// Who may send requests to a method.
#[derive(Clone, Debug)]
pub enum Authorization {
    /// Everybody.
    Open,
    /// Whoever signs requests with credentials of AWS that are allowed `execute-api:Invoke`.
    Iam,
    /// Whomever a function or a user pool lets in. An authorizer converts into it by reference.
    Authorizer(Authorizer),
}

/// Whether requests need a key of a usage plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiKeyUse {
    /// They need one.
    Required,
    /// They do not.
    NotRequired,
}

/// Whether a request must have a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It must: a request without it is refused, where a validator looks at parameters.
    Required,
    /// It may.
    Optional,
}

props! {
    /// How requests are answered. An [`Integration`] by itself, or `()`, converts into it.
    pub struct MethodOptions for CfnMethodProps {
        /// The integration that answers. Default: what the resource passes on, else nothing but the API itself.
        integration: Option<AnyIntegration>,
        /// Who may send requests. Default: what the resource passes on, else everybody.
        authorization: Option<Authorization>,
        /// Scopes of OAuth, one of which a token of Cognito must have.
        authorization_scopes: Vec<Value<String>>,
        /// Whether requests need a key of a usage plan. Default: what the resource passes on, else not.
        own api_key: Option<ApiKeyUse> = None,
        /// A name for clients that are generated.
        operation_name: Option<Value<String>>,
        /// Parameters of requests as `method.request.PLACE.NAME` (path, querystring or header), which are passed on and looked at by validators.
        own request_parameters: Vec<(String, Presence)> = Vec::new(),
        /// Models of the bodies of requests by content type, by name.
        own request_models: Vec<(String, Value<String>)> = Vec::new(),
        /// Check of requests: parts of them, or a [`RequestValidator`](super::RequestValidator). Default: what the resource passes on, else nothing.
        request_validator: Option<Validator>,
        /// Answers that clients may get. A proxy needs none.
        method_responses: Vec<MethodResponse>,
    }
}

impl From<()> for MethodOptions {
    /// Everything comes from the resource.
    fn from((): ()) -> Self {
        Self::new()
    }
}

impl From<AnyIntegration> for MethodOptions {
    fn from(integration: AnyIntegration) -> Self {
        Self::new().integration(integration)
    }
}

impl<B: Backend + 'static> From<Integration<B>> for MethodOptions {
    fn from(integration: Integration<B>) -> Self {
        Self::new().integration(integration)
    }
}

impl MethodOptions {
    /// Asks for a key of a [usage plan](super::UsagePlan).
    pub fn api_key_required(mut self) -> Self {
        self.api_key = Some(ApiKeyUse::Required);
        self
    }

    /// Lets requests in without a key, also below a resource that asks for one.
    pub fn api_key_not_required(mut self) -> Self {
        self.api_key = Some(ApiKeyUse::NotRequired);
        self
    }

    /// Declares a parameter that requests must have, as `method.request.PLACE.NAME`.
    pub fn required_parameter(mut self, name: &str) -> Self {
        self.request_parameters.push((name.to_owned(), Presence::Required));
        self
    }

    /// Declares a parameter that requests may have, as `method.request.PLACE.NAME`.
    pub fn optional_parameter(mut self, name: &str) -> Self {
        self.request_parameters.push((name.to_owned(), Presence::Optional));
        self
    }

    /// Says which model a body of a content type has.
    pub fn request_model(mut self, content_type: &str, model: impl IntoRef<ModelName>) -> Self {
        self.request_models.push((content_type.to_owned(), model.into_ref()));
        self
    }

    /// These settings, and whatever they leave out from others.
    pub(super) fn or(self, others: &Self) -> Self {
        fn list<T: Clone>(own: Vec<T>, others: &[T]) -> Vec<T> {
            if own.is_empty() { others.to_vec() } else { own }
        }
        let mut customize = others.customize.clone();
        let own = self.customize;
        customize.push(move |props| own.apply(props));
        Self {
            integration: self.integration.or_else(|| others.integration.clone()),
            authorization: self.authorization.or_else(|| others.authorization.clone()),
            authorization_scopes: list(self.authorization_scopes, &others.authorization_scopes),
            api_key: self.api_key.or(others.api_key),
            operation_name: self.operation_name.or_else(|| others.operation_name.clone()),
            request_parameters: list(self.request_parameters, &others.request_parameters),
            request_models: list(self.request_models, &others.request_models),
            request_validator: self.request_validator.or_else(|| others.request_validator.clone()),
            method_responses: list(self.method_responses, &others.method_responses),
            customize,
        }
    }
}

props! {
    /// Settings of a [`Method`].
    pub struct MethodProps {
        /// The resource that has it.
        resource: Resource,
        /// The verb that it answers.
        http_method: HttpMethod,
        /// How requests are answered.
        options: MethodOptions = MethodOptions::new(),
    }
}

/// How a resource of a REST API answers requests with one verb.
///
/// Makes an `AWS::ApiGateway::Method`, and what its integration needs. Most are made by [`Resource::add_method`]. It is open to everybody, unless its options, the resource
/// or the API say otherwise.
///
/// ```
/// use ferrocdk_aws::apigateway::{Authorization, HttpMethod, LambdaIntegration, MethodOptions, RestApi, RestApiProps};
/// use ferrocdk_aws::iam::{Principal, Role, RoleProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let function = LambdaIntegration::new("arn:aws:lambda:sa-east-1:111122223333:function:presses");
/// let signed = MethodOptions::new().authorization(Authorization::Iam);
/// let api = RestApi::new(&stack, "Api", RestApiProps::new().default_method_options(signed));
/// let list = api.root().add_resource("presses").add_method(HttpMethod::Get, function);
/// let reader = Role::new(&stack, "Reader", RoleProps::new(Principal::own_account()));
/// list.grant_execute(&reader);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Method {
    scope: Scope,
    method: CfnMethod,
    resource: Resource,
    http_method: HttpMethod,
}

constructs!(Method);

impl Method {
    /// Makes a method.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: MethodProps) -> Self {
        let scope = scope.scope().child(id);
        let MethodProps {
            resource,
            http_method,
            options,
        } = props;
        let inherited = resource.inherited();
        let own_scopes = !options.authorization_scopes.is_empty();
        let options = options.or(&inherited.method);
        let place = MethodPlace {
            scope: &scope,
            resource: &resource,
            http_method,
        };
        let integration = options.integration.or_else(|| inherited.integration.clone());
        let integration = integration.unwrap_or_else(|| MockIntegration::new().into());
        let mut method = CfnMethodProps::new()
            .rest_api_id(resource.api().id())
            .resource_id(resource.id())
            .http_method(http_method.word())
            .authorization_type(match &options.authorization {
                None | Some(Authorization::Open) => "NONE",
                Some(Authorization::Iam) => "AWS_IAM",
                Some(Authorization::Authorizer(authorizer)) => authorizer.word(),
            })
            .integration(integration.bind(&place));
        let mut takes_scopes = false;
        if let Some(Authorization::Authorizer(authorizer)) = &options.authorization {
            authorizer.attach(resource.api(), &scope);
            takes_scopes = authorizer.takes_scopes();
            method = method.authorizer_id(authorizer.id());
        }
        if !options.authorization_scopes.is_empty() && !takes_scopes && own_scopes {
            let diagnostic = Diagnostic::error(
                diagnostic_ids::AUTHORIZER,
                "scopes of a method that no user pool authorizes",
            )
            .at("", Some("AuthorizationScopes"))
            .found(format!("{} scopes", options.authorization_scopes.len()))
            .allowed("scopes beside a `CognitoUserPoolsAuthorizer`")
            .help("leave the scopes out, or authorize by a user pool");
            scope.report(diagnostic);
        }
        if !options.authorization_scopes.is_empty() && takes_scopes {
            method = method.authorization_scopes(options.authorization_scopes);
        }
        method.api_key_required = options.api_key.map(|key| (key == ApiKeyUse::Required).into());
        method.operation_name = options.operation_name;
        method.request_validator_id = options.request_validator.map(|validator| validator.id(resource.api()));
        if !options.request_parameters.is_empty() {
            let parameters = options.request_parameters.into_iter();
            let parameters: Map<Value<OneOf2<bool, String>>> = parameters
                .map(|(name, presence)| (name, Value::Lit(OneOf2::A(presence == Presence::Required))))
                .collect();
            method = method.request_parameters(parameters);
        }
        if !options.request_models.is_empty() {
            method = method.request_models(options.request_models.into_iter().collect::<Map<_>>());
        }
        let mut responses = options.method_responses;
        if responses.is_empty() {
            responses = integration.method_responses();
        }
        if !responses.is_empty() {
            let responses: Vec<CfnMethodResponse> = responses.into_iter().map(MethodResponse::into_cfn).collect();
            method = method.method_responses(responses);
        }
        let method = CfnMethod::new(&scope, "Resource", options.customize.apply(method));
        acknowledge(&method, options.authorization.as_ref(), options.api_key, http_method);
        resource.api().add_method(&method);
        Self {
            scope,
            method,
            resource,
            http_method,
        }
    }

    /// The resource.
    pub fn cfn(&self) -> CfnMethod {
        self.method.clone()
    }

    /// The path that it answers.
    pub fn resource(&self) -> &Resource {
        &self.resource
    }

    /// The verb that it answers.
    pub fn http_method(&self) -> HttpMethod {
        self.http_method
    }

    /// The ARN of requests to it, in the stage that the API's requests go to.
    pub fn arn(&self) -> Value<String> {
        self.arn_in(None)
    }

    /// The ARN of requests to it from the test page of the console.
    pub fn test_arn(&self) -> Value<String> {
        self.arn_in(Some("test-invoke-stage"))
    }

    fn arn_in(&self, stage: Option<&str>) -> Value<String> {
        self.resource
            .api()
            .arn_of_method(self.http_method, self.resource.path(), stage)
    }

    /// Adds an answer that clients may get.
    #[track_caller]
    pub fn add_method_response(&self, response: MethodResponse) {
        let status = response.status_code.clone();
        // Properties that somebody made unreadable say nothing about answers.
        let Some(Ok(mut props)) = self.method.props::<CfnMethodProps>() else {
            return;
        };
        let mut responses = match props.method_responses.take() {
            Some(Value::Lit(responses)) => responses,
            _ => Vec::new(),
        };
        let is_known = responses.iter().any(|known| {
            let known = known.literal().and_then(|known| known.status_code.as_ref()?.literal());
            known == Some(&status)
        });
        if is_known {
            let diagnostic = Diagnostic::error(diagnostic_ids::METHOD_RESPONSE, "a method declares a status twice")
                .found(status)
                .allowed("one answer for each status")
                .help("put headers and models into one `MethodResponse`");
            self.scope.report(diagnostic.located(std::panic::Location::caller()));
            return;
        }
        responses.push(Value::Lit(response.into_cfn()));
        props.method_responses = Some(Value::Lit(responses));
        self.method.set_props(props);
    }

    /// Grants on this method.
    pub fn grants(&self) -> MethodGrants {
        MethodGrants::on(Target::new(self, self.arn()))
    }
}

/// Whether anybody is asked who he is, and by whom, is the API's to say.
fn acknowledge(
    method: &CfnMethod,
    authorization: Option<&Authorization>,
    api_key: Option<ApiKeyUse>,
    http_method: HttpMethod,
) {
    let by_pool = matches!(authorization, Some(Authorization::Authorizer(authorizer)) if authorizer.takes_scopes());
    if http_method == HttpMethod::Options || by_pool {
        return;
    }
    let cognito = ScannerRule::CdkNag("AwsSolutions-COG4");
    let is_open = matches!(authorization, None | Some(Authorization::Open));
    if is_open && api_key == Some(ApiKeyUse::Required) {
        let keyed = [ScannerRule::CdkNag("AwsSolutions-APIG4"), cognito];
        method.acknowledge(
            &keyed,
            "lets in whoever has a key of a usage plan, as its API says: no other authorization was given",
        );
    } else if is_open {
        let open = [
            ScannerRule::Checkov("CKV_AWS_59"),
            ScannerRule::CdkNag("AwsSolutions-APIG4"),
            cognito,
        ];
        method.acknowledge(
            &open,
            "is open to everybody, as its API says: no authorization was given",
        );
    } else {
        method.acknowledge(&[cognito], "knows its callers by something else than a user pool");
    }
}
