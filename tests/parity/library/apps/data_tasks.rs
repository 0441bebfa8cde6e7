//! A state machine that reads, changes and writes items, and starts a crawler.

use ferrocdk::aws::dynamodb::{Attribute, Table, TableProps};
use ferrocdk::aws::stepfunctions::tasks::AttributeValue;
use ferrocdk::aws::stepfunctions::{JsonPath, StateMachine, StateMachineProps, tasks};
use ferrocdk::{App, Stack, StackProps, doc};

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Inspections", StackProps::default());
    let things = Table::new(&stack, "Things", TableProps::new(Attribute::string("thing")));
    let key = || doc!({ "thing": AttributeValue::string(JsonPath::at("$.thing")) });
    let crawl = tasks::glue_start_crawler("Crawl", "inspections");
    let item = doc!({
        "thing": AttributeValue::string(JsonPath::at("$.thing")),
        "state": AttributeValue::string("inspected"),
    });
    let write = tasks::dynamodb_put_item("Write", &things, item)
        .discard_result()
        .next(crawl);
    let count = tasks::dynamodb_update_item("Count", &things, key(), "ADD inspections :one")
        .parameter("ExpressionAttributeValues", doc!({ ":one": AttributeValue::number("1") }))
        .discard_result()
        .next(write);
    let read = tasks::dynamodb_get_item("Read", &things, key())
        .result_path("$.known")
        .next(count);
    StateMachine::new(&stack, "Machine", StateMachineProps::new(read));
}
