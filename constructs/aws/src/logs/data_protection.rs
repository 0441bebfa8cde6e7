//! `DataProtectionPolicy`: personal data that a log group finds and masks.

use ferrocdk_cfn::refs;
use ferrocdk_core::{Document, IntoRef, Value, doc, pseudo, text};

/// The version of the policy language. Source: "Policy syntax" of log data protection in the CloudWatch Logs user guide.
const VERSION: &str = "2021-06-01";

/// A kind of data that a [`DataProtectionPolicy`] looks for.
#[derive(Clone, Debug, PartialEq)]
pub enum DataIdentifier {
    /// One that CloudWatch Logs knows, by its name such as `EmailAddress` or `CpfCode-BR`. Source: "Types of data that you can protect" of the user guide.
    Managed(String),
    /// One of the app's own.
    Custom {
        /// A name, once in the policy.
        name: String,
        /// The pattern that it has, up to 200 characters.
        regex: String,
    },
}

impl DataIdentifier {
    /// Addresses of electronic mail.
    pub const EMAIL_ADDRESS: &'static str = "EmailAddress";
    /// Addresses of the internet protocol.
    pub const IP_ADDRESS: &'static str = "IpAddress";
    /// Names of people.
    pub const NAME: &'static str = "Name";
    /// Numbers of credit cards.
    pub const CREDIT_CARD_NUMBER: &'static str = "CreditCardNumber";
    /// Secret access keys of AWS.
    pub const AWS_SECRET_KEY: &'static str = "AwsSecretKey";

    /// One of the app's own.
    pub fn custom(name: impl Into<String>, regex: impl Into<String>) -> Self {
        Self::Custom {
            name: name.into(),
            regex: regex.into(),
        }
    }
}

impl From<&str> for DataIdentifier {
    fn from(name: &str) -> Self {
        Self::Managed(name.to_owned())
    }
}

/// Finds data of certain kinds in the events of a log group, and masks it for everybody without `logs:Unmask`.
///
/// Costs 12 cents a gigabyte that is scanned.
///
/// ```
/// use ferrocdk_aws::logs::{DataIdentifier, DataProtectionPolicy, LogGroup, LogGroupProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let findings = LogGroup::new(&stack, "Findings", LogGroupProps::new());
/// let policy = DataProtectionPolicy::new([DataIdentifier::EMAIL_ADDRESS.into(), DataIdentifier::custom("Badge", "B-[0-9]{6}")])
///     .report_to_log_group(&findings);
/// LogGroup::new(&stack, "Logs", LogGroupProps::new().data_protection_policy(policy));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
#[must_use = "a policy takes effect in a log group"]
pub struct DataProtectionPolicy {
    identifiers: Vec<DataIdentifier>,
    name: String,
    description: Option<String>,
    log_group: Option<Value<String>>,
    bucket: Option<Value<String>>,
    delivery_stream: Option<Value<String>>,
}

impl DataProtectionPolicy {
    /// Masks data of these kinds.
    pub fn new(identifiers: impl IntoIterator<Item = DataIdentifier>) -> Self {
        Self {
            identifiers: identifiers.into_iter().collect(),
            name: "data-protection-policy".to_owned(),
            description: None,
            log_group: None,
            bucket: None,
            delivery_stream: None,
        }
    }

    /// Names the policy.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Says something about the policy to people.
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.description = Some(text.into());
        self
    }

    /// Writes what was found, without the data itself, to a log group.
    pub fn report_to_log_group(mut self, group: impl IntoRef<refs::logs::LogGroupName>) -> Self {
        self.log_group = Some(group.into_ref());
        self
    }

    /// Writes what was found to a bucket. The bucket has to let in `delivery.logs.amazonaws.com`.
    pub fn report_to_bucket(mut self, bucket: impl IntoRef<refs::s3::BucketName>) -> Self {
        self.bucket = Some(bucket.into_ref());
        self
    }

    /// Writes what was found to a Firehose stream.
    pub fn report_to_delivery_stream(
        mut self,
        stream: impl IntoRef<refs::kinesisfirehose::DeliveryStreamName>,
    ) -> Self {
        self.delivery_stream = Some(stream.into_ref());
        self
    }

    pub(super) fn into_document(self) -> Document {
        let names = self.identifiers.iter().map(|identifier| match identifier {
            DataIdentifier::Managed(name) => text!(
                "arn:{}:dataprotection::aws:data-identifier/{}",
                pseudo::partition(),
                name.as_str()
            ),
            DataIdentifier::Custom { name, .. } => Value::from(name.as_str()),
        });
        let names: Vec<Value<String>> = names.collect();
        let custom = self.identifiers.iter().filter_map(|identifier| match identifier {
            DataIdentifier::Managed(_) => None,
            DataIdentifier::Custom { name, regex } => Some(doc!({ "Name": name, "Regex": regex })),
        });
        let custom: Vec<Document> = custom.collect();
        let destination = doc!({
            "CloudWatchLogs": self.log_group.map(|group| doc!({ "LogGroup": group })),
            "S3": self.bucket.map(|bucket| doc!({ "Bucket": bucket })),
            "Firehose": self.delivery_stream.map(|stream| doc!({ "DeliveryStream": stream })),
        });
        let configuration = (!custom.is_empty()).then(|| doc!({ "CustomDataIdentifier": custom }));
        doc!({
            "Name": self.name,
            "Description": self.description,
            "Version": VERSION,
            "Configuration": configuration,
            "Statement": [
                { "Sid": "Audit", "DataIdentifier": names.clone(), "Operation": { "Audit": { "FindingsDestination": destination } } },
                { "Sid": "Mask", "DataIdentifier": names, "Operation": { "Deidentify": { "MaskConfig": {} } } },
            ],
        })
    }
}
