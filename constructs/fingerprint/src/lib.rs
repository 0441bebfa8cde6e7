//! The fingerprint of a Lambda function in Rust: one hash of all that decides its bytes, without a compiler.
//!
//! It is the name of the function's zip. Synthesis writes it into the template, the command line builds the zip when a deployment needs it, so
//! **what decides the bytes must decide the fingerprint**: what it does not see is changed without being deployed. And what decides no byte
//! should not count, or a corrected README replaces a function.
//!
//! # What counts
//!
//! - the package and every local package it is made of: path dependencies of all tables (`[target.*.dependencies]` that can apply to Lambda
//!   too), build dependencies, path patches; never development dependencies;
//! - of a package: its manifest, without what concerns tests and publishing and with what it inherits from its workspace; its files, without
//!   tests, benchmarks, examples, docs, hidden files, other packages inside of it, and what tools write ([`Fingerprint::inputs`] lists all);
//! - outside of it: what `include!`, `include_str!`, `include_bytes!`, `#[path]` and literals that lead out of the package name, what the build
//!   script names, and what `[package.metadata.ferrocdk] inputs = [...]` declares;
//! - of `Cargo.lock`, the crates that the function is made of: version, source, checksum; their vendored sources where they were edited;
//! - `[profile.release]` and the resolver; `build`, `target`, `profile`, `env` and `patch` of every `.cargo/config.toml` that Cargo merges at the
//!   root of the workspace; files that compiler flags name; the channel of `rust-toolchain.toml`, if there is one;
//! - of the environment, what Cargo, C compilers and `env!` read: [`Environment`].
//!
//! # How it knows
//!
//! Cargo itself knows exactly, but only after compiling (dep-info), or slowly and with the registry at hand (`cargo metadata`: some hundred
//! milliseconds). So manifests, lock and configuration are read as Cargo reads them, and sources are cut into tokens to find what they take in.
//! A token reader cannot run macros: a path that is put together by one is looked for among the literals of the sources. What is left over is
//! found after the build: [`Fingerprint::uncovered`] compares with Cargo's dep-info, and the build is refused with the line to write.
//!
//! The same sources have the same fingerprint on every machine: paths are relative to the function's workspace. An installed toolchain that no
//! file names is left out for that reason; so are what Cargo names as a way of working only (registries, target folder, wrappers of `rustc`).
//!
//! ```
//! use ferrocdk_fingerprint::{Architecture, fingerprint};
//!
//! let workspace = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
//! let found = fingerprint(workspace.as_ref(), "processor", Architecture::X86_64)?;
//! assert_eq!(found.key().len(), 64);
//! assert!(found.inputs().any(|input| input == "functions/processor/src/main.rs"));
//! # Ok::<(), ferrocdk_fingerprint::FingerprintError>(())
//! ```

mod closure;
mod config;
mod digest;
mod environment;
mod error;
mod literals;
mod lock;
mod manifest;
mod platform;
mod scan;
mod sources;
mod toolchain;
mod unit_tests;
mod walk;
mod workspace;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};

pub use config::FlagPlace;
pub use environment::Environment;
pub use error::FingerprintError;
pub use platform::Architecture;

use crate::closure::Closure;
use crate::config::Config;
use crate::digest::{Digests, relative};
use crate::lock::Lock;
use crate::sources::Sources;
use crate::workspace::{Manifests, Workspace};

/// Stands for what this crate and the build command decide: changed when either does something else with the same inputs.
const SCHEME: &str = "ferrocdk function 2: cargo build --release --locked";

/// Hash of everything that decides the bytes of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    key: String,
    package: String,
    architecture: Architecture,
    workspace: PathBuf,
    manifest: PathBuf,
    folders: BTreeSet<PathBuf>,
    files: BTreeSet<PathBuf>,
    variables: BTreeSet<String>,
    flags: FlagPlace,
    inputs: BTreeMap<String, digest::Digest>,
}

/// The fingerprint of the function `package`, in the environment of this process.
///
/// `workspace` is the workspace that has the package, or any folder inside of it; the package may stand anywhere in it.
///
/// # Errors
/// When the package, or one of the files that decide its bytes, is not there or is not what it should be.
pub fn fingerprint(
    workspace: &Path,
    package: &str,
    architecture: Architecture,
) -> Result<Fingerprint, FingerprintError> {
    fingerprint_in(&Environment::of_process(), workspace, package, architecture)
}

/// As [`fingerprint`], in an environment given.
///
/// # Errors
/// As [`fingerprint`].
pub fn fingerprint_in(
    environment: &Environment,
    workspace: &Path,
    package: &str,
    architecture: Architecture,
) -> Result<Fingerprint, FingerprintError> {
    let manifests = Manifests::default();
    let workspace = Workspace::of_function(&manifests, workspace, package)?;
    let function = workspace.find(&manifests, package)?;
    let root = &workspace.root;
    let config = Config::read(root, environment)?;
    let lock = Lock::read(root)?;
    let closure = Closure::of(&manifests, &workspace, &function, &config, &lock, architecture)?;
    let mut sources = Sources::default();
    for package in &closure.packages {
        sources.add_package(package)?;
    }
    for file in config.files_named(root, environment, architecture) {
        sources.add_file(&file)?;
    }
    sources.settle()?;

    let mut digests = Digests::default();
    digests.text("scheme", SCHEME);
    digests.text("architecture", architecture.triple());
    digests.text("workspace", &workspace.decisive());
    digests.text("toolchain", &toolchain::channel(root)?);
    for (at, text) in config.decisive(architecture).into_iter().enumerate() {
        digests.text(&format!("cargo configuration {at}"), &text);
    }
    for (name, value) in environment.decisive(architecture, &sources.variables) {
        digests.text(&format!("environment {name}"), &value);
    }
    for package in &closure.packages {
        let name = relative(root, &package.folder.join("Cargo.toml"));
        digests.text(&format!("{name} (what counts)"), &package.decisive);
    }
    for (name, text) in &closure.locked {
        digests.text(&format!("crate {name}"), text);
    }
    for (name, file) in config.edited(&closure.locked)? {
        digests.file(&format!("vendored {name}"), &file)?;
    }
    for file in &sources.files {
        digests.file(&relative(root, file), file)?;
    }
    let folders = closure.packages.iter().map(|package| package.folder.clone()).collect();
    Ok(Fingerprint {
        key: digests.key(),
        package: package.to_owned(),
        architecture,
        manifest: function.folder.join("Cargo.toml"),
        workspace: workspace.root,
        folders,
        files: sources.files,
        variables: sources.variables,
        flags: config.flag_place(environment, architecture),
        inputs: digests.into_inputs(),
    })
}

