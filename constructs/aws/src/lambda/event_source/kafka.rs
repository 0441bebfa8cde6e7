//! Topics of Kafka, in MSK and elsewhere.

use ferrocdk_cfn::lambda::EventSourceMappingProps as CfnEventSourceMappingProps;
use ferrocdk_cfn::refs::ec2::{SecurityGroupId, SubnetId};
use ferrocdk_cfn::refs::msk::ClusterArn;
use ferrocdk_cfn::refs::secretsmanager::SecretArn;
use ferrocdk_core::{Construct, Diagnostic, Document, Value};

use super::mapping::{
    BatchAnswer, BatchSize, BatchingWindow, EventSourceMapping, EventSourceMappingProps, FailingBatch, MappingState,
    ProvisionedPollers, RetryAttempts, StartingPosition,
};
use super::{EventSource, unique_id};
use crate::diagnostic_ids;
use crate::iam::PolicyStatement;
use crate::kms::Key;
use crate::lambda::Function;
use crate::lambda::destination::Destination;
use crate::props::props;

/// How Lambda proves to brokers who it is, with a secret that holds user and password, or certificate and key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KafkaAuthentication {
    /// SASL/SCRAM with SHA-512.
    #[default]
    SaslScram512,
    /// SASL/SCRAM with SHA-256.
    SaslScram256,
    /// SASL/PLAIN.
    Basic,
    /// A certificate, by mutual TLS.
    ClientCertificateTls,
}

impl KafkaAuthentication {
    fn word(self) -> &'static str {
        match self {
            Self::SaslScram512 => "SASL_SCRAM_512_AUTH",
            Self::SaslScram256 => "SASL_SCRAM_256_AUTH",
            Self::Basic => "BASIC_AUTH",
            Self::ClientCertificateTls => "CLIENT_CERTIFICATE_TLS_AUTH",
        }
    }
}

