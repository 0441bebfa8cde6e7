//! Which sources belong to unit tests alone: `#[cfg(test)] mod tests;` and what such modules declare.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::scan::{Module, Seen};
use crate::walk::normal;

/// The files that only tests are made of, among those of a package; `targets` are its roots.
///
/// None where a macro declares modules, which might be any. A file that is left out wrongly all the same is found after the build, in dep-info.
pub(crate) fn only_for_tests(sources: &BTreeMap<PathBuf, Seen>, targets: &BTreeSet<PathBuf>) -> BTreeSet<PathBuf> {
    if sources.values().any(|seen| seen.has_unknown_modules) {
        return BTreeSet::new();
    }
    let declared = sources
        .iter()
        .flat_map(|(file, seen)| seen.test_modules.iter().map(move |module| (file, module)));
    let of_tests = reach(
        sources,
        declared.flat_map(|(file, module)| module_files(file, module)).collect(),
    );
    let others = sources.keys().filter(|file| !of_tests.contains(*file)).chain(targets);
    let of_others = reach(sources, others.cloned().collect());
    of_tests.difference(&of_others).cloned().collect()
}

/// Files with their modules, and the modules of these.
pub(crate) fn reach(sources: &BTreeMap<PathBuf, Seen>, mut pending: Vec<PathBuf>) -> BTreeSet<PathBuf> {
    let mut reached = BTreeSet::new();
    while let Some(file) = pending.pop() {
        if reached.insert(file.clone()) {
            let declared = sources.get(&file).into_iter().flat_map(|seen| &seen.modules);
            pending.extend(declared.flat_map(|module| module_files(&file, module)));
        }
    }
    reached
}

/// Files that a module may stand in: which of them depends on how its own file came in, so all that are there count.
pub(crate) fn module_files(file: &Path, module: &Module) -> Vec<PathBuf> {
    let folder = file.parent().unwrap_or(file);
    let own = folder.join(file.file_stem().unwrap_or_default());
    let bases = [folder.to_owned(), own].map(|base| module.around.iter().fold(base, |base, name| base.join(name)));
    let files = bases.iter().flat_map(|base| match &module.place {
        Ok(name) => vec![base.join(format!("{name}.rs")), base.join(name).join("mod.rs")],
        Err(path) => vec![base.join(path)],
    });
    files.map(|file| normal(&file)).filter(|file| file.is_file()).collect()
}
