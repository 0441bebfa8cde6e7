//! Cargo's configuration: every file that Cargo merges for a build in a folder, and what of it decides bytes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use crate::closure::collect_patches;
use crate::digest::canonical;
use crate::environment::{Environment, without_lints, words};
use crate::error::FingerprintError;
use crate::platform::Architecture;
use crate::walk::{all_files, normal};
use crate::workspace::{read_toml, strings};

/// Where Cargo takes the compiler's flags from: it reads one place only, and whoever adds flags has to add them there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlagPlace {
    /// `CARGO_ENCODED_RUSTFLAGS` or `RUSTFLAGS`.
    Environment,
    /// `target.<triple>.rustflags` and `target.<cfg>.rustflags`.
    Target,
    /// `build.rustflags`; also where there are none.
    Build,
    /// `target.<cfg>.rustflags` with a `cfg` that only the compiler can answer.
    Unknown,
}

/// One file.
#[derive(Debug)]
struct File {
    /// Folder that its paths are relative to: the folder that has `.cargo`.
    base: PathBuf,
    table: Table,
}

/// All files, the nearest first.
#[derive(Debug, Default)]
pub(crate) struct Config {
    files: Vec<File>,
}

impl Config {
    pub(crate) fn read(root: &Path, environment: &Environment) -> Result<Self, FingerprintError> {
        let mut config = Self::default();
        let mut seen = Vec::new();
        let folders = root
            .ancestors()
            .map(|folder| folder.join(".cargo"))
            .chain(environment.cargo_home());
        for folder in folders {
            // Cargo takes the name without an ending first.
            let file = ["config", "config.toml"]
                .into_iter()
                .map(|name| folder.join(name))
                .find(|file| file.is_file());
            if let Some(file) = file.filter(|file| !seen.contains(file)) {
                config.add(&file, 0)?;
                seen.push(file);
            }
        }
        Ok(config)
    }

    /// Adds a file and those that it includes.
    fn add(&mut self, path: &Path, depth: usize) -> Result<(), FingerprintError> {
        /// Deeper than anybody includes, so a circle ends.
        const DEEPEST: usize = 16;
        let table = read_toml(path)?;
        let folder = path.parent().unwrap_or(path);
        let base = folder.parent().unwrap_or(folder).to_owned();
        let included: Vec<(PathBuf, bool)> = match table.get("include") {
            Some(Value::String(file)) => vec![(folder.join(file), false)],
            Some(Value::Array(files)) => files.iter().filter_map(|file| include(folder, file)).collect(),
            _ => Vec::new(),
        };
        self.files.push(File { base, table });
        for (file, is_optional) in included {
            if depth < DEEPEST && (file.is_file() || !is_optional) {
                self.add(&normal(&file), depth + 1)?;
            }
        }
        Ok(())
    }

    /// Settings that decide bytes, of each file that has any.
    pub(crate) fn decisive(&self, architecture: Architecture) -> Vec<String> {
        let texts = self.files.iter().map(|file| decisive(&file.table, architecture));
        texts.filter(|text| !text.is_empty()).collect()
    }

    /// The place of the compiler's flags.
    pub(crate) fn flag_place(&self, environment: &Environment, architecture: Architecture) -> FlagPlace {
        if environment.rust_flags().is_some() {
            return FlagPlace::Environment;
        }
        let targets = self
            .files
            .iter()
            .filter_map(|file| file.table.get("target").and_then(Value::as_table))
            .flatten();
        let flagged = targets.filter(|(_, target)| {
            target
                .get("rustflags")
                .is_some_and(|flags| !flag_words(flags).is_empty())
        });
        let answers: Vec<Option<bool>> = flagged.map(|(key, _)| architecture.is(key)).collect();
        if answers.contains(&Some(true)) || environment.get(&Environment::target_flags(architecture)).is_some() {
            FlagPlace::Target
        } else if answers.contains(&None) {
            FlagPlace::Unknown
        } else {
            FlagPlace::Build
        }
    }

