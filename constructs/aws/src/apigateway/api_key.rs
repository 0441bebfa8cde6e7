//! `ApiKey`: what tells one client of a usage plan from another.

use ferrocdk_cfn::apigateway::api_key::StageKey;
use ferrocdk_cfn::apigateway::{ApiKeyProps as CfnApiKeyProps, CfnApiKey};
use ferrocdk_core::{Construct, Diagnostic, Scope, Value, pseudo, text};

use super::grants::ApiKeyGrants;
use super::stage::Stage;
use crate::diagnostic_ids;
use crate::grants::Target;
use crate::owned::{Owned, constructs};
use crate::props::props;

/// Whether a key opens anything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KeyState {
    /// It does.
    #[default]
    Enabled,
    /// It does not, for now.
    Disabled,
}

props! {
    /// Settings of an [`ApiKey`].
    pub struct ApiKeyProps for CfnApiKeyProps {
        /// The name. Default: CloudFormation makes one.
        api_key_name: Option<Value<String>>,
        /// The key itself, 20 to 128 characters. Default: API Gateway makes one, which stands in no template.
        value: Option<Value<String>>,
        /// For people.
        description: Option<Value<String>>,
        /// Whether it opens anything. Default: it does.
        state: KeyState = KeyState::Enabled,
        /// Id of the client in the marketplace of AWS.
        customer_id: Option<Value<String>>,
    }
}

/// A key that clients send with their requests, so that a [`UsagePlan`](super::UsagePlan) counts them. It is no proof of who they are: whoever sees it can use it.
///
/// Makes an `AWS::ApiGateway::ApiKey`, which costs nothing.
///
/// ```
/// use ferrocdk_aws::apigateway::{ApiKey, ApiKeyProps, HttpMethod, LambdaIntegration, MethodOptions, RestApi, RestApiProps, UsagePlan, UsagePlanProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let api = RestApi::new(&stack, "Api", RestApiProps::new());
/// let presses = LambdaIntegration::new("arn:aws:lambda:sa-east-1:111122223333:function:presses");
/// api.root().add_method(HttpMethod::Get, MethodOptions::from(presses).api_key_required());
/// let partner = ApiKey::new(&stack, "Partner", ApiKeyProps::new());
/// let plan = UsagePlan::new(&stack, "Plan", UsagePlanProps::new().api_stages(api.deployment_stage()));
/// plan.add_api_key(&partner);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct ApiKey {
    scope: Scope,
    resource: Owned<CfnApiKey>,
    id: Value<String>,
}

constructs!(ApiKey);
ferrocdk_cfn::refers!(ApiKey: apigateway { ApiKeyId => id, ApiKeyArn => arn });

impl ApiKey {
    /// Makes a key.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: ApiKeyProps) -> Self {
        let scope = scope.scope().child(id);
        check(&scope, &props);
        let mut key = CfnApiKeyProps::new().enabled(props.state == KeyState::Enabled);
        key.name = props.api_key_name;
        key.value = props.value;
        key.description = props.description;
        key.customer_id = props.customer_id;
        let key = CfnApiKey::new(&scope, "Resource", props.customize.apply(key));
        Self {
            scope,
            id: key.reference(),
            resource: Owned::made(key),
        }
    }

    /// A key that exists, by its id.
    #[track_caller]
    pub fn from_api_key_id(scope: &dyn Construct, id: &str, api_key_id: impl Into<Value<String>>) -> Self {
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            id: api_key_id.into(),
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnApiKey {
        self.resource.resource(&self.scope, |scope| {
            CfnApiKey::new(scope, "Resource", CfnApiKeyProps::new())
        })
    }

    /// The key's id, which is not the key.
    pub fn id(&self) -> Value<String> {
        self.id.clone()
    }

    /// The key's ARN.
    pub fn arn(&self) -> Value<String> {
        text!(
            "arn:{}:apigateway:{}::/apikeys/{}",
            pseudo::partition(),
            pseudo::region(),
            self.id()
        )
    }

    /// Ties the key to a stage by itself, as it was before there were usage plans.
    #[track_caller]
    pub fn add_stage(&self, stage: &Stage) {
        let key = StageKey::new()
            .rest_api_id(stage.api_id.clone())
            .stage_name(stage.name());
        let resource = self.cfn();
        let Some(Ok(mut props)) = resource.props::<CfnApiKeyProps>() else {
            return;
        };
        let mut keys = match props.stage_keys.take() {
            Some(Value::Lit(keys)) => keys,
            _ => Vec::new(),
        };
        keys.push(Value::Lit(key));
        props.stage_keys = Some(Value::Lit(keys));
        resource.set_props(props);
    }

    /// Grants on this key.
    pub fn grants(&self) -> ApiKeyGrants {
        ApiKeyGrants::on(Target::new(self, self.arn()))
    }
}

fn check(scope: &Scope, props: &ApiKeyProps) {
    let Some(value) = props.value.as_ref().and_then(Value::literal) else {
        return;
    };
    let length = value.chars().count();
    if !(20..=128).contains(&length) {
        let diagnostic = Diagnostic::error(diagnostic_ids::API_RANGE, "the value of a key has a wrong length")
            .at("", Some("Value"))
            // Not the key itself: messages are seen by many.
            .found(format!("{length} characters"))
            .allowed("20 to 128 characters")
            .help("leave it out, and API Gateway makes one");
        scope.report(diagnostic);
    }
}
