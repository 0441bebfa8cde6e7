//! Authorizers of HTTP APIs: tokens, and functions.

use ferrocdk_cfn::apigatewayv2::authorizer::JWTConfiguration;
use ferrocdk_cfn::apigatewayv2::{AuthorizerProps as CfnAuthorizerProps, CfnAuthorizer};
use ferrocdk_cfn::refs::lambda::AliasArnOrFunctionArnOrVersionArn;
use ferrocdk_core::{CfnResource, Construct, Diagnostic, Scope, Value, text};

use super::http_api::HttpApi;
use crate::apigateway::{DecisionTtl, invocation_uri, is_of_own_account, permission};
use crate::diagnostic_ids;
use crate::props::props;

/// Who may send requests to a route. An authorizer converts into it, by value or by reference.
#[derive(Clone, Debug)]
pub enum HttpAuthorization {
    /// Everybody.
    Open,
    /// Whoever signs requests with credentials of AWS that are allowed `execute-api:Invoke`.
    Iam,
    /// Whomever an authorizer lets in.
    Authorizer(HttpAuthorizer),
}

impl HttpAuthorization {
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::Open => "NONE",
            Self::Iam => "AWS_IAM",
            Self::Authorizer(authorizer) if authorizer.takes_scopes() => "JWT",
            Self::Authorizer(_) => "CUSTOM",
        }
    }
}

/// Judge of who may send requests to an HTTP API, of any kind. It is made with the first route of an API that uses it.
#[derive(Clone, Debug)]
pub struct HttpAuthorizer {
    id: String,
    kind: Kind,
}

/// Kept at an authorizer that is made: what it was made of.
#[derive(Clone, Debug, PartialEq)]
struct MadeOf(String);

#[derive(Clone, Debug)]
enum Kind {
    Jwt(HttpJwtAuthorizer),
    Lambda(HttpLambdaAuthorizer),
}

impl HttpAuthorizer {
    fn of(id: String, kind: Kind) -> Self {
        Self { id, kind }
    }

    /// Whether a route can ask for scopes besides.
    pub(super) fn takes_scopes(&self) -> bool {
        matches!(self.kind, Kind::Jwt(_))
    }

    /// The authorizer's id in an API, which it is made for with the first of its routes.
    #[track_caller]
    pub(super) fn attach(&self, api: &HttpApi, user: &Scope) -> Value<String> {
        let made_of = MadeOf(format!("{:?}", self.kind));
        if let Some(known) = api.scope().find_child(&self.id) {
            if known.extension() != Some(made_of) {
                let diagnostic =
                    Diagnostic::error(diagnostic_ids::AUTHORIZER, "two authorizers of an API have the same id");
                user.report(
                    diagnostic
                        .found(self.id.clone())
                        .allowed("an id for each")
                        .help("give one of them another id"),
                );
            }
            let made = known
                .find_child("Resource")
                .and_then(|resource| CfnResource::of(&resource));
            return made.map_or_else(|| Value::from(""), |resource| resource.reference());
        }
        let scope = api.scope().child(&self.id);
        scope.set_extension(made_of);
        let props = CfnAuthorizerProps::new().api_id(api.id()).name(self.id.as_str());
        match &self.kind {
            Kind::Jwt(jwt) => {
                if jwt.audience.is_empty() {
                    let diagnostic = Diagnostic::error(
                        diagnostic_ids::AUTHORIZER,
                        "tokens are taken whomever they were made for",
                    )
                    .at("", Some("JwtConfiguration.Audience"))
                    .found("no audience")
                    .allowed("one audience at least, such as the id of a client")
                    .help("say with `audience` whose tokens are taken");
                    user.report(diagnostic);
                }
                let configuration = JWTConfiguration::new()
                    .audience(jwt.audience.clone())
                    .issuer(jwt.issuer.clone());
                let props = props
                    .authorizer_type("JWT")
                    .identity_source([jwt.identity_source.as_str()])
                    .jwt_configuration(configuration);
                CfnAuthorizer::new(&scope, "Resource", jwt.customize.apply(props)).reference()
            }
            Kind::Lambda(lambda) => {
                if let Some(Err(error)) = lambda.results_cache_ttl.map(DecisionTtl::check) {
                    error.report(&scope, diagnostic_ids::API_RANGE, "AuthorizerResultTtlInSeconds");
                }
                let props = props
                    .authorizer_type("REQUEST")
                    .authorizer_uri(invocation_uri(&lambda.function, false))
                    .authorizer_payload_format_version("2.0")
                    .authorizer_result_ttl_in_seconds(lambda.results_cache_ttl.map_or(300, DecisionTtl::get))
                    .enable_simple_responses(lambda.response == AuthorizerResponse::YesOrNo)
                    .identity_source(lambda.sources());
                let id = CfnAuthorizer::new(&scope, "Resource", lambda.customize.apply(props)).reference();
                if is_of_own_account(&scope, &lambda.function) {
                    let source = text!("{}/authorizers/{}", api.execute_arn(), id.clone());
                    permission(&scope, "Permission", &lambda.function, source);
                }
                id
            }
        }
    }
}

