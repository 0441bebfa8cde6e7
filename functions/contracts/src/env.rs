//! Names of the environment variables that the functions of a plant read.
//!
//! The function checks all of them when it starts and ends with a message that names the variable when one is missing
//! or malformed, so a wrong deployment fails before it takes a record.

/// Name of the hot table ([`crate::table`]).
pub const DYNAMODB_TABLE: &str = "DYNAMODB_TABLE";

/// Name of the archive bucket ([`crate::archive`]).
pub const S3_BUCKET: &str = "S3_BUCKET";

/// Name of the plant, such as `sao-paulo`. Written to each item and used as a dimension of the metrics.
pub const PLANT: &str = "PLANT";

/// The deployment's suffix, such as `prod` or `pr-17`. A dimension of the metrics.
pub const ENVIRONMENT: &str = "ENVIRONMENT";

/// The plant's [`crate::Thresholds`] as a JSON document. Lambda allows 4 KiB for all variables together.
pub const THRESHOLDS: &str = "THRESHOLDS";

/// How many days an item stays in the hot table: a whole number in [`HOT_DAYS_RANGE`].
pub const HOT_DAYS: &str = "HOT_DAYS";

/// Range of [`HOT_DAYS`]. Ten years at most: beyond that a table is the wrong store.
pub const HOT_DAYS_RANGE: std::ops::RangeInclusive<u32> = 1..=3650;

/// The plant's [`crate::Layout`] as a JSON document. Optional: without it, the layout is `sao-paulo`'s.
pub const LAYOUT: &str = "LAYOUT";

/// URL of the FIFO queue that takes alerts ([`crate::alert`]). Optional: without it, no state of sensors is kept and
/// nobody is alerted.
pub const ALERT_QUEUE_URL: &str = "ALERT_QUEUE_URL";

/// The labels of the plant's devices ([`crate::Assets`]) as a JSON document. Optional.
pub const ASSETS: &str = "ASSETS";

/// In which form the archiver writes records: [`ARCHIVE_LINES`] or [`ARCHIVE_COLUMNS`].
pub const ARCHIVE_FORM: &str = "ARCHIVE_FORM";
/// A line for each record ([`crate::archive_line`]).
pub const ARCHIVE_LINES: &str = "lines";
/// Columns, of which Firehose makes Parquet ([`crate::archive_columns`]).
pub const ARCHIVE_COLUMNS: &str = "columns";

/// The devices that may register, as a JSON document ([`crate::fleet::Allowed`]); beside [`DEVICE_TABLE`] its types alone count.
pub const ALLOWED_DEVICES: &str = "ALLOWED_DEVICES";
/// Name of the table of devices that may register ([`crate::fleet`]).
pub const DEVICE_TABLE: &str = "DEVICE_TABLE";

/// ARN of the process topic, to which the router of alerts publishes ([`crate::notice`]).
pub const ALERT_TOPIC_ARN: &str = "ALERT_TOPIC_ARN";

/// Name of the table in which the router of alerts keeps those that last ([`crate::alert_table`]).
pub const ALERT_TABLE: &str = "ALERT_TABLE";

/// The plant's [`crate::AlertPolicy`] as a JSON document. Optional: without it, all defaults hold.
pub const ALERT_POLICY: &str = "ALERT_POLICY";

/// Address of the runbook for alerts, which stands in each message.
pub const ALERT_RUNBOOK: &str = "ALERT_RUNBOOK";

/// Length of the windows that readings are aggregated in, in seconds: a whole number in [`AGGREGATE_WINDOW_RANGE`].
/// Optional: without it, nothing is aggregated. It costs a read of the window for each device of a batch, and a write for
/// each of its sensors.
pub const AGGREGATE_WINDOW: &str = "AGGREGATE_WINDOW";

/// Range of [`AGGREGATE_WINDOW`]: up to a day.
pub const AGGREGATE_WINDOW_RANGE: std::ops::RangeInclusive<u32> = 1..=86_400;

/// URL of the queue that failures wait in, for the function that brings them back.
pub const FAILURE_QUEUE_URL: &str = "FAILURE_QUEUE_URL";

/// Name of the stream of readings.
pub const STREAM_NAME: &str = "STREAM_NAME";

/// Name of the processor, for the function that brings failures back.
pub const PROCESSOR_NAME: &str = "PROCESSOR_NAME";
