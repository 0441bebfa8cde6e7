//! Why there is no fingerprint: where, what was found, what to do.

use std::io;
use std::path::PathBuf;

/// Why there is no fingerprint. Each message says where, what was found and what to do.
#[derive(Debug, thiserror::Error)]
pub enum FingerprintError {
    /// A file or folder cannot be read.
    #[error("{}: cannot be read, and decides what a function is made of\n  found: {source}\n  help: {help}", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// Message of the operating system.
        source: io::Error,
        /// Advice.
        help: &'static str,
    },
    /// A file is not the TOML it should be.
    #[error("{}:{line}: is not valid TOML\n  found: {message}\n  help: `cargo metadata` in that folder tells more", path.display())]
    Toml {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// Mistake in it.
        message: String,
    },
    /// There is no workspace.
    #[error(
        "{}: no Cargo.toml here or above\n  found: a folder outside of every Cargo workspace\n  help: give the folder of the workspace that has the function `{package}`",
        folder.display()
    )]
    NoWorkspace {
        /// The folder looked at.
        folder: PathBuf,
        /// The function's package.
        package: String,
    },
    /// The package is not a member of the workspace.
    #[error(
        "{}: the workspace has no package `{package}`\n  found: {}\n  help: {}",
        manifest.display(), list(known), near(package, known)
    )]
    NoPackage {
        /// The package asked for.
        package: String,
        /// The workspace's manifest.
        manifest: PathBuf,
        /// The packages that are there, sorted.
        known: Vec<String>,
    },
    /// There is no lock file.
    #[error(
        "{}: is not there, and decides which crates a function is made of\n  found: a workspace without a lock file\n  help: run `cargo generate-lockfile` there and check the file in",
        lock.display()
    )]
    NoLock {
        /// Where it should be.
        lock: PathBuf,
    },
    /// The lock file lacks a package.
    #[error(
        "{}: has no entry for the local package `{package}`\n  found: a lock file older than the manifests\n  help: run `cargo update --workspace` there and check the file in",
        lock.display()
    )]
    NotLocked {
        /// The lock file.
        lock: PathBuf,
        /// The package.
        package: String,
    },
    /// An input that a manifest declares is not there.
    #[error(
        "{}: package.metadata.ferrocdk.inputs names `{input}`, which is not there\n  found: neither a file nor a folder at {}\n  help: correct the path, which is relative to that manifest, or take it out",
        manifest.display(), path.display()
    )]
    NoInput {
        /// The manifest.
        manifest: PathBuf,
        /// Text of the declaration.
        input: String,
        /// Where that leads.
        path: PathBuf,
    },
    /// A setting has another type than Cargo or this crate takes.
    #[error("{}: `{key}` has the wrong type\n  found: {found}\n  help: write {expected}", path.display())]
    Setting {
        /// The file.
        path: PathBuf,
        /// The key.
        key: String,
        /// Value that stands there.
        found: String,
        /// Value that should stand there.
        expected: &'static str,
    },
}

fn list(known: &[String]) -> String {
    const MOST: usize = 20;
    match known {
        [] => "no package at all".to_owned(),
        known if known.len() <= MOST => known.join(", "),
        known => format!("{} and {} more", known[..MOST].join(", "), known.len() - MOST),
    }
}

fn near(package: &str, known: &[String]) -> String {
    let spelt = |name: &str| name.replace('_', "-").to_ascii_lowercase();
    let distance = |name: &&String| distance(&spelt(name), &spelt(package));
    let nearest = known.iter().min_by_key(distance).filter(|name| distance(name) <= 2);
    match nearest {
        Some(name) => format!("did you mean `{name}`?"),
        None => "name one of these, or give the workspace that has it: a function may stand in another one".to_owned(),
    }
}

/// Letters to insert, remove or change.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (at, letter) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = at + 1;
        for (column, other) in right.iter().enumerate() {
            let change = diagonal + usize::from(letter != *other);
            diagonal = row[column + 1];
            row[column + 1] = change.min(row[column] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
}
