//! Settings that the deployment gave the function, read and checked once at the start.

use ferrocdk_contracts::env;
use ferrocdk_contracts::fleet::Allowed;

/// The configuration.
#[derive(Debug, PartialEq)]
pub(crate) struct Config {
    pub(crate) allowed: Allowed,
    pub(crate) table: Option<String>,
}

/// A variable that is missing or malformed.
#[derive(Debug, PartialEq, thiserror::Error)]
pub(crate) enum ConfigError {
    #[error(
        "neither the environment variable {list} nor {table} is set; the stack of the hook sets one",
        list = env::ALLOWED_DEVICES,
        table = env::DEVICE_TABLE
    )]
    NoList,
    #[error("environment variable {name} is no list of devices: {reason}", name = env::ALLOWED_DEVICES)]
    List { reason: String },
}

impl Config {
    /// Reads the variables through `variable`.
    pub(crate) fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let given = |name| variable(name).filter(|value| !value.trim().is_empty());
        let table = given(env::DEVICE_TABLE);
        let allowed = match given(env::ALLOWED_DEVICES) {
            Some(text) => serde_json::from_str(&text).map_err(|error| ConfigError::List {
                reason: error.to_string(),
            })?,
            None if table.is_some() => Allowed::default(),
            None => return Err(ConfigError::NoList),
        };
        Ok(Self { allowed, table })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let value = |name: &str| variables.iter().find(|(key, _)| *key == name);
        Config::read(|name| value(name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn a_hook_without_a_list_does_not_start() {
        assert_eq!(read(&[]), Err(ConfigError::NoList));
        assert_eq!(read(&[("DEVICE_TABLE", " ")]), Err(ConfigError::NoList));
        let wrong = read(&[("ALLOWED_DEVICES", r#"{"serials":["x"]}"#)]);
        let error = wrong.map_err(|error| error.to_string()).err().unwrap_or_default();
        assert!(
            error.starts_with("environment variable ALLOWED_DEVICES is no list of devices: unknown field `serials`"),
            "{error}"
        );
    }

    #[test]
    fn a_table_or_a_list_is_enough() {
        let table = read(&[("DEVICE_TABLE", "devices")]).ok();
        assert_eq!(table.and_then(|config| config.table).as_deref(), Some("devices"));
        let list = read(&[("ALLOWED_DEVICES", r#"{"serialNumbers":["PR-*"]}"#)]).ok();
        assert!(list.is_some_and(|config| config.allowed.allows("PR-1", None) && config.table.is_none()));
    }
}
