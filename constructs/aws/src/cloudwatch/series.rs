//! `Series`: what a graph shows, written as dashboards have it.

use ferrocdk_core::{Document, Value, doc};

use super::math::{MathExpression, Names};
use super::metric::Metric;

/// A line of a graph: a metric, or maths over metrics.
#[derive(Clone, Debug, PartialEq)]
pub struct Series(Kind);

#[derive(Clone, Debug, PartialEq)]
enum Kind {
    Metric(Box<Metric>),
    Expression(Box<MathExpression>),
}

impl From<Metric> for Series {
    fn from(metric: Metric) -> Self {
        Self(Kind::Metric(Box::new(metric)))
    }
}

impl From<&Metric> for Series {
    fn from(metric: &Metric) -> Self {
        metric.clone().into()
    }
}

impl From<MathExpression> for Series {
    fn from(expression: MathExpression) -> Self {
        Self(Kind::Expression(Box::new(expression)))
    }
}

impl From<&MathExpression> for Series {
    fn from(expression: &MathExpression) -> Self {
        expression.clone().into()
    }
}

/// The axis that lines are drawn by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Axis {
    Left,
    Right,
}

/// The `metrics` of a widget. Metrics that only an expression needs stand there too, unseen.
///
/// Source: "Metrics array format" of "Dashboard body structure and syntax".
pub(super) fn metrics(series: &[(Axis, Series)]) -> Document {
    let mut names = Names::default();
    let mut rows = Vec::new();
    for (axis, Series(kind)) in series {
        match kind {
            Kind::Metric(metric) => rows.push(row(metric, options(metric, *axis))),
            Kind::Expression(expression) => {
                let known = names.all.len();
                let text = expression.text(&mut names);
                let mut options = vec![("expression", Document::from(Value::from(text)))];
                options.extend(
                    expression
                        .label
                        .as_ref()
                        .map(|label| ("label", Value::from(label).into())),
                );
                options.extend(
                    expression
                        .color
                        .as_ref()
                        .map(|color| ("color", Value::from(color).into())),
                );
                options.push(("period", Value::<i64>::from(expression.period().get()).into()));
                options.extend(y_axis(*axis));
                rows.push(Document::list([Document::map(options)]));
                for (name, metric) in &names.all[known..] {
                    let mut options = self::options(metric, *axis);
                    options.push(("id", Value::from(name).into()));
                    options.push(("visible", Value::from(false).into()));
                    rows.push(row(metric, options));
                }
            }
        }
    }
    Document::list(rows)
}

/// Names that mean two metrics in the expressions of one widget, which CloudWatch would mistake for one another.
pub(super) fn ambiguous_names(series: &[(Axis, Series)]) -> Vec<String> {
    let mut names = Names::default();
    for (_, Series(kind)) in series {
        if let Kind::Expression(expression) = kind {
            expression.text(&mut names);
        }
    }
    names.ambiguous
}

fn row(metric: &Metric, options: Vec<(&'static str, Document)>) -> Document {
    let mut items = vec![Value::from(&metric.namespace), Value::from(&metric.name)];
    for (name, value) in &metric.dimensions {
        items.extend([Value::from(name), value.clone()]);
    }
    let items = items.into_iter().map(Document::from);
    Document::list(items.chain([Document::map(options)]))
}

fn options(metric: &Metric, axis: Axis) -> Vec<(&'static str, Document)> {
    let mut options: Vec<(&str, Document)> = vec![
        ("stat", Value::from(metric.statistic.word()).into()),
        ("period", Value::<i64>::from(metric.period.get()).into()),
    ];
    options.extend(metric.label.as_ref().map(|label| ("label", Value::from(label).into())));
    options.extend(metric.color.as_ref().map(|color| ("color", Value::from(color).into())));
    options.extend(metric.account.clone().map(|account| ("accountId", account.into())));
    options.extend(metric.region.clone().map(|region| ("region", region.into())));
    options.extend(y_axis(axis));
    options
}

fn y_axis(axis: Axis) -> Option<(&'static str, Document)> {
    (axis == Axis::Right).then(|| ("yAxis", doc!("right")))
}
