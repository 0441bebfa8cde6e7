//! `UsagePlan`: how much clients with keys may ask for.

use ferrocdk_cfn::apigateway::usage_plan::{ApiStage as CfnApiStage, QuotaSettings, ThrottleSettings as CfnThrottle};
use ferrocdk_cfn::apigateway::{CfnUsagePlan, CfnUsagePlanKey, UsagePlanKeyProps, UsagePlanProps as CfnUsagePlanProps};
use ferrocdk_core::{Construct, Diagnostic, Map, Scope, Value, logical_id};

use super::api_key::ApiKey;
use super::method::Method;
use super::stage::Stage;
use super::throttle::ThrottleSettings;
use crate::diagnostic_ids;
use crate::owned::{Owned, constructs};
use crate::props::props;

/// The time after which a quota begins anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// A day.
    Day,
    /// A week.
    Week,
    /// A month.
    Month,
}

/// How many requests a client may send in a period.
///
/// ```
/// use ferrocdk_aws::apigateway::{Period, Quota};
/// let quota = Quota { offset: 500, ..Quota::new(10_000, Period::Month) };
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// Requests in a period, one at least.
    pub limit: u32,
    /// The period.
    pub period: Period,
    /// Requests that the first period is short of, fewer than the limit.
    pub offset: u32,
}

impl Quota {
    /// So many requests in each period.
    pub fn new(limit: u32, period: Period) -> Self {
        Self {
            limit,
            period,
            offset: 0,
        }
    }

    fn into_cfn(self) -> QuotaSettings {
        let period = match self.period {
            Period::Day => "DAY",
            Period::Week => "WEEK",
            Period::Month => "MONTH",
        };
        let quota = QuotaSettings::new().limit(self.limit).period(period);
        if self.offset == 0 {
            quota
        } else {
            quota.offset(self.offset)
        }
    }
}

/// A stage that a plan is for, with limits for single methods. A [`Stage`] converts into it.
#[derive(Clone, Debug)]
pub struct ApiStage {
    api_id: Value<String>,
    stage: Value<String>,
    throttle: Vec<(String, ThrottleSettings)>,
}

impl From<&Stage> for ApiStage {
    fn from(stage: &Stage) -> Self {
        Self {
            api_id: stage.api_id.clone(),
            stage: stage.name(),
            throttle: Vec::new(),
        }
    }
}

impl From<Stage> for ApiStage {
    fn from(stage: Stage) -> Self {
        Self::from(&stage)
    }
}

impl ApiStage {
    /// Limits the requests to one method more than the plan does.
    #[must_use]
    pub fn throttle_method(mut self, method: &Method, throttle: ThrottleSettings) -> Self {
        let key = format!("{}/{}", method.resource().path(), method.http_method().word());
        self.throttle.push((key, throttle));
        self
    }

    fn into_cfn(self) -> CfnApiStage {
        let stage = CfnApiStage::new().api_id(self.api_id).stage(self.stage);
        if self.throttle.is_empty() {
            return stage;
        }
        let throttle = self
            .throttle
            .into_iter()
            .map(|(method, throttle)| (method, into_cfn(throttle)));
        let throttle: Map<Value<CfnThrottle>> = throttle
            .map(|(method, throttle)| (method, Value::Lit(throttle)))
            .collect();
        stage.throttle(throttle)
    }
}

fn into_cfn(throttle: ThrottleSettings) -> CfnThrottle {
    let mut settings = CfnThrottle::new();
    settings.rate_limit = throttle.rate_limit.map(Value::from);
    settings.burst_limit = throttle.burst_limit.map(Value::from);
    settings
}

props! {
    /// Settings of a [`UsagePlan`].
    pub struct UsagePlanProps for CfnUsagePlanProps {
        /// The name. Default: CloudFormation makes one.
        usage_plan_name: Option<Value<String>>,
        /// For people.
        description: Option<Value<String>>,
        /// How many requests each client may send in a period. Default: any number.
        quota: Option<Quota>,
        /// How many requests each client may send at a time. Default: as many as the stage lets through.
        throttle: Option<ThrottleSettings>,
        /// Stages that the plan is for.
        api_stages: Vec<ApiStage>,
    }
}

