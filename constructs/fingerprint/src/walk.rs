//! Which files stand in a folder, without those that tools write.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::error::FingerprintError;

/// Folders at the top of a package that decide no byte of what it builds: tests and their like, and what tools write.
const WITHOUT_BYTES: [&str; 7] = [
    "tests",
    "benches",
    "examples",
    "docs",
    "target",
    "node_modules",
    "cfn-outputs",
];

/// Files at the top of a package that count by what stands in them, or for people and tools only.
const AT_THE_TOP: [&str; 8] = [
    "Cargo.toml",
    "Cargo.lock",
    "rust-toolchain",
    "rust-toolchain.toml",
    "rustfmt.toml",
    "clippy.toml",
    "deny.toml",
    "Makefile",
];

/// Beginnings of names of documents at the top of a package, and the endings that they have.
const DOCUMENTS: [&str; 8] = [
    "README",
    "LICENSE",
    "LICENCE",
    "COPYING",
    "NOTICE",
    "CHANGELOG",
    "CONTRIBUTING",
    "AUTHORS",
];

/// Hidden folders that macros read at compile time without telling Cargo: checked queries of sqlx.
const READ_BY_MACROS: [&str; 1] = [".sqlx"];

/// Takes `.` and `..` out of a path, as a reader does: without asking the file system for links.
pub(crate) fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir => drop(out.pop()),
            Component::CurDir => {}
            other => out.push(other),
        }
    }
    out
}

/// The files that a package may be made of.
pub(crate) fn package_files(folder: &Path) -> Result<BTreeSet<PathBuf>, FingerprintError> {
    let mut files = BTreeSet::new();
    collect(folder, &mut files, &mut Vec::new(), &|path, name| {
        let is_top = path.parent() == Some(folder);
        if path.is_dir() {
            !(is_top && WITHOUT_BYTES.contains(&name) || path.join("Cargo.toml").is_file())
        } else {
            !(is_top && (AT_THE_TOP.contains(&name) || is_document(name)))
        }
    })?;
    Ok(files)
}

/// All files of a folder that something names as a whole.
pub(crate) fn all_files(folder: &Path) -> Result<BTreeSet<PathBuf>, FingerprintError> {
    let mut files = BTreeSet::new();
    collect(folder, &mut files, &mut Vec::new(), &|_, _| true)?;
    Ok(files)
}

fn is_document(name: &str) -> bool {
    DOCUMENTS.iter().any(|start| name.starts_with(start))
        || Path::new(name).extension().is_some_and(|ending| ending == "md")
}

/// Whether a folder is made by a tool: Cargo's marks itself, as does a cloud assembly, which changes whenever the function does.
fn is_output(folder: &Path) -> bool {
    folder.join("CACHEDIR.TAG").is_file()
        || (folder.join("cdk.out").is_file() && folder.join("manifest.json").is_file())
}

fn collect(
    folder: &Path,
    files: &mut BTreeSet<PathBuf>,
    links: &mut Vec<PathBuf>,
    counts: &dyn Fn(&Path, &str) -> bool,
) -> Result<(), FingerprintError> {
    let fail = |source| FingerprintError::Read {
        path: folder.to_owned(),
        source,
        help: "make the folder readable, or take out what names it",
    };
    for entry in fs::read_dir(folder).map_err(fail)? {
        let entry = entry.map_err(fail)?;
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        if (name.starts_with('.') && !READ_BY_MACROS.contains(&name.as_str()))
            || name.ends_with('~')
            || !counts(&path, &name)
        {
            continue;
        }
        let kind = entry.file_type().map_err(fail)?;
        if path.is_file() {
            files.insert(path);
        } else if path.is_dir() && !is_output(&path) {
            if kind.is_symlink() {
                // A link to a folder above would never end.
                let target = fs::canonicalize(&path).map_err(fail)?;
                if links.contains(&target) || fs::canonicalize(folder).map_err(fail)?.starts_with(&target) {
                    continue;
                }
                links.push(target);
                collect(&path, files, links, counts)?;
                links.pop();
            } else {
                collect(&path, files, links, counts)?;
            }
        }
    }
    Ok(())
}
