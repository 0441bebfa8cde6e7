//! Readings over HTTPS, for devices and systems that speak no MQTT.

mod schema;
mod template;

use ferrocdk_aws::apigateway::{
    AccessLog, AccessLogDestination, AccessLogFormat, ApiKey, ApiKeyProps, AwsIntegration, Deploy, Deployment,
    DeploymentProps, DetailedMetrics, HttpMethod, IntegrationResponse, Method, MethodOptions, MethodResponse,
    MethodSettings, Model, ModelProps, PassthroughBehavior, RequestBurst, RequestRate, RequestValidation, RestApi,
    RestApiProps, Stage, StageOptions, StageProps, ThrottleSettings, UsagePlan, UsagePlanProps,
};
use ferrocdk_aws::cloudwatch::{AlarmProps, Statistic};
use ferrocdk_aws::kinesis::Stream;
use ferrocdk_aws::kms::Key;
use ferrocdk_aws::logs::{LogGroup, LogGroupProps};
use ferrocdk_aws::props;
use ferrocdk_aws::units::Days;
use ferrocdk_core::{Construct, Diagnostic, RemovalPolicy, Scope, Value};

use crate::diagnostic_ids;
use crate::key::PlantKey;
use crate::naming::{NameOf, Naming};
use crate::part_alarm::{PartAlarm, Watch};

/// The content type of readings.
const JSON: &str = "application/json";
/// Stage that the address ends in.
const STAGE: &str = "prod";
/// How long the stream may take to take a reading, before somebody is told, in milliseconds.
const SLOW: u32 = 2_000;
/// Requests refused in five minutes that are worth an alarm: a client with a mistake sends every reading in vain.
const REFUSED: u32 = 100;

props! {
    /// Settings of an [`HttpIngest`].
    pub struct HttpIngestProps {
        /// The stream that readings go into.
        stream: Stream,
        /// Path of the one resource, below the stage. Default: `sensor-data`.
        path: String = "sensor-data".to_owned(),
        /// Requests a second that a client may send over time. Default: 200.
        rate_limit: RequestRate = RequestRate::from(200),
        /// Requests at once. Default: 400.
        burst_limit: RequestBurst = RequestBurst::from(400),
        /// Clients beside the first one, by name; each gets a key of its own, which is counted and can be taken back by itself.
        further_clients: Vec<String>,
        /// How long the access log is kept. Default: that of the scope ([`Defaults`](ferrocdk_aws::Defaults)), else a year.
        log_retention: Option<Days>,
        /// The key that encrypts the access log. Default: that of the scope ([`Defaults`](ferrocdk_aws::Defaults)), else a [`PlantKey`] of its own.
        encryption_key: Option<Key>,
    }
}

/// Readings over HTTPS: `POST` of one reading puts it into a stream, without a function between.
///
/// | answer | when |
/// |---|---|
/// | 200 | the reading is in the stream, once; the body has its sequence number |
/// | 400 | it is no reading: no JSON, a list, a field that is missing, of another type, named in both spellings or twice, a value that no table holds, more than 256 KB |
/// | 403 | no key, a wrong one, or another path or verb |
/// | 415 | the body says to be something else than JSON |
/// | 429 | more requests than the client's plan has |
/// | 503 | the stream takes nothing at the moment; the reading is in it not, and has to be sent again |
///
/// Both spellings are readings (`deviceId`, `sensorType`, and `device_id`, `sensor_type`; `sensorId` or `sensor_id` names the device where no field does). The stream gets the bytes of the body as
/// they came, so that no number is rounded, in the envelope that a topic rule writes: `payload` in base64, the key's id as `client`, `ingestedAt`. The partition key is the device in
/// whichever spelling, so that its readings keep their order.
///
/// Every client has a key of its own that API Gateway makes: no template knows it, its id is [`api_key_id`](Self::api_key_id), and `aws apigateway get-api-key --include-value` shows
/// it. A key tells clients apart and holds each to its rate; it is no proof of who sends, and whoever has one can speak for every device: prefer MQTT with certificates
/// where a device can.
///
/// Makes an `AWS::ApiGateway::RestApi` with its model, validator, method, deployment, stage, an `AWS::ApiGateway::UsagePlan`, a key for each client, and an access log. Costs 3.50 dollars a million readings, 25
/// cents for their lines in the log, at most 5 dollars a million traces, and 2.10 dollars a month for the metrics of the method.
///
/// ```
/// use ferrocdk_aws::kinesis::{Stream, StreamProps};
/// use ferrocdk_core::{App, Stack, StackProps};
/// use ferrocdk_plant::{HttpIngest, HttpIngestProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let stream = Stream::new(&stack, "Stream", StreamProps::new());
/// let http = HttpIngest::new(&stack, "Http", HttpIngestProps::new(&stream).rate_limit(50).further_clients(["laboratory"]));
/// assert_eq!(http.method().resource().path(), "/sensor-data");
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct HttpIngest {
    scope: Scope,
    api: RestApi,
    stage: Stage,
    method: Method,
    plan: UsagePlan,
    api_key: ApiKey,
}

