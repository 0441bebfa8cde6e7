//! Two folders of text files side by side: what is checked in against what `synth` writes now.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::Path,
};

use similar::TextDiff;

/// Files by their path within a folder.
pub type Files = BTreeMap<String, Vec<u8>>;

/// How one file differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// Only the first folder has it.
    Removed(String),
    /// Only the second folder has it.
    Added(String),
    /// Both have it, with other contents.
    Changed {
        /// The file.
        file: String,
        /// Unified diff with three lines around each change.
        diff: String,
    },
}

/// Differences from `old` to `new`, by file name.
///
/// ```
/// use ferrocdk_toolkit::compare::{Difference, Files, differences};
///
/// let old = Files::from([("a.json".to_owned(), b"1\n".to_vec())]);
/// let new = Files::from([("a.json".to_owned(), b"1\n".to_vec()), ("b.json".to_owned(), b"2\n".to_vec())]);
/// assert_eq!(differences(&old, &new), [Difference::Added("b.json".into())]);
/// ```
pub fn differences(old: &Files, new: &Files) -> Vec<Difference> {
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    names
        .into_iter()
        .filter_map(|name| match (old.get(name), new.get(name)) {
            (Some(_), None) => Some(Difference::Removed(name.clone())),
            (None, Some(_)) => Some(Difference::Added(name.clone())),
            (Some(old), Some(new)) if old != new => {
                let (old, new) = (String::from_utf8_lossy(old), String::from_utf8_lossy(new));
                let diff = TextDiff::from_lines(old.as_ref(), new.as_ref())
                    .unified_diff()
                    .context_radius(3)
                    .header(&format!("a/{name}"), &format!("b/{name}"))
                    .to_string();
                Some(Difference::Changed {
                    file: name.clone(),
                    diff,
                })
            }
            _ => None,
        })
        .collect()
}

/// All files below `folder` but those whose name, or whose folder's name, starts with a dot, and zips: deployments of other suffixes and
/// built functions stand beside the reference assembly and are no part of it. A folder that does not exist has no files.
///
/// # Errors
///
/// When a folder or file cannot be read.
pub fn read_folder(folder: &Path) -> io::Result<Files> {
    let mut files = Files::new();
    if folder.exists() {
        collect(folder, "", &mut files)?;
    }
    Ok(files)
}

fn collect(folder: &Path, prefix: &str, files: &mut Files) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with('.') || name.ends_with(".zip") {
            continue;
        }
        let full = if prefix.is_empty() {
            name.into_owned()
        } else {
            format!("{prefix}/{name}")
        };
        if path.is_dir() {
            collect(&path, &full, files)?;
        } else {
            files.insert(full, fs::read(&path)?);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_difference() {
        let old = Files::from([
            ("a".into(), b"1\n2\n3\n".to_vec()),
            ("b".into(), vec![]),
            ("same".into(), b"x".to_vec()),
        ]);
        let new = Files::from([
            ("a".into(), b"1\n4\n3\n".to_vec()),
            ("c".into(), vec![]),
            ("same".into(), b"x".to_vec()),
        ]);
        let found = differences(&old, &new);
        let Difference::Changed { file, diff } = &found[0] else {
            panic!("{found:?}")
        };
        assert_eq!(file, "a");
        assert_eq!(diff, "--- a/a\n+++ b/a\n@@ -1,3 +1,3 @@\n 1\n-2\n+4\n 3\n");
        assert_eq!(
            found[1..],
            [Difference::Removed("b".into()), Difference::Added("c".into())]
        );
    }

    #[test]
    fn folders_leave_out_what_is_not_checked_in() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join(".deploy")).unwrap();
        fs::create_dir_all(dir.path().join("sub")).unwrap();
        for name in [".deploy/x", "sub/y.json", "z.json", "f.zip", ".hidden"] {
            fs::write(dir.path().join(name), name).unwrap();
        }
        let names: Vec<_> = read_folder(dir.path()).unwrap().into_keys().collect();
        assert_eq!(names, ["sub/y.json", "z.json"]);
        assert!(read_folder(&dir.path().join("nothing")).unwrap().is_empty());
    }
}
