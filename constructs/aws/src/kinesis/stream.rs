//! `Stream`: records in order, for several readers.

use ferrocdk_cfn::kinesis::stream::{StreamEncryption as CfnEncryption, StreamModeDetails};
use ferrocdk_cfn::kinesis::{CfnStream, StreamProps as CfnStreamProps};
use ferrocdk_core::{Construct, RemovalPolicy, Scope, Value};

use super::grants::StreamGrants;
use super::policy;
use crate::bounds::bounded;
use crate::grants::{ResourcePolicy, Target};
use crate::iam::PolicyStatement;
use crate::kms::Key;
use crate::owned::{Owned, constructs};
use crate::props::props;
use crate::units::{Days, Hours};
use crate::{defaults, diagnostic_ids};

bounded! {
    /// Shards of a stream, at least 1; each takes 1,000 records or 1 MiB a second. How many there may be is a quota of the account.
    Shards(u32) in 1..=u32::MAX, "shards";
    /// How long records wait for a consumer, 24 to 8,760 hours. Source: "Kinesis Data Streams quotas and limits".
    Retention(Hours) in 24..=8_760, "hours";
    /// The size of a record at most, 1,024 to 10,240 KiB. Source: "Kinesis Data Streams quotas and limits".
    RecordSize(u32) in 1_024..=10_240, "KiB";
}

/// How much a stream takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StreamMode {
    /// Capacity for what comes, up to twice the highest load of the last 30 days.
    #[default]
    OnDemand,
    /// Capacity of so many shards, which cost a third of it where the load is steady.
    Provisioned(Shards),
}

/// Encryption of a stream without a key of the account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StreamEncryption {
    /// The key `aws/kinesis` of KMS. Other accounts cannot read such a stream.
    #[default]
    KmsManaged,
    /// Nothing.
    Unencrypted,
}

/// A metric of each shard by itself.
///
/// Source: "Monitor the Amazon Kinesis Data Streams service with Amazon CloudWatch".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShardLevelMetric {
    /// `IncomingBytes`
    IncomingBytes,
    /// `IncomingRecords`
    IncomingRecords,
    /// `IteratorAgeMilliseconds`
    IteratorAgeMilliseconds,
    /// `OutgoingBytes`
    OutgoingBytes,
    /// `OutgoingRecords`
    OutgoingRecords,
    /// `ReadProvisionedThroughputExceeded`
    ReadProvisionedThroughputExceeded,
    /// `WriteProvisionedThroughputExceeded`
    WriteProvisionedThroughputExceeded,
}

impl ShardLevelMetric {
    /// Every metric.
    pub const ALL: [Self; 7] = [
        Self::IncomingBytes,
        Self::IncomingRecords,
        Self::IteratorAgeMilliseconds,
        Self::OutgoingBytes,
        Self::OutgoingRecords,
        Self::ReadProvisionedThroughputExceeded,
        Self::WriteProvisionedThroughputExceeded,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::IncomingBytes => "IncomingBytes",
            Self::IncomingRecords => "IncomingRecords",
            Self::IteratorAgeMilliseconds => "IteratorAgeMilliseconds",
            Self::OutgoingBytes => "OutgoingBytes",
            Self::OutgoingRecords => "OutgoingRecords",
            Self::ReadProvisionedThroughputExceeded => "ReadProvisionedThroughputExceeded",
            Self::WriteProvisionedThroughputExceeded => "WriteProvisionedThroughputExceeded",
        }
    }
}