impl Construct for HttpIngest {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl HttpIngest {
    /// Makes the API.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: HttpIngestProps) -> Self {
        let scope = scope.scope().child(id);
        check(&scope, &props);
        let key = PlantKey::or_own(props.encryption_key, &scope);
        let names = Naming::of(&scope);

        let mut log = LogGroupProps::new()
            .encryption_key(&key)
            .removal_policy(RemovalPolicy::Destroy);
        log.retention = props.log_retention.map(Into::into);
        let log = LogGroup::new(&scope, "AccessLog", log);
        let to_log = AccessLog::To(
            AccessLogDestination::log_group(&log),
            AccessLogFormat::json_with_standard_fields(),
        );
        let stage = StageOptions::new()
            .stage_name(STAGE)
            .access_log(to_log)
            .all_methods(MethodSettings::new().detailed_metrics(DetailedMetrics::On));
        // An API that deploys itself has an output of its own, which is the plant's to give.
        let mut api = RestApiProps::new()
            .description("Readings over HTTPS")
            .deploy(Deploy::No);
        api.rest_api_name = names.text(NameOf::Api, "readings");
        let api = RestApi::new(&scope, "Api", api);
        let deployment = Deployment::new(&api, "Deployment", DeploymentProps::new(&api));
        let stage = Stage::new(&api, "Stage", StageProps::new(&deployment).options(stage));
        api.set_deployment_stage(&stage);

        let model = ModelProps::new(&api, schema::reading()).description("One reading");
        let model = Model::new(&api, "Reading", model);
        let options = MethodOptions::from(put(&props.stream))
            .api_key_required()
            .request_model(JSON, &model)
            .request_validator(RequestValidation::Body)
            .method_responses(["200", "400", "503"].map(MethodResponse::new));
        let method = api
            .root()
            .resource_for_path(&props.path)
            .add_method(HttpMethod::Post, options);

        let throttle = ThrottleSettings::new()
            .rate_limit(props.rate_limit.quantity())
            .burst_limit(props.burst_limit.quantity());
        let mut plan = UsagePlanProps::new().throttle(throttle).api_stages([&stage]);
        plan.usage_plan_name = names.name(NameOf::UsagePlan, "sensors");
        let plan = UsagePlan::new(&scope, "Plan", plan);
        let client = |id: &str, name: &str| {
            let mut key = ApiKeyProps::new();
            key.api_key_name = names.name(NameOf::ApiKey, name);
            let key = ApiKey::new(&scope, id, key);
            plan.add_api_key(&key);
            key
        };
        let api_key = client("ApiKey", "sensors");
        for name in &props.further_clients {
            client(&format!("ApiKey-{name}"), name);
        }
        Self {
            stage,
            scope,
            api,
            method,
            plan,
            api_key,
        }
    }

