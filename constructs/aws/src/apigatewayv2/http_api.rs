//! `HttpApi`: routes behind one address.

use ferrocdk_cfn::apigatewayv2::{ApiProps as CfnApiProps, CfnApi};
use ferrocdk_core::{Construct, Diagnostic, Scope, Value, pseudo, text};

use super::authorizer::HttpAuthorization;
use super::cors::HttpCors;
use super::integration::AnyHttpIntegration;
use super::route::{HttpRoute, HttpRouteProps, RouteKey, RouteOptions};
use super::stage::{HttpStage, HttpStageOptions, HttpStageProps};
use crate::apigateway::{Deploy, ExecuteApiEndpoint, HttpMethod};
use crate::diagnostic_ids;
use crate::owned::{Owned, constructs};
use crate::props::props;

props! {
    /// Settings of an [`HttpApi`].
    pub struct HttpApiProps for CfnApiProps {
        /// The name in the console. Default: the id of the construct.
        api_name: Option<Value<String>>,
        /// For people.
        description: Option<Value<String>>,
        /// Integration of requests that no route is for. Default: API Gateway, with status 404.
        default_integration: Option<AnyHttpIntegration>,
        /// Who may send requests to routes that do not say. Default: everybody.
        default_authorization: Option<HttpAuthorization>,
        /// Scopes of OAuth, one of which a token must have, for routes that do not say.
        default_authorization_scopes: Vec<Value<String>>,
        /// Lets browsers of other origins in. API Gateway then answers what they ask before, and adds the headers to all answers. Default: none.
        cors_preflight: Option<HttpCors>,
        /// Whether it is deployed as soon as it is made. Default: into the stage `$default`, whose name the address does not have, with each change at once.
        deploy: Deploy = Deploy::Yes,
        /// Settings of that stage. Default: with an access log.
        deploy_options: Option<HttpStageOptions>,
        /// Whether the address that AWS gives to the API is open. Default: it is.
        execute_api_endpoint: ExecuteApiEndpoint = ExecuteApiEndpoint::Enabled,
    }
}

/// An HTTP API: routes by verb and path, behind one address with TLS. It costs a third of a [`RestApi`](crate::apigateway::RestApi) and is quicker; it has no keys and plans, no
/// caches, no checks against models, and no templates.
///
/// Makes an `AWS::ApiGatewayV2::Api`, an `AWS::ApiGatewayV2::Stage` with its access log, and with each route an `AWS::ApiGatewayV2::Route`. Costs one dollar a million requests,
/// besides what answers them.
///
/// ```
/// use ferrocdk_aws::apigateway::HttpMethod;
/// use ferrocdk_aws::apigatewayv2::{HttpApi, HttpApiProps, HttpLambdaIntegration};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let presses = HttpLambdaIntegration::new("arn:aws:lambda:sa-east-1:111122223333:function:presses");
/// let api = HttpApi::new(&stack, "Api", HttpApiProps::new());
/// api.add_route(HttpMethod::Get, "/presses", &presses);
/// api.add_route(HttpMethod::Get, "/presses/{id}", &presses);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct HttpApi {
    scope: Scope,
    resource: Owned<CfnApi>,
    id: Value<String>,
    endpoint: Value<String>,
    defaults: RouteOptions,
    stage: Option<HttpStage>,
}

constructs!(HttpApi);
ferrocdk_cfn::refers!(HttpApi: apigatewayv2 { ApiId => id });

impl From<&Self> for HttpApi {
    fn from(api: &Self) -> Self {
        api.clone()
    }
}

