//! Every grant of a table that can have copies in other regions, and those of streams.

use ferrocdk::aws::dynamodb::{Attribute, GlobalTable, GlobalTableProps, StreamView, Table, TableProps};
use ferrocdk::aws::kms::{Key, KeyProps};
use ferrocdk::{App, Environment, Stack, StackProps};

use super::role;

pub(crate) fn app(app: &App) {
    let environment = Environment::new("111122223333", "sa-east-1");
    let stack = Stack::new(app, "Grants", StackProps::default().environment(environment));
    let key = Key::new(&stack, "Key", KeyProps::new());
    let table = GlobalTableProps::new(Attribute::string("device")).encryption_key(&key).stream(StreamView::NewImage);
    let table = GlobalTable::new(&stack, "Table", table);
    table.grant_read_data(&role(&stack, "Reader"));
    table.grant_write_data(&role(&stack, "Writer"));
    table.grant_read_write_data(&role(&stack, "Worker"));
    table.grant_full_access(&role(&stack, "Owner"));
    table.grant_stream_read(&role(&stack, "Watcher"));
    table.grant_table_list_streams(&role(&stack, "Lister"));
    table.grants().actions(&role(&stack, "Looker"), ["dynamodb:DescribeTable"]);
    table.stream().grants().actions(&role(&stack, "Describer"), ["dynamodb:DescribeStream"]);
    key.grant(&role(&stack, "KeyUser"), &["kms:DescribeKey"]);
    let plain = TableProps::new(Attribute::string("id")).stream(StreamView::KeysOnly);
    let plain = Table::new(&stack, "Plain", plain);
    plain.stream().grants().actions(&role(&stack, "PlainDescriber"), ["dynamodb:DescribeStream"]);
}
