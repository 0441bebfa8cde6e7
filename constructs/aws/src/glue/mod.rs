//! Glue: the data catalog, and jobs and crawlers that work on it.
//!
//! ```
//! use ferrocdk_aws::glue::{Column, ColumnType, Database, DatabaseProps, Job, JobProps, PartitionKey, Projection, Script, Table, TableProps};
//! use ferrocdk_aws::s3::{Bucket, BucketProps};
//! use ferrocdk_core::{App, Stack, StackProps};
//!
//! let app = App::new();
//! let stack = Stack::new(&app, "plant", StackProps::default());
//! let lake = Bucket::new(&stack, "Lake", BucketProps::new());
//! let plant = Database::new(&stack, "Plant", DatabaseProps::new());
//!
//! let day = PartitionKey::from(Column::new("day", ColumnType::STRING)).projected(Projection::date("yyyy-MM-dd", "2026-01-01", "NOW"));
//! let columns = [Column::new("thing", ColumnType::STRING), Column::new("at", ColumnType::TIMESTAMP), Column::new("value", ColumnType::DOUBLE)];
//! let props = TableProps::new(&plant, &lake).columns(columns).partition_keys([day]).prefix("readings/");
//! let readings = Table::new(&stack, "Readings", props);
//!
//! let compact = Job::new(&stack, "Compact", JobProps::new(Script::at("s3://scripts/compact.py")));
//! readings.grant_read_write(&compact);
//! # assert!(app.synth().is_ok());
//! ```
//!
//! | AWS CDK (alpha module) | here |
//! |---|---|
//! | `Database`, `Database.fromDatabaseArn` | [`Database`], [`Database::from_database_name`] |
//! | `S3Table`, `Table` | [`Table`] |
//! | `Column`, `Schema`, `Type` | [`Column`], [`ColumnType`] |
//! | `DataFormat`, `InputFormat`, `OutputFormat`, `SerializationLibrary`, `ClassificationString` | [`DataFormat`] |
//! | `StorageParameter`, partition projection in `parameters` | [`TableProps::parameter`], [`Projection`] |
//! | `PySparkEtlJob`, `PySparkStreamingJob`, `PythonShellJob` | [`Job`] with an [`Engine`] |
//! | `Code` | [`Script`] |
//! | `SecurityConfiguration` | [`SecurityConfiguration`] |
//! | none | [`Crawler`] |

mod crawler;
mod data_format;
mod database;
mod grants;
mod job;
mod projection;
mod schema;
mod security_configuration;
mod table;

pub use crawler::{CrawledObjects, Crawler, CrawlerProps, Recrawl, SchemaChanges};
pub use data_format::DataFormat;
pub use database::{Database, DatabaseProps};
pub use grants::{CrawlerGrants, JobGrants};
pub use job::{Engine, GlueJobTimeout, GlueRetries, GlueWorkers, Job, JobProps, Script, WorkerType};
pub use projection::Projection;
pub use schema::{Column, ColumnType};
pub use security_configuration::{SecurityConfiguration, SecurityConfigurationProps};
pub use table::{PartitionKey, Table, TableProps};
