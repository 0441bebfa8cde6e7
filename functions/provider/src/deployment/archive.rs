//! Zips, and what is taken out of them.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::Arc;

use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;
use zip::ZipArchive;

use super::{Objects, Place};
use crate::bucket::S3Error;
use crate::patience::patiently;

/// Larger files wait on the disk instead of in memory, of which several are written at a time.
const LARGE: u64 = 4 * 1024 * 1024;

/// Content of an object.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    Bytes(Vec<u8>),
    File(Arc<NamedTempFile>),
}

impl Content {
    /// Adds the content to a hash.
    pub(super) fn hash(&self, hash: &mut Sha256) -> Result<(), S3Error> {
        match self {
            Self::Bytes(bytes) => hash.update(bytes),
            Self::File(file) => {
                let mut file = file.reopen().map_err(failed)?;
                let mut buffer = vec![0; 64 * 1024];
                loop {
                    let count = file.read(&mut buffer).map_err(failed)?;
                    if count == 0 {
                        break;
                    }
                    hash.update(&buffer[..count]);
                }
            }
        }
        Ok(())
    }
}

/// An object that was brought here.
pub(super) struct Archive {
    place: Place,
    file: Arc<NamedTempFile>,
    zip: Option<ZipArchive<File>>,
}

impl Archive {
    pub(super) async fn fetch(objects: &impl Objects, place: &Place) -> Result<Self, S3Error> {
        let file = NamedTempFile::new().map_err(failed)?;
        let found = patiently(|| objects.download(place, file.path())).await;
        found.map_err(|error| S3Error::Other(format!("source {}/{}: {error}", place.bucket, place.key)))?;
        Ok(Self {
            place: place.clone(),
            file: Arc::new(file),
            zip: None,
        })
    }

    /// The names of all files in it.
    pub(super) fn files(&mut self) -> Result<Vec<String>, S3Error> {
        let file = self.file.reopen().map_err(failed)?;
        let mut zip = ZipArchive::new(file).map_err(|error| wrong(&self.place, &error))?;
        let mut names = Vec::new();
        for place in 0..zip.len() {
            let name = zip.by_index(place).and_then(|file| Ok(file.name()?.into_owned()));
            names.push(name.map_err(|error| wrong(&self.place, &error))?);
        }
        self.zip = Some(zip);
        Ok(names)
    }

    /// One of the files.
    pub(super) fn read(&mut self, file: usize) -> Result<Content, S3Error> {
        let Some(zip) = &mut self.zip else {
            return Err(S3Error::Other("an archive that was not opened".to_owned()));
        };
        let mut entry = zip.by_index(file).map_err(|error| wrong(&self.place, &error))?;
        unpack(&mut entry).map_err(|error| wrong(&self.place, &error))
    }

    /// The object as it is.
    pub(super) fn whole(&self) -> Result<Content, S3Error> {
        Ok(Content::File(Arc::clone(&self.file)))
    }
}

fn wrong(place: &Place, error: &dyn std::error::Error) -> S3Error {
    S3Error::Other(format!("source {}/{}: {error}", place.bucket, place.key))
}

fn unpack(entry: &mut impl Read) -> io::Result<Content> {
    let mut bytes = Vec::new();
    entry.take(LARGE).read_to_end(&mut bytes)?;
    if (bytes.len() as u64) < LARGE {
        return Ok(Content::Bytes(bytes));
    }
    let mut file = NamedTempFile::new()?;
    file.write_all(&bytes)?;
    io::copy(entry, &mut file)?;
    file.flush()?;
    file.seek(SeekFrom::Start(0))?;
    Ok(Content::File(Arc::new(file)))
}

fn failed(error: io::Error) -> S3Error {
    S3Error::Other(format!("the disk of the function: {error}"))
}
