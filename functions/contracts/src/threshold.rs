//! The ranges beyond which a reading is an anomaly.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::reading::{SENSOR_TYPE, normalise_sensor_type};

/// The unit that a value is measured in, such as `celsius`: 1 to 16 visible ASCII characters.
///
/// For the sensor types that [`units_of`] knows it is one of a closed list; units are compared without regard to case.
#[derive(Debug, Clone, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Unit(String);

impl Unit {
    /// A unit from its name.
    ///
    /// # Errors
    /// The name is empty, longer than 16 characters, or has other than visible ASCII characters.
    pub fn new(name: &str) -> Result<Self, ThresholdError> {
        let visible = name.bytes().all(|byte| byte.is_ascii_graphic());
        if name.is_empty() || name.len() > 16 || !visible {
            return Err(ThresholdError::UnitName);
        }
        Ok(Self(name.to_owned()))
    }

    /// The name as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl PartialEq for Unit {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl TryFrom<String> for Unit {
    type Error = ThresholdError;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        Self::new(&name)
    }
}

impl From<Unit> for String {
    fn from(unit: Unit) -> Self {
        unit.0
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The units a plant file may state for a sensor type; `None` for a type that is not known here, whose unit is free.
///
/// The lists are closed because a limit of 80 means something else in another unit, and nothing converts between them.
///
/// ```
/// # use ferrocdk_contracts::units_of;
/// assert_eq!(units_of("temperature"), Some(["celsius"].as_slice()));
/// assert_eq!(units_of("torque"), None);
/// ```
#[must_use]
pub fn units_of(sensor_type: &str) -> Option<&'static [&'static str]> {
    match sensor_type {
        "temperature" => Some(&["celsius"]),
        "pressure" => Some(&["psi", "bar", "kPa"]),
        "vibration" => Some(&["mm/s"]),
        "humidity" => Some(&["percent"]),
        _ => None,
    }
}

/// The range of normal values for one type of sensor. A value equal to a limit is normal.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    /// Values below are anomalies. Default: no lower limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// Values above are anomalies. Default: no upper limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
    /// How far within its limits a value must be before an anomaly counts as over, in their unit. It changes when alerts
    /// close, not which readings are anomalies. Default: 0, so that the first value within the limits, the limit itself
    /// included, closes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hysteresis: Option<f64>,
    /// The unit of both limits. A reading that states another is refused. Default: readings are taken to be in the
    /// limits' unit, whatever it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
}

/// The thresholds of a plant by type of sensor, in lower case.
///
/// Reads from a plant file (any serde format) and from the variable [`crate::env::THRESHOLDS`]; a document that breaks a
/// rule does not come into being.
///
/// ```
/// # use ferrocdk_contracts::Thresholds;
/// let thresholds: Thresholds = toml::from_str("temperature = { min = 0, max = 100, unit = 'celsius' }")?;
/// assert_eq!(thresholds.get("temperature").and_then(|range| range.max), Some(100.0));
/// assert_eq!(thresholds.to_json(), r#"{"temperature":{"min":0.0,"max":100.0,"unit":"celsius"}}"#);
/// # Ok::<(), toml::de::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<String, Threshold>")]
pub struct Thresholds(BTreeMap<String, Threshold>);

/// Mistakes in thresholds.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ThresholdError {
    /// The name of a sensor type that no reading can carry.
    #[error("threshold of {0:?}: the sensor type must have {SENSOR_TYPE}, in lower case")]
    SensorType(String),
    /// Neither limit is stated.
    #[error("threshold of {0}: neither min nor max is stated; state at least one")]
    NoLimit(String),
    /// A limit is infinite or not a number.
    #[error("threshold of {0}: {1} is not a finite number")]
    NotFinite(String, &'static str),
    /// The range is empty.
    #[error("threshold of {sensor_type}: min is {min}, max is {max}; min must be below max")]
    EmptyRange {
        /// The type of sensor.
        sensor_type: String,
        /// The lower limit.
        min: f64,
        /// The upper limit.
        max: f64,
    },
    /// No value would close an anomaly, or every value would.
    #[error("threshold of {sensor_type}: hysteresis is {found}; it must be from 0 to below {allowed}")]
    Hysteresis {
        /// The type of sensor.
        sensor_type: String,
        /// Value that was stated.
        found: f64,
        /// Half of the range between the limits; infinite where one of them is missing.
        allowed: f64,
    },
    /// A unit that this type of sensor is not measured in.
    #[error("threshold of {sensor_type}: the unit is {found}; allowed: {}", allowed.join(", "))]
    Unit {
        /// The type of sensor.
        sensor_type: String,
        /// Value that was stated.
        found: Unit,
        /// Values that may be stated.
        allowed: &'static [&'static str],
    },
    /// A unit that is no name.
    #[error("a unit must have 1 to 16 visible ASCII characters")]
    UnitName,
}

impl Thresholds {
    /// Checks and takes the thresholds, by type of sensor.
    ///
    /// # Errors
    /// The first threshold, in the order of the names, that breaks a rule.
    pub fn new(by_sensor_type: BTreeMap<String, Threshold>) -> Result<Self, ThresholdError> {
        for (sensor_type, threshold) in &by_sensor_type {
            check(sensor_type, threshold)?;
        }
        Ok(Self(by_sensor_type))
    }

    /// The threshold for a type of sensor, in lower case; `None` when the plant states none, and no value is an anomaly.
    #[must_use]
    pub fn get(&self, sensor_type: &str) -> Option<&Threshold> {
        self.0.get(sensor_type)
    }

