//! Generated files: formatted by rustfmt, compared with what is there, written only where bytes differ.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// Contents by path below the workspace.
pub(crate) type Files = BTreeMap<PathBuf, String>;

/// Formats Rust files with the workspace's rustfmt and its settings.
pub(crate) fn format(files: Files, root: &Path) -> Result<Files> {
    let folder = tempfile::tempdir().context("failed to make a temporary folder for rustfmt")?;
    // Flat names: rustfmt looks for nothing beside the files it is given, and module paths would be read as submodules.
    let copies: BTreeMap<PathBuf, PathBuf> = files
        .keys()
        .enumerate()
        .map(|(index, path)| (path.clone(), folder.path().join(format!("file_{index}.rs"))))
        .collect();
    for (path, copy) in &copies {
        fs::write(copy, &files[path]).with_context(|| format!("failed to write {}", copy.display()))?;
    }
    let output = Command::new("rustfmt")
        .args(["--edition", "2024", "--config-path"])
        .arg(root.join("rustfmt.toml"))
        .args(copies.values())
        .current_dir(root)
        .output()
        .context("failed to start rustfmt\nhint: `rustup component add rustfmt`")?;
    ensure!(
        output.status.success(),
        "rustfmt failed: {}",
        String::from_utf8_lossy(&output.stderr).trim()
    );
    copies
        .into_iter()
        .map(|(path, copy)| {
            let text = fs::read_to_string(&copy).with_context(|| format!("failed to read {}", copy.display()))?;
            Ok((path, text))
        })
        .collect()
}

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
