//! The app.

use ferrocdk::aws::events::{
    Archive, ArchiveProps, EventBus, EventBusProps, EventPattern, Match, Rule, RuleProps, targets,
};
use ferrocdk::aws::lambda::{Code, Function, FunctionProps, Runtime};
use ferrocdk::aws::logs::{LogGroup, LogGroupProps};
use ferrocdk::aws::sqs::{Queue, QueueProps};
use ferrocdk::aws::units::Days;
use ferrocdk::{App, Stack, StackProps};

pub(crate) fn event_bus(app: &App) {
    let shop = Stack::new(app, "Shop", StackProps::default());
    let orders = EventBus::new(&shop, "Orders", EventBusProps::new());
    let publish = FunctionProps::new(Code::inline(include_str!("publish.py")))
        .runtime(Runtime::PYTHON_3_14)
        .handler("index.handler")
        .environment("BUS", orders.name());
    let publish = Function::new(&shop, "Publish", publish);
    orders.grant_put_events_to(&publish);
    let of_shop = || EventPattern::new().source("shop");
    let archive = ArchiveProps::new(&orders).event_pattern(of_shop()).retention(Days(90));
    Archive::new(&shop, "Archive", archive);

    let shipping = Stack::new(app, "Shipping", StackProps::default());
    let parcels = Queue::new(&shipping, "Parcels", QueueProps::new());
    let lost = Queue::new(&shipping, "Lost", QueueProps::new());
    let paid = of_shop().detail_type("OrderPaid").detail("total", Match::at_least(1));
    let to_parcels = targets::SqsQueue::new(&parcels)
        .dead_letter_queue(&lost)
        .retry_attempts(20);
    let rule = RuleProps::new().event_bus(&orders).event_pattern(paid);
    Rule::new(&shipping, "Paid", rule).add_target(to_parcels);

    let records = Stack::new(app, "Records", StackProps::default());
    let log = LogGroup::new(&records, "Log", LogGroupProps::new().retention(Days(30)));
    let rule = RuleProps::new().event_bus(&orders).event_pattern(of_shop());
    Rule::new(&records, "All", rule).add_target(targets::CloudWatchLogGroup::new(&log));
}
