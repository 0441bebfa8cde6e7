//! `UrlSubscription`: messages over HTTP.

use ferrocdk_core::{Construct, Diagnostic, Document, Value};

use super::{Subscriber, SubscriptionOptions, TopicSubscription, id_of, options, subscriber};
use crate::diagnostic_ids;
use crate::sns::{SubscriptionProtocol, Topic};

/// A URL, whose owner has to confirm. Over `http://`, anybody on the way reads along.
///
/// ```
/// use ferrocdk_aws::sns::{Topic, TopicProps, UrlSubscription};
/// use ferrocdk_core::{App, Stack, StackProps, doc};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "shop", StackProps::default());
/// let orders = Topic::new(&stack, "Orders", TopicProps::new());
/// let slowly = doc!({ "throttlePolicy": { "maxReceivesPerSecond": 10 } });
/// orders.add_subscription(UrlSubscription::new("https://example.com/orders").raw().delivery_policy(slowly));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct UrlSubscription {
    /// The URL.
    pub url: Value<String>,
    /// HTTP or HTTPS, where the URL does not say it itself. Default: HTTPS.
    pub protocol: Option<SubscriptionProtocol>,
    /// Settings that every subscription has.
    pub options: SubscriptionOptions,
}

options!(UrlSubscription raw);

impl UrlSubscription {
    /// A URL.
    #[must_use]
    pub fn new(url: impl Into<Value<String>>) -> Self {
        Self {
            url: url.into(),
            protocol: None,
            options: SubscriptionOptions::default(),
        }
    }

    /// Says how often and how fast deliveries are tried, as SNS's delivery policies say it.
    #[must_use]
    pub fn delivery_policy(mut self, policy: Document) -> Self {
        self.options.delivery_policy = Some(policy);
        self
    }
}

impl TopicSubscription for UrlSubscription {
    fn bind(self, topic: &Topic) -> Subscriber {
        let id = id_of(topic, &self.url);
        let scope = topic.scope().clone();
        let (http, https) = (SubscriptionProtocol::Http, SubscriptionProtocol::Https);
        let said = match self.url.literal() {
            Some(url) if url.starts_with("https://") => Some(https),
            Some(url) if url.starts_with("http://") => Some(http),
            Some(url) => {
                let diagnostic = Diagnostic::error(diagnostic_ids::SUBSCRIPTION, "an address is no URL")
                    .at("", Some("Endpoint"))
                    .found(url.as_str())
                    .allowed("`https://` or `http://`, and what follows");
                scope.report(diagnostic);
                None
            }
            None => self.protocol,
        };
        subscriber(topic, scope, id, said.unwrap_or(https), self.url, self.options)
    }
}
