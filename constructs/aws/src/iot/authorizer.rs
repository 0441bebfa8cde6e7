//! `Authorizer`: a function that says who may connect.

use ferrocdk_cfn::iot::authorizer::AuthorizerStatus;
use ferrocdk_cfn::iot::{AuthorizerProps as CfnAuthorizerProps, CfnAuthorizer};
use ferrocdk_core::{Construct, Scope, Value, bindings::Map};

use super::named::named;
use super::permission::permit;
use crate::lambda::Function;
use crate::owned::Owned;
use crate::props::props;

/// Whether the broker checks a token's signature before it asks the function, so that nobody else has it invoked.
#[derive(Clone, Debug, PartialEq)]
pub enum TokenSigning {
    /// It does.
    Checked {
        /// The name under which devices send the token: a header, or a part of the MQTT user name.
        token_key: Value<String>,
        /// Public keys in PEM, by their names.
        public_keys: Vec<(String, Value<String>)>,
    },
    /// It does not: everybody can have the function invoked.
    Unchecked,
}

impl TokenSigning {
    /// Checks tokens that come under a name by a public key in PEM.
    pub fn checked(token_key: impl Into<Value<String>>, key_name: &str, public_key: impl Into<Value<String>>) -> Self {
        Self::Checked {
            token_key: token_key.into(),
            public_keys: vec![(key_name.to_owned(), public_key.into())],
        }
    }
}

/// Whether an authorizer is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AuthorizerState {
    /// It is.
    #[default]
    Active,
    /// It is not.
    Inactive,
}

/// For how long an answer over HTTP holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HttpCaching {
    /// For one request.
    #[default]
    None,
    /// For as long as the function says (`refreshAfterInSeconds`), on one connection.
    AsTheFunctionSays,
}

props! {
    /// Settings of an [`Authorizer`].
    pub struct AuthorizerProps for CfnAuthorizerProps {
        /// The function that says who may connect.
        function: Function,
        /// Whether tokens are checked before. It has no default, as the keys have none.
        signing: TokenSigning,
        /// Its name, which devices send. Default: CloudFormation generates one.
        authorizer_name: Option<Value<String>>,
        /// Whether it is asked. Default: it is.
        state: AuthorizerState = AuthorizerState::Active,
        /// For how long an answer over HTTP holds. Default: for one request, so that a withdrawal works at once.
        http_caching: HttpCaching = HttpCaching::None,
    }
}

/// A custom authorizer: devices that have no certificate show a token, and a function answers with their policy.
///
/// Makes an `AWS::IoT::Authorizer` and an `AWS::Lambda::Permission`. Each connection costs an invocation.
///
/// ```
/// use ferrocdk_aws::iot::{Authorizer, AuthorizerProps, TokenSigning};
/// use ferrocdk_aws::lambda::Function;
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let function = Function::from_function_name(&stack, "Check", "check-token");
/// let signing = TokenSigning::checked("token", "first", "-----BEGIN PUBLIC KEY-----\n…");
/// Authorizer::new(&stack, "Authorizer", AuthorizerProps::new(&function, signing));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Authorizer {
    scope: Scope,
    resource: Owned<CfnAuthorizer>,
    name: Value<String>,
}

named!(
    Authorizer,
    CfnAuthorizer,
    "authorizer",
    from_authorizer_name,
    attr_arn,
    CfnAuthorizerProps::new().authorizer_function_arn("")
);
ferrocdk_cfn::refers!(Authorizer: iot { AuthorizerArn => arn, AuthorizerName => name });

impl Authorizer {
    /// Makes an authorizer.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: AuthorizerProps) -> Self {
        let scope = scope.scope().child(id);
        let authorizer = CfnAuthorizerProps::new()
            .authorizer_function_arn(props.function.arn())
            .enable_caching_for_http(props.http_caching == HttpCaching::AsTheFunctionSays)
            .status(match props.state {
                AuthorizerState::Active => AuthorizerStatus::Active,
                AuthorizerState::Inactive => AuthorizerStatus::Inactive,
            });
        let mut authorizer = match props.signing {
            TokenSigning::Unchecked => authorizer.signing_disabled(true),
            TokenSigning::Checked { token_key, public_keys } => authorizer
                .signing_disabled(false)
                .token_key_name(token_key)
                .token_signing_public_keys(public_keys.into_iter().collect::<Map<_>>()),
        };
        authorizer.authorizer_name = props.authorizer_name;
        let resource = CfnAuthorizer::new(&scope, "Resource", props.customize.apply(authorizer));
        permit(&scope, &props.function, "AllowAuthorizer", resource.attr_arn());
        Self::made(scope, resource)
    }
}
