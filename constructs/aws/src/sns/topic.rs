//! `Topic`: tells everybody who subscribes.

use ferrocdk_cfn::sns::{CfnTopic, CfnTopicPolicy, TopicPolicyProps, TopicProps as CfnTopicProps};
use ferrocdk_core::{
    CfnResource, Construct, Diagnostic, Document, ScannerRule, Scope, Value, doc, logical_id, pseudo, text,
};

use super::delivery_log::DeliveryLog;
use super::grants::TopicGrants;
use super::subscription::Subscription;
use super::subscriptions::TopicSubscription;
use crate::bounds::bounded;
use crate::grants::{ResourcePolicy, Target};
use crate::iam::{PolicyDocument, PolicyStatement, Principal, append_statement};
use crate::kms::Key;
use crate::owned::{Owned, constructs};
use crate::props::props;
use crate::units::Days;
use crate::{defaults, diagnostic_ids};

bounded! {
    /// How long a FIFO topic keeps its messages for replays, 1 to 365 days. Source: "Amazon SNS message archiving for FIFO topic owners".
    ArchiveRetention(Days) in 1..=365, "days";
    /// The size of a message at most, 1,024 to 1,048,576 bytes. Source: "AWS::SNS::Topic".
    TopicMessageSize(u32) in 1_024..=1_048_576, "bytes";
}

/// Characters of a display name. Source: "AWS::SNS::Topic".
const MAX_DISPLAY_NAME: usize = 100;

/// Encryption of a topic without a key of the account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TopicEncryption {
    /// The disks that messages are kept on, as SNS has it; it costs nothing, and every service can publish.
    #[default]
    SnsManaged,
    /// The key `aws/sns` of KMS, whose use CloudTrail records. CloudWatch's alarms, EventBridge and S3 cannot publish to such a topic.
    KmsManaged,
}

/// How a topic signs what it delivers over HTTP.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SignatureVersion {
    /// By SHA-1, as SNS has it where nothing is said.
    One,
    /// By SHA-256.
    #[default]
    Two,
}

/// Whose traces a topic continues.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TopicTracing {
    /// Those of publishers, to subscribers that trace.
    PassThrough,
    /// Those of publishers, and what the topic does stands in them. X-Ray needs a policy of the account for it.
    Active,
}

/// Order and duplicates of a first-in-first-out topic, which delivers to queues alone.
///
/// Source: "Message ordering and deduplication strategies using Amazon SNS FIFO topics".
///
/// ```
/// use ferrocdk_aws::sns::{FifoTopic, TopicProps};
/// use ferrocdk_aws::units::Days;
///
/// let orders = TopicProps::new().fifo(FifoTopic::new().by_content().by_message_group().archived_for(Days(30)));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FifoTopic {
    by_content: bool,
    by_message_group: bool,
    archive: Option<ArchiveRetention>,
}

impl FifoTopic {
    /// Duplicates are told by the id that the publisher gives, over the whole topic: 300 messages a second, 3,000 in batches.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Duplicates are told by the content.
    #[must_use]
    pub fn by_content(self) -> Self {
        Self {
            by_content: true,
            ..self
        }
    }

    /// Duplicates are told within each message group, so that the throughput of all groups together has a high quota.
    #[must_use]
    pub fn by_message_group(self) -> Self {
        Self {
            by_message_group: true,
            ..self
        }
    }

    /// Keeps messages for replays, 1 to 365 days. Costs 20 cents a GB and month.
    #[must_use]
    pub fn archived_for(self, retention: impl Into<ArchiveRetention>) -> Self {
        Self {
            archive: Some(retention.into()),
            ..self
        }
    }
}

props! {
    /// Settings of a [`Topic`].
    pub struct TopicProps for CfnTopicProps {
        /// A name that does not change. Default: one is generated, so that a replacement can stand beside the topic it replaces. The name of a FIFO topic ends in `.fifo`.
        topic_name: Option<Value<String>>,
        /// Name of the sender in emails and text messages, 100 characters at most. Default: the topic's name.
        display_name: Option<String>,
        /// Keeps messages in order, group by group, and without duplicates. Default: a standard topic, which delivers at least once in about the order of publishing.
        fifo: Option<FifoTopic>,
        /// The key of the account that encrypts messages. Default: that of the scope ([`Defaults`](crate::Defaults)), else none.
        encryption_key: Option<Key>,
        /// Encryption of messages without a key of the account. Default: SNS's disks, so that every service can publish.
        encryption: TopicEncryption = TopicEncryption::SnsManaged,
        /// The size of a message at most. Default: 256 KiB, as SNS has it.
        max_message_size: Option<TopicMessageSize>,
        /// How deliveries over HTTP are signed. Default: by SHA-256; SNS itself would take SHA-1.
        signature_version: SignatureVersion = SignatureVersion::Two,
        /// Whose traces the topic continues. Default: none.
        tracing: Option<TopicTracing>,
        /// Where CloudWatch Logs learns of deliveries, protocol by protocol. Default: nowhere; the metrics count failures.
        delivery_logs: Vec<DeliveryLog>,
        /// Data on persons that messages may not hold, as SNS's data protection policies say it. Default: none.
        data_protection_policy: Option<Document>,
    }
}

