//! `Subscription`: who gets what is published.

use ferrocdk_cfn::refs;
use ferrocdk_cfn::sns::{CfnSubscription, SubscriptionProps as CfnSubscriptionProps};
use ferrocdk_core::{Construct, Diagnostic, Document, Scope, Value, doc};

use super::filter::FilterPolicy;
use super::subscriptions::{TopicSubscription, let_in};
use super::topic::Topic;
use crate::diagnostic_ids;
use crate::owned::constructs;
use crate::props::props;
use crate::sqs::Queue;

/// The way of delivery of a subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubscriptionProtocol {
    /// Plain HTTP; anybody on the way reads along.
    Http,
    /// HTTPS.
    Https,
    /// Email as text.
    Email,
    /// Email as JSON.
    EmailJson,
    /// Text messages.
    Sms,
    /// A queue.
    Sqs,
    /// A mobile app or device.
    Application,
    /// A function.
    Lambda,
    /// A delivery stream.
    Firehose,
}

impl SubscriptionProtocol {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
            Self::Email => "email",
            Self::EmailJson => "email-json",
            Self::Sms => "sms",
            Self::Sqs => "sqs",
            Self::Application => "application",
            Self::Lambda => "lambda",
            Self::Firehose => "firehose",
        }
    }

    fn takes_raw(self) -> bool {
        matches!(self, Self::Http | Self::Https | Self::Sqs | Self::Firehose)
    }
}

/// Part of a message that a subscriber gets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MessageForm {
    /// JSON that holds the message, its attributes and its signature.
    #[default]
    Envelope,
    /// The message as it was published.
    Raw,
}

props! {
    /// Settings of a [`Subscription`].
    pub struct SubscriptionProps for CfnSubscriptionProps {
        /// The topic, by ARN.
        refers topic_arn: refs::sns::TopicArn,
        /// The way of delivery.
        protocol: SubscriptionProtocol,
        /// Who gets messages: an ARN, an address, a number, or a URL.
        endpoint: Value<String>,
        /// Which messages are delivered. Default: all.
        filter_policy: Option<FilterPolicy>,
        /// Part of a message that is delivered. Default: an envelope with everything about it.
        form: MessageForm = MessageForm::Envelope,
        /// Where messages go that cannot be delivered. Default: nowhere; after all attempts they are lost.
        own dead_letter_queue: Option<Queue> = None,
        /// Attempts over HTTP, as SNS's delivery policies say them. Default: those of SNS, 50 within an hour.
        delivery_policy: Option<Document>,
        /// The role by which SNS delivers to Firehose.
        refers subscription_role_arn: Option<refs::iam::RoleArn>,
        /// The region of the topic, where it is another. Default: that of the stack.
        region: Option<Value<String>>,
    }
}

impl SubscriptionProps {
    /// Keeps what cannot be delivered in a queue of the same account and region.
    pub fn dead_letter_queue(mut self, queue: &Queue) -> Self {
        self.dead_letter_queue = Some(queue.clone());
        self
    }
}

/// A subscription to a topic. [`Topic::add_subscription`] makes one with the permissions that it needs; this one makes no others than that of its queue for failures.
///
/// Makes an `AWS::SNS::Subscription`.
///
/// ```
/// use ferrocdk_aws::sns::{Subscription, SubscriptionProps, SubscriptionProtocol, Topic, TopicProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let topic = Topic::new(&stack, "Orders", TopicProps::new());
/// let props = SubscriptionProps::new(&topic, SubscriptionProtocol::Https, "https://example.com/orders");
/// Subscription::new(&stack, "Shop", props);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Subscription {
    scope: Scope,
    resource: CfnSubscription,
}

constructs!(Subscription);

impl Subscription {
    /// Makes a subscription.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: SubscriptionProps) -> Self {
        let scope = scope.scope().child(id);
        check(&scope, &props);
        let mut subscription = CfnSubscriptionProps::new()
            .topic_arn(props.topic_arn.clone())
            .protocol(props.protocol.word())
            .endpoint(props.endpoint);
        if let Some(filter) = &props.filter_policy {
            subscription = subscription.filter_policy(filter.document());
            subscription.filter_policy_scope = filter.scope_word().map(Value::from);
        }
        if props.form == MessageForm::Raw {
            subscription = subscription.raw_message_delivery(true);
        }
        if let Some(queue) = &props.dead_letter_queue {
            subscription = subscription.redrive_policy(doc!({ "deadLetterTargetArn": queue.arn() }));
        }
        subscription.delivery_policy = props.delivery_policy;
        subscription.subscription_role_arn = props.subscription_role_arn;
        subscription.region = props.region;
        let subscription = CfnSubscription::new(&scope, "Resource", props.customize.apply(subscription));
        if let Some(queue) = &props.dead_letter_queue {
            let_in(&scope, queue, &props.topic_arn);
        }
        Self {
            scope,
            resource: subscription,
        }
    }

    /// A subscription as a topic makes it.
    #[track_caller]
    pub(super) fn of(topic: &Topic, subscription: impl TopicSubscription) -> Self {
        let subscriber = subscription.bind(topic);
        let made = Self::new(&subscriber.scope, &subscriber.id, subscriber.props);
        let protocol = subscriber.protocol;
        if topic.is_fifo() && protocol != SubscriptionProtocol::Sqs {
            let diagnostic = Diagnostic::error(diagnostic_ids::SUBSCRIPTION, "a FIFO topic delivers to queues alone")
                .at("", Some("Protocol"))
                .found(protocol.word())
                .help("subscribe a queue, and let the others read that; or make a standard topic");
            made.scope.report(diagnostic);
        }
        for needed in &subscriber.needs {
            made.scope.depends_on(needed);
        }
        made
    }

    /// The resource.
    pub fn cfn(&self) -> CfnSubscription {
        self.resource.clone()
    }

    /// The subscription's ARN.
    pub fn arn(&self) -> Value<String> {
        self.resource.reference()
    }
}

fn check(scope: &Scope, props: &SubscriptionProps) {
    if let Some(filter) = &props.filter_policy {
        filter.check(scope);
    }
    if props.form == MessageForm::Raw && !props.protocol.takes_raw() {
        let diagnostic = Diagnostic::error(
            diagnostic_ids::SUBSCRIPTION,
            "messages are not delivered raw by this protocol",
        )
        .at("", Some("RawMessageDelivery"))
        .found(props.protocol.word())
        .allowed("http, https, sqs, firehose");
        scope.report(diagnostic);
    }
    if props.protocol == SubscriptionProtocol::Firehose && props.subscription_role_arn.is_none() {
        let diagnostic = Diagnostic::error(diagnostic_ids::SUBSCRIPTION, "a delivery stream is subscribed without a role")
            .at("", Some("SubscriptionRoleArn"))
            .help("name a role that `sns.amazonaws.com` assumes, or let the topic do it: `topic.add_subscription(FirehoseSubscription::new(&stream))`");
        scope.report(diagnostic);
    }
}
