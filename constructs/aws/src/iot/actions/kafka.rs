//! Topics of Kafka clusters.

use ferrocdk_cfn::iot::topic_rule::{Action as CfnAction, KafkaAction as CfnKafkaAction, KafkaActionHeader};
use ferrocdk_cfn::refs::iot::TopicRuleDestinationArn;
use ferrocdk_core::{IntoRef, Value, text};

use crate::iam::PolicyStatement;
use crate::iot::{RuleAction, TopicRule};

/// Sends each message to a topic of a Kafka cluster, through a destination in the cluster's network ([`TopicRuleDestination`](crate::iot::TopicRuleDestination)).
///
/// ```
/// use ferrocdk_aws::iot::actions::KafkaAction;
///
/// let destination = "arn:aws:iot:sa-east-1:111122223333:ruledestination/vpc/0f5f8d5c-2b1a-4c4e-9a0e-5f1c2d3e4f5a";
/// let secret = "arn:aws:secretsmanager:sa-east-1:111122223333:secret:AmazonMSK_plant-AbCdEf";
/// let brokers = "b-1.plant.a1b2c3.kafka.sa-east-1.amazonaws.com:9096";
/// let send = KafkaAction::new(destination, "readings", brokers).sasl_scram(secret).key("${topic(2)}");
/// ```
#[derive(Clone, Debug)]
#[must_use = "an action takes effect in a rule"]
pub struct KafkaAction {
    destination: Value<String>,
    topic: Value<String>,
    client_properties: Vec<(String, Value<String>)>,
    secret: Option<Value<String>>,
    key: Option<Value<String>>,
    partition: Option<Value<String>>,
    headers: Vec<KafkaActionHeader>,
}

impl KafkaAction {
    /// Sends through a destination, by ARN, to a topic of the cluster that these brokers belong to, with their ports.
    pub fn new(
        destination: impl IntoRef<TopicRuleDestinationArn>,
        topic: impl Into<Value<String>>,
        bootstrap_servers: impl Into<Value<String>>,
    ) -> Self {
        let plain = |name: &str, value: &str| (name.to_owned(), Value::from(value));
        Self {
            destination: destination.into_ref(),
            topic: topic.into(),
            client_properties: vec![
                // Not sent before all replicas in sync have it.
                plain("acks", "all"),
                ("bootstrap.servers".to_owned(), bootstrap_servers.into()),
                plain("compression.type", "none"),
                plain(
                    "key.serializer",
                    "org.apache.kafka.common.serialization.StringSerializer",
                ),
                plain("security.protocol", "SSL"),
                plain(
                    "value.serializer",
                    "org.apache.kafka.common.serialization.ByteBufferSerializer",
                ),
            ],
            secret: None,
            key: None,
            partition: None,
            headers: Vec::new(),
        }
    }

    /// Proves who it is by name and password (SCRAM) from a secret, by ARN, with the fields `username` and `password`. The rule's role may read it.
    ///
    /// Source: "Apache Kafka" among the rule actions of the AWS IoT developer guide.
    pub fn sasl_scram(mut self, secret_arn: impl Into<Value<String>>) -> Self {
        self.secret = Some(secret_arn.into());
        self.client_property("security.protocol", "SASL_SSL")
            .client_property("sasl.mechanism", "SCRAM-SHA-512")
    }

    /// Sets a property of the producer, in place of what it has there. Defaults: `acks` `all`, over TLS.
    pub fn client_property(mut self, name: &str, value: impl Into<Value<String>>) -> Self {
        let value = value.into();
        match self.client_properties.iter_mut().find(|(there, _)| there == name) {
            Some((_, there)) => *there = value,
            None => self.client_properties.push((name.to_owned(), value)),
        }
        self
    }

    /// Sets the key of records, a substitution template. Default: none.
    pub fn key(mut self, key: impl Into<Value<String>>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// Sets the partition, a substitution template. Default: Kafka decides by the key.
    pub fn partition(mut self, partition: impl Into<Value<String>>) -> Self {
        self.partition = Some(partition.into());
        self
    }

    /// Adds a header.
    pub fn header(mut self, key: impl Into<Value<String>>, value: impl Into<Value<String>>) -> Self {
        self.headers.push(KafkaActionHeader::new().key(key).value(value));
        self
    }
}

impl RuleAction for KafkaAction {
    fn bind(&self, rule: &TopicRule) -> CfnAction {
        let mut properties = self.client_properties.clone();
        if let Some(secret) = &self.secret {
            let role = rule.role();
            let read = PolicyStatement::allow(["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]);
            role.add_to_policy(read.on(secret.clone()));
            for (property, field) in [("sasl.scram.username", "username"), ("sasl.scram.password", "password")] {
                let value = text!(
                    "${{get_secret('{}', 'SecretString', '{}', '{}')}}",
                    secret.clone(),
                    field,
                    role.arn()
                );
                properties.push((property.to_owned(), value));
            }
        }
        let mut action = CfnKafkaAction::new()
            .destination_arn(self.destination.clone())
            .topic(self.topic.clone())
            .client_properties(properties.into_iter().collect::<ferrocdk_core::bindings::Map<_>>());
        action.key = self.key.clone();
        action.partition = self.partition.clone();
        if !self.headers.is_empty() {
            action = action.headers(self.headers.clone());
        }
        CfnAction::new().kafka(action)
    }
}
