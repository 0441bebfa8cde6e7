//! Kinesis: streams, which keep records in order for several readers.
//!
//! ```
//! use ferrocdk_aws::iam::{Principal, Role, RoleProps};
//! use ferrocdk_aws::kinesis::{Stream, StreamConsumer, StreamConsumerProps, StreamProps};
//! use ferrocdk_core::{App, Stack, StackProps};
//!
//! let app = App::new();
//! let stack = Stack::new(&app, "plant", StackProps::default());
//! let readings = Stream::new(&stack, "Readings", StreamProps::new());
//! let gateway = Role::new(&stack, "Gateway", RoleProps::new(Principal::service("ec2.amazonaws.com")));
//! readings.grant_write(&gateway);
//!
//! let dashboard = StreamConsumer::new(&stack, "Dashboard", StreamConsumerProps::new("dashboard", &readings));
//! let reader = Role::new(&stack, "Reader", RoleProps::new(Principal::service("lambda.amazonaws.com")));
//! dashboard.grant_read(&reader);
//!
//! let shared = Stream::from_stream_arn(&stack, "Shared", "arn:aws:kinesis:sa-east-1:111122223333:stream/shared");
//! shared.grant_read(&reader);
//! # assert!(app.synth().is_ok());
//! ```
//!
//! | AWS CDK | here |
//! |---|---|
//! | `Stream`, `Stream.fromStreamArn`, `fromStreamAttributes` | [`Stream`], [`Stream::from_stream_arn`], [`Stream::from_stream_attributes`]; on demand unless it has [`StreamProps::shard_count`] |
//! | `StreamMode`, `StreamEncryption`, `ShardLevelMetrics` | [`StreamMode`], [`StreamEncryption`], [`ShardLevelMetric`] |
//! | `StreamConsumer` | [`StreamConsumer`] |
//! | `ResourcePolicy` | part of a [`Stream`] and a [`StreamConsumer`]: [`add_to_resource_policy`](crate::grants::ResourcePolicy::add_to_resource_policy) |
//! | `grantRead`, `grantWrite`, `grantReadWrite` | [`Stream::grant_read`], [`Stream::grant_write`], [`Stream::grant_read_write`] |

mod consumer;
mod grants;
mod metrics;
mod policy;
mod stream;

pub use consumer::{StreamConsumer, StreamConsumerGrants, StreamConsumerProps};
pub use grants::StreamGrants;
pub use stream::{
    RecordSize, Retention, ShardLevelMetric, Shards, Stream, StreamAttributes, StreamEncryption, StreamMode,
    StreamProps,
};
