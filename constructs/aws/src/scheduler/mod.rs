//! EventBridge Scheduler: calls to any service of AWS, once or again and again, in a time zone.
//!
//! ```
//! use ferrocdk_aws::scheduler::{Cron, Schedule, ScheduleExpression, ScheduleGroup, ScheduleGroupProps, ScheduleProps, ScheduleTarget};
//! use ferrocdk_aws::sqs::{Queue, QueueProps};
//! use ferrocdk_aws::units::{Hours, Minutes};
//! use ferrocdk_core::{App, Stack, StackProps, doc};
//!
//! let app = App::new();
//! let stack = Stack::new(&app, "plant", StackProps::default());
//! let (jobs, lost) = (Queue::new(&stack, "Jobs", QueueProps::new()), Queue::new(&stack, "Lost", QueueProps::new()));
//! let group = ScheduleGroup::new(&stack, "Shifts", ScheduleGroupProps::new());
//!
//! let six_in_the_morning = ScheduleExpression::cron(Cron::new().hour(6).week_day("MON-FRI")).time_zone("America/Sao_Paulo");
//! let target = ScheduleTarget::sqs_send_message(&jobs).input(doc!({ "job": "start the presses" })).dead_letter_queue(&lost).max_event_age(Hours(1));
//! Schedule::new(&stack, "EarlyShift", ScheduleProps::new(six_in_the_morning, target).group(&group).flexible_window(Minutes(5)));
//!
//! let once = ScheduleProps::new(ScheduleExpression::at("2026-12-24T18:00:00"), ScheduleTarget::sqs_send_message(&jobs).input_text("go home"));
//! Schedule::new(&stack, "ChristmasEve", once);
//! # assert!(app.synth().is_ok());
//! ```
//!
//! | AWS CDK | here |
//! |---|---|
//! | `Schedule`, `Schedule.fromScheduleArn` | [`Schedule`] |
//! | `ScheduleGroup`, `fromScheduleGroupName`, `fromDefaultScheduleGroup` | [`ScheduleGroup`], [`ScheduleGroup::default_group`] |
//! | `ScheduleExpression`, `TimeZone` | [`ScheduleExpression`], [`ScheduleExpression::time_zone`] |
//! | `TimeWindow` | [`ScheduleProps::flexible_window`] |
//! | `ScheduleTargetInput`, `ContextAttribute` | [`ScheduleTarget::input`], [`ScheduleTarget::input_text`], [`ContextAttribute`] |
//! | `targets.LambdaInvoke`, `SqsSendMessage`, `SnsPublish`, `EventBridgePutEvents`, `StepFunctionsStartExecution`, `KinesisStreamPutRecord`, `FirehosePutRecord`, `CodeBuildStartBuild`, `CodePipelineStartPipelineExecution`, `Universal` | the methods of [`ScheduleTarget`] that are called so |
//! | a role for each target | a role for each schedule, or [`ScheduleTarget::role`] |

mod expression;
mod group;
mod schedule;
mod target;

pub use crate::cron::{Cron, CronField, Rate};
pub use crate::events::{EventAge, RetryAttempts};
pub use expression::ScheduleExpression;
pub use group::{ScheduleGrants, ScheduleGroup, ScheduleGroupProps};
pub use schedule::{FlexibleWindow, Schedule, ScheduleProps, ScheduleState};
pub use target::{ContextAttribute, ScheduleTarget};
