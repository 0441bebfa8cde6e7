//! `TokenAuthorizer`: a function that looks at a token.

use ferrocdk_cfn::apigateway::AuthorizerProps as CfnAuthorizerProps;
use ferrocdk_cfn::refs::lambda::AliasArnOrFunctionArnOrVersionArn;
use ferrocdk_core::{Construct, Value};

use super::{Authorizer, DecisionTtl, IdentitySource, OfFunction, authorizers};
use crate::iam::Role;
use crate::props::props;

props! {
    /// Settings of a [`TokenAuthorizer`].
    pub struct TokenAuthorizerProps for CfnAuthorizerProps {
        /// The function, by reference or by ARN.
        refers function: AliasArnOrFunctionArnOrVersionArn,
        /// The name. Default: made of the path.
        authorizer_name: Option<Value<String>>,
        /// The header that has the token. Default: `Authorization`.
        identity_source: IdentitySource = IdentitySource::header("Authorization"),
        /// A regular expression that tokens have to match before the function is asked. Default: none.
        validation_regex: Option<String>,
        /// How long decisions are kept. Default: five minutes.
        results_cache_ttl: Option<DecisionTtl>,
        /// The role with which the function is asked. Default: none; the function lets API Gateway in.
        assume_role: Option<Role>,
    }
}

/// A function that looks at a token, and answers with a policy of what its bearer may ask for.
///
/// Makes an `AWS::ApiGateway::Authorizer`, and the permission to ask the function.
///
/// ```
/// use ferrocdk_aws::apigateway::{HttpMethod, LambdaIntegration, MethodOptions, RestApi, RestApiProps, TokenAuthorizer, TokenAuthorizerProps};
/// use ferrocdk_aws::units::Minutes;
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let check = TokenAuthorizerProps::new("arn:aws:lambda:sa-east-1:111122223333:function:check").results_cache_ttl(Minutes(1));
/// let check = TokenAuthorizer::new(&stack, "Check", check);
/// let api = RestApi::new(&stack, "Api", RestApiProps::new());
/// let presses = LambdaIntegration::new("arn:aws:lambda:sa-east-1:111122223333:function:presses");
/// api.root().add_method(HttpMethod::Get, MethodOptions::from(presses).authorization(&check));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct TokenAuthorizer(Authorizer);

authorizers!(TokenAuthorizer);

impl TokenAuthorizer {
    /// Makes an authorizer.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: TokenAuthorizerProps) -> Self {
        let scope = scope.scope().child(id);
        let common = OfFunction {
            kind: "TOKEN",
            function: props.function,
            name: props.authorizer_name,
            ttl: props.results_cache_ttl,
            role: props.assume_role,
        };
        let (mut authorizer, kind) = common.lower(&scope);
        authorizer = authorizer.identity_source(props.identity_source.text());
        authorizer.identity_validation_expression = props.validation_regex.map(Value::from);
        Self(Authorizer::make(scope, props.customize.apply(authorizer), kind))
    }
}
