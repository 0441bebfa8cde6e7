//! A queue whose messages go to another one when they fail, and a first-in-first-out queue with a key.

use ferrocdk::aws::kms::{Key, KeyProps};
use ferrocdk::aws::sqs::{FifoQueue, Queue, QueueProps};
use ferrocdk::aws::units::{Days, Minutes, Seconds};
use ferrocdk::{App, CfnOutput, Construct, RemovalPolicy, Stack, StackProps};

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Queues", StackProps::default());
    let failed = Queue::new(&stack, "Failed", QueueProps::new().retention_period(Days(14)));
    let jobs = QueueProps::new()
        .visibility_timeout(Minutes(5))
        .receive_message_wait_time(Seconds(20))
        .dead_letter_queue(&failed, 3);
    let jobs = Queue::new(&stack, "Jobs", jobs);
    let key = Key::new(&stack, "Key", KeyProps::new().description("Orders"));
    let orders = QueueProps::new()
        .queue_name("orders.fifo")
        .fifo(FifoQueue::ByContent)
        .encryption_key(&key)
        .removal_policy(RemovalPolicy::Destroy);
    Queue::new(&stack, "Orders", orders);
    // The queue refers to it anyway.
    jobs.scope().depends_on(&failed);
    CfnOutput::new(&stack, "Url", jobs.url());
}
