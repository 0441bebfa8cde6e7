//! `Alarm`: a condition that is watched, and who is told.

use ferrocdk_cfn::cloudwatch::alarm as cfn;
use ferrocdk_cfn::cloudwatch::{AlarmProps as CfnAlarmProps, CfnAlarm};
use ferrocdk_core::{Construct, Diagnostic, ScannerRule, Scope, Value};

use super::alarm_action::AlarmAction;
use super::condition::{Condition, Operator, Source};
use super::math::{MathExpression, Names};
use super::metric::{Metric, Statistic};
use crate::bounds::bounded;
use crate::owned::{Owned, constructs};
use crate::props::props;
use crate::units::{Days, Seconds};
use crate::{defaults, diagnostic_ids};

/// Meaning of periods without data for an alarm.
///
/// Source: "Configuring how CloudWatch alarms treat missing data".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MissingData {
    /// All is well: the metric appears only when something is wrong.
    #[default]
    NotBreaching,
    /// Something is wrong: the metric must never stop.
    Breaching,
    /// The alarm stays as it is.
    Ignore,
    /// The alarm has no data, which is a state of its own.
    Missing,
}

impl MissingData {
    fn word(self) -> &'static str {
        match self {
            Self::NotBreaching => "notBreaching",
            Self::Breaching => "breaching",
            Self::Ignore => "ignore",
            Self::Missing => "missing",
        }
    }
}

bounded! {
    /// Periods that an alarm looks back over, at least 1. All together are at most a day, or a week for periods of an hour and more.
    EvaluationPeriods(u32) in 1..=10_080, "periods";
}

props! {
    /// Settings of an [`Alarm`].
    pub struct AlarmProps for CfnAlarmProps {
        /// The condition that is watched: `metric.above(..)`, `(&errors / &calls).at_least(..)`, `metric.outside_band(2)`.
        condition: Condition,
        /// For whoever is told: what is wrong, and what to do. Default: the condition in words.
        description: Option<String>,
        /// Periods that are looked at. Default: 3.
        evaluation_periods: EvaluationPeriods = EvaluationPeriods::from(3),
        /// How many of the periods have to be as the condition says. Default: 2, or all where fewer are looked at: quick, and not at a single spike.
        datapoints_to_alarm: Option<EvaluationPeriods>,
        /// Time that one data point stands for. Default: that of the metric, a minute where it says nothing else.
        period: Option<Seconds>,
        /// The meaning of periods without data. Default: all is well, since most metrics of errors appear with the first error.
        missing_data: MissingData = MissingData::NotBreaching,
        /// Who is told when the condition holds. Default: the topic of the scope ([`Defaults::alarm_topic`](crate::Defaults::alarm_topic)), which is told of the other two changes as well.
        alarm_actions: Vec<AlarmAction>,
        /// Who is told when it holds no more.
        ok_actions: Vec<AlarmAction>,
        /// Who is told when there is not enough data to say.
        insufficient_data_actions: Vec<AlarmAction>,
        /// A name that does not change. Default: CloudFormation generates one, so that two plants cannot overwrite each other's alarms.
        alarm_name: Option<Value<String>>,
    }
}

impl AlarmProps {
    /// Alarms at the first period that is as the condition says.
    #[must_use]
    pub fn at_once(self) -> Self {
        self.evaluation_periods(1)
    }

    /// Tells somebody of every change of the state: problems, their end, and missing data.
    #[must_use]
    pub fn tell(self, action: impl Into<AlarmAction>) -> Self {
        let action = action.into();
        self.alarm_actions([action.clone()])
            .ok_actions([action.clone()])
            .insufficient_data_actions([action])
    }
}