props! {
    /// Settings of a [`Stream`].
    pub struct StreamProps for CfnStreamProps {
        /// A name that does not change. Default: CloudFormation generates one, so that a replacement can stand beside the stream it replaces.
        stream_name: Option<Value<String>>,
        /// How much the stream takes. Default: what comes, on demand; [`shard_count`](Self::shard_count) sets shards.
        mode: StreamMode = StreamMode::OnDemand,
        /// How long records wait for a consumer. Default: 7 days, so that an outage over a weekend loses nothing; Kinesis itself would keep one. Longer than a day costs 10 cents a GB and month on demand, 2 cents a shard hour else.
        retention_period: Retention = StreamProps::DEFAULT_RETENTION,
        /// The size of a record at most. Default: 1,024 KiB, as Kinesis has it.
        max_record_size: Option<RecordSize>,
        /// The key of the account that encrypts records. Default: that of the scope ([`Defaults`](crate::Defaults)), else none.
        encryption_key: Option<Key>,
        /// Encryption of records without a key of the account. Default: the key that AWS manages.
        encryption: StreamEncryption = StreamEncryption::KmsManaged,
        /// Metrics of each shard by itself; each is paid like one of your own. Default: none.
        shard_level_metrics: Vec<ShardLevelMetric>,
        /// Fate of the stream when it leaves the stack. Default: that of the scope ([`Defaults`](crate::Defaults)), else it stays with its records.
        removal_policy: Option<RemovalPolicy>,
    }
}

impl StreamProps {
    /// The retention when nothing else is said.
    pub const DEFAULT_RETENTION: Retention = Retention(Hours(168));

    /// Provisions so many shards instead of what comes.
    pub fn shard_count(self, shards: impl Into<Shards>) -> Self {
        self.mode(StreamMode::Provisioned(shards.into()))
    }
}

/// A Kinesis data stream, encrypted.
///
/// Makes an `AWS::Kinesis::Stream`, and an `AWS::Kinesis::ResourcePolicy` as soon as another account is let in. On demand it costs 4 cents an hour and 8 cents a GB written, provisioned 1.5 cents
/// a shard and hour and 1.4 cents a million puts (us-east-1).
///
/// ```
/// use ferrocdk_aws::kinesis::{Stream, StreamProps};
/// use ferrocdk_aws::units::Hours;
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let readings = Stream::new(&stack, "Readings", StreamProps::new());
/// let steady = Stream::new(&stack, "Steady", StreamProps::new().shard_count(4).retention_period(Hours(24)));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Stream {
    scope: Scope,
    resource: Owned<CfnStream>,
    arn: Value<String>,
    name: Value<String>,
    key: Option<Key>,
    mode: StreamMode,
    retention: Retention,
}

constructs!(Stream);
ferrocdk_cfn::refers!(Stream: kinesis { StreamArn => arn, StreamName => name });

impl From<&Self> for Stream {
    fn from(stream: &Self) -> Self {
        stream.clone()
    }
}

