//! Alerts: what the processor says when a sensor passes its limit, and when it is back.
//!
//! The processor sends one message for each change, never for each reading, to the queue of
//! [`crate::env::ALERT_QUEUE_URL`], a FIFO queue: the message's group is [`Alert::group`], so that the changes of one
//! sensor keep their order, and its deduplication id is [`Alert::id`]. A batch that is delivered again may send the same
//! alert again, beyond the five minutes in which the queue drops doubles; whoever reads it drops what it has seen by the id.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{Decimal, Labels, Time, Unit};

/// One change of one sensor.
///
/// ```
/// # use ferrocdk_contracts::alert::{Alert, Change};
/// let alert = Alert::from_json(br#"{
///     "version": 1, "id": "4f0c-opened", "anomaly": "4f0c", "plant": "sao-paulo", "environment": "prod",
///     "device": "press-7", "sensorType": "temperature", "change": "opened", "value": 100.10,
///     "limit": { "side": "above", "value": 100.0 }, "unit": "celsius", "eventTime": 1795248000000,
///     "openedAt": 1795248000000, "clock": null,
///     "record": { "shard": "shardId-000000000000", "sequenceNumber": "4959", "arrivedAt": 1795248000200 },
///     "labels": { "line": "A" }
/// }"#)?;
/// assert_eq!((alert.change, alert.value.as_str()), (Change::Opened, "100.1"));
/// assert_eq!(Alert::from_json(alert.to_json().as_bytes())?, alert);
/// # Ok::<(), ferrocdk_contracts::alert::AlertError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Alert {
    /// [`Self::VERSION`].
    pub version: u32,
    /// Name of the change, 1 to 128 letters, digits and '-': the same whenever the same readings are processed again.
    pub id: String,
    /// Name of the anomaly, the same when it opens and when it closes.
    pub anomaly: String,
    /// [`crate::env::PLANT`].
    pub plant: String,
    /// [`crate::env::ENVIRONMENT`].
    pub environment: String,
    /// The device: the name of its thing.
    pub device: String,
    /// Quantity that is measured, in lower case.
    pub sensor_type: String,
    /// Which sensor of the device, where it names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sensor_id: Option<String>,
    /// Opened or closed.
    pub change: Change,
    /// The value that made the change, exactly as it was sent.
    pub value: Decimal,
    /// The limit that was passed when the anomaly opened.
    pub limit: Limit,
    /// Unit of limit and value, where the plant states one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
    /// When the value was measured, in milliseconds since 1970.
    pub event_time: u64,
    /// When the value was measured that opened the anomaly, in milliseconds since 1970.
    pub opened_at: u64,
    /// [`crate::table::Clock::as_str`] where the device's clock is wrong; the times are then those of the receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<String>,
    /// Place of the reading in the stream.
    pub record: Place,
    /// Labels of the asset; empty where the plant says none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: Labels,
}

/// Kind of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// The sensor passed a limit.
    Opened,
    /// The sensor is back within its limits.
    Closed,
}

impl Change {
    /// The word of the message.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Closed => "closed",
        }
    }
}

/// A limit, and on which side of it values are anomalies.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Limit {
    /// Where the value was.
    pub side: Side,
    /// The limit itself, which is normal.
    pub value: f64,
}

/// Side of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// Below the lower limit.
    Below,
    /// Above the upper limit.
    Above,
}

/// Place of a record in the stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Place {
    /// Such as `shardId-000000000003`.
    pub shard: String,
    /// Position in the shard.
    pub sequence_number: String,
    /// When the stream took it, in milliseconds since 1970.
    pub arrived_at: u64,
}

/// Why bytes are no [`Alert`].
#[derive(Debug, thiserror::Error)]
pub enum AlertError {
    /// Not JSON, or not of an alert's shape.
    #[error("the message is no alert: {0}")]
    Malformed(#[from] serde_json::Error),
    /// Of another version.
    #[error("the alert has version {0}, version {expected} is understood", expected = Alert::VERSION)]
    Version(u32),
}

/// A sensor, as far as a state is kept for it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sensor {
    /// The device.
    pub device: String,
    /// Quantity that is measured, in lower case.
    pub sensor_type: String,
    /// Which sensor of the device, where it names one.
    pub sensor_id: Option<String>,
}

impl Alert {
    /// The version of this form. Fields may be added to a version, and never change their meaning.
    pub const VERSION: u32 = 1;

    /// Reads a message. Fields that are not known are left out.
    ///
    /// # Errors
    /// The bytes are no alert, or one of another version.
    pub fn from_json(bytes: &[u8]) -> Result<Self, AlertError> {
        #[derive(Deserialize)]
        struct Versioned {
            version: u32,
        }
        let Versioned { version } = serde_json::from_slice(bytes)?;
        if version != Self::VERSION {
            return Err(AlertError::Version(version));
        }
        Ok(serde_json::from_slice(bytes)?)
    }

    /// The message's body.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Texts and finite numbers only: nothing in it that cannot be written.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The sensor.
    #[must_use]
    pub fn sensor(&self) -> Sensor {
        Sensor {
            device: self.device.clone(),
            sensor_type: self.sensor_type.clone(),
            sensor_id: self.sensor_id.clone(),
        }
    }

