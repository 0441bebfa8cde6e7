//! Who can be subscribed to a topic, with the permissions that deliveries need.

mod email;
#[cfg(feature = "kinesisfirehose")]
mod firehose;
#[cfg(feature = "lambda")]
mod lambda;
mod sms;
mod sqs;
mod url;

pub use email::EmailSubscription;
use ferrocdk_core::{Annotations, Construct, Document, Scope, Value, doc, logical_id};
#[cfg(feature = "kinesisfirehose")]
pub use firehose::FirehoseSubscription;
#[cfg(feature = "lambda")]
pub use lambda::LambdaSubscription;
pub use sms::SmsSubscription;
pub use sqs::SqsSubscription;
pub use url::UrlSubscription;

use super::filter::FilterPolicy;
use super::subscription::{MessageForm, SubscriptionProps, SubscriptionProtocol};
use super::topic::Topic;
use crate::grants::ResourcePolicy;
use crate::iam::{PolicyStatement, Principal};
use crate::sqs::Queue;

/// Somebody who can be subscribed to a topic: [`SqsSubscription`], [`EmailSubscription`] and the others.
pub trait TopicSubscription {
    /// Lets the topic deliver, and says how.
    #[track_caller]
    fn bind(self, topic: &Topic) -> Subscriber;
}

/// Who gets messages, as a topic needs to know it.
#[derive(Clone, Debug)]
pub struct Subscriber {
    /// Where the subscription stands in the tree.
    pub scope: Scope,
    /// Its id there.
    pub id: String,
    /// The way of delivery.
    pub protocol: SubscriptionProtocol,
    /// Everything about the subscription.
    pub props: SubscriptionProps,
    /// Construct that has to be there before, such as the policy of the queue.
    pub needs: Vec<Scope>,
}

/// Settings that every subscription has.
#[derive(Clone, Debug, Default)]
pub struct SubscriptionOptions {
    /// Which messages are delivered. Default: all.
    pub filter: Option<FilterPolicy>,
    /// Where messages go that cannot be delivered. Default: nowhere; after all attempts they are lost.
    pub dead_letter_queue: Option<Queue>,
    /// Part of a message that is delivered. Default: an envelope with everything about it.
    pub form: MessageForm,
    /// Attempts over HTTP. Default: those of SNS.
    pub delivery_policy: Option<Document>,
}

/// Gives a subscription the setters of its options: those of all, and with `raw` that of the protocols that deliver raw.
macro_rules! options {
    ($name:ident) => {
        impl $name {
            /// Delivers only the messages that a filter lets through.
            #[must_use]
            pub fn filter(mut self, policy: $crate::sns::FilterPolicy) -> Self {
                self.options.filter = Some(policy);
                self
            }

            /// Keeps what cannot be delivered in a queue of the same account and region.
            #[must_use]
            pub fn dead_letter_queue(mut self, queue: &$crate::sqs::Queue) -> Self {
                self.options.dead_letter_queue = Some(queue.clone());
                self
            }
        }
    };
    ($name:ident raw) => {
        $crate::sns::subscriptions::options!($name);

        impl $name {
            /// Delivers messages as they were published, without an envelope.
            #[must_use]
            pub fn raw(mut self) -> Self {
                self.options.form = $crate::sns::MessageForm::Raw;
                self
            }
        }
    };
}

use options;

/// A subscriber with everything that the options say.
fn subscriber(
    topic: &Topic,
    scope: Scope,
    id: String,
    protocol: SubscriptionProtocol,
    endpoint: Value<String>,
    options: SubscriptionOptions,
) -> Subscriber {
    let mut props = SubscriptionProps::new(topic.arn(), protocol, endpoint).form(options.form);
    props.filter_policy = options.filter;
    props.dead_letter_queue = options.dead_letter_queue;
    props.delivery_policy = options.delivery_policy;
    props.region = foreign_region(topic, &scope);
    Subscriber {
        scope,
        id,
        protocol,
        props,
        needs: Vec::new(),
    }
}

impl Subscriber {
    /// The same, after something that has to be there before.
    #[must_use]
    pub fn needing(mut self, needed: Option<Scope>) -> Self {
        self.needs.extend(needed);
        self
    }
}

/// The topic's region, where it is known and another than that of the subscriber.
fn foreign_region(topic: &Topic, subscriber: &Scope) -> Option<Value<String>> {
    let own = subscriber.stack()?.environment().region?;
    let of_arn = topic
        .arn()
        .literal()
        .and_then(|arn| arn.split(':').nth(3).map(str::to_owned));
    let of_stack = || topic.scope().stack()?.environment().region;
    let region = of_arn.or_else(of_stack)?;
    (region != own).then(|| Value::from(region))
}

/// Lets a topic send to a queue, by the queue's policy and its key; gives the policy. Whoever owns an imported queue lets the topic in, which a warning says.
///
/// The key's policy names a topic of this app by its account: with its ARN, a key that encrypts the topic too would need what needs it, and a key of another stack that
/// stack. AWS CDK names the ARN, and CloudFormation refuses such a circle.
pub(super) fn let_in(scope: &Scope, queue: &Queue, topic_arn: &Value<String>) -> Option<Scope> {
    let sns = || Principal::service("sns.amazonaws.com");
    let topic = sns().when("ArnEquals", doc!({ "aws:SourceArn": topic_arn.clone() }));
    let send = PolicyStatement::allow(["sqs:SendMessage"])
        .by(topic.clone())
        .on(queue.arn());
    let policy = queue.add_to_resource_policy(send);
    let is_foreign = topic_arn.literal().is_some();
    let key = queue.encryption_key().map(|key| {
        let by = if is_foreign { topic } else { sns().from_own_account() };
        key.add_to_resource_policy(PolicyStatement::allow(["kms:Decrypt", "kms:GenerateDataKey"]).by(by))
    });
    if policy.is_none() || key.is_some_and(|key| key.is_none()) {
        Annotations::of(scope).add_warning(
            "sns:queuePolicy",
            "an imported queue, or one with an imported key, is left as it is: whoever owns them lets `sns.amazonaws.com` send to the queue and use the key",
        );
    }
    policy
}

/// An id that no other topic has, as AWS CDK makes it.
fn unique_id(topic: &Topic) -> String {
    let path = topic.scope().path();
    logical_id(&path.split('/').collect::<Vec<_>>()).unwrap_or_default()
}

/// The id of a subscription below its topic: the endpoint, or a number where that is not known before deployment.
fn id_of(topic: &Topic, endpoint: &Value<String>) -> String {
    if let Some(text) = endpoint.literal() {
        return text.clone();
    }
    let mut ids = (1..).map(|number: u32| format!("TokenSubscription:{number}"));
    ids.find(|id| topic.scope().find_child(id).is_none())
        .unwrap_or_default()
}
