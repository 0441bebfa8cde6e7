//! Every grant of a table of files.

use ferrocdk::aws::glue::{Column, ColumnType, DataFormat, Database, DatabaseProps, Table, TableProps};
use ferrocdk::aws::kms::{Key, KeyProps};
use ferrocdk::aws::s3::{Bucket, BucketProps};
use ferrocdk::{App, Stack, StackProps};

use super::role;

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Grants", StackProps::default());
    let key = Key::new(&stack, "Key", KeyProps::new());
    let bucket = Bucket::new(&stack, "Lake", BucketProps::new().encryption_key(&key));
    let database = Database::new(&stack, "Plant", DatabaseProps::new().database_name("plant"));
    let readings = TableProps::new(&database, &bucket)
        .table_name("readings")
        .prefix("readings/")
        .columns([Column::new("celsius", ColumnType::DOUBLE)])
        .partition_keys([Column::new("day", ColumnType::STRING)])
        .data_format(DataFormat::PARQUET);
    let table = Table::new(&stack, "Readings", readings);
    table.grant_read(&role(&stack, "Reader"));
    table.grant_write(&role(&stack, "Writer"));
    table.grant_read_write(&role(&stack, "Both"));
    table.grant(&role(&stack, "Updater"), &["glue:UpdateTable"]);
    table.grant_to_underlying_resources(&role(&stack, "Looker"), &["glue:GetTable"]);
}
