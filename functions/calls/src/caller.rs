//! Signs requests, sends them, and says what came back.

use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SigningSettings, UriPathNormalizationMode,
    sign,
};
use aws_sigv4::sign::v4;
use aws_smithy_http_client::Connector;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::http::HttpConnector as _;
use aws_smithy_runtime_api::client::identity::Identity;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use bytes::Bytes;
use serde::Deserialize;

use crate::retry::{ATTEMPT, ATTEMPTS, passes, wait};
use crate::setup::{Service, SetupError, identity};

/// Calls services with the credentials of the function's role.
#[derive(Debug)]
pub struct Caller {
    http: Connector,
    identity: Identity,
    region: String,
}

/// A request before it is signed.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// Such as `POST`.
    pub method: &'static str,
    /// Whole address, with everything escaped that needs it.
    pub url: &'a str,
    /// Headers beside those of the signature.
    pub headers: &'a [(&'static str, &'a str)],
    /// Body, which is kept for another attempt.
    pub body: Bytes,
}

/// Why a call has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// The service refused the request.
    #[error("{}", said(code, message))]
    Refused {
        /// The service's word for it, such as `ValidationException`; empty where it said none.
        code: String,
        /// The service's sentence.
        message: String,
    },
    /// Throttled, out of order or out of reach, each time it was tried.
    #[error("{0}")]
    Unavailable(String),
}

fn said(code: &str, message: &str) -> String {
    match (code, message) {
        ("", message) => message.to_owned(),
        (code, "") => code.to_owned(),
        (code, message) => format!("{code}: {message}"),
    }
}

impl CallError {
    /// The service's word for a refusal.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Refused { code, .. } => Some(code),
            Self::Unavailable(_) => None,
        }
    }
}

impl Caller {
    /// Takes region and credentials from the variables that Lambda sets. Nothing is sent.
    ///
    /// # Errors
    /// A variable is missing.
    pub fn new(variable: impl Fn(&str) -> Option<String>) -> Result<Self, SetupError> {
        let (region, credentials) = identity(variable)?;
        // Without time-outs of its own: each attempt has one, which covers the whole answer.
        let http = Connector::builder()
            .tls_provider(Provider::Rustls(CryptoMode::AwsLc))
            .build();
        Ok(Self {
            http,
            identity: Credentials::into(credentials),
            region,
        })
    }

    /// A service in the function's region, or where the variables for emulators say.
    pub fn service(&self, name: &'static str, variable: impl Fn(&str) -> Option<String>) -> Service {
        Service::new(name, &self.region, variable)
    }

    /// Calls an operation of a service that speaks JSON, and returns the answer's body.
    ///
    /// # Errors
    /// The service refused it, or did not answer.
    pub async fn json(
        &self,
        service: &Service,
        target: &str,
        version: Json,
        body: impl Into<Bytes>,
    ) -> Result<Bytes, CallError> {
        let request = Request {
            method: "POST",
            url: &format!("{}/", service.url),
            headers: &[("content-type", version.media_type()), ("x-amz-target", target)],
            body: body.into(),
        };
        self.send(service, &request).await
    }

    /// Reads what a service has at a path, such as AWS IoT, and returns the answer's body. The path has everything escaped that needs it.
    ///
    /// # Errors
    /// The service refused it, or did not answer.
    pub async fn get(&self, service: &Service, path: &str) -> Result<Bytes, CallError> {
        let request = Request {
            method: "GET",
            url: &format!("{}{path}", service.url),
            headers: &[],
            body: Bytes::new(),
        };
        self.send(service, &request).await
    }

    /// Calls an operation of a service that takes forms, such as SNS, and returns the answer's body.
    ///
    /// # Errors
    /// The service refused it, or did not answer.
    pub async fn form(&self, service: &Service, fields: &[(&str, &str)]) -> Result<Bytes, CallError> {
        let fields: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{}={}", escaped(name), escaped(value)))
            .collect();
        let request = Request {
            method: "POST",
            url: &format!("{}/", service.url),
            headers: &[("content-type", "application/x-www-form-urlencoded; charset=utf-8")],
            body: fields.join("&").into(),
        };
        self.send(service, &request).await
    }

    /// Sends a request until it is answered, three times at most, and returns the answer's body.
    ///
    /// # Errors
    /// The service refused it, or did not answer.
    pub async fn send(&self, service: &Service, request: &Request<'_>) -> Result<Bytes, CallError> {
        let mut error = CallError::Unavailable("it was not sent".to_owned());
        for attempt in 0..ATTEMPTS {
            if attempt > 0 {
                tokio::time::sleep(wait(attempt)).await;
            }
            match tokio::time::timeout(ATTEMPT, self.attempt(service, request)).await {
                Ok(Ok(body)) => return Ok(body),
                Ok(Err(refused @ CallError::Refused { .. })) => return Err(refused),
                Ok(Err(passing)) => error = passing,
                Err(_) => error = CallError::Unavailable(format!("no answer within {} s", ATTEMPT.as_secs())),
            }
        }
        Err(error)
    }

