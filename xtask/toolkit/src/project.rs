//! `app/ferrocdk.toml`: what the project says about itself.

use serde::Deserialize;

/// The project's settings that the command line needs. Keys it does not name belong to the app and are left to it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Project {
    /// The plant a command takes when `--plant` is not given.
    pub default_plant: String,
}

/// Why the settings cannot be read; the message names line and column.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ProjectError(#[from] toml::de::Error);

impl Project {
    /// Reads the text of `ferrocdk.toml`.
    ///
    /// ```
    /// let project = ferrocdk_toolkit::project::Project::parse("default_plant = \"sao-paulo\"")?;
    /// assert_eq!(project.default_plant, "sao-paulo");
    /// # Ok::<(), ferrocdk_toolkit::project::ProjectError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the text is not TOML, or `default_plant` is missing or no string.
    pub fn parse(text: &str) -> Result<Self, ProjectError> {
        Ok(toml::from_str(text)?)
    }
}
