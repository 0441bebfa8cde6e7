//! What decides a function's bytes, as one hash: the asset's key without running a compiler.
//!
//! Design decision D6. Covered are the sources of the package and of the local packages it depends on, the locked closure of its crates, its
//! features, the release profile, the toolchain and the target. Paths are relative and sorted, so every machine gives the same hash.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use toml::{Table, Value};

use super::Architecture;

/// Why there is no fingerprint.
#[derive(Debug, thiserror::Error)]
pub enum FingerprintError {
    /// A file cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// A file is not the TOML it should be.
    #[error("{}: {message}", path.display())]
    Toml {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
    },
    /// The package is not a member of the workspace.
    #[error("no package {package:?} below {folder}/; there are: {}", known.join(", "))]
    NoPackage {
        /// The package asked for.
        package: String,
        /// Where functions are looked for.
        folder: &'static str,
        /// The packages that are there.
        known: Vec<String>,
    },
}

const FUNCTIONS: &str = "functions";

/// The fingerprint of the function `package` of the workspace at `root`: 64 hex digits.
///
/// # Errors
/// When the package or one of the files that decide its bytes is not there.
pub fn fingerprint(root: &Path, package: &str, architecture: Architecture) -> Result<String, FingerprintError> {
    let workspace = read_toml(&root.join("Cargo.toml"))?;
    let folder = find(root, package)?;
    let mut hash = Sha256::new();
    let mut part = |name: &str, content: &[u8]| {
        hash.update((name.len() as u64).to_be_bytes());
        hash.update(name.as_bytes());
        hash.update((content.len() as u64).to_be_bytes());
        hash.update(content);
    };
    // What cargo reads for every package of the workspace, without the members that have nothing to do with this one.
    part("architecture", format!("{architecture:?}").as_bytes());
    part("profile", section(&workspace, ["profile", "release"]).as_bytes());
    part(
        "workspace package",
        section(&workspace, ["workspace", "package"]).as_bytes(),
    );
    part("rust-toolchain.toml", &read(&root.join("rust-toolchain.toml"))?);
    let (folders, dependencies) = local_closure(root, &folder, &workspace)?;
    part("workspace dependencies", dependencies.as_bytes());
    part("locked crates", locked_closure(root, package)?.as_bytes());
    for folder in folders {
        for file in sources(&root.join(&folder))? {
            let content = read(&file)?;
            let name = file
                .strip_prefix(root)
                .unwrap_or(&file)
                .to_string_lossy()
                .replace('\\', "/");
            part(&name, &content);
        }
    }
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

fn read(path: &Path) -> Result<Vec<u8>, FingerprintError> {
    fs::read(path).map_err(|source| FingerprintError::Read {
        path: path.to_owned(),
        source,
    })
}

fn read_toml(path: &Path) -> Result<Table, FingerprintError> {
    let fail = |message: String| FingerprintError::Toml {
        path: path.to_owned(),
        message,
    };
    let text = String::from_utf8(read(path)?).map_err(|error| fail(error.to_string()))?;
    text.parse()
        .map_err(|error: toml::de::Error| fail(error.message().to_owned()))
}

fn section(table: &Table, path: [&str; 2]) -> String {
    let value = table.get(path[0]).and_then(|outer| outer.get(path[1]));
    value.map(ToString::to_string).unwrap_or_default()
}

/// The folder of the function's package, relative to the workspace.
fn find(root: &Path, package: &str) -> Result<PathBuf, FingerprintError> {
    let functions = root.join(FUNCTIONS);
    let fail = |source| FingerprintError::Read {
        path: functions.clone(),
        source,
    };
    let mut known = Vec::new();
    for entry in fs::read_dir(&functions).map_err(fail)? {
        let entry = entry.map_err(fail)?;
        let manifest = entry.path().join("Cargo.toml");
        if !manifest.is_file() {
            continue;
        }
        let manifest = read_toml(&manifest)?;
        let name = manifest
            .get("package")
            .and_then(|package| package.get("name"))
            .and_then(Value::as_str)
            .unwrap_or_default();
        if name == package {
            return Ok(Path::new(FUNCTIONS).join(entry.file_name()));
        }
        known.push(name.to_owned());
    }
    known.sort();
    Err(FingerprintError::NoPackage {
        package: package.to_owned(),
        folder: FUNCTIONS,
        known,
    })
}

/// The folders of a package and of the local packages it depends on, and the workspace's entries for its dependencies.
fn local_closure(
    root: &Path,
    first: &Path,
    workspace: &Table,
) -> Result<(BTreeSet<PathBuf>, String), FingerprintError> {
    let shared = workspace
        .get("workspace")
        .and_then(|workspace| workspace.get("dependencies"))
        .and_then(Value::as_table);
    let mut entries: BTreeMap<String, String> = BTreeMap::new();
    let mut folders = BTreeSet::new();
    let mut pending = vec![first.to_owned()];
    while let Some(folder) = pending.pop() {
        if !folders.insert(folder.clone()) {
            continue;
        }
        let manifest = read_toml(&root.join(&folder).join("Cargo.toml"))?;
        for table in ["dependencies", "build-dependencies"] {
            for (name, dependency) in manifest.get(table).and_then(Value::as_table).into_iter().flatten() {
                if let Some(path) = dependency.get("path").and_then(Value::as_str) {
                    pending.push(normal(&folder.join(path)));
                }
                let Some(entry) = shared
                    .and_then(|shared| shared.get(name))
                    .filter(|_| dependency.get("workspace").is_some())
                else {
                    continue;
                };
                if let Some(path) = entry.get("path").and_then(Value::as_str) {
                    pending.push(normal(Path::new(path)));
                }
                entries.insert(name.clone(), entry.to_string());
            }
        }
    }
    let entries = entries
        .into_iter()
        .map(|(name, entry)| format!("{name} = {entry}\n"))
        .collect();
    Ok((folders, entries))
}

/// Takes `.` and `..` out of a relative path.
fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            std::path::Component::ParentDir => drop(out.pop()),
            std::path::Component::CurDir => {}
            other => out.push(other),
        }
    }
    out
}

