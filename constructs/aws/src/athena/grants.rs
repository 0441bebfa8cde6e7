//! Who needs what of a work group.

use super::work_group::WorkGroup;
use crate::grants::grants;

grants! {
    "AWS::Athena::WorkGroup", WorkGroupGrants for WorkGroup;
    /// Lets somebody start queries, follow them and fetch their results from Athena; [`WorkGroup::grant_query`] adds the bucket that Athena writes them to.
    run, grant_run: [
        "athena:BatchGetQueryExecution", "athena:GetQueryExecution", "athena:GetQueryResults", "athena:GetWorkGroup", "athena:ListQueryExecutions",
        "athena:StartQueryExecution", "athena:StopQueryExecution",
    ];
    /// Lets somebody read the queries that are kept by name.
    read_named_queries, grant_read_named_queries: ["athena:BatchGetNamedQuery", "athena:GetNamedQuery", "athena:ListNamedQueries"];
}
