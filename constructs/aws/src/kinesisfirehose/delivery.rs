//! Parts that destinations share: buffers, logs, roles, and the files that are left in S3.

use ferrocdk_core::{CfnResource, Construct, Diagnostic, Document, IntoDocument, Scope, Value, doc, text};

use crate::bounds::bounded;
use crate::diagnostic_ids;
use crate::iam::{PolicyStatement, Principal, Role, RoleProps};
use crate::kms::Key;
use crate::logs::{LogGroup, LogGroupProps, LogStream, LogStreamProps};
use crate::s3::Bucket;
use crate::units::{Mebibytes, Seconds};

bounded! {
    /// How long records are collected before they are delivered, 0 to 900 seconds; 60 at least where they are partitioned. Source: "Amazon Data Firehose quota".
    BufferingInterval(Seconds) in 0..=900, "seconds";
    /// How much is collected before it is delivered, 1 to 128 MB; 64 at least where records are partitioned or converted. Source: "Amazon Data Firehose quota".
    BufferingSize(Mebibytes) in 1..=128, "MB";
    /// How long a delivery that fails is tried again, 0 to 7,200 seconds. Source: "AWS::KinesisFirehose::DeliveryStream".
    RetryDuration(Seconds) in 0..=7_200, "seconds";
}

/// Where failures are logged.
#[derive(Clone, Debug, Default)]
pub enum Logging {
    /// In a log group of the delivery stream's own.
    #[default]
    Own,
    /// In a log group that exists.
    To(LogGroup),
    /// Nowhere.
    Off,
}

/// How files are compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// gzip.
    Gzip,
    /// Snappy, as Hadoop has it.
    HadoopSnappy,
    /// Snappy.
    Snappy,
    /// ZIP.
    Zip,
}

impl Compression {
    fn word(self) -> &'static str {
        match self {
            Self::Gzip => "GZIP",
            Self::HadoopSnappy => "HADOOP_SNAPPY",
            Self::Snappy => "Snappy",
            Self::Zip => "ZIP",
        }
    }
}

/// How files in a bucket are named, filled and encrypted.
#[derive(Clone, Debug)]
pub(super) struct Files {
    pub(super) bucket: Bucket,
    pub(super) prefix: Option<String>,
    pub(super) error_prefix: Option<String>,
    pub(super) compression: Option<Compression>,
    pub(super) encryption_key: Option<Key>,
}

impl Files {
    /// Lets a role write the files, and gives what both kinds of destinations in S3 say of them.
    pub(super) fn document(&self, scope: &Scope, role: &Role) -> Vec<(&'static str, Option<Document>)> {
        check_prefixes(scope, self.prefix.as_deref(), self.error_prefix.as_deref());
        // Source: "Grant Firehose access to an Amazon S3 destination". AWS CDK lets the role delete as well.
        let arn = self.bucket.arn();
        let bucket = ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"];
        let objects = ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"];
        role.add_to_policy(PolicyStatement::allow(bucket).on(arn.clone()));
        let objects = PolicyStatement::allow(objects).on(text!("{}/*", arn.clone()));
        role.add_to_policy(objects.because("Firehose names the objects, by the time of their delivery"));
        for key in [self.bucket.encryption_key(), self.encryption_key.as_ref()]
            .into_iter()
            .flatten()
        {
            key.grant(role, &["kms:Decrypt", "kms:GenerateDataKey"]);
        }
        // A prefix with expressions asks for one of failures.
        let has_expressions = self.prefix.as_ref().is_some_and(|prefix| prefix.contains("!{"));
        let default = has_expressions.then(|| format!("failed/{ERROR_TYPE}/"));
        let encryption = self
            .encryption_key
            .as_ref()
            .map(|key| doc!({ "KMSEncryptionConfig": { "AWSKMSKeyARN": key.arn() } }));
        vec![
            ("BucketARN", Some(arn.into_document())),
            ("RoleARN", Some(role.arn().into_document())),
            ("Prefix", self.prefix.clone().map(IntoDocument::into_document)),
            (
                "ErrorOutputPrefix",
                self.error_prefix.clone().or(default).map(IntoDocument::into_document),
            ),
            (
                "CompressionFormat",
                self.compression.map(|compression| compression.word().into_document()),
            ),
            ("EncryptionConfiguration", encryption),
        ]
    }
}

/// `BufferingHints`, where something is said.
pub(super) fn buffering(
    scope: &Scope,
    interval: Option<BufferingInterval>,
    size: Option<BufferingSize>,
) -> Option<Document> {
    let checks = [
        ("IntervalInSeconds", interval.map(BufferingInterval::check)),
        ("SizeInMBs", size.map(BufferingSize::check)),
    ];
    for (property, checked) in checks {
        if let Some(Err(error)) = checked {
            error.report(scope, diagnostic_ids::DELIVERY_RANGE, property);
        }
    }
    (interval.is_some() || size.is_some()).then(|| {
        // CloudFormation takes both or none; the others are Firehose's own.
        let interval = interval.map_or(300, BufferingInterval::get);
        let size = size.map_or(5, BufferingSize::get);
        doc!({ "IntervalInSeconds": interval, "SizeInMBs": size })
    })
}

