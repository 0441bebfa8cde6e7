//! Whether a reading is within its thresholds.

use ferrocdk_contracts::alert::{Limit, Side};
use ferrocdk_contracts::{Decimal, Reading, Threshold, Thresholds, Unit};

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

/// Where a value stands, as far as an anomaly opens or closes by it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Standpoint {
    /// Beyond a limit.
    Beyond(Limit),
    /// Within the limits, but not far enough that an anomaly is over.
    Near,
    /// Within the limits, by the hysteresis at least.
    Within,
}

impl Standpoint {
    pub(crate) fn of(value: &Decimal, threshold: &Threshold) -> Self {
        let value = value.to_f64();
        if let Some(limit) = passed(value, threshold) {
            return Self::Beyond(limit);
        }
        let distance = threshold.hysteresis.unwrap_or_default();
        let below = threshold.min.is_some_and(|min| value < min + distance);
        let above = threshold.max.is_some_and(|max| value > max - distance);
        if below || above { Self::Near } else { Self::Within }
    }
}

/// The limit that a value is beyond.
fn passed(value: f64, threshold: &Threshold) -> Option<Limit> {
    let below = threshold.min.filter(|min| value < *min).map(|min| (Side::Below, min));
    let passed = below.or_else(|| threshold.max.filter(|max| value > *max).map(|max| (Side::Above, max)));
    passed.map(|(side, value)| Limit { side, value })
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
    Ok(match passed(reading.value.to_f64(), threshold) {
        Some(limit) => Verdict::Beyond(limit, threshold.unit.clone()),
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
    fn an_anomaly_is_over_by_the_hysteresis() {
        let threshold = Threshold {
            min: Some(10.0),
            max: Some(80.0),
            hysteresis: Some(2.0),
            unit: None,
        };
        let stands = |value: &str| Standpoint::of(&Decimal::parse(value).unwrap(), &threshold);
        assert!(matches!(
            stands("80.1"),
            Standpoint::Beyond(Limit { side: Side::Above, .. })
        ));
        assert!(matches!(
            stands("9"),
            Standpoint::Beyond(Limit { side: Side::Below, .. })
        ));
        assert_eq!(["80", "78.1", "10", "11.9"].map(stands), [Standpoint::Near; 4]);
        assert_eq!(["78", "12", "40"].map(stands), [Standpoint::Within; 3]);
        let plain = Threshold {
            hysteresis: None,
            ..threshold.clone()
        };
        assert_eq!(
            Standpoint::of(&Decimal::parse("80").unwrap(), &plain),
            Standpoint::Within
        );
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