impl HttpApi {
    /// Makes an API.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: HttpApiProps) -> Self {
        let scope = scope.scope().child(id);
        if props.deploy == Deploy::No && props.deploy_options.is_some() {
            let diagnostic = Diagnostic::error(diagnostic_ids::API_SETTINGS, "settings of an API exclude each other")
                .found("`deploy_options` without deployment")
                .allowed("one of them")
                .help("make an `HttpStage` with them");
            scope.report(diagnostic);
        }
        let mut api = CfnApiProps::new()
            .protocol_type("HTTP")
            .name(props.api_name.unwrap_or_else(|| Value::from(id)));
        api.description = props.description;
        if let Some(cors) = props.cors_preflight {
            cors.check(&scope);
            api = api.cors_configuration(cors.into_cfn());
        }
        if props.execute_api_endpoint == ExecuteApiEndpoint::Disabled {
            api = api.disable_execute_api_endpoint(true);
        }
        let resource = CfnApi::new(&scope, "Resource", props.customize.apply(api));
        let mut defaults = RouteOptions::new().authorization_scopes(props.default_authorization_scopes);
        defaults.authorization = props.default_authorization;
        let mut api = Self {
            id: resource.reference(),
            endpoint: resource.attr_api_endpoint(),
            resource: Owned::made(resource),
            defaults,
            stage: None,
            scope,
        };
        if let Some(integration) = props.default_integration {
            let options = RouteOptions::from(integration);
            HttpRoute::new(
                &api,
                "DefaultRoute",
                HttpRouteProps::new(&api, RouteKey::Default).options(options),
            );
        }
        if props.deploy == Deploy::Yes {
            let options = props.deploy_options.unwrap_or_default();
            api.stage = Some(HttpStage::new(
                &api,
                "DefaultStage",
                HttpStageProps::new(&api).options(options),
            ));
        }
        api
    }

    /// An API that exists, by its id. Routes can be added to it.
    #[track_caller]
    pub fn from_http_api_id(scope: &dyn Construct, id: &str, http_api_id: impl Into<Value<String>>) -> Self {
        let http_api_id = http_api_id.into();
        let endpoint = text!(
            "https://{}.execute-api.{}.{}",
            http_api_id.clone(),
            pseudo::region(),
            pseudo::url_suffix()
        );
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            id: http_api_id,
            endpoint,
            defaults: RouteOptions::new(),
            stage: None,
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnApi {
        self.resource
            .resource(&self.scope, |scope| CfnApi::new(scope, "Resource", CfnApiProps::new()))
    }

    /// The API's id.
    pub fn id(&self) -> Value<String> {
        self.id.clone()
    }

    /// The address without a stage, such as `https://a1b2c3.execute-api.sa-east-1.amazonaws.com`.
    pub fn api_endpoint(&self) -> Value<String> {
        self.endpoint.clone()
    }

    /// The stage `$default`, if it is made with the API.
    pub fn default_stage(&self) -> Option<&HttpStage> {
        self.stage.as_ref()
    }

    /// The address of the stage `$default`.
    #[track_caller]
    pub fn url(&self) -> Value<String> {
        match &self.stage {
            Some(stage) => stage.url(),
            None => {
                let diagnostic = Diagnostic::error(diagnostic_ids::API_STAGE, "the address of an API without a stage")
                    .found("an API that is not deployed")
                    .allowed("an API that deploys itself")
                    .help("ask a stage for the address, or the API for its `api_endpoint`");
                self.scope.report(diagnostic.located(std::panic::Location::caller()));
                Value::from("")
            }
        }
    }

    /// Answers requests with a verb to a path, which begins with a slash; its parts may be parameters such as `{id}`, and the last one the rest of a path, `{proxy+}`. The
    /// options are an integration by itself, by value or by reference, or [`RouteOptions`].
    #[track_caller]
    pub fn add_route(&self, http_method: HttpMethod, path: &str, options: impl Into<RouteOptions>) -> HttpRoute {
        let key = RouteKey::Request(http_method, path.to_owned());
        let id = format!("{}{path}", http_method.word());
        HttpRoute::new(self, &id, HttpRouteProps::new(self, key).options(options))
    }

    /// As [`add_route`](Self::add_route), for several verbs.
    #[track_caller]
    pub fn add_routes(
        &self,
        http_methods: impl IntoIterator<Item = HttpMethod>,
        path: &str,
        options: impl Into<RouteOptions>,
    ) -> Vec<HttpRoute> {
        let options = options.into();
        let mut routes = Vec::new();
        for http_method in http_methods {
            routes.push(self.add_route(http_method, path, options.clone()));
        }
        routes
    }

    /// Deploys the API below a name as well.
    #[track_caller]
    pub fn add_stage(&self, id: &str, options: HttpStageOptions) -> HttpStage {
        HttpStage::new(self, id, HttpStageProps::new(self).options(options))
    }

    /// The ARN of requests, for policies: a verb, a path that may end in a star, and a stage or a star.
    pub fn arn_for_execute_api(
        &self,
        method: HttpMethod,
        path: &str,
        stage: impl Into<Value<String>>,
    ) -> Value<String> {
        let method = if method == HttpMethod::Any { "*" } else { method.word() };
        text!("{}/{}/{}{}", self.execute_arn(), stage.into(), method, path)
    }

    pub(super) fn execute_arn(&self) -> Value<String> {
        text!(
            "arn:{}:execute-api:{}:{}:{}",
            pseudo::partition(),
            pseudo::region(),
            pseudo::account_id(),
            self.id()
        )
    }

    pub(super) fn defaults(&self) -> &RouteOptions {
        &self.defaults
    }
}
