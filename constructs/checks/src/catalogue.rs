//! `Catalogue`: the metrics that services publish, with the sets of dimensions that each has.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use ferrocdk_spec::Database;

/// Sets of names of dimensions, by metric.
type Metrics = BTreeMap<String, BTreeSet<BTreeSet<String>>>;

/// Namespaces whose types are those of a service with another name.
const SERVICES: &[(&str, &str)] = &[
    ("Firehose", "KinesisFirehose"),
    ("States", "StepFunctions"),
    ("NATGateway", "EC2"),
    ("ApplicationELB", "ElasticLoadBalancingV2"),
    ("NetworkELB", "ElasticLoadBalancingV2"),
];

/// Metrics that people look for and that no service publishes.
///
/// Source: "DynamoDB metrics and dimensions": the number of items is in `DescribeTable` alone.
const NONE: &[(&str, &str)] = &[("AWS/DynamoDB", "ItemCount")];

/// Sets that services publish beside those of the database. Source: each service's page of metrics and dimensions.
const FURTHER: &[(&str, &str, &[&str])] = &[
    ("AWS/DynamoDB", "ThrottledRequests", &["TableName", "Operation"]),
    ("AWS/DynamoDB", "SystemErrors", &["TableName", "Operation"]),
    ("AWS/DynamoDB", "SuccessfulRequestLatency", &["TableName", "Operation"]),
    ("AWS/DynamoDB", "UserErrors", &[]),
    ("AWS/IoT", "ParseError", &["RuleName"]),
    ("AWS/IoT", "RuleMessageThrottled", &["RuleName"]),
    ("AWS/IoT", "RuleNotFound", &["RuleName"]),
    ("AWS/IoT", "TopicMatch", &["RuleName"]),
    ("AWS/IoT", "Success", &["RuleName", "ActionType"]),
    ("AWS/IoT", "Failure", &["RuleName", "ActionType"]),
    ("AWS/IoT", "ErrorActionSuccess", &["RuleName", "ActionType"]),
    ("AWS/IoT", "ErrorActionFailure", &["RuleName", "ActionType"]),
];

/// Facts about the metrics of namespaces, read from the database when a namespace is first asked for.
#[derive(Debug, Default)]
pub(crate) struct Catalogue(RefCell<BTreeMap<String, Rc<Metrics>>>);

/// Verdict on a metric.
#[derive(Debug, PartialEq)]
pub(crate) enum Verdict {
    /// It exists, or nothing is known of it.
    Passes,
    /// No service publishes it.
    NoMetric,
    /// It exists under other dimensions, which are named.
    Dimensions(String),
}

impl Catalogue {
    /// Judges a metric of a service by the names of its dimensions.
    pub(crate) fn judge(&self, namespace: &str, metric: &str, dimensions: &BTreeSet<String>) -> Verdict {
        if NONE.contains(&(namespace, metric)) {
            return Verdict::NoMetric;
        }
        let known = self.of(namespace);
        let Some(sets) = known.get(metric) else {
            return Verdict::Passes;
        };
        if sets.contains(dimensions) {
            return Verdict::Passes;
        }
        let set = |set: &BTreeSet<String>| match set.len() {
            0 => "none, for all of the account".to_owned(),
            _ => set.iter().map(String::as_str).collect::<Vec<_>>().join(" with "),
        };
        Verdict::Dimensions(sets.iter().map(set).collect::<Vec<_>>().join("; "))
    }

    fn of(&self, namespace: &str) -> Rc<Metrics> {
        let mut known = self.0.borrow_mut();
        let metrics = known
            .entry(namespace.to_owned())
            .or_insert_with(|| Rc::new(read(namespace)));
        Rc::clone(metrics)
    }
}

fn read(namespace: &str) -> Metrics {
    let mut metrics = Metrics::new();
    let (Some(name), Ok(database)) = (namespace.strip_prefix("AWS/"), Database::bundled()) else {
        return metrics;
    };
    let service = SERVICES
        .iter()
        .find(|(own, _)| *own == name)
        .map_or(name, |(_, service)| service);
    for kind in database.service(service) {
        let Ok(resource) = database.resource(kind) else {
            continue;
        };
        for metric in resource
            .metrics
            .into_iter()
            .filter(|metric| metric.namespace == namespace)
        {
            let sets = metric.dimension_sets.iter();
            let sets = sets.map(|set| set.iter().map(|dimension| dimension.name.clone()).collect());
            metrics.entry(metric.name).or_default().extend(sets);
        }
    }
    for (_, metric, dimensions) in FURTHER.iter().filter(|(own, ..)| *own == namespace) {
        let set = dimensions.iter().map(|name| (*name).to_owned()).collect();
        metrics.entry((*metric).to_owned()).or_default().insert(set);
    }
    metrics
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metrics_exist_under_their_own_dimensions_alone() {
        let catalogue = Catalogue::default();
        let judge = |namespace: &str, metric: &str, dimensions: &[&str]| {
            let dimensions = dimensions.iter().map(|name| (*name).to_owned()).collect();
            catalogue.judge(namespace, metric, &dimensions)
        };
        for (namespace, metric, dimensions) in [
            ("AWS/Kinesis", "IncomingRecords", &["StreamName"] as &[&str]),
            ("AWS/Lambda", "Errors", &["FunctionName"]),
            ("AWS/DynamoDB", "WriteThrottleEvents", &["TableName"]),
            ("AWS/DynamoDB", "ThrottledRequests", &["TableName", "Operation"]),
            ("AWS/DynamoDB", "UserErrors", &[]),
            ("AWS/IoT", "ParseError", &["RuleName"]),
            ("AWS/SQS", "ApproximateNumberOfMessagesVisible", &["QueueName"]),
            ("AWS/SNS", "NumberOfNotificationsFailed", &["TopicName"]),
            ("AWS/Firehose", "DeliveryToS3.DataFreshness", &["DeliveryStreamName"]),
            ("AWS/Kinesis", "BornYesterday", &[]),
            ("Own", "Errors", &[]),
        ] {
            assert_eq!(
                judge(namespace, metric, dimensions),
                Verdict::Passes,
                "{namespace} {metric}"
            );
        }
        for (namespace, metric, dimensions) in [
            ("AWS/Kinesis", "IncomingRecords", &[] as &[&str]),
            ("AWS/Kinesis", "IncomingRecords", &["StreamName", "Environment"]),
            ("AWS/DynamoDB", "UserErrors", &["TableName"]),
            ("AWS/DynamoDB", "ThrottledRequests", &["TableName"]),
        ] {
            assert!(
                matches!(judge(namespace, metric, dimensions), Verdict::Dimensions(_)),
                "{namespace} {metric}"
            );
        }
        assert_eq!(judge("AWS/DynamoDB", "ItemCount", &["TableName"]), Verdict::NoMetric);
    }
}
