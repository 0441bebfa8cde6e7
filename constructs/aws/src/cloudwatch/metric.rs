//! `Metric`: what is measured, with all of its dimensions.

use ferrocdk_core::{CannedMetric, Number, Value};

use super::condition::{Condition, Operator, Source, Threshold};
use crate::units::Seconds;

/// How the data points of a period become one number.
///
/// Source: "CloudWatch statistics definitions".
#[derive(Clone, Debug, PartialEq)]
pub enum Statistic {
    /// Added up.
    Sum,
    /// The largest.
    Maximum,
    /// The smallest.
    Minimum,
    /// The average.
    Average,
    /// How many there are.
    SampleCount,
    /// A percentile, such as `Percentile(99.9)`, which is `p99.9`.
    Percentile(f64),
    /// The average without what lies above a percentile, such as `TrimmedMean(99.0)`, which is `tm99`.
    TrimmedMean(f64),
    /// Any other, as CloudWatch writes it: `TM(2%:98%)`, `PR(:300)`, `IQM`.
    Other(String),
}

impl Statistic {
    /// As CloudWatch writes it.
    pub(super) fn word(&self) -> String {
        match self {
            Self::Sum => "Sum".to_owned(),
            Self::Maximum => "Maximum".to_owned(),
            Self::Minimum => "Minimum".to_owned(),
            Self::Average => "Average".to_owned(),
            Self::SampleCount => "SampleCount".to_owned(),
            Self::Percentile(percent) => format!("p{percent}"),
            Self::TrimmedMean(percent) => format!("tm{percent}"),
            Self::Other(text) => text.clone(),
        }
    }

    /// Whether it is one of the five that have a property of their own in alarms.
    pub(super) fn is_simple(&self) -> bool {
        matches!(
            self,
            Self::Sum | Self::Maximum | Self::Minimum | Self::Average | Self::SampleCount
        )
    }
}

impl From<&str> for Statistic {
    fn from(text: &str) -> Self {
        let percent = |prefix: &str| text.strip_prefix(prefix)?.parse().ok();
        match text {
            "Sum" => Self::Sum,
            "Maximum" => Self::Maximum,
            "Minimum" => Self::Minimum,
            "Average" => Self::Average,
            "SampleCount" => Self::SampleCount,
            other => match (percent("p"), percent("tm")) {
                (Some(percent), _) => Self::Percentile(percent),
                (_, Some(percent)) => Self::TrimmedMean(percent),
                _ => Self::Other(other.to_owned()),
            },
        }
    }
}

/// A metric with all of its dimensions, and how it is looked at.
///
/// Constructs give those of their service (`queue.metric_approximate_age_of_oldest_message()`); others are named:
///
/// ```
/// use ferrocdk_aws::cloudwatch::{Metric, Statistic};
/// use ferrocdk_aws::units::Minutes;
///
/// let anomalies = Metric::new("Plant/Readings", "Anomalies").dimension("Line", "press").statistic(Statistic::Sum).period(Minutes(5));
/// let readings = Metric::new("Plant/Readings", "Readings").dimension("Line", "press").statistic(Statistic::Sum).period(Minutes(5));
/// let share = (&anomalies / &readings).label("Share of anomalies");
/// let too_many = share.above(0.05);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Metric {
    pub(super) namespace: String,
    pub(super) name: String,
    pub(super) dimensions: Vec<(String, Value<String>)>,
    pub(super) statistic: Statistic,
    pub(super) period: Seconds,
    pub(super) label: Option<String>,
    pub(super) color: Option<String>,
    pub(super) unit: Option<String>,
    pub(super) account: Option<Value<String>>,
    pub(super) region: Option<Value<String>>,
}

impl Metric {
    /// How much time one data point stands for when nothing else is said: a minute, the shortest that services publish at no extra cost.
    pub const DEFAULT_PERIOD: Seconds = Seconds(60);

