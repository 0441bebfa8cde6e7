//! Rules on a bus and on the account's own, by patterns and by the clock, to a queue, a topic and a function.

use ferrocdk::aws::events::{
    Cron, EventBus, EventBusProps, EventField, EventPattern, Input, Match, Rule, RuleProps, RuleState, Schedule, targets,
};
use ferrocdk::aws::lambda::Function;
use ferrocdk::aws::sns::{Topic, TopicProps};
use ferrocdk::aws::sqs::{Queue, QueueProps};
use ferrocdk::aws::units::{Hours, Minutes};
use ferrocdk::{App, Stack, StackProps, doc, text};

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Rules", StackProps::default());
    let jobs = Queue::new(&stack, "Jobs", QueueProps::new());
    let lost = Queue::new(&stack, "Lost", QueueProps::new());
    let people = Topic::new(&stack, "People", TopicProps::new());
    let arn = "arn:aws:lambda:sa-east-1:111122223333:function:orders";
    let orders = Function::from_function_arn(&stack, "Orders", arn);
    let bus = EventBus::new(&stack, "Bus", EventBusProps::new());
    let pattern = EventPattern::new()
        .source("plant.shop")
        .detail_type("Order placed")
        .detail("amount", Match::at_least(1_000))
        .detail("customer.name", Match::anything_but(["test", "demo"]));
    let large = Rule::new(&stack, "LargeOrders", RuleProps::new().event_bus(&bus).event_pattern(pattern));
    let to_jobs = || targets::SqsQueue::new(&jobs);
    large.add_target(to_jobs().dead_letter_queue(&lost).retry_attempts(10).max_event_age(Hours(2)));
    let message = text!("order {} of {}", EventField::path("$.detail.id"), EventField::source());
    large.add_target(targets::SnsTopic::new(&people).input(Input::text(message)));
    let pattern = EventPattern::new()
        .source("aws.s3")
        .detail_type("Object Created")
        .detail("bucket.name", "readings")
        .detail("object.key", [Match::suffix(".parquet"), Match::prefix("raw/")]);
    let props = RuleProps::new().description("New readings").event_pattern(pattern);
    let uploads = Rule::new(&stack, "Uploads", props);
    let key = EventField::path("$.detail.object.key");
    let upload = Input::object(doc!({ "key": key, "at": EventField::time(), "kind": "upload" }));
    uploads.add_target(to_jobs().input(upload));
    uploads.add_event_pattern(EventPattern::new().region("sa-east-1"));
    let nightly = RuleProps::new()
        .schedule(Schedule::cron(Cron::new().minute(30).hour(2)))
        .target(to_jobs().input(Input::object(doc!({ "job": "count" }))));
    Rule::new(&stack, "Nightly", nightly);
    let often = RuleProps::new()
        .rule_name("often")
        .state(RuleState::Disabled)
        .schedule(Schedule::rate(Minutes(5)))
        .target(targets::LambdaFunction::new(&orders).input(Input::from_event_path("$.detail")));
    Rule::new(&stack, "Often", often);
}