/// The log group of a delivery stream's own, as its scope keeps it for both of its logs.
#[derive(Clone, Debug)]
struct OwnLogGroup(LogGroup);

/// `CloudWatchLoggingOptions`, with the log that they name. A stream of a log group of others is named after the delivery stream, so that several can share the group.
pub(super) fn logging(scope: &Scope, logging: &Logging, role: &Role, stream: &str) -> Option<Document> {
    let group = match logging {
        Logging::Off => return None,
        Logging::To(group) => group.clone(),
        Logging::Own => {
            let own = scope.extension().map(|OwnLogGroup(group)| group);
            let group = own.unwrap_or_else(|| LogGroup::new(scope, "LogGroup", LogGroupProps::new()));
            scope.set_extension(OwnLogGroup(group.clone()));
            group
        }
    };
    group.grant_write(role);
    let place = match logging {
        Logging::Own => group.scope().clone(),
        _ => scope.clone(),
    };
    let stream = LogStream::new(&place, stream, LogStreamProps::new(&group));
    Some(doc!({ "Enabled": true, "LogGroupName": group.name(), "LogStreamName": stream.name() }))
}

/// A role that Firehose assumes for the delivery streams of this account.
pub(super) fn role(scope: &Scope, id: &str, given: Option<&Role>) -> Role {
    let firehose = || Principal::service("firehose.amazonaws.com").from_own_account();
    given
        .cloned()
        .unwrap_or_else(|| Role::new(scope, id, RoleProps::new(firehose())))
}

const ERROR_TYPE: &str = "!{firehose:error-output-type}";
/// Source: "Understand custom prefixes for Amazon S3 objects".
const NAMESPACES: [&str; 4] = [
    "firehose:",
    "timestamp:",
    "partitionKeyFromQuery:",
    "partitionKeyFromLambda:",
];

/// Tells what of prefixes Firehose does not take.
fn check_prefixes(scope: &Scope, prefix: Option<&str>, error_prefix: Option<&str>) {
    let report = |property: &str, message: &str, found: &str, help: &str| {
        let diagnostic = Diagnostic::error(diagnostic_ids::DELIVERY_PREFIX, message).at("", Some(property));
        scope.report(diagnostic.found(found).help(help));
    };
    for (property, prefix) in [("Prefix", prefix), ("ErrorOutputPrefix", error_prefix)] {
        for expression in prefix.into_iter().flat_map(|prefix| prefix.split("!{").skip(1)) {
            let inner = expression.split_once('}').map(|(inner, _)| inner);
            let known = inner.is_some_and(|inner| {
                NAMESPACES
                    .iter()
                    .any(|namespace| inner.starts_with(namespace) && inner.len() > namespace.len())
            });
            if !known {
                let found = format!("!{{{expression}");
                report(
                    property,
                    "an expression of a prefix is none",
                    &found,
                    "write such as `!{timestamp:yyyy/MM/dd}` or `!{firehose:random-string}`",
                );
            }
        }
    }
    if let Some(prefix) = prefix.filter(|prefix| prefix.contains(ERROR_TYPE)) {
        let help = "name it in the prefix of failures alone";
        report("Prefix", "what is delivered has no kind of error", prefix, help);
    }
    if let Some(prefix) = error_prefix {
        if prefix.contains("!{") && !prefix.contains(ERROR_TYPE) {
            let help = format!("add `{ERROR_TYPE}`");
            report(
                "ErrorOutputPrefix",
                "a prefix of failures does not say the kind of error",
                prefix,
                &help,
            );
        }
        if prefix.contains("!{partitionKeyFrom") {
            let help = "a record that failed has no keys: leave them out";
            report(
                "ErrorOutputPrefix",
                "a prefix of failures names partitions",
                prefix,
                help,
            );
        }
    }
}

/// Constructs that a destination needs to be there before.
pub(super) fn wait_for(stream: &CfnResource, roles: &[&Role], buckets: &[&Bucket]) {
    for role in roles {
        // With its policies: Firehose tries the permissions when it is made.
        stream.scope().depends_on(*role);
    }
    for emptier in buckets.iter().filter_map(|bucket| bucket.emptier()) {
        stream.scope().depends_on(emptier);
    }
}

/// A map of what is there.
pub(super) fn present(entries: Vec<(&'static str, Option<Document>)>) -> Document {
    Document::map(entries.into_iter().filter_map(|(name, value)| Some((name, value?))))
}

/// The account and region as part of an ARN, as in `Value`.
pub(super) fn glue_arn(rest: &str) -> Value<String> {
    use ferrocdk_core::pseudo;
    text!(
        "arn:{}:glue:{}:{}:{}",
        pseudo::partition(),
        pseudo::region(),
        pseudo::account_id(),
        rest
    )
}