impl Stream {
    /// Makes a stream.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: StreamProps) -> Self {
        let scope = scope.scope().child(id);
        check(&scope, &props);
        let key = props.encryption_key.or_else(|| defaults::encryption_key(&scope));
        let mut stream = CfnStreamProps::new().retention_period_hours(props.retention_period.get());
        let mode = match props.mode {
            StreamMode::OnDemand => "ON_DEMAND",
            StreamMode::Provisioned(shards) => {
                stream = stream.shard_count(shards.get());
                "PROVISIONED"
            }
        };
        stream = stream.stream_mode_details(StreamModeDetails::new().stream_mode(mode));
        let key_id = match (&key, props.encryption) {
            (Some(key), _) => Some(key.arn()),
            (None, StreamEncryption::KmsManaged) => Some("alias/aws/kinesis".into()),
            (None, StreamEncryption::Unencrypted) => None,
        };
        if let Some(key_id) = key_id {
            stream = stream.stream_encryption(CfnEncryption::new().encryption_type("KMS").key_id(key_id));
        }
        if !props.shard_level_metrics.is_empty() {
            let metrics = props
                .shard_level_metrics
                .iter()
                .map(|metric| Value::from(metric.word()));
            stream = stream.desired_shard_level_metrics(metrics.collect::<Vec<_>>());
        }
        stream.name = props.stream_name;
        stream.max_record_size_in_kib = props.max_record_size.map(|size| size.get().into());
        let stream = CfnStream::new(&scope, "Resource", props.customize.apply(stream));
        defaults::apply_removal_policy(&stream, props.removal_policy);
        Self {
            scope,
            arn: stream.attr_arn(),
            name: stream.reference(),
            resource: Owned::made(stream),
            key,
            mode: props.mode,
            retention: props.retention_period,
        }
    }

    /// A stream that exists, by ARN. It is taken to keep records for a day, the least there is.
    #[track_caller]
    pub fn from_stream_arn(scope: &dyn Construct, id: &str, arn: impl Into<Value<String>>) -> Self {
        Self::from_stream_attributes(scope, id, StreamAttributes::new(arn))
    }

    /// A stream that exists, with what is to be known of it.
    #[track_caller]
    pub fn from_stream_attributes(scope: &dyn Construct, id: &str, attributes: StreamAttributes) -> Self {
        let arn = attributes.stream_arn;
        let name = match arn.literal() {
            Some(text) => Value::from(text.rsplit('/').next().unwrap_or_default()),
            None => Value::select(1, arn.clone().split("/")),
        };
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            arn,
            name,
            key: attributes.encryption_key,
            mode: StreamMode::OnDemand,
            retention: attributes.retention_period,
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnStream {
        self.resource.resource(&self.scope, |scope| {
            CfnStream::new(scope, "Resource", CfnStreamProps::new())
        })
    }

    /// Its shards; none for a stream on demand, whose shards change, and for an import.
    pub fn shards(&self) -> Option<Shards> {
        match self.mode {
            StreamMode::Provisioned(shards) => Some(shards),
            StreamMode::OnDemand => None,
        }
    }

    /// How long it keeps records.
    pub fn retention(&self) -> Retention {
        self.retention
    }

    /// The stream's name.
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }

    /// The stream's ARN.
    pub fn arn(&self) -> Value<String> {
        self.arn.clone()
    }

    /// The key that encrypts it, if it is one of the account.
    pub fn encryption_key(&self) -> Option<&Key> {
        self.key.as_ref()
    }

    /// Grants on this stream.
    pub fn grants(&self) -> StreamGrants {
        StreamGrants::on(
            Target::new(self, self.arn())
                .policy(self.clone())
                .key(self.key.as_ref()),
        )
    }
}

impl ResourcePolicy for Stream {
    fn add_to_resource_policy(&self, statement: PolicyStatement) -> Option<Scope> {
        self.resource.get()?;
        Some(policy::add(&self.scope, &self.arn, statement))
    }
}

props! {
    /// Facts of a stream that exists.
    ///
    /// ```
    /// use ferrocdk_aws::kinesis::{Stream, StreamAttributes};
    /// use ferrocdk_aws::units::Days;
    /// use ferrocdk_core::{App, Stack, StackProps};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// let attributes = StreamAttributes::new("arn:aws:kinesis:sa-east-1:111122223333:stream/readings").retention_period(Days(7));
    /// let readings = Stream::from_stream_attributes(&stack, "Readings", attributes);
    /// assert_eq!(readings.name().literal().unwrap(), "readings");
    /// ```
    pub struct StreamAttributes {
        /// The stream's ARN.
        stream_arn: Value<String>,
        /// The key of the account that encrypts it, so that grants reach it too. Default: none.
        encryption_key: Option<Key>,
        /// How long it keeps records. Default: a day, the least there is.
        retention_period: Retention = Retention::from(Days(1)),
    }
}

fn check(scope: &Scope, props: &StreamProps) {
    let shards = match props.mode {
        StreamMode::OnDemand => Ok(()),
        StreamMode::Provisioned(shards) => shards.check(),
    };
    let checks = [
        ("ShardCount", shards),
        ("RetentionPeriodHours", props.retention_period.check()),
        (
            "MaxRecordSizeInKiB",
            props.max_record_size.map_or(Ok(()), RecordSize::check),
        ),
    ];
    for (property, checked) in checks {
        if let Err(error) = checked {
            error.report(scope, diagnostic_ids::STREAM_RANGE, property);
        }
    }
}