    /// Group of the message in a FIFO queue: one for each sensor, at most 128 letters and digits.
    #[must_use]
    pub fn group(&self) -> String {
        let sensor = self.sensor();
        hash(&[&self.plant, &self.environment, &sensor.key()])
    }
}

impl Sensor {
    /// The sensor as one text; no other sensor has it, as `#` is in no name.
    #[must_use]
    pub fn key(&self) -> String {
        let sensor_id = self.sensor_id.as_deref().unwrap_or_default();
        format!("{}#{}#{sensor_id}", self.device, self.sensor_type)
    }

    /// Name of the anomaly that opens at a moment.
    #[must_use]
    pub fn anomaly(&self, plant: &str, environment: &str, opened: Time) -> String {
        hash(&[plant, environment, &self.key(), &opened.to_string()])
    }
}

/// 32 hexadecimal digits that follow from texts.
fn hash(texts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    }
    hash.finalize()
        .iter()
        .take(16)
        .fold(String::with_capacity(32), |mut hex, byte| {
            for half in [byte >> 4, byte & 15] {
                hex.push(char::from_digit(u32::from(half), 16).unwrap_or('0'));
            }
            hex
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alert() -> Alert {
        let sensor = Sensor {
            device: "press-7".to_owned(),
            sensor_type: "temperature".to_owned(),
            sensor_id: None,
        };
        let anomaly = sensor.anomaly("sao-paulo", "prod", Time::from_ms(1_795_248_000_000));
        Alert {
            version: Alert::VERSION,
            id: format!("{anomaly}-opened"),
            anomaly,
            plant: "sao-paulo".to_owned(),
            environment: "prod".to_owned(),
            device: sensor.device,
            sensor_type: sensor.sensor_type,
            sensor_id: None,
            change: Change::Opened,
            value: Decimal::parse("100.10000000000000000000000000000000001").unwrap(),
            limit: Limit {
                side: Side::Above,
                value: 100.0,
            },
            unit: Unit::new("celsius").ok(),
            event_time: 1_795_248_000_000,
            opened_at: 1_795_248_000_000,
            clock: None,
            record: Place {
                shard: "shardId-000000000000".to_owned(),
                sequence_number: "4959".to_owned(),
                arrived_at: 1_795_248_000_200,
            },
            labels: Labels::from([("line".to_owned(), "A".to_owned())]),
        }
    }

    #[test]
    fn the_form_is_fixed_for_ever() {
        let json = concat!(
            r#"{"version":1,"id":"fc57e259dbe4eedf4dea74634093c15a-opened","anomaly":"fc57e259dbe4eedf4dea74634093c15a","#,
            r#""plant":"sao-paulo","environment":"prod","device":"press-7","sensorType":"temperature","change":"opened","#,
            r#""value":100.10000000000000000000000000000000001,"limit":{"side":"above","value":100.0},"unit":"celsius","#,
            r#""eventTime":1795248000000,"openedAt":1795248000000,"record":{"shard":"shardId-000000000000","#,
            r#""sequenceNumber":"4959","arrivedAt":1795248000200},"labels":{"line":"A"}}"#
        );
        assert_eq!(alert().to_json(), json);
        assert_eq!(Alert::from_json(json.as_bytes()).unwrap(), alert());
    }

    #[test]
    fn other_versions_and_shapes_are_refused() {
        let later = alert().to_json().replace("\"version\":1", "\"version\":2");
        let message = Alert::from_json(later.as_bytes()).unwrap_err().to_string();
        assert_eq!(message, "the alert has version 2, version 1 is understood");
        for wrong in [
            "",
            "[]",
            "{}",
            &alert().to_json().replace("opened\"", "ajar\""),
            &alert().to_json().replace("100.1", "\""),
        ] {
            assert!(
                matches!(Alert::from_json(wrong.as_bytes()), Err(AlertError::Malformed(_))),
                "{wrong}"
            );
        }
        let more = alert().to_json().replace("{\"version\"", "{\"severity\":3,\"version\"");
        assert_eq!(
            Alert::from_json(more.as_bytes()).unwrap(),
            alert(),
            "a later field is left out"
        );
    }

    #[test]
    fn sensors_and_moments_have_names_of_their_own() {
        let sensor = |device: &str, sensor_type: &str, sensor_id: Option<&str>| Sensor {
            device: device.to_owned(),
            sensor_type: sensor_type.to_owned(),
            sensor_id: sensor_id.map(str::to_owned),
        };
        let sensors = [
            sensor("a", "b", None),
            sensor("a", "b", Some("c")),
            sensor("a-b", "c", None),
            sensor("a", "b-c", None),
        ];
        let names: std::collections::BTreeSet<String> = sensors
            .iter()
            .flat_map(|sensor| [1, 2].map(|ms| sensor.anomaly("p", "e", Time::from_ms(ms))))
            .collect();
        assert_eq!(names.len(), 8);
        assert_eq!(alert().group().len(), 32);
    }
}
