//! Writing an assembly, whole or not at all.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::{fmt, fs};

use serde::Serialize;

use super::Assembly;
use super::digits::Pretty;
use crate::file_system::StagedFiles;

/// Why an assembly could not be written; what stood there before is untouched, except where the last rename failed.
///
/// ```
/// use ferrocdk_core::App;
/// let error = App::new().synth().unwrap().write("Cargo.toml/below-a-file".as_ref()).unwrap_err();
/// assert!(error.to_string().starts_with("cannot write Cargo.toml/below-a-file: "));
/// ```
#[derive(thiserror::Error)]
#[error("cannot write {}: {source}", path.display())]
pub struct WriteError {
    /// The file or folder.
    pub path: PathBuf,
    /// Message of the operating system.
    pub source: io::Error,
}

impl fmt::Debug for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Where the files of an assembly go while it is synthesized, by their paths below its folder.
pub(super) trait Output {
    /// Makes a file of what `content` writes.
    fn file(&mut self, name: &str, content: &dyn Fn(&mut dyn Write) -> io::Result<()>) -> Result<(), WriteError>;
}

/// Files in memory.
impl Output for BTreeMap<String, String> {
    fn file(&mut self, name: &str, content: &dyn Fn(&mut dyn Write) -> io::Result<()>) -> Result<(), WriteError> {
        let mut bytes = Vec::new();
        let written = content(&mut bytes);
        bytes.shrink_to_fit();
        let text = written.and_then(|()| String::from_utf8(bytes).map_err(io::Error::other));
        let text = text.map_err(fail(Path::new(name)))?;
        self.insert(name.to_owned(), text);
        Ok(())
    }
}

/// JSON with an indent of one, as AWS CDK writes it, and a line feed at the end for version control.
pub(super) fn pretty(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    // Serializers write a few bytes at a time.
    let mut out = BufWriter::with_capacity(1 << 16, out);
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut out, Pretty::new()))?;
    out.write_all(b"\n")?;
    out.flush()
}

/// The folder in which the files of an assembly stand until it is complete. Dropped before, it goes, and all is as it was.
pub(super) struct Staging {
    /// The assembly's own.
    folder: PathBuf,
    staging: PathBuf,
    /// Paths below the folder.
    names: Vec<String>,
    /// Whether the folder was made for this assembly.
    is_new: bool,
}

impl Staging {
    pub(super) fn begin(folder: &Path) -> Result<Self, WriteError> {
        let is_new = !folder.exists();
        fs::create_dir_all(folder).map_err(fail(folder))?;
        let staging = folder.join(".new");
        if staging.exists() {
            fs::remove_dir_all(&staging).map_err(fail(&staging))?;
        }
        fs::create_dir(&staging).map_err(fail(&staging))?;
        Ok(Self {
            folder: folder.to_owned(),
            staging,
            names: Vec::new(),
            is_new,
        })
    }

    /// Adds the files and folders that are copied into the assembly, and puts it in the place of the one that stands there.
    pub(super) fn commit(mut self, staged: &BTreeMap<String, StagedFiles>) -> Result<(), WriteError> {
        for (name, copy) in staged {
            self.copy(name, copy)?;
        }
        for entry in fs::read_dir(&self.folder).map_err(fail(&self.folder))? {
            let entry = entry.map_err(fail(&self.folder))?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if is_stage(&name) || (name.starts_with("asset.") && entry.path().is_dir()) {
                fs::remove_dir_all(entry.path()).map_err(fail(&entry.path()))?;
            } else if is_ours(&name) && !self.names.iter().any(|known| *known == name) {
                fs::remove_file(entry.path()).map_err(fail(&entry.path()))?;
            }
        }
        self.is_new = false;
        for name in &self.names {
            let place = self.folder.join(name);
            make_parent(&place)?;
            fs::rename(self.staging.join(name), &place).map_err(fail(&place))?;
        }
        Ok(())
    }

    fn copy(&mut self, name: &str, copy: &StagedFiles) -> Result<(), WriteError> {
        let whole = self.staging.join(name);
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
        self.names.push(name.to_owned());
        Ok(())
    }
}

