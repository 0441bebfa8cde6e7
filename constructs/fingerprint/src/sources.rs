//! The files that a function's packages are made of: those in their folders, and those that sources take in from anywhere.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use toml::Value;

use crate::closure::Local;
use crate::digest::read;
use crate::environment::Environment;
use crate::error::FingerprintError;
use crate::literals::Piece;
use crate::scan::{Include, Seen, scan};
use crate::unit_tests::{module_files, only_for_tests, reach};
use crate::walk::{all_files, normal, package_files};

/// Characters from which on a literal is a pattern rather than a path.
const PATTERN: [char; 5] = ['*', '?', '[', '{', '$'];

/// Longer than any path is.
const LONGEST: usize = 1_024;

/// A package and what its sources say.
#[derive(Debug)]
struct Known {
    folder: PathBuf,
    /// Folders that have sources: what a macro's path may be relative to.
    folders: BTreeSet<PathBuf>,
    literals: BTreeSet<String>,
}

/// A file still to be looked through.
#[derive(Debug)]
struct Pending {
    file: PathBuf,
    package: usize,
    is_build_script: bool,
}

/// All files, and the variables that they read.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    pub(crate) files: BTreeSet<PathBuf>,
    pub(crate) variables: BTreeSet<String>,
    packages: Vec<Known>,
    scanned: BTreeSet<PathBuf>,
    pending: Vec<Pending>,
    /// References that can be followed only when all packages are known, by package.
    late: Vec<(usize, Include)>,
    /// Whether a macro takes in a file whose path only the compiler knows.
    is_opaque: bool,
}

impl Sources {
    pub(crate) fn add_package(&mut self, package: &Local) -> Result<(), FingerprintError> {
        let folder = &package.folder;
        let at = self.packages.len();
        self.packages.push(Known {
            folder: folder.clone(),
            folders: BTreeSet::new(),
            literals: BTreeSet::new(),
        });
        self.declared(package)?;
        let is_rust = |file: &&PathBuf| file.extension().is_some_and(|ending| ending == "rs");
        let files = package_files(folder)?;
        let scripts = build_scripts(package);
        let targets: BTreeSet<PathBuf> = targets(package).into_iter().chain(scripts.iter().cloned()).collect();
        let mut sources = BTreeMap::new();
        for file in files
            .iter()
            .filter(is_rust)
            .chain(&targets)
            .filter(|file| file.is_file())
        {
            sources.insert(
                file.clone(),
                see(file, scripts.contains(file) || !files.contains(file))?,
            );
        }
        let of_tests = only_for_tests(&sources, &targets);
        self.files.extend(
            files
                .into_iter()
                .chain(targets)
                .filter(|file| !of_tests.contains(file) && file.is_file()),
        );
        sources.retain(|file, _| !of_tests.contains(file));
        self.scanned.extend(sources.keys().cloned());
        let of_scripts = reach(&sources, scripts);
        for (file, seen) in &sources {
            self.note(file, at, of_scripts.contains(file), seen)?;
        }
        self.look_through()
    }

