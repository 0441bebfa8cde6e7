//! `SmsSubscription`: messages for a telephone.

use ferrocdk_core::{Construct, Value};

use super::{Subscriber, SubscriptionOptions, TopicSubscription, id_of, options, subscriber};
use crate::sns::{SubscriptionProtocol, Topic};

/// A telephone, by its number such as `+5511987654321`. Each message is paid.
///
/// ```
/// use ferrocdk_aws::sns::{SmsSubscription, Topic, TopicProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "shop", StackProps::default());
/// let alarms = Topic::new(&stack, "Alarms", TopicProps::new());
/// alarms.add_subscription(SmsSubscription::new("+5511987654321"));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct SmsSubscription {
    /// The number.
    pub number: Value<String>,
    /// Settings that every subscription has.
    pub options: SubscriptionOptions,
}

options!(SmsSubscription);

impl SmsSubscription {
    /// A telephone's number.
    #[must_use]
    pub fn new(number: impl Into<Value<String>>) -> Self {
        Self {
            number: number.into(),
            options: SubscriptionOptions::default(),
        }
    }
}

impl TopicSubscription for SmsSubscription {
    fn bind(self, topic: &Topic) -> Subscriber {
        let id = id_of(topic, &self.number);
        let scope = topic.scope().clone();
        subscriber(topic, scope, id, SubscriptionProtocol::Sms, self.number, self.options)
    }
}
