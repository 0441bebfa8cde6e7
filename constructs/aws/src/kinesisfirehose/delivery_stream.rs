//! `DeliveryStream`: records on their way to where they are kept.

use ferrocdk_cfn::kinesisfirehose::{CfnDeliveryStream, DeliveryStreamProps as CfnDeliveryStreamProps};
use ferrocdk_core::{Construct, Diagnostic, Scope, Value, doc};

use super::delivery::{role, wait_for};
use super::http_endpoint::HttpEndpoint;
use super::s3_bucket::S3Bucket;
use crate::grants::{Target, grants};
use crate::iam::Role;
use crate::kinesis::Stream;
use crate::kms::Key;
use crate::owned::{Owned, constructs};
use crate::props::props;
use crate::{defaults, diagnostic_ids};

/// Where records are delivered.
#[derive(Clone, Debug)]
pub enum Destination {
    /// Files of a bucket.
    S3(Box<S3Bucket>),
    /// A web server.
    HttpEndpoint(Box<HttpEndpoint>),
}

impl From<S3Bucket> for Destination {
    fn from(destination: S3Bucket) -> Self {
        Self::S3(Box::new(destination))
    }
}

impl From<HttpEndpoint> for Destination {
    fn from(destination: HttpEndpoint) -> Self {
        Self::HttpEndpoint(Box::new(destination))
    }
}

/// Encryption of records that are put directly, while they wait, without a key of the account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DeliveryEncryption {
    /// A key that AWS owns, which costs nothing.
    #[default]
    AwsOwned,
    /// Nothing.
    Unencrypted,
}

props! {
    /// Settings of a [`DeliveryStream`].
    pub struct DeliveryStreamProps for CfnDeliveryStreamProps {
        /// Where records are delivered: an [`S3Bucket`] or an [`HttpEndpoint`].
        destination: Destination,
        /// The Kinesis stream that records come from. Default: none; they are put directly.
        source: Option<Stream>,
        /// A name that does not change. Default: CloudFormation generates one, so that a replacement can stand beside the delivery stream it replaces.
        delivery_stream_name: Option<Value<String>>,
        /// The key of the account that encrypts records while they wait. Default: that of the scope ([`Defaults`](crate::Defaults)), else none. Records of a Kinesis stream are encrypted there.
        encryption_key: Option<Key>,
        /// Encryption of records without a key of the account. Default: a key that AWS owns.
        encryption: DeliveryEncryption = DeliveryEncryption::AwsOwned,
        /// The role by which Firehose reads the source and uses the key. Default: one of its own.
        role: Option<Role>,
    }
}

/// A delivery stream of Amazon Data Firehose, which collects records and delivers them together.
///
/// Makes an `AWS::KinesisFirehose::DeliveryStream`, with a role, a log group and a log stream for its destination. Costs 2.9 cents a GB (records count as 5 KB at least when
/// they are put directly), less with more; converting 1.8 cents a GB, partitioning 2 cents (us-east-1).
///
/// ```
/// use ferrocdk_aws::kinesisfirehose::{Compression, DeliveryStream, DeliveryStreamProps, S3Bucket};
/// use ferrocdk_aws::kinesis::{Stream, StreamProps};
/// use ferrocdk_aws::s3::{Bucket, BucketProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let readings = Stream::new(&stack, "Readings", StreamProps::new());
/// let archive = Bucket::new(&stack, "Archive", BucketProps::new());
/// let props = DeliveryStreamProps::new(S3Bucket::new(&archive).compression(Compression::Gzip)).source(&readings);
/// DeliveryStream::new(&stack, "Delivery", props);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct DeliveryStream {
    scope: Scope,
    resource: Owned<CfnDeliveryStream>,
    arn: Value<String>,
    name: Value<String>,
}

constructs!(DeliveryStream);
ferrocdk_cfn::refers!(DeliveryStream: kinesisfirehose { DeliveryStreamArn => arn, DeliveryStreamName => name });

impl From<&Self> for DeliveryStream {
    fn from(stream: &Self) -> Self {
        stream.clone()
    }
}