    /// Files that flags of the compiler name, such as profiles and linker scripts, and linkers of the project's own.
    pub(crate) fn files_named(
        &self,
        root: &Path,
        environment: &Environment,
        architecture: Architecture,
    ) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut flags = environment.rust_flags().unwrap_or_default();
        for File { base, table } in &self.files {
            flags.extend(
                table
                    .get("build")
                    .and_then(|build| build.get("rustflags"))
                    .map(flag_words)
                    .unwrap_or_default(),
            );
            for target in targets(table, architecture) {
                flags.extend(target.get("rustflags").map(flag_words).unwrap_or_default());
                let linker = target.get("linker").and_then(Value::as_str);
                found.extend(
                    linker
                        .filter(|linker| Path::new(linker).is_relative())
                        .map(|linker| base.join(linker)),
                );
            }
        }
        for flag in &flags {
            // `-Clink-arg=-Tmemory.x`, `-Cprofile-use=load.profdata`: the compiler runs in the workspace.
            let value = flag.rsplit('=').next().unwrap_or(flag);
            let bare = value.strip_prefix("-T").unwrap_or(value);
            found.extend(
                [value, bare]
                    .into_iter()
                    .filter(|path| Path::new(path).is_relative())
                    .map(|path| root.join(path)),
            );
        }
        found.retain(|file| file.is_file());
        found.iter().map(|file| normal(file)).collect()
    }

    /// Folders in place of crates, by the crate's name.
    pub(crate) fn patches(&self) -> BTreeMap<String, Vec<PathBuf>> {
        let mut patches = BTreeMap::new();
        for File { base, table } in &self.files {
            for (_, of_source) in table.get("patch").and_then(Value::as_table).into_iter().flatten() {
                collect_patches(&mut patches, base, of_source);
            }
        }
        patches
    }

    /// Folders that `paths` names.
    pub(crate) fn overrides(&self) -> Vec<PathBuf> {
        let folders = self.files.iter().flat_map(|File { base, table }| {
            strings(table.get("paths"))
                .map(|path| normal(&base.join(path)))
                .collect::<Vec<_>>()
        });
        folders.filter(|folder| folder.join("Cargo.toml").is_file()).collect()
    }

    /// Of vendored crates, the file with the checksums that Cargo verifies; all their files where that one was emptied, as it is done to edit them.
    pub(crate) fn edited(&self, crates: &BTreeMap<String, String>) -> Result<Vec<(String, PathBuf)>, FingerprintError> {
        let mut found = Vec::new();
        for File { base, table } in &self.files {
            let sources = table.get("source").and_then(Value::as_table).into_iter().flatten();
            for folder in sources.filter_map(|(_, source)| source.get("directory")?.as_str()) {
                let folder = normal(&base.join(folder));
                for name in crates.keys() {
                    let (package, version) = name.split_once(' ').unwrap_or((name, ""));
                    let versioned = folder.join(format!("{package}-{version}"));
                    let vendored = if versioned.is_dir() {
                        versioned
                    } else {
                        folder.join(package)
                    };
                    let checksums = vendored.join(".cargo-checksum.json");
                    if !checksums.is_file() {
                        continue;
                    }
                    let text: String = String::from_utf8_lossy(&crate::digest::read(&checksums)?)
                        .split_whitespace()
                        .collect();
                    if text.contains("\"files\":{}") {
                        for file in all_files(&vendored)? {
                            found.push((format!("{name}: {}", crate::digest::relative(&vendored, &file)), file));
                        }
                    }
                    found.push((name.clone(), checksums));
                }
            }
        }
        Ok(found)
    }
}

/// A file of `include`: a path, or a table that may allow it to be absent.
fn include(folder: &Path, entry: &Value) -> Option<(PathBuf, bool)> {
    let path = entry.as_str().or_else(|| entry.get("path")?.as_str())?;
    let is_optional = entry.get("optional").and_then(Value::as_bool).unwrap_or(false);
    Some((folder.join(path), is_optional))
}

/// The `target` tables that can apply.
fn targets(table: &Table, architecture: Architecture) -> impl Iterator<Item = &Table> {
    let targets = table.get("target").and_then(Value::as_table).into_iter().flatten();
    targets
        .filter(move |(key, _)| architecture.may_be(key))
        .filter_map(|(_, target)| target.as_table())
}

/// Flags, which are one text or a list.
fn flag_words(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => words(text),
        other => strings(Some(other)).map(str::to_owned).collect(),
    }
}

fn decisive(table: &Table, architecture: Architecture) -> String {
    let mut text = String::new();
    let mut say = |name: &str, value: &str| {
        if !value.is_empty() {
            text.push_str(&format!("{name}={value}\n").replace("\n\n", "\n"));
        }
    };
    let build = table.get("build");
    for key in ["rustc", "incremental"] {
        say(
            key,
            &build
                .and_then(|build| build.get(key))
                .map(canonical)
                .unwrap_or_default(),
        );
    }
    let flags = |value: Option<&Value>| {
        value
            .map(|value| without_lints(flag_words(value)).join(" "))
            .unwrap_or_default()
    };
    say("rustflags", &flags(build.and_then(|build| build.get("rustflags"))));
    for (name, target) in table.get("target").and_then(Value::as_table).into_iter().flatten() {
        if !architecture.may_be(name) {
            continue;
        }
        say(&format!("{name} rustflags"), &flags(target.get("rustflags")));
        // Tables are those that stand in for the build script of a native library.
        let others = target.as_table().into_iter().flatten();
        for (key, value) in others.filter(|(key, value)| *key == "linker" || value.is_table()) {
            say(&format!("{name} {key}"), &canonical(value));
        }
    }
    say(
        "profile",
        &table
            .get("profile")
            .and_then(|profile| profile.get("release"))
            .map(canonical)
            .unwrap_or_default(),
    );
    for key in ["env", "patch", "paths", "unstable"] {
        say(key, &table.get(key).map(canonical).unwrap_or_default());
    }
    text
}
