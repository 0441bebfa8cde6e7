//! `CognitoUserPoolsAuthorizer`: user pools that give tokens.

use ferrocdk_cfn::apigateway::AuthorizerProps as CfnAuthorizerProps;
use ferrocdk_cfn::refs::cognito::UserPoolArn;
use ferrocdk_core::{Construct, Value};

use super::{Authorizer, DecisionTtl, IdentitySource, Kind, authorizers, check_ttl, default_name};
use crate::props::props;

props! {
    /// Settings of a [`CognitoUserPoolsAuthorizer`].
    pub struct CognitoUserPoolsAuthorizerProps for CfnAuthorizerProps {
        /// The user pool.
        refers user_pool: UserPoolArn,
        /// Further user pools.
        refers further_user_pools: Vec<UserPoolArn>,
        /// The name. Default: made of the path.
        authorizer_name: Option<Value<String>>,
        /// The header that has the token. Default: `Authorization`.
        identity_source: IdentitySource = IdentitySource::header("Authorization"),
        /// How long decisions are kept. Default: five minutes, as API Gateway has it.
        results_cache_ttl: Option<DecisionTtl>,
    }
}

/// User pools of Cognito: whoever has a token of one of them is let in. With
/// [`authorization_scopes`](crate::apigateway::MethodOptions::authorization_scopes), a method takes access tokens with one of them; without, tokens of identity.
///
/// Makes an `AWS::ApiGateway::Authorizer`.
///
/// ```
/// use ferrocdk_aws::apigateway::{CognitoUserPoolsAuthorizer, CognitoUserPoolsAuthorizerProps, HttpMethod, LambdaIntegration, MethodOptions, RestApi, RestApiProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let users = CognitoUserPoolsAuthorizerProps::new("arn:aws:cognito-idp:sa-east-1:111122223333:userpool/sa-east-1_AbCdEfGhI");
/// let users = CognitoUserPoolsAuthorizer::new(&stack, "Users", users);
/// let api = RestApi::new(&stack, "Api", RestApiProps::new());
/// let presses = LambdaIntegration::new("arn:aws:lambda:sa-east-1:111122223333:function:presses");
/// let options = MethodOptions::from(presses).authorization(&users).authorization_scopes(["presses/read"]);
/// api.root().add_method(HttpMethod::Get, options);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct CognitoUserPoolsAuthorizer(Authorizer);

authorizers!(CognitoUserPoolsAuthorizer);

impl CognitoUserPoolsAuthorizer {
    /// Makes an authorizer.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: CognitoUserPoolsAuthorizerProps) -> Self {
        let scope = scope.scope().child(id);
        check_ttl(&scope, props.results_cache_ttl);
        let mut pools = vec![props.user_pool];
        pools.extend(props.further_user_pools);
        let mut authorizer = CfnAuthorizerProps::new()
            .type_("COGNITO_USER_POOLS")
            .name(props.authorizer_name.unwrap_or_else(|| default_name(&scope)))
            .identity_source(props.identity_source.text())
            .provider_arns(pools);
        authorizer.authorizer_result_ttl_in_seconds = props.results_cache_ttl.map(|ttl| ttl.get().into());
        Self(Authorizer::make(
            scope,
            props.customize.apply(authorizer),
            Kind::UserPools,
        ))
    }
}
