//! Access logs: a line for each request.

use ferrocdk_cfn::refs::logs::LogGroupArn;
use ferrocdk_core::{Diagnostic, IntoRef, Scope, Value};

use crate::diagnostic_ids;
use crate::logs::{LogGroup, LogGroupProps};

/// Where a line for each request goes, and what it says.
#[derive(Clone, Debug, Default)]
pub enum AccessLog {
    /// Into a log group of its own, in JSON with the [standard fields](AccessLogFormat::json_with_standard_fields).
    #[default]
    Own,
    /// Into a log group or a delivery stream that there is.
    To(AccessLogDestination, AccessLogFormat),
    /// Nowhere.
    Off,
}

/// Where access logs go.
#[derive(Clone, Debug, PartialEq)]
pub struct AccessLogDestination(Value<String>);

impl AccessLogDestination {
    /// A log group, by reference or by ARN.
    pub fn log_group(group: impl IntoRef<LogGroupArn>) -> Self {
        Self(group.into_ref())
    }

    pub(crate) fn arn(self) -> Value<String> {
        self.0
    }

    /// A delivery stream of Firehose, by ARN. Its name begins with `amazon-apigateway-`.
    pub fn firehose(arn: impl Into<Value<String>>) -> Self {
        Self(arn.into())
    }
}

/// The line of an access log: a text with variables of the request. Source: "Variables for access logging for API Gateway".
///
/// ```
/// use ferrocdk_aws::apigateway::AccessLogFormat;
/// let format = AccessLogFormat::json(["requestId", "httpMethod", "status"]);
/// assert_eq!(format.text(), r#"{"requestId":"$context.requestId","httpMethod":"$context.httpMethod","status":"$context.status"}"#);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessLogFormat(String);

/// Fields of a line, and the variables that they have.
const STANDARD: [(&str, &str); 13] = [
    ("requestId", "requestId"),
    ("extendedRequestId", "extendedRequestId"),
    ("ip", "identity.sourceIp"),
    ("user", "identity.user"),
    ("caller", "identity.caller"),
    ("requestTime", "requestTime"),
    ("httpMethod", "httpMethod"),
    ("resourcePath", "resourcePath"),
    ("status", "status"),
    ("protocol", "protocol"),
    ("responseLength", "responseLength"),
    ("responseLatency", "responseLatency"),
    ("integrationError", "integration.error"),
];

impl AccessLogFormat {
    /// JSON with who asked for what, when, and how it ended.
    pub fn json_with_standard_fields() -> Self {
        Self::of(STANDARD)
    }

    /// JSON with variables below `$context`, such as `requestId` or `identity.sourceIp`, each under its name.
    pub fn json<'a>(variables: impl IntoIterator<Item = &'a str>) -> Self {
        Self::of(variables.into_iter().map(|variable| (variable, variable)))
    }

    pub(crate) fn of<'a>(fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let fields = fields
            .into_iter()
            .map(|(name, variable)| format!(r#""{name}":"$context.{variable}""#));
        Self(format!("{{{}}}", fields.collect::<Vec<_>>().join(",")))
    }

    /// The common log format of web servers.
    pub fn clf() -> Self {
        Self::custom(
            "$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime] \
             \"$context.httpMethod $context.resourcePath $context.protocol\" $context.status $context.responseLength $context.requestId",
        )
    }

    /// A text of your own, with `$context.requestId` or `$context.extendedRequestId` in it.
    pub fn custom(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Whether a line says which request it is about, without which API Gateway takes no format.
    pub(super) fn names_request(&self) -> bool {
        let variables = ["$context.requestId", "$context.extendedRequestId"];
        let is_end = |rest: &str| !rest.starts_with(|next: char| next.is_ascii_alphanumeric() || next == '.');
        variables.iter().any(|variable| {
            self.0
                .match_indices(variable)
                .any(|(at, _)| is_end(&self.0[at + variable.len()..]))
        })
    }
}

/// Makes the log group that an access log has where it is given none, and gives its ARN.
#[track_caller]
pub(crate) fn own_log_group(scope: &Scope) -> Value<String> {
    LogGroup::new(scope, "AccessLog", LogGroupProps::new()).arn()
}

/// Reports a format whose lines do not say which request they are about.
pub(crate) fn check_format(scope: &Scope, format: &AccessLogFormat) {
    if !format.names_request() {
        let diagnostic = Diagnostic::error(
            diagnostic_ids::ACCESS_LOG,
            "lines of an access log do not say which request they are about",
        )
        .at("", Some("AccessLogSetting.Format"))
        .found(format.text())
        .allowed("a format with `$context.requestId` or `$context.extendedRequestId`")
        .help("add one of them");
        scope.report(diagnostic);
    }
}
