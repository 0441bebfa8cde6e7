//! `HttpStage`: an HTTP API that clients reach.

use ferrocdk_cfn::apigatewayv2::stage::{AccessLogSettings, RouteSettings};
use ferrocdk_cfn::apigatewayv2::{CfnStage, StageProps as CfnStageProps};
use ferrocdk_core::{Construct, Document, Expr, Scope, Value, pseudo, text};

use super::http_api::HttpApi;
use crate::apigateway::{
    AccessLog, AccessLogFormat, DetailedMetrics, ThrottleSettings, access_log_group, check_access_log, check_stage_name,
};
use crate::owned::{Owned, constructs};
use crate::props::props;

/// Whether changes of an API are deployed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AutoDeploy {
    /// Each, as soon as it is made.
    #[default]
    On,
    /// None: a deployment of one's own is named through `.cfn(..)`.
    Off,
}

props! {
    /// How a stage shows an HTTP API.
    pub struct HttpStageOptions for CfnStageProps {
        /// The stage's name, which the address ends in. Default: `$default`, which it does not have.
        stage_name: String = "$default".to_owned(),
        /// For people.
        description: Option<Value<String>>,
        /// Where a line for each request goes. Default: into a log group of its own, in JSON, so that it is known afterwards who asked for what.
        access_log: AccessLog = AccessLog::Own,
        /// Whether changes of the API are deployed. Default: each, as soon as it is made.
        auto_deploy: AutoDeploy = AutoDeploy::On,
        /// How many requests are let through to each route. Default: the limits of the account.
        throttle: Option<ThrottleSettings>,
        /// Whether CloudWatch gets metrics of each route, which are paid for. Default: of the stage as a whole only.
        detailed_metrics: DetailedMetrics = DetailedMetrics::Off,
        /// Values that integrations find below `stageVariables`.
        own variables: Vec<(String, Value<String>)> = Vec::new(),
    }
}

impl HttpStageOptions {
    /// Sets a value that integrations find below `stageVariables`.
    pub fn variable(mut self, name: &str, value: impl Into<Value<String>>) -> Self {
        self.variables.push((name.to_owned(), value.into()));
        self
    }
}

props! {
    /// Settings of an [`HttpStage`].
    pub struct HttpStageProps {
        /// The API that it shows.
        api: HttpApi,
        /// How it shows it.
        options: HttpStageOptions = HttpStageOptions::new(),
    }
}

/// Fields of a line of the access log, and the variables that they have: those that HTTP APIs know.
const FIELDS: [(&str, &str); 12] = [
    ("requestId", "requestId"),
    ("ip", "identity.sourceIp"),
    ("userAgent", "identity.userAgent"),
    ("requestTime", "requestTime"),
    ("httpMethod", "httpMethod"),
    ("routeKey", "routeKey"),
    ("path", "path"),
    ("status", "status"),
    ("protocol", "protocol"),
    ("responseLength", "responseLength"),
    ("responseLatency", "responseLatency"),
    ("integrationError", "integrationErrorMessage"),
];

/// An HTTP API that clients reach, below a name.
///
/// Makes an `AWS::ApiGatewayV2::Stage`, and an `AWS::Logs::LogGroup` for its access log, which costs 50 cents a gigabyte: some two million lines.
///
/// ```
/// use ferrocdk_aws::apigateway::ThrottleSettings;
/// use ferrocdk_aws::apigatewayv2::{HttpApi, HttpApiProps, HttpStageOptions, HttpUrlIntegration};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let all = HttpUrlIntegration::new("https://backend.example.com");
/// let api = HttpApi::new(&stack, "Api", HttpApiProps::new().default_integration(all));
/// let slow = ThrottleSettings::new().rate_limit(10).burst_limit(20_u32);
/// let test = api.add_stage("Test", HttpStageOptions::new().stage_name("test").throttle(slow));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct HttpStage {
    scope: Scope,
    resource: Owned<CfnStage>,
    name: Value<String>,
    pub(super) api_id: Value<String>,
    url: Value<String>,
}

constructs!(HttpStage);

impl HttpStage {
    /// Makes a stage.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: HttpStageProps) -> Self {
        let scope = scope.scope().child(id);
        let HttpStageProps { api, options } = props;
        if options.stage_name != "$default" {
            check_stage_name(&scope, &options.stage_name);
        }
        let mut stage = CfnStageProps::new()
            .api_id(api.id())
            .stage_name(options.stage_name.as_str())
            .auto_deploy(options.auto_deploy == AutoDeploy::On);
        stage.description = options.description;
        let log = match options.access_log {
            AccessLog::Off => None,
            AccessLog::Own => Some((access_log_group(&scope), AccessLogFormat::of(FIELDS))),
            AccessLog::To(destination, format) => Some((destination.arn(), format)),
        };
        if let Some((destination, format)) = log {
            check_access_log(&scope, &format);
            let settings = AccessLogSettings::new()
                .destination_arn(destination)
                .format(format.text());
            stage = stage.access_log_settings(settings);
        }
        if options.throttle.is_some() || options.detailed_metrics == DetailedMetrics::On {
            let throttle = options.throttle.unwrap_or_default();
            let mut settings = RouteSettings::new();
            settings.throttling_rate_limit = throttle.rate_limit.map(Value::from);
            settings.throttling_burst_limit = throttle.burst_limit.map(Value::from);
            if options.detailed_metrics == DetailedMetrics::On {
                settings = settings.detailed_metrics_enabled(true);
            }
            stage = stage.default_route_settings(settings);
        }
        if !options.variables.is_empty() {
            let variables = options
                .variables
                .into_iter()
                .map(|(name, value)| (name, value.into_expr()));
            stage = stage.stage_variables(Document::new(Expr::object(variables)));
        }
        let stage = CfnStage::new(&scope, "Resource", options.customize.apply(stage));
        Self {
            name: stage.reference(),
            url: address(&api.id(), &options.stage_name),
            api_id: api.id(),
            resource: Owned::made(stage),
            scope,
        }
    }

    /// A stage that exists, by its name and its API.
    #[track_caller]
    pub fn from_http_stage_attributes(scope: &dyn Construct, id: &str, api: &HttpApi, stage_name: &str) -> Self {
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            name: Value::from(stage_name),
            url: address(&api.id(), stage_name),
            api_id: api.id(),
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnStage {
        self.resource.resource(&self.scope, |scope| {
            let props = CfnStageProps::new().api_id(self.api_id.clone()).stage_name(self.name());
            CfnStage::new(scope, "Resource", props)
        })
    }

    /// The stage's name.
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }

    /// The address.
    pub fn url(&self) -> Value<String> {
        self.url.clone()
    }
}

fn address(api: &Value<String>, stage: &str) -> Value<String> {
    let path = if stage == "$default" { "" } else { stage };
    text!(
        "https://{}.execute-api.{}.{}/{}",
        api.clone(),
        pseudo::region(),
        pseudo::url_suffix(),
        path
    )
}
