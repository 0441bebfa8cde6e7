//! Every grant of a table.

use ferrocdk::aws::dynamodb::{Attribute, GlobalSecondaryIndex, StreamView, Table, TableAttributes, TableProps};
use ferrocdk::aws::iam::Principal;
use ferrocdk::aws::kms::{Key, KeyProps};
use ferrocdk::{App, Stack, StackProps};

use super::role;

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Grants", StackProps::default());
    let key = Key::new(&stack, "Key", KeyProps::new());
    let props = TableProps::new(Attribute::string("device"))
        .sort_key(Attribute::number("time"))
        .encryption_key(&key)
        .stream(StreamView::NewImage)
        .global_secondary_indexes([GlobalSecondaryIndex::new("byLine", Attribute::string("line"))]);
    let table = Table::new(&stack, "Table", props);
    table.grant_read_data(&role(&stack, "Reader"));
    table.grant_write_data(&role(&stack, "Writer"));
    table.grant_read_write_data(&role(&stack, "Worker"));
    table.grant_full_access(&role(&stack, "Owner"));
    table.grant_stream_read(&role(&stack, "Watcher"));
    table.grant_table_list_streams(&role(&stack, "Lister"));
    table
        .grants()
        .actions(&role(&stack, "Looker"), ["dynamodb:DescribeTable"]);
    table.grant_read_data(&Principal::account("444455556666"));
    let plain = Table::new(&stack, "Plain", TableProps::new(Attribute::string("id")));
    plain.grant_read_write_data(&role(&stack, "PlainWorker"));
    let arn = "arn:aws:dynamodb:sa-east-1:111122223333:table/imported";
    let attributes = TableAttributes::new(arn).indexes(["*"]);
    let imported = Table::from_table_attributes(&stack, "Imported", attributes);
    imported.grant_read_data(&role(&stack, "ImportReader"));
}