    /// All thresholds, in the order of their sensor types.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Threshold)> {
        self.0
            .iter()
            .map(|(sensor_type, threshold)| (sensor_type.as_str(), threshold))
    }

    /// The document for the variable [`crate::env::THRESHOLDS`]. Equal thresholds give equal text.
    #[must_use]
    pub fn to_json(&self) -> String {
        let document: Map<String, Value> = self
            .iter()
            .map(|(sensor_type, threshold)| {
                let limits = [
                    ("min", threshold.min.map(|min| json!(min))),
                    ("max", threshold.max.map(|max| json!(max))),
                    ("hysteresis", threshold.hysteresis.map(|hysteresis| json!(hysteresis))),
                ];
                let unit = [("unit", threshold.unit.as_ref().map(|unit| json!(unit.as_str())))];
                let stated = limits.into_iter().chain(unit);
                let fields = stated.filter_map(|(name, value)| Some((name.to_owned(), value?)));
                (sensor_type.to_owned(), Value::Object(fields.collect()))
            })
            .collect();
        Value::Object(document).to_string()
    }
}

impl TryFrom<BTreeMap<String, Threshold>> for Thresholds {
    type Error = ThresholdError;

    fn try_from(by_sensor_type: BTreeMap<String, Threshold>) -> Result<Self, Self::Error> {
        Self::new(by_sensor_type)
    }
}

fn check(sensor_type: &str, threshold: &Threshold) -> Result<(), ThresholdError> {
    let name = || sensor_type.to_owned();
    if normalise_sensor_type(sensor_type).as_deref() != Ok(sensor_type) {
        return Err(ThresholdError::SensorType(name()));
    }
    let limits = [("min", threshold.min), ("max", threshold.max)];
    if limits.iter().all(|(_, limit)| limit.is_none()) {
        return Err(ThresholdError::NoLimit(name()));
    }
    for (field, limit) in limits {
        if limit.is_some_and(|limit| !limit.is_finite()) {
            return Err(ThresholdError::NotFinite(name(), field));
        }
    }
    if let (Some(min), Some(max)) = (threshold.min, threshold.max)
        && min >= max
    {
        return Err(ThresholdError::EmptyRange {
            sensor_type: name(),
            min,
            max,
        });
    }
    if let Some(found) = threshold.hysteresis {
        let range = threshold.min.zip(threshold.max).map(|(min, max)| max / 2.0 - min / 2.0);
        let allowed = range.unwrap_or(f64::INFINITY);
        if !(found >= 0.0 && found < allowed) {
            return Err(ThresholdError::Hysteresis {
                sensor_type: name(),
                found,
                allowed,
            });
        }
    }
    if let (Some(found), Some(allowed)) = (&threshold.unit, units_of(sensor_type))
        && !allowed.iter().any(|unit| unit.eq_ignore_ascii_case(found.as_str()))
    {
        return Err(ThresholdError::Unit {
            sensor_type: name(),
            found: found.clone(),
            allowed,
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(toml: &str) -> String {
        toml::from_str::<Thresholds>(toml).unwrap_err().message().to_owned()
    }

    #[test]
    fn a_document_survives_the_way_through_the_variable() {
        let file = "
            vibration = { max = 5, unit = 'mm/s' }
            temperature = { min = 10, max = 80.5, hysteresis = 2, unit = 'celsius' }
            torque = { min = -3 }
        ";
        let thresholds: Thresholds = toml::from_str(file).unwrap();
        let json = thresholds.to_json();
        assert_eq!(serde_json::from_str::<Thresholds>(&json).unwrap(), thresholds);
        assert_eq!(serde_json::to_string(&thresholds).unwrap(), json);
        assert!(json.starts_with(r#"{"temperature":{"min":10.0,"max":80.5,"hysteresis":2.0,"unit":"celsius"},"#));
    }

    #[test]
    fn a_wrong_unit_is_refused_with_the_list_of_right_ones() {
        assert_eq!(
            refusal("pressure = { max = 150, unit = 'atm' }"),
            "threshold of pressure: the unit is atm; allowed: psi, bar, kPa",
        );
        assert_eq!(
            refusal("temperature = { max = 150, unit = 'fahrenheit' }"),
            "threshold of temperature: the unit is fahrenheit; allowed: celsius",
        );
        let kpa: Thresholds = toml::from_str("pressure = { max = 150, unit = 'KPA' }").unwrap();
        assert_eq!(kpa.get("pressure").unwrap().unit, Some(Unit::new("kPa").unwrap()));
        assert!(
            toml::from_str::<Thresholds>("torque = { max = 9, unit = 'N·m' }").is_err(),
            "not ASCII"
        );
        assert!(
            toml::from_str::<Thresholds>("torque = { max = 9, unit = 'Nm' }").is_ok(),
            "free"
        );
    }

    #[test]
    fn ranges_must_hold_something() {
        for (toml, message) in [
            ("humidity = { unit = 'percent' }", "neither min nor max is stated"),
            (
                "humidity = { min = 5, max = 5 }",
                "min is 5, max is 5; min must be below max",
            ),
            ("humidity = { min = 9, max = 5 }", "min must be below max"),
            ("humidity = { max = inf }", "max is not a finite number"),
            ("humidity = { min = nan }", "min is not a finite number"),
            ("humidity = { maximum = 5 }", "unknown field `maximum`"),
            (
                "humidity = { min = 1, max = 5, hysteresis = 2 }",
                "hysteresis is 2; it must be from 0 to below 2",
            ),
            (
                "humidity = { max = 5, hysteresis = -1 }",
                "hysteresis is -1; it must be from 0",
            ),
            ("humidity = { max = 5, hysteresis = nan }", "hysteresis is NaN"),
            ("'Humidity' = { max = 5 }", "in lower case"),
            ("'' = { max = 5 }", "threshold of \"\""),
        ] {
            assert!(refusal(toml).contains(message), "{toml}: {}", refusal(toml));
        }
    }
}
