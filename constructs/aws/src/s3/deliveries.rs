//! Files that S3 itself writes into a bucket about another one: access logs and inventories.

use ferrocdk_cfn::s3::bucket::{LoggingConfiguration, PartitionedPrefix, TargetObjectKeyFormat};
use ferrocdk_core::{Diagnostic, Stack, Value, doc, pseudo};

use super::bucket::Bucket;
use crate::diagnostic_ids;
use crate::iam::{PolicyStatement, Principal, append_statement, free_sid};

/// How keys of access logs begin, after the prefix.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogKeyFormat {
    /// With the time of delivery, all in one folder.
    #[default]
    Simple,
    /// With a folder for each account, region, bucket and day of the requests, for queries of a span of time. Deliveries are slower.
    ByEventTime,
    /// With a folder for each account, region, bucket and day of the delivery.
    ByDeliveryTime,
}

/// Where a bucket writes its access log.
///
/// Source: "Logging requests with server access logging" of the S3 user guide.
///
/// ```
/// use ferrocdk_aws::s3::{Bucket, BucketProps, LogKeyFormat, ServerAccessLog};
/// use ferrocdk_aws::units::Days;
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let logs = Bucket::new(&stack, "Logs", BucketProps::for_access_logs(Days(90)));
/// let log = ServerAccessLog::to(&logs).prefix("archive/").key_format(LogKeyFormat::ByEventTime);
/// Bucket::new(&stack, "Archive", BucketProps::new().server_access_log(log));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct ServerAccessLog {
    /// The bucket that it is written to, of the same account and region, as S3 demands; many may share it, in other stacks too.
    pub bucket: Bucket,
    /// Beginning of its keys. Default: the id of the bucket that it is about, so that several share a bucket of logs.
    pub prefix: Option<String>,
    /// How its keys go on.
    pub key_format: LogKeyFormat,
}

impl From<&Bucket> for ServerAccessLog {
    fn from(bucket: &Bucket) -> Self {
        Self::to(bucket)
    }
}

impl ServerAccessLog {
    /// A log in a bucket, below the id of the bucket that it is about.
    pub fn to(bucket: &Bucket) -> Self {
        Self {
            bucket: bucket.clone(),
            prefix: None,
            key_format: LogKeyFormat::Simple,
        }
    }

    /// Says what its keys begin with.
    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = Some(prefix.into());
        self
    }

    /// Says how its keys go on.
    #[must_use]
    pub fn key_format(mut self, format: LogKeyFormat) -> Self {
        self.key_format = format;
        self
    }

    pub(super) fn to_cfn(&self, id: &str) -> LoggingConfiguration {
        let prefix = self.prefix.clone().unwrap_or_else(|| format!("{}/", id.to_lowercase()));
        let logging = LoggingConfiguration::new()
            .destination_bucket_name(self.bucket.name())
            .log_file_prefix(prefix);
        let source = match self.key_format {
            LogKeyFormat::Simple => return logging,
            LogKeyFormat::ByEventTime => "EventTime",
            LogKeyFormat::ByDeliveryTime => "DeliveryTime",
        };
        let prefix = PartitionedPrefix::new().partition_date_source(source);
        logging.target_object_key_format(TargetObjectKeyFormat::new().partitioned_prefix(prefix))
    }

    /// Lets S3 deliver, and reports where it would not.
    pub(super) fn let_in(&self, bucket: &Bucket) {
        deliver(&self.bucket, bucket, "logging.s3.amazonaws.com", "LogDelivery");
        if let Some((here, there)) = stacks(&self.bucket, bucket) {
            let (here, there) = (here.environment(), there.environment());
            let differ =
                |one: &Option<String>, other: &Option<String>| one.is_some() && other.is_some() && one != other;
            if differ(&here.region, &there.region) || differ(&here.account, &there.account) {
                let diagnostic = Diagnostic::error(
                    diagnostic_ids::LOG_ELSEWHERE,
                    "S3 delivers access logs within an account and region only",
                )
                .found(format!("a log bucket in {here}, for a bucket in {there}"))
                .help("make a log bucket beside it: BucketProps::for_access_logs");
                bucket.report(diagnostic);
            }
        }
        if self.bucket.encryption_key().is_some() {
            let diagnostic = Diagnostic::error(
                diagnostic_ids::LOG_ENCRYPTION,
                "S3 delivers access logs only to a bucket that it encrypts itself",
            )
            .at("", Some("LoggingConfiguration"))
            .found("a log bucket that a key of the account encrypts")
            .help("make it of BucketProps::for_access_logs, which takes no key from Defaults either");
            bucket.report(diagnostic);
        }
    }
}

fn stacks(destination: &Bucket, source: &Bucket) -> Option<(Stack, Stack)> {
    use ferrocdk_core::Construct;
    Some((destination.scope().stack()?, source.scope().stack()?))
}

/// Lets a service of S3 write into a bucket about another one.
///
/// Within a stack, about just that bucket. From another stack, about every bucket of the account: with the bucket's ARN in this one's policy the two stacks would need
/// each other, since that bucket names this one already. AWS CDK does the same.
pub(super) fn deliver(destination: &Bucket, source: &Bucket, service: &str, sid: &str) {
    use ferrocdk_core::Construct;
    let Some(policy) = destination.policy() else {
        let diagnostic = Diagnostic::warning(diagnostic_ids::DELIVERY, "S3 may not be let in")
            .found(format!(
                "{} is imported, and its policy cannot be changed here",
                destination.scope().path()
            ))
            .help(format!(
                "let {service} call s3:PutObject where it is made, and acknowledge this"
            ));
        source.report(diagnostic);
        return;
    };
    let delivery = PolicyStatement::allow(["s3:PutObject"])
        .by(Principal::service(service))
        .on(destination.arn_for_objects("*"));
    let within =
        stacks(destination, source).is_some_and(|(here, there)| here.scope().node_id() == there.scope().node_id());
    let account = foreign_account(destination, source).unwrap_or_else(pseudo::account_id);
    policy.update_property("PolicyDocument", |policy| {
        let delivery = if within {
            delivery
                .sid(&free_sid(policy, sid))
                .when("ArnLike", doc!({ "aws:SourceArn": source.arn() }))
        } else {
            delivery.sid(&format!("{sid}OfOtherStacks"))
        };
        append_statement(
            policy,
            delivery.when("StringEquals", doc!({ "aws:SourceAccount": account })),
        );
    });
}

/// The account of the bucket that is written about, where it is known to be another.
fn foreign_account(destination: &Bucket, source: &Bucket) -> Option<Value<String>> {
    let (here, there) = stacks(destination, source)?;
    let (here, there) = (here.environment().account?, there.environment().account?);
    (here != there).then(|| there.into())
}
