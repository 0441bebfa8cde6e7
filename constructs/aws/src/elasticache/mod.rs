//! ElastiCache: what is read often, kept in memory.
//!
//! ```
//! use ferrocdk_aws::ec2::{Connectable, InstanceType, SecurityGroup, SecurityGroupProps, Vpc, VpcProps};
//! use ferrocdk_aws::elasticache::{ReplicationGroup, ReplicationGroupProps, ServerlessCache, ServerlessCacheProps};
//! use ferrocdk_core::{App, Stack, StackProps};
//!
//! let app = App::new();
//! let stack = Stack::new(&app, "plant", StackProps::default());
//! let vpc = Vpc::new(&stack, "Vpc", VpcProps::new());
//! let sessions = ServerlessCache::new(&stack, "Sessions", ServerlessCacheProps::new(&vpc));
//! let large = ReplicationGroupProps::new(&vpc, InstanceType::new("r7g.large")).shards(3).replicas(2);
//! let latest = ReplicationGroup::new(&stack, "Latest", large);
//!
//! let screens = SecurityGroup::new(&stack, "Screens", SecurityGroupProps::new(&vpc));
//! sessions.allow_default_port_from(&screens, "sessions");
//! latest.allow_default_port_from(&screens, "latest readings");
//! # assert!(app.synth().is_ok());
//! ```
//!
//! AWS CDK has bindings for ElastiCache, and no constructs:
//!
//! | AWS CDK | here |
//! |---|---|
//! | `CfnReplicationGroup` | [`ReplicationGroup`] |
//! | `CfnServerlessCache` | [`ServerlessCache`] |
//! | `CfnSubnetGroup` | [`SubnetGroup`], which caches make by themselves |
//! | `CfnUser`, `CfnUserGroup` | [`User`], [`UserGroup`] |

mod access;
mod engine;
mod replication_group;
mod serverless_cache;
mod subnet_group;
mod user;

pub use access::CacheAccess;
pub use engine::CacheEngine;
pub use replication_group::{Replicas, ReplicationGroup, ReplicationGroupProps, Shards, SnapshotRetention};
pub use serverless_cache::{DataLimit, EcpuLimit, ServerlessCache, ServerlessCacheProps};
pub use subnet_group::{SubnetGroup, SubnetGroupProps};
pub use user::{User, UserAuthentication, UserEngine, UserGroup, UserGroupProps, UserProps};
