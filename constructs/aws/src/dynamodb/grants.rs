//! Who needs what of a table and of its stream.

use super::table::Table;
use crate::grants::{Grant, grants};
use crate::iam::Grantee;

/// Stands for the indexes of a table in the facts of its grants.
pub(super) const INDEXES: &str = "/index/*";

grants! {
    "AWS::DynamoDB::Table", TableGrants for Table;
    /// Lets somebody read items, from the table and its indexes. AWS CDK gives also `GetRecords` and `GetShardIterator`, which apply to streams alone.
    read_data, grant_read_data:
        ["dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem", "dynamodb:DescribeTable", "dynamodb:GetItem"]
            with_key ["kms:Decrypt", "kms:DescribeKey"]
        and ["dynamodb:Query", "dynamodb:Scan"] on ["", "/index/*"];
    /// Lets somebody put, update and delete items. AWS CDK gives this on indexes too, which cannot be written to.
    write_data, grant_write_data:
        ["dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:DescribeTable", "dynamodb:PutItem", "dynamodb:UpdateItem"]
            with_key ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"];
    /// Lets somebody read, put, update and delete items.
    read_write_data, grant_read_write_data:
        [
            "dynamodb:BatchGetItem", "dynamodb:BatchWriteItem", "dynamodb:ConditionCheckItem", "dynamodb:DeleteItem", "dynamodb:DescribeTable",
            "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem",
        ]
            with_key ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
        and ["dynamodb:Query", "dynamodb:Scan"] on ["", "/index/*"];
    /// Lets somebody put items, one by one or in batches, and nothing else: for whoever only delivers.
    put_items, grant_put_items: ["dynamodb:BatchWriteItem", "dynamodb:PutItem"]
        with_key ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"];
    /// Lets somebody insert items, with PartiQL's `INSERT` on the condition that none stands at their keys, or over what stands there, and read them by their keys: for
    /// whoever delivers more than once.
    insert_items, grant_insert_items:
        ["dynamodb:BatchGetItem", "dynamodb:BatchWriteItem", "dynamodb:PartiQLInsert", "dynamodb:PutItem", "dynamodb:Query"]
            with_key ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"];
    /// Lets somebody do everything with the table, deleting it included.
    full_access, grant_full_access: ["dynamodb:*"] on ["", "/index/*"]
        with_key ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"];
}

impl Table {
    /// Lets somebody read the stream of changes. A table without one is a mistake, which is reported.
    #[track_caller]
    pub fn grant_stream_read(&self, grantee: &dyn Grantee) -> Grant {
        self.stream().grant_read(grantee)
    }

    /// Lets somebody list the streams of the account.
    #[track_caller]
    pub fn grant_table_list_streams(&self, grantee: &dyn Grantee) -> Grant {
        self.stream().grant_list(grantee)
    }
}
