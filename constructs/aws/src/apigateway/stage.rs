//! `Stage`: a deployment that clients reach.

use ferrocdk_cfn::apigateway::stage::{AccessLogSetting, MethodSetting};
use ferrocdk_cfn::apigateway::{CfnStage, StageProps as CfnStageProps};
use ferrocdk_cfn::refs::apigateway::ClientCertificateId;
use ferrocdk_core::{Construct, Diagnostic, Map, ScannerRule, Scope, Value, pseudo, text};

use super::access_log::{AccessLog, AccessLogFormat, check_format, own_log_group};
use super::account::{self, LogRole};
use super::deployment::Deployment;
use super::http_method::HttpMethod;
use super::method_settings::{CacheTtl, Caching, LoggingLevel, MethodSettings};
use crate::diagnostic_ids;
use crate::owned::{Owned, constructs};
use crate::props::props;

/// Whether X-Ray sees requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tracing {
    /// It sees one in a second and one in twenty of the others, as its sampling rules have it.
    #[default]
    Active,
    /// It sees none.
    Off,
}

/// Size of a stage's cache, which is paid by the hour, used or not: from 2 cents for the smallest to 3.80 dollars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CacheSize {
    /// 0.5 GB.
    Gb0_5,
    /// 1.6 GB.
    Gb1_6,
    /// 6.1 GB.
    Gb6_1,
    /// 13.5 GB.
    Gb13_5,
    /// 28.4 GB.
    Gb28_4,
    /// 58.2 GB.
    Gb58_2,
    /// 118 GB.
    Gb118,
    /// 237 GB.
    Gb237,
}

impl CacheSize {
    fn word(self) -> &'static str {
        match self {
            Self::Gb0_5 => "0.5",
            Self::Gb1_6 => "1.6",
            Self::Gb6_1 => "6.1",
            Self::Gb13_5 => "13.5",
            Self::Gb28_4 => "28.4",
            Self::Gb58_2 => "58.2",
            Self::Gb118 => "118",
            Self::Gb237 => "237",
        }
    }
}

/// Settings of methods, for one of them.
#[derive(Clone, Debug)]
pub struct MethodSettingsFor {
    /// Path such as `/presses/{id}`.
    pub path: String,
    /// The verb.
    pub http_method: HttpMethod,
    /// The settings.
    pub settings: MethodSettings,
}

props! {
    /// How a stage shows an API.
    pub struct StageOptions for CfnStageProps {
        /// The stage's name, which the address ends in: letters, digits, `-` and `_`. Default: `prod`.
        stage_name: String = "prod".to_owned(),
        /// For people.
        description: Option<Value<String>>,
        /// Where a line for each request goes. Default: into a log group of its own, in JSON, so that it is known afterwards who asked for what.
        access_log: AccessLog = AccessLog::Own,
        /// Who sees to the role with which logs are written. Default: the stack, once for all of its APIs.
        log_role: LogRole = LogRole::OfStack,
        /// Whether X-Ray sees requests. Default: it does, at 5 dollars a million traces, so that a trace begins where the request came in.
        tracing: Tracing = Tracing::Active,
        /// Settings of all methods. Default: errors are written down.
        all_methods: MethodSettings = MethodSettings::new(),
        /// Settings of single methods instead.
        own methods: Vec<MethodSettingsFor> = Vec::new(),
        /// Size of the cache. Default: none; the smallest, where a method is cached.
        cache_size: Option<CacheSize>,
        /// Values that integrations and templates find below `stageVariables`: letters, digits and `-._~:/?#&=,`.
        own variables: Vec<(String, Value<String>)> = Vec::new(),
        /// The certificate that API Gateway shows to HTTP backends. Default: none.
        refers client_certificate: Option<ClientCertificateId>,
        /// The version of the documentation.
        documentation_version: Option<Value<String>>,
    }
}

impl StageOptions {
    /// Says what is done with one method instead of what is done with all.
    pub fn method(mut self, path: &str, http_method: HttpMethod, settings: MethodSettings) -> Self {
        self.methods.push(MethodSettingsFor {
            path: path.to_owned(),
            http_method,
            settings,
        });
        self
    }

