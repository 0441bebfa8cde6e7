//! Whether a reading is within its thresholds.

use ferrocdk_contracts::alert::{Limit, Side};
use ferrocdk_contracts::{Reading, Thresholds, Unit};

use crate::error::Permanent;

/// Judgement of a reading.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Verdict {
    /// The plant states no limits for its type.
    Unlimited,
    /// Within its limits.
    Normal,
    /// Beyond a limit, with the unit that the plant measures in.
    Beyond(Limit, Option<Unit>),
}

impl Verdict {
    /// Whether the reading is an anomaly.
    pub(crate) fn is_anomaly(&self) -> bool {
        matches!(self, Self::Beyond(..))
    }

    /// Which limit was passed, such as `above max 100 celsius`.
    pub(crate) fn reason(&self) -> Option<String> {
        let Self::Beyond(Limit { side, value }, unit) = self else {
            return None;
        };
        let unit = unit.as_ref().map(|unit| format!(" {unit}")).unwrap_or_default();
        Some(match side {
            Side::Below => format!("below min {value}{unit}"),
            Side::Above => format!("above max {value}{unit}"),
        })
    }
}

/// Judges a reading.
///
/// The value is compared as a binary float, as the limits are: a difference beyond the fifteenth digit is not seen.
///
/// # Errors
/// The reading states another unit than the threshold: the comparison would mean nothing, and so would the stored value.
pub(crate) fn judge(reading: &Reading, thresholds: &Thresholds) -> Result<Verdict, Permanent> {
    let Some(threshold) = thresholds.get(&reading.sensor_type) else {
        return Ok(Verdict::Unlimited);
    };
    if let (Some(found), Some(expected)) = (&reading.unit, &threshold.unit)
        && found != expected
    {
        let sensor_type = &reading.sensor_type;
        let message = format!("field unit is {found}; the plant measures {sensor_type} in {expected}");
        return Err(Permanent {
            code: "unit_mismatch",
            message,
        });
    }
    let value = reading.value.to_f64();
    let below = threshold.min.filter(|min| value < *min).map(|min| (Side::Below, min));
    let passed = below.or_else(|| threshold.max.filter(|max| value > *max).map(|max| (Side::Above, max)));
    Ok(match passed {
        Some((side, value)) => Verdict::Beyond(Limit { side, value }, threshold.unit.clone()),
        None => Verdict::Normal,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(sensor_type: &str, value: &str, unit: &str) -> Result<Option<String>, String> {
        let thresholds = r#"{"temperature":{"min":10,"max":80.5,"unit":"celsius"},"vibration":{"max":5}}"#;
        let json = format!(r#"{{"deviceId":"d","sensorType":"{sensor_type}","value":{value},"unit":{unit}}}"#);
        let reading = Reading::from_json(json.as_bytes()).unwrap();
        let verdict = judge(&reading, &serde_json::from_str(thresholds).unwrap());
        verdict.map(|verdict| verdict.reason()).map_err(|error| error.message)
    }

    #[test]
    fn a_limit_itself_is_normal() {
        for (value, verdict) in [
            ("10", None),
            ("80.5", None),
            ("80.50", None),
            ("8.05e1", None),
            ("9.999", Some("below min 10 celsius")),
            ("80.50001", Some("above max 80.5 celsius")),
            ("-1e100", Some("below min 10 celsius")),
        ] {
            assert_eq!(
                judged("temperature", value, "null").unwrap().as_deref(),
                verdict,
                "{value}"
            );
        }
    }

    #[test]
    fn what_has_no_limit_is_normal() {
        assert_eq!(judged("vibration", "-1e9", "null"), Ok(None));
        assert_eq!(
            judged("vibration", "5.1", "\"mm/s\""),
            Ok(Some("above max 5".to_owned()))
        );
        assert_eq!(judged("torque", "1e9", "\"Nm\""), Ok(None));
    }

    #[test]
    fn another_unit_is_an_error() {
        assert_eq!(judged("temperature", "20", "\"Celsius\""), Ok(None));
        let message = "field unit is fahrenheit; the plant measures temperature in celsius";
        assert_eq!(judged("temperature", "20", "\"fahrenheit\""), Err(message.to_owned()));
    }
}
