//! A small client for the services of the emulator.
//!
//! The AWS SDK would cost minutes of compile time for a dozen calls against a server on this machine. The emulator reads
//! account, region and service from the `Authorization` header and does not verify its signature, so the header carries
//! a placeholder instead of one. This client therefore works against the emulator only, never against AWS.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use std::time::Duration;
use ureq::http::{Method, Request, StatusCode};

/// The account of every deployment to the emulator.
pub(crate) const ACCOUNT: &str = "000000000000";

/// Longer than the longest Lambda timeout of 15 minutes.
const INVOKE_TIMEOUT: Duration = Duration::from_secs(930);
const TIMEOUT: Duration = Duration::from_secs(30);

const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Errors of a call.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AwsError {
    /// No answer: the emulator is gone or overloaded.
    #[error("no answer from the emulator: {0}")]
    Unreachable(String),
    /// The service refused the request.
    #[error("{code}: {message}")]
    Refused {
        /// HTTP status.
        status: u16,
        /// AWS error code.
        code: String,
        /// AWS error message.
        message: String,
    },
    /// The answer is not what the service documents.
    #[error("unexpected answer: {0}")]
    Unexpected(String),
}

impl AwsError {
    /// Whether a second try may succeed: no answer, throttled, or a fault of the server.
    pub(crate) fn transient(&self) -> bool {
        match self {
            Self::Unreachable(_) => true,
            Self::Refused { status, code, .. } => {
                *status >= 500
                    || *status == 429
                    || code.contains("Throttl")
                    || code == "ProvisionedThroughputExceededException"
            }
            Self::Unexpected(_) => false,
        }
    }

    /// Whether the thing asked for does not exist.
    pub(crate) fn missing(&self) -> bool {
        matches!(self, Self::Refused { status, code, .. }
            if *status == 404 || code.contains("NotFound") || code.contains("NonExistent"))
    }
}

/// An answer with its headers, for the calls whose meaning is in them.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: ureq::http::HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// One emulator, one region.
#[derive(Clone)]
pub(crate) struct Aws {
    agent: ureq::Agent,
    endpoint: String,
    region: String,
}

impl Aws {
    pub(crate) fn new(endpoint: &str, region: &str) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            // A proxy named in the environment must not see requests for this machine.
            .proxy(None)
            .timeout_connect(Some(Duration::from_secs(5)))
            .max_idle_connections_per_host(32)
            .build();
        Self {
            agent: config.new_agent(),
            endpoint: endpoint.to_owned(),
            region: region.to_owned(),
        }
    }

    pub(crate) fn region(&self) -> &str {
        &self.region
    }

    /// A request without credentials, for the emulator's own pages.
    pub(crate) fn page(&self, path: &str) -> Result<Answer, AwsError> {
        self.send(Method::GET, path, &[], Vec::new(), Duration::from_secs(5))
    }

    /// A service with the JSON protocol, such as Kinesis and SQS. `target` is the prefixed operation name.
    pub(crate) fn json(&self, service: &str, target: &str, body: &Value) -> Result<Value, AwsError> {
        let headers = [
            ("authorization", self.credential(service)),
            ("content-type", "application/x-amz-json-1.1".to_owned()),
            ("x-amz-target", target.to_owned()),
        ];
        let answer = self.send(Method::POST, "/", &headers, body.to_string().into_bytes(), TIMEOUT)?;
        parsed(accepted(answer)?)
    }

    /// A service with the REST protocol, such as Lambda and IoT.
    pub(crate) fn rest(
        &self,
        service: &str,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> Result<Answer, AwsError> {
        let timeout = if path.ends_with("/invocations") {
            INVOKE_TIMEOUT
        } else {
            TIMEOUT
        };
        let mut all = vec![("authorization", self.credential(service))];
        all.extend(headers.iter().map(|(name, value)| (*name, (*value).to_owned())));
        accepted(self.send(method, path, &all, body, timeout)?)
    }

    /// As [`Self::rest`], with a JSON body both ways.
    pub(crate) fn rest_json(
        &self,
        service: &str,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Value, AwsError> {
        let bytes = body.map_or_else(Vec::new, |body| body.to_string().into_bytes());
        parsed(self.rest(service, method, path, &[("content-type", "application/json")], bytes)?)
    }

    /// A service with the query protocol, such as SNS. The answer is XML.
    pub(crate) fn query(&self, service: &str, fields: &[(&str, &str)]) -> Result<String, AwsError> {
        let body: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{}={}", escape(name), escape(value)))
            .collect();
        let headers = [
            ("authorization", self.credential(service)),
            ("content-type", "application/x-www-form-urlencoded".to_owned()),
        ];
        let answer = accepted(self.send(Method::POST, "/", &headers, body.join("&").into_bytes(), TIMEOUT)?)?;
        Ok(String::from_utf8_lossy(&answer.body).into_owned())
    }

    fn credential(&self, service: &str) -> String {
        format!(
            "AWS4-HMAC-SHA256 Credential=test/20000101/{}/{service}/aws4_request, SignedHeaders=host, Signature=unsigned",
            self.region
        )
    }

    fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, String)],
        body: Vec<u8>,
        timeout: Duration,
    ) -> Result<Answer, AwsError> {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.endpoint));
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let request = request
            .body(body)
            .map_err(|error| AwsError::Unexpected(error.to_string()))?;
        let request = self
            .agent
            .configure_request(request)
            .timeout_global(Some(timeout))
            .build();
        let response = self
            .agent
            .run(request)
            .map_err(|error| AwsError::Unreachable(error.to_string()))?;
        let (parts, body) = response.into_parts();
        let body = body
            .into_with_config()
            // GetRecords may answer with 10 MB of data, a third more in base64.
            .limit(64 * 1024 * 1024)
            .read_to_vec()
            .map_err(|error| AwsError::Unreachable(error.to_string()))?;
        Ok(Answer {
            status: parts.status,
            headers: parts.headers,
            body,
        })
    }
}

