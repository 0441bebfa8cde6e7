//! A table with indexes and streams, one whose capacity follows the load, and one for several regions.

use ferrocdk::aws::dynamodb::{
    Attribute, Autoscaling, ContributorInsights, DeletionProtection, GlobalSecondaryIndex, GlobalTable,
    GlobalTableProps, LocalSecondaryIndex, Projection, Provisioned, StreamView, Table, TableClass, TableProps,
};
use ferrocdk::aws::kinesis::{Stream, StreamProps};
use ferrocdk::aws::units::Hours;
use ferrocdk::{App, CfnOutput, RemovalPolicy, Stack, StackProps};

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Readings", StackProps::default());
    let changes = StreamProps::new().shard_count(2).retention_period(Hours(48));
    let changes = Stream::new(&stack, "Changes", changes);
    let by_line = GlobalSecondaryIndex::new("byLine", Attribute::string("line"))
        .sort_key(Attribute::number("time"))
        .projection(Projection::include(["celsius"]));
    let by_value = LocalSecondaryIndex::new("byValue", Attribute::number("celsius")).projection(Projection::KeysOnly);
    let readings = TableProps::new(Attribute::string("device"))
        .sort_key(Attribute::number("time"))
        .time_to_live_attribute("expiry")
        .stream(StreamView::NewAndOldImages)
        .kinesis_stream(&changes)
        .deletion_protection(DeletionProtection::On)
        .global_secondary_indexes([by_line])
        .local_secondary_indexes([by_value]);
    Table::new(&stack, "Readings", readings);
    let machines = TableProps::new(Attribute::binary("id"))
        .table_name("machines")
        .billing(Provisioned::new(Autoscaling::between(5, 50).target_utilization(60), 2))
        .table_class(TableClass::StandardInfrequentAccess)
        .removal_policy(RemovalPolicy::Destroy);
    Table::new(&stack, "Machines", machines);
    let orders = GlobalTableProps::new(Attribute::string("id"))
        .contributor_insights(ContributorInsights::ThrottledKeys);
    let orders = GlobalTable::new(&stack, "Orders", orders);
    CfnOutput::new(&stack, "Name", orders.name());
}
