//! A table with copies in two other regions, and the function that writes it.

use ferrocdk::aws::cloudwatch::{Alarm, AlarmProps, Statistic};
use ferrocdk::aws::dynamodb::{
    Attribute, GlobalSecondaryIndex, GlobalTable, GlobalTableProps, LocalSecondaryIndex, OnDemand, Replica, TableClass,
};
use ferrocdk::aws::lambda::Function;
use ferrocdk::{App, Checks, Environment, Stack, StackProps};

use super::node;

pub(crate) fn app(app: &App) {
    let environment = Environment::new("111122223333", "us-east-1");
    let stack = Stack::new(app, "Orders", StackProps::default().environment(environment));
    let billing = OnDemand::new().max_read_request_units(1_000).max_write_request_units(500);
    let orders = GlobalTableProps::new(Attribute::string("customer"))
        .table_name("orders")
        .sort_key(Attribute::string("order"))
        .billing(billing)
        .global_secondary_indexes([GlobalSecondaryIndex::new("byDay", Attribute::string("day"))])
        .local_secondary_indexes([LocalSecondaryIndex::new("byState", Attribute::string("state"))])
        .replicas([
            Replica::new("eu-central-1"),
            Replica::new("us-west-2").table_class(TableClass::StandardInfrequentAccess),
        ]);
    let orders = GlobalTable::new(&stack, "Orders", orders);
    Checks::of(&orders).acknowledge("F7002", "customers of three continents read near them");
    let shop = Function::new(&stack, "Shop", node().environment("ORDERS", orders.name()));
    orders.grant_read_write_data(&shop);
    let throttled = orders.metric("WriteThrottleEvents").statistic(Statistic::Sum).at_least(1);
    Alarm::new(&stack, "Throttled", AlarmProps::new(throttled).evaluation_periods(1));
}
