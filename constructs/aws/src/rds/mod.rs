//! RDS: databases on machines of their own, and clusters of Aurora.
//!
//! ```
//! use ferrocdk_aws::ec2::{Connectable, SecurityGroup, SecurityGroupProps, SubnetConfiguration, SubnetType, Vpc, VpcProps};
//! use ferrocdk_aws::rds::{DatabaseInstance, DatabaseInstanceEngine, DatabaseInstanceProps, MysqlEngineVersion, Standby};
//! use ferrocdk_core::{App, Stack, StackProps};
//!
//! let app = App::new();
//! let stack = Stack::new(&app, "plant", StackProps::default());
//! let subnets = [
//!     SubnetConfiguration::new("Application", SubnetType::PrivateIsolated),
//!     SubnetConfiguration::new("Data", SubnetType::PrivateIsolated),
//! ];
//! let vpc = Vpc::new(&stack, "Vpc", VpcProps::new().subnet_configuration(subnets));
//! let engine = DatabaseInstanceEngine::mysql(MysqlEngineVersion::VER_8_4_9);
//! let orders = DatabaseInstance::new(&stack, "Orders", DatabaseInstanceProps::new(&vpc, engine).standby(Standby::OtherZone));
//!
//! let shop = SecurityGroup::new(&stack, "Shop", SecurityGroupProps::new(&vpc));
//! orders.allow_default_port_from(&shop, "orders of the shop");
//! let password = orders.secret().map(|secret| secret.arn());
//! # assert!(password.is_some() && app.synth().is_ok());
//! ```
//!
//! | AWS CDK | here |
//! |---|---|
//! | `DatabaseInstance`, `fromDatabaseInstanceAttributes` | [`DatabaseInstance`] |
//! | `DatabaseCluster`, `ClusterInstance`, `fromDatabaseClusterAttributes` | [`DatabaseCluster`], [`ClusterInstance`], [`DatabaseCluster::from_cluster_identifier`] |
//! | `DatabaseInstanceEngine`, `DatabaseClusterEngine`, `PostgresEngineVersion` and the other versions | [`DatabaseInstanceEngine`], [`DatabaseClusterEngine`], [`PostgresEngineVersion`] and the others |
//! | `Credentials`, `DatabaseSecret`, `manageMasterUserPassword` | [`Credentials`], [`Credentials::generated`], [`Credentials::managed`] |
//! | `SubnetGroup`, `ParameterGroup`, `OptionGroup`, `OptionConfiguration` | [`SubnetGroup`], [`ParameterGroup`], [`OptionGroup`], [`OptionConfiguration`] |
//! | `BackupProps` | [`DatabaseClusterProps::backup_retention`] |
//! | `DatabaseInstanceFromSnapshot`, `DatabaseInstanceReadReplica` | `DatabaseInstanceProps::cfn`, with the snapshot or the source |
//! | `ServerlessCluster` | [`ClusterInstance::serverless_v2`]: AWS ended the first version in 2025 |

mod cluster_instance;
mod credentials;
mod database_cluster;
mod database_instance;
mod engine;
mod engine_versions;
mod ground;
mod metrics;
mod option_group;
mod parameter_group;
mod rotation;
mod shared;
mod subnet_group;

pub use cluster_instance::{ClusterInstance, ReaderScaling};
pub use credentials::Credentials;
pub use database_cluster::{DataApi, DatabaseCluster, DatabaseClusterProps, ServerlessCapacity};
pub use database_instance::{
    AllocatedStorage, DatabaseInstance, DatabaseInstanceAttributes, DatabaseInstanceProps, Standby, StorageType,
};
pub use engine::{DatabaseClusterEngine, DatabaseInstanceEngine, OracleEdition, SqlServerEdition};
pub use engine_versions::{
    AuroraMysqlEngineVersion, AuroraPostgresEngineVersion, MariaDbEngineVersion, MysqlEngineVersion,
    OracleEngineVersion, PostgresEngineVersion, SqlServerEngineVersion,
};
pub use option_group::{OptionConfiguration, OptionGroup, OptionGroupProps};
pub use parameter_group::{ParameterFamily, ParameterGroup, ParameterGroupProps};
pub use shared::{BackupRetention, DeletionProtection, IamAuthentication, MonitoringInterval};
pub use subnet_group::{SubnetGroup, SubnetGroupProps};