/// Every crate that the lock file gives the package, directly or not: name, version and checksum.
fn locked_closure(root: &Path, package: &str) -> Result<String, FingerprintError> {
    let path = root.join("Cargo.lock");
    let lock = read_toml(&path)?;
    let packages = lock
        .get("package")
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let text = |package: &Value, key: &str| package.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut by_name: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
    for package in packages {
        by_name.entry(text(package, "name")).or_default().push(package);
    }
    let mut closure: BTreeSet<String> = BTreeSet::new();
    let mut pending: Vec<String> = vec![package.to_owned()];
    while let Some(wanted) = pending.pop() {
        // "name", or "name version" where the lock file has several.
        let (name, version) = wanted
            .split_once(' ')
            .map_or((wanted.as_str(), None), |(name, version)| (name, Some(version)));
        for package in by_name.get(name).into_iter().flatten() {
            let found = text(package, "version");
            if version.is_some_and(|version| !version.split(' ').any(|word| word == found)) {
                continue;
            }
            if closure.insert(format!("{name} {found} {}", text(package, "checksum"))) {
                let dependencies = package
                    .get("dependencies")
                    .and_then(Value::as_array)
                    .into_iter()
                    .flatten();
                pending.extend(dependencies.filter_map(Value::as_str).map(str::to_owned));
            }
        }
    }
    Ok(closure.into_iter().collect::<Vec<_>>().join("\n"))
}

/// The files of a package that its library and programs are made of, sorted: all but tests, benchmarks and examples.
fn sources(folder: &Path) -> Result<Vec<PathBuf>, FingerprintError> {
    let mut files = Vec::new();
    let mut pending = vec![folder.to_owned()];
    while let Some(current) = pending.pop() {
        let fail = |source| FingerprintError::Read {
            path: current.clone(),
            source,
        };
        for entry in fs::read_dir(&current).map_err(fail)? {
            let path = entry.map_err(fail)?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if name.starts_with('.')
                || (current == folder && ["tests", "benches", "examples", "target"].contains(&name.as_str()))
            {
                continue;
            }
            if path.is_dir() {
                pending.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}
