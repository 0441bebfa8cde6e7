//! Metrics that services publish by themselves, as the bindings name them.

use crate::value::Value;

/// A metric of a resource, complete with its dimensions. Bindings have a function for each: `CfnStream::metric_incoming_bytes_by_stream_name(name)`.
///
/// ```
/// use ferrocdk_core::CannedMetric;
/// let metric = CannedMetric {
///     namespace: "AWS/Kinesis",
///     name: "IncomingBytes",
///     statistic: "Sum",
///     dimensions: vec![("StreamName", "readings".into())],
/// };
/// assert_eq!(metric.dimensions[0].1.literal().unwrap(), "readings");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct CannedMetric {
    /// The namespace, such as `AWS/Kinesis`.
    pub namespace: &'static str,
    /// The metric's name, such as `IncomingBytes`.
    pub name: &'static str,
    /// The statistic that says most, such as `Sum`, `Average` or `p95`.
    pub statistic: &'static str,
    /// Names and values, in the order of the service. None for the sum over all resources of the account.
    pub dimensions: Vec<(&'static str, Value<String>)>,
}
