//! `HttpRoute`: how an HTTP API answers requests to a path.

use ferrocdk_cfn::apigatewayv2::{CfnRoute, RouteProps as CfnRouteProps};
use ferrocdk_core::{Construct, Diagnostic, ScannerRule, Scope, Value, text};

use super::authorizer::HttpAuthorization;
use super::grants::HttpRouteGrants;
use super::http_api::HttpApi;
use super::integration::{AnyHttpIntegration, HttpBackend, HttpIntegration};
use crate::apigateway::HttpMethod;
use crate::diagnostic_ids;
use crate::grants::Target;
use crate::owned::constructs;
use crate::props::props;

/// Requests that a route answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RouteKey {
    /// Those with a verb to a path.
    Request(HttpMethod, String),
    /// Those that no other route is for.
    Default,
}

impl RouteKey {
    fn text(&self) -> String {
        match self {
            Self::Request(method, path) => format!("{} {path}", method.word()),
            Self::Default => "$default".to_owned(),
        }
    }
}

props! {
    /// How requests are answered. An integration by itself converts into it, by value or by reference.
    pub struct RouteOptions for CfnRouteProps {
        /// The integration that answers.
        integration: Option<AnyHttpIntegration>,
        /// Who may send requests. Default: what the API says, else everybody.
        authorization: Option<HttpAuthorization>,
        /// Scopes of OAuth, one of which a token must have. Default: what the API says.
        authorization_scopes: Vec<Value<String>>,
    }
}

impl From<AnyHttpIntegration> for RouteOptions {
    fn from(integration: AnyHttpIntegration) -> Self {
        Self::new().integration(integration)
    }
}

impl<B: HttpBackend + 'static> From<HttpIntegration<B>> for RouteOptions {
    fn from(integration: HttpIntegration<B>) -> Self {
        Self::new().integration(integration)
    }
}

impl<B: HttpBackend + Clone + 'static> From<&HttpIntegration<B>> for RouteOptions {
    fn from(integration: &HttpIntegration<B>) -> Self {
        Self::new().integration(integration.clone())
    }
}

props! {
    /// Settings of an [`HttpRoute`].
    pub struct HttpRouteProps {
        /// The API that has it.
        api: HttpApi,
        /// Requests that it answers.
        key: RouteKey,
        /// How they are answered.
        options: RouteOptions = RouteOptions::new(),
    }
}

/// How an HTTP API answers requests with a verb to a path. Most are made by [`HttpApi::add_route`].
///
/// Makes an `AWS::ApiGatewayV2::Route`, and an `AWS::ApiGatewayV2::Integration` where no other route of the API has the same. Costs nothing.
///
/// ```
/// use ferrocdk_aws::apigateway::HttpMethod;
/// use ferrocdk_aws::apigatewayv2::{HttpApi, HttpApiProps, HttpAuthorization, HttpUrlIntegration, RouteOptions};
/// use ferrocdk_aws::iam::{Principal, Role, RoleProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let api = HttpApi::new(&stack, "Api", HttpApiProps::new());
/// let options = RouteOptions::from(HttpUrlIntegration::new("https://weather.example.com")).authorization(HttpAuthorization::Iam);
/// let weather = api.add_route(HttpMethod::Get, "/weather", options);
/// weather.grant_invoke(&Role::new(&stack, "Reader", RoleProps::new(Principal::own_account())));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct HttpRoute {
    scope: Scope,
    route: CfnRoute,
    api: HttpApi,
    key: RouteKey,
}

constructs!(HttpRoute);

