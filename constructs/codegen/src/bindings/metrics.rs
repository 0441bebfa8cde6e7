//! Functions for the metrics that a service publishes for its resources.

use std::collections::BTreeSet;

use anyhow::Result;
use ferrocdk_spec::rust::snake;
use ferrocdk_spec::{Dimension, Metric, ResourceType};
use serde::Serialize;

use super::view::unique;

/// One metric under one set of dimensions.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct MetricView {
    method: String,
    docs: String,
    namespace: String,
    name: String,
    statistic: String,
    arguments: Vec<String>,
    dimensions: Vec<DimensionView>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct DimensionView {
    name: String,
    /// The expression of its value.
    value: String,
}

/// The functions of a resource type.
pub(super) fn views(resource: &ResourceType) -> Result<Vec<MetricView>> {
    let namespaces: BTreeSet<&str> = resource
        .metrics
        .iter()
        .map(|metric| metric.namespace.as_str())
        .collect();
    let mut views = Vec::new();
    // Where the sources name several statistics of one metric (AWS::OpsWorks::Instance), the first stands: an alarm names its own anyway.
    let mut seen = BTreeSet::new();
    for metric in &resource.metrics {
        for dimensions in &metric.dimension_sets {
            if !seen.insert((&metric.namespace, &metric.name, dimensions)) {
                continue;
            }
            views.push(MetricView::new(metric, dimensions, namespaces.len() > 1));
        }
    }
    let keys: Vec<(String, String)> = views
        .iter()
        .map(|view| (view.method.clone(), format!("{} of {}", view.name, view.namespace)))
        .collect();
    unique(keys.iter().map(|(method, key)| (method, key)))?;
    Ok(views)
}

impl MetricView {
    /// The name says by what the metric is asked for, as a set that comes in later must not rename what is there. Where the resource's metrics are in several
    /// namespaces (those of the kinds of load balancers), it begins with the namespace.
    fn new(metric: &Metric, dimensions: &[Dimension], several_namespaces: bool) -> Self {
        let mut method = "metric_".to_owned();
        if several_namespaces {
            let namespace = metric.namespace.trim_start_matches("AWS/").replace('/', "_");
            method = method + &snake(&namespace) + "_";
        }
        method.push_str(snake(&metric.name).trim_end_matches('_'));
        let arguments: Vec<String> = dimensions
            .iter()
            .filter(|dimension| fixed_value(dimension).is_none())
            .map(|dimension| snake(&dimension.name))
            .collect();
        let fixed: Vec<String> = dimensions.iter().filter_map(fixed_value).map(snake).collect();
        if dimensions.is_empty() {
            method.push_str("_of_account");
        }
        if !arguments.is_empty() {
            method = method + "_by_" + &arguments.join("_and_");
        }
        if !fixed.is_empty() {
            method = method + "_for_" + &fixed.join("_and_");
        }
        let dimensions = dimensions.iter().map(|dimension| DimensionView {
            name: dimension.name.clone(),
            value: match fixed_value(dimension) {
                Some(value) => format!("{value:?}.into()"),
                None => format!("{}.into()", snake(&dimension.name)),
            },
        });
        Self {
            method,
            docs: format!(
                "`{}` of `{}`, best as `{}`.",
                metric.name, metric.namespace, metric.statistic
            ),
            namespace: metric.namespace.clone(),
            name: metric.name.clone(),
            statistic: metric.statistic.clone(),
            arguments,
            dimensions: dimensions.collect(),
        }
    }
}

/// The value that a dimension always has. The sources give `GlobalSecondaryIndexName` the value `GlobalSecondaryIndexName`, which stands for any.
fn fixed_value(dimension: &Dimension) -> Option<&str> {
    dimension.value.as_deref().filter(|value| *value != dimension.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn method(name: &str, dimensions: &[(&str, Option<&str>)], several_namespaces: bool) -> String {
        let metric = Metric {
            namespace: "AWS/Bedrock/Agents".to_owned(),
            name: name.to_owned(),
            statistic: "Sum".to_owned(),
            dimension_sets: Vec::new(),
        };
        let dimensions: Vec<Dimension> = dimensions
            .iter()
            .map(|(name, value)| Dimension {
                name: (*name).to_owned(),
                value: value.map(str::to_owned),
            })
            .collect();
        MetricView::new(&metric, &dimensions, several_namespaces).method
    }

    #[test]
    fn names_say_by_what_a_metric_is_asked_for() {
        let table = ("TableName", None);
        assert_eq!(
            method("GetRecords.Bytes", &[table], false),
            "metric_get_records_bytes_by_table_name"
        );
        assert_eq!(
            method("Latency", &[table, ("Operation", Some("GetItem"))], false),
            "metric_latency_by_table_name_for_get_item"
        );
        assert_eq!(
            method("Latency", &[table, ("Zone", None)], false),
            "metric_latency_by_table_name_and_zone"
        );
        assert_eq!(
            method("4xxErrors", &[], true),
            "metric_bedrock_agents_4xx_errors_of_account"
        );
    }
}
