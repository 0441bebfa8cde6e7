//! `Queue`: where messages wait.

use ferrocdk_cfn::sqs::{CfnQueue, CfnQueuePolicy, QueuePolicyProps, QueueProps as CfnQueueProps};
use ferrocdk_core::{CfnResource, Construct, Diagnostic, RemovalPolicy, ScannerRule, Scope, Value, doc, pseudo, text};

use super::grants::QueueGrants;
use crate::bounds::bounded;
use crate::grants::{ResourcePolicy, Target};
use crate::iam::{PolicyDocument, PolicyStatement, append_statement};
use crate::kms::Key;
use crate::owned::{Owned, constructs};
use crate::props::props;
use crate::units::{Days, Seconds};
use crate::{defaults, diagnostic_ids};

bounded! {
    /// How long a message that was received is kept from others, 0 to 43,200 seconds. Source: "Amazon SQS visibility timeout".
    VisibilityTimeout(Seconds) in 0..=43_200, "seconds";
    /// How long a message is kept, 60 seconds to 14 days. Source: "Amazon SQS message quotas".
    MessageRetention(Seconds) in 60..=1_209_600, "seconds";
    /// How long a message waits before anybody receives it, 0 to 900 seconds. Source: "Amazon SQS delay queues".
    DeliveryDelay(Seconds) in 0..=900, "seconds";
    /// How long a call for messages waits for one, 0 to 20 seconds. Source: "Amazon SQS short and long polling".
    WaitTime(Seconds) in 0..=20, "seconds";
    /// The size of a message at most, 1,024 to 1,048,576 bytes. Source: "Amazon SQS message quotas".
    MessageSize(u32) in 1_024..=1_048_576, "bytes";
    /// How often a message may be received before it moves on, 1 to 1,000. Source: "Using dead-letter queues in Amazon SQS".
    ReceiveCount(u32) in 1..=1_000, "receptions";
}

/// Encryption of a queue without a key of the account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QueueEncryption {
    /// SQS itself. It costs nothing, and services can send without further permissions.
    #[default]
    SqsManaged,
    /// The key `aws/sqs` of KMS, whose use CloudTrail records. Services such as SNS and EventBridge cannot send to such a queue.
    KmsManaged,
}

/// Order and duplicates of a first-in-first-out queue.
///
/// Source: "Amazon SQS FIFO queues", "High throughput for FIFO queues".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FifoQueue {
    /// Duplicates are told by the id that the sender gives, over the whole queue: 300 messages a second, 3,000 in batches.
    #[default]
    ByDeduplicationId,
    /// Duplicates are told by the content, over the whole queue.
    ByContent,
    /// Duplicates are told within each message group: the throughput of all groups together has a high quota.
    HighThroughput,
}

/// Who may name this queue as the one that their failed messages move to.
#[derive(Clone, Debug, PartialEq)]
pub enum RedriveAllow {
    /// Every queue of the account and region.
    All,
    /// None.
    None,
    /// These, by ARN; ten at most.
    Queues(Vec<Value<String>>),
}

/// Where a message goes that was received too often: one that always fails would be tried until it is too old, and then be lost.
#[derive(Clone, Debug)]
pub struct DeadLetterQueue {
    /// The ARN of the queue that it moves to.
    pub queue_arn: Value<String>,
    /// How often it may be received before.
    pub max_receive_count: ReceiveCount,
}

