//! CloudWatch: metrics, alarms and dashboards.
//!
//! A [`Metric`] always has its dimensions, so an alarm cannot watch a metric that does not exist: constructs give those of their service
//! (`queue.metric_approximate_age_of_oldest_message()`). Arithmetic over metrics is arithmetic; what is held against a threshold is a condition.
//!
//! ```
//! use ferrocdk_aws::Defaults;
//! use ferrocdk_aws::cloudwatch::{Alarm, AlarmProps, Dashboard, DashboardProps, Metric, Statistic, Widget};
//! use ferrocdk_aws::units::Minutes;
//! use ferrocdk_core::{App, Stack, StackProps};
//!
//! let app = App::new();
//! let stack = Stack::new(&app, "plant", StackProps::default());
//! Defaults::of(&stack).alarm_topic("arn:aws:sns:sa-east-1:111122223333:operations");
//!
//! let of = |name: &str| Metric::new("AWS/Lambda", name).dimension("FunctionName", "processor").statistic(Statistic::Sum);
//! let (errors, calls) = (of("Errors"), of("Invocations"));
//! let share = (&errors / &calls).label("Share of errors");
//! let failing = AlarmProps::new(share.above(0.01)).description("More than one call in a hundred fails").period(Minutes(5));
//! let failing = Alarm::new(&stack, "Failing", failing);
//! Alarm::new(&stack, "Odd", AlarmProps::new(calls.outside_band(3)));
//!
//! let board = DashboardProps::new().row([Widget::graph("Errors").left([share]), Widget::alarm_status("State", [&failing])]);
//! Dashboard::new(&stack, "Board", board);
//! # assert!(app.synth().is_ok());
//! ```
//!
//! | AWS CDK | here |
//! |---|---|
//! | `Metric`, `Stats` | [`Metric`], [`Statistic`] |
//! | `MathExpression` | arithmetic over [`Metric`]s, `MathExpression` |
//! | `Alarm`, `metric.createAlarm` | `Alarm` with `metric.above(..)` and its like |
//! | `AnomalyDetectionAlarm` | `Alarm` with `metric.outside_band(..)` |
//! | `AlarmMuteRule` | `AlarmMuteRule` |
//! | `CompositeAlarm`, `AlarmRule` | `CompositeAlarm`, `AlarmRule` |
//! | `aws-cloudwatch-actions.SnsAction`, `LambdaAction`, `Ec2Action`, `SsmAction` | `AlarmAction` |
//! | `Dashboard`, `Row`, `Column`, `Spacer` | `Dashboard`, `DashboardProps::row`, `Widget::space` |
//! | `GraphWidget`, `SingleValueWidget`, `GaugeWidget`, `TableWidget`, `TextWidget`, `AlarmWidget`, `AlarmStatusWidget`, `LogQueryWidget`, `CustomWidget` | `Widget::graph`, `single_value`, `gauge`, `table`, `text`, `alarm`, `alarm_status`, `log_query`, `custom` |

#[cfg(feature = "cloudwatch")]
mod alarm;
#[cfg(feature = "cloudwatch")]
mod alarm_action;
#[cfg(feature = "cloudwatch")]
mod alarm_mute_rule;
#[cfg(feature = "cloudwatch")]
mod composite_alarm;
mod condition;
#[cfg(feature = "cloudwatch")]
mod dashboard;
mod math;
mod metric;
#[cfg(feature = "cloudwatch")]
mod series;
#[cfg(feature = "cloudwatch")]
mod widget;

#[cfg(feature = "cloudwatch")]
pub use alarm::{Alarm, AlarmProps, EvaluationPeriods, MissingData};
#[cfg(feature = "cloudwatch")]
pub use alarm_action::{AlarmAction, Ec2Action};
#[cfg(feature = "cloudwatch")]
pub use alarm_mute_rule::{AlarmMuteRule, AlarmMuteRuleProps, MuteDuration};
#[cfg(feature = "cloudwatch")]
pub use composite_alarm::{AlarmRule, CompositeAlarm, CompositeAlarmProps};
pub use condition::{Condition, Threshold};
#[cfg(feature = "cloudwatch")]
pub use dashboard::{Dashboard, DashboardProps};
pub use math::{MathExpression, Operand};
pub use metric::{Metric, Statistic};
#[cfg(feature = "cloudwatch")]
pub use series::Series;
#[cfg(feature = "cloudwatch")]
pub use widget::Widget;