/// A topic of SNS, over TLS only.
///
/// Makes an `AWS::SNS::Topic` and an `AWS::SNS::TopicPolicy`. Costs 50 cents a million requests; deliveries to queues and functions cost nothing, a million emails 20 dollars.
///
/// ```
/// use ferrocdk_aws::sns::{EmailSubscription, Topic, TopicProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let operations = Topic::new(&stack, "Operations", TopicProps::new().display_name("Press shop"));
/// operations.allow_alarms();
/// operations.add_subscription(EmailSubscription::new("operations@example.com"));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Topic {
    scope: Scope,
    resource: Owned<CfnTopic>,
    policy: Option<CfnTopicPolicy>,
    arn: Value<String>,
    name: Value<String>,
    key: Option<Key>,
    is_fifo: bool,
}

constructs!(Topic);
ferrocdk_cfn::refers!(Topic: sns { TopicArn => arn, TopicName => name });

impl From<&Self> for Topic {
    fn from(topic: &Self) -> Self {
        topic.clone()
    }
}

impl Topic {
    /// Makes a topic.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: TopicProps) -> Self {
        let scope = scope.scope().child(id);
        check(&scope, &props);
        let key = props.encryption_key.or_else(|| defaults::encryption_key(&scope));
        let mut topic = CfnTopicProps::new();
        match (&key, props.encryption) {
            (Some(key), _) => topic = topic.kms_master_key_id(key.arn()),
            (None, TopicEncryption::KmsManaged) => topic = topic.kms_master_key_id("alias/aws/sns"),
            (None, TopicEncryption::SnsManaged) => {}
        }
        topic.display_name = props.display_name.map(Value::from);
        topic.maximum_message_size = props.max_message_size.map(|size| size.get().into());
        if props.signature_version == SignatureVersion::Two {
            topic = topic.signature_version("2");
        }
        topic.tracing_config = props.tracing.map(|tracing| match tracing {
            TopicTracing::PassThrough => "PassThrough".into(),
            TopicTracing::Active => "Active".into(),
        });
        topic.data_protection_policy = props.data_protection_policy;
        topic.topic_name = props.topic_name;
        if let Some(fifo) = props.fifo {
            topic = topic.fifo_topic(true);
            if fifo.by_content {
                topic = topic.content_based_deduplication(true);
            }
            if fifo.by_message_group {
                topic = topic.fifo_throughput_scope("MessageGroup");
            }
            if let Some(retention) = fifo.archive {
                topic = topic.archive_policy(doc!({ "MessageRetentionPeriod": retention.get() }));
            }
            // CloudFormation generates names without the suffix that SNS asks for.
            topic.topic_name = topic.topic_name.or_else(|| Some(fifo_name(&scope)));
        }
        if !props.delivery_logs.is_empty() {
            let logs = props.delivery_logs.iter().map(|log| log.config(&scope));
            topic = topic.delivery_status_logging(logs.collect::<Vec<_>>());
        }
        let topic = CfnTopic::new(&scope, "Resource", props.customize.apply(topic));
        acknowledge(&topic, key.as_ref());
        let deny = PolicyStatement::deny_insecure_transport("sns:Publish", [topic.reference()]);
        let policy = TopicPolicyProps::new()
            .topics([topic.reference()])
            .policy_document(PolicyDocument::of([deny]));
        let policy = CfnTopicPolicy::new(&scope, "Policy", policy);
        Self {
            scope,
            arn: topic.reference(),
            name: topic.attr_topic_name(),
            resource: Owned::made(topic),
            policy: Some(policy),
            key,
            is_fifo: props.fifo.is_some(),
        }
    }

    /// A topic that exists, by ARN. Its policy cannot be changed here, so services cannot be let in.
    #[track_caller]
    pub fn from_topic_arn(scope: &dyn Construct, id: &str, arn: impl Into<Value<String>>) -> Self {
        let arn = arn.into();
        let name = match arn.literal() {
            Some(text) => Value::from(text.rsplit(':').next().unwrap_or_default()),
            None => Value::select(5, arn.clone().split(":")),
        };
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            policy: None,
            is_fifo: name.literal().is_some_and(|name| name.ends_with(".fifo")),
            arn,
            name,
            key: None,
        }
    }

    /// A topic that exists, with the key that encrypts it, so that grants reach both.
    #[track_caller]
    pub fn from_topic_arn_and_key(
        scope: &dyn Construct,
        id: &str,
        arn: impl Into<Value<String>>,
        key: impl Into<Key>,
    ) -> Self {
        Self {
            key: Some(key.into()),
            ..Self::from_topic_arn(scope, id, arn)
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnTopic {
        self.resource.resource(&self.scope, |scope| {
            CfnTopic::new(scope, "Resource", CfnTopicProps::new())
        })
    }

    /// The topic's ARN.
    pub fn arn(&self) -> Value<String> {
        self.arn.clone()
    }

    /// The topic's name.
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }

    /// The key that encrypts it, if it is one of the account.
    pub fn encryption_key(&self) -> Option<&Key> {
        self.key.as_ref()
    }

    /// Whether it keeps messages in order, as far as that is known of an import.
    pub fn is_fifo(&self) -> bool {
        self.is_fifo
    }

    /// Whether this app makes the topic, so that its policy can be changed.
    #[cfg(feature = "events")]
    pub(crate) fn is_owned(&self) -> bool {
        self.resource.get().is_some()
    }

    /// Delivers what is published to somebody.
    #[track_caller]
    pub fn add_subscription(&self, subscription: impl TopicSubscription) -> Subscription {
        Subscription::of(self, subscription)
    }

    /// Lets CloudWatch alarms of the account publish.
    ///
    /// An imported topic is left as it is: whoever owns it lets them in.
    pub fn allow_alarms(&self) {
        let alarms = PolicyStatement::allow(["sns:Publish"])
            .sid("Alarms")
            .by(Principal::service("cloudwatch.amazonaws.com"))
            .on(self.arn())
            .from_own_account();
        if self.add_to_resource_policy(alarms).is_some()
            && let Some(key) = &self.key
        {
            key.allow_alarms();
        }
    }

    /// Grants on this topic.
    pub fn grants(&self) -> TopicGrants {
        TopicGrants::on(
            Target::new(self, self.arn())
                .policy(self.clone())
                .key(self.key.as_ref()),
        )
    }
}

