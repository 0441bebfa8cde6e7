//! Settings that the deployment gave the function.

use ferrocdk_contracts::env;

/// The configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Config {
    pub(crate) queue: String,
    pub(crate) bucket: String,
    pub(crate) stream: String,
    pub(crate) processor: String,
}

/// A variable that is missing.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("environment variable {0} is not set; the stack of the function sets it")]
pub(crate) struct Missing(&'static str);

impl Config {
    /// Reads the variables through `variable`.
    pub(crate) fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Self, Missing> {
        let required = |name: &'static str| {
            let value = variable(name).filter(|value| !value.trim().is_empty());
            value.ok_or(Missing(name))
        };
        Ok(Self {
            queue: required(env::FAILURE_QUEUE_URL)?,
            bucket: required(env::S3_BUCKET)?,
            stream: required(env::STREAM_NAME)?,
            processor: required(env::PROCESSOR_NAME)?,
        })
    }
}