props! {
    /// Settings of a [`Queue`].
    pub struct QueueProps for CfnQueueProps {
        /// A name that does not change. Default: CloudFormation generates one, so that a replacement can stand beside the queue it replaces. The name of a FIFO queue ends in `.fifo`.
        queue_name: Option<Value<String>>,
        /// How long a message is kept. Default: 14 days, the longest there is, so that an outage over a weekend loses nothing; SQS itself would keep 4.
        retention_period: MessageRetention = MessageRetention::from(Seconds::from(Days(14))),
        /// How long a message that was received is kept from others. Default: 30 seconds, as SQS has it. A function needs six times its own timeout.
        visibility_timeout: Option<VisibilityTimeout>,
        /// How long a message waits before anybody receives it. Default: not at all.
        delivery_delay: Option<DeliveryDelay>,
        /// How long a call for messages waits for one. Default: not at all, as SQS has it; 20 seconds make fewer calls, each of which is paid.
        receive_message_wait_time: Option<WaitTime>,
        /// The size of a message at most. Default: 1 MiB, as SQS has it.
        max_message_size: Option<MessageSize>,
        /// Keeps messages in order, group by group, and without duplicates. Default: a standard queue, which delivers at least once in about the order of sending.
        fifo: Option<FifoQueue>,
        /// Where messages go that always fail. Default: nowhere; they are tried until they are too old.
        own dead_letter_queue: Option<DeadLetterQueue> = None,
        /// Who may name this queue as the one for their failures. Default: every queue of the account and region, as SQS has it.
        redrive_allow: Option<RedriveAllow>,
        /// The key of the account that encrypts messages. Default: that of the scope ([`Defaults`](crate::Defaults)), else none.
        encryption_key: Option<Key>,
        /// Encryption of messages without a key of the account. Default: SQS itself, which costs nothing.
        encryption: QueueEncryption = QueueEncryption::SqsManaged,
        /// Fate of the queue when it leaves the stack. Default: that of the scope ([`Defaults`](crate::Defaults)), else it stays with its messages.
        removal_policy: Option<RemovalPolicy>,
    }
}

impl QueueProps {
    /// Moves a message that was received so many times, 1 to 1,000, without being deleted to another queue, of the same kind, account and region.
    #[must_use]
    pub fn dead_letter_queue(mut self, queue: &Queue, max_receive_count: impl Into<ReceiveCount>) -> Self {
        self.dead_letter_queue = Some(DeadLetterQueue {
            queue_arn: queue.arn(),
            max_receive_count: max_receive_count.into(),
        });
        self
    }
}

/// A queue of SQS, encrypted, over TLS only.
///
/// Makes an `AWS::SQS::Queue` and an `AWS::SQS::QueuePolicy`. Costs 40 cents a million requests (50 for FIFO); a key of the account adds a request to KMS every five minutes and sender.
///
/// ```
/// use ferrocdk_aws::sqs::{FifoQueue, Queue, QueueProps};
/// use ferrocdk_aws::units::{Days, Minutes};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let orders = Queue::new(&stack, "Orders", QueueProps::new().fifo(FifoQueue::ByContent).visibility_timeout(Minutes(5)));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Queue {
    scope: Scope,
    resource: Owned<CfnQueue>,
    policy: Option<CfnQueuePolicy>,
    arn: Value<String>,
    url: Value<String>,
    name: Value<String>,
    key: Option<Key>,
}

constructs!(Queue);
ferrocdk_cfn::refers!(Queue: sqs { QueueArn => arn, QueueUrl => url });

impl From<&Self> for Queue {
    fn from(queue: &Self) -> Self {
        queue.clone()
    }
}

