//! All packages that a function is made of: local ones by their folders, the others by their entries in the lock file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use toml::{Table, Value};

use crate::config::Config;
use crate::error::FingerprintError;
use crate::lock::Lock;
use crate::manifest::{self, ALL_KINDS, BUILD_KINDS};
use crate::platform::Architecture;
use crate::walk::normal;
use crate::workspace::{Manifests, Package, Workspace};

/// A local package with what counts of its manifest.
#[derive(Debug)]
pub(crate) struct Local {
    pub(crate) folder: PathBuf,
    pub(crate) manifest: std::rc::Rc<Table>,
    pub(crate) decisive: String,
}

/// Parts that a function is made of.
#[derive(Debug)]
pub(crate) struct Closure {
    /// Local packages, sorted by folder.
    pub(crate) packages: Vec<Local>,
    /// `name version` of every other crate, with what decides its bytes.
    pub(crate) locked: BTreeMap<String, String>,
}

/// One package on the way through the graph; the same one may be met for Lambda and for the machine that builds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Step {
    folder: PathBuf,
    is_on_host: bool,
}

struct Walk<'a> {
    manifests: &'a Manifests,
    workspace: &'a Workspace,
    lock: &'a Lock,
    /// Folders that `[patch]` and `[replace]` put in place of a crate.
    patches: BTreeMap<String, Vec<PathBuf>>,
    /// Folders that the configuration's `paths` put in place of crates; the lock file does not tell.
    overrides: Vec<PathBuf>,
    function: PathBuf,
    architecture: Architecture,
    pending: Vec<Step>,
    entries: BTreeSet<usize>,
}

impl Closure {
    pub(crate) fn of(
        manifests: &Manifests,
        workspace: &Workspace,
        function: &Package,
        config: &Config,
        lock: &Lock,
        architecture: Architecture,
    ) -> Result<Self, FingerprintError> {
        let mut patches: BTreeMap<String, Vec<PathBuf>> = config.patches();
        let of_root = workspace
            .manifest
            .get("patch")
            .and_then(Value::as_table)
            .into_iter()
            .flatten();
        let replaced = workspace.manifest.get("replace");
        for table in of_root.map(|(_, table)| table).chain(replaced) {
            collect_patches(&mut patches, &workspace.root, table);
        }
        let mut walk = Walk {
            manifests,
            workspace,
            lock,
            patches,
            overrides: config.overrides(),
            function: function.folder.clone(),
            architecture,
            pending: vec![Step {
                folder: function.folder.clone(),
                is_on_host: false,
            }],
            entries: BTreeSet::new(),
        };
        // Which crates they stand in for is not looked up: all of them count.
        let overrides = walk.overrides.iter().cloned();
        let steps: Vec<Step> = overrides
            .map(|folder| Step {
                folder,
                is_on_host: true,
            })
            .collect();
        walk.pending.extend(steps);
        walk.run()
    }
}

/// Adds the folders of one table of patches.
pub(crate) fn collect_patches(patches: &mut BTreeMap<String, Vec<PathBuf>>, from: &std::path::Path, table: &Value) {
    for (name, patch) in table.as_table().into_iter().flatten() {
        if let Some(path) = patch.get("path").and_then(Value::as_str) {
            let package = patch.get("package").and_then(Value::as_str).unwrap_or(name);
            // `[replace]` has `name:version`.
            let package = package.split(':').next().unwrap_or(package);
            patches
                .entry(package.to_owned())
                .or_default()
                .push(normal(&from.join(path)));
        }
    }
}

