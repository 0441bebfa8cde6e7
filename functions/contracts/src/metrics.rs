//! Names of the metrics that the processor reports once per batch, in the embedded metric format.
//!
//! All carry exactly the dimensions [`DIMENSIONS`]. CloudWatch keeps a metric apart for each set of dimensions, so an
//! alarm that leaves one out watches nothing.

/// The namespace.
pub const NAMESPACE: &str = "IoT/Manufacturing";

/// The dimensions, in this order: the values of [`crate::env::PLANT`] and [`crate::env::ENVIRONMENT`].
pub const DIMENSIONS: [&str; 2] = ["Plant", "Environment"];

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

/// From the arrival at the stream to the end of the write, for the slowest record of the batch. Milliseconds.
pub const LATENCY_MS: &str = "LatencyMs";
