//! `FirehoseSubscription`: messages for a delivery stream.

use ferrocdk_core::Construct;

use super::{Subscriber, SubscriptionOptions, TopicSubscription, options, subscriber, unique_id};
use crate::iam::{Principal, Role, RoleProps};
use crate::kinesisfirehose::DeliveryStream;
use crate::sns::{SubscriptionProtocol, Topic};

/// A delivery stream, which archives messages. SNS delivers by a role that may put records.
///
/// ```
/// use ferrocdk_aws::kinesisfirehose::{DeliveryStream, DeliveryStreamProps, S3Bucket};
/// use ferrocdk_aws::s3::{Bucket, BucketProps};
/// use ferrocdk_aws::sns::{FirehoseSubscription, Topic, TopicProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "shop", StackProps::default());
/// let orders = Topic::new(&stack, "Orders", TopicProps::new());
/// let archive = Bucket::new(&stack, "Archive", BucketProps::new());
/// let delivery = DeliveryStream::new(&stack, "Delivery", DeliveryStreamProps::new(S3Bucket::new(&archive)));
/// orders.add_subscription(FirehoseSubscription::new(&delivery).raw());
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct FirehoseSubscription {
    /// The delivery stream.
    pub delivery_stream: DeliveryStream,
    /// The role by which SNS delivers. Default: one below the delivery stream, which all topics share.
    pub role: Option<Role>,
    /// Settings that every subscription has.
    pub options: SubscriptionOptions,
}

options!(FirehoseSubscription raw);

impl FirehoseSubscription {
    /// A delivery stream.
    #[must_use]
    pub fn new(delivery_stream: &DeliveryStream) -> Self {
        Self {
            delivery_stream: delivery_stream.clone(),
            role: None,
            options: SubscriptionOptions::default(),
        }
    }

    /// Delivers by a role that exists, which `sns.amazonaws.com` assumes.
    #[must_use]
    pub fn role(mut self, role: &Role) -> Self {
        self.role = Some(role.clone());
        self
    }
}

impl TopicSubscription for FirehoseSubscription {
    #[track_caller]
    fn bind(self, topic: &Topic) -> Subscriber {
        let stream = &self.delivery_stream;
        let scope = stream.scope().clone();
        let role = self.role.clone().unwrap_or_else(|| shared_role(stream));
        // SNS looks at the delivery stream besides filling it. Source: "Prerequisites for subscribing Firehose delivery streams to Amazon SNS topics". What lists all
        // of the account, as AWS's own example has it, is not needed for one.
        let look = ["firehose:DescribeDeliveryStream", "firehose:ListTagsForDeliveryStream"];
        let mut grant = stream.grant_put_records(&role);
        grant.join(stream.grants().actions(&role, look));
        let protocol = SubscriptionProtocol::Firehose;
        let id = unique_id(topic);
        let mut subscriber = subscriber(topic, scope, id, protocol, stream.arn(), self.options);
        subscriber.props.subscription_role_arn = Some(role.arn());
        subscriber.needing(Some(role.scope().clone()))
    }
}

/// The role of all topics that a delivery stream is subscribed to, as its scope keeps it.
#[derive(Clone, Debug)]
struct SharedRole(Role);

fn shared_role(stream: &DeliveryStream) -> Role {
    if let Some(SharedRole(role)) = stream.scope().extension() {
        return role;
    }
    let sns = Principal::service("sns.amazonaws.com");
    let role = Role::new(stream, "TopicSubscriptionRole", RoleProps::new(sns));
    stream.scope().set_extension(SharedRole(role.clone()));
    role
}
