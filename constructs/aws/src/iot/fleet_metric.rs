//! `FleetMetric`: numbers about a fleet in CloudWatch.

use ferrocdk_cfn::iot::fleet_metric::{AggregationType, AggregationTypeName};
use ferrocdk_cfn::iot::{CfnFleetMetric, FleetMetricProps as CfnFleetMetricProps};
use ferrocdk_core::{Construct, Scope, Value};

use super::named::named;
use crate::bounds::bounded;
use crate::diagnostic_ids;
use crate::owned::Owned;
use crate::props::props;
use crate::units::{Minutes, Seconds};

bounded! {
    /// How often a metric is worked out, a minute to a day. Source: "CreateFleetMetric" of the AWS IoT API.
    FleetMetricPeriod(Seconds) in 60..=86_400, "seconds";
}

/// Figure of the things that a query finds.
#[derive(Clone, Debug, PartialEq)]
pub enum Aggregation {
    /// How many there are, their average, sum, least and most of the field: names such as `count` and `average`.
    Statistics(Vec<Value<String>>),
    /// Percentiles of the field, such as `90`.
    Percentiles(Vec<Value<String>>),
    /// How many different values the field has.
    Cardinality,
}

props! {
    /// Settings of a [`FleetMetric`].
    pub struct FleetMetricProps for CfnFleetMetricProps {
        /// Which things, as a query of fleet indexing such as `connectivity.connected:false`.
        query: Value<String>,
        /// The field that is worked with, such as `registry.version` or `shadow.reported.temperature`.
        field: Value<String>,
        /// Figure that is told of it. Default: how many things there are.
        aggregation: Aggregation = Aggregation::Statistics(vec!["count".into()]),
        /// How often it is worked out. Default: every five minutes.
        period: FleetMetricPeriod = FleetMetricPeriod::from(Minutes(5)),
        /// Its name in CloudWatch. Default: one that follows from the place in the app.
        metric_name: Option<Value<String>>,
        /// For people. Default: none.
        description: Option<Value<String>>,
    }
}

/// A metric of the fleet: a query of fleet indexing that is asked again and again, whose numbers go to CloudWatch.
///
/// Fleet indexing has to be on in the account, which CloudFormation cannot do: `aws iot update-indexing-configuration`.
///
/// Makes an `AWS::IoT::FleetMetric`. Costs a query each time, 5 cents a thousand, and the metric's 30 cents a month.
///
/// ```
/// use ferrocdk_aws::iot::{FleetMetric, FleetMetricProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// FleetMetric::new(&stack, "Offline", FleetMetricProps::new("connectivity.connected:false", "registry.version"));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct FleetMetric {
    scope: Scope,
    resource: Owned<CfnFleetMetric>,
    name: Value<String>,
}

named!(
    FleetMetric,
    CfnFleetMetric,
    "metric of the fleet",
    from_fleet_metric_name,
    attr_metric_arn,
    CfnFleetMetricProps::new().metric_name("none")
);
ferrocdk_cfn::refers!(FleetMetric: iot { FleetMetricArn => arn, FleetMetricName => name });

impl FleetMetric {
    /// Makes a metric.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: FleetMetricProps) -> Self {
        let scope = scope.scope().child(id);
        if let Err(error) = props.period.check() {
            error.report(&scope, diagnostic_ids::FLEET_METRIC, "Period");
        }
        // CloudFormation generates none.
        let name = props
            .metric_name
            .unwrap_or_else(|| scope.unique_resource_name(128).into());
        let (kind, values) = match props.aggregation {
            Aggregation::Statistics(values) => (AggregationTypeName::Statistics, values),
            Aggregation::Percentiles(values) => (AggregationTypeName::Percentiles, values),
            Aggregation::Cardinality => (AggregationTypeName::Cardinality, Vec::new()),
        };
        let mut metric = CfnFleetMetricProps::new()
            .metric_name(name)
            .index_name("AWS_Things")
            .query_string(props.query)
            .aggregation_field(props.field)
            .aggregation_type(AggregationType::new().name(kind).values(values))
            .period(props.period.get());
        metric.description = props.description;
        let metric = CfnFleetMetric::new(&scope, "Resource", props.customize.apply(metric));
        Self::made(scope, metric)
    }
}
