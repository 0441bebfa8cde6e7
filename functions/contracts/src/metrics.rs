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