impl Queue {
    /// Makes a queue.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: QueueProps) -> Self {
        let scope = scope.scope().child(id);
        check(&scope, &props);
        let key = props.encryption_key.or_else(|| defaults::encryption_key(&scope));
        let mut queue = CfnQueueProps::new().message_retention_period(props.retention_period.get());
        match (&key, props.encryption) {
            (Some(key), _) => queue = queue.kms_master_key_id(key.arn()),
            (None, QueueEncryption::KmsManaged) => queue = queue.kms_master_key_id("alias/aws/sqs"),
            // As SQS does by itself; written, so that whoever reads the template need not know.
            (None, QueueEncryption::SqsManaged) => queue = queue.sqs_managed_sse_enabled(true),
        }
        queue.queue_name = props.queue_name;
        queue.visibility_timeout = props.visibility_timeout.map(|timeout| timeout.get().into());
        queue.delay_seconds = props.delivery_delay.map(|delay| delay.get().into());
        queue.receive_message_wait_time_seconds = props.receive_message_wait_time.map(|time| time.get().into());
        queue.maximum_message_size = props.max_message_size.map(|size| size.get().into());
        if let Some(fifo) = props.fifo {
            queue = queue.fifo_queue(true);
            queue = match fifo {
                FifoQueue::ByDeduplicationId => queue,
                FifoQueue::ByContent => queue.content_based_deduplication(true),
                FifoQueue::HighThroughput => queue
                    .deduplication_scope("messageGroup")
                    .fifo_throughput_limit("perMessageGroupId"),
            };
        }
        let has_dead_letters = props.dead_letter_queue.is_some();
        if let Some(DeadLetterQueue {
            queue_arn,
            max_receive_count,
        }) = props.dead_letter_queue
        {
            let policy = doc!({ "deadLetterTargetArn": queue_arn, "maxReceiveCount": max_receive_count.get() });
            queue = queue.redrive_policy(policy);
        }
        if let Some(allow) = props.redrive_allow {
            queue = queue.redrive_allow_policy(match allow {
                RedriveAllow::All => doc!({ "redrivePermission": "allowAll" }),
                RedriveAllow::None => doc!({ "redrivePermission": "denyAll" }),
                RedriveAllow::Queues(arns) => doc!({ "redrivePermission": "byQueue", "sourceQueueArns": arns }),
            });
        }
        let queue = CfnQueue::new(&scope, "Resource", props.customize.apply(queue));
        defaults::apply_removal_policy(&queue, props.removal_policy);
        acknowledge(&queue, has_dead_letters, key.is_some());
        let deny = PolicyStatement::deny_insecure_transport("sqs:*", [queue.attr_arn()]);
        let policy = QueuePolicyProps::new()
            .queues([queue.reference()])
            .policy_document(PolicyDocument::of([deny]));
        let policy = CfnQueuePolicy::new(&scope, "Policy", policy);
        Self {
            scope,
            arn: queue.attr_arn(),
            url: queue.reference(),
            name: queue.attr_queue_name(),
            resource: Owned::made(queue),
            policy: Some(policy),
            key,
        }
    }

    /// A queue that exists, by ARN.
    #[track_caller]
    pub fn from_queue_arn(scope: &dyn Construct, id: &str, arn: impl Into<Value<String>>) -> Self {
        let arn = arn.into();
        let part = |index: u32| match arn.literal() {
            Some(text) => Value::from(text.split(':').nth(index as usize).unwrap_or_default()),
            None => Value::select(index, arn.clone().split(":")),
        };
        let (region, account, name) = (part(3), part(4), part(5));
        let url = text!(
            "https://sqs.{}.{}/{}/{}",
            region,
            pseudo::url_suffix(),
            account,
            name.clone()
        );
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            policy: None,
            arn,
            url,
            name,
            key: None,
        }
    }

    /// A queue that exists, with the key that encrypts it, so that grants reach both.
    #[track_caller]
    pub fn from_queue_arn_and_key(
        scope: &dyn Construct,
        id: &str,
        arn: impl Into<Value<String>>,
        key: impl Into<Key>,
    ) -> Self {
        Self {
            key: Some(key.into()),
            ..Self::from_queue_arn(scope, id, arn)
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnQueue {
        self.resource.resource(&self.scope, |scope| {
            CfnQueue::new(scope, "Resource", CfnQueueProps::new())
        })
    }

    /// The queue's ARN.
    pub fn arn(&self) -> Value<String> {
        self.arn.clone()
    }

    /// The queue's URL, by which programs send and receive.
    pub fn url(&self) -> Value<String> {
        self.url.clone()
    }

    /// The queue's name.
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }

    /// The key that encrypts it, if it is one of the account.
    pub fn encryption_key(&self) -> Option<&Key> {
        self.key.as_ref()
    }

    /// Whether this app makes the queue, so that its policy can be changed.
    #[cfg(feature = "events")]
    pub(crate) fn is_owned(&self) -> bool {
        self.resource.get().is_some()
    }

    /// Whether the key that AWS manages encrypts it, which services cannot use.
    #[cfg(any(feature = "events", feature = "s3", feature = "sns"))]
    pub(crate) fn has_key_of_aws(&self) -> bool {
        let props = self.resource.get().and_then(|queue| queue.props::<CfnQueueProps>());
        let key = props.and_then(Result::ok).and_then(|props| props.kms_master_key_id);
        key.and_then(|key| key.literal().cloned())
            .is_some_and(|key| key == "alias/aws/sqs")
    }

    /// How many seconds a message is out of sight after it was received, if this app makes the queue and says it in numbers; `default` where it says nothing.
    #[cfg(feature = "lambda")]
    pub(crate) fn visibility_timeout(&self, default: i64) -> Option<i64> {
        let props = self.resource.get()?.props::<CfnQueueProps>()?.ok()?;
        props
            .visibility_timeout
            .map_or(Some(default), |time| time.literal().copied())
    }

    /// Whether it keeps messages in order. Of an imported queue the name tells.
    pub fn is_fifo(&self) -> bool {
        match self.resource.get() {
            Some(queue) => {
                let props = queue.props::<CfnQueueProps>().and_then(Result::ok);
                props
                    .and_then(|props| props.fifo_queue)
                    .is_some_and(|fifo| fifo.literal() == Some(&true))
            }
            None => self.name.literal().is_some_and(|name| name.ends_with(".fifo")),
        }
    }

    /// Grants on this queue.
    pub fn grants(&self) -> QueueGrants {
        QueueGrants::on(
            Target::new(self, self.arn())
                .policy(self.clone())
                .key(self.key.as_ref()),
        )
    }
}