    /// Sets a value that integrations and templates find below `stageVariables`.
    pub fn variable(mut self, name: &str, value: impl Into<Value<String>>) -> Self {
        self.variables.push((name.to_owned(), value.into()));
        self
    }
}

props! {
    /// Settings of a [`Stage`].
    pub struct StageProps {
        /// The deployment that it shows.
        deployment: Deployment,
        /// How it shows it.
        options: StageOptions = StageOptions::new(),
    }
}

/// A deployment of an API that clients reach, below a name.
///
/// Makes an `AWS::ApiGateway::Stage`, an `AWS::Logs::LogGroup` for its access log, and once in a stack the role with which API Gateway writes logs (`AWS::ApiGateway::Account`).
/// Logs cost 50 cents a gigabyte, which is some two million lines; a cache is paid by the hour.
///
/// ```
/// use ferrocdk_aws::apigateway::{AccessLog, HttpMethod, LambdaIntegration, RestApi, RestApiProps, Stage, StageOptions, Tracing};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let quiet = StageOptions::new().stage_name("test").access_log(AccessLog::Off).tracing(Tracing::Off);
/// let api = RestApi::new(&stack, "Api", RestApiProps::new().deploy_options(quiet));
/// api.root().add_method(HttpMethod::Get, LambdaIntegration::new("arn:aws:lambda:sa-east-1:111122223333:function:presses"));
/// let stage: Stage = api.deployment_stage().unwrap();
/// assert_eq!(stage.url_for_path("/presses"), api.url_for_path("/presses"));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Stage {
    scope: Scope,
    resource: Owned<CfnStage>,
    name: Value<String>,
    // Not the API itself, which knows its stage.
    pub(super) api_id: Value<String>,
    pub(super) api_name: Value<String>,
}

constructs!(Stage);
ferrocdk_cfn::refers!(Stage: apigateway { StageName => name });

impl Stage {
    /// Makes a stage.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: StageProps) -> Self {
        let scope = scope.scope().child(id);
        let StageProps { deployment, options } = props;
        check(&scope, &options);
        let api = deployment.api();
        let mut stage = CfnStageProps::new()
            .rest_api_id(api.id())
            .deployment_id(deployment.id())
            .stage_name(options.stage_name.as_str())
            .tracing_enabled(options.tracing == Tracing::Active);
        let writes = !matches!(options.access_log, AccessLog::Off) || writes_errors(&options);
        stage.description = options.description;
        stage.access_log_setting = access_log(&scope, options.access_log).map(Value::Lit);
        stage.client_certificate_id = options.client_certificate;
        stage.documentation_version = options.documentation_version;
        if !options.variables.is_empty() {
            stage = stage.variables(options.variables.into_iter().collect::<Map<_>>());
        }
        let is_cached = options.all_methods.caching == Caching::On
            || options
                .methods
                .iter()
                .any(|method| method.settings.caching == Caching::On);
        let cache = options.cache_size.or(is_cached.then_some(CacheSize::Gb0_5));
        let caches = cache.is_some();
        if let Some(size) = cache {
            stage = stage.cache_cluster_enabled(true).cache_cluster_size(size.word());
        }
        let mut settings: Vec<MethodSetting> = vec![options.all_methods.into_cfn("/*", None)];
        let single = options.methods.into_iter();
        settings.extend(single.map(|method| method.settings.into_cfn(&method.path, Some(method.http_method))));
        stage = stage.method_settings(settings);
        let stage = CfnStage::new(&scope, "Resource", options.customize.apply(stage));
        acknowledge(&stage, caches);
        if let Some(account) = (writes && options.log_role == LogRole::OfStack)
            .then(|| account::ensure(&scope))
            .flatten()
        {
            stage.scope().depends_on(&account);
        }
        Self {
            name: stage.reference(),
            api_id: api.id(),
            api_name: api.name(),
            resource: Owned::made(stage),
            scope,
        }
    }

    /// A stage that exists, by its name and its API.
    #[track_caller]
    pub fn from_stage_attributes(
        scope: &dyn Construct,
        id: &str,
        api: &super::RestApi,
        stage_name: impl Into<Value<String>>,
    ) -> Self {
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            name: stage_name.into(),
            api_id: api.id(),
            api_name: api.name(),
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnStage {
        self.resource.resource(&self.scope, |scope| {
            CfnStage::new(scope, "Resource", CfnStageProps::new())
        })
    }

    /// The stage's name.
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }

    /// The stage's ARN, as firewalls and tags take it.
    pub fn arn(&self) -> Value<String> {
        text!(
            "arn:{}:apigateway:{}::/restapis/{}/stages/{}",
            pseudo::partition(),
            pseudo::region(),
            self.api_id.clone(),
            self.name()
        )
    }

    /// The address of a path, which begins with a slash.
    #[track_caller]
    pub fn url_for_path(&self, path: &str) -> Value<String> {
        if !path.starts_with('/') {
            let diagnostic = Diagnostic::error(
                diagnostic_ids::API_STAGE,
                "the path of an address begins without a slash",
            )
            .found(format!("{path:?}"))
            .allowed("a path from the root, such as `/presses`")
            .help("put a slash before it");
            self.scope.report(diagnostic.located(std::panic::Location::caller()));
        }
        text!(
            "https://{}.execute-api.{}.{}/{}{}",
            self.api_id.clone(),
            pseudo::region(),
            pseudo::url_suffix(),
            self.name(),
            path
        )
    }
}

