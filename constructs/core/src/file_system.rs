//! `FileSystem`: fingerprints of files and folders, as AWS CDK makes them, and the files that synthesis copies.
//!
//! Source: `FileSystem.fingerprint` of aws-cdk-lib. Only paths and content count; mode, owner and time do not, so the same content has the same key on
//! every machine. Text has its line ends made equal first.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use sha2::{Digest, Sha256};

use crate::hex::hex;

/// How much of a file is looked at to tell text from data.
const SAMPLE: usize = 8_192;
/// A file that CDK keeps for itself.
const ALWAYS_EXCLUDED: &str = ".is_custom_resource";

/// Settings of a fingerprint: everything that decides it besides the content.
///
/// ```
/// use ferrocdk_core::{FileSystem, FingerprintOptions};
/// let built_for = |target: &str| FingerprintOptions { extra_hash: target.to_owned(), ..Default::default() };
/// let manifest = std::path::Path::new("Cargo.toml");
/// let arm = FileSystem::fingerprint(manifest, &built_for("arm64"))?;
/// assert_ne!(arm, FileSystem::fingerprint(manifest, &built_for("x86_64"))?);
/// # Ok::<(), ferrocdk_core::FileSystemError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FingerprintOptions {
    /// Patterns of files to leave out, relative to the folder: `**/*.log`.
    pub exclude: Vec<String>,
    /// Anything more that should change the fingerprint, such as a build setting.
    pub extra_hash: String,
}

/// A file or folder without a fingerprint.
///
/// ```
/// use ferrocdk_core::{FileSystem, FileSystemError, FingerprintOptions};
/// let path = std::path::Path::new("no/such/folder");
/// let error = FileSystem::fingerprint(path, &FingerprintOptions::default()).unwrap_err();
/// assert!(matches!(error, FileSystemError::Read { .. }));
/// assert!(error.to_string().starts_with("cannot read no/such/folder: "));
/// ```
#[derive(Debug, thiserror::Error)]
pub enum FileSystemError {
    /// A file or folder cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// Message of the operating system.
        source: io::Error,
    },
    /// A pattern is not one.
    #[error("{pattern:?} is no pattern for files: {message}")]
    Pattern {
        /// The pattern.
        pattern: String,
        /// Mistake in it.
        message: String,
    },
}

/// Files and folders as AWS CDK looks at them.
///
/// ```
/// use ferrocdk_core::{FileSystem, FingerprintOptions};
/// let hash = FileSystem::fingerprint("Cargo.toml".as_ref(), &FingerprintOptions::default())?;
/// assert_eq!(hash.len(), 64);
/// # Ok::<(), ferrocdk_core::FileSystemError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct FileSystem;

impl FileSystem {
    /// The fingerprint of a file, or of everything in a folder: 64 hex digits.
    ///
    /// ```
    /// use ferrocdk_core::{FileSystem, FingerprintOptions};
    /// let folder = std::env::temp_dir().join(format!("ferrocdk-fingerprint-{}", std::process::id()));
    /// std::fs::create_dir_all(&folder)?;
    /// std::fs::write(folder.join("layout.json"), "{}")?;
    /// let plain = FileSystem::fingerprint(&folder, &FingerprintOptions::default())?;
    /// std::fs::write(folder.join("layout.log"), "written")?;
    /// let options = FingerprintOptions { exclude: vec!["*.log".to_owned()], ..FingerprintOptions::default() };
    /// assert_eq!(FileSystem::fingerprint(&folder, &options)?, plain);
    /// # std::fs::remove_dir_all(folder)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When something cannot be read, or a pattern is none.
    pub fn fingerprint(path: &Path, options: &FingerprintOptions) -> Result<String, FileSystemError> {
        let mut hash = Sha256::new();
        let mut field = |header: &str, value: &str| {
            for part in ["\u{1}", header, "\u{2}", value, "\u{3}"] {
                hash.update(part.as_bytes());
            }
        };
        field("options.extra", &options.extra_hash);
        field("options.follow", "external");
        for (name, file) in files(path, &options.exclude)? {
            match link_within(path, &file) {
                Some(target) => field(&format!("link:{name}"), &target),
                None => field(&format!("file:{name}"), &content(&file)?),
            }
        }
        Ok(hex(&hash.finalize()))
    }
}

/// Every file at or below a path, in the order of their names, with the name relative to the path.
fn files(path: &Path, exclude: &[String]) -> Result<Vec<(String, PathBuf)>, FileSystemError> {
    let excluded = patterns(exclude)?;
    let mut out = Vec::new();
    walk(path, "", &excluded, &mut out)?;
    Ok(out)
}

