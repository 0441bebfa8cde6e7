//! Generated files: compared with what is there, written only where bytes differ.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Contents by path below the workspace.
pub(crate) type Files = BTreeMap<PathBuf, String>;

/// The files below `folder`, by path below `root`.
pub(crate) fn list(root: &Path, folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root.join(&folder)).with_context(|| format!("failed to list {}", folder.display()))? {
            let entry = entry?;
            let path = folder.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The text of a file of the workspace.
pub(crate) fn read(root: &Path, path: &Path) -> Result<String> {
    fs::read_to_string(root.join(path)).with_context(|| format!("failed to read {}", path.display()))
}

/// The paths whose bytes differ from what is there.
pub(crate) fn differing<'a>(files: &'a Files, root: &Path) -> Vec<&'a Path> {
    files
        .iter()
        .filter(|(path, text)| fs::read(root.join(path)).ok().as_deref() != Some(text.as_bytes()))
        .map(|(path, _)| path.as_path())
        .collect()
}

/// Writes a file, with the folders above it.
pub(crate) fn write(root: &Path, path: &Path, bytes: impl AsRef<[u8]>) -> Result<()> {
    let path = root.join(path);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("failed to create {}", folder.display()))?;
    }
    fs::write(&path, bytes).with_context(|| format!("failed to write {}", path.display()))
}

/// Removes a file, and its folder when nothing else is in it.
pub(crate) fn remove(root: &Path, path: &Path) -> Result<()> {
    let path = root.join(path);
    fs::remove_file(&path).with_context(|| format!("failed to remove {}", path.display()))?;
    if let Some(folder) = path.parent()
        && fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none())
    {
        fs::remove_dir(folder).with_context(|| format!("failed to remove {}", folder.display()))?;
    }
    Ok(())
}
