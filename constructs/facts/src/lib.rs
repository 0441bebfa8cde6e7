//! Facts of AWS that no schema holds and several crates need, each in one place.
//!
//! The crate depends on nothing, so that the engine, the linter, the command line and the local AWS can all have it. What the schemas of the
//! resource types tell (regions, limits, stateful types) stands in the database of `ferrocdk-spec` instead.

mod bootstrap;
mod partition;
mod snapshots;
mod stateful;

pub use bootstrap::{DEFAULT_QUALIFIER, version_parameter};
pub use partition::Partition;
pub use snapshots::{SNAPSHOT_TYPES, takes_snapshots};
pub use stateful::{FURTHER_STATEFUL_TYPES, is_further_stateful};

/// Largest template that can travel inside a request of CloudFormation, in bytes; a larger one goes through a bucket.
///
/// Source: "Understand CloudFormation quotas".
pub const INLINE_TEMPLATE_MAX: u64 = 51_200;
