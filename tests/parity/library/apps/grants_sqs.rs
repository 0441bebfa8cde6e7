//! Every grant of a queue.

use ferrocdk::aws::iam::Principal;
use ferrocdk::aws::kms::{Key, KeyProps};
use ferrocdk::aws::sqs::{Queue, QueueProps};
use ferrocdk::{App, Stack, StackProps};

use super::role;

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Grants", StackProps::default());
    let key = Key::new(&stack, "Key", KeyProps::new());
    let queue = Queue::new(&stack, "Queue", QueueProps::new().encryption_key(&key));
    queue.grant_send_messages(&role(&stack, "Sender"));
    queue.grant_consume_messages(&role(&stack, "Worker"));
    queue.grant_purge(&role(&stack, "Operator"));
    queue.grant_send_messages(&Principal::service("events.amazonaws.com"));
    queue.grant_consume_messages(&Principal::account("444455556666"));
    let imported = Queue::from_queue_arn(&stack, "Imported", "arn:aws:sqs:sa-east-1:111122223333:imported");
    imported.grant_send_messages(&role(&stack, "Forwarder"));
}