fn walk(path: &Path, name: &str, excluded: &GlobSet, out: &mut Vec<(String, PathBuf)>) -> Result<(), FileSystemError> {
    let read = |source| FileSystemError::Read {
        path: path.to_owned(),
        source,
    };
    let is_inner_link = fs::symlink_metadata(path).map_err(read)?.is_symlink() && !path.exists();
    if is_inner_link || !fs::metadata(path).map_err(read)?.is_dir() {
        out.push((name.to_owned(), path.to_owned()));
        return Ok(());
    }
    let mut entries: Vec<String> = Vec::new();
    for entry in fs::read_dir(path).map_err(read)? {
        entries.push(entry.map_err(read)?.file_name().to_string_lossy().into_owned());
    }
    // JavaScript compares strings by UTF-16 units.
    entries.sort_by(|one, other| one.encode_utf16().cmp(other.encode_utf16()));
    for entry in entries {
        let inner = if name.is_empty() {
            entry.clone()
        } else {
            format!("{name}/{entry}")
        };
        if !excluded.is_match(&inner) {
            walk(&path.join(&entry), &inner, excluded, out)?;
        }
    }
    Ok(())
}

fn patterns(exclude: &[String]) -> Result<GlobSet, FileSystemError> {
    let mut set = GlobSetBuilder::new();
    for pattern in exclude.iter().map(String::as_str).chain([ALWAYS_EXCLUDED]) {
        // A pattern without a slash means files of that name at any depth, as CDK's default mode has it.
        let anywhere = if pattern.contains('/') {
            pattern.to_owned()
        } else {
            format!("**/{pattern}")
        };
        let fail = |error: globset::Error| FileSystemError::Pattern {
            pattern: pattern.to_owned(),
            message: error.to_string(),
        };
        set.add(
            GlobBuilder::new(&anywhere)
                .literal_separator(true)
                .build()
                .map_err(fail)?,
        );
    }
    set.build().map_err(|error| FileSystemError::Pattern {
        pattern: exclude.join(", "),
        message: error.to_string(),
    })
}

/// Target of a symbolic link, if it is within the folder.
fn link_within(root: &Path, file: &Path) -> Option<String> {
    let target = fs::read_link(file).ok()?;
    let root = root.canonicalize().ok()?;
    let reached = file.canonicalize().ok()?;
    reached
        .starts_with(&root)
        .then(|| target.to_string_lossy().into_owned())
}

/// The size and hash of a file's content, with the line ends of text made equal.
fn content(file: &Path) -> Result<String, FileSystemError> {
    let mut bytes = fs::read(file).map_err(|source| FileSystemError::Read {
        path: file.to_owned(),
        source,
    })?;
    let is_text = !bytes.iter().take(SAMPLE).any(|byte| *byte == 0);
    if is_text && bytes.windows(2).any(|pair| pair == b"\r\n") {
        let mut normal = Vec::with_capacity(bytes.len());
        for (index, byte) in bytes.iter().enumerate() {
            if !(*byte == b'\r' && bytes.get(index + 1) == Some(&b'\n')) {
                normal.push(*byte);
            }
        }
        bytes = normal;
    }
    Ok(format!("{}:{}", bytes.len(), hex(&Sha256::digest(&bytes))))
}

/// Files that synthesis copies into the assembly.
#[derive(Clone, Debug)]
pub(crate) struct StagedFiles {
    pub(crate) from: PathBuf,
    pub(crate) exclude: Vec<String>,
}

impl StagedFiles {
    /// Every file to copy: its place in the copy (empty for a file itself) and where it is.
    pub(crate) fn files(&self) -> Result<Vec<(String, PathBuf)>, FileSystemError> {
        files(&self.from, &self.exclude)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("ferrocdk-fingerprint-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn fingerprints_are_those_of_cdk() {
        let folder = folder("golden");
        for (name, text, expected) in [
            (
                "text.txt",
                "hello\r\nworld\n",
                "1926de308347341c21d4c61834395473d41e77a6bf64bdb640c75df449f37dda",
            ),
            (
                "noext",
                "noext",
                "7c41f84648017a27ebc62484f8653e0ab44bd24b3ba38725411522c9040cbc66",
            ),
        ] {
            let path = folder.join(name);
            fs::write(&path, text).unwrap();
            assert_eq!(
                FileSystem::fingerprint(&path, &FingerprintOptions::default()).unwrap(),
                expected,
                "{name}"
            );
        }
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn only_content_and_names_count() {
        let folder = folder("folder");
        fs::create_dir_all(folder.join("sub")).unwrap();
        fs::write(folder.join("sub/a.txt"), "a").unwrap();
        let of = |options: &FingerprintOptions| FileSystem::fingerprint(&folder, options).unwrap();
        let plain = FingerprintOptions::default();
        let before = of(&plain);
        fs::write(folder.join("sub/a.txt"), "a").unwrap();
        assert_eq!(of(&plain), before);
        fs::write(folder.join("sub/b.log"), "b").unwrap();
        assert_ne!(of(&plain), before);
        let without_logs = FingerprintOptions {
            exclude: vec!["*.log".to_owned()],
            ..FingerprintOptions::default()
        };
        assert_eq!(of(&without_logs), before);
        assert_ne!(
            of(&FingerprintOptions {
                extra_hash: "x".to_owned(),
                ..without_logs
            }),
            before
        );
        fs::remove_dir_all(folder).unwrap();
    }
}