impl Walk<'_> {
    fn run(mut self) -> Result<Closure, FingerprintError> {
        let mut done: BTreeMap<Step, Local> = BTreeMap::new();
        while let Some(step) = self.pending.pop() {
            if done.contains_key(&step) {
                continue;
            }
            let local = self.visit(&step)?;
            done.insert(step, local);
        }
        let mut packages: Vec<Local> = Vec::new();
        // Sorted with the steps for Lambda first: what is met on both sides counts with the tables of all platforms.
        for (_, local) in done {
            match packages.last_mut() {
                Some(last) if last.folder == local.folder => *last = local,
                _ => packages.push(local),
            }
        }
        let mut locked: BTreeMap<String, String> = BTreeMap::new();
        for at in self.entries.iter().copied() {
            let entry = &self.lock.entries[at];
            if entry.source.is_some() {
                // The same version may come from two sources.
                let name = format!("{} {}", entry.name, entry.version);
                locked.entry(name).or_default().push_str(&self.lock.decisive(at));
            }
        }
        Ok(Closure { packages, locked })
    }

    fn visit(&mut self, step: &Step) -> Result<Local, FingerprintError> {
        let package = Package::read(self.manifests, &step.folder)?;
        let Some(package) = package else {
            return Err(FingerprintError::Setting {
                path: step.folder.join("Cargo.toml"),
                key: "package".to_owned(),
                found: "a manifest without a package, which another one depends on".to_owned(),
                expected: "[package] with a name, or correct the path that leads here",
            });
        };
        let home = match inherits(&package.manifest) {
            true => Workspace::around(self.manifests, &package.folder)?,
            false => self.workspace.clone(),
        };
        let is_on_host = step.is_on_host || is_macro(&package);
        let architecture = (!is_on_host).then_some(self.architecture);
        let with_development = step.folder == self.function && self.workspace.unifies_development();
        let kinds: &[&'static str] = if with_development { &ALL_KINDS } else { &BUILD_KINDS };
        let entry = self.lock.local(&package.name, version(&package, &home));
        if entry.is_none() && !self.overrides.contains(&step.folder) {
            return Err(FingerprintError::NotLocked {
                lock: self.lock.path.clone(),
                package: package.name,
            });
        }
        self.entries.extend(entry);
        for found in manifest::tables(&package.manifest, kinds) {
            let applies = found.platform.is_none_or(|platform| {
                architecture
                    .filter(|_| !found.is_for_host)
                    .is_none_or(|architecture| architecture.may_be(platform))
            });
            if !applies {
                continue;
            }
            let is_on_host = is_on_host || found.is_for_host;
            if let Some(folder) = manifest::folder(&package, &home, found.name, found.entry) {
                self.pending.push(Step { folder, is_on_host });
                continue;
            }
            let name = manifest::package_name(&home, found.name, found.entry);
            if let Some(entry) = entry {
                let wanted: Vec<usize> = self
                    .lock
                    .dependencies(entry)
                    .filter(|at| self.lock.entries[*at].name == name)
                    .collect();
                self.take(wanted, is_on_host)?;
            }
        }
        Ok(Local {
            decisive: manifest::decisive(&package, &home, architecture),
            folder: package.folder,
            manifest: package.manifest,
        })
    }

    /// Takes entries of the lock file with all that they depend on.
    fn take(&mut self, mut pending: Vec<usize>, is_on_host: bool) -> Result<(), FingerprintError> {
        while let Some(at) = pending.pop() {
            let entry = &self.lock.entries[at];
            if entry.source.is_none() {
                // A crate of a registry that a folder stands in for.
                for folder in self.patches.get(&entry.name).cloned().unwrap_or_default() {
                    let package = Package::read(self.manifests, &folder)?;
                    if package.is_some_and(|package| package.name == entry.name) {
                        self.pending.push(Step { folder, is_on_host });
                    }
                }
            } else if self.entries.insert(at) {
                pending.extend(self.lock.dependencies(at));
            }
        }
        Ok(())
    }
}

/// Whether anything in a manifest is taken from its workspace.
fn inherits(manifest: &Table) -> bool {
    let is_inherited = |value: &Value| value.get("workspace").is_some();
    let package = manifest.get("package").and_then(Value::as_table).into_iter().flatten();
    package.map(|(_, value)| value).any(is_inherited)
        || manifest::tables(manifest, &ALL_KINDS)
            .iter()
            .any(|found| is_inherited(found.entry))
}

fn version<'a>(package: &'a Package, home: &'a Workspace) -> Option<&'a str> {
    let version = package.manifest.get("package")?.get("version")?;
    let inherited = || home.manifest.get("workspace")?.get("package")?.get("version")?.as_str();
    version.as_str().or_else(inherited)
}

/// A procedural macro runs on the machine that builds.
fn is_macro(package: &Package) -> bool {
    let library = package.manifest.get("lib");
    let flag = |key: &str| library.and_then(|library| library.get(key));
    flag("proc-macro")
        .or_else(|| flag("proc_macro"))
        .and_then(Value::as_bool)
        == Some(true)
        || crate::workspace::strings(flag("crate-type")).any(|kind| kind == "proc-macro")
}
