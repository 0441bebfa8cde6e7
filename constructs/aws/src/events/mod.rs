//! EventBridge: events that services and programs send, and the rules that hand them on.
//!
//! ```
//! use ferrocdk_aws::events::{Cron, EventBus, EventBusProps, EventPattern, Match, Rule, RuleProps, Schedule, targets};
//! use ferrocdk_aws::sqs::{Queue, QueueProps};
//! use ferrocdk_core::{App, Stack, StackProps};
//!
//! let app = App::new();
//! let stack = Stack::new(&app, "plant", StackProps::default());
//! let jobs = Queue::new(&stack, "Jobs", QueueProps::new());
//!
//! // Events of a bus of one's own ...
//! let bus = EventBus::new(&stack, "Bus", EventBusProps::new());
//! let large = EventPattern::new().source("plant.shop").detail_type("Order placed").detail("amount", Match::at_least(1_000));
//! let rule = Rule::new(&stack, "LargeOrders", RuleProps::new().event_bus(&bus).event_pattern(large));
//! rule.add_target(targets::SqsQueue::new(&jobs));
//!
//! // ... of AWS's services, which are on the account's default bus ...
//! let uploads = EventPattern::new().source("aws.s3").detail_type("Object Created").detail("bucket.name", "readings");
//! Rule::new(&stack, "Uploads", RuleProps::new().event_pattern(uploads).target(targets::SqsQueue::new(&jobs)));
//!
//! // ... and of the calendar.
//! let nightly = Schedule::cron(Cron::new().hour(2).minute(30));
//! Rule::new(&stack, "Nightly", RuleProps::new().schedule(nightly).target(targets::SqsQueue::new(&jobs)));
//! # assert!(app.synth().is_ok());
//! ```
//!
//! | AWS CDK | here |
//! |---|---|
//! | `Rule`, `Rule.fromEventRuleArn` | [`Rule`] |
//! | `EventBus`, `EventBus.fromEventBusName`, `fromEventBusArn` | [`EventBus`]; [`EventBus::default_bus`] is the account's own |
//! | `EventBusPolicy`, `CfnEventBusPolicy` | `bus.grant_put_events_to(..)`, [`EventBus::add_to_resource_policy`](crate::grants::ResourcePolicy::add_to_resource_policy) |
//! | `EventPattern` | [`EventPattern`], with [`EventPattern::any_of`] for `$or` |
//! | `Match` | [`Match`]; a text, a number or a list of them means itself |
//! | `Schedule`, `CronOptions` | [`Schedule`], [`Cron`] |
//! | `RuleTargetInput`, `EventField` | [`Input`], [`EventField`] |
//! | `Archive`, `eventBus.archive` | [`Archive`] |
//! | `Connection`, `Authorization`, `HttpParameter` | [`Connection`], [`Authorization`], [`HttpParameters`] |
//! | `ApiDestination`, `HttpMethod` | [`ApiDestination`], [`HttpMethod`] |
//! | `targets.LambdaFunction`, `SqsQueue`, `SnsTopic`, `KinesisStream`, `CloudWatchLogGroup`, `SfnStateMachine`, `CodeBuildProject`, `CodePipeline` | the same in [`targets`] |
//! | `targets.EventBus`, `ApiDestination`, `FirehoseDeliveryStream` | [`targets::EventBusTarget`], [`targets::ApiDestinationTarget`], [`targets::FirehoseDeliveryStream`] |
//! | `IRuleTarget`, `RuleTargetConfig` | [`RuleTarget`], [`TargetConfig`] |
//! | `onCloudTrailEvent(..)` | a [`Rule`] with [`EventPattern::api_calls`] |
//! | `resource.onEvent(..)` | a [`Rule`] with a pattern of the service, such as `EventPattern::new().source("aws.s3")` |
//! | a rule and a target of different accounts or regions | a rule that sends to the bus there, and one there for the target: a diagnostic says so |

mod api_destination;
mod archive;
mod connection;
mod event_bus;
mod event_pattern;
mod grants;
mod input;
mod matching;
mod metrics;
mod rule;
mod schedule;
mod target;
pub mod targets;

pub use crate::cron::{Cron, CronField, Rate};
pub use api_destination::{ApiDestination, ApiDestinationProps, HttpMethod, InvocationRate};
pub use archive::{Archive, ArchiveProps};
pub use connection::{Authorization, Connection, ConnectionProps, HttpParameters};
pub use event_bus::{BusLogLevel, BusLogs, EventBus, EventBusProps, LogDetail};
pub use event_pattern::EventPattern;
pub use grants::EventBusGrants;
pub use input::{EventField, Input};
pub use matching::{Match, MatchValue};
pub use rule::{Rule, RuleProps, RuleState};
pub use schedule::Schedule;
pub use target::{Delivery, EventAge, RetryAttempts, RuleTarget, TargetConfig};