impl DeliveryStream {
    /// Makes a delivery stream.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: DeliveryStreamProps) -> Self {
        let scope = scope.scope().child(id);
        check(&scope, &props);
        let key = match props.source {
            Some(_) => None,
            None => props.encryption_key.or_else(|| defaults::encryption_key(&scope)),
        };
        let service_role =
            (props.source.is_some() || key.is_some()).then(|| role(&scope, "Service Role", props.role.as_ref()));
        let mut stream = CfnDeliveryStreamProps::new();
        stream.delivery_stream_name = props.delivery_stream_name;
        if let (Some(source), Some(role)) = (&props.source, &service_role) {
            source.grant_read(role);
            let source = doc!({ "KinesisStreamARN": source.arn(), "RoleARN": role.arn() });
            stream = stream
                .delivery_stream_type("KinesisStreamAsSource")
                .kinesis_stream_source_configuration(source.cast());
        } else {
            stream = stream.delivery_stream_type("DirectPut");
        }
        if let (Some(key), Some(role)) = (&key, &service_role) {
            key.grant_encrypt_decrypt(role);
            let encryption = doc!({ "KeyARN": key.arn(), "KeyType": "CUSTOMER_MANAGED_CMK" });
            stream = stream.delivery_stream_encryption_configuration_input(encryption.cast());
        } else if props.source.is_none() && props.encryption == DeliveryEncryption::AwsOwned {
            let encryption = doc!({ "KeyType": "AWS_OWNED_CMK" });
            stream = stream.delivery_stream_encryption_configuration_input(encryption.cast());
        }
        let delivering = match &props.destination {
            Destination::S3(bucket) => {
                let (destination, role) = bucket.document(&scope);
                stream = stream.extended_s3_destination_configuration(destination.cast());
                role
            }
            Destination::HttpEndpoint(endpoint) => {
                let (destination, role) = endpoint.document(&scope);
                stream = stream.http_endpoint_destination_configuration(destination.cast());
                role
            }
        };
        let stream = CfnDeliveryStream::new(&scope, "Resource", props.customize.apply(stream));
        let buckets = match &props.destination {
            Destination::S3(bucket) => bucket.buckets(),
            Destination::HttpEndpoint(endpoint) => endpoint.buckets(),
        };
        let roles: Vec<&Role> = service_role.iter().chain([&delivering]).collect();
        wait_for(&stream, &roles, &buckets);
        Self {
            scope,
            arn: stream.attr_arn(),
            name: stream.reference(),
            resource: Owned::made(stream),
        }
    }

    /// A delivery stream of the stack's account and region that exists, by name.
    #[track_caller]
    pub fn from_delivery_stream_name(scope: &dyn Construct, id: &str, name: impl Into<Value<String>>) -> Self {
        let name = name.into();
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            arn: CfnDeliveryStream::arn_for(name.clone()),
            name,
        }
    }

    /// A delivery stream that exists, by ARN.
    #[track_caller]
    pub fn from_delivery_stream_arn(scope: &dyn Construct, id: &str, arn: impl Into<Value<String>>) -> Self {
        let arn = arn.into();
        let name = match arn.literal() {
            Some(text) => Value::from(text.rsplit('/').next().unwrap_or_default()),
            None => Value::select(1, arn.clone().split("/")),
        };
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            arn,
            name,
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnDeliveryStream {
        self.resource.resource(&self.scope, |scope| {
            CfnDeliveryStream::new(scope, "Resource", CfnDeliveryStreamProps::new())
        })
    }

    /// The delivery stream's ARN.
    pub fn arn(&self) -> Value<String> {
        self.arn.clone()
    }

    /// The delivery stream's name.
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }

    /// Grants on this delivery stream.
    pub fn grants(&self) -> DeliveryStreamGrants {
        DeliveryStreamGrants::on(Target::new(self, self.arn()))
    }
}

grants! {
    "AWS::KinesisFirehose::DeliveryStream", DeliveryStreamGrants for DeliveryStream;
    /// Lets somebody put records.
    put_records, grant_put_records: ["firehose:PutRecord", "firehose:PutRecordBatch"];
}

fn check(scope: &Scope, props: &DeliveryStreamProps) {
    if props.source.is_some() && (props.encryption_key.is_some() || props.encryption == DeliveryEncryption::Unencrypted)
    {
        let diagnostic = Diagnostic::error(
            diagnostic_ids::DELIVERY_ENCRYPTION,
            "records of a stream are encrypted there",
        )
        .at("", Some("DeliveryStreamEncryptionConfigurationInput"))
        .found("an encryption of the delivery stream, and a Kinesis stream as its source")
        .help("say it of the stream: `StreamProps::encryption_key(key)`");
        scope.report(diagnostic);
    }
}
