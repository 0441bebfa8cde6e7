//! A table whose capacity follows its load, with an index of its own, and a function that hears of its changes.

use ferrocdk::aws::dynamodb::{
    Attribute, Autoscaling, GlobalSecondaryIndex, Projection, Provisioned, StreamView, Table, TableProps,
};
use ferrocdk::aws::lambda::{DynamoEventSource, Function};
use ferrocdk::aws::sqs::{Queue, QueueProps};
use ferrocdk::aws::units::Hours;
use ferrocdk::{App, Stack, StackProps, doc};

use super::node;

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Tables", StackProps::default());
    let lost = Queue::new(&stack, "Lost", QueueProps::new());
    let by_shelf = GlobalSecondaryIndex::new("byShelf", Attribute::string("shelf"))
        .projection(Projection::KeysOnly)
        .read_capacity(4)
        .write_capacity(4);
    let reads = Autoscaling::between(10, 100).target_utilization(75);
    let writes = Autoscaling::between(5, 50).target_utilization(60);
    let stock = TableProps::new(Attribute::string("part"))
        .sort_key(Attribute::string("shelf"))
        .billing(Provisioned::new(reads, writes))
        .stream(StreamView::NewAndOldImages)
        .time_to_live_attribute("until")
        .global_secondary_indexes([by_shelf]);
    let stock = Table::new(&stack, "Stock", stock);
    let teller = Function::new(&stack, "Teller", node());
    let changes = DynamoEventSource::new(&stock)
        .batch_size(200)
        .retry_attempts(3)
        .max_record_age(Hours(6))
        .on_failure(&lost)
        .filters([doc!({ "eventName": ["INSERT", "REMOVE"] })]);
    teller.add_event_source(changes);
    let reader = Function::new(&stack, "Reader", node().environment("STOCK", stock.name()));
    stock.grant_read_data(&reader);
}
