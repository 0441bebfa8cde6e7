//! Named parts and the hash of all of them, in an order that no file system decides.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Component, Path, PathBuf};

use sha2::{Digest as _, Sha256};
use toml::Value;

use crate::error::FingerprintError;

/// The SHA-256 of one part.
pub(crate) type Digest = [u8; 32];

/// Inputs that were hashed.
#[derive(Debug, Default)]
pub(crate) struct Digests {
    parts: BTreeMap<String, Digest>,
}

impl Digests {
    /// Adds a part; a text that is empty says nothing, and is as if it were not there.
    pub(crate) fn text(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            self.parts.insert(name.to_owned(), Sha256::digest(text).into());
        }
    }

    pub(crate) fn file(&mut self, name: &str, path: &Path) -> Result<(), FingerprintError> {
        let content = read(path)?;
        self.parts.insert(name.to_owned(), Sha256::digest(content).into());
        Ok(())
    }

    /// The hash of all parts. Names have their length before them, so that no two lists of parts are one text.
    pub(crate) fn key(&self) -> String {
        let mut hash = Sha256::new();
        for (name, digest) in &self.parts {
            hash.update((name.len() as u64).to_be_bytes());
            hash.update(name.as_bytes());
            hash.update(digest);
        }
        hash.finalize().iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    pub(crate) fn into_inputs(self) -> BTreeMap<String, Digest> {
        self.parts
    }
}

pub(crate) fn read(path: &Path) -> Result<Vec<u8>, FingerprintError> {
    fs::read(path).map_err(|source| FingerprintError::Read {
        path: path.to_owned(),
        source,
        help: "make it readable, or take out what names it",
    })
}

/// A path as seen from the workspace, with `/`, also where it lies outside: the same on every machine.
pub(crate) fn relative(root: &Path, path: &Path) -> String {
    let common = root
        .components()
        .zip(path.components())
        .take_while(|(left, right)| left == right)
        .count();
    let up = root.components().skip(common).map(|_| Component::ParentDir);
    let path: PathBuf = up.chain(path.components().skip(common)).collect();
    path.to_string_lossy().replace('\\', "/")
}

/// A value of TOML as text in which neither the order of keys nor white space nor comments count.
pub(crate) fn canonical(value: &Value) -> String {
    match value {
        Value::Table(table) => {
            let sorted: BTreeMap<&String, &Value> = table.iter().collect();
            let entries: Vec<String> = sorted
                .into_iter()
                .map(|(key, value)| format!("{key:?}={}", canonical(value)))
                .collect();
            format!("{{{}}}", entries.join(","))
        }
        Value::Array(values) => {
            let values: Vec<String> = values.iter().map(canonical).collect();
            format!("[{}]", values.join(","))
        }
        Value::String(text) => format!("{text:?}"),
        other => other.to_string(),
    }
}