/// The files that a dep-info file of Cargo names: `target/<target>/release/<program>.d`, with the local packages and the files that build
/// scripts asked to be watched.
///
/// ```
/// let files = ferrocdk_fingerprint::dep_info("/w/target/press: /w/src/main.rs /w/my\\ data.json\n");
/// assert_eq!(files, ["/w/src/main.rs", "/w/my data.json"].map(std::path::PathBuf::from));
/// ```
pub fn dep_info(text: &str) -> Vec<PathBuf> {
    let lines = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(": "));
    let mut files = Vec::new();
    for (_, list) in lines {
        // A blank that belongs to a name has a backslash before it.
        let mut name = String::new();
        for word in list.split(' ') {
            name.push_str(word);
            if name.ends_with('\\') {
                name.pop();
                name.push(' ');
            } else if !name.is_empty() {
                files.push(PathBuf::from(std::mem::take(&mut name)));
            }
        }
    }
    files
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.key)
    }
}

impl Fingerprint {
    /// The hash: 64 hexadecimal digits.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The function's package.
    pub fn package(&self) -> &str {
        &self.package
    }

    /// The processor that the function is built for.
    pub fn architecture(&self) -> Architecture {
        self.architecture
    }

    /// The root of the workspace that has the function: where Cargo has to be started.
    pub fn workspace(&self) -> &Path {
        &self.workspace
    }

    /// The manifest of the function's package.
    pub fn manifest(&self) -> &Path {
        &self.manifest
    }

    /// Where Cargo takes the compiler's flags from.
    pub fn flags(&self) -> FlagPlace {
        self.flags
    }

    /// The folders of the local packages that it is made of, sorted.
    pub fn packages(&self) -> impl Iterator<Item = &Path> {
        self.folders.iter().map(PathBuf::as_path)
    }

    /// Names of all that was hashed, sorted: files relative to the workspace, crates, variables, parts of the configuration.
    pub fn inputs(&self) -> impl Iterator<Item = &str> {
        self.inputs.keys().map(String::as_str)
    }

    /// The inputs that differ from those of another fingerprint, of which either may have what the other lacks.
    pub fn changes(&self, other: &Self) -> Vec<String> {
        let names: BTreeSet<&String> = self.inputs.keys().chain(other.inputs.keys()).collect();
        let differs = |name: &&&String| self.inputs.get(**name) != other.inputs.get(**name);
        names.iter().filter(differs).map(|name| (*name).clone()).collect()
    }

    /// The files among `used` that are not covered, sorted, and relative to the function's manifest as `inputs` of it would name them: a change in
    /// one of them would not be seen.
    ///
    /// `used` are those that Cargo's dep-info names after a build. Folders stand for the files in them; what lies in `generated`, Cargo's own
    /// folder, is made from the other inputs and does not count.
    ///
    /// # Errors
    /// When a folder cannot be read.
    pub fn uncovered(
        &self,
        used: impl IntoIterator<Item = PathBuf>,
        generated: &Path,
    ) -> Result<Vec<String>, FingerprintError> {
        let generated = walk::normal(generated);
        let mut missing = BTreeSet::new();
        for path in used {
            let path = walk::normal(&self.workspace.join(path));
            if path.starts_with(&generated) || self.files.contains(&path) {
                continue;
            }
            if path.is_dir() {
                let files = walk::all_files(&path)?;
                let open = files.into_iter().filter(|file| !self.files.contains(file));
                missing.extend(open.filter(|file| !self.is_manifest(file)));
            } else if path.is_file() && !self.is_manifest(&path) {
                missing.insert(path);
            }
        }
        let folder = self.manifest.parent().unwrap_or(&self.workspace);
        Ok(missing.iter().map(|path| relative(folder, path)).collect())
    }

    /// Manifests, lock and toolchain count by what stands in them.
    fn is_manifest(&self, path: &Path) -> bool {
        let name = path.file_name().unwrap_or_default();
        let of_package = name == "Cargo.toml" && path.parent().is_some_and(|folder| self.folders.contains(folder));
        let of_root = path.parent() == Some(&self.workspace)
            && ["Cargo.toml", "Cargo.lock", "rust-toolchain", "rust-toolchain.toml"]
                .iter()
                .any(|known| name == *known);
        of_package || of_root
    }

    /// Whether a variable of the environment counts, as a build script asks for it with `rerun-if-env-changed`.
    pub fn covers_variable(&self, name: &str) -> bool {
        self.variables.contains(name)
            || !Environment::is_readable(name)
            || Environment::is_known(name, self.architecture)
    }
}
