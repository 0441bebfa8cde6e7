//! A topic whose subscribers get what is for them: queues by attributes, a function by the body, people everything.

use ferrocdk::aws::cloudwatch::{Alarm, AlarmProps};
use ferrocdk::aws::lambda::Function;
use ferrocdk::aws::sns::{
    EmailSubscription, FilterCondition, FilterPolicy, LambdaSubscription, SqsSubscription, Topic, TopicProps,
};
use ferrocdk::aws::sqs::{Queue, QueueProps};
use ferrocdk::{App, Stack, StackProps};

use super::node;

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Alerts", StackProps::default());
    let alerts = Topic::new(&stack, "Alerts", TopicProps::new().display_name("Alerts of the plant"));
    let lost = Queue::new(&stack, "Lost", QueueProps::new());
    for (line, least) in [("Presses", 80), ("Ovens", 250)] {
        let queue = Queue::new(&stack, line, QueueProps::new().dead_letter_queue(&lost, 3));
        let of_line = FilterPolicy::on_attributes()
            .key("line", [line])
            .key("celsius", [FilterCondition::at_least(least)]);
        alerts.add_subscription(SqsSubscription::new(&queue).raw().dead_letter_queue(&lost).filter(of_line));
    }
    let pager = Function::new(&stack, "Pager", node());
    let critical = FilterPolicy::on_body().key("severity", ["critical"]);
    alerts.add_subscription(LambdaSubscription::new(&pager).filter(critical));
    alerts.add_subscription(EmailSubscription::new("shift@example.com"));
    let failed = AlarmProps::new(alerts.metric_number_of_notifications_failed().at_least(1))
        .evaluation_periods(1)
        .alarm_actions(["arn:aws:sns:sa-east-1:111122223333:operations"]);
    Alarm::new(&stack, "NotDelivered", failed);
}