    /// The API.
    pub fn api(&self) -> &RestApi {
        &self.api
    }

    /// The stage that clients reach.
    pub fn stage(&self) -> &Stage {
        &self.stage
    }

    /// The method that takes readings.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The plan that every client's key belongs to.
    pub fn usage_plan(&self) -> &UsagePlan {
        &self.plan
    }

    /// The first client's key.
    pub fn api_key(&self) -> &ApiKey {
        &self.api_key
    }

    /// The id of the first client's key, which is not the key.
    pub fn api_key_id(&self) -> Value<String> {
        self.api_key.id()
    }

    /// The address that readings are sent to.
    #[track_caller]
    pub fn url(&self) -> Value<String> {
        self.api.url_for_path(self.method.resource().path())
    }
}

/// Puts a reading into a stream.
fn put(stream: &Stream) -> AwsIntegration {
    let granted = stream.clone();
    AwsIntegration::action("kinesis", "PutRecord")
        .granting(move |role| granted.grant_write(role))
        .request_header("Content-Type", "'application/x-amz-json-1.1'")
        .request_template(JSON, template::put(stream.name()))
        // What no template is for is refused, else it would pass by the model.
        .passthrough_behavior(PassthroughBehavior::Never)
        .integration_responses([
            IntegrationResponse::new("200")
                .selection_pattern("2\\d{2}")
                .template(JSON, template::TAKEN),
            IntegrationResponse::new("503").template(JSON, template::REFUSED),
        ])
}

/// Whether a text is a path: parts of letters, digits and `-._~`.
pub(crate) fn is_path(text: &str) -> bool {
    let is_part =
        |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "-._~".contains(c));
    text.split('/').all(is_part)
}

fn check(scope: &Scope, props: &HttpIngestProps) {
    let ranges = [
        ("rate_limit", RequestRate::new(props.rate_limit.quantity()).map(drop)),
        ("burst_limit", RequestBurst::new(props.burst_limit.quantity()).map(drop)),
    ];
    for (property, checked) in ranges {
        if let Err(error) = checked {
            let diagnostic = Diagnostic::error(diagnostic_ids::REQUEST_LIMIT, format!("{property} is out of range"))
                .found(format!("{} {}", error.found, error.unit))
                .allowed(format!(
                    "{} to {} {}",
                    error.allowed.start(),
                    error.allowed.end(),
                    error.unit
                ));
            scope.report(diagnostic);
        }
    }
    let is_part =
        |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "-._~".contains(c));
    if !props.path.split('/').all(is_part) {
        let diagnostic = Diagnostic::error(diagnostic_ids::HTTP_PATH, "a path that readings cannot be sent to")
            .found(format!("{:?}", props.path))
            .allowed("parts of letters, digits and -._~ with a slash between them, such as plant/sensor-data")
            .help("leave slashes at both ends out");
        scope.report(diagnostic);
    }
}

impl Watch for HttpIngest {
    fn alarms(&self) -> Vec<PartAlarm> {
        let stage = &self.stage;
        let failed = stage.metric_server_error().statistic(Statistic::Sum);
        let refused = stage.metric_client_error().statistic(Statistic::Sum);
        let slow = stage.metric_latency().statistic(Statistic::Percentile(99.0));
        let failed = AlarmProps::new(failed.at_least(1))
            .description("The API cannot put readings into the stream; clients have to send them again");
        let refused = AlarmProps::new(refused.at_least(REFUSED))
            .description("The API refuses many requests: a wrong key, too many at a time, or no readings");
        let slow =
            AlarmProps::new(slow.at_least(SLOW)).description("The API takes long to put readings into the stream");
        vec![
            PartAlarm::new("HttpFailing", "apigateway-server-errors", failed).critical(),
            PartAlarm::new("HttpRefusing", "apigateway-client-errors", refused),
            PartAlarm::new("HttpSlow", "apigateway-latency", slow),
        ]
    }
}