impl Output for Staging {
    fn file(&mut self, name: &str, content: &dyn Fn(&mut dyn Write) -> io::Result<()>) -> Result<(), WriteError> {
        let path = self.staging.join(name);
        make_parent(&path)?;
        let file = fs::File::create(&path);
        file.and_then(|mut file| content(&mut file)).map_err(fail(&path))?;
        self.names.push(name.to_owned());
        Ok(())
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // Nobody waits for an answer here; what cannot be removed is removed by the next writing.
        drop(fs::remove_dir_all(&self.staging));
        if self.is_new {
            drop(fs::remove_dir(&self.folder));
        }
    }
}

impl Assembly {
    /// Writes all files into `folder`, replacing the assembly that stands there.
    ///
    /// Every file is written beside its place first and moved in at the end, so a full disk or a lost permission leaves the old assembly as it
    /// was. Files of an older assembly that are not part of this one are removed; folders whose name starts with a dot, where deployments keep
    /// theirs, stay.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// let folder = std::env::temp_dir().join(format!("ferrocdk-write-{}", std::process::id()));
    /// app.synth().unwrap().write(&folder)?;
    /// assert!(folder.join("plant.template.json").exists());
    /// # std::fs::remove_dir_all(folder).unwrap();
    /// # Ok::<(), ferrocdk_core::WriteError>(())
    /// ```
    ///
    /// # Errors
    /// When a file or the folder cannot be written.
    pub fn write(&self, folder: &Path) -> Result<(), WriteError> {
        let mut staging = Staging::begin(folder)?;
        for (name, text) in &self.files {
            staging.file(name, &|out| out.write_all(text.as_bytes()))?;
        }
        staging.commit(&self.staged)
    }
}

fn fail(path: &Path) -> impl FnOnce(io::Error) -> WriteError {
    let path = path.to_owned();
    move |source| WriteError { path, source }
}

fn make_parent(path: &Path) -> Result<(), WriteError> {
    let Some(parent) = path.parent() else { return Ok(()) };
    fs::create_dir_all(parent).map_err(fail(parent))
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
    use std::path::{Path, PathBuf};

    use crate::{App, CfnResource, Construct, Stack, StackProps, SynthError, doc};

    fn folder(name: &str) -> PathBuf {
        std::env::temp_dir().join(format!("ferrocdk-{name}-{}", std::process::id()))
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn an_older_stack_goes_and_deployments_stay() {
        let folder = folder("write");
        let write = |name: &str| {
            let app = App::new();
            Stack::new(&app, name, StackProps::default());
            app.synth().unwrap().write(&folder).unwrap();
        };
        write("first");
        std::fs::create_dir_all(folder.join(".deploy")).unwrap();
        write("second");
        let expected = [
            ".deploy",
            "cdk.out",
            "manifest.json",
            "second.assets.json",
            "second.template.json",
            "tree.json",
        ];
        assert_eq!(names(&folder), expected);
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn straight_into_a_folder_gives_the_same_files_or_none() {
        let folder = folder("straight");
        let app = App::new();
        let stack = Stack::new(&app, "plant", StackProps::default());
        let queue = CfnResource::untyped(&stack, "Queue", "AWS::SQS::Queue", doc!({ "DelaySeconds": 5 }));
        assert!(app.synth_to(&folder).unwrap().is_empty());
        let assembly = app.synth().unwrap();
        for (name, text) in assembly.files() {
            assert_eq!(std::fs::read_to_string(folder.join(name)).unwrap(), text);
        }
        assert_eq!(names(&folder).len(), assembly.files().count());

        stack.scope().remove_child("Queue");
        CfnResource::untyped(&stack, "Reader", "Custom::Reader", doc!({ "Queue": queue.reference() }));
        let error = app.synth_to(&folder).unwrap_err();
        assert!(matches!(error, SynthError::Mistakes(_)), "{error}");
        let template = std::fs::read_to_string(folder.join("plant.template.json")).unwrap();
        assert_eq!(
            template,
            assembly
                .files()
                .find(|(name, _)| *name == "plant.template.json")
                .unwrap()
                .1
        );
        assert_eq!(names(&folder).len(), assembly.files().count());
        std::fs::remove_dir_all(&folder).unwrap();
        assert!(app.synth_to(&folder).is_err());
        assert!(!folder.exists(), "a folder that was made for nothing goes again");
    }
}
