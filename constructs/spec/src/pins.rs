//! The upstream packages, pinned by version and checksum.

use serde::Deserialize;

use crate::Error;

/// One upstream package at one version.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pin {
    /// `npm` or `pypi`.
    pub registry: String,
    /// The package's name in that registry.
    pub name: String,
    /// The exact version.
    pub version: String,
    /// `sha512-<base64>` as npm writes it, or `sha256-<hex>` as pip does.
    pub checksum: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PinFile {
    packages: Vec<Pin>,
}

/// The packages that the database is built from, as `pins.json` names them.
///
/// # Errors
/// [`Error::Pins`] when the file is not of the expected form.
pub fn pins() -> Result<Vec<Pin>, Error> {
    let file: PinFile = serde_json::from_str(include_str!("../pins.json")).map_err(|error| Error::Pins {
        what: error.to_string(),
    })?;
    Ok(file.packages)
}
