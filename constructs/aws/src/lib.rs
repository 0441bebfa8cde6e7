//! L2 constructs: services of AWS with secure and lossless defaults, grants, metrics and imports.
//!
//! All constructs have one shape. `new(scope, id, props)` makes one; settings are public fields with a setter each, and `.cfn(..)` sets any property of the
//! resource that they do not name; `cfn()` gives the resource; `from_…` stands for what exists already. [`Defaults`] are what constructs below a scope take where they
//! are told nothing else. [`grants`] say who may do what with a resource.
//!
//! Each service is a module behind a cargo feature of its name, so that an app compiles what it uses. Always there: [`iam`], [`kms`], and the metrics of [`cloudwatch`].

// A build of few services uses little of what all of them share.
#![cfg_attr(not(feature = "all"), allow(dead_code, unused_imports))]

#[cfg(feature = "events")]
mod cron;
mod defaults;
mod owned;
pub mod props;

#[cfg(feature = "apigateway")]
pub mod apigateway;
#[cfg(feature = "apigatewayv2")]
pub mod apigatewayv2;
#[cfg(feature = "athena")]
pub mod athena;
pub mod bounds;
pub mod cloudwatch;
#[cfg(feature = "custom-resources")]
pub mod custom_resource;
pub mod diagnostic_ids;
#[cfg(feature = "dynamodb")]
pub mod dynamodb;
#[cfg(feature = "ec2")]
pub mod ec2;
#[cfg(feature = "elasticache")]
pub mod elasticache;
#[cfg(feature = "events")]
pub mod events;
#[cfg(feature = "glue")]
pub mod glue;
pub mod grants;
pub mod iam;
#[cfg(feature = "iot")]
pub mod iot;
#[cfg(feature = "kinesis")]
pub mod kinesis;
#[cfg(feature = "kinesisfirehose")]
pub mod kinesisfirehose;
pub mod kms;
#[cfg(feature = "lambda")]
pub mod lambda;
#[cfg(feature = "logs")]
pub mod logs;
#[cfg(feature = "rds")]
pub mod rds;
#[cfg(feature = "s3")]
pub mod s3;
#[cfg(feature = "scheduler")]
pub mod scheduler;
#[cfg(feature = "secretsmanager")]
pub mod secretsmanager;
#[cfg(feature = "sns")]
pub mod sns;
#[cfg(feature = "sqs")]
pub mod sqs;
#[cfg(feature = "ssm")]
pub mod ssm;
#[cfg(feature = "stepfunctions")]
pub mod stepfunctions;
pub mod units;

pub use defaults::Defaults;
pub use props::Customize;

/// Classes and methods of AWS CDK, and the items here that do the same.
#[cfg(all(doc, feature = "all"))]
#[doc = include_str!("from_aws_cdk.md")]
pub mod from_aws_cdk {}
