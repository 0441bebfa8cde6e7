//! Alarms, which tell a topic of every change of their state.

use ferrocdk_cfn::cloudwatch::alarm::Dimension;
use ferrocdk_cfn::cloudwatch::{AlarmProps as CfnAlarmProps, CfnAlarm};
use ferrocdk_core::{Construct, Number, Scope, Value};

use super::metric::Metric;
use crate::sns::AlarmTopic;
use crate::units::{Minutes, Seconds};

/// How the data points of a period become one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statistic {
    /// Added up.
    Sum,
    /// The largest.
    Maximum,
    /// The average.
    Average,
}

impl Statistic {
    fn word(self) -> &'static str {
        match self {
            Self::Sum => "Sum",
            Self::Maximum => "Maximum",
            Self::Average => "Average",
        }
    }
}

/// Meaning of periods without data for an alarm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MissingData {
    /// All is well: the metric appears only when something is wrong.
    NotBreaching,
    /// Something is wrong: the metric must never stop.
    Breaching,
}

/// Settings of an [`Alarm`].
#[derive(Clone, Debug)]
pub struct AlarmProps {
    metric: Metric,
    statistic: Statistic,
    threshold: Number,
    period: Seconds,
    periods: u32,
    datapoints: u32,
    missing: MissingData,
    description: String,
}

impl AlarmProps {
    /// Alarms when the statistic reaches the threshold in 2 of 3 minutes: quick, and not at a single spike.
    pub fn new(
        metric: Metric,
        statistic: Statistic,
        threshold: impl Into<Number>,
        description: impl Into<String>,
    ) -> Self {
        let description = description.into();
        let period = Minutes(1).into();
        let missing = MissingData::NotBreaching;
        Self {
            metric,
            statistic,
            threshold: threshold.into(),
            period,
            periods: 3,
            datapoints: 2,
            missing,
            description,
        }
    }

    /// Alarms at the first minute that reaches the threshold.
    #[must_use]
    pub fn at_once(mut self) -> Self {
        self.periods = 1;
        self.datapoints = 1;
        self
    }

    /// Sets the length of a period: 10, 30 or a multiple of 60 seconds.
    #[must_use]
    pub fn period(mut self, period: impl Into<Seconds>) -> Self {
        self.period = period.into();
        self
    }

    /// Says what periods without data mean.
    #[must_use]
    pub fn missing(mut self, missing: MissingData) -> Self {
        self.missing = missing;
        self
    }
}

/// An alarm that tells a topic of every change of its state.
#[derive(Clone, Debug)]
pub struct Alarm {
    scope: Scope,
    alarm: CfnAlarm,
}

impl Construct for Alarm {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl Alarm {
    /// Makes an alarm. Its name is generated, so that two plants cannot overwrite each other's alarms.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, topic: &AlarmTopic, props: AlarmProps) -> Self {
        let scope = scope.scope().child(id);
        let dimensions: Vec<Dimension> = props
            .metric
            .dimensions
            .into_iter()
            .map(|(name, value)| Dimension::new().name(name).value(value))
            .collect();
        let props = CfnAlarmProps::new()
            .alarm_description(props.description)
            .namespace(props.metric.namespace)
            .metric_name(props.metric.name)
            .dimensions(dimensions)
            .statistic(props.statistic.word())
            .period(props.period.get())
            .evaluation_periods(props.periods)
            .datapoints_to_alarm(props.datapoints)
            .threshold(props.threshold)
            .comparison_operator("GreaterThanOrEqualToThreshold")
            .treat_missing_data(match props.missing {
                MissingData::NotBreaching => "notBreaching",
                MissingData::Breaching => "breaching",
            })
            .alarm_actions([topic.arn()])
            .ok_actions([topic.arn()])
            .insufficient_data_actions([topic.arn()]);
        let alarm = CfnAlarm::new(&scope, "Resource", props);
        Self { scope, alarm }
    }

    /// The alarm's ARN.
    pub fn arn(&self) -> Value<String> {
        self.alarm.attr_arn()
    }
}
