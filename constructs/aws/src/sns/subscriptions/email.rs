//! `EmailSubscription`: messages for people who read mail.

use ferrocdk_core::{Construct, Value};

use super::{Subscriber, SubscriptionOptions, TopicSubscription, id_of, options, subscriber};
use crate::sns::{SubscriptionProtocol, Topic};

/// An email address, whose owner has to confirm.
///
/// ```
/// use ferrocdk_aws::sns::{EmailSubscription, Topic, TopicProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "shop", StackProps::default());
/// let alarms = Topic::new(&stack, "Alarms", TopicProps::new());
/// alarms.add_subscription(EmailSubscription::new("operations@example.com"));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct EmailSubscription {
    /// The address.
    pub address: Value<String>,
    /// Whether the whole envelope is sent as JSON.
    pub protocol: SubscriptionProtocol,
    /// Settings that every subscription has.
    pub options: SubscriptionOptions,
}

options!(EmailSubscription);

impl EmailSubscription {
    /// An address, which gets text.
    #[must_use]
    pub fn new(address: impl Into<Value<String>>) -> Self {
        Self {
            address: address.into(),
            protocol: SubscriptionProtocol::Email,
            options: SubscriptionOptions::default(),
        }
    }

    /// Sends the envelope as JSON, for programs that read mail.
    #[must_use]
    pub fn json(mut self) -> Self {
        self.protocol = SubscriptionProtocol::EmailJson;
        self
    }
}

impl TopicSubscription for EmailSubscription {
    fn bind(self, topic: &Topic) -> Subscriber {
        let id = id_of(topic, &self.address);
        let scope = topic.scope().clone();
        subscriber(topic, scope, id, self.protocol, self.address, self.options)
    }
}