/// An alarm over a metric, over maths, or over what CloudWatch has learnt to expect.
///
/// Makes an `AWS::CloudWatch::Alarm`. Costs ten cents a month for each metric that it looks at (thirty for periods below a minute), three times as much with a band.
///
/// ```
/// use ferrocdk_aws::cloudwatch::{Alarm, AlarmProps};
/// use ferrocdk_aws::sqs::{Queue, QueueProps};
/// use ferrocdk_aws::units::Minutes;
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let jobs = Queue::new(&stack, "Jobs", QueueProps::new());
/// let behind = jobs.metric_approximate_age_of_oldest_message().above(Minutes(10));
/// Alarm::new(&stack, "Behind", AlarmProps::new(behind).tell("arn:aws:sns:sa-east-1:111122223333:operations"));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Alarm {
    scope: Scope,
    resource: Owned<CfnAlarm>,
    arn: Value<String>,
    name: Value<String>,
}

constructs!(Alarm);
ferrocdk_cfn::refers!(Alarm: cloudwatch { AlarmArn => arn, AlarmName => name });

impl Alarm {
    /// Makes an alarm.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: AlarmProps) -> Self {
        let scope = scope.scope().child(id);
        let condition = match props.period {
            Some(period) => props.condition.with_period(period),
            None => props.condition,
        };
        let periods = props.evaluation_periods;
        let datapoints = props
            .datapoints_to_alarm
            .unwrap_or_else(|| EvaluationPeriods::from(periods.quantity().min(2)));
        check(&scope, &condition, periods, datapoints);
        let mut alarm = watch(&condition)
            .evaluation_periods(periods.get())
            .datapoints_to_alarm(datapoints.get())
            .treat_missing_data(props.missing_data.word())
            .alarm_description(props.description.unwrap_or_else(|| in_words(&condition)));
        alarm.alarm_name = props.alarm_name;
        let is_silent = props.alarm_actions.is_empty() && props.ok_actions.is_empty();
        if let (true, Some(topic)) = (
            is_silent && props.insufficient_data_actions.is_empty(),
            defaults::alarm_topic(&scope),
        ) {
            alarm = alarm
                .alarm_actions([topic.clone()])
                .ok_actions([topic.clone()])
                .insufficient_data_actions([topic]);
        } else {
            let arns = |actions: Vec<AlarmAction>| -> Option<Value<Vec<Value<String>>>> {
                let arns: Vec<Value<String>> = actions.into_iter().map(|action| action.arn).collect();
                (!arns.is_empty()).then(|| arns.into())
            };
            alarm.alarm_actions = arns(props.alarm_actions);
            alarm.ok_actions = arns(props.ok_actions);
            alarm.insufficient_data_actions = arns(props.insufficient_data_actions);
        }
        let tells_nobody = alarm.alarm_actions.is_none();
        let alarm = CfnAlarm::new(&scope, "Resource", props.customize.apply(alarm));
        if tells_nobody {
            let rules = [
                ScannerRule::Guard("CLOUDWATCH_ALARM_ACTION_CHECK"),
                ScannerRule::Guard("CT.CLOUDWATCH.PR.1"),
            ];
            alarm.acknowledge(
                &rules,
                "tells nobody by itself: it is looked at in a dashboard or by a composite alarm",
            );
        }
        Self {
            scope,
            arn: alarm.attr_arn(),
            name: alarm.reference(),
            resource: Owned::made(alarm),
        }
    }

    /// An alarm that exists, by ARN, for composite alarms and dashboards.
    #[track_caller]
    pub fn from_alarm_arn(scope: &dyn Construct, id: &str, arn: impl Into<Value<String>>) -> Self {
        let arn = arn.into();
        let name = match arn.literal() {
            Some(text) => Value::from(text.split(':').nth(6).unwrap_or_default()),
            None => Value::select(6, arn.clone().split(":")),
        };
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            arn,
            name,
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnAlarm {
        self.resource.resource(&self.scope, |scope| {
            CfnAlarm::new(scope, "Resource", CfnAlarmProps::new())
        })
    }

    /// The alarm's ARN.
    pub fn arn(&self) -> Value<String> {
        self.arn.clone()
    }

    /// The alarm's name.
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }

    /// Tells somebody when the condition holds.
    #[track_caller]
    pub fn add_alarm_action(&self, action: impl Into<AlarmAction>) {
        self.add("AlarmActions", action.into());
    }

    /// Tells somebody when the condition holds no more.
    #[track_caller]
    pub fn add_ok_action(&self, action: impl Into<AlarmAction>) {
        self.add("OKActions", action.into());
    }

    /// Tells somebody when there is not enough data to say.
    #[track_caller]
    pub fn add_insufficient_data_action(&self, action: impl Into<AlarmAction>) {
        self.add("InsufficientDataActions", action.into());
    }

    #[track_caller]
    fn add(&self, property: &str, action: AlarmAction) {
        let arn = action.arn.into_expr();
        crate::owned::add_to_list(&self.cfn(), property, arn);
    }
}

