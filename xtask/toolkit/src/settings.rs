//! `ferrocdk.toml`: what is particular to a project.

use std::{collections::BTreeMap, str::FromStr};

use serde::{Deserialize, Deserializer};

use crate::names::Suffix;

/// The file's name, at the project's root.
pub const FILE: &str = "ferrocdk.toml";

/// The form of the file that this program reads.
const VERSION: u32 = 1;

/// The settings of a project. Each has a default for the usual layout, so that a project may do without the file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Form of the file. Default: 1, the only one so far.
    pub version: u32,
    /// Package of the app, which synthesizes. Default: `app`.
    pub app: String,
    /// Folder of the plant files, from the project's root. Default: `app/plants`. Where there is no such folder, the app has no plants.
    pub plants: String,
    /// Plant that a command takes when `--plant` is not given. Default: the only one there is.
    pub default_plant: Option<String>,
    /// Suffix that a command takes when `--suffix` is not given. Default: none, so that one must be given.
    #[serde(deserialize_with = "optional_suffix")]
    pub default_suffix: Option<Suffix>,
    /// Suffix of the assembly in `cdk.out`, which is checked in for reviews. Default: `prod`.
    #[serde(deserialize_with = "suffix")]
    pub reference_suffix: Suffix,
    /// Settings of one suffix's deployments, by suffix. Default: none.
    pub deployments: BTreeMap<String, Deployment>,
    /// Steps after each deployment, in their order. Default: none.
    pub post_deploy: Vec<Step>,
    /// Plants that are deployed together, wave by wave. Default: none.
    pub fleet: Fleet,
}

/// A step after a deployment.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Name for people.
    pub name: String,
    /// Program and arguments, run in the project's root.
    pub run: Vec<String>,
}

/// Plants in several accounts and regions, and the order in which they are deployed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Fleet {
    /// The plant that goes first, by itself.
    pub canary: Option<String>,
    /// The plants of each wave after it.
    pub waves: Vec<Vec<String>>,
    /// Profile of the AWS CLI of each plant's account, by plant. Default: that of the suffix.
    pub profiles: BTreeMap<String, String>,
}

impl Fleet {
    /// The waves with their names, the canary first.
    ///
    /// ```
    /// use ferrocdk_toolkit::settings::Settings;
    ///
    /// let text = "[fleet]\ncanary = \"north\"\nwaves = [[\"east\", \"west\"], [\"south\"]]";
    /// let waves = Settings::parse(text)?.fleet.waves();
    /// assert_eq!(waves[0], ("canary".to_owned(), vec!["north".to_owned()]));
    /// assert_eq!(waves[2], ("wave 2".to_owned(), vec!["south".to_owned()]));
    /// # Ok::<(), ferrocdk_toolkit::settings::SettingsError>(())
    /// ```
    #[must_use]
    pub fn waves(&self) -> Vec<(String, Vec<String>)> {
        let canary = self
            .canary
            .iter()
            .map(|plant| ("canary".to_owned(), vec![plant.clone()]));
        let named = |(number, plants): (usize, &Vec<String>)| (format!("wave {number}"), plants.clone());
        canary.chain((1..).zip(&self.waves).map(named)).collect()
    }

    /// A plant that is named twice, or a profile of a plant that is in no wave.
    fn mistake(&self) -> Option<FleetError> {
        let waves = self.waves();
        let plants: Vec<&String> = waves.iter().flat_map(|(_, plants)| plants).collect();
        let twice = plants
            .iter()
            .enumerate()
            .find(|(at, plant)| plants[..*at].contains(plant));
        if let Some((_, plant)) = twice {
            return Some(FleetError::Twice((*plant).clone()));
        }
        let stray = self.profiles.keys().find(|plant| !plants.contains(plant));
        stray.cloned().map(FleetError::Stray)
    }
}

/// Mistake in `[fleet]`.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum FleetError {
    /// A plant in two waves.
    #[error("the plant `{0}` stands in the fleet twice")]
    Twice(String),
    /// A profile for a plant of no wave.
    #[error("profiles names `{0}`, which is in no wave")]
    Stray(String),
}

/// Settings of the deployments with one suffix.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Deployment {
    /// Profile of the AWS CLI to use when `--profile` is not given. Default: as the environment says.
    pub profile: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            version: VERSION,
            app: "app".to_owned(),
            plants: "app/plants".to_owned(),
            default_plant: None,
            default_suffix: None,
            reference_suffix: Suffix::reference(),
            deployments: BTreeMap::new(),
            post_deploy: Vec::new(),
            fleet: Fleet::default(),
        }
    }
}

/// Why the settings cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// Not TOML, an unknown key, or a value that is none. The message names line and column.
    #[error("{0}")]
    Text(#[from] toml::de::Error),
    /// Written for a newer program.
    #[error(
        "it has version {found}, and this program reads version {VERSION}: update ferrocdk, or take the file's older form"
    )]
    Newer {
        /// The file's version.
        found: u32,
    },
    /// A step that runs nothing.
    #[error("post_deploy `{name}`: `run` is empty; name a program and its arguments, such as [\"scripts/smoke.sh\"]")]
    Step {
        /// The step's name.
        name: String,
    },
    /// The waves of the fleet cannot be.
    #[error("fleet: {0}")]
    Fleet(#[from] FleetError),
    /// A key of `[deployments]` is no suffix.
    #[error("deployments.{key}: {error}")]
    Suffix {
        /// The key.
        key: String,
        /// Mistake in it.
        error: crate::names::NameError,
    },
}

/// Only what tells the version: a newer file may hold anything else.
#[derive(Deserialize)]
struct Version {
    version: Option<u32>,
}

impl Settings {
    /// Reads the text of `ferrocdk.toml`.
    ///
    /// ```
    /// use ferrocdk_toolkit::settings::Settings;
    ///
    /// let settings = Settings::parse("default_plant = \"north\"\n[deployments.prod]\nprofile = \"plant\"")?;
    /// assert_eq!(settings.default_plant.as_deref(), Some("north"));
    /// assert_eq!(settings.app, "app");
    /// let error = Settings::parse("version = 2").unwrap_err();
    /// assert!(error.to_string().starts_with("it has version 2, and this program reads version 1"));
    /// # Ok::<(), ferrocdk_toolkit::settings::SettingsError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the text is not TOML, names something that is no setting, has a value that is none, or is of a newer version.
    pub fn parse(text: &str) -> Result<Self, SettingsError> {
        if let Ok(Version { version: Some(found) }) = toml::from_str(text)
            && found > VERSION
        {
            return Err(SettingsError::Newer { found });
        }
        let settings: Self = toml::from_str(text)?;
        for key in settings.deployments.keys() {
            Suffix::from_str(key).map_err(|error| SettingsError::Suffix {
                key: key.clone(),
                error,
            })?;
        }
        if let Some(step) = settings.post_deploy.iter().find(|step| step.run.is_empty()) {
            return Err(SettingsError::Step {
                name: step.name.clone(),
            });
        }
        match settings.fleet.mistake() {
            Some(mistake) => Err(mistake.into()),
            None => Ok(settings),
        }
    }

    /// The settings of one suffix's deployments.
    #[must_use]
    pub fn deployment(&self, suffix: &Suffix) -> Deployment {
        self.deployments.get(suffix.as_str()).cloned().unwrap_or_default()
    }
}

fn suffix<'de, D: Deserializer<'de>>(from: D) -> Result<Suffix, D::Error> {
    String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
}

fn optional_suffix<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Suffix>, D::Error> {
    suffix(from).map(Some)
}
