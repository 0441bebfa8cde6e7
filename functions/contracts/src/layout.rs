//! The form of a plant's hot table: names of attributes, form of the sort key, and what else its users rely on.
//!
//! A plant file names a preset (`[hot] layout = "..."`); the app declares the table by it and hands it to the functions as
//! data, in [`crate::env::LAYOUT`], so that a plant with names of its own needs no other function.

use serde::{Deserialize, Serialize};

use crate::Time;

/// Names and forms of the items of a hot table. Every item is one reading; [`crate::table`] says what each attribute holds.
///
/// `value`, `status`, `unit`, `reason`, `metadata`, `extra`, `clock` and `plant` have the same name in each.
///
/// ```
/// # use ferrocdk_contracts::{Layout, TimeForm};
/// let layout = Layout::named("ten-thousand").unwrap_or_default();
/// assert_eq!((layout.device.as_str(), layout.time_form), ("sensor_id", TimeForm::Iso));
/// assert_eq!(layout.time_form.key_type(), "S");
/// assert_eq!(Layout::from_json(&layout.to_json())?, layout);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Layout {
    /// Partition key, a string: the device.
    pub device: String,
    /// Sort key: the time of the event.
    pub time: String,
    /// Form of the sort key.
    pub time_form: TimeForm,
    /// Quantity that was measured, `S`.
    pub sensor_type: String,
    /// Which of the device's sensors measured, `S`.
    pub sensor_id: String,
    /// Whether the value is outside its threshold, `BOOL`.
    pub flag: String,
    /// When the event took place, `N`, milliseconds since 1970.
    pub event_time: String,
    /// When the broker received the reading, `N`, milliseconds since 1970.
    pub ingested_at: String,
    /// When the reading arrived in the stream, in the form of the sort key.
    pub processed_at: String,
    /// When DynamoDB deletes the item, `N`, seconds since 1970.
    pub expiry: String,
    /// Which readings a client finds with the device and the time alone.
    pub whole: Whole,
    /// Whether readings and anomalies are counted under the dimension `Environment` alone, too
    /// ([`crate::metrics::ENVIRONMENT_DIMENSION`]).
    pub environment_metrics: bool,
}

/// Form of a sort key that says a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TimeForm {
    /// Milliseconds since 1970, a number.
    Milliseconds,
    /// ISO 8601 in UTC with milliseconds, such as `2026-11-21T08:00:00.000Z`: its order as text is the order in time.
    Iso,
}

impl TimeForm {
    /// DynamoDB's name of the key's type: `N` or `S`.
    #[must_use]
    pub fn key_type(self) -> &'static str {
        match self {
            Self::Milliseconds => "N",
            Self::Iso => "S",
        }
    }

    /// A time in this form, cut to the millisecond.
    #[must_use]
    pub fn text(self, time: Time) -> String {
        match self {
            Self::Milliseconds => time.ms().to_string(),
            Self::Iso => time.to_iso(),
        }
    }
}

/// Which readings stand at the time itself, where one `GetItem` finds them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Whole {
    /// The first reading of a device and millisecond, whatever it measures.
    Any,
    /// The first reading of this type of sensor.
    SensorType(String),
}

impl Default for Layout {
    /// `sao-paulo`.
    fn default() -> Self {
        Self {
            device: "deviceId".to_owned(),
            time: "timestamp".to_owned(),
            time_form: TimeForm::Milliseconds,
            sensor_type: "sensorType".to_owned(),
            sensor_id: "sensorId".to_owned(),
            flag: "isAnomaly".to_owned(),
            event_time: "eventTime".to_owned(),
            ingested_at: "ingestedAt".to_owned(),
            processed_at: "processedAt".to_owned(),
            expiry: "expirationTime".to_owned(),
            whole: Whole::SensorType("temperature".to_owned()),
            environment_metrics: false,
        }
    }
}

impl Layout {
    /// Names of the presets, as a plant file writes them.
    pub const PRESETS: [&'static str; 4] = ["sao-paulo", "ten-thousand", "http-ingest", "manufacturing"];

    /// A preset; `None` for a name that is not in [`Self::PRESETS`].
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let milliseconds = Self::default();
        Some(match name {
            "sao-paulo" => milliseconds,
            "http-ingest" => Self {
                whole: Whole::Any,
                ..milliseconds
            },
            "manufacturing" => Self {
                flag: "anomalyDetected".to_owned(),
                expiry: "ttl".to_owned(),
                whole: Whole::Any,
                environment_metrics: true,
                ..milliseconds
            },
            "ten-thousand" => Self {
                device: "sensor_id".to_owned(),
                time_form: TimeForm::Iso,
                sensor_type: "sensor_type".to_owned(),
                // `sensor_id` is the partition key: a device with several sensors names them here.
                sensor_id: "sensor_name".to_owned(),
                flag: "anomaly_detected".to_owned(),
                event_time: "event_time".to_owned(),
                ingested_at: "ingested_at".to_owned(),
                processed_at: "processed_at".to_owned(),
                expiry: "expires_at".to_owned(),
                whole: Whole::Any,
                ..milliseconds
            },
            _ => return None,
        })
    }

    /// The names of attributes that are the layout's own.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let names = [
            &self.device,
            &self.time,
            &self.sensor_type,
            &self.sensor_id,
            &self.flag,
            &self.event_time,
            &self.ingested_at,
            &self.processed_at,
            &self.expiry,
        ];
        names.into_iter().map(String::as_str)
    }

    /// The document for the variable [`crate::env::LAYOUT`].
    #[must_use]
    pub fn to_json(&self) -> String {
        // Names and words only: nothing in it that cannot be written.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads the document of the variable [`crate::env::LAYOUT`].
    ///
    /// # Errors
    /// The text is no such document.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_survives_the_way_through_the_variable() {
        for name in Layout::PRESETS {
            let layout = Layout::named(name).unwrap();
            assert_eq!(Layout::from_json(&layout.to_json()).unwrap(), layout, "{name}");
        }
        assert_eq!(Layout::named("sao_paulo"), None);
        assert_eq!(Layout::named("sao-paulo"), Some(Layout::default()));
    }

    #[test]
    fn no_preset_has_a_name_twice() {
        for name in Layout::PRESETS {
            let layout = Layout::named(name).unwrap();
            let names = || layout.names().chain(crate::table::COMMON);
            let distinct: std::collections::BTreeSet<&str> = names().collect();
            assert_eq!(distinct.len(), names().count(), "{name}");
        }
    }

    #[test]
    fn times_have_the_form_of_the_key() {
        let time = Time::from_ms(1_795_248_000_007);
        assert_eq!(TimeForm::Milliseconds.text(time), "1795248000007");
        assert_eq!(TimeForm::Iso.text(time), "2026-11-21T08:00:00.007Z");
    }

    #[test]
    fn what_is_no_layout_is_refused() {
        for wrong in [
            "",
            "{}",
            r#""sao-paulo""#,
            &Layout::default()
                .to_json()
                .replace("iso", "x")
                .replace("milliseconds", "hours"),
        ] {
            assert!(Layout::from_json(wrong).is_err(), "{wrong}");
        }
    }
}
