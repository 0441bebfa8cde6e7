//! `Cargo.lock`: which crates a function is made of.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use toml::Value;

use crate::error::FingerprintError;
use crate::workspace::{read_toml, strings};

/// One entry.
#[derive(Debug)]
pub(crate) struct Locked {
    pub(crate) name: String,
    pub(crate) version: String,
    /// Where it comes from; a local package has none.
    pub(crate) source: Option<String>,
    checksum: String,
    dependencies: Vec<String>,
}

/// The lock file of a workspace.
#[derive(Debug)]
pub(crate) struct Lock {
    pub(crate) path: PathBuf,
    pub(crate) entries: Vec<Locked>,
    by_name: BTreeMap<String, Vec<usize>>,
}

impl Lock {
    pub(crate) fn read(root: &Path) -> Result<Self, FingerprintError> {
        let path = root.join("Cargo.lock");
        if !path.is_file() {
            return Err(FingerprintError::NoLock { lock: path });
        }
        let table = read_toml(&path)?;
        let text = |entry: &Value, key: &str| entry.get(key).and_then(Value::as_str).map(str::to_owned);
        let mut entries = Vec::new();
        let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for entry in table.get("package").and_then(Value::as_array).into_iter().flatten() {
            let name = text(entry, "name").unwrap_or_default();
            by_name.entry(name.clone()).or_default().push(entries.len());
            let mut dependencies: Vec<String> = strings(entry.get("dependencies")).map(str::to_owned).collect();
            dependencies.extend(text(entry, "replace"));
            entries.push(Locked {
                name,
                version: text(entry, "version").unwrap_or_default(),
                source: text(entry, "source"),
                checksum: text(entry, "checksum").unwrap_or_default(),
                dependencies,
            });
        }
        Ok(Self { path, entries, by_name })
    }

    /// All that decides the bytes of an entry. Dependencies are written out: how the file names them depends on other crates.
    pub(crate) fn decisive(&self, at: usize) -> String {
        let entry = &self.entries[at];
        let source = entry.source.as_deref().unwrap_or_default();
        let mut dependencies: Vec<String> = self
            .dependencies(at)
            .map(|at| &self.entries[at])
            .map(|entry| format!("{} {}", entry.name, entry.version))
            .collect();
        dependencies.sort();
        format!("{source}\n{}\n{}\n", entry.checksum, dependencies.join("\n"))
    }

    /// The entry of a local package. Two of one name differ in their version.
    pub(crate) fn local(&self, name: &str, version: Option<&str>) -> Option<usize> {
        let of_name = self.by_name.get(name).into_iter().flatten().copied();
        let local: Vec<usize> = of_name.filter(|at| self.entries[*at].source.is_none()).collect();
        let exact = local
            .iter()
            .find(|at| Some(self.entries[**at].version.as_str()) == version);
        exact.or(local.first()).copied()
    }

    /// The entries that an entry depends on.
    pub(crate) fn dependencies(&self, of: usize) -> impl Iterator<Item = usize> {
        self.entries[of]
            .dependencies
            .iter()
            .flat_map(|wanted| self.resolve(wanted))
    }

    /// `name`, with the version where there are several, and with the source where that does not tell either.
    fn resolve<'a>(&'a self, wanted: &'a str) -> impl Iterator<Item = usize> {
        let mut words = wanted.split(' ');
        let name = words.next().unwrap_or_default();
        let version = words.next();
        let source = words.next().map(|source| source.trim_matches(['(', ')']));
        let of_name = self.by_name.get(name).into_iter().flatten().copied();
        of_name.filter(move |at| {
            let entry = &self.entries[*at];
            version.is_none_or(|version| entry.version == version)
                && source.is_none_or(|source| entry.source.as_deref().is_some_and(|found| found.starts_with(source)))
        })
    }
}
