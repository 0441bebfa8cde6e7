//! SNS: topics, which tell everybody who subscribes.
//!
//! ```
//! use ferrocdk_aws::sns::{EmailSubscription, FilterCondition, FilterPolicy, SqsSubscription, Topic, TopicProps};
//! use ferrocdk_aws::sqs::{Queue, QueueProps};
//! use ferrocdk_core::{App, Stack, StackProps};
//!
//! let app = App::new();
//! let stack = Stack::new(&app, "shop", StackProps::default());
//! let orders = Topic::new(&stack, "Orders", TopicProps::new());
//! let jobs = Queue::new(&stack, "Jobs", QueueProps::new());
//! let large = FilterPolicy::on_attributes().key("amount", [FilterCondition::at_least(1_000)]);
//! orders.add_subscription(SqsSubscription::new(&jobs).raw().filter(large));
//!
//! let operations = Topic::new(&stack, "Operations", TopicProps::new());
//! operations.allow_alarms();
//! operations.add_subscription(EmailSubscription::new("operations@example.com"));
//! # assert!(app.synth().is_ok());
//! ```
//!
//! | AWS CDK | here |
//! |---|---|
//! | `Topic`, `Topic.fromTopicArn`, `fromTopicAttributes` | [`Topic`], [`Topic::from_topic_arn`], [`Topic::from_topic_arn_and_key`]; a FIFO topic is one with [`TopicProps::fifo`] |
//! | `TopicPolicy` | part of each [`Topic`]; [`TopicPolicy`] for topics of others |
//! | `Subscription`, `SubscriptionProtocol` | [`Subscription`], [`SubscriptionProtocol`] |
//! | `SqsSubscription`, `LambdaSubscription`, `FirehoseSubscription`, `EmailSubscription`, `SmsSubscription`, `UrlSubscription` | the same names, given to [`Topic::add_subscription`] |
//! | `SubscriptionFilter`, `FilterOrPolicy` | [`FilterPolicy`], [`FilterCondition`] |
//! | `addLoggingConfig` | [`TopicProps::delivery_logs`] |
//! | `grantPublish`, `grantSubscribe` | [`Topic::grant_publish`], [`Topic::grant_subscribe`] |
//! | `enforceSSL` | always |

mod delivery_log;
mod filter;
mod grants;
mod metrics;
mod subscription;
mod subscriptions;
mod topic;
mod topic_policy;

pub use delivery_log::{DeliveryLog, LoggedProtocol, SampleRate};
pub use filter::{FilterCondition, FilterPolicy};
pub use grants::TopicGrants;
pub use subscription::{MessageForm, Subscription, SubscriptionProps, SubscriptionProtocol};
#[cfg(feature = "kinesisfirehose")]
pub use subscriptions::FirehoseSubscription;
#[cfg(feature = "lambda")]
pub use subscriptions::LambdaSubscription;
pub use subscriptions::{
    EmailSubscription, SmsSubscription, SqsSubscription, Subscriber, SubscriptionOptions, TopicSubscription,
    UrlSubscription,
};
pub use topic::{
    ArchiveRetention, FifoTopic, SignatureVersion, Topic, TopicEncryption, TopicMessageSize, TopicProps, TopicTracing,
};
pub use topic_policy::{TopicPolicy, TopicPolicyProps};
