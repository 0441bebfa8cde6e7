//! DynamoDB.

use ferrocdk::Construct;
use ferrocdk::aws::dynamodb::{Attribute, GlobalTable, GlobalTableProps, Table, TableProps};

pub(crate) fn forms(stack: &dyn Construct) {
    Table::new(stack, "Table", TableProps::new(Attribute::string("id")));
    GlobalTable::new(stack, "GlobalTable", GlobalTableProps::new(Attribute::string("id")));
}
