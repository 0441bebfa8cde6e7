//! Queries of Athena.

use ferrocdk_core::{IntoDocument, doc, pseudo, text};

use super::integration;
use crate::athena::WorkGroup;
use crate::iam::PolicyStatement;
use crate::stepfunctions::Task;

/// Starts a query in a work group. With [`TaskPattern::RunJob`](crate::stepfunctions::TaskPattern::RunJob) it waits for its end; the result has `QueryExecution.QueryExecutionId`.
///
/// The machine may write results and read them. What the query itself reads is granted by its tables: `.grant(|role| { readings.grant_read(role); })`. AWS CDK gives
/// every table of the account.
///
/// ```
/// use ferrocdk_aws::athena::{WorkGroup, WorkGroupProps};
/// use ferrocdk_aws::glue::{Database, Table};
/// use ferrocdk_aws::stepfunctions::{TaskPattern, tasks};
/// use ferrocdk_core::{App, Stack, StackProps, doc};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let reports = WorkGroup::new(&stack, "Reports", WorkGroupProps::new());
/// let readings = Table::from_table_name(&stack, "Readings", &Database::from_database_name(&stack, "Plant", "plant"), "readings");
/// let count = tasks::athena_start_query_execution("Count", &reports, "SELECT count(*) FROM readings")
///     .parameter("QueryExecutionContext", doc!({ "Database": "plant" }))
///     .grant(move |role| { readings.grant_read(role); })
///     .pattern(TaskPattern::RunJob);
/// ```
#[track_caller]
pub fn athena_start_query_execution(name: &str, work_group: &WorkGroup, query: impl IntoDocument) -> Task {
    let group = work_group.clone();
    let catalog = text!(
        "arn:{}:athena:{}:{}:datacatalog/AwsDataCatalog",
        pseudo::partition(),
        pseudo::region(),
        pseudo::account_id()
    );
    Task::new(name, integration("athena:startQueryExecution"))
        .parameters(doc!({ "QueryString": query.into_document(), "WorkGroup": work_group.name() }))
        .permission(PolicyStatement::allow(["athena:GetDataCatalog"]).on(catalog))
        .grant(move |role| {
            group.grant_query(role);
        })
}

/// Fetches the rows of a query that has ended, by its id: up to a thousand, since a state holds 256 kB.
///
/// ```
/// use ferrocdk_aws::athena::{WorkGroup, WorkGroupProps};
/// use ferrocdk_aws::stepfunctions::{JsonPath, tasks};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let reports = WorkGroup::new(&stack, "Reports", WorkGroupProps::new());
/// let rows = tasks::athena_get_query_results("Rows", &reports, JsonPath::at("$.QueryExecution.QueryExecutionId"));
/// ```
#[track_caller]
pub fn athena_get_query_results(name: &str, work_group: &WorkGroup, query_execution_id: impl IntoDocument) -> Task {
    let group = work_group.clone();
    Task::new(name, integration("athena:getQueryResults"))
        .parameters(doc!({ "QueryExecutionId": query_execution_id.into_document() }))
        .grant(move |role| {
            group.grant_query(role);
        })
}
