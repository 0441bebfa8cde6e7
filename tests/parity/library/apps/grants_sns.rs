//! Every grant of a topic.

use ferrocdk::aws::iam::Principal;
use ferrocdk::aws::kms::{Key, KeyProps};
use ferrocdk::aws::sns::{Topic, TopicProps};
use ferrocdk::{App, Stack, StackProps};

use super::role;

pub(crate) fn app(app: &App) {
    let stack = Stack::new(app, "Grants", StackProps::default());
    let key = Key::new(&stack, "Key", KeyProps::new());
    let topic = Topic::new(&stack, "Topic", TopicProps::new().encryption_key(&key));
    topic.grant_publish(&role(&stack, "Publisher"));
    topic.grant_subscribe(&role(&stack, "Subscriber"));
    topic.grant_publish(&Principal::service("events.amazonaws.com"));
    topic.grant_subscribe(&Principal::account("444455556666"));
    let imported = Topic::from_topic_arn(&stack, "Imported", "arn:aws:sns:sa-east-1:111122223333:imported");
    imported.grant_publish(&role(&stack, "Forwarder"));
}
