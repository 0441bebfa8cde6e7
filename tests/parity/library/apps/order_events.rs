//! A bus of orders with an archive, a function and another region behind it, and what could not be delivered.

use ferrocdk::aws::cloudwatch::{Alarm, AlarmProps};
use ferrocdk::aws::events::{
    Archive, ArchiveProps, EventBus, EventBusProps, EventPattern, Match, Rule, RuleProps, targets,
};
use ferrocdk::aws::lambda::Function;
use ferrocdk::aws::logs::{LogGroup, LogGroupProps};
use ferrocdk::aws::sqs::{Queue, QueueProps};
use ferrocdk::aws::units::{Days, Hours};
use ferrocdk::{App, CfnOutput, Stack, StackProps};

use super::node;

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "OrderEvents", StackProps::default());
    let lost = Queue::new(&stack, "Lost", QueueProps::new());
    let orders = EventBusProps::new().event_bus_name("orders").dead_letter_queue(&lost);
    let orders = EventBus::new(&stack, "Orders", orders);
    let archive = ArchiveProps::new(&orders)
        .archive_name("orders")
        .event_pattern(EventPattern::new().source("shop"))
        .retention(Days(365));
    Archive::new(&orders, "Archive", archive);
    let bill = Function::new(&stack, "Bill", node());
    orders.grant_put_events_to(&bill);
    let pattern = EventPattern::new()
        .source("shop")
        .detail_type(["OrderPaid", "OrderRefunded"])
        .detail("total", Match::between(1, 100_000))
        .detail("country", [Match::equals_ignore_case("br"), Match::prefix("E")])
        .detail("test", Match::exists(false));
    let paid = Rule::new(&stack, "Paid", RuleProps::new().event_bus(&orders).event_pattern(pattern));
    let to_bill = targets::LambdaFunction::new(&bill)
        .dead_letter_queue(&lost)
        .retry_attempts(8)
        .max_event_age(Hours(6));
    paid.add_target(to_bill);
    let log = LogGroupProps::new().log_group_name("/aws/events/orders").retention(Days(30));
    let log = LogGroup::new(&stack, "Log", log);
    let center = EventBus::from_event_bus_arn(&stack, "Center", "arn:aws:events:eu-central-1:111122223333:event-bus/center");
    let all = RuleProps::new()
        .event_bus(&orders)
        .event_pattern(EventPattern::new().source(Match::prefix("shop")))
        .target(targets::EventBusTarget::new(&center).dead_letter_queue(&lost));
    Rule::new(&stack, "All", all);
    let failed = EventPattern::new()
        .source("aws.states")
        .detail_type("Step Functions Execution Status Change")
        .detail("status", ["FAILED", "TIMED_OUT"]);
    Rule::new(&stack, "Failed", RuleProps::new().event_pattern(failed).target(targets::SqsQueue::new(&lost)));
    let undelivered = lost.metric_approximate_number_of_messages_visible().at_least(1);
    Alarm::new(&stack, "Undelivered", AlarmProps::new(undelivered).evaluation_periods(1));
    CfnOutput::new(&stack, "LogName", log.name());
}
