//! Metrics of a table.

use ferrocdk_cfn::dynamodb::CfnTable;
use ferrocdk_core::{CannedMetric, Value};

use super::table::Table;
use crate::cloudwatch::Metric;

/// An operation on a table, by which CloudWatch tells some metrics apart.
///
/// Source: "DynamoDB metrics and dimensions".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// `BatchExecuteStatement`
    BatchExecuteStatement,
    /// `BatchGetItem`
    BatchGetItem,
    /// `BatchWriteItem`
    BatchWriteItem,
    /// `DeleteItem`
    DeleteItem,
    /// `ExecuteStatement`
    ExecuteStatement,
    /// `ExecuteTransaction`
    ExecuteTransaction,
    /// `GetItem`
    GetItem,
    /// `GetRecords`, on the stream of the table.
    GetRecords,
    /// `PutItem`
    PutItem,
    /// `Query`
    Query,
    /// `Scan`
    Scan,
    /// `TransactGetItems`
    TransactGetItems,
    /// `TransactWriteItems`
    TransactWriteItems,
    /// `UpdateItem`
    UpdateItem,
}

impl Operation {
    /// Every operation.
    pub const ALL: [Self; 14] = [
        Self::BatchExecuteStatement,
        Self::BatchGetItem,
        Self::BatchWriteItem,
        Self::DeleteItem,
        Self::ExecuteStatement,
        Self::ExecuteTransaction,
        Self::GetItem,
        Self::GetRecords,
        Self::PutItem,
        Self::Query,
        Self::Scan,
        Self::TransactGetItems,
        Self::TransactWriteItems,
        Self::UpdateItem,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::BatchExecuteStatement => "BatchExecuteStatement",
            Self::BatchGetItem => "BatchGetItem",
            Self::BatchWriteItem => "BatchWriteItem",
            Self::DeleteItem => "DeleteItem",
            Self::ExecuteStatement => "ExecuteStatement",
            Self::ExecuteTransaction => "ExecuteTransaction",
            Self::GetItem => "GetItem",
            Self::GetRecords => "GetRecords",
            Self::PutItem => "PutItem",
            Self::Query => "Query",
            Self::Scan => "Scan",
            Self::TransactGetItems => "TransactGetItems",
            Self::TransactWriteItems => "TransactWriteItems",
            Self::UpdateItem => "UpdateItem",
        }
    }
}

impl Table {
    /// A metric of the table by its name, such as `WriteThrottleEvents`.
    pub fn metric(&self, name: &str) -> Metric {
        Metric::new("AWS/DynamoDB", name).dimension("TableName", self.name())
    }

    /// Read units that were consumed.
    pub fn metric_consumed_read_capacity_units(&self) -> Metric {
        CfnTable::metric_consumed_read_capacity_units_by_table_name(self.name()).into()
    }

    /// Write units that were consumed.
    pub fn metric_consumed_write_capacity_units(&self) -> Metric {
        CfnTable::metric_consumed_write_capacity_units_by_table_name(self.name()).into()
    }

    /// Read units of an index that were consumed.
    pub fn metric_consumed_read_capacity_units_of(&self, index_name: &str) -> Metric {
        CfnTable::metric_consumed_read_capacity_units_by_table_name_and_global_secondary_index_name(
            self.name(),
            index_name,
        )
        .into()
    }

    /// Write units of an index that were consumed.
    pub fn metric_consumed_write_capacity_units_of(&self, index_name: &str) -> Metric {
        CfnTable::metric_consumed_write_capacity_units_by_table_name_and_global_secondary_index_name(
            self.name(),
            index_name,
        )
        .into()
    }

    /// Read requests beyond the capacity.
    pub fn metric_read_throttle_events(&self) -> Metric {
        CfnTable::metric_read_throttle_events_by_table_name(self.name()).into()
    }

    /// Write requests beyond the capacity.
    pub fn metric_write_throttle_events(&self) -> Metric {
        CfnTable::metric_write_throttle_events_by_table_name(self.name()).into()
    }

    /// Write requests beyond the capacity of an index, which hold up those to the table.
    pub fn metric_write_throttle_events_of(&self, index_name: &str) -> Metric {
        CfnTable::metric_write_throttle_events_by_table_name_and_global_secondary_index_name(self.name(), index_name)
            .into()
    }

    /// Writes whose condition did not hold.
    pub fn metric_conditional_check_failed_requests(&self) -> Metric {
        CfnTable::metric_conditional_check_failed_requests_by_table_name(self.name()).into()
    }

    /// Items that were deleted because their time had come.
    pub fn metric_time_to_live_deleted_item_count(&self) -> Metric {
        CfnTable::metric_time_to_live_deleted_item_count_by_table_name(self.name()).into()
    }

    /// Transactions that met another on the same item.
    pub fn metric_transaction_conflict(&self) -> Metric {
        CfnTable::metric_transaction_conflict_by_table_name(self.name()).into()
    }

    /// Requests with mistakes of the caller. CloudWatch counts them for the whole account and region, not by table.
    pub fn metric_user_errors(&self) -> Metric {
        CfnTable::metric_user_errors_of_account().into()
    }

    /// Requests that were throttled, of one operation.
    pub fn metric_throttled_requests(&self, operation: Operation) -> Metric {
        self.of_operation("ThrottledRequests", "Sum", operation)
    }

    /// Requests that failed within DynamoDB, of one operation.
    pub fn metric_system_errors(&self, operation: Operation) -> Metric {
        self.of_operation("SystemErrors", "Sum", operation)
    }

    /// How long requests took that succeeded, in milliseconds, of one operation.
    pub fn metric_successful_request_latency(&self, operation: Operation) -> Metric {
        self.of_operation("SuccessfulRequestLatency", "Average", operation)
    }

    /// Items that were returned, of one operation.
    pub fn metric_returned_item_count(&self, operation: Operation) -> Metric {
        self.of_operation("ReturnedItemCount", "Sum", operation)
    }

    /// Milliseconds until a change was in the replica of another region.
    pub fn metric_replication_latency(&self, receiving_region: impl Into<Value<String>>) -> Metric {
        CfnTable::metric_replication_latency_by_table_name_and_receiving_region(self.name(), receiving_region).into()
    }

    fn of_operation(&self, name: &'static str, statistic: &'static str, operation: Operation) -> Metric {
        CannedMetric {
            namespace: "AWS/DynamoDB",
            name,
            statistic,
            dimensions: vec![("TableName", self.name()), ("Operation", operation.word().into())],
        }
        .into()
    }
}
