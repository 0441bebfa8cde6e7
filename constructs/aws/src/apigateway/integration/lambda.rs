//! `LambdaIntegration`: a function answers.

use ferrocdk_cfn::apigateway::method::{IntegrationType, ResponseTransferMode};
use ferrocdk_cfn::lambda::{CfnPermission, PermissionProps};
use ferrocdk_cfn::refs::lambda::AliasArnOrFunctionArnOrVersionArn;
use ferrocdk_core::{Construct, IntoRef, ScannerRule, Scope, Value, logical_id, pseudo, text};

use super::{Backend, Connection, Integration, IntegrationOptions, MethodPlace};
use crate::apigateway::http_method::HttpMethod;

/// An integration of a function. See [`Lambda`] for how it is made.
pub type LambdaIntegration = Integration<Lambda>;

/// Requests that may invoke the function: each needs a statement in its policy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InvokePermission {
    /// The methods that use it, in the deployed stage, and when somebody tries them in the console. The narrowest, and two statements a method: a policy has 20 KB,
    /// which is some 25 methods.
    #[default]
    PerMethod,
    /// The methods that use it, in the deployed stage alone.
    PerMethodWithoutTest,
    /// Every method of the API in every stage: one statement, for functions that many methods use.
    PerApi,
}

/// A function that answers. Its permission to be invoked is made with the method.
///
/// With proxy, which is the default, the function gets the request as it is and answers with status, headers and body. [`without_proxy`](LambdaIntegration::without_proxy)
/// it gets what request templates make, and integration responses make the answer of what it gives.
///
/// ```
/// use ferrocdk_aws::apigateway::{HttpMethod, LambdaIntegration, RestApi, RestApiProps};
/// use ferrocdk_aws::units::Seconds;
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let presses = LambdaIntegration::new("arn:aws:lambda:sa-east-1:111122223333:function:presses").timeout(Seconds(5));
/// let api = RestApi::new(&stack, "Api", RestApiProps::new());
/// api.root().add_resource("presses").add_method(HttpMethod::Get, presses);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Lambda {
    arn: Value<String>,
    is_proxy: bool,
    permission: InvokePermission,
}

impl LambdaIntegration {
    /// A function, an alias or a version, by reference or by ARN.
    pub fn new(function: impl IntoRef<AliasArnOrFunctionArnOrVersionArn>) -> Self {
        Self::of(Lambda {
            arn: function.into_ref(),
            is_proxy: true,
            permission: InvokePermission::default(),
        })
    }

    /// Lets templates make what the function gets, and integration responses make the answer.
    pub fn without_proxy(mut self) -> Self {
        self.backend.is_proxy = false;
        self
    }

    /// Says what may invoke the function.
    pub fn permission(mut self, permission: InvokePermission) -> Self {
        self.backend.permission = permission;
        self
    }
}

impl Backend for Lambda {
    fn connect(&self, _place: &MethodPlace<'_>, options: &mut IntegrationOptions) -> Connection {
        let is_stream = options.response_transfer_mode == Some(ResponseTransferMode::Stream);
        Connection {
            kind: if self.is_proxy {
                IntegrationType::AwsProxy
            } else {
                IntegrationType::Aws
            },
            http_method: Some(HttpMethod::Post),
            uri: Some(invocation_uri(&self.arn, is_stream)),
            function: Some((self.arn.clone(), self.permission)),
        }
    }
}

/// Lets a method invoke a function. Stands below the method, not below the function: a function of another stack would otherwise depend on the API that depends on it.
#[track_caller]
pub(super) fn permit(place: &MethodPlace<'_>, function: &Value<String>, by: InvokePermission) {
    if !is_of_own_account(place.scope, function) {
        return;
    }
    let api = place.resource.api();
    let (verb, path) = (place.http_method, place.resource.path());
    if by == InvokePermission::PerApi {
        api.allow_to_invoke(function);
        return;
    }
    let dotted = path.replace('/', ".");
    let of_method = |stage: Option<&str>| api.arn_of_method(verb, path, stage);
    let of_api = unique_id(api.scope());
    let id = format!("ApiPermission.{of_api}.{}.{dotted}", verb.word());
    permission(place.scope, &id, function, of_method(None));
    if by == InvokePermission::PerMethod {
        let id = format!("ApiPermission.Test.{of_api}.{}.{dotted}", verb.word());
        permission(place.scope, &id, function, of_method(Some("test-invoke-stage")));
    }
}

/// A name that no other construct of the app has, as AWS CDK makes ids of permissions with.
fn unique_id(scope: &Scope) -> String {
    let path = scope.path();
    logical_id(&path.split('/').collect::<Vec<_>>()).unwrap_or_default()
}

/// Lets API Gateway invoke a function on behalf of an ARN.
#[track_caller]
pub(crate) fn permission(scope: &Scope, id: &str, function: &Value<String>, source: Value<String>) {
    let props = PermissionProps::new()
        .action("lambda:InvokeFunction")
        .function_name(function.clone())
        .principal("apigateway.amazonaws.com")
        .source_arn(source);
    let permission = CfnPermission::new(scope, id, props);
    permission.acknowledge(
        &[ScannerRule::Guard("CT.LAMBDA.PR.2")],
        "holds for requests of one API, by an ARN that is put together at deployment, which the rule does not see",
    );
}

/// Where API Gateway invokes a function.
pub(crate) fn invocation_uri(function: &Value<String>, is_stream: bool) -> Value<String> {
    let (version, call) = if is_stream {
        ("2021-11-15", "response-streaming-invocations")
    } else {
        ("2015-03-31", "invocations")
    };
    text!(
        "arn:{}:apigateway:{}:lambda:path/{}/functions/{}/{}",
        pseudo::partition(),
        pseudo::region(),
        version,
        function.clone(),
        call
    )
}

/// Whether a permission can be made: not on a function that is known to be of another account, whose policy this stack cannot change.
pub(crate) fn is_of_own_account(scope: &Scope, function: &Value<String>) -> bool {
    let account = function.literal().and_then(|arn| arn.split(':').nth(4));
    let own = scope.stack().and_then(|stack| stack.environment().account);
    match (account, own) {
        (Some(account), Some(own)) => account == own,
        _ => true,
    }
}