/// Escapes one segment of a path or one field of a form.
pub(crate) fn escape(text: &str) -> String {
    utf8_percent_encode(text, SEGMENT).to_string()
}

fn accepted(answer: Answer) -> Result<Answer, AwsError> {
    if answer.status.is_success() {
        return Ok(answer);
    }
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    let json: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
    let of = |names: &[&str]| names.iter().find_map(|name| json[*name].as_str()).map(str::to_owned);
    let header = || {
        answer
            .headers
            .get("x-amzn-errortype")
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned)
    };
    let code = of(&["__type", "Code", "code"])
        .or_else(header)
        .or_else(|| element(&text, "Code").map(str::to_owned))
        .unwrap_or_else(|| answer.status.to_string());
    let message = of(&["message", "Message", "errorMessage"])
        .or_else(|| element(&text, "Message").map(str::to_owned))
        .unwrap_or_else(|| text.chars().take(200).collect());
    // Some services prefix the code with a namespace and some add a link behind a colon.
    let code = code
        .rsplit('#')
        .next()
        .and_then(|code| code.split(':').next())
        .unwrap_or_default()
        .to_owned();
    Err(AwsError::Refused {
        status: answer.status.as_u16(),
        code,
        message,
    })
}

fn parsed(answer: Answer) -> Result<Value, AwsError> {
    if answer.body.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_slice(&answer.body).map_err(|error| AwsError::Unexpected(error.to_string()))
}

/// The text of the first XML element of that name.
pub(crate) fn element<'a>(xml: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = xml.split_once(&format!("<{name}>"))?;
    rest.split_once(&format!("</{name}>")).map(|(text, _)| text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ureq::http::{HeaderMap, HeaderValue};

    fn refused(status: u16, header: Option<&'static str>, body: &str) -> AwsError {
        let mut headers = HeaderMap::new();
        if let Some(header) = header {
            headers.insert("x-amzn-errortype", HeaderValue::from_static(header));
        }
        let status = StatusCode::from_u16(status).unwrap();
        accepted(Answer {
            status,
            headers,
            body: body.as_bytes().to_vec(),
        })
        .err()
        .unwrap()
    }

    #[test]
    fn errors_of_every_protocol_are_read() {
        for (error, expected) in [
            (
                refused(400, None, r#"{"__type":"com.x#NotHere","message":"m"}"#),
                "NotHere: m",
            ),
            (
                refused(404, Some("ResourceNotFoundException:http://x"), r#"{"Message":"m"}"#),
                "ResourceNotFoundException: m",
            ),
            (
                refused(
                    403,
                    None,
                    "<E><Error><Code>Denied</Code><Message>m</Message></Error></E>",
                ),
                "Denied: m",
            ),
            (refused(500, None, "oops"), "500 Internal Server Error: oops"),
        ] {
            assert_eq!(error.to_string(), expected);
        }
        assert!(refused(503, None, "").transient());
        assert!(refused(400, None, r#"{"__type":"ProvisionedThroughputExceededException"}"#).transient());
        assert!(refused(400, None, r#"{"__type":"ThrottlingException"}"#).transient());
        let missing = refused(400, None, r#"{"__type":"ResourceNotFoundException"}"#);
        assert!(missing.missing() && !missing.transient());
        assert!(refused(400, None, r#"{"__type":"AWS.SimpleQueueService.NonExistentQueue"}"#).missing());
    }

    #[test]
    fn nobody_there_is_worth_another_try() {
        let error = Aws::new("http://127.0.0.1:9", "sa-east-1").page("/").err().unwrap();
        assert!(error.transient() && !error.missing(), "{error}");
    }
}
