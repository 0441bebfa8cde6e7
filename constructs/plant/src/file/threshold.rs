//! `[thresholds]`: the ranges beyond which a reading is an anomaly, by type of sensor.

use std::collections::BTreeMap;

use ferrocdk_contracts::{Threshold, ThresholdError, Thresholds, Unit};
use ferrocdk_core::Diagnostic;

use super::entry::{Entry, Given, Keys, Row, Setting, Wrong, section};
use super::source::{Source, nearest};
use super::word::Limit;
use crate::diagnostic_ids;

impl Setting for Unit {
    const UNIT: &'static str = "";

    fn allowed() -> String {
        "temperature `celsius`; pressure `psi`, `bar`, `kPa`; vibration `mm/s`; humidity `percent`; of other types 1 to 16 visible characters".to_owned()
    }

    fn parse(value: &toml::de::DeValue<'_>) -> Result<Self, Wrong> {
        let text = value.as_str().ok_or(Wrong::Form(None))?;
        Self::new(text).map_err(|_| Wrong::Form(None))
    }

    fn show(&self) -> String {
        format!("`{:?}`", self.as_str())
    }
}

section! {
    /// `[thresholds.<sensor type>]`.
    pub(super) Range {
        /// values below are anomalies; the limit itself is normal
        min: Limit [or "no lower limit"],
        /// values above are anomalies; the limit itself is normal
        max: Limit [or "no upper limit"],
        /// how far within its limits a value must be before an alert closes
        hysteresis: Limit [or "0, so that the first value within the limits closes"],
        /// unit of both limits; a reading that states another is refused
        unit: Unit [or "any"],
    }
}

impl Entry for Thresholds {
    fn read(source: &Source<'_>, key: &str, given: Given<'_>) -> Option<Self> {
        Self::read_keys(&Keys::of(source, key, given)?)
    }

    fn read_keys(keys: &Keys<'_>) -> Option<Self> {
        let mut ranges = BTreeMap::new();
        let mut is_whole = true;
        for (sensor, at, _) in keys.all() {
            let Some(range) = keys.optional::<Range>(&sensor) else {
                is_whole = false;
                continue;
            };
            let threshold = Threshold {
                min: range.min.map(|limit| limit.0),
                max: range.max.map(|limit| limit.0),
                hysteresis: range.hysteresis.map(|distance| distance.0),
                unit: range.unit,
            };
            // Each by itself, so that each mistake has its place.
            if let Err(error) = Self::new(BTreeMap::from([(sensor.clone(), threshold.clone())])) {
                keys.source().mistake(at, refusal(&sensor, &error));
                is_whole = false;
            }
            ranges.insert(sensor, threshold);
        }
        if is_whole { Self::new(ranges).ok() } else { None }
    }

    fn rows(key: &str, _: &str, _: &str) -> Vec<Row> {
        Range::rows(&format!("{key}.<sensor type>"), "", "")
    }
}

fn refusal(sensor: &str, error: &ThresholdError) -> Diagnostic {
    let told = |message: String| Diagnostic::error(diagnostic_ids::THRESHOLD, message);
    match error {
        ThresholdError::EmptyRange { min, max, .. } => told(format!("the threshold of {sensor} holds no value"))
            .found(format!("min = {min}, max = {max}"))
            .allowed("a min below the max")
            .help("exchange them, or leave one of them out"),
        ThresholdError::NoLimit(_) => told(format!("the threshold of {sensor} has no limit"))
            .allowed("min, max or both")
            .help("state a limit, or leave the sensor type out"),
        ThresholdError::Unit { found, allowed, .. } => {
            let near = nearest(found.as_str(), allowed.iter().copied());
            told(format!("{sensor} is not measured in this unit"))
                .found(found.as_str())
                .allowed(allowed.join(", "))
                .help(match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "give the limits in one of these".to_owned(),
                })
        }
        other => told(other.to_string()),
    }
}
