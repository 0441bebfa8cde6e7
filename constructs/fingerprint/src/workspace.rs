//! Manifests, and the workspace that a function belongs to, found as Cargo finds them.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use toml::{Table, Value};

use crate::digest::{canonical, read};
use crate::error::FingerprintError;
use crate::manifest;
use crate::walk::normal;

/// Parsed manifests by path: members inherit from a root that each of them would read anew.
#[derive(Debug, Default)]
pub(crate) struct Manifests(RefCell<BTreeMap<PathBuf, Rc<Table>>>);

impl Manifests {
    pub(crate) fn read(&self, path: &Path) -> Result<Rc<Table>, FingerprintError> {
        if let Some(found) = self.0.borrow().get(path) {
            return Ok(Rc::clone(found));
        }
        let table = Rc::new(read_toml(path)?);
        self.0.borrow_mut().insert(path.to_owned(), Rc::clone(&table));
        Ok(table)
    }
}

pub(crate) fn read_toml(path: &Path) -> Result<Table, FingerprintError> {
    let text = read(path)?;
    parse(path, &String::from_utf8_lossy(&text))
}

pub(crate) fn parse(path: &Path, text: &str) -> Result<Table, FingerprintError> {
    text.parse().map_err(|error: toml::de::Error| FingerprintError::Toml {
        path: path.to_owned(),
        line: error
            .span()
            .map_or(1, |span| text[..span.start].matches('\n').count() + 1),
        message: error.message().replace('\n', " "),
    })
}

/// A package on this machine.
#[derive(Clone, Debug)]
pub(crate) struct Package {
    /// Its folder: absolute, without `.` and `..`.
    pub(crate) folder: PathBuf,
    pub(crate) name: String,
    pub(crate) manifest: Rc<Table>,
}

impl Package {
    /// The package of a folder; `None` for the manifest of a workspace alone.
    pub(crate) fn read(manifests: &Manifests, folder: &Path) -> Result<Option<Self>, FingerprintError> {
        let manifest = manifests.read(&folder.join("Cargo.toml"))?;
        let name = manifest
            .get("package")
            .and_then(|package| package.get("name"))
            .and_then(Value::as_str);
        Ok(name.map(|name| Self {
            folder: folder.to_owned(),
            name: name.to_owned(),
            manifest: Rc::clone(&manifest),
        }))
    }
}

/// A workspace, or the single package that is its own.
#[derive(Clone, Debug)]
pub(crate) struct Workspace {
    /// The folder of its manifest: absolute, without `.` and `..`.
    pub(crate) root: PathBuf,
    pub(crate) manifest: Rc<Table>,
}

impl Workspace {
    /// The workspace that a folder belongs to, in which a function is looked for.
    pub(crate) fn of_function(manifests: &Manifests, folder: &Path, package: &str) -> Result<Self, FingerprintError> {
        // Without links, as Cargo names files in its dep-info.
        let folder = std::fs::canonicalize(folder)
            .or_else(|_| std::path::absolute(folder))
            .map_or_else(|_| folder.to_owned(), |path| normal(&path));
        if folder.ancestors().any(|folder| folder.join("Cargo.toml").is_file()) {
            return Self::around(manifests, &folder);
        }
        Err(FingerprintError::NoWorkspace {
            folder,
            package: package.to_owned(),
        })
    }

    /// The workspace that a folder belongs to, in which or above which a manifest is.
    pub(crate) fn around(manifests: &Manifests, folder: &Path) -> Result<Self, FingerprintError> {
        let mut with_manifest = folder.ancestors().filter(|folder| folder.join("Cargo.toml").is_file());
        let nearest = with_manifest.next().unwrap_or(folder);
        let own = Self::at(manifests, nearest)?;
        if own.manifest.contains_key("workspace") {
            return Ok(own);
        }
        let named = own
            .manifest
            .get("package")
            .and_then(|package| package.get("workspace"))
            .and_then(Value::as_str);
        if let Some(path) = named {
            return Self::at(manifests, &normal(&nearest.join(path)));
        }
        for folder in with_manifest {
            let outer = Self::at(manifests, folder)?;
            if let Some(workspace) = outer.manifest.get("workspace") {
                let excluded =
                    strings(workspace.get("exclude")).any(|path| nearest.starts_with(normal(&folder.join(path))));
                return Ok(if excluded { own } else { outer });
            }
        }
        Ok(own)
    }

