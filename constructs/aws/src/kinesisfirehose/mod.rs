//! Amazon Data Firehose, which was Kinesis Data Firehose: delivery streams, which collect records and deliver them together.
//!
//! ```
//! use ferrocdk_aws::kinesisfirehose::{Compression, DeliveryStream, DeliveryStreamProps, DynamicPartitioning, S3Bucket};
//! use ferrocdk_aws::iam::{Principal, Role, RoleProps};
//! use ferrocdk_aws::s3::{Bucket, BucketProps};
//! use ferrocdk_aws::units::Minutes;
//! use ferrocdk_core::{App, Stack, StackProps};
//!
//! let app = App::new();
//! let stack = Stack::new(&app, "plant", StackProps::default());
//! let lake = Bucket::new(&stack, "Lake", BucketProps::new());
//! let destination = S3Bucket::new(&lake)
//!     .dynamic_partitioning(DynamicPartitioning::new().key("device", ".deviceId"))
//!     .compression(Compression::Gzip)
//!     .buffering_interval(Minutes(5));
//! let readings = DeliveryStream::new(&stack, "Readings", DeliveryStreamProps::new(destination));
//!
//! let gateway = Role::new(&stack, "Gateway", RoleProps::new(Principal::service("ec2.amazonaws.com")));
//! readings.grant_put_records(&gateway);
//! # assert!(app.synth().is_ok());
//! ```
//!
//! | AWS CDK | here |
//! |---|---|
//! | `DeliveryStream`, `fromDeliveryStreamName`, `fromDeliveryStreamArn` | [`DeliveryStream`], `from_delivery_stream_name`, `from_delivery_stream_arn` |
//! | `S3Bucket`, `HttpEndpoint` | [`S3Bucket`], [`HttpEndpoint`] |
//! | `KinesisStreamSource` | [`DeliveryStreamProps::source`] |
//! | `StreamEncryption` | [`DeliveryStreamProps::encryption_key`], [`DeliveryEncryption`] |
//! | `LambdaFunctionProcessor` and the other processors | [`LambdaFunctionProcessor`], [`Processor`] |
//! | `MetadataExtractionProcessor`, `dynamicPartitioning` | [`DynamicPartitioning`] |
//! | `DataFormatConversion`, `SchemaConfiguration` | [`DataFormatConversion`] |
//! | `EnableLogging`, `DisableLogging` | [`Logging`] |

mod backup;
mod conversion;
mod delivery;
mod delivery_stream;
mod http_endpoint;
mod metrics;
mod partitioning;
mod processor;
mod s3_bucket;

pub use backup::S3Backup;
pub use conversion::{DataFormatConversion, InputFormat, OutputFormat};
pub use delivery::{BufferingInterval, BufferingSize, Compression, Logging, RetryDuration};
pub use delivery_stream::{DeliveryEncryption, DeliveryStream, DeliveryStreamGrants, DeliveryStreamProps, Destination};
pub use http_endpoint::{HttpBackupMode, HttpEndpoint};
pub use partitioning::{DynamicPartitioning, PartitionKey};
pub use processor::{LambdaFunctionProcessor, Processor, ProcessorRetries};
pub use s3_bucket::S3Bucket;
