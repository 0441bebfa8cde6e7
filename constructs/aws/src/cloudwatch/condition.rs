//! `Condition`: when an alarm is raised.

use ferrocdk_core::Number;

use super::math::MathExpression;
use super::metric::Metric;
use crate::units::{Days, Hours, Minutes, Seconds};

/// A number that a metric is held against, or a time. CloudWatch has some metrics of time in seconds and others in milliseconds; a time is written as the
/// metric has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Threshold(Limit);

#[derive(Clone, Debug, PartialEq)]
enum Limit {
    Number(Number),
    Time(Seconds),
}

impl Threshold {
    /// The number, with a time in units of which a second has so many.
    pub(super) fn number(self, scale: f64) -> Number {
        match self.0 {
            Limit::Number(number) => number,
            Limit::Time(time) => Number::from(f64::from(time.0) * scale),
        }
    }
}

macro_rules! thresholds {
    ($($number:ty),* ; $($time:ty),*) => {
        $(impl From<$number> for Threshold {
            fn from(value: $number) -> Self {
                Self(Limit::Number(value.into()))
            }
        })*
        $(impl From<$time> for Threshold {
            fn from(value: $time) -> Self {
                Self(Limit::Time(value.into()))
            }
        })*
    };
}

thresholds!(i32, i64, u32, u64, f32, f64, Number; Seconds, Minutes, Hours, Days);

/// How a metric is held against a threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Above,
    AtLeast,
    Below,
    AtMost,
    OutsideBand,
    AboveBand,
    BelowBand,
}

impl Operator {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Above => "GreaterThanThreshold",
            Self::AtLeast => "GreaterThanOrEqualToThreshold",
            Self::Below => "LessThanThreshold",
            Self::AtMost => "LessThanOrEqualToThreshold",
            Self::OutsideBand => "LessThanLowerOrGreaterThanUpperThreshold",
            Self::AboveBand => "GreaterThanUpperThreshold",
            Self::BelowBand => "LessThanLowerThreshold",
        }
    }

    /// For people, as in `Errors >= 1`.
    pub(super) fn sign(self) -> &'static str {
        match self {
            Self::Above => ">",
            Self::AtLeast => ">=",
            Self::Below => "<",
            Self::AtMost => "<=",
            Self::OutsideBand => "outside of",
            Self::AboveBand => "above",
            Self::BelowBand => "below",
        }
    }
}

/// The values that a condition looks at.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Source {
    Metric(Box<Metric>),
    Expression(Box<MathExpression>),
    /// A metric against the band that CloudWatch learns, which takes the threshold for its deviations.
    Anomaly(Box<Metric>),
}

/// When an alarm is raised: a metric, or maths over several, held against a threshold.
///
/// ```
/// use ferrocdk_aws::cloudwatch::Metric;
/// use ferrocdk_aws::units::Minutes;
///
/// let behind = Metric::new("AWS/Lambda", "IteratorAge").dimension("FunctionName", "processor").above(Minutes(1));
/// let odd = Metric::new("Plant/Readings", "Readings").outside_band(2);
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "a condition takes effect in an alarm"]
pub struct Condition {
    pub(super) source: Source,
    pub(super) operator: Operator,
    pub(super) threshold: Number,
}

impl Condition {
    pub(super) fn anomaly(metric: &Metric, operator: Operator, deviations: Number) -> Self {
        Self {
            source: Source::Anomaly(Box::new(metric.clone())),
            operator,
            threshold: deviations,
        }
    }

    /// The time that one data point stands for.
    pub(super) fn period(&self) -> Seconds {
        match &self.source {
            Source::Metric(metric) | Source::Anomaly(metric) => metric.period,
            Source::Expression(expression) => expression.period(),
        }
    }

    /// The same with another period, for all that it looks at.
    pub(super) fn with_period(mut self, period: Seconds) -> Self {
        match &mut self.source {
            Source::Metric(metric) | Source::Anomaly(metric) => metric.period = period,
            Source::Expression(expression) => expression.set_period(period),
        }
        self
    }
}
