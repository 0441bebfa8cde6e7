//! Parts of a package's manifest that decide its bytes, with those that it inherits put in.

use std::path::PathBuf;

use toml::{Table, Value};

use crate::digest::canonical;
use crate::platform::Architecture;
use crate::walk::normal;
use crate::workspace::{Package, Workspace};

/// Tables of dependencies that a build reads. The form with an underscore is an older spelling that Cargo still takes.
pub(crate) const BUILD_KINDS: [&str; 3] = ["dependencies", "build-dependencies", "build_dependencies"];

pub(crate) const ALL_KINDS: [&str; 5] = [
    "dependencies",
    "build-dependencies",
    "build_dependencies",
    "dev-dependencies",
    "dev_dependencies",
];

/// Tables about tests, lints and publishing. Profiles, patches and the workspace count where the root is read.
const WITHOUT_BYTES: [&str; 10] = [
    "dev-dependencies",
    "dev_dependencies",
    "test",
    "bench",
    "example",
    "lints",
    "badges",
    "workspace",
    "patch",
    "profile",
];

/// Keys of `[package]` that reach no compiler.
const OF_PUBLISHING: [&str; 8] = [
    "readme",
    "keywords",
    "categories",
    "publish",
    "include",
    "exclude",
    "documentation",
    "workspace",
];

/// One entry of a table of dependencies.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry<'a> {
    pub(crate) name: &'a str,
    pub(crate) entry: &'a Value,
    /// Whether it is for build scripts, which run on the machine that builds.
    pub(crate) is_for_host: bool,
    /// The `target` table it stands in.
    pub(crate) platform: Option<&'a str>,
}

/// The entries of all tables of some kinds, those below `target` too.
pub(crate) fn tables<'a>(manifest: &'a Table, kinds: &[&'static str]) -> Vec<Entry<'a>> {
    let targets = manifest.get("target").and_then(Value::as_table).into_iter().flatten();
    let targets = targets.filter_map(|(platform, table)| Some((Some(platform.as_str()), table.as_table()?)));
    let mut entries = Vec::new();
    for (platform, table) in std::iter::once((None, manifest)).chain(targets) {
        for kind in kinds {
            let found = table.get(*kind).and_then(Value::as_table).into_iter().flatten();
            entries.extend(found.map(|(name, entry)| Entry {
                name,
                entry,
                is_for_host: kind.starts_with("build"),
                platform,
            }));
        }
    }
    entries
}

fn is_inherited(value: &Value) -> bool {
    value.get("workspace").and_then(Value::as_bool) == Some(true)
}

fn of_workspace<'a>(home: &'a Workspace, table: &str, key: &str) -> Option<&'a Value> {
    home.manifest.get("workspace")?.get(table)?.get(key)
}

/// The name that a dependency's package has: `package` renames it.
pub(crate) fn package_name<'a>(home: &'a Workspace, name: &'a str, entry: &'a Value) -> &'a str {
    let entry = if is_inherited(entry) {
        of_workspace(home, "dependencies", name).unwrap_or(entry)
    } else {
        entry
    };
    entry.get("package").and_then(Value::as_str).unwrap_or(name)
}

/// The folder of a path dependency, whichever manifest has the path.
pub(crate) fn folder(package: &Package, home: &Workspace, name: &str, entry: &Value) -> Option<PathBuf> {
    let (from, entry) = match is_inherited(entry) {
        true => (&home.root, of_workspace(home, "dependencies", name)?),
        false => (&package.folder, entry),
    };
    let path = entry.get("path")?.as_str()?;
    Some(normal(&from.join(path)))
}

/// A dependency with what it inherits: the workspace's entry, under the keys of its own.
fn inherit(home: &Workspace, name: &str, entry: &Value) -> Value {
    if !is_inherited(entry) {
        return entry.clone();
    }
    let mut merged = match of_workspace(home, "dependencies", name) {
        Some(Value::Table(table)) => table.clone(),
        Some(version) => Table::from_iter([("version".to_owned(), version.clone())]),
        None => Table::new(),
    };
    for (key, value) in entry.as_table().into_iter().flatten() {
        match (key.as_str(), merged.get_mut(key), value) {
            ("workspace", ..) => {}
            ("features", Some(Value::Array(features)), Value::Array(more)) => features.extend(more.iter().cloned()),
            (_, _, value) => drop(merged.insert(key.clone(), value.clone())),
        }
    }
    Value::Table(merged)
}

/// The part of a package's manifest that decides its bytes. Without an architecture, for a package that runs on the machine that builds, tables
/// of all platforms count.
pub(crate) fn decisive(package: &Package, home: &Workspace, architecture: Option<Architecture>) -> String {
    let mut table = package.manifest.as_ref().clone();
    table.retain(|key, _| !WITHOUT_BYTES.contains(&key));
    if let Some(Value::Table(section)) = table.get_mut("package") {
        section.retain(|key, _| !OF_PUBLISHING.contains(&key));
        for (key, value) in section.iter_mut() {
            if is_inherited(value)
                && let Some(inherited) = of_workspace(home, "package", key)
            {
                *value = inherited.clone();
            }
        }
        if let Some(Value::Table(metadata)) = section.get_mut("metadata") {
            metadata.remove("docs");
        }
    }
    inherit_all(&mut table, home);
    if let Some(Value::Table(targets)) = table.get_mut("target") {
        targets.retain(|key, _| architecture.is_none_or(|architecture| architecture.may_be(key)));
        for (_, target) in targets.iter_mut() {
            if let Value::Table(target) = target {
                target.retain(|key, _| !WITHOUT_BYTES.contains(&key));
                inherit_all(target, home);
            }
        }
        targets.retain(|_, target| target.as_table().is_none_or(|target| !target.is_empty()));
    }
    table.retain(|_, value| value.as_table().is_none_or(|table| !table.is_empty()));
    canonical(&Value::Table(table))
}

fn inherit_all(table: &mut Table, home: &Workspace) {
    for kind in BUILD_KINDS {
        if let Some(Value::Table(entries)) = table.get_mut(kind) {
            for (name, entry) in entries.iter_mut() {
                *entry = inherit(home, name, entry);
            }
        }
    }
}
