//! Queues where what failed waits to be looked at.

use ferrocdk_cfn::sqs::{CfnQueue, CfnQueuePolicy, QueuePolicyProps, QueueProps};
use ferrocdk_core::{Construct, Scope, Value, doc};

use crate::cloudwatch::Metric;
use crate::iam::{Grantee, Statement, policy_document};
use crate::kms::Key;
use crate::units::{Days, Seconds};

/// How often a message is received before it moves on to the terminal queue.
const MAX_RECEIVE_COUNT: i32 = 5;

/// A queue that keeps messages for 14 days, the longest there is, encrypted and over TLS only.
#[derive(Clone, Debug)]
pub struct Queue {
    scope: Scope,
    queue: CfnQueue,
    key: Key,
}

impl Construct for Queue {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl Queue {
    /// Makes a queue. With a `terminal` queue, messages that were received five times without being deleted move there.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, key: &Key, terminal: Option<&Self>) -> Self {
        let scope = scope.scope().child(id);
        let props = QueueProps::new()
            .kms_master_key_id(key.arn())
            .message_retention_period(Seconds::from(Days(14)).get());
        let props = match terminal {
            Some(terminal) => props
                .redrive_policy(doc!({ "deadLetterTargetArn": terminal.arn(), "maxReceiveCount": MAX_RECEIVE_COUNT })),
            None => props.redrive_allow_policy(doc!({ "redrivePermission": "allowAll" })),
        };
        let queue = CfnQueue::new(&scope, "Resource", props);
        let policy = policy_document([Statement::deny_insecure_transport("sqs:*", [queue.attr_arn()])]);
        let props = QueuePolicyProps::new()
            .queues([queue.reference()])
            .policy_document(policy);
        CfnQueuePolicy::new(&scope, "Policy", props);
        Self {
            scope,
            queue,
            key: key.clone(),
        }
    }

    /// The queue's ARN.
    pub fn arn(&self) -> Value<String> {
        self.queue.attr_arn()
    }

    /// The queue's URL.
    pub fn url(&self) -> Value<String> {
        self.queue.reference()
    }

    /// Lets a grantee send messages.
    pub fn grant_send(&self, grantee: &dyn Grantee) {
        grantee.grant(Statement::allow(["sqs:SendMessage"]).on(self.arn()));
        self.key.grant_use(grantee);
    }

    /// How many messages wait; above zero, somebody has to look.
    pub fn metric_visible(&self) -> Metric {
        Metric::new("AWS/SQS", "ApproximateNumberOfMessagesVisible")
            .dimension("QueueName", self.queue.attr_queue_name())
    }
}
