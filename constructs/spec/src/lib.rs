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

mod contents;
mod database;
mod error;
mod extension;
mod iam;
mod index;
mod metric;
mod model;
mod pins;
mod region;
mod runtime;
pub mod rust;
mod schema;

pub use contents::{Contents, TypeContents, encode};
pub use database::Database;
pub use error::Error;
pub use extension::{Extension, Selector};
pub use iam::{IamService, Permissions};
pub use metric::{Dimension, Metric};
pub use model::{
    Kind, Limits, Properties, Property, Reference, ResourceType, TagShape, Tagging, Type, Update, service_and_resource,
};
pub use pins::{Pin, pins};
pub use region::{Availability, Region, RegionSet};
pub use runtime::Runtime;
pub use schema::Schema;