macro_rules! kafka_source {
    ($(#[$doc:meta])* $name:ident { $($own:tt)* }) => {
        props! {
            $(#[$doc])*
            pub struct $name for CfnEventSourceMappingProps {
                $($own)*
                /// The secret with which Lambda proves who it is.
                refers secret: Option<SecretArn>,
                /// The consumer group. Default: one of the mapping's own, so that a new mapping begins anew.
                consumer_group_id: Option<String>,
                /// Records in a batch at most. Default: 100, as Lambda has it.
                batch_size: BatchSize = BatchSize::from(100),
                /// How long a batch may wait to fill. Default: half a second, as Lambda has it.
                max_batching_window: Option<BatchingWindow>,
                /// How often a failing batch is tried again. Default: until its records are too old. Others need provisioned pollers.
                retry_attempts: Option<RetryAttempts>,
                /// Fate of a batch that the function ends with an error for. Default: it is tried again as it is. To halve it needs provisioned pollers.
                failing_batch: Option<FailingBatch>,
                /// The part of a batch that is tried again. Default: all of it. Parts need provisioned pollers.
                batch_answer: Option<BatchAnswer>,
                /// Where reading begins. Default: at the oldest record; the newest would skip records while the mapping is made or changed.
                starting_position: StartingPosition = StartingPosition::TrimHorizon,
                /// Where records go that are given up. Default: nowhere.
                on_failure: Option<Destination>,
                /// Which records the function gets: those that one of the patterns matches. Default: all.
                filters: Vec<Document>,
                /// The key that encrypts the patterns. Default: Lambda's own.
                filter_encryption: Option<Key>,
                /// Readers that are kept ready. Default: none.
                provisioned_pollers: Option<ProvisionedPollers>,
                /// Whether the topic is read. Default: it is.
                state: MappingState = MappingState::Enabled,
            }
        }

        impl $name {
            /// The settings that both kinds of cluster share.
            fn shared(&self, function: &Function) -> EventSourceMappingProps {
                let mut props = EventSourceMappingProps::new(function)
                    .kafka_topic(self.topic.as_str())
                    .batch_size(self.batch_size)
                    .starting_position(self.starting_position)
                    .filters(self.filters.clone())
                    .state(self.state);
                props.kafka_consumer_group_id = self.consumer_group_id.clone();
                props.max_batching_window = self.max_batching_window;
                props.retry_attempts = self.retry_attempts;
                props.failing_batch = self.failing_batch;
                props.batch_answer = self.batch_answer;
                props.on_failure = self.on_failure.clone();
                props.filter_encryption = self.filter_encryption.clone();
                props.provisioned_pollers = self.provisioned_pollers;
                props.customize = self.customize.clone();
                props
            }
        }

        impl EventSource for $name {
            type Made = EventSourceMapping;

            #[track_caller]
            fn connect(self, function: &Function) -> EventSourceMapping {
                let id = format!("KafkaEventSource:{}{}", unique_id(function), self.topic);
                self.mapping(function, &id, function)
            }
        }
    };
}

kafka_source! {
    /// A topic of a cluster of MSK.
    ///
    /// The function gets permissions for the cluster and its network, where Lambda reads it, and for the secret. A cluster that lets in by IAM needs further ones for topic and group.
    ///
    /// ```
    /// use ferrocdk_aws::lambda::{Code, Function, FunctionProps, ManagedKafkaEventSource};
    /// use ferrocdk_core::{App, Stack, StackProps};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// let worker = Function::new(&stack, "Worker", FunctionProps::new(Code::rust("processor")));
    /// let cluster = "arn:aws:kafka:sa-east-1:111122223333:cluster/orders/12345678-1234-1234-1234-123456789012-1";
    /// worker.add_event_source(ManagedKafkaEventSource::new(cluster, "orders"));
    /// # assert!(app.synth().is_ok());
    /// ```
    ManagedKafkaEventSource {
        /// The cluster.
        refers cluster: ClusterArn,
        /// The topic.
        topic: String,
    }
}

kafka_source! {
    /// A topic of brokers outside of MSK.
    ///
    /// Brokers are reached over the internet with a secret, or in a network, of which subnets and security groups are given.
    ///
    /// ```
    /// use ferrocdk_aws::lambda::{Code, Function, FunctionProps, SelfManagedKafkaEventSource};
    /// use ferrocdk_core::{App, Stack, StackProps};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// let worker = Function::new(&stack, "Worker", FunctionProps::new(Code::rust("processor")));
    /// let secret = "arn:aws:secretsmanager:sa-east-1:111122223333:secret:kafka-AbCdEf";
    /// let source = SelfManagedKafkaEventSource::new("orders").bootstrap_servers(["kafka.example.com:9096"]).secret(secret);
    /// worker.add_event_source(source);
    /// # assert!(app.synth().is_ok());
    /// ```
    SelfManagedKafkaEventSource {
        /// The topic.
        topic: String,
        /// The brokers, with their ports.
        bootstrap_servers: Vec<Value<String>>,
        /// How the secret proves who Lambda is.
        authentication: KafkaAuthentication = KafkaAuthentication::SaslScram512,
        /// A secret with the certificate that the brokers' own are signed by.
        refers root_ca_certificate: Option<SecretArn>,
        /// The subnets that the brokers are reached from.
        refers subnets: Vec<SubnetId>,
        /// The security groups that Lambda has there.
        refers security_groups: Vec<SecurityGroupId>,
    }
}

impl ManagedKafkaEventSource {
    /// Connects it as a construct of its own id elsewhere in the tree.
    #[track_caller]
    pub fn mapping(self, scope: &dyn Construct, id: &str, function: &Function) -> EventSourceMapping {
        let mut props = self.shared(function).event_source_arn(self.cluster.clone());
        let actions = [
            "kafka:DescribeCluster",
            "kafka:DescribeClusterV2",
            "kafka:GetBootstrapBrokers",
            "kafka:ListScramSecrets",
        ];
        function.add_to_role_policy(PolicyStatement::allow(actions).on(self.cluster));
        allow_network(function);
        if let Some(secret) = self.secret {
            allow_secret(function, &secret);
            props = props.source_access(KafkaAuthentication::SaslScram512.word(), secret);
        }
        EventSourceMapping::new(scope, id, props)
    }
}

impl SelfManagedKafkaEventSource {
    /// Connects it as a construct of its own id elsewhere in the tree.
    #[track_caller]
    pub fn mapping(self, scope: &dyn Construct, id: &str, function: &Function) -> EventSourceMapping {
        let mut props = self.shared(function).kafka_bootstrap_servers(self.bootstrap_servers);
        let in_network = !self.subnets.is_empty();
        if in_network == self.security_groups.is_empty() || (!in_network && self.secret.is_none()) {
            let diagnostic = Diagnostic::error(diagnostic_ids::MAPPING, "brokers that Lambda cannot reach")
                .at("", Some("SourceAccessConfigurations"))
                .found(format!(
                    "{} subnets, {} security groups, {} secret",
                    self.subnets.len(),
                    self.security_groups.len(),
                    if self.secret.is_some() { "a" } else { "no" }
                ))
                .allowed("a secret for brokers on the internet; subnets and security groups for those in a network");
            function.scope().report(diagnostic);
        }
        if let Some(secret) = self.secret {
            allow_secret(function, &secret);
            props = props.source_access(self.authentication.word(), secret);
        }
        if let Some(certificate) = self.root_ca_certificate {
            allow_secret(function, &certificate);
            props = props.source_access("SERVER_ROOT_CA_CERTIFICATE", certificate);
        }
        if in_network {
            allow_network(function);
        }
        for group in self.security_groups {
            props = props.source_access("VPC_SECURITY_GROUP", group);
        }
        for subnet in self.subnets {
            props = props.source_access("VPC_SUBNET", subnet);
        }
        EventSourceMapping::new(scope, id, props)
    }
}

/// Lambda reads brokers of a network with interfaces of the function's role. Source: "Configuring Lambda execution role permissions" for Amazon MSK.
fn allow_network(function: &Function) {
    let actions = [
        "ec2:CreateNetworkInterface",
        "ec2:DeleteNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets",
        "ec2:DescribeVpcs",
    ];
    function.add_to_role_policy(PolicyStatement::allow(actions).on_everything());
}

fn allow_secret(function: &Function, secret: &Value<String>) {
    let actions = ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"];
    function.add_to_role_policy(PolicyStatement::allow(actions).on(secret.clone()));
}
