//! Zip files that are the same bytes whenever their contents are the same.

use std::{
    collections::BTreeMap,
    fs, io,
    io::{Cursor, Write},
    path::Path,
};

use zip::{CompressionMethod, DateTime, ZipWriter, result::ZipError, write::SimpleFileOptions};

/// Why a zip cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// A file cannot be read.
    #[error("cannot read `{path}`: {error}")]
    Read {
        /// The file.
        path: String,
        /// Message of the system.
        error: io::Error,
    },
    /// The zip format refuses the contents.
    #[error("cannot zip: {0}")]
    Zip(#[from] ZipError),
    /// Compressing failed.
    #[error("cannot zip: {0}")]
    Write(#[from] io::Error),
}

/// Zips `entries` (contents by name) in the order of their names, every one executable and dated 1980-01-01, the oldest time the format
/// has. Time, order and mode of the files on disk would make each build another archive and each deployment an update.
///
/// ```
/// use std::collections::BTreeMap;
///
/// let entries = BTreeMap::from([("bootstrap".to_owned(), b"\x7fELF".to_vec())]);
/// let zip = ferrocdk_toolkit::zip::pack(&entries)?;
/// assert_eq!(zip, ferrocdk_toolkit::zip::pack(&entries)?);
/// # Ok::<(), ferrocdk_toolkit::zip::PackError>(())
/// ```
///
/// # Errors
///
/// When a name or size does not fit the format.
pub fn pack(entries: &BTreeMap<String, Vec<u8>>) -> Result<Vec<u8>, PackError> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(6))
        .last_modified_time(DateTime::default())
        .unix_permissions(0o755);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, contents) in entries {
        writer.start_file(name, options)?;
        writer.write_all(contents)?;
    }
    Ok(writer.finish()?.into_inner())
}

/// Zips all files below `folder`, named by their path within it.
///
/// # Errors
///
/// When the folder cannot be read, or as [`pack`].
pub fn pack_folder(folder: &Path) -> Result<Vec<u8>, PackError> {
    let mut entries = BTreeMap::new();
    collect(folder, "", &mut entries)?;
    pack(&entries)
}

fn collect(folder: &Path, prefix: &str, entries: &mut BTreeMap<String, Vec<u8>>) -> Result<(), PackError> {
    let failed = |path: &Path| {
        let path = path.display().to_string();
        move |error| PackError::Read { path, error }
    };
    for entry in fs::read_dir(folder).map_err(failed(folder))? {
        let path = entry.map_err(failed(folder))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let name = if prefix.is_empty() {
            name.into_owned()
        } else {
            format!("{prefix}/{name}")
        };
        if path.is_dir() {
            collect(&path, &name, entries)?;
        } else {
            entries.insert(name, fs::read(&path).map_err(failed(&path))?);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use zip::ZipArchive;

    use super::*;

    #[test]
    fn contents_mode_order_and_time() {
        let entries = BTreeMap::from([
            ("b/c".to_owned(), vec![7; 5000]),
            ("bootstrap".to_owned(), b"x".to_vec()),
        ]);
        let bytes = pack(&entries).unwrap();
        assert!(bytes.len() < 1000, "compressed");
        let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
        let names: Vec<_> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
        assert_eq!(names, ["b/c", "bootstrap"]);
        let mut file = archive.by_name("bootstrap").unwrap();
        assert_eq!(file.unix_mode().unwrap() & 0o777, 0o755);
        assert_eq!(file.last_modified().unwrap(), DateTime::default());
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        assert_eq!(text, "x");
    }

    #[test]
    fn a_folder_gives_the_same_bytes_wherever_and_whenever_it_was_made() {
        let make = || {
            let dir = tempfile::tempdir().unwrap();
            fs::create_dir(dir.path().join("sub")).unwrap();
            fs::write(dir.path().join("sub/z"), "1").unwrap();
            fs::write(dir.path().join("a"), "2").unwrap();
            pack_folder(dir.path()).unwrap()
        };
        assert_eq!(make(), make());
        let error = pack_folder(Path::new("not-there")).unwrap_err();
        assert!(error.to_string().starts_with("cannot read `not-there`: "));
    }
}
