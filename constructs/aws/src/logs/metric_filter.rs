//! `MetricFilter`: a figure of what the events of a log group say.

use ferrocdk_cfn::logs::metric_filter::{Dimension, MetricTransformation as CfnMetricTransformation};
use ferrocdk_cfn::logs::{CfnMetricFilter, MetricFilterProps as CfnMetricFilterProps};
use ferrocdk_cfn::refs;
use ferrocdk_core::{Construct, Diagnostic, Number, Scope, Value};

use super::filter_pattern::{FilterPattern, number_text};
use crate::cloudwatch::Metric;
use crate::diagnostic_ids;
use crate::owned::constructs;
use crate::props::props;

/// Dimensions of a metric filter. Source: "MetricTransformation" of the API of CloudWatch Logs.
const MAX_DIMENSIONS: usize = 3;

/// Which value an event adds to a metric.
#[derive(Clone, Debug, PartialEq)]
pub enum MetricValue {
    /// Always the same number.
    Number(Number),
    /// A field of the event: `$.latency` of JSON, `$bytes` of columns.
    Field(String),
}

impl MetricValue {
    fn into_text(self) -> String {
        match self {
            Self::Number(number) => number_text(number),
            Self::Field(path) => path,
        }
    }
}

/// The metric that a [`MetricFilter`] writes.
#[derive(Clone, Debug)]
#[must_use = "a metric is written by a filter"]
pub struct MetricTransformation {
    namespace: String,
    name: String,
    value: MetricValue,
    default_value: Option<Number>,
    dimensions: Vec<(String, String)>,
    unit: Option<String>,
}

impl MetricTransformation {
    /// Counts events in a metric of a namespace.
    pub fn new(namespace: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            namespace: namespace.into(),
            name: name.into(),
            value: MetricValue::Number(1.into()),
            default_value: None,
            dimensions: Vec::new(),
            unit: None,
        }
    }

    /// Adds another value than 1 for each event.
    pub fn value(mut self, value: MetricValue) -> Self {
        self.value = value;
        self
    }

    /// Writes this number for a minute in which events came in and none of them was meant; without it such a minute has no data. It cannot be had with dimensions.
    pub fn default_value(mut self, number: impl Into<Number>) -> Self {
        self.default_value = Some(number.into());
        self
    }

    /// Adds a dimension, three at most, whose value is a field of the event. Each value of it makes a metric of its own, which costs 30 cents a month.
    pub fn dimension(mut self, name: impl Into<String>, field: impl Into<String>) -> Self {
        self.dimensions.push((name.into(), field.into()));
        self
    }

    /// Sets the unit, such as `Milliseconds`. Without it CloudWatch has `None`.
    pub fn unit(mut self, unit: impl Into<String>) -> Self {
        self.unit = Some(unit.into());
        self
    }
}

props! {
    /// Settings of a [`MetricFilter`].
    pub struct MetricFilterProps for CfnMetricFilterProps {
        /// The group whose events are counted, of the standard class.
        refers log_group: refs::logs::LogGroupName,
        /// Which events are meant.
        filter_pattern: FilterPattern,
        /// The metric that they become.
        metric: MetricTransformation,
        /// A name that does not change. Default: CloudFormation generates one.
        filter_name: Option<Value<String>>,
    }
}

/// A metric filter: events of a log group as a figure of CloudWatch.
///
/// Makes an `AWS::Logs::MetricFilter`. The filter costs nothing, its metric 30 cents a month.
///
/// ```
/// use ferrocdk_aws::logs::{FilterPattern, LogGroup, LogGroupProps, MetricFilter, MetricFilterProps, MetricTransformation, MetricValue};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let logs = LogGroup::new(&stack, "Logs", LogGroupProps::new());
/// let latency = MetricTransformation::new("Plant", "Latency").value(MetricValue::Field("$.latency".into())).unit("Milliseconds");
/// let filter = MetricFilter::new(&stack, "Latency", MetricFilterProps::new(&logs, FilterPattern::field("$.latency").exists(), latency));
/// let metric = filter.metric();
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct MetricFilter {
    scope: Scope,
    resource: CfnMetricFilter,
    namespace: String,
    name: String,
}

constructs!(MetricFilter);

impl MetricFilter {
    /// Makes a metric filter.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: MetricFilterProps) -> Self {
        let scope = scope.scope().child(id);
        let metric = props.metric;
        props.filter_pattern.report(&scope);
        check(&scope, &metric);
        let mut transformation = CfnMetricTransformation::new()
            .metric_namespace(metric.namespace.as_str())
            .metric_name(metric.name.as_str())
            .metric_value(metric.value.into_text());
        transformation.default_value = metric.default_value.map(Value::from);
        transformation.unit = metric.unit.map(ferrocdk_core::bindings::choice);
        if !metric.dimensions.is_empty() {
            let dimensions = metric.dimensions.into_iter();
            let dimensions = dimensions.map(|(name, field)| Dimension::new().key(name).value(field));
            transformation = transformation.dimensions(dimensions.collect::<Vec<_>>());
        }
        let mut filter = CfnMetricFilterProps::new()
            .log_group_name(props.log_group)
            .filter_pattern(props.filter_pattern.as_str())
            .metric_transformations([transformation]);
        filter.filter_name = props.filter_name;
        let resource = CfnMetricFilter::new(&scope, "Resource", props.customize.apply(filter));
        Self {
            scope,
            resource,
            namespace: metric.namespace,
            name: metric.name,
        }
    }

    /// The resource.
    pub fn cfn(&self) -> CfnMetricFilter {
        self.resource.clone()
    }

    /// The metric that is written. Where the filter gives it dimensions, each combination of their values is a metric of its own: name them with [`Metric::dimension`].
    pub fn metric(&self) -> Metric {
        Metric::new(self.namespace.as_str(), self.name.as_str())
    }
}

fn check(scope: &Scope, metric: &MetricTransformation) {
    let wrong = |found: String, allowed: &str| {
        let diagnostic = Diagnostic::error(diagnostic_ids::LOG_GROUP, "a metric that a filter cannot write")
            .at("", Some("MetricTransformations"))
            .found(found)
            .allowed(allowed);
        scope.report(diagnostic);
    };
    if metric.dimensions.len() > MAX_DIMENSIONS {
        wrong(format!("{} dimensions", metric.dimensions.len()), "3 dimensions");
    }
    if !metric.dimensions.is_empty() && metric.default_value.is_some() {
        wrong(
            "dimensions and a default value".to_owned(),
            "dimensions, or a default value",
        );
    }
    if metric.namespace.starts_with("AWS/") {
        wrong(
            format!("the namespace {}", metric.namespace),
            "a namespace that does not begin with `AWS/`",
        );
    }
}