/// The properties that say what is watched.
fn watch(condition: &Condition) -> CfnAlarmProps {
    let alarm = CfnAlarmProps::new().comparison_operator(condition.operator.word());
    match &condition.source {
        Source::Metric(metric) if metric.account.is_none() => {
            let alarm = alarm
                .namespace(&metric.namespace)
                .metric_name(&metric.name)
                .period(metric.period.get())
                .threshold(condition.threshold.clone());
            let mut alarm = if metric.statistic.is_simple() {
                alarm.statistic(metric.statistic.word().as_str())
            } else {
                alarm.extended_statistic(metric.statistic.word())
            };
            if !metric.dimensions.is_empty() {
                alarm = alarm.dimensions(dimensions(metric));
            }
            if let Some(unit) = &metric.unit {
                alarm = alarm.unit(unit.as_str());
            }
            alarm
        }
        Source::Metric(metric) => {
            let query = query("m1", metric).return_data(true);
            alarm.metrics([query]).threshold(condition.threshold.clone())
        }
        Source::Expression(expression) => alarm
            .metrics(queries(expression))
            .threshold(condition.threshold.clone()),
        Source::Anomaly(metric) => {
            let mut names = Names::default();
            let band = MathExpression::anomaly_band(metric, condition.threshold.clone()).text(&mut names);
            let band = cfn::MetricDataQuery::new()
                .id("band")
                .expression(band)
                .return_data(true);
            alarm
                .metrics([query("m1", metric).return_data(true), band])
                .threshold_metric_id("band")
        }
    }
}

fn queries(expression: &MathExpression) -> Vec<cfn::MetricDataQuery> {
    let mut names = Names::default();
    let text = expression.text(&mut names);
    let mut result = cfn::MetricDataQuery::new()
        .id("expr_1")
        .expression(text)
        .return_data(true);
    result.label = expression.label.clone().map(Value::from);
    let period = expression.period();
    let metrics = names
        .all
        .into_iter()
        .map(|(name, metric)| query(&name, &metric.period(period)).return_data(false));
    std::iter::once(result).chain(metrics).collect()
}

fn query(id: &str, metric: &Metric) -> cfn::MetricDataQuery {
    let mut named = cfn::Metric::new()
        .namespace(&metric.namespace)
        .metric_name(&metric.name);
    if !metric.dimensions.is_empty() {
        named = named.dimensions(dimensions(metric));
    }
    let mut stat = cfn::MetricStat::new()
        .metric(named)
        .period(metric.period.get())
        .stat(metric.statistic.word());
    if let Some(unit) = &metric.unit {
        stat = stat.unit(unit.as_str());
    }
    let mut query = cfn::MetricDataQuery::new().id(id).metric_stat(stat);
    query.label = metric.label.clone().map(Value::from);
    query.account_id = metric.account.clone();
    query
}

fn dimensions(metric: &Metric) -> Vec<cfn::Dimension> {
    let dimension = |(name, value): &(String, Value<String>)| cfn::Dimension::new().name(name).value(value);
    metric.dimensions.iter().map(dimension).collect()
}

