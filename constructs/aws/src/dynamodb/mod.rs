//! DynamoDB: tables, whose items are found by key.
//!
//! ```
//! use ferrocdk_aws::dynamodb::{Attribute, GlobalSecondaryIndex, StreamView, Table, TableProps};
//! use ferrocdk_aws::iam::{Principal, Role, RoleProps};
//! use ferrocdk_core::{App, Stack, StackProps};
//!
//! let app = App::new();
//! let stack = Stack::new(&app, "plant", StackProps::default());
//! let by_line = GlobalSecondaryIndex::new("byLine", Attribute::string("line")).sort_key(Attribute::number("time"));
//! let props = TableProps::new(Attribute::string("device"))
//!     .sort_key(Attribute::number("time"))
//!     .time_to_live_attribute("expiry")
//!     .global_secondary_indexes([by_line])
//!     .stream(StreamView::NewAndOldImages);
//! let readings = Table::new(&stack, "Readings", props);
//!
//! let report = Role::new(&stack, "Report", RoleProps::new(Principal::service("lambda.amazonaws.com")));
//! readings.grant_read_data(&report);
//! readings.grant_stream_read(&report);
//!
//! let orders = Table::from_table_name(&stack, "Orders", "orders");
//! orders.grant_read_write_data(&report);
//! # assert!(app.synth().is_ok());
//! ```
//!
//! | AWS CDK | here |
//! |---|---|
//! | `Table`, `TableV2` in one region | [`Table`], an `AWS::DynamoDB::Table`; billed by request unless it is [`Provisioned`] |
//! | `TableV2` with replicas, `replica()` | [`GlobalTable`], an `AWS::DynamoDB::GlobalTable`; [`GlobalTable::replica`] |
//! | `Table.fromTableName`, `fromTableArn`, `fromTableAttributes` | [`Table::from_table_name`], `from_table_arn`, `from_table_attributes` |
//! | `Attribute`, `AttributeType` | [`Attribute`] |
//! | `Billing`, `BillingMode`, `Capacity` | [`OnDemand`], [`Provisioned`], [`Capacity`] |
//! | `autoScaleReadCapacity().scaleOnUtilization()` | [`Autoscaling`] in [`Provisioned`] |
//! | `addGlobalSecondaryIndex`, `addLocalSecondaryIndex` | [`TableProps::global_secondary_indexes`], [`TableProps::local_secondary_indexes`]: a grant names the indexes that there are, so they are known first |
//! | `StreamViewType` | [`StreamView`] |
//! | `InputFormat`, `InputCompressionType` | [`ImportSource`], [`InputFormat`], [`InputCompression`] |
//! | `grantReadData`, `grantWriteData`, … | `grant_read_data`, `grant_write_data`, …, and [`Table::grant_put_items`] for whoever only delivers |
//! | `metricThrottledRequestsForOperation` | [`Table::metric_throttled_requests`] |

mod attribute;
mod billing;
mod global_table;
mod grants;
mod import_source;
mod index;
mod metrics;
mod policy;
mod replica;
mod scaling;
mod schema;
mod settings;
mod stream;
mod table;
mod table_props;
mod throughput;

pub use attribute::Attribute;
pub use billing::{Autoscaling, Billing, Capacity, OnDemand, Provisioned, Utilization};
pub use global_table::{Consistency, GlobalTable, GlobalTableProps};
pub use grants::TableGrants;
pub use import_source::{ImportSource, InputCompression, InputFormat};
pub use index::{GlobalSecondaryIndex, LocalSecondaryIndex, Projection};
pub use metrics::Operation;
pub use replica::Replica;
pub use settings::{
    ContributorInsights, DeletionProtection, PointInTimeRecovery, RecoveryPeriod, StreamView, TableClass,
    TableEncryption, TimePrecision, WarmThroughput,
};
pub use stream::{TableStream, TableStreamGrants};
pub use table::Table;
pub use table_props::{TableAttributes, TableProps};