    /// A metric of a namespace, such as `Errors` of `AWS/Lambda`; its average over a minute.
    pub fn new(namespace: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            namespace: namespace.into(),
            name: name.into(),
            dimensions: Vec::new(),
            statistic: Statistic::Average,
            period: Self::DEFAULT_PERIOD,
            label: None,
            color: None,
            unit: None,
            account: None,
            region: None,
        }
    }

    /// Adds a dimension. CloudWatch does not add up over a missing one: a metric without it has no data, silently.
    #[must_use]
    pub fn dimension(mut self, name: impl Into<String>, value: impl Into<Value<String>>) -> Self {
        self.dimensions.push((name.into(), value.into()));
        self
    }

    /// Says how the data points of a period become one number.
    #[must_use]
    pub fn statistic(mut self, statistic: impl Into<Statistic>) -> Self {
        self.statistic = statistic.into();
        self
    }

    /// Sets how much time one data point stands for: 10, 20, 30 or a multiple of 60 seconds.
    #[must_use]
    pub fn period(mut self, period: impl Into<Seconds>) -> Self {
        self.period = period.into();
        self
    }

    /// Names it in graphs.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Colours it in graphs: `#` and six hexadecimal digits.
    #[must_use]
    pub fn color(mut self, color: impl Into<String>) -> Self {
        self.color = Some(color.into());
        self
    }

    /// Takes only data points that were published with a unit, such as `Seconds`. Rarely wanted: it hides those that were published with another.
    #[must_use]
    pub fn unit(mut self, unit: impl Into<String>) -> Self {
        self.unit = Some(unit.into());
        self
    }

    /// Looks at the metric of another account, which shares it with this one.
    #[must_use]
    pub fn account(mut self, account: impl Into<Value<String>>) -> Self {
        self.account = Some(account.into());
        self
    }

    /// Looks at the metric of another region, in graphs; alarms see their own region only.
    #[must_use]
    pub fn region(mut self, region: impl Into<Value<String>>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// Whether CloudWatch has its values in milliseconds rather than seconds, for metrics of time.
    pub(super) fn is_in_milliseconds(&self) -> bool {
        let name = self.name.as_str();
        match self.namespace.as_str() {
            "AWS/Lambda" => name.contains("Duration") || name.contains("IteratorAge"),
            "AWS/States" => name.ends_with("Time"),
            "AWS/Kinesis" | "AWS/ApiGateway" | "AWS/DynamoDB" => {
                name.contains("Latency") || name.contains("Milliseconds")
            }
            _ => name.contains("Milliseconds"),
        }
    }

    fn condition(&self, operator: Operator, threshold: Threshold) -> Condition {
        let scale = if self.is_in_milliseconds() { 1_000.0 } else { 1.0 };
        Condition {
            source: Source::Metric(Box::new(self.clone())),
            operator,
            threshold: threshold.number(scale),
        }
    }

    /// Holds while it is above a number or a time.
    pub fn above(&self, threshold: impl Into<Threshold>) -> Condition {
        self.condition(Operator::Above, threshold.into())
    }

    /// Holds while it is a number or a time, or above.
    pub fn at_least(&self, threshold: impl Into<Threshold>) -> Condition {
        self.condition(Operator::AtLeast, threshold.into())
    }

    /// Holds while it is below a number or a time.
    pub fn below(&self, threshold: impl Into<Threshold>) -> Condition {
        self.condition(Operator::Below, threshold.into())
    }

    /// Holds while it is a number or a time, or below.
    pub fn at_most(&self, threshold: impl Into<Threshold>) -> Condition {
        self.condition(Operator::AtMost, threshold.into())
    }

    /// Holds while it is outside of what CloudWatch has learnt to expect, by so many standard deviations: 2 is usual, more is calmer.
    pub fn outside_band(&self, deviations: impl Into<Number>) -> Condition {
        Condition::anomaly(self, Operator::OutsideBand, deviations.into())
    }

    /// Holds while it is above what CloudWatch has learnt to expect.
    pub fn above_band(&self, deviations: impl Into<Number>) -> Condition {
        Condition::anomaly(self, Operator::AboveBand, deviations.into())
    }

    /// Holds while it is below what CloudWatch has learnt to expect.
    pub fn below_band(&self, deviations: impl Into<Number>) -> Condition {
        Condition::anomaly(self, Operator::BelowBand, deviations.into())
    }
}

impl From<CannedMetric> for Metric {
    /// A metric as the bindings name it: `CfnQueue::metric_number_of_messages_sent_by_queue_name(queue.attr_queue_name())`.
    fn from(metric: CannedMetric) -> Self {
        let named = Self::new(metric.namespace, metric.name).statistic(metric.statistic);
        metric
            .dimensions
            .into_iter()
            .fold(named, |named, (name, value)| named.dimension(name, value))
    }
}
