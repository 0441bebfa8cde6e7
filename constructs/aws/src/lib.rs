//! L2 constructs: the AWS services a plant needs, with secure defaults, grants and metrics.
//!
//! Each construct wraps generated bindings, keeps what the security rule sets ask for as its default, and grants by reference: what a
//! function reads or writes is said once, and the permissions follow.

pub mod bounds;
pub mod cloudwatch;
pub mod custom_resource;
pub mod diagnostic_ids;
pub mod dynamodb;
pub mod iam;
pub mod iot;
pub mod kinesis;
pub mod kms;
pub mod lambda;
pub mod logs;
pub mod s3;
pub mod sns;
pub mod sqs;
pub mod units;
