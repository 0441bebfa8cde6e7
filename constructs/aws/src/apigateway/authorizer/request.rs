//! `RequestAuthorizer`: a function that looks at whole requests.

use ferrocdk_cfn::apigateway::AuthorizerProps as CfnAuthorizerProps;
use ferrocdk_cfn::refs::lambda::AliasArnOrFunctionArnOrVersionArn;
use ferrocdk_core::{Construct, Diagnostic, Value};

use super::{Authorizer, DecisionTtl, IdentitySource, OfFunction, authorizers};
use crate::diagnostic_ids;
use crate::iam::Role;
use crate::props::props;

props! {
    /// Settings of a [`RequestAuthorizer`].
    pub struct RequestAuthorizerProps for CfnAuthorizerProps {
        /// The function, by reference or by ARN.
        refers function: AliasArnOrFunctionArnOrVersionArn,
        /// Parts of a request that say who sends it. While decisions are kept, there is one at least: requests with the same get the same answer.
        identity_sources: Vec<IdentitySource>,
        /// The name. Default: made of the path.
        authorizer_name: Option<Value<String>>,
        /// How long decisions are kept. Default: five minutes.
        results_cache_ttl: Option<DecisionTtl>,
        /// The role with which the function is asked. Default: none; the function lets API Gateway in.
        assume_role: Option<Role>,
    }
}

/// A function that looks at headers, query and context of a request, and answers with a policy of what its sender may ask for.
///
/// Makes an `AWS::ApiGateway::Authorizer`, and the permission to ask the function.
///
/// ```
/// use ferrocdk_aws::apigateway::{HttpMethod, IdentitySource, LambdaIntegration, MethodOptions, RequestAuthorizer, RequestAuthorizerProps, RestApi, RestApiProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let check = RequestAuthorizerProps::new("arn:aws:lambda:sa-east-1:111122223333:function:check").identity_sources([IdentitySource::header("X-Plant")]);
/// let check = RequestAuthorizer::new(&stack, "Check", check);
/// let options = MethodOptions::new().authorization(&check);
/// let api = RestApi::new(&stack, "Api", RestApiProps::new().default_method_options(options));
/// api.root().add_method(HttpMethod::Get, LambdaIntegration::new("arn:aws:lambda:sa-east-1:111122223333:function:presses"));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct RequestAuthorizer(Authorizer);

authorizers!(RequestAuthorizer);

impl RequestAuthorizer {
    /// Makes an authorizer.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: RequestAuthorizerProps) -> Self {
        let scope = scope.scope().child(id);
        let keeps = props.results_cache_ttl.is_none_or(|ttl| ttl.get() > 0);
        if props.identity_sources.is_empty() && keeps {
            let diagnostic = Diagnostic::error(
                diagnostic_ids::AUTHORIZER,
                "decisions of an authorizer are kept, and nothing says whom they are about",
            )
            .at("", Some("IdentitySource"))
            .found("no identity sources")
            .allowed("one at least, or decisions that are kept for 0 seconds")
            .help("add an identity source, or `.results_cache_ttl(Seconds(0))`");
            scope.report(diagnostic);
        }
        let common = OfFunction {
            kind: "REQUEST",
            function: props.function,
            name: props.authorizer_name,
            ttl: props.results_cache_ttl,
            role: props.assume_role,
        };
        let (mut authorizer, kind) = common.lower(&scope);
        if !props.identity_sources.is_empty() {
            let sources: Vec<&str> = props.identity_sources.iter().map(IdentitySource::text).collect();
            authorizer = authorizer.identity_source(sources.join(","));
        }
        Self(Authorizer::make(scope, props.customize.apply(authorizer), kind))
    }
}