impl HttpRoute {
    /// Makes a route.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: HttpRouteProps) -> Self {
        let scope = scope.scope().child(id);
        let HttpRouteProps { api, key, options } = props;
        check(&scope, &key, &options);
        let mut route = CfnRouteProps::new().api_id(api.id()).route_key(key.text());
        if let Some(integration) = &options.integration {
            route = route.target(text!("integrations/{}", integration.id(&scope, &api, &key)));
        }
        let authorization = options.authorization.as_ref().or(api.defaults().authorization.as_ref());
        let scopes = match options.authorization_scopes.as_slice() {
            [] => api.defaults().authorization_scopes.clone(),
            own => own.to_vec(),
        };
        let mut takes_scopes = false;
        route = route.authorization_type(authorization.map_or("NONE", HttpAuthorization::word));
        if let Some(HttpAuthorization::Authorizer(authorizer)) = authorization {
            takes_scopes = authorizer.takes_scopes();
            route = route.authorizer_id(authorizer.attach(&api, &scope));
        }
        if takes_scopes && !scopes.is_empty() {
            route = route.authorization_scopes(scopes);
        } else if !takes_scopes && !options.authorization_scopes.is_empty() {
            let diagnostic =
                Diagnostic::error(diagnostic_ids::AUTHORIZER, "scopes of a route that no token authorizes")
                    .at("", Some("AuthorizationScopes"))
                    .found(format!("{} scopes", options.authorization_scopes.len()))
                    .allowed("scopes beside an `HttpJwtAuthorizer`")
                    .help("leave the scopes out, or authorize by tokens");
            scope.report(diagnostic);
        }
        let is_open = matches!(authorization, None | Some(HttpAuthorization::Open));
        let route = CfnRoute::new(&scope, "Resource", options.customize.apply(route));
        if is_open {
            let open = [
                ScannerRule::CdkNag("AwsSolutions-APIG4"),
                ScannerRule::Guard("CT.APIGATEWAY.PR.5"),
            ];
            route.acknowledge(
                &open,
                "is open to everybody, as its API says: no authorization was given",
            );
        }
        Self { scope, route, api, key }
    }

    /// The resource.
    pub fn cfn(&self) -> CfnRoute {
        self.route.clone()
    }

    /// The requests that it answers.
    pub fn key(&self) -> &RouteKey {
        &self.key
    }

    /// The ARN of requests to it, in every stage. From its first parameter on, the path is a star.
    pub fn arn(&self) -> Value<String> {
        let RouteKey::Request(method, path) = &self.key else {
            return self.api.arn_for_execute_api(HttpMethod::Any, "/*", "*");
        };
        let path = match path.find('{') {
            Some(at) => format!("{}*", &path[..at]),
            None => path.clone(),
        };
        self.api.arn_for_execute_api(*method, &path, "*")
    }

    /// Grants on this route.
    pub fn grants(&self) -> HttpRouteGrants {
        HttpRouteGrants::on(Target::new(self, self.arn()))
    }
}

fn check(scope: &Scope, key: &RouteKey, options: &RouteOptions) {
    if let RouteKey::Request(_, path) = key {
        let is_part = |part: &str| !part.is_empty() && part.starts_with('{') == part.ends_with('}');
        let parts: Vec<&str> = path.split('/').skip(1).collect();
        let is_path = path == "/" || path.starts_with('/') && parts.iter().all(|part| is_part(part));
        let greedy = parts.iter().position(|part| part.ends_with("+}"));
        if !is_path || greedy.is_some_and(|at| at + 1 < parts.len()) {
            let diagnostic = Diagnostic::error(diagnostic_ids::PATH_PART, "the path of a route is not one that API Gateway takes")
                .at("", Some("RouteKey"))
                .found(format!("{path:?}"))
                .allowed("a slash before each part, parts that are not empty, parameters in braces, and one with `+` at the end only")
                .help("write it from the root, such as `/presses/{id}`");
            scope.report(diagnostic);
        }
    }
    if options.integration.is_none() {
        let diagnostic = Diagnostic::error(diagnostic_ids::API_INTEGRATION, "a route has nothing that answers")
            .at("", Some("Target"))
            .allowed("an integration, such as an `HttpLambdaIntegration`")
            .help("give it to the route");
        scope.report(diagnostic);
    }
}
