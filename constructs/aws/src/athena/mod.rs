//! Athena: queries of SQL over objects of S3.
//!
//! ```
//! use ferrocdk_aws::athena::{NamedQuery, NamedQueryProps, QueryResults, WorkGroup, WorkGroupProps};
//! use ferrocdk_aws::glue::Database;
//! use ferrocdk_aws::iam::{Principal, Role, RoleProps};
//! use ferrocdk_aws::s3::{Bucket, BucketProps};
//! use ferrocdk_core::{App, Stack, StackProps};
//!
//! let app = App::new();
//! let stack = Stack::new(&app, "plant", StackProps::default());
//! let results = Bucket::new(&stack, "Results", BucketProps::new());
//! let reports = WorkGroup::new(&stack, "Reports", WorkGroupProps::new().results(QueryResults::bucket(&results, "reports/")));
//! let plant = Database::from_database_name(&stack, "Plant", "plant");
//! NamedQuery::new(&stack, "Count", NamedQueryProps::about(&plant, "SELECT count(*) FROM readings").work_group(&reports));
//!
//! let analyst = Role::new(&stack, "Analyst", RoleProps::new(Principal::own_account()));
//! reports.grant_query(&analyst);
//! # assert!(app.synth().is_ok());
//! ```
//!
//! AWS CDK has the bindings alone:
//!
//! | AWS CDK | here |
//! |---|---|
//! | `CfnWorkGroup` | [`WorkGroup`] |
//! | `CfnNamedQuery` | [`NamedQuery`] |
//! | `CfnPreparedStatement` | [`PreparedStatement`] |

mod grants;
mod named_query;
mod prepared_statement;
mod work_group;

pub use grants::WorkGroupGrants;
pub use named_query::{NamedQuery, NamedQueryProps};
pub use prepared_statement::{PreparedStatement, PreparedStatementProps};
pub use work_group::{Enforcement, QueryResults, WorkGroup, WorkGroupProps, WorkGroupState};
