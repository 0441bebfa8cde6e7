//! A stream that buffers readings between devices and processing.

use ferrocdk_cfn::kinesis::stream::{StreamEncryption, StreamModeDetails};
use ferrocdk_cfn::kinesis::{CfnStream, StreamProps as CfnStreamProps};
use ferrocdk_core::{Construct, Scope, Value};

use crate::bounds::bounded;
use crate::cloudwatch::Metric;
use crate::diagnostic_ids;
use crate::iam::{Grantee, PolicyStatement};
use crate::kms::Key;
use crate::units::Hours;

bounded! {
    /// Shards of a stream, at least 1; each takes 1,000 records or 1 MiB a second. How many there may be is a quota of the account.
    Shards(u32) in 1..=u32::MAX, "shards";
    /// How long records wait for a consumer, 24 to 8,760 hours. Source: "Kinesis Data Streams quotas and limits".
    Retention(Hours) in 24..=8_760, "hours";
}

/// Settings of a [`Stream`].
#[derive(Clone, Debug)]
pub struct StreamProps {
    /// Shards.
    pub shards: Shards,
    /// How long records wait for a consumer. Default: 7 days, so that an outage over a weekend loses nothing.
    pub retention: Retention,
}

impl StreamProps {
    /// The retention when nothing else is said.
    pub const DEFAULT_RETENTION: Retention = Retention(Hours(168));

    /// A stream of so many shards.
    pub fn new(shards: impl Into<Shards>) -> Self {
        Self {
            shards: shards.into(),
            retention: Self::DEFAULT_RETENTION,
        }
    }

    /// Sets how long records wait.
    #[must_use]
    pub fn retention(mut self, retention: impl Into<Hours>) -> Self {
        self.retention = retention.into().into();
        self
    }
}

/// A Kinesis data stream, encrypted with the plant's key.
#[derive(Clone, Debug)]
pub struct Stream {
    scope: Scope,
    stream: CfnStream,
    key: Key,
    shards: Shards,
    retention: Retention,
}

impl Construct for Stream {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl Stream {
    /// Makes a stream.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, key: &Key, props: StreamProps) -> Self {
        let scope = scope.scope().child(id);
        let StreamProps { shards, retention } = props;
        for (property, checked) in [
            ("ShardCount", shards.check()),
            ("RetentionPeriodHours", retention.check()),
        ] {
            if let Err(error) = checked {
                error.report(&scope, diagnostic_ids::STREAM_RANGE, property);
            }
        }
        let props = CfnStreamProps::new()
            .shard_count(shards.get())
            .retention_period_hours(retention.get())
            .stream_mode_details(StreamModeDetails::new().stream_mode("PROVISIONED"))
            .stream_encryption(StreamEncryption::new().encryption_type("KMS").key_id(key.arn()));
        let stream = CfnStream::new(&scope, "Resource", props);
        Self {
            scope,
            stream,
            key: key.clone(),
            shards,
            retention,
        }
    }

    /// Its shards.
    pub fn shards(&self) -> Shards {
        self.shards
    }

    /// How long it keeps records.
    pub fn retention(&self) -> Retention {
        self.retention
    }

    /// The stream's name.
    pub fn name(&self) -> Value<String> {
        self.stream.reference()
    }

    /// The stream's ARN.
    pub fn arn(&self) -> Value<String> {
        self.stream.attr_arn()
    }

    /// Lets a grantee put records.
    pub fn grant_write(&self, grantee: &dyn Grantee) {
        grantee.add_to_principal_policy(
            PolicyStatement::allow(["kinesis:PutRecord", "kinesis:PutRecords"]).on(self.arn()),
        );
        self.key.grant(grantee, &["kms:Decrypt", "kms:GenerateDataKey"]);
    }

    /// Lets a grantee read all shards.
    pub fn grant_read(&self, grantee: &dyn Grantee) {
        let actions = [
            "kinesis:DescribeStream",
            "kinesis:DescribeStreamSummary",
            "kinesis:GetRecords",
            "kinesis:GetShardIterator",
            "kinesis:ListShards",
        ];
        grantee.add_to_principal_policy(PolicyStatement::allow(actions).on(self.arn()));
        self.key.grant(grantee, &["kms:Decrypt", "kms:GenerateDataKey"]);
    }

    /// A metric of the stream, such as `WriteProvisionedThroughputExceeded`.
    pub fn metric(&self, name: &'static str) -> Metric {
        Metric::new("AWS/Kinesis", name).dimension("StreamName", self.name())
    }
}