fn acknowledge(stage: &CfnStage, caches: bool) {
    stage.acknowledge(
        &[ScannerRule::CdkNag("AwsSolutions-APIG3")],
        "has no firewall by itself, which is paid for by the rule; one is associated by the stage's ARN",
    );
    if !caches {
        let rules = [ScannerRule::Checkov("CKV_AWS_120")];
        stage.acknowledge(
            &rules,
            "caches nothing: a cache is paid for by the hour, and its answers are old",
        );
    }
}

fn writes_errors(options: &StageOptions) -> bool {
    let all = std::iter::once(&options.all_methods).chain(options.methods.iter().map(|method| &method.settings));
    all.into_iter()
        .any(|settings| settings.logging_level != LoggingLevel::Off)
}

#[track_caller]
fn access_log(scope: &Scope, log: AccessLog) -> Option<AccessLogSetting> {
    let (destination, format) = match log {
        AccessLog::Off => return None,
        AccessLog::To(destination, format) => (destination.arn(), format),
        AccessLog::Own => (own_log_group(scope), AccessLogFormat::json_with_standard_fields()),
    };
    check_format(scope, &format);
    Some(
        AccessLogSetting::new()
            .destination_arn(destination)
            .format(format.text()),
    )
}

fn check(scope: &Scope, options: &StageOptions) {
    check_name(scope, &options.stage_name);
    let all = std::iter::once(&options.all_methods).chain(options.methods.iter().map(|method| &method.settings));
    for settings in all {
        if let Some(Err(error)) = settings.cache_ttl.map(CacheTtl::check) {
            error.report(scope, diagnostic_ids::API_RANGE, "MethodSettings.CacheTtlInSeconds");
        }
    }
}

/// Reports a name that no stage of an API can have.
pub(crate) fn check_name(scope: &Scope, name: &str) {
    let is_allowed = |character: char| character.is_ascii_alphanumeric() || "-_".contains(character);
    if name.is_empty() || name.len() > 128 || !name.chars().all(is_allowed) {
        let diagnostic = Diagnostic::error(
            diagnostic_ids::API_STAGE,
            "the name of a stage is not one that API Gateway takes",
        )
        .at("", Some("StageName"))
        .found(format!("{name:?}"))
        .allowed("1 to 128 letters, digits, `-` and `_`")
        .help("give it another name");
        scope.report(diagnostic);
    }
}
