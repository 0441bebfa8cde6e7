//! SNS.

use ferrocdk::Construct;
use ferrocdk::aws::sns::{
    EmailSubscription, SqsSubscription, Subscription, SubscriptionProps, SubscriptionProtocol,
    Topic, TopicPolicy, TopicPolicyProps, TopicProps,
};
use ferrocdk::aws::sqs::{Queue, QueueProps};

pub(crate) fn forms(stack: &dyn Construct) {
    let topic = Topic::new(stack, "Topic", TopicProps::new());
    topic.add_subscription(EmailSubscription::new("operations@example.com"));
    topic.add_subscription(SqsSubscription::new(&Queue::new(
        stack,
        "SubscribedQueue",
        QueueProps::new(),
    )));
    let url = "https://example.com/alarms";
    let props = SubscriptionProps::new(topic.arn(), SubscriptionProtocol::Https, url);
    Subscription::new(stack, "Subscription", props);
    let foreign = "arn:aws:sns:sa-east-1:111122223333:orders";
    TopicPolicy::new(stack, "TopicPolicy", TopicPolicyProps::new().topics([foreign]));
}
