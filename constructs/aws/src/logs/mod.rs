//! CloudWatch Logs: log groups that end, and what is made of their events.
//!
//! ```
//! use ferrocdk_aws::iam::{Principal, Role, RoleProps};
//! use ferrocdk_aws::logs::{FilterPattern, LogGroup, LogGroupProps, MetricFilter, MetricFilterProps, MetricTransformation};
//! use ferrocdk_aws::units::Days;
//! use ferrocdk_core::{App, Stack, StackProps};
//!
//! let app = App::new();
//! let stack = Stack::new(&app, "plant", StackProps::default());
//! let logs = LogGroup::new(&stack, "Logs", LogGroupProps::new().retention(Days(90)));
//! let worker = Role::new(&stack, "Worker", RoleProps::new(Principal::service("lambda.amazonaws.com")));
//! logs.grant_write(&worker);
//!
//! let failed = FilterPattern::field("$.status").at_least(500).and(FilterPattern::field("$.path").not_equals("/health"));
//! MetricFilter::new(&stack, "Failed", MetricFilterProps::new(&logs, failed, MetricTransformation::new("Plant", "FailedRequests")));
//!
//! let shared = LogGroup::from_log_group_name(&stack, "Shared", "/plant/shared");
//! shared.grant_read(&worker);
//! # assert!(app.synth().is_ok());
//! ```
//!
//! | AWS CDK | here |
//! |---|---|
//! | `LogGroup`, `LogGroup.fromLogGroupName`, `fromLogGroupArn` | [`LogGroup`] |
//! | `RetentionDays` | [`Retention`]: `Days(90)`, or [`Retention::Forever`] |
//! | `LogRetention` | a [`LogGroup`] of the same name, made before whoever writes to it: services write to a group that exists. There is no function that changes groups of others |
//! | `LogStream` | [`LogStream`] |
//! | `MetricFilter`, `logGroup.addMetricFilter`, `extractMetric` | [`MetricFilter`] |
//! | `FilterPattern`, `JsonPattern`, `SpaceDelimitedTextPattern` | [`FilterPattern`], [`FilterPattern::field`], [`FilterPattern::columns`] |
//! | `SubscriptionFilter`, `logGroup.addSubscriptionFilter` | [`SubscriptionFilter`] |
//! | `logs-destinations.LambdaDestination`, `KinesisDestination`, `FirehoseDestination` | the same in [`destinations`] |
//! | `QueryDefinition`, `QueryString` | [`QueryDefinition`], [`QueryString`] |
//! | `ResourcePolicy` | [`ResourcePolicy`]; `logs.grant_write(&service)` fills one of the stack |
//! | `DataProtectionPolicy`, `DataIdentifier`, `CustomDataIdentifier` | [`DataProtectionPolicy`], [`DataIdentifier`] |
//! | `FieldIndexPolicy` | [`LogGroupProps::field_indexes`] |
//! | `CrossAccountDestination`, `Transformer` | the bindings of `ferrocdk::cfn::logs` |

mod data_protection;
pub mod destinations;
mod filter_pattern;
mod grants;
mod log_group;
mod log_stream;
mod metric_filter;
mod metrics;
mod query_definition;
mod resource_policy;
mod subscription_filter;

pub use data_protection::{DataIdentifier, DataProtectionPolicy};
pub use filter_pattern::{Column, Columns, FilterPattern, JsonCondition, JsonField, Operand, Restriction};
pub use grants::LogGroupGrants;
pub use log_group::{DeletionProtection, LogGroup, LogGroupClass, LogGroupProps, Retention};
pub use log_stream::{LogStream, LogStreamProps};
pub use metric_filter::{MetricFilter, MetricFilterProps, MetricTransformation, MetricValue};
pub use query_definition::{QueryDefinition, QueryDefinitionProps, QueryString};
pub use resource_policy::{ResourcePolicy, ResourcePolicyProps};
pub use subscription_filter::{Distribution, SubscriptionFilter, SubscriptionFilterProps};
