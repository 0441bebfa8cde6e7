//! The CloudFormation schema database: the facts of every resource type, compressed per type and decoded when asked for.
//!
//! Types, names, limits, attributes, replacement, identifiers and tags come from two upstream packages, named with version and
//! checksum in `pins.json`, which `cargo xtask codegen` fetches and joins: `@aws-cdk/aws-service-spec` (Apache-2.0) for structure,
//! `cfn-lint` (MIT-0) for limits. Facts are taken over, sentences are not.
//!
//! ```
//! use ferrocdk_spec::{Database, Kind};
//!
//! let database = Database::bundled()?;
//! let table = database.resource("AWS::DynamoDB::Table")?;
//! assert_eq!(table.properties["BillingMode"].ty.limits.values, ["PAY_PER_REQUEST", "PROVISIONED"]);
//! assert_eq!(table.attributes["Arn"].kind, Kind::String);
//! # Ok::<(), ferrocdk_spec::Error>(())
//! ```

mod database;
mod error;
mod model;
mod pins;
pub mod rust;

pub use database::{Database, encode};
pub use error::Error;
pub use model::{Kind, Limits, Properties, Property, ResourceType, TagShape, Tagging, Type, Update};
pub use pins::{Pin, pins};
