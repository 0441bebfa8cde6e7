//! Authorizers: functions and user pools that decide who may send requests.

mod cognito;
mod identity_source;
mod request;
mod token;

pub use cognito::{CognitoUserPoolsAuthorizer, CognitoUserPoolsAuthorizerProps};
use ferrocdk_cfn::apigateway::{AuthorizerProps as CfnAuthorizerProps, CfnAuthorizer};
use ferrocdk_core::{CfnResource, Diagnostic, Scope, Value, logical_id, text};
pub use identity_source::IdentitySource;
pub use request::{RequestAuthorizer, RequestAuthorizerProps};
pub use token::{TokenAuthorizer, TokenAuthorizerProps};

use super::integration::{invocation_uri, is_of_own_account, permission};
use super::rest_api::RestApi;
use crate::bounds::bounded;
use crate::diagnostic_ids;
use crate::iam::{PolicyStatement, Role};
use crate::owned::constructs;
use crate::units::Seconds;

bounded! {
    /// How long decisions are kept, 0 to 3,600 seconds. Source: "Use API Gateway Lambda authorizers".
    DecisionTtl(Seconds) in 0..=3_600, "seconds";
}

/// Judge of who may send requests, of any kind. It belongs to the API whose methods use it first, and to no other.
#[derive(Clone, Debug)]
pub struct Authorizer {
    scope: Scope,
    authorizer: CfnAuthorizer,
    kind: Kind,
}

#[derive(Clone, Debug)]
enum Kind {
    /// A function; it needs a permission where no role is taken on for it.
    Function { arn: Value<String>, needs_permission: bool },
    /// User pools of Cognito.
    UserPools,
}

constructs!(Authorizer);
ferrocdk_cfn::refers!(Authorizer: apigateway { AuthorizerId => id });

/// Kept at an authorizer: the API that it belongs to.
#[derive(Clone, Debug, PartialEq)]
struct Attached(Value<String>);

impl Authorizer {
    #[track_caller]
    fn make(scope: Scope, props: CfnAuthorizerProps, kind: Kind) -> Self {
        // The API is set by the first method that uses it.
        let authorizer = CfnAuthorizer::new(&scope, "Resource", props.rest_api_id(""));
        scope.add_validation(|scope| {
            let is_attached = scope.extension::<Attached>().is_some();
            let unused = || {
                Diagnostic::error(
                    diagnostic_ids::AUTHORIZER,
                    "an authorizer that no method uses belongs to no API",
                )
                .help("give it to a method, to the default options of a resource, or take it out")
            };
            if is_attached { Vec::new() } else { vec![unused()] }
        });
        Self {
            scope,
            authorizer,
            kind,
        }
    }

    /// The resource.
    pub fn cfn(&self) -> CfnAuthorizer {
        self.authorizer.clone()
    }

    /// The authorizer's id.
    pub fn id(&self) -> Value<String> {
        self.authorizer.reference()
    }

    /// The word for methods that use it.
    pub(super) fn word(&self) -> &'static str {
        match self.kind {
            Kind::Function { .. } => "CUSTOM",
            Kind::UserPools => "COGNITO_USER_POOLS",
        }
    }

    /// Whether a method can ask for scopes besides.
    pub(super) fn takes_scopes(&self) -> bool {
        matches!(self.kind, Kind::UserPools)
    }

    /// Makes it one of an API's. An authorizer of two APIs is reported at `user`.
    #[track_caller]
    pub(super) fn attach(&self, api: &RestApi, user: &Scope) {
        let attached = Attached(api.id());
        match self.scope.extension::<Attached>() {
            Some(other) if other == attached => return,
            Some(_) => {
                let diagnostic = Diagnostic::error(
                    diagnostic_ids::AUTHORIZER,
                    "an authorizer is used by methods of two APIs",
                )
                .found(self.scope.path())
                .allowed("methods of one API")
                .help("make one for each API; they may have the same function");
                user.report(diagnostic);
                return;
            }
            None => {}
        }
        self.scope.set_extension(attached);
        self.authorizer
            .update_property("RestApiId", |id| *id = api.id().into_expr());
        if let Kind::Function {
            arn,
            needs_permission: true,
        } = &self.kind
        {
            let source = text!("{}/authorizers/{}", api.execute_arn(), self.id());
            permission(&self.scope, "Permissions", arn, source);
        }
        let resource: &CfnResource = &self.authorizer;
        api.add_content(resource);
    }
}

/// Settings that the authorizers of functions have in common.
struct OfFunction {
    kind: &'static str,
    function: Value<String>,
    name: Option<Value<String>>,
    ttl: Option<DecisionTtl>,
    role: Option<Role>,
}

impl OfFunction {
    /// Properties without the source of identity, and the kind for [`Authorizer::make`].
    fn lower(self, scope: &Scope) -> (CfnAuthorizerProps, Kind) {
        check_ttl(scope, self.ttl);
        let mut props = CfnAuthorizerProps::new()
            .type_(self.kind)
            .name(self.name.unwrap_or_else(|| default_name(scope)))
            .authorizer_uri(invocation_uri(&self.function, false))
            // As API Gateway has it; written, as it is what a revoked permission still works for.
            .authorizer_result_ttl_in_seconds(self.ttl.map_or(300, DecisionTtl::get));
        let needs_permission = self.role.is_none() && is_of_own_account(scope, &self.function);
        if let Some(role) = self.role {
            role.add_to_policy(PolicyStatement::allow(["lambda:InvokeFunction"]).on(self.function.clone()));
            props = props.authorizer_credentials(role.arn());
        }
        let arn = self.function;
        (props, Kind::Function { arn, needs_permission })
    }
}

fn check_ttl(scope: &Scope, ttl: Option<DecisionTtl>) {
    if let Some(Err(error)) = ttl.map(DecisionTtl::check) {
        error.report(scope, diagnostic_ids::API_RANGE, "AuthorizerResultTtlInSeconds");
    }
}

fn default_name(scope: &Scope) -> Value<String> {
    let path = scope.path();
    Value::from(logical_id(&path.split('/').collect::<Vec<_>>()).unwrap_or_default())
}

/// Declares what an authorizer of one kind is besides its constructor: a handle on the common one.
macro_rules! authorizers {
    ($name:ident) => {
        impl ferrocdk_core::Construct for $name {
            fn scope(&self) -> &ferrocdk_core::Scope {
                self.0.scope()
            }
        }

        impl std::ops::Deref for $name {
            type Target = super::Authorizer;

            fn deref(&self) -> &super::Authorizer {
                &self.0
            }
        }

        impl From<&$name> for crate::apigateway::Authorization {
            fn from(authorizer: &$name) -> Self {
                Self::Authorizer(authorizer.0.clone())
            }
        }
    };
}

use authorizers;