    fn at(manifests: &Manifests, root: &Path) -> Result<Self, FingerprintError> {
        Ok(Self {
            root: root.to_owned(),
            manifest: manifests.read(&root.join("Cargo.toml"))?,
        })
    }

    /// The member of that name, wherever it stands. Path dependencies of members below the root are members without being listed.
    pub(crate) fn find(&self, manifests: &Manifests, name: &str) -> Result<Package, FingerprintError> {
        let mut pending = self.members();
        let mut seen = BTreeSet::new();
        let mut known = Vec::new();
        while let Some(folder) = pending.pop() {
            if !seen.insert(folder.clone()) || !folder.join("Cargo.toml").is_file() {
                continue;
            }
            let Some(package) = Package::read(manifests, &folder)? else {
                continue;
            };
            if package.name == name {
                return Ok(package);
            }
            let paths = manifest::tables(&package.manifest, &manifest::ALL_KINDS).into_iter();
            let folders = paths.filter_map(|table| manifest::folder(&package, self, table.name, table.entry));
            pending.extend(folders.filter(|folder| folder.starts_with(&self.root)));
            known.push(package.name);
        }
        known.sort();
        Err(FingerprintError::NoPackage {
            package: name.to_owned(),
            manifest: self.root.join("Cargo.toml"),
            known,
        })
    }

    /// The folders that the manifest lists, with its own.
    fn members(&self) -> Vec<PathBuf> {
        let mut folders = vec![self.root.clone()];
        let workspace = self.manifest.get("workspace");
        for pattern in strings(workspace.and_then(|workspace| workspace.get("members"))) {
            if !pattern.contains(['*', '?', '[']) {
                folders.push(normal(&self.root.join(pattern)));
                continue;
            }
            let root = glob::Pattern::escape(&self.root.to_string_lossy());
            let found = glob::glob(&format!("{root}/{pattern}")).into_iter().flatten();
            folders.extend(found.filter_map(Result::ok).map(|folder| normal(&folder)));
        }
        let excluded: Vec<PathBuf> = strings(workspace.and_then(|workspace| workspace.get("exclude")))
            .map(|path| normal(&self.root.join(path)))
            .collect();
        folders.retain(|folder| !excluded.contains(folder));
        folders
    }

    /// Settings of the root's manifest for a function, whichever package it is.
    pub(crate) fn decisive(&self) -> String {
        let at = |table: &str, key: &str| self.manifest.get(table).and_then(|table| table.get(key));
        let parts = [
            ("profile", at("profile", "release")),
            (
                "resolver",
                at("workspace", "resolver").or_else(|| at("package", "resolver")),
            ),
            ("cargo-features", self.manifest.get("cargo-features")),
        ];
        let parts = parts
            .into_iter()
            .filter_map(|(name, value)| Some(format!("{name}={}\n", canonical(value?))));
        parts.collect()
    }

    /// Whether features that development dependencies switch on count for builds too: with the first resolver they do.
    pub(crate) fn unifies_development(&self) -> bool {
        let at = |table: &str, key: &str| {
            self.manifest
                .get(table)
                .and_then(|table| table.get(key))
                .and_then(Value::as_str)
        };
        let resolver = at("workspace", "resolver").or_else(|| at("package", "resolver"));
        match resolver {
            Some(resolver) => resolver == "1",
            None => !matches!(at("package", "edition"), Some(edition) if edition >= "2021"),
        }
    }
}

pub(crate) fn strings(value: Option<&Value>) -> impl Iterator<Item = &str> {
    value
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
}
