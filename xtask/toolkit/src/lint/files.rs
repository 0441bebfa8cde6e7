//! Which files to check: files as they are named, templates in folders, and patterns.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use globset::GlobBuilder;

/// Sections by which a file in a folder is known to be a template. Other YAML and JSON files have none of them.
const SECTIONS: [&str; 9] = [
    "AWSTemplateFormatVersion",
    "Conditions",
    "Globals",
    "Mappings",
    "Outputs",
    "Parameters",
    "Resources",
    "Rules",
    "Transform",
];
/// The ends of templates' names.
const ENDS: [&str; 4] = [".json", ".template", ".yaml", ".yml"];
/// Longer files in folders are not looked into: CloudFormation takes 1 MB.
const LONGEST: u64 = 16 << 20;

/// Why a file cannot be checked.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It is not there, or may not be read.
    #[error("cannot read `{}`: {error}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Message of the system.
        error: io::Error,
    },
    /// It is no text.
    #[error("`{}` is not UTF-8 text: byte {at} is not part of a character", path.display())]
    NotText {
        /// The file.
        path: PathBuf,
        /// The first wrong byte, from 0.
        at: usize,
    },
    /// A pattern of the wrong form.
    #[error("`{pattern}` is not a pattern: {error}")]
    Pattern {
        /// The pattern.
        pattern: String,
        /// Mistake in it.
        error: globset::Error,
    },
    /// A folder without templates, or a pattern that fits none.
    #[error("no template in `{name}`")]
    Nothing {
        /// The folder or the pattern.
        name: String,
    },
}

/// Whether a text looks like a template. One that cannot be read at all may be meant as one.
fn is_template(text: &str) -> bool {
    match ferrocdk_template::parse(text) {
        Ok(document) => document.root.as_map().is_some_and(|map| {
            map.is_empty()
                || map
                    .iter()
                    .any(|entry| SECTIONS.contains(&entry.key.as_str()) || entry.key.starts_with("Fn::Transform"))
        }),
        Err(_) => true,
    }
}

/// The templates behind a name, with their texts: a file, those in a folder and the folders below it, or those that fit a pattern.
///
/// In folders, hidden ones and `node_modules` and `target` are passed by, and so are files without a section of a template. A file with a name of its
/// own is taken for a template whatever it holds: that it lacks all sections is then a finding like others.
///
/// # Errors
/// When a file cannot be read, or there is none.
pub fn find(name: &str) -> Result<Vec<(PathBuf, String)>, FileError> {
    let path = Path::new(name);
    if path.is_dir() {
        return in_folder(name, path, &|file| has_end(file));
    }
    if !path.exists() && name.contains(['*', '?', '[', '{']) {
        let pattern = |error| FileError::Pattern {
            pattern: name.to_owned(),
            error,
        };
        let matcher = GlobBuilder::new(name)
            .literal_separator(true)
            .build()
            .map_err(pattern)?
            .compile_matcher();
        let fixed: PathBuf = path
            .components()
            .take_while(|part| !part.as_os_str().to_string_lossy().contains(['*', '?', '[', '{']))
            .collect();
        let start = if fixed.as_os_str().is_empty() {
            Path::new(".")
        } else {
            &fixed
        };
        return in_folder(name, start, &|file| {
            matcher.is_match(file.strip_prefix("./").unwrap_or(file))
        });
    }
    Ok(vec![(path.to_owned(), read(path)?)])
}

fn in_folder(name: &str, folder: &Path, wanted: &dyn Fn(&Path) -> bool) -> Result<Vec<(PathBuf, String)>, FileError> {
    let mut files = Vec::new();
    walk(folder, wanted, &mut files)?;
    files.sort();
    let mut found = Vec::new();
    for file in files {
        let text = match read(&file) {
            Ok(text) => text,
            // Whoever names a folder does not mean every file in it.
            Err(FileError::NotText { .. }) => continue,
            Err(error) => return Err(error),
        };
        if looks_like_one(&text) && is_template(&text) {
            found.push((file, text));
        }
    }
    if found.is_empty() {
        return Err(FileError::Nothing { name: name.to_owned() });
    }
    Ok(found)
}

/// Whether a section's name stands anywhere, which is quicker to see than what the text says.
fn looks_like_one(text: &str) -> bool {
    ["Resources", "AWSTemplateFormatVersion", "Transform"]
        .iter()
        .any(|section| text.contains(section))
}

pub(super) fn walk(folder: &Path, wanted: &dyn Fn(&Path) -> bool, files: &mut Vec<PathBuf>) -> Result<(), FileError> {
    let read = |error| FileError::Read {
        path: folder.to_owned(),
        error,
    };
    for entry in fs::read_dir(folder).map_err(read)? {
        let entry = entry.map_err(read)?;
        let path = entry.path();
        let kind = entry.file_type().map_err(read)?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if kind.is_dir() {
            if !name.starts_with('.') && name != "node_modules" && name != "target" {
                walk(&path, wanted, files)?;
            }
        } else if kind.is_file() && wanted(&path) && entry.metadata().is_ok_and(|metadata| metadata.len() <= LONGEST) {
            files.push(path);
        }
    }
    Ok(())
}

fn has_end(path: &Path) -> bool {
    let name = path.to_string_lossy();
    ENDS.iter().any(|end| name.ends_with(end))
}

pub(super) fn read(path: &Path) -> Result<String, FileError> {
    let bytes = fs::read(path).map_err(|error| FileError::Read {
        path: path.to_owned(),
        error,
    })?;
    String::from_utf8(bytes).map_err(|error| FileError::NotText {
        path: path.to_owned(),
        at: error.utf8_error().valid_up_to(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &[u8]| {
            let file = folder.path().join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        };
        write("b.yaml", b"Resources: {}\n");
        write("deep/a.template", b"{ \"Resources\": {} }");
        write("deep/tsconfig.json", b"{ \"compilerOptions\": {} }");
        write("deep/bytes.json", b"Resources \xff");
        write(".git/c.yaml", b"Resources: {}\n");
        write("node_modules/d.yaml", b"Resources: {}\n");
        folder
    }

    fn names(folder: &tempfile::TempDir, name: &str) -> Vec<String> {
        let found = find(&format!("{}/{name}", folder.path().display())).unwrap();
        found
            .iter()
            .map(|(path, _)| path.strip_prefix(folder.path()).unwrap().display().to_string())
            .collect()
    }

    #[test]
    fn folders_and_patterns_give_their_templates() {
        let folder = folder();
        assert_eq!(names(&folder, ""), ["b.yaml", "deep/a.template"]);
        assert_eq!(names(&folder, "**/*.template"), ["deep/a.template"]);
        assert_eq!(names(&folder, "*.yaml"), ["b.yaml"]);
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        let folder = folder();
        assert_eq!(names(&folder, "deep/tsconfig.json"), ["deep/tsconfig.json"]);
        let error = |name: &str| {
            find(&format!("{}/{name}", folder.path().display()))
                .unwrap_err()
                .to_string()
        };
        assert!(error("deep/bytes.json").ends_with("is not UTF-8 text: byte 10 is not part of a character"));
        assert!(error("none.yaml").contains("cannot read"));
        assert!(error("*.txt").starts_with("no template in"));
        assert!(error("[").starts_with("cannot read") || error("[").contains("is not a pattern"));
    }
}
