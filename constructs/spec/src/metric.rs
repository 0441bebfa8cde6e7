//! Metrics that CloudWatch keeps of resources.

use serde::{Deserialize, Serialize};

/// A metric that a service publishes for resources of a type.
///
/// ```
/// let database = ferrocdk_spec::Database::bundled()?;
/// let stream = database.resource("AWS::Kinesis::Stream")?;
/// let age = stream.metrics.iter().find(|metric| metric.name == "GetRecords.IteratorAgeMilliseconds");
/// assert!(age.is_some_and(|age| age.namespace == "AWS/Kinesis" && age.dimension_sets[0][0].name == "StreamName"));
/// # Ok::<(), ferrocdk_spec::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Metric {
    /// The namespace, such as `AWS/Kinesis`.
    pub namespace: String,
    /// The metric's name.
    pub name: String,
    /// The statistic that says most, such as `Sum`, `Average` or `p95`.
    pub statistic: String,
    /// The sets of dimensions that it is published under and that name a resource of this type; each set is one way to ask for it.
    /// An empty set stands for the sum over all resources of the account.
    pub dimension_sets: Vec<Vec<Dimension>>,
}

/// A dimension of a metric.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Dimension {
    /// The name, such as `StreamName`.
    pub name: String,
    /// The value where it is always the same one, such as `GetItem` of `Operation`; `None` where it names the resource or a part of it.
    pub value: Option<String>,
}
