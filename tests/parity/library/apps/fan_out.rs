//! A topic that tells queues, people and a web site of orders, each of its own, and one that keeps their order.

use ferrocdk::aws::kms::{Key, KeyProps};
use ferrocdk::aws::sns::{
    EmailSubscription, FifoTopic, FilterCondition, FilterPolicy, SmsSubscription, SqsSubscription, Topic, TopicProps,
    UrlSubscription,
};
use ferrocdk::aws::sqs::{FifoQueue, Queue, QueueProps};
use ferrocdk::aws::units::Days;
use ferrocdk::{App, CfnOutput, Stack, StackProps};

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Orders", StackProps::default());
    let key = Key::new(&stack, "Key", KeyProps::new());
    let orders = TopicProps::new().display_name("Orders").encryption_key(&key);
    let orders = Topic::new(&stack, "Orders", orders);
    let failed = Queue::new(&stack, "Failed", QueueProps::new());
    let jobs = Queue::new(&stack, "Jobs", QueueProps::new().encryption_key(&key));
    let filter = FilterPolicy::on_attributes()
        .key(
            "kind",
            ["order".into(), "return".into(), FilterCondition::prefix("web-")],
        )
        .key(
            "amount",
            [FilterCondition::greater_than(100), FilterCondition::between(10, 20)],
        )
        .key("store", [FilterCondition::exists()]);
    orders.add_subscription(
        SqsSubscription::new(&jobs)
            .raw()
            .dead_letter_queue(&failed)
            .filter(filter),
    );
    orders.add_subscription(EmailSubscription::new("orders@example.com"));
    orders.add_subscription(SmsSubscription::new("+5511987654321"));
    let sizes = FilterPolicy::on_body().field(["order", "size"], [FilterCondition::anything_but(["XS"])]);
    orders.add_subscription(UrlSubscription::new("https://example.com/orders").filter(sizes));
    let fifo = FifoTopic::new().by_content().by_message_group().archived_for(Days(30));
    let fifo = Topic::new(&stack, "Fifo", TopicProps::new().fifo(fifo).topic_name("orders.fifo"));
    let in_order = QueueProps::new()
        .fifo(FifoQueue::ByDeduplicationId)
        .queue_name("orders.fifo");
    let in_order = Queue::new(&stack, "InOrder", in_order);
    fifo.add_subscription(SqsSubscription::new(&in_order));
    CfnOutput::new(&stack, "Topic", orders.arn());
}
