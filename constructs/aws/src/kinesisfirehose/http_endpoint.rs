//! `HttpEndpoint`: delivery to a web server.

use ferrocdk_core::{Diagnostic, Document, IntoDocument, Scope, Value, doc};

use super::backup::S3Backup;
use super::delivery::{self, BufferingInterval, BufferingSize, Logging, RetryDuration, buffering, logging, present};
use super::processor::Processor;
use crate::diagnostic_ids;
use crate::iam::Role;
use crate::props::props;
use crate::s3::Bucket;
use crate::secretsmanager::Secret;

/// Which records are kept in the bucket as well.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HttpBackupMode {
    /// Those that could not be delivered.
    #[default]
    Failed,
    /// All.
    All,
}

props! {
    /// Delivery to a web server, such as that of a monitoring service, over HTTPS.
    ///
    /// Source: "Understand HTTP endpoint delivery request and response specifications".
    ///
    /// ```
    /// use ferrocdk_aws::kinesisfirehose::{DeliveryStream, DeliveryStreamProps, HttpEndpoint, S3Backup};
    /// use ferrocdk_aws::s3::{Bucket, BucketProps};
    /// use ferrocdk_aws::secretsmanager::{Secret, SecretProps};
    /// use ferrocdk_core::{App, Stack, StackProps};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// let failed = Bucket::new(&stack, "Failed", BucketProps::new());
    /// let key = Secret::new(&stack, "ApiKey", SecretProps::new());
    /// let endpoint = HttpEndpoint::new("https://ingest.example.com/v1", S3Backup::new(&failed)).secret(&key);
    /// DeliveryStream::new(&stack, "Delivery", DeliveryStreamProps::new(endpoint));
    /// # assert!(app.synth().is_ok());
    /// ```
    pub struct HttpEndpoint {
        /// The URL, which begins with `https://`.
        url: Value<String>,
        /// The bucket of what could not be delivered.
        backup: S3Backup,
        /// Which records are kept in it. Default: those that could not be delivered.
        backup_mode: HttpBackupMode = HttpBackupMode::Failed,
        /// A name for people. Default: none.
        name: Option<Value<String>>,
        /// The secret with the access key, as `{"api_key": "…"}`. Default: none.
        own secret: Option<Secret> = None,
        /// How long records are collected. Default: 300 seconds, as Firehose has it.
        buffering_interval: Option<BufferingInterval>,
        /// How much is collected. Default: 5 MB, as Firehose has it.
        buffering_size: Option<BufferingSize>,
        /// How long a delivery that fails is tried again. Default: 300 seconds, as Firehose has it.
        retry_duration: Option<RetryDuration>,
        /// Whether requests are compressed with gzip. Default: they are not.
        own is_compressed: bool = false,
        /// Headers of every request, by its names.
        own attributes: Vec<(String, Value<String>)> = Vec::new(),
        /// Processors of records on their way, in this order.
        processors: Vec<Processor>,
        /// Where failures are logged. Default: in a log group of the delivery stream's own.
        logging: Logging = Logging::Own,
        /// The role by which Firehose delivers. Default: one of its own.
        role: Option<Role>,
    }
}

impl HttpEndpoint {
    /// Takes the access key from a secret, as `{"api_key": "…"}`.
    pub fn secret(mut self, secret: &Secret) -> Self {
        self.secret = Some(secret.clone());
        self
    }

    /// Compresses requests with gzip.
    pub fn compressed(mut self) -> Self {
        self.is_compressed = true;
        self
    }

    /// Sends a name and a value with every request.
    pub fn attribute(mut self, name: impl Into<String>, value: impl Into<Value<String>>) -> Self {
        self.attributes.push((name.into(), value.into()));
        self
    }

    /// `HttpEndpointDestinationConfiguration`, and the role that it needs.
    pub(super) fn document(&self, scope: &Scope) -> (Document, Role) {
        let role = delivery::role(scope, "Http Destination Role", self.role.as_ref());
        self.check(scope);
        let secret = self.secret.as_ref().map(|secret| {
            secret.grant_read(&role);
            doc!({ "Enabled": true, "SecretARN": secret.arn(), "RoleARN": role.arn() })
        });
        let attributes = self.attributes.iter();
        let attributes: Vec<Document> = attributes
            .map(|(name, value)| doc!({ "AttributeName": name.as_str(), "AttributeValue": value.clone() }))
            .collect();
        let request = doc!({
            "ContentEncoding": if self.is_compressed { "GZIP" } else { "NONE" },
            "CommonAttributes": (!attributes.is_empty()).then(|| Document::list(attributes)),
        });
        let processors: Vec<Document> = self
            .processors
            .iter()
            .map(|processor| processor.document(scope, &role))
            .collect();
        let mode = match self.backup_mode {
            HttpBackupMode::Failed => "FailedDataOnly",
            HttpBackupMode::All => "AllData",
        };
        let entries = vec![
            (
                "EndpointConfiguration",
                Some(doc!({ "Url": self.url.clone(), "Name": self.name.clone() })),
            ),
            ("RoleARN", Some(role.arn().into_document())),
            ("RequestConfiguration", Some(request)),
            ("SecretsManagerConfiguration", secret),
            (
                "BufferingHints",
                buffering(scope, self.buffering_interval, self.buffering_size),
            ),
            (
                "RetryOptions",
                self.retry_duration
                    .map(|duration| doc!({ "DurationInSeconds": duration.get() })),
            ),
            (
                "ProcessingConfiguration",
                (!processors.is_empty()).then(|| doc!({ "Enabled": true, "Processors": Document::list(processors) })),
            ),
            (
                "CloudWatchLoggingOptions",
                logging(scope, &self.logging, &role, "HttpDestination"),
            ),
            ("S3BackupMode", Some(mode.into_document())),
            ("S3Configuration", Some(self.backup.document(scope, &role))),
        ];
        (present(entries), role)
    }

    pub(super) fn buckets(&self) -> Vec<&Bucket> {
        vec![&self.backup.bucket]
    }

    fn check(&self, scope: &Scope) {
        if let Some(Err(error)) = self.retry_duration.map(RetryDuration::check) {
            error.report(scope, diagnostic_ids::DELIVERY_RANGE, "DurationInSeconds");
        }
        if let Some(url) = self.url.literal().filter(|url| !url.starts_with("https://")) {
            let diagnostic = Diagnostic::error(diagnostic_ids::DELIVERY_RANGE, "Firehose delivers over HTTPS only")
                .at("", Some("Url"))
                .found(url.as_str())
                .allowed("a URL that begins with `https://`");
            scope.report(diagnostic);
        }
        if self.processors.iter().any(Processor::deaggregates) {
            let diagnostic = Diagnostic::error(
                diagnostic_ids::PARTITIONING,
                "records are taken apart that are not partitioned",
            )
            .at("", Some("ProcessingConfiguration"))
            .help("leave out the processor: only deliveries to S3 part records");
            scope.report(diagnostic);
        }
    }
}
