//! `Metric`: what is measured, with all of its dimensions.

use ferrocdk_core::{CannedMetric, Value};

/// A metric with all of its dimensions.
#[derive(Clone, Debug)]
pub struct Metric {
    pub(super) namespace: String,
    pub(super) name: String,
    pub(super) dimensions: Vec<(String, Value<String>)>,
}

impl Metric {
    /// A metric of a namespace, such as `Errors` of `AWS/Lambda`.
    pub fn new(namespace: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            namespace: namespace.into(),
            name: name.into(),
            dimensions: Vec::new(),
        }
    }

    /// Adds a dimension. CloudWatch does not add up over a missing one: a metric without it has no data, silently.
    #[must_use]
    pub fn dimension(mut self, name: impl Into<String>, value: impl Into<Value<String>>) -> Self {
        self.dimensions.push((name.into(), value.into()));
        self
    }
}

impl From<CannedMetric> for Metric {
    /// A metric as the bindings name it: `CfnQueue::metric_number_of_messages_sent_by_queue_name(queue.attr_queue_name())`.
    fn from(metric: CannedMetric) -> Self {
        let dimensions = metric
            .dimensions
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value));
        Self {
            namespace: metric.namespace.to_owned(),
            name: metric.name.to_owned(),
            dimensions: dimensions.collect(),
        }
    }
}
