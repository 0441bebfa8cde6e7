//! Names of the metrics that the processor reports once per batch, in the embedded metric format.
//!
//! All carry exactly the dimensions [`DIMENSIONS`], two of them also [`ENVIRONMENT_DIMENSION`] alone where the layout says so. CloudWatch keeps a metric apart for each set of dimensions, so an
//! alarm that leaves one out watches nothing.

/// The namespace.
pub const NAMESPACE: &str = "IoT/Manufacturing";

/// The dimensions, in this order: the values of [`crate::env::PLANT`] and [`crate::env::ENVIRONMENT`].
pub const DIMENSIONS: [&str; 2] = ["Plant", "Environment"];

/// The dimension under which [`SENSOR_READINGS_PROCESSED`] and [`ANOMALIES_DETECTED`] stand beside the plant's own, where
/// the plant's [`Layout`](crate::Layout) asks for it: the value of [`crate::env::ENVIRONMENT`].
pub const ENVIRONMENT_DIMENSION: &str = "Environment";

/// [`PROCESSED_RECORDS`] under [`ENVIRONMENT_DIMENSION`] alone. Count.
pub const SENSOR_READINGS_PROCESSED: &str = "SensorReadingsProcessed";

/// Readings written to the hot table. Count.
pub const PROCESSED_RECORDS: &str = "ProcessedRecords";

/// Records that can never be processed and were put into quarantine. Count.
pub const PROCESSING_ERRORS: &str = "ProcessingErrors";

/// Readings outside their thresholds. Count; a part of [`PROCESSED_RECORDS`].
pub const ANOMALIES_DETECTED: &str = "AnomaliesDetected";

/// Readings whose device's clock is wrong ([`crate::table::Clock`]). Count; a part of [`PROCESSED_RECORDS`].
pub const CLOCK_ERRORS: &str = "ClockErrors";

/// Records that Lambda will deliver again, because the table or the bucket did not take them. Count.
pub const RETRIED_RECORDS: &str = "RetriedRecords";

/// Alerts that were sent: anomalies that opened and that closed. Count.
pub const ALERTS_SENT: &str = "AlertsSent";

/// From the arrival at the stream to the end of the write, for the slowest record of the batch. Milliseconds.
pub const LATENCY_MS: &str = "LatencyMs";

/// Notices that the router of alerts published. Count.
pub const NOTICES_PUBLISHED: &str = "NoticesPublished";

/// Alerts that the router holds: those that last, and those that are still to be told. Count.
pub const ALERTS_ACTIVE: &str = "AlertsActive";

/// Alerts that came and went during a planned stop, and were not told. Count.
pub const ALERTS_SUPPRESSED: &str = "AlertsSuppressed";

/// Whether a planned stop is under way: 0 or 1.
pub const PLANNED_STOP: &str = "PlannedStop";

/// A log line that CloudWatch turns into metrics under [`DIMENSIONS`], without the line feed.
///
/// Source: "Specification: Embedded metric format" in the CloudWatch user guide.
///
/// ```
/// # use ferrocdk_contracts::metrics::{ALERTS_ACTIVE, embedded};
/// let line = embedded("sao-paulo", "dev", 1_795_248_000_000, &[(ALERTS_ACTIVE, 3)]);
/// assert!(line.contains(r#""AlertsActive":3"#) && line.contains(r#""Plant":"sao-paulo""#));
/// ```
#[must_use]
pub fn embedded(plant: &str, environment: &str, now_ms: u64, counts: &[(&str, u64)]) -> String {
    let metrics: Vec<serde_json::Value> = counts
        .iter()
        .map(|(name, _)| serde_json::json!({ "Name": name, "Unit": "Count" }))
        .collect();
    let directive = serde_json::json!({ "Namespace": NAMESPACE, "Dimensions": [DIMENSIONS], "Metrics": metrics });
    let mut line = serde_json::Map::new();
    line.insert(
        "_aws".to_owned(),
        serde_json::json!({ "Timestamp": now_ms, "CloudWatchMetrics": [directive] }),
    );
    for (dimension, value) in DIMENSIONS.into_iter().zip([plant, environment]) {
        line.insert(dimension.to_owned(), value.into());
    }
    for (name, count) in counts {
        line.insert((*name).to_owned(), (*count).into());
    }
    serde_json::Value::Object(line).to_string()
}
