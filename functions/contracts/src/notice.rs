//! Notices: what the router of alerts publishes to the process topic, for people and for programs.

use serde::Serialize;

use crate::alert::{Alert, Change, Limit};
use crate::{Decimal, Labels, Severity, Time, Unit};

/// Alerts that a digest names one by one; the rest is counted. Together they stay far below the 256 KiB of a message.
pub const MOST_NAMED: usize = 50;

/// One message of the process topic.
///
/// The attributes `kind`, `severity`, `plant` and, for a single alert, `sensorType` and `device` stand beside it, for filters of subscriptions.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Notice {
    /// [`Self::VERSION`].
    pub version: u32,
    /// Reason of the message.
    pub kind: NoticeKind,
    /// The highest severity of the alerts in it.
    pub severity: Severity,
    /// The plant.
    pub plant: String,
    /// The deployment.
    pub environment: String,
    /// Everything in a few sentences.
    pub message: String,
    /// Where it is written what to do.
    pub runbook: String,
    /// The alert, where it is about a single one.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub alert: Option<Told>,
    /// How many alerts it is about.
    pub count: usize,
    /// The alerts of a digest, [`MOST_NAMED`] at most.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub alerts: Vec<Told>,
}

impl Notice {
    /// The version of this form. Fields may be added to a version, and never change their meaning.
    pub const VERSION: u32 = 1;
}

/// Reason of a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum NoticeKind {
    /// A sensor passed its limit.
    Opened,
    /// It is back within its limits.
    Closed,
    /// It lasts, and nobody has acknowledged it: it is critical now.
    Escalated,
    /// It lasts, and was acknowledged long ago: it matters less now.
    Downgraded,
    /// It lasts, and nobody has acknowledged it.
    Reminder,
    /// Several changes in one message.
    Digest,
}

impl NoticeKind {
    /// The word of the message.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Closed => "closed",
            Self::Escalated => "escalated",
            Self::Downgraded => "downgraded",
            Self::Reminder => "reminder",
            Self::Digest => "digest",
        }
    }
}

/// An alert as a notice tells it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Told {
    /// Name of the anomaly, by which it is acknowledged.
    pub anomaly: String,
    /// The device.
    pub device: String,
    /// Quantity that is measured.
    pub sensor_type: String,
    /// Which sensor of the device, where it names one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sensor_id: Option<String>,
    /// Whether it lasts or has ended.
    pub state: Change,
    /// The value that opened it, or that ended it, exactly as it was sent.
    pub value: Decimal,
    /// The limit that was passed.
    pub limit: Limit,
    /// Unit of limit and value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
    /// When it opened, ISO 8601 in UTC.
    pub opened_at: String,
    /// When the value was measured, ISO 8601 in UTC.
    pub event_time: String,
    /// Labels of the asset.
    #[serde(skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub labels: Labels,
}

impl From<&Alert> for Told {
    fn from(alert: &Alert) -> Self {
        Self {
            anomaly: alert.anomaly.clone(),
            device: alert.device.clone(),
            sensor_type: alert.sensor_type.clone(),
            sensor_id: alert.sensor_id.clone(),
            state: alert.change,
            value: alert.value.clone(),
            limit: alert.limit,
            unit: alert.unit.clone(),
            opened_at: Time::from_ms(alert.opened_at).to_iso(),
            event_time: Time::from_ms(alert.event_time).to_iso(),
            labels: alert.labels.clone(),
        }
    }
}
