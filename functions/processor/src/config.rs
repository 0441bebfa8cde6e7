//! Settings that the deployment gave the function, read and checked once at the start.

use std::ops::RangeInclusive;

use ferrocdk_contracts::{Assets, Layout, Thresholds, env};
use serde::de::DeserializeOwned;

/// The configuration.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Config {
    pub(crate) table: String,
    pub(crate) bucket: String,
    pub(crate) plant: String,
    pub(crate) environment: String,
    pub(crate) thresholds: Thresholds,
    pub(crate) hot_days: u32,
    /// Names and forms of the table's items.
    pub(crate) layout: Layout,
    /// Labels of devices.
    pub(crate) assets: Assets,
    /// Queue that takes alerts; without one no state of sensors is kept.
    pub(crate) alert_queue: Option<String>,
    /// Length of the windows of aggregates in seconds; without one nothing is aggregated.
    pub(crate) window: Option<u32>,
}

/// A variable that is missing or malformed.
#[derive(Debug, PartialEq, thiserror::Error)]
pub(crate) enum ConfigError {
    #[error("environment variable {0} is not set; the stack of the processor sets it")]
    Missing(&'static str),
    #[error("environment variable {name} is {found:?}; expected {expected}")]
    Invalid {
        name: &'static str,
        found: String,
        expected: String,
    },
    #[error("environment variable {name} is no {kind} document: {reason}")]
    Document {
        name: &'static str,
        kind: &'static str,
        reason: String,
    },
}

impl Config {
    /// Reads the variables through `variable`.
    pub(crate) fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let required = |name: &'static str| match variable(name) {
            Some(value) if !value.trim().is_empty() => Ok(value),
            _ => Err(ConfigError::Missing(name)),
        };
        let hot_days = whole(env::HOT_DAYS, required(env::HOT_DAYS)?, env::HOT_DAYS_RANGE, "days")?;
        let window = variable(env::AGGREGATE_WINDOW);
        let window = window.map(|text| whole(env::AGGREGATE_WINDOW, text, env::AGGREGATE_WINDOW_RANGE, "seconds"));
        let layout: Layout = match variable(env::LAYOUT) {
            Some(text) => document(env::LAYOUT, "layout", &text)?,
            None => Layout::default(),
        };
        if let Some(name) = layout.names().find(|name| !is_attribute(name)) {
            return Err(ConfigError::Document {
                name: env::LAYOUT,
                kind: "layout",
                reason: format!(
                    "{name:?} is no name of an attribute; expected 1 to 64 letters, digits, '_', '-' or '.'"
                ),
            });
        }
        let alert_queue = variable(env::ALERT_QUEUE_URL);
        if let Some(url) = alert_queue.as_ref().filter(|url| !url.ends_with(".fifo")) {
            return Err(ConfigError::Invalid {
                name: env::ALERT_QUEUE_URL,
                found: url.clone(),
                expected: "the URL of a FIFO queue, which ends in .fifo".to_owned(),
            });
        }
        let assets = variable(env::ASSETS).map(|text| document(env::ASSETS, "assets", &text));
        Ok(Self {
            table: required(env::DYNAMODB_TABLE)?,
            bucket: required(env::S3_BUCKET)?,
            plant: required(env::PLANT)?,
            environment: required(env::ENVIRONMENT)?,
            thresholds: document(env::THRESHOLDS, "thresholds", &required(env::THRESHOLDS)?)?,
            hot_days,
            layout,
            assets: assets.transpose()?.unwrap_or_default(),
            alert_queue,
            window: window.transpose()?,
        })
    }
}

fn whole(name: &'static str, found: String, range: RangeInclusive<u32>, unit: &str) -> Result<u32, ConfigError> {
    match found.parse() {
        Ok(number) if range.contains(&number) => Ok(number),
        _ => Err(ConfigError::Invalid {
            name,
            found,
            expected: format!("a whole number of {unit} from {} to {}", range.start(), range.end()),
        }),
    }
}

fn document<T: DeserializeOwned>(name: &'static str, kind: &'static str, text: &str) -> Result<T, ConfigError> {
    serde_json::from_str(text).map_err(|error| ConfigError::Document {
        name,
        kind,
        reason: error.to_string(),
    })
}

/// Whether a name stands in requests as it is.
fn is_attribute(name: &str) -> bool {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    (1..=64).contains(&name.len()) && name.bytes().all(known)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn variables() -> BTreeMap<&'static str, &'static str> {
        BTreeMap::from([
            ("DYNAMODB_TABLE", "readings"),
            ("S3_BUCKET", "archive"),
            ("PLANT", "sao-paulo"),
            ("ENVIRONMENT", "dev"),
            ("THRESHOLDS", r#"{"temperature":{"max":80}}"#),
            ("HOT_DAYS", "30"),
        ])
    }

    fn read(variables: &BTreeMap<&str, &str>) -> Result<Config, String> {
        Config::read(|name| variables.get(name).map(|value| (*value).to_owned())).map_err(|error| error.to_string())
    }

    #[test]
    fn all_variables_are_taken() {
        let config = read(&variables()).unwrap();
        assert_eq!((config.hot_days, &config.layout), (30, &Layout::default()));
        assert_eq!(config.thresholds.get("temperature").unwrap().max, Some(80.0));
        let layout = Layout::named("ten-thousand").unwrap().to_json();
        let mut more = variables();
        more.insert("LAYOUT", &layout);
        more.insert("ASSETS", r#"{"d":{"line":"A"}}"#);
        let config = read(&more).unwrap();
        assert_eq!(config.layout.device, "sensor_id");
        assert_eq!(config.assets.of("d").unwrap()["line"], "A");
    }

    #[test]
    fn a_missing_variable_is_named() {
        for name in variables().keys() {
            let mut incomplete = variables();
            incomplete.remove(name);
            let message = format!("environment variable {name} is not set; the stack of the processor sets it");
            assert_eq!(read(&incomplete), Err(message.clone()));
            incomplete.insert(name, " ");
            assert_eq!(read(&incomplete), Err(message), "blank");
        }
    }

    #[test]
    fn a_malformed_variable_says_what_is_allowed() {
        let quoted = Layout::default().to_json().replace("isAnomaly", "a'b");
        for (name, value, message) in [
            (
                "HOT_DAYS",
                "0",
                "HOT_DAYS is \"0\"; expected a whole number of days from 1 to 3650",
            ),
            ("HOT_DAYS", "a month", "HOT_DAYS is \"a month\""),
            (
                "AGGREGATE_WINDOW",
                "1 minute",
                "AGGREGATE_WINDOW is \"1 minute\"; expected a whole number of seconds from 1 to 86400",
            ),
            ("THRESHOLDS", "{", "THRESHOLDS is no thresholds document: EOF"),
            ("LAYOUT", "sao-paulo", "LAYOUT is no layout document: "),
            (
                "LAYOUT",
                &quoted,
                "\"a'b\" is no name of an attribute; expected 1 to 64 letters",
            ),
            (
                "ALERT_QUEUE_URL",
                "https://q/alerts",
                "expected the URL of a FIFO queue",
            ),
            ("ASSETS", r#"{"a/b":{}}"#, "ASSETS is no assets document: asset \"a/b\""),
            (
                "THRESHOLDS",
                r#"{"pressure":{"max":1,"unit":"atm"}}"#,
                "the unit is atm; allowed: psi, bar, kPa",
            ),
        ] {
            let mut malformed = variables();
            malformed.insert(name, value);
            assert!(
                read(&malformed).unwrap_err().contains(message),
                "{:?}",
                read(&malformed)
            );
        }
    }
}