    /// Inputs that the package declares: for what no look at the sources tells.
    fn declared(&mut self, package: &Local) -> Result<(), FingerprintError> {
        let manifest = package.folder.join("Cargo.toml");
        let section = package
            .manifest
            .get("package")
            .and_then(|package| package.get("metadata"));
        let section = section.and_then(|metadata| metadata.get("ferrocdk"));
        let list = |key: &str, expected: &'static str| -> Result<Vec<String>, FingerprintError> {
            let Some(value) = section.and_then(|section| section.get(key)) else {
                return Ok(Vec::new());
            };
            let texts = value
                .as_array()
                .map(|values| values.iter().map(|value| value.as_str().map(str::to_owned)));
            texts
                .and_then(Iterator::collect)
                .ok_or_else(|| FingerprintError::Setting {
                    path: manifest.clone(),
                    key: format!("package.metadata.ferrocdk.{key}"),
                    found: value.to_string(),
                    expected,
                })
        };
        for input in list(
            "inputs",
            "a list of paths relative to the manifest, such as [\"../data/limits.json\"]",
        )? {
            let path = normal(&package.folder.join(&input));
            if path.is_file() {
                self.files.insert(path);
            } else if path.is_dir() {
                self.files.extend(all_files(&path)?);
            } else {
                return Err(FingerprintError::NoInput {
                    manifest: manifest.clone(),
                    input,
                    path,
                });
            }
        }
        self.variables
            .extend(list("variables", "a list of names of variables, such as [\"STAGE\"]")?);
        Ok(())
    }

    pub(crate) fn add_file(&mut self, file: &Path) -> Result<(), FingerprintError> {
        self.files.insert(file.to_owned());
        Ok(())
    }

    /// Finds what depends on all packages: paths inside of macros, which are relative to the file that calls them.
    pub(crate) fn settle(&mut self) -> Result<(), FingerprintError> {
        loop {
            let before = (self.files.len(), self.late.len());
            let bases: Vec<PathBuf> = self
                .packages
                .iter()
                .flat_map(|package| package.folders.iter().cloned())
                .collect();
            for (package, include) in self.late.clone() {
                for base in &bases {
                    self.include(package, base, &include)?;
                }
            }
            if self.is_opaque {
                let mut found = Vec::new();
                for (at, package) in self.packages.iter().enumerate() {
                    for literal in package.literals.iter().filter(|literal| is_path(literal)) {
                        let bases = package.folders.iter().chain([&package.folder]);
                        let paths = bases.map(|base| normal(&base.join(literal.trim_start_matches('/'))));
                        found.extend(paths.filter(|path| path.is_file()).map(|path| (at, path)));
                    }
                }
                for (package, path) in found {
                    self.take(package, path, true, false);
                }
            }
            self.look_through()?;
            if before == (self.files.len(), self.late.len()) {
                return Ok(());
            }
        }
    }

    fn look_through(&mut self) -> Result<(), FingerprintError> {
        while let Some(Pending {
            file,
            package,
            is_build_script,
        }) = self.pending.pop()
        {
            if !file.is_file() || !self.scanned.insert(file.clone()) {
                continue;
            }
            self.files.insert(file.clone());
            let seen = see(&file, true)?;
            self.note(&file, package, is_build_script, &seen)?;
        }
        Ok(())
    }

    fn note(
        &mut self,
        file: &Path,
        package: usize,
        is_build_script: bool,
        seen: &Seen,
    ) -> Result<(), FingerprintError> {
        let folder = file.parent().unwrap_or(file).to_owned();
        self.variables.extend(
            seen.variables
                .iter()
                .filter(|name| Environment::is_readable(name))
                .cloned(),
        );
        for include in &seen.includes {
            self.include(package, &folder, include)?;
            if include.is_in_macro {
                self.late.push((package, include.clone()));
            }
        }
        for module in &seen.modules {
            for path in module_files(file, module) {
                self.take(package, path, true, is_build_script);
            }
        }
        let root = self.packages[package].folder.clone();
        for literal in &seen.literals {
            if let Some((_, variable)) = literal.split_once("rerun-if-env-changed=") {
                if is_build_script && Environment::is_readable(variable) {
                    self.variables.insert(variable.to_owned());
                }
                continue;
            }
            if is_build_script {
                // `cargo:rerun-if-changed=PATH`, `cargo:rustc-link-search=native=PATH`, `cargo:rustc-link-arg=-TPATH`.
                let value = literal.rsplit('=').next().unwrap_or(literal);
                let bare = value.strip_prefix("-T").unwrap_or(value);
                for path in [literal, value, bare] {
                    self.literal(package, &root, path)?;
                }
            } else if leads_out(literal) {
                self.literal(package, &root, literal)?;
                self.literal(package, &folder, literal)?;
            }
        }
        let known = &mut self.packages[package];
        known.folders.insert(folder);
        known.literals.extend(seen.literals.iter().cloned());
        Ok(())
    }

    /// Takes what a macro includes, as far as its path can be told.
    fn include(&mut self, package: usize, folder: &Path, include: &Include) -> Result<(), FingerprintError> {
        let root = self.packages[package].folder.clone();
        let mut base = folder.to_owned();
        let mut path = String::new();
        let mut is_whole = true;
        for (at, piece) in include.path.iter().enumerate() {
            match piece {
                Piece::Text(text) => path.push_str(text),
                Piece::Package if at == 0 => base.clone_from(&root),
                Piece::Generated => return Ok(()),
                Piece::Package | Piece::Unknown => {
                    is_whole = false;
                    break;
                }
            }
        }
        let of_package = include.path.first() == Some(&Piece::Package);
        let path = if of_package {
            path.trim_start_matches('/')
        } else {
            &path
        };
        if is_whole {
            self.take_any(package, &normal(&base.join(path)), include.is_rust)
        } else if let Some((known, _)) = path.rsplit_once('/').filter(|(known, _)| !known.is_empty()) {
            self.take_any(package, &normal(&base.join(known)), include.is_rust)
        } else {
            self.is_opaque = true;
            Ok(())
        }
    }

    /// Takes what a literal names, if there is such a thing: the folder of a pattern.
    fn literal(&mut self, package: usize, base: &Path, literal: &str) -> Result<(), FingerprintError> {
        if !is_path(literal) {
            return Ok(());
        }
        let path = literal
            .trim_start_matches("$CARGO_MANIFEST_DIR")
            .trim_start_matches('/');
        let path = match path.find(PATTERN) {
            Some(at) => path[..at].rsplit_once('/').map_or("", |(folder, _)| folder),
            None => path,
        };
        if path.is_empty() {
            return Ok(());
        }
        self.take_any(package, &normal(&base.join(path)), false)
    }

    fn take_any(&mut self, package: usize, path: &Path, is_rust: bool) -> Result<(), FingerprintError> {
        if path.is_file() {
            self.take(package, path.to_owned(), is_rust, false);
        } else if path.is_dir() && !self.packages[package].folder.starts_with(path) {
            // A folder around the package would be everything there is; which part of it is meant, dep-info will tell.
            for file in all_files(path)? {
                self.take(package, file, is_rust, false);
            }
        }
        Ok(())
    }

    fn take(&mut self, package: usize, file: PathBuf, is_rust: bool, is_build_script: bool) {
        if !is_rust {
            self.files.insert(file);
        } else if file.is_file() && !self.scanned.contains(&file) {
            self.pending.push(Pending {
                file,
                package,
                is_build_script,
            });
        }
    }
}

