//! Metrics and alarms. A metric always has its dimensions, so an alarm cannot watch a metric that does not exist.

#[cfg(feature = "cloudwatch")]
mod alarm;
mod metric;

#[cfg(feature = "cloudwatch")]
pub use alarm::{Alarm, AlarmProps, MissingData, Statistic};
pub use metric::Metric;
