//! IoT Core: devices, what they may do, and what happens with their messages.
//!
//! ```
//! use ferrocdk_aws::iot::actions::{KinesisAction, LambdaAction, SqsAction};
//! use ferrocdk_aws::iot::{ErrorAction, Policy, PolicyProps, TopicRule, TopicRuleProps, device};
//! use ferrocdk_aws::kinesis::{Stream, StreamProps};
//! use ferrocdk_aws::lambda::Function;
//! use ferrocdk_aws::sqs::{Queue, QueueProps};
//! use ferrocdk_core::{App, Stack, StackProps};
//!
//! let app = App::new();
//! let stack = Stack::new(&app, "plant", StackProps::default());
//! let readings = Stream::new(&stack, "Readings", StreamProps::new());
//! let failed = Queue::new(&stack, "Failed", QueueProps::new());
//! let inspect = Function::from_function_name(&stack, "Inspect", "inspect");
//!
//! let kept = ErrorAction::new(SqsAction::new(&failed));
//! let props = TopicRuleProps::new("SELECT *, topic(2) AS thing FROM 'plant/+/readings'", kept)
//!     .action(KinesisAction::new(&readings).partition_key("${topic(2)}"))
//!     .action(LambdaAction::new(&inspect));
//! TopicRule::new(&stack, "Readings to stream", props);
//!
//! let own = format!("plant/{}/readings", device::THING_NAME);
//! Policy::new(&stack, "Press", PolicyProps::new().statements([device::connect_as_thing(), device::publish([own])]));
//! # assert!(app.synth().is_ok());
//! ```
//!
//! | AWS CDK (alpha modules) | here |
//! |---|---|
//! | `TopicRule`, `TopicRule.fromTopicRuleArn` | [`TopicRule`], [`TopicRule::from_topic_rule_arn`] |
//! | `IotSql.fromStringAsVer20160323`, `fromStringAsVer20151008` | the text, with [`SqlVersion`] |
//! | `IAction` | [`RuleAction`] |
//! | `KinesisPutRecordAction`, `SqsQueueAction`, `S3PutObjectAction`, `LambdaFunctionAction`, `SnsTopicAction` | [`actions::KinesisAction`], `SqsAction`, `S3Action`, `LambdaAction`, `SnsAction` |
//! | `DynamoDBv2PutItemAction`, `FirehosePutRecordAction`, `CloudWatchLogsAction` | [`actions::DynamoDbV2Action`], `FirehoseAction`, `CloudWatchLogsAction` |
//! | `CloudWatchPutMetricAction`, `CloudWatchSetAlarmStateAction` | [`actions::MetricAction`], `AlarmAction` |
//! | `HttpsAction`, `IotRepublishMqttAction`, `IotEventsPutMessageAction`, `StepFunctionsStateMachineAction`, `OpenSearchAction` | [`actions::HttpAction`], `RepublishAction`, `IotEventsAction`, `StepFunctionsAction`, `OpenSearchAction` |
//! | none | [`actions::DynamoDbAction`], `IotAnalyticsAction`, `SiteWiseAction`, `TimestreamAction`, `KafkaAction`, `InfluxDbAction`, `LocationAction` |
//! | `Logging` | [`Logging`] |
//! | none | [`Policy`] with [`device`], [`Thing`], [`ThingType`], [`ThingGroup`], [`BillingGroup`], [`Certificate`], [`ProvisioningTemplate`], [`RoleAlias`], [`Authorizer`], [`DomainConfiguration`], [`JobTemplate`], [`FleetMetric`], [`TopicRuleDestination`], [`Broker`] |

pub mod actions;
#[cfg(feature = "lambda")]
mod authorizer;
mod billing_group;
mod broker;
mod certificate;
pub mod device;
mod domain_configuration;
mod fleet_metric;
mod job_template;
mod logging;
mod metrics;
mod named;
#[cfg(feature = "lambda")]
mod permission;
mod policy;
mod provisioning_template;
mod role_alias;
mod rule_action;
mod sql;
mod thing;
mod thing_group;
mod thing_type;
mod topic;
mod topic_rule;
mod topic_rule_destination;

#[cfg(feature = "lambda")]
pub use authorizer::{Authorizer, AuthorizerProps, AuthorizerState, HttpCaching, TokenSigning};
pub use billing_group::{BillingGroup, BillingGroupProps};
pub use broker::Broker;
pub use certificate::{Certificate, CertificateProps, CertificateSource, CertificateStatus};
pub use domain_configuration::{DefaultAuthorizer, DomainConfiguration, DomainConfigurationProps, DomainState};
pub use fleet_metric::{Aggregation, FleetMetric, FleetMetricPeriod, FleetMetricProps};
pub use job_template::{
    AbortRule, FailurePercent, JobDocument, JobRetries, JobTemplate, JobTemplateProps, JobTimeout, RolloutRate,
};
pub use logging::{LogLevel, Logging, LoggingProps};
pub use policy::{Policy, PolicyProps};
pub use provisioning_template::{
    Hook, ProvisioningState, ProvisioningTemplate, ProvisioningTemplateProps, ProvisioningType,
};
pub use role_alias::{CredentialDuration, RoleAlias, RoleAliasProps};
pub use rule_action::{ErrorAction, RuleAction};
pub use sql::SqlVersion;
pub use thing::{Thing, ThingGrants, ThingProps};
pub use thing_group::{ThingGroup, ThingGroupProps};
pub use thing_type::{ThingType, ThingTypeProps, ThingTypeState};
pub use topic_rule::{TopicRule, TopicRuleProps, TopicRuleState};
pub use topic_rule_destination::{Destination, TopicRuleDestination, TopicRuleDestinationProps};
