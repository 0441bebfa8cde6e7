//! Settings that the deployment gave the function, read and checked once at the start.

use ferrocdk_contracts::{Thresholds, env};

/// The configuration.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Config {
    pub(crate) table: String,
    pub(crate) bucket: String,
    pub(crate) plant: String,
    pub(crate) environment: String,
    pub(crate) thresholds: Thresholds,
    pub(crate) hot_days: u32,
    /// Whether requests go to an emulator, where a bucket cannot be part of the host's name.
    pub(crate) custom_endpoint: bool,
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
    #[error("environment variable {name} is no thresholds document: {reason}")]
    Thresholds { name: &'static str, reason: String },
}

impl Config {
    /// Reads the variables through `variable`.
    pub(crate) fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let required = |name: &'static str| match variable(name) {
            Some(value) if !value.trim().is_empty() => Ok(value),
            _ => Err(ConfigError::Missing(name)),
        };
        let hot_days = required(env::HOT_DAYS)?;
        let hot_days = match hot_days.parse() {
            Ok(days) if env::HOT_DAYS_RANGE.contains(&days) => days,
            _ => {
                let range = env::HOT_DAYS_RANGE;
                let expected = format!("a whole number of days from {} to {}", range.start(), range.end());
                return Err(ConfigError::Invalid {
                    name: env::HOT_DAYS,
                    found: hot_days,
                    expected,
                });
            }
        };
        let thresholds =
            serde_json::from_str(&required(env::THRESHOLDS)?).map_err(|error| ConfigError::Thresholds {
                name: env::THRESHOLDS,
                reason: error.to_string(),
            })?;
        let custom_endpoint = ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"]
            .iter()
            .any(|name| variable(name).is_some());
        Ok(Self {
            table: required(env::DYNAMODB_TABLE)?,
            bucket: required(env::S3_BUCKET)?,
            plant: required(env::PLANT)?,
            environment: required(env::ENVIRONMENT)?,
            thresholds,
            hot_days,
            custom_endpoint,
        })
    }
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
        assert_eq!((config.hot_days, config.custom_endpoint), (30, false));
        assert_eq!(config.thresholds.get("temperature").unwrap().max, Some(80.0));
        let mut local = variables();
        local.insert("AWS_ENDPOINT_URL", "http://127.0.0.1:4566");
        assert!(read(&local).unwrap().custom_endpoint);
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
        for (name, value, message) in [
            (
                "HOT_DAYS",
                "0",
                "HOT_DAYS is \"0\"; expected a whole number of days from 1 to 3650",
            ),
            ("HOT_DAYS", "a month", "HOT_DAYS is \"a month\""),
            ("THRESHOLDS", "{", "THRESHOLDS is no thresholds document: EOF"),
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