props! {
    /// Tokens that somebody has signed who is trusted (OpenID Connect, OAuth 2): Cognito, or another provider.
    ///
    /// Makes an `AWS::ApiGatewayV2::Authorizer` with the first route that uses it.
    ///
    /// ```
    /// use ferrocdk_aws::apigateway::HttpMethod;
    /// use ferrocdk_aws::apigatewayv2::{HttpApi, HttpApiProps, HttpJwtAuthorizer, HttpUrlIntegration, RouteOptions};
    /// use ferrocdk_core::{App, Stack, StackProps};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// let users = HttpJwtAuthorizer::new("Users", "https://login.example.com").audience(["presses"]);
    /// let api = HttpApi::new(&stack, "Api", HttpApiProps::new().default_authorization(users));
    /// let backend = HttpUrlIntegration::new("https://backend.example.com");
    /// api.add_route(HttpMethod::Put, "/presses", RouteOptions::from(backend).authorization_scopes(["presses/write"]));
    /// # assert!(app.synth().is_ok());
    /// ```
    pub struct HttpJwtAuthorizer for CfnAuthorizerProps {
        /// The id below the API, and the name.
        id: String,
        /// Who signs the tokens: the address that they name. A user pool's is `https://cognito-idp.REGION.amazonaws.com/POOL`.
        issuer: Value<String>,
        /// For whom tokens are made, one of which they must name: the ids of clients.
        audience: Vec<Value<String>>,
        /// Where requests have the token. Default: the header `Authorization`.
        identity_source: String = "$request.header.Authorization".to_owned(),
    }
}

/// How the function of an authorizer answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AuthorizerResponse {
    /// With yes or no: `{ "isAuthorized": true }`.
    #[default]
    YesOrNo,
    /// With a policy of IAM, as those of REST APIs do.
    Policy,
}

props! {
    /// A function that looks at a request, and answers whether it is let in.
    ///
    /// Makes an `AWS::ApiGatewayV2::Authorizer` with the first route that uses it, and the permission to ask the function.
    ///
    /// ```
    /// use ferrocdk_aws::apigateway::HttpMethod;
    /// use ferrocdk_aws::apigatewayv2::{HttpApi, HttpApiProps, HttpLambdaAuthorizer, HttpUrlIntegration, RouteOptions};
    /// use ferrocdk_core::{App, Stack, StackProps};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// let check = HttpLambdaAuthorizer::new("Check", "arn:aws:lambda:sa-east-1:111122223333:function:check");
    /// let api = HttpApi::new(&stack, "Api", HttpApiProps::new());
    /// let backend = HttpUrlIntegration::new("https://backend.example.com");
    /// api.add_route(HttpMethod::Get, "/presses", RouteOptions::from(backend).authorization(check));
    /// # assert!(app.synth().is_ok());
    /// ```
    pub struct HttpLambdaAuthorizer for CfnAuthorizerProps {
        /// The id below the API, and the name.
        id: String,
        /// The function, by reference or by ARN.
        refers function: AliasArnOrFunctionArnOrVersionArn,
        /// How the function answers. Default: with yes or no.
        response: AuthorizerResponse = AuthorizerResponse::YesOrNo,
        /// Parts of a request that say who sends it, such as `$request.header.Authorization`. Default: that one.
        identity_sources: Vec<String>,
        /// How long decisions are kept. Default: five minutes, as API Gateway has it.
        results_cache_ttl: Option<DecisionTtl>,
    }
}

impl HttpLambdaAuthorizer {
    fn sources(&self) -> Vec<String> {
        match self.identity_sources.as_slice() {
            [] => vec!["$request.header.Authorization".to_owned()],
            sources => sources.to_vec(),
        }
    }
}

/// Lets authorizers of a kind go where the common one is expected, by value and by reference.
macro_rules! authorizers {
    ($($name:ident as $kind:ident),*) => {$(
        impl From<$name> for HttpAuthorizer {
            fn from(authorizer: $name) -> Self {
                Self::of(authorizer.id.clone(), Kind::$kind(authorizer))
            }
        }

        impl From<$name> for HttpAuthorization {
            fn from(authorizer: $name) -> Self {
                Self::Authorizer(authorizer.into())
            }
        }

        impl From<&$name> for HttpAuthorization {
            fn from(authorizer: &$name) -> Self {
                authorizer.clone().into()
            }
        }
    )*};
}

authorizers!(HttpJwtAuthorizer as Jwt, HttpLambdaAuthorizer as Lambda);