/// References of a file; one that is no text has none.
fn see(file: &Path, looks_closely: bool) -> Result<Seen, FingerprintError> {
    let content = read(file)?;
    Ok(std::str::from_utf8(&content)
        .map(|source| scan(source, looks_closely))
        .unwrap_or_default())
}

fn is_path(literal: &str) -> bool {
    !literal.is_empty() && literal.len() <= LONGEST && !literal.contains(['\n', '\0']) && literal != "/"
}

/// Whether a literal names something outside of the folder it is relative to: a path, and hardly ever anything else.
fn leads_out(literal: &str) -> bool {
    let bare = literal
        .trim_start_matches("$CARGO_MANIFEST_DIR")
        .trim_start_matches("./")
        .trim_start_matches('/');
    bare.starts_with("../")
}

/// Sources that the manifest names, wherever they stand.
fn targets(package: &Local) -> Vec<PathBuf> {
    let library = package.manifest.get("lib");
    let programs = package
        .manifest
        .get("bin")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    let paths = library
        .into_iter()
        .chain(programs)
        .filter_map(|target| target.get("path")?.as_str());
    paths.map(|path| normal(&package.folder.join(path))).collect()
}

fn build_scripts(package: &Local) -> Vec<PathBuf> {
    let build = package.manifest.get("package").and_then(|package| package.get("build"));
    let names: Vec<&str> = match build {
        None => vec!["build.rs"],
        Some(Value::String(path)) => vec![path],
        Some(other) => crate::workspace::strings(Some(other)).collect(),
    };
    names
        .into_iter()
        .map(|path| normal(&package.folder.join(path)))
        .collect()
}
