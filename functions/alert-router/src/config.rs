//! Settings that the deployment gave the function, read and checked once at the start.

use ferrocdk_contracts::{AlertPolicy, Layout, env};

/// The configuration.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Config {
    pub(crate) table: String,
    pub(crate) topic_arn: String,
    pub(crate) plant: String,
    pub(crate) environment: String,
    pub(crate) runbook: String,
    pub(crate) policy: AlertPolicy,
    /// The table of readings, where devices must not be silent.
    pub(crate) readings: Option<Readings>,
}

/// The table of readings.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Readings {
    pub(crate) table: String,
    pub(crate) layout: Layout,
}

/// A variable that is missing or malformed.
#[derive(Debug, PartialEq, thiserror::Error)]
pub(crate) enum ConfigError {
    #[error("environment variable {0} is not set; the stack of the router sets it")]
    Missing(&'static str),
    #[error("environment variable {name} is no alert policy: {reason}")]
    Policy { name: &'static str, reason: String },
    #[error("environment variable {name} is no layout of a table: {reason}")]
    Layout { name: &'static str, reason: String },
}

impl Config {
    /// Reads the variables through `variable`.
    pub(crate) fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let required = |name: &'static str| match variable(name) {
            Some(value) if !value.trim().is_empty() => Ok(value),
            _ => Err(ConfigError::Missing(name)),
        };
        let policy = match variable(env::ALERT_POLICY) {
            Some(json) => AlertPolicy::from_json(&json).map_err(|error| ConfigError::Policy {
                name: env::ALERT_POLICY,
                reason: error.to_string(),
            })?,
            None => AlertPolicy::default(),
        };
        let readings = match policy.silent_after {
            0 => None,
            _ => {
                let json = required(env::LAYOUT)?;
                let layout = Layout::from_json(&json).map_err(|error| ConfigError::Layout {
                    name: env::LAYOUT,
                    reason: error.to_string(),
                })?;
                let table = required(env::DYNAMODB_TABLE)?;
                Some(Readings { table, layout })
            }
        };
        Ok(Self {
            readings,
            table: required(env::ALERT_TABLE)?,
            topic_arn: required(env::ALERT_TOPIC_ARN)?,
            plant: required(env::PLANT)?,
            environment: required(env::ENVIRONMENT)?,
            runbook: required(env::ALERT_RUNBOOK)?,
            policy,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(without: &str, policy: Option<&str>) -> Result<Config, String> {
        let variable = |name: &str| match name {
            name if name == without => None,
            env::ALERT_POLICY => policy.map(str::to_owned),
            name => Some(format!("the {name}")),
        };
        Config::read(variable).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_missing_is_named() {
        assert_eq!(read("", None).unwrap().policy, AlertPolicy::default());
        for name in [
            "ALERT_TABLE",
            "ALERT_TOPIC_ARN",
            "PLANT",
            "ENVIRONMENT",
            "ALERT_RUNBOOK",
        ] {
            let message = format!("environment variable {name} is not set; the stack of the router sets it");
            assert_eq!(read(name, None), Err(message));
        }
        let silent = read("LAYOUT", Some(r#"{"silent_after":600}"#)).unwrap_err();
        assert!(silent.starts_with("environment variable LAYOUT is not set"), "{silent}");
        let message = read("", Some(r#"{"remind":1}"#)).unwrap_err();
        assert!(
            message.starts_with("environment variable ALERT_POLICY is no alert policy: unknown field `remind`"),
            "{message}"
        );
    }
}