impl ResourcePolicy for Queue {
    fn add_to_resource_policy(&self, statement: PolicyStatement) -> Option<Scope> {
        let policy = self.policy.as_ref()?;
        policy.update_property("PolicyDocument", |document| append_statement(document, statement));
        Some(policy.scope().clone())
    }
}

fn acknowledge(queue: &CfnResource, has_dead_letters: bool, has_key: bool) {
    if !has_dead_letters {
        queue.acknowledge(
            &[
                ScannerRule::CdkNag("AwsSolutions-SQS3"),
                ScannerRule::Guard("CT.SQS.PR.1"),
            ],
            "has no queue for what fails: it is one itself, or its messages are tried until they are too old",
        );
    }
    if !has_key {
        queue.acknowledge(
            &[
                ScannerRule::Checkov("CKV_AWS_27"),
                ScannerRule::Guard("SQS_QUEUE_KMS_MASTER_KEY_ID_RULE"),
            ],
            "encrypted by SQS itself; a key of the account is a choice of who deploys, since it costs and has a policy of its own",
        );
    }
}

fn check(scope: &Scope, props: &QueueProps) {
    let passes = |checked: Option<Result<(), crate::bounds::OutOfRange>>| checked.unwrap_or(Ok(()));
    let receptions = props
        .dead_letter_queue
        .as_ref()
        .map(|queue| queue.max_receive_count.check());
    let checks = [
        ("MessageRetentionPeriod", props.retention_period.check()),
        (
            "VisibilityTimeout",
            passes(props.visibility_timeout.map(VisibilityTimeout::check)),
        ),
        ("DelaySeconds", passes(props.delivery_delay.map(DeliveryDelay::check))),
        (
            "ReceiveMessageWaitTimeSeconds",
            passes(props.receive_message_wait_time.map(WaitTime::check)),
        ),
        (
            "MaximumMessageSize",
            passes(props.max_message_size.map(MessageSize::check)),
        ),
        ("RedrivePolicy", passes(receptions)),
    ];
    for (property, checked) in checks {
        if let Err(error) = checked {
            error.report(scope, diagnostic_ids::QUEUE_RANGE, property);
        }
    }
    if let Some(name) = props.queue_name.as_ref().and_then(Value::literal) {
        let is_fifo_name = name.ends_with(".fifo");
        if is_fifo_name != props.fifo.is_some() {
            let diagnostic = Diagnostic::error(
                diagnostic_ids::QUEUE_NAME,
                "the name of a queue says another kind than it has",
            )
            .at("", Some("QueueName"))
            .found(format!(
                "{name} for a {} queue",
                if props.fifo.is_some() { "FIFO" } else { "standard" }
            ))
            .allowed("names that end in `.fifo` for FIFO queues, and for no others")
            .help("mend the name, or leave it out");
            scope.report(diagnostic);
        }
    }
}