impl ResourcePolicy for Topic {
    fn add_to_resource_policy(&self, statement: PolicyStatement) -> Option<Scope> {
        let policy = self.policy.as_ref()?;
        policy.update_property("PolicyDocument", |document| append_statement(document, statement));
        Some(policy.scope().clone())
    }
}

/// A name that no other topic of the account has, as long as no two stacks have one name.
fn fifo_name(scope: &Scope) -> Value<String> {
    /// SNS takes 256 characters, of which the name of a stack may have 128.
    const MAX: usize = 100;
    let path = scope.path();
    let components: Vec<&str> = path.split('/').collect();
    let id = logical_id(&components).unwrap_or_default();
    // The hash at the end is what makes it the only one.
    let id: String = id.chars().skip(id.len().saturating_sub(MAX)).collect();
    text!("{}-{}.fifo", pseudo::stack_name(), id)
}

fn acknowledge(topic: &CfnResource, key: Option<&Key>) {
    if key.is_none() {
        topic.acknowledge(
            &[
                ScannerRule::Checkov("CKV_AWS_26"),
                ScannerRule::Guard("SNS_ENCRYPTED_KMS"),
            ],
            "kept on encrypted disks; with the key that AWS manages, alarms and other services could not publish, and a key of the account is there for whoever gives one",
        );
    }
}

fn check(scope: &Scope, props: &TopicProps) {
    let archive = props.fifo.and_then(|fifo| fifo.archive).map(ArchiveRetention::check);
    let size = props.max_message_size.map(TopicMessageSize::check);
    for (property, checked) in [("ArchivePolicy", archive), ("MaximumMessageSize", size)] {
        if let Some(Err(error)) = checked {
            error.report(scope, diagnostic_ids::TOPIC_RANGE, property);
        }
    }
    if let Some(name) = &props.display_name
        && name.chars().count() > MAX_DISPLAY_NAME
    {
        let diagnostic = Diagnostic::error(diagnostic_ids::TOPIC_RANGE, "DisplayName is too long")
            .at("", Some("DisplayName"))
            .found(format!("{} characters", name.chars().count()))
            .allowed(format!("{MAX_DISPLAY_NAME} characters"));
        scope.report(diagnostic);
    }
    if let Some(name) = props.topic_name.as_ref().and_then(Value::literal)
        && name.ends_with(".fifo") != props.fifo.is_some()
    {
        let kind = if props.fifo.is_some() { "FIFO" } else { "standard" };
        let diagnostic = Diagnostic::error(
            diagnostic_ids::TOPIC_KIND,
            "the name of a topic says another kind than it has",
        )
        .at("", Some("TopicName"))
        .found(format!("{name} for a {kind} topic"))
        .allowed("names that end in `.fifo` for FIFO topics, and for no others")
        .help("mend the name, or leave it out");
        scope.report(diagnostic);
    }
}