/// How much clients with keys may ask for. The limits are goals: API Gateway may let more through, so they are no protection against costs.
///
/// Makes an `AWS::ApiGateway::UsagePlan`, and an `AWS::ApiGateway::UsagePlanKey` for each key. Costs nothing.
///
/// ```
/// use ferrocdk_aws::apigateway::{ApiKey, ApiKeyProps, ApiStage, HttpMethod, LambdaIntegration, MethodOptions, Period, Quota, RestApi, RestApiProps, ThrottleSettings, UsagePlan, UsagePlanProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let api = RestApi::new(&stack, "Api", RestApiProps::new());
/// let presses = LambdaIntegration::new("arn:aws:lambda:sa-east-1:111122223333:function:presses");
/// let list = api.root().add_method(HttpMethod::Get, MethodOptions::from(presses).api_key_required());
/// let plan = UsagePlanProps::new().quota(Quota::new(10_000, Period::Month)).throttle(ThrottleSettings::new().rate_limit(10).burst_limit(20_u32));
/// let plan = UsagePlan::new(&stack, "Plan", plan);
/// if let Some(stage) = api.deployment_stage() {
///     plan.add_api_stage(ApiStage::from(&stage).throttle_method(&list, ThrottleSettings::new().rate_limit(1)));
/// }
/// plan.add_api_key(&ApiKey::new(&stack, "Partner", ApiKeyProps::new()));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct UsagePlan {
    scope: Scope,
    resource: Owned<CfnUsagePlan>,
    id: Value<String>,
}

constructs!(UsagePlan);
ferrocdk_cfn::refers!(UsagePlan: apigateway { UsagePlanId => id });

impl UsagePlan {
    /// Makes a plan.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: UsagePlanProps) -> Self {
        let scope = scope.scope().child(id);
        if let Some(quota) = props.quota {
            check(&scope, quota);
        }
        let mut plan = CfnUsagePlanProps::new();
        plan.usage_plan_name = props.usage_plan_name;
        plan.description = props.description;
        plan.quota = props.quota.map(|quota| Value::Lit(quota.into_cfn()));
        plan.throttle = props.throttle.map(|throttle| Value::Lit(into_cfn(throttle)));
        if !props.api_stages.is_empty() {
            plan = plan.api_stages(props.api_stages.into_iter().map(ApiStage::into_cfn).collect::<Vec<_>>());
        }
        let plan = CfnUsagePlan::new(&scope, "Resource", props.customize.apply(plan));
        Self {
            scope,
            id: plan.reference(),
            resource: Owned::made(plan),
        }
    }

    /// A plan that exists, by its id. Keys can be added to it; stages cannot.
    #[track_caller]
    pub fn from_usage_plan_id(scope: &dyn Construct, id: &str, usage_plan_id: impl Into<Value<String>>) -> Self {
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            id: usage_plan_id.into(),
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnUsagePlan {
        self.resource.resource(&self.scope, |scope| {
            CfnUsagePlan::new(scope, "Resource", CfnUsagePlanProps::new())
        })
    }

    /// The plan's id.
    pub fn id(&self) -> Value<String> {
        self.id.clone()
    }

    /// Makes the plan one for a stage.
    #[track_caller]
    pub fn add_api_stage(&self, stage: impl Into<ApiStage>) {
        let resource = self.cfn();
        let Some(Ok(mut props)) = resource.props::<CfnUsagePlanProps>() else {
            return;
        };
        let mut stages = match props.api_stages.take() {
            Some(Value::Lit(stages)) => stages,
            _ => Vec::new(),
        };
        stages.push(Value::Lit(stage.into().into_cfn()));
        props.api_stages = Some(Value::Lit(stages));
        resource.set_props(props);
    }

    /// Makes the plan one of a key's.
    #[track_caller]
    pub fn add_api_key(&self, key: &ApiKey) {
        let path = key.scope().path();
        let unique = logical_id(&path.split('/').collect::<Vec<_>>()).unwrap_or_default();
        let props = UsagePlanKeyProps::new()
            .key_id(key.id())
            .key_type("API_KEY")
            .usage_plan_id(self.id());
        CfnUsagePlanKey::new(&self.scope, &format!("UsagePlanKeyResource:{unique}"), props);
    }
}

fn check(scope: &Scope, quota: Quota) {
    if quota.limit == 0 || quota.offset >= quota.limit {
        let diagnostic = Diagnostic::error(diagnostic_ids::API_RANGE, "a quota lets nothing through")
            .at("", Some("Quota"))
            .found(format!(
                "{} requests, of which the first period lacks {}",
                quota.limit, quota.offset
            ))
            .allowed("one request at least, and an offset below the limit")
            .help("raise the limit, or disable the keys");
        scope.report(diagnostic);
    }
}
