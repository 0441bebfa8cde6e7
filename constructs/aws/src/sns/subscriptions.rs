//! Who can be subscribed to a topic, with the permissions that deliveries need.

use ferrocdk_cfn::sqs::QueueProps;
use ferrocdk_core::{Annotations, CfnResource, Construct, Diagnostic, Document, Scope, Value, logical_id};

use super::filter::FilterPolicy;
use super::subscription::{MessageForm, SubscriptionProps, SubscriptionProtocol};
use super::topic::Topic;
use crate::diagnostic_ids;
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
    /// What has to be there before, such as the policy of the queue.
    pub needs: Vec<Scope>,
}

/// What every subscription can be told.
#[derive(Clone, Debug, Default)]
pub struct SubscriptionOptions {
    /// Which messages are delivered. Default: all.
    pub filter: Option<FilterPolicy>,
    /// Where messages go that cannot be delivered. Default: nowhere; after all attempts they are lost.
    pub dead_letter_queue: Option<Queue>,
    /// What of a message is delivered. Default: an envelope with everything about it.
    pub form: MessageForm,
    /// Attempts over HTTP. Default: those of SNS.
    pub delivery_policy: Option<Document>,
}

macro_rules! subscriptions {
    ($($name:ident)+) => {$(
        impl $name {
            /// Delivers only the messages that a filter lets through.
            #[must_use]
            pub fn filter(mut self, policy: FilterPolicy) -> Self {
                self.options.filter = Some(policy);
                self
            }

            /// Keeps what cannot be delivered in a queue of the same account and region.
            #[must_use]
            pub fn dead_letter_queue(mut self, queue: &Queue) -> Self {
                self.options.dead_letter_queue = Some(queue.clone());
                self
            }
        }
    )+};
    (raw: $($name:ident)+) => {$(
        impl $name {
            /// Delivers messages as they were published, without an envelope.
            #[must_use]
            pub fn raw(mut self) -> Self {
                self.options.form = MessageForm::Raw;
                self
            }
        }
    )+};
}

subscriptions! { SqsSubscription EmailSubscription SmsSubscription UrlSubscription }
subscriptions! { raw: SqsSubscription UrlSubscription }

/// A queue, which has to be of the topic's kind: FIFO for FIFO, standard for standard; a standard queue takes a FIFO topic's messages without their order.
///
/// The queue's policy lets the topic send, and so does the key that encrypts the queue.
///
/// ```
/// use ferrocdk_aws::sns::{SqsSubscription, Topic, TopicProps};
/// use ferrocdk_aws::sqs::{Queue, QueueProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "shop", StackProps::default());
/// let orders = Topic::new(&stack, "Orders", TopicProps::new());
/// let failed = Queue::new(&stack, "Failed", QueueProps::new());
/// let jobs = Queue::new(&stack, "Jobs", QueueProps::new());
/// orders.add_subscription(SqsSubscription::new(&jobs).raw().dead_letter_queue(&failed));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct SqsSubscription {
    /// The queue.
    pub queue: Queue,
    /// What every subscription can be told.
    pub options: SubscriptionOptions,
}

impl SqsSubscription {
    /// A queue.
    #[must_use]
    pub fn new(queue: &Queue) -> Self {
        Self {
            queue: queue.clone(),
            options: SubscriptionOptions::default(),
        }
    }
}

impl TopicSubscription for SqsSubscription {
    #[track_caller]
    fn bind(self, topic: &Topic) -> Subscriber {
        let scope = self.queue.scope().clone();
        check_queue(topic, &self.queue);
        let policy = let_in(&scope, &self.queue, &topic.arn());
        let protocol = SubscriptionProtocol::Sqs;
        subscriber(topic, scope, unique_id(topic), protocol, self.queue.arn(), self.options).needing(policy)
    }
}

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
    /// What every subscription can be told.
    pub options: SubscriptionOptions,
}

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
    /// What every subscription can be told.
    pub options: SubscriptionOptions,
}

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
    /// What every subscription can be told.
    pub options: SubscriptionOptions,
}

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

/// A subscriber with everything that the options say.
pub(super) fn subscriber(
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
pub(super) fn let_in(scope: &Scope, queue: &Queue, topic_arn: &Value<String>) -> Option<Scope> {
    let sns = || Principal::service("sns.amazonaws.com").from_source(topic_arn.clone());
    let send = PolicyStatement::allow(["sqs:SendMessage"]).by(sns()).on(queue.arn());
    let policy = queue.add_to_resource_policy(send);
    let key = queue.encryption_key().map(|key| {
        let encrypt = PolicyStatement::allow(["kms:Decrypt", "kms:GenerateDataKey"]).by(sns());
        key.add_to_resource_policy(encrypt)
    });
    if policy.is_none() || key.is_some_and(|key| key.is_none()) {
        Annotations::of(scope).add_warning(
            "sns:queuePolicy",
            "an imported queue, or one with an imported key, is left as it is: whoever owns them lets `sns.amazonaws.com` send to the queue and use the key",
        );
    }
    policy
}

/// Tells what a topic cannot send to: a FIFO queue takes messages of FIFO topics alone, and the key that AWS manages for SQS lets no service in.
fn check_queue(topic: &Topic, queue: &Queue) {
    let report = |message: &str, found: &str, help: &str| {
        let diagnostic = Diagnostic::error(diagnostic_ids::SUBSCRIPTION, message).at("", Some("Endpoint"));
        queue.scope().report(diagnostic.found(found).help(help));
    };
    let resource = queue.scope().find_child("Resource");
    let made = resource.and_then(|scope| CfnResource::of(&scope)?.props::<QueueProps>()?.ok());
    let is_fifo = match &made {
        Some(made) => made.fifo_queue.as_ref().and_then(Value::literal) == Some(&true),
        None => queue.name().literal().is_some_and(|name| name.ends_with(".fifo")),
    };
    if is_fifo && !topic.is_fifo() {
        report(
            "a standard topic does not deliver to a FIFO queue",
            "a FIFO queue",
            "make the topic FIFO, `TopicProps::fifo(FifoTopic::new())`, or the queue a standard one",
        );
    }
    let key = made.and_then(|made| made.kms_master_key_id);
    if key
        .as_ref()
        .and_then(Value::literal)
        .is_some_and(|key| key == "alias/aws/sqs")
    {
        report(
            "a topic cannot send to a queue under the key that AWS manages",
            "alias/aws/sqs",
            "leave the encryption to SQS, or give the queue a key of the account",
        );
    }
}

/// An id that no other topic has, as AWS CDK makes it.
pub(super) fn unique_id(topic: &Topic) -> String {
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