    async fn attempt(&self, service: &Service, request: &Request<'_>) -> Result<Bytes, CallError> {
        let unsent = |reason: &dyn std::fmt::Display| CallError::Refused {
            code: String::new(),
            message: format!("the request cannot be sent: {reason}"),
        };
        let mut message = HttpRequest::new(SdkBody::from(request.body.clone()));
        message.set_method(request.method).map_err(|error| unsent(&error))?;
        message.set_uri(request.url).map_err(|error| unsent(&error))?;
        for (name, value) in request.headers {
            let header = message.headers_mut().try_insert(*name, (*value).to_owned());
            header.map_err(|error| unsent(&error))?;
        }
        let parameters = v4::SigningParams::builder()
            .identity(&self.identity)
            .region(&self.region)
            .name(service.name)
            .time(SystemTime::now())
            .settings(settings(service.name))
            .build()
            .map_err(|error| unsent(&error))?
            .into();
        let body = SignableBody::Bytes(&request.body);
        let headers = request.headers.iter().copied();
        let signable = SignableRequest::new(request.method, request.url, headers, body);
        let signed = signable.and_then(|signable| sign(signable, &parameters));
        let (instructions, _) = signed.map_err(|error| unsent(&chain(&error)))?.into_parts();
        for (name, value) in instructions.headers() {
            let header = message.headers_mut().try_insert(name.to_owned(), value.to_owned());
            header.map_err(|error| unsent(&error))?;
        }

        let unreachable = |error: &dyn std::error::Error| CallError::Unavailable(chain(error));
        let response = self.http.call(message).await.map_err(|error| unreachable(&error))?;
        let status = response.status().as_u16();
        let named = response.headers().get("x-amzn-errortype").map(str::to_owned);
        let body = ByteStream::new(response.into_body()).collect().await;
        let body = body.map_err(|error| unreachable(&error))?.into_bytes();
        if (200..300).contains(&status) {
            return Ok(body);
        }
        let (code, message) = refusal(named.as_deref(), &body);
        if passes(status, &code) {
            let status = format!("status {status}");
            return Err(CallError::Unavailable(said(
                if code.is_empty() { &status } else { &code },
                &message,
            )));
        }
        let code = if code.is_empty() {
            format!("status {status}")
        } else {
            code
        };
        Err(CallError::Refused { code, message })
    }
}

/// A text as forms and addresses hold it: everything but letters, digits, `-`, `.`, `_` and `~` as its bytes.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.extend([byte >> 4, byte & 15].map(|half| {
                char::from_digit(u32::from(half), 16)
                    .unwrap_or('0')
                    .to_ascii_uppercase()
            }));
        }
    }
    out
}

/// Version of AWS's JSON protocol that a service speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Json {
    /// `DynamoDB`, SQS.
    V1_0,
    /// Kinesis.
    V1_1,
}

impl Json {
    fn media_type(self) -> &'static str {
        match self {
            Self::V1_0 => "application/x-amz-json-1.0",
            Self::V1_1 => "application/x-amz-json-1.1",
        }
    }
}

fn settings(service: &str) -> SigningSettings {
    let mut settings = SigningSettings::default();
    if service == "s3" {
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
    }
    settings
}

/// The service's word and sentence for a refusal: in JSON, in a header, or in S3's XML.
fn refusal(named: Option<&str>, body: &[u8]) -> (String, String) {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Refusal {
        #[serde(rename = "__type", alias = "code")]
        code: String,
        #[serde(alias = "Message")]
        message: String,
    }
    let short = |code: &str| {
        let code = code.rsplit('#').next().unwrap_or_default();
        code.split(':').next().unwrap_or_default().to_owned()
    };
    if let Ok(refusal) = serde_json::from_slice::<Refusal>(body) {
        let code = named.map_or(refusal.code, str::to_owned);
        return (short(&code), refusal.message);
    }
    let text = String::from_utf8_lossy(body);
    let element = |name: &str| {
        let (_, rest) = text.split_once(&format!("<{name}>"))?;
        rest.split_once("</").map(|(inner, _)| inner.to_owned())
    };
    let code = element("Code").or_else(|| named.map(short)).unwrap_or_default();
    (code, element("Message").unwrap_or_default())
}

/// An error and its causes, which clients keep apart.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by it")]
mod tests;