/// The condition for people, as in `Errors >= 1`.
fn in_words(condition: &Condition) -> String {
    let of = |metric: &Metric| format!("{} of {}", metric.name, metric.namespace);
    let (what, unit) = match &condition.source {
        Source::Metric(metric) if metric.is_in_milliseconds() => (of(metric), " ms"),
        Source::Metric(metric) => (of(metric), ""),
        Source::Anomaly(metric) => (of(metric), " deviations from what is usual"),
        Source::Expression(expression) => {
            let label = expression.label.clone();
            (label.unwrap_or_else(|| expression.text(&mut Names::default())), "")
        }
    };
    let threshold = match Value::from(condition.threshold.clone()).into_expr() {
        ferrocdk_core::Expr::Number(number) => number.to_string(),
        _ => String::new(),
    };
    format!("{what} {} {threshold}{unit}", condition.operator.sign())
}

fn check(scope: &Scope, condition: &Condition, periods: EvaluationPeriods, datapoints: EvaluationPeriods) {
    let report = |property: &str, message: &str, found: String, allowed: &str| {
        let diagnostic = Diagnostic::error(diagnostic_ids::ALARM_RANGE, message)
            .at("", Some(property))
            .found(found)
            .allowed(allowed);
        scope.report(diagnostic);
    };
    if let Err(error) = periods.check() {
        error.report(scope, diagnostic_ids::ALARM_RANGE, "EvaluationPeriods");
    }
    let (all, wanted) = (periods.quantity(), datapoints.quantity());
    if wanted > all || wanted == 0 {
        let found = format!("{wanted} of {all}");
        report(
            "DatapointsToAlarm",
            "no alarm has so many data points",
            found,
            "1 to the number of periods",
        );
    }
    let Seconds(period) = condition.period();
    if !(matches!(period, 10 | 20 | 30) || (period > 0 && period.is_multiple_of(60))) {
        let found = format!("{period} seconds");
        report(
            "Period",
            "not a period that CloudWatch has",
            found,
            "10, 20, 30 seconds, or minutes",
        );
    }
    let longest = if period < 3_600 { Days(1) } else { Days(7) };
    if period.saturating_mul(all) > Seconds::from(longest).0 {
        let found = format!("{all} periods of {period} seconds");
        report(
            "EvaluationPeriods",
            "an alarm cannot look back so far",
            found,
            "a day in all; a week for periods of an hour and more",
        );
    }
    let metrics = match &condition.source {
        Source::Expression(expression) => expression.metrics(),
        Source::Metric(metric) | Source::Anomaly(metric) => vec![metric.as_ref()],
    };
    if metrics.iter().any(|metric| metric.region.is_some()) {
        let found = "a metric of another region".to_owned();
        report(
            "Metrics",
            "an alarm sees its own region only",
            found,
            "metrics without `.region(..)`",
        );
    }
    if metrics.is_empty() {
        report(
            "Metrics",
            "an alarm over no metric",
            "numbers alone".to_owned(),
            "an expression with a metric",
        );
    }
    let distinct = metrics
        .iter()
        .enumerate()
        .filter(|(index, metric)| !metrics[..*index].contains(metric));
    let distinct = distinct.count();
    if distinct > 10 {
        report("Metrics", "too many metrics for an alarm", format!("{distinct}"), "10");
    }
    if let (Source::Anomaly(metric), Operator::OutsideBand | Operator::AboveBand | Operator::BelowBand) =
        (&condition.source, condition.operator)
        && matches!(&metric.statistic, Statistic::Other(_) | Statistic::TrimmedMean(_))
    {
        report(
            "Metrics",
            "CloudWatch learns no band of this statistic",
            metric.statistic.word(),
            "Sum, Average, Minimum, Maximum, SampleCount, percentiles",
        );
    }
}
