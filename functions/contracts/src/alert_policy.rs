//! How alerts are told: how much they matter, when they escalate, and when people are reminded.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// How much an alert or an alarm matters, and so who is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; nothing has to be done soon.
    Notice,
    /// Somebody looks at it on the same day.
    #[default]
    Warning,
    /// Somebody comes at once.
    Critical,
}

impl Severity {
    /// The word in messages.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Warning => "warning",
            Self::Critical => "critical",
        }
    }

    /// One step down; a notice stays one.
    #[must_use]
    pub fn lower(self) -> Self {
        match self {
            Self::Critical => Self::Warning,
            Self::Warning | Self::Notice => Self::Notice,
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Course of an alert that lasts. Times are in seconds.
///
/// Reads from a plant file (any serde format) and from the variable [`crate::env::ALERT_POLICY`].
///
/// ```
/// # use ferrocdk_contracts::{AlertPolicy, Severity};
/// let policy: AlertPolicy = toml::from_str("escalate_after = 600\nseverities = { vibration = 'critical' }")?;
/// assert_eq!(policy.severity_of("vibration"), Severity::Critical);
/// assert_eq!(policy.severity_of("temperature"), Severity::Warning);
/// assert_eq!(AlertPolicy::from_json(&policy.to_json()).map_err(|error| error.to_string()), Ok(policy));
/// # Ok::<(), toml::de::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AlertPolicy {
    /// How much alerts of a type of sensor matter when they open. Default: a warning.
    pub severities: BTreeMap<String, Severity>,
    /// An alert that lasts so long, and that nobody has acknowledged, becomes critical. Default: 15 minutes. 0: never.
    pub escalate_after: u32,
    /// An alert that nobody has acknowledged is told again every so often. Default: an hour. 0: never.
    pub remind_every: u32,
    /// An alert that was acknowledged so long ago, and still lasts, goes down by one severity, and so on. Default: 4 hours. 0: never.
    pub downgrade_after: u32,
    /// Messages within a minute that are sent one by one; what comes beyond is folded into one digest at the end of the minute. Default: 10.
    pub storm: u32,
    /// For so many days an alert that has ended is remembered, so that a replay of its readings tells nobody. Default: 400, more than any stream keeps its records.
    pub remember_days: u32,
    /// A device of which no reading has come in for so long is an alert of its own, of the type [`SILENCE`]. Default: 0, never.
    pub silent_after: u32,
    /// Devices that must not be silent, by name.
    pub silent_devices: Vec<String>,
    /// Group of things whose devices must not be silent, beside those that are named.
    pub silent_group: Option<String>,
}

/// Type of sensor in alerts about devices that are silent; the value is the number of seconds.
pub const SILENCE: &str = "silence";

impl Default for AlertPolicy {
    fn default() -> Self {
        Self {
            severities: BTreeMap::new(),
            escalate_after: 15 * 60,
            remind_every: 3_600,
            downgrade_after: 4 * 3_600,
            storm: 10,
            remember_days: 400,
            silent_after: 0,
            silent_devices: Vec::new(),
            silent_group: None,
        }
    }
}

/// Why a document is no [`AlertPolicy`].
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct AlertPolicyError(#[from] serde_json::Error);

impl AlertPolicy {
    /// How much an alert of a type of sensor matters when it opens.
    #[must_use]
    pub fn severity_of(&self, sensor_type: &str) -> Severity {
        self.severities.get(sensor_type).copied().unwrap_or_default()
    }

    /// Reads the document of [`Self::to_json`].
    ///
    /// # Errors
    /// It is not JSON, or not of this shape.
    pub fn from_json(json: &str) -> Result<Self, AlertPolicyError> {
        Ok(serde_json::from_str(json)?)
    }

    /// The document for the variable [`crate::env::ALERT_POLICY`]. Equal policies give equal text.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Texts and numbers only: nothing in it that cannot be written.
        serde_json::to_string(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_has_its_default_and_what_is_unknown_is_refused() {
        assert_eq!(AlertPolicy::from_json("{}").unwrap(), AlertPolicy::default());
        for wrong in [
            "",
            r#"{"escalate":1}"#,
            r#"{"severities":{"a":"fatal"}}"#,
            r#"{"storm":-1}"#,
        ] {
            assert!(AlertPolicy::from_json(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn severities_rise_and_go_down_step_by_step() {
        assert!(Severity::Notice < Severity::Warning && Severity::Warning < Severity::Critical);
        assert_eq!(Severity::Critical.lower().lower().lower(), Severity::Notice);
    }
}
