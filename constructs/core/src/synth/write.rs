//! Writing an assembly, whole or not at all.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::Assembly;

/// Why an assembly could not be written; what stood there before is untouched, except where the last rename failed.
#[derive(Debug, thiserror::Error)]
#[error("cannot write {}: {source}", path.display())]
pub struct WriteError {
    /// The file or folder.
    pub path: PathBuf,
    /// What the operating system said.
    pub source: io::Error,
}

impl Assembly {
    /// Writes all files into `folder`, replacing the assembly that stands there.
    ///
    /// Every file is written beside its place first and moved in at the end, so a full disk or a lost permission leaves the old assembly as it
    /// was. Files of an older assembly that are not part of this one are removed; folders whose name starts with a dot, where deployments keep
    /// theirs, stay.
    ///
    /// # Errors
    /// When a file or the folder cannot be written.
    pub fn write(&self, folder: &Path) -> Result<(), WriteError> {
        let fail = |path: &Path| {
            let path = path.to_owned();
            move |source| WriteError { path, source }
        };
        fs::create_dir_all(folder).map_err(fail(folder))?;
        let staging = folder.join(".new");
        if staging.exists() {
            fs::remove_dir_all(&staging).map_err(fail(&staging))?;
        }
        fs::create_dir(&staging).map_err(fail(&staging))?;
        for (name, text) in &self.files {
            let path = staging.join(name);
            make_parent(&path)?;
            fs::write(&path, text).map_err(fail(&path))?;
        }
        let mut names: Vec<&str> = self.files.keys().map(String::as_str).collect();
        for (name, copy) in &self.staged {
            let whole = staging.join(name);
            let files = copy
                .files()
                .map_err(|error| fail(&copy.from)(io::Error::other(error)))?;
            for (inner, from) in files {
                let place = if inner.is_empty() {
                    whole.clone()
                } else {
                    whole.join(inner)
                };
                make_parent(&place)?;
                fs::copy(&from, &place).map_err(fail(&from))?;
            }
            if !whole.exists() {
                fs::create_dir_all(&whole).map_err(fail(&whole))?;
            }
            names.push(name);
        }
        for entry in fs::read_dir(folder).map_err(fail(folder))? {
            let entry = entry.map_err(fail(folder))?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if is_stage(&name) || (name.starts_with("asset.") && entry.path().is_dir()) {
                fs::remove_dir_all(entry.path()).map_err(fail(&entry.path()))?;
            } else if is_ours(&name) && !self.files.contains_key(name.as_ref()) {
                fs::remove_file(entry.path()).map_err(fail(&entry.path()))?;
            }
        }
        for name in names {
            let place = folder.join(name);
            make_parent(&place)?;
            fs::rename(staging.join(name), &place).map_err(fail(&place))?;
        }
        fs::remove_dir_all(&staging).map_err(fail(&staging))
    }
}

fn make_parent(path: &Path) -> Result<(), WriteError> {
    let Some(parent) = path.parent() else { return Ok(()) };
    fs::create_dir_all(parent).map_err(|source| WriteError {
        path: parent.to_owned(),
        source,
    })
}

/// Whether a folder of this name is the assembly of a stage.
fn is_stage(name: &str) -> bool {
    name.starts_with("assembly-")
}

/// Whether a file of this name is one that an assembly writes.
fn is_ours(name: &str) -> bool {
    name.ends_with(".template.json") || name.ends_with(".assets.json") || name.starts_with("asset.")
}

#[cfg(test)]
mod tests {
    use crate::{App, Stack, StackProps};

    #[test]
    fn an_older_stack_goes_and_deployments_stay() {
        let folder = std::env::temp_dir().join(format!("ferrocdk-write-{}", std::process::id()));
        let write = |name: &str| {
            let app = App::new();
            Stack::new(&app, name, StackProps::default());
            app.synth().unwrap().write(&folder).unwrap();
        };
        write("first");
        std::fs::create_dir_all(folder.join(".deploy")).unwrap();
        write("second");
        let mut names: Vec<String> = std::fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        assert_eq!(
            names,
            [
                ".deploy",
                "cdk.out",
                "manifest.json",
                "second.assets.json",
                "second.template.json",
                "tree.json"
            ]
        );
        std::fs::remove_dir_all(folder).unwrap();
    }
}
