//! Requests over HTTP, signed for AWS or as they are.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use aws_config::SdkConfig;
use aws_credential_types::provider::ProvideCredentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use aws_smithy_http_client::Connector;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::http::{HttpConnector, HttpConnectorSettings};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;

const CONNECT: Duration = Duration::from_secs(5);
const READ: Duration = Duration::from_secs(60);

/// A request before it is signed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Message {
    pub(crate) method: String,
    pub(crate) url: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// Answer of a service.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    /// Header `x-amzn-errortype`, which REST services name their error in.
    pub(crate) error_type: Option<String>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// Nothing came back.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Unreachable(pub(crate) String);

/// The APIs of AWS.
pub(crate) trait Aws {
    /// Sends a request, signed for a service.
    async fn send(&self, service: &str, message: &Message) -> Result<Reply, Unreachable>;
}

/// Where a service is instead of at its own host, as an emulator needs it; by the variables that the SDKs read.
pub(crate) fn custom_endpoint(service: &str) -> Option<String> {
    let name = format!("AWS_ENDPOINT_URL_{}", service.to_uppercase().replace('-', "_"));
    let url = [name.as_str(), "AWS_ENDPOINT_URL"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok());
    url.map(|url| url.trim_end_matches('/').to_owned())
}

/// A client that sends what it is given.
#[derive(Clone, Debug)]
pub(crate) struct Http {
    connector: Arc<Connector>,
}

impl Http {
    /// The client that the SDK has inside, with the same cryptography.
    pub(crate) fn new() -> Self {
        let settings = HttpConnectorSettings::builder()
            .connect_timeout(CONNECT)
            .read_timeout(READ)
            .build();
        let connector = Connector::builder()
            .connector_settings(settings)
            .tls_provider(Provider::Rustls(CryptoMode::AwsLc))
            .build();
        Self {
            connector: Arc::new(connector),
        }
    }

    pub(crate) async fn send_message(&self, message: &Message) -> Result<Reply, Unreachable> {
        let fail = |what: &dyn std::fmt::Display| Unreachable(what.to_string());
        let mut request = HttpRequest::new(SdkBody::from(message.body.as_slice()));
        request.set_method(&message.method).map_err(|error| fail(&error))?;
        request.set_uri(message.url.as_str()).map_err(|error| fail(&error))?;
        for (name, value) in &message.headers {
            let header = request.headers_mut().try_insert(name.clone(), value.clone());
            header.map_err(|error| fail(&error))?;
        }
        let response = self.connector.call(request).await;
        let response = response.map_err(|error| fail(&chain(&error)))?;
        let status = response.status().as_u16();
        let error_type = response.headers().get("x-amzn-errortype").map(str::to_owned);
        let body = ByteStream::new(response.into_body()).collect().await;
        Ok(Reply {
            status,
            error_type,
            body: body.map_err(|error| fail(&chain(&error)))?.to_vec(),
        })
    }
}

/// An error and its causes, which clients keep apart.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}

/// The APIs of AWS with the function's own credentials.
pub(crate) struct SignedAws {
    sdk: SdkConfig,
    http: Http,
}

impl SignedAws {
    pub(crate) fn new(sdk: &SdkConfig, http: Http) -> Self {
        Self { sdk: sdk.clone(), http }
    }

    async fn signed(&self, service: &str, message: &Message) -> Result<Message, Unreachable> {
        let fail = |what: &dyn std::fmt::Display| Unreachable(format!("cannot sign: {what}"));
        let provider = self.sdk.credentials_provider();
        let provider = provider.ok_or_else(|| fail(&"there are no credentials"))?;
        let credentials = provider.provide_credentials().await;
        let identity = credentials.map_err(|error| fail(&chain(&error)))?.into();
        let region = self.sdk.region().ok_or_else(|| fail(&"no region is set"))?;
        let parameters = v4::SigningParams::builder()
            .identity(&identity)
            .region(region.as_ref())
            .name(service)
            .time(SystemTime::now())
            .settings(SigningSettings::default())
            .build()
            .map_err(|error| fail(&error))?
            .into();
        let headers = message
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        let body = SignableBody::Bytes(&message.body);
        let signable = SignableRequest::new(&message.method, message.url.as_str(), headers, body);
        let signed = signable.and_then(|signable| sign(signable, &parameters));
        let (instructions, _) = signed.map_err(|error| fail(&chain(&error)))?.into_parts();
        let mut message = message.clone();
        let headers = instructions.headers();
        message
            .headers
            .extend(headers.map(|(name, value)| (name.to_owned(), value.to_owned())));
        Ok(message)
    }
}

impl Aws for SignedAws {
    async fn send(&self, service: &str, message: &Message) -> Result<Reply, Unreachable> {
        self.http.send_message(&self.signed(service, message).await?).await
    }
}

#[cfg(test)]
mod tests {
    use aws_config::{BehaviorVersion, Region};
    use aws_credential_types::Credentials;
    use aws_credential_types::provider::SharedCredentialsProvider;

    use super::*;

    #[tokio::test]
    async fn requests_are_signed_for_service_and_region() {
        let credentials = Credentials::new("AKIDEXAMPLE", "secret", Some("token".to_owned()), None, "test");
        let sdk = SdkConfig::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .region(Region::new("sa-east-1"))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .build();
        let message = Message {
            method: "POST".to_owned(),
            url: "https://ssm.sa-east-1.amazonaws.com/".to_owned(),
            headers: vec![("x-amz-target".to_owned(), "AmazonSSM.GetParameter".to_owned())],
            body: b"{}".to_vec(),
        };
        let signed = SignedAws::new(&sdk, Http::new()).signed("ssm", &message).await.unwrap();
        let header = |name: &str| {
            signed
                .headers
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.as_str())
        };
        assert_eq!(header("x-amz-security-token"), Some("token"));
        let authorization = header("authorization").unwrap();
        assert!(authorization.contains("/sa-east-1/ssm/aws4_request"), "{authorization}");
        assert!(
            authorization.contains("SignedHeaders=host;x-amz-date;x-amz-security-token;x-amz-target"),
            "{authorization}"
        );
        let nobody = SdkConfig::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .build();
        let error = SignedAws::new(&nobody, Http::new()).signed("ssm", &message).await;
        assert_eq!(error.unwrap_err().to_string(), "cannot sign: there are no credentials");
    }
}
