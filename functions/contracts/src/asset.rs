//! Assets: which line, cell and machine a device belongs to.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Labels of one asset, such as `line`, `cell` and `machine`, with their values.
pub type Labels = BTreeMap<String, String>;

/// The labels of a plant's devices, by name of the device or by its beginning.
///
/// Reads from a plant file (any serde format) and from the variable [`crate::env::ASSETS`]. A name that ends in `*` holds
/// for all devices that begin so; of several the longest gives the labels, and the full name goes before all.
///
/// ```
/// # use ferrocdk_contracts::Assets;
/// let assets: Assets = toml::from_str(r#"
///     "press-*" = { line = "A", machine = "press" }
///     "press-7" = { line = "B", cell = "3", machine = "press" }
/// "#)?;
/// assert_eq!(assets.of("press-1").map(|labels| labels["line"].as_str()), Some("A"));
/// assert_eq!(assets.of("press-7").map(|labels| labels["line"].as_str()), Some("B"));
/// assert_eq!(assets.of("oven-1"), None);
/// # Ok::<(), toml::de::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<String, Labels>")]
pub struct Assets(BTreeMap<String, Labels>);

/// Mistakes in assets.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AssetError {
    /// A name that no device can have.
    #[error("asset {0:?}: expected 1 to 128 letters, digits, ':', '_' or '-', with or without a '*' at the end")]
    Device(String),
    /// Labels that say nothing, or too much.
    #[error(
        "asset {device}: label {label:?} must have 1 to 64 letters, digits, '_' or '-', and a value of 1 to 128 characters"
    )]
    Label {
        /// The asset.
        device: String,
        /// Name of the label.
        label: String,
    },
}

impl Assets {
    /// Labels of a device; `None` where the plant says none.
    #[must_use]
    pub fn of(&self, device: &str) -> Option<&Labels> {
        self.0.get(device).or_else(|| {
            // Names are few: one for each kind of machine.
            let fitting = self.0.iter().filter(|(name, _)| {
                name.strip_suffix('*')
                    .is_some_and(|beginning| device.starts_with(beginning))
            });
            fitting.max_by_key(|(name, _)| name.len()).map(|(_, labels)| labels)
        })
    }

    /// Whether the plant says labels for no device.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The document for the variable [`crate::env::ASSETS`]. Equal assets give equal text.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Texts only: nothing in it that cannot be written.
        serde_json::to_string(&self.0).unwrap_or_default()
    }
}

impl TryFrom<BTreeMap<String, Labels>> for Assets {
    type Error = AssetError;

    fn try_from(assets: BTreeMap<String, Labels>) -> Result<Self, Self::Error> {
        for (device, labels) in &assets {
            let name = device.strip_suffix('*').unwrap_or(device);
            let named = crate::reading::is_thing_name(name) || device == "*";
            if !named {
                return Err(AssetError::Device(device.clone()));
            }
            let wrong = labels.iter().find(|(label, value)| {
                let word = label
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
                !word || !(1..=64).contains(&label.len()) || !(1..=128).contains(&value.chars().count())
            });
            if let Some((label, _)) = wrong {
                return Err(AssetError::Label {
                    device: device.clone(),
                    label: label.clone(),
                });
            }
        }
        Ok(Self(assets))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assets(toml: &str) -> Result<Assets, String> {
        toml::from_str(toml).map_err(|error: toml::de::Error| error.message().to_owned())
    }

    #[test]
    fn the_longest_beginning_gives_the_labels() {
        let assets = assets(
            "'*' = { line = '0' }\n'p*' = { line = '1' }\n'press-*' = { line = '2' }\n'press-7' = { line = '3' }",
        );
        let assets = assets.unwrap();
        let line = |device: &str| assets.of(device).unwrap()["line"].clone();
        assert_eq!(
            ["x", "p", "press", "press-", "press-71", "press-7"].map(line),
            ["0", "1", "1", "2", "2", "3"]
        );
        assert_eq!(serde_json::from_str::<Assets>(&assets.to_json()).unwrap(), assets);
    }

    #[test]
    fn what_names_no_device_or_says_nothing_is_refused() {
        for (toml, message) in [
            ("'a/b' = { line = '1' }", "asset \"a/b\": expected"),
            ("'' = { line = '1' }", "asset \"\": expected"),
            ("'a*b' = { line = '1' }", "asset \"a*b\""),
            ("'a' = { line = '' }", "asset a: label \"line\""),
            ("'a' = { 'the line' = '1' }", "asset a: label \"the line\""),
            ("'a' = { line = 1 }", "expected a string"),
        ] {
            assert!(
                assets(toml).unwrap_err().contains(message),
                "{toml}: {:?}",
                assets(toml)
            );
        }
    }
}
