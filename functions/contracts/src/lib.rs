//! Contracts between the app that deploys the functions and the functions themselves.
//!
//! - [`mod@env`]: names of the environment variables a function reads;
//! - [`Message`]: a record of the stream, in the topic rule's envelope or without;
//! - [`Reading`]: what a device sends, and [`Decimal`], its value to the last digit;
//! - [`Thresholds`]: the ranges beyond which a reading is an anomaly, as a plant file states them and a function
//!   receives them;
//! - [`table`]: keys and attributes of the hot table, for whoever declares it, writes it or queries it, and [`Layout`], the
//!   form that they have in a plant;
//! - [`alert`]: what is said when a sensor passes its limit and when it is back, and [`Assets`], where the sensor is;
//! - [`AlertPolicy`], [`alert_table`] and [`notice`]: how that is told, where it is kept until then, and what people read;
//! - [`archive`]: where batches and quarantined records lie in the archive bucket;
//! - [`archive_line`]: a record as it stands in the archive, and how to read it;
//! - [`archive_columns`]: the same for queries, in columns;
//! - [`fleet`]: which devices may register;
//! - [`metrics`]: names of the metrics that a function reports and alarms watch.
//!
//! Nothing here talks to AWS or reads a clock, so that the app can depend on it without compiling an SDK.

pub mod alert;
mod alert_policy;
pub mod alert_table;
pub mod archive;
pub mod archive_columns;
pub mod archive_line;
mod asset;
mod decimal;
pub mod env;
mod fields;
pub mod fleet;
mod layout;
pub mod message;
pub mod metrics;
pub mod notice;
mod reading;
pub mod table;
mod threshold;
mod time;

pub use alert::Alert;
pub use alert_policy::{AlertPolicy, AlertPolicyError, SILENCE, Severity};
pub use asset::{AssetError, Assets, Labels};
pub use decimal::{Decimal, DecimalError};
pub use layout::{Layout, TimeForm, Whole};
pub use message::{Facts, Message};
pub use reading::{MAX_MESSAGE_BYTES, MAX_READING_BYTES, Part, Reading, ReadingError};
pub use threshold::{Threshold, ThresholdError, Thresholds, Unit, units_of};
pub use time::Time;
